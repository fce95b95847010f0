import type { OpenDraft } from './open-draft.js';
import { publishOn, submissionOf } from './stored-draft-parse.js';
import type { PaymentScheme } from '../../ports/ports-ruleset.js';

/** What a draft would be published as. */
export interface PublishedHead {
  readonly scheme: PaymentScheme;
  readonly version: unknown;
  readonly effectiveFrom: unknown;
}

/** 版本号或生效日相同的草案 a draft that was handed in with the same number or first day: only one of the two can be published. */
export interface AlikeDraft {
  readonly kind: 'SAME_VERSION' | 'SAME_FIRST_DAY';
  readonly other: OpenDraft;
  /** The day on which the other one is published; null: it has none yet. */
  readonly publishOn: string | null;
}

/** The number and first day that a draft was handed in with; undefined: it is not handed in. */
export function submittedHead(opened: OpenDraft): PublishedHead | undefined {
  if (opened.standing.submission === undefined || opened.standing.state === 'PUBLISHED') return undefined;
  const { version, effectiveFrom } = submissionOf(opened);
  return { scheme: opened.draft.scheme, version, effectiveFrom };
}

/** Drafts of a region that stand handed in with the number, or the first day of the scheme, of this one. */
export function alikeDrafts(id: string, head: PublishedHead, drafts: readonly OpenDraft[]): readonly AlikeDraft[] {
  return drafts.flatMap((other): AlikeDraft[] => {
    const theirs = other.draft.id === id ? undefined : submittedHead(other);
    if (theirs === undefined) return [];
    const at = { other, publishOn: publishOn(other) };
    if (theirs.version === head.version) return [{ kind: 'SAME_VERSION', ...at }];
    return theirs.scheme === head.scheme && theirs.effectiveFrom === head.effectiveFrom ? [{ kind: 'SAME_FIRST_DAY', ...at }] : [];
  });
}
