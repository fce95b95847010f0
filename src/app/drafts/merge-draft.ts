import { sayingSides } from './conflict-words.js';
import { baseOf } from './kit/stored-draft-parse.js';
import { baseTextOf } from './draft-conflicts.js';
import { changeDraft } from './kit/change-draft.js';
import { draftText, readDraftText } from './kit/draft-document.js';
import { inheritedBy, lastText, requireHash, requireState, type OpenDraft } from './kit/open-draft.js';
import { decidedTexts, mergedTexts, recordSave } from './save-draft.js';
import { ConflictError, NotFoundError, type ConflictSides } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { requireIdempotencyKey } from '../requests/request-fields.js';

/** Whose an entry is that both changed. */
export const MERGE_SIDES = ['DRAFT', 'VERSION'] as const;
/** One of MERGE_SIDES. */
export type MergeSide = (typeof MERGE_SIDES)[number];

/** 合并 a version that was published in the meantime into a draft. */
export interface MergeDraft {
  readonly regionCode: string;
  readonly draftId: string;
  readonly contentHash: string;
  /** The published version of the region. */
  readonly version: string;
  /** Entries that both changed, and whose they are to be. */
  readonly take: readonly { readonly entry: string; readonly side: MergeSide }[];
  readonly idempotencyKey: string;
}

/** What every version has of its own: the draft keeps its own. */
const OWN_HEAD = ['/version', '/effective', '/title'];

/**
 * 合并新版本 saves the draft anew upon a version that was published since it was begun: entry by entry what only one side changed, and what both
 * changed as it is said. Throws FORBIDDEN, NOT_FOUND, CONFLICT (another text; entries of which nothing is said, with both sides).
 */
export async function mergeDraft(platform: Platform, caller: Caller, input: MergeDraft): Promise<OpenDraft> {
  const { regionCode, draftId, contentHash, version, take, idempotencyKey } = input;
  requirePermission(caller.actor, 'ruleset:draft', regionCode);
  requireIdempotencyKey(idempotencyKey);
  return await sayingSides(platform, caller, input, () =>
    changeDraft(platform, caller.actor, {
      ...{ permission: 'ruleset:draft', regionCode, draftId, action: 'draft:merge', idempotencyKey },
      input: { ...input, idempotencyKey: undefined },
      work: async (unit, opened) => {
        requireState(opened, 'SAVED');
        requireHash(opened, contentHash);
        const record = await unit.rulesets.findByVersion(regionCode, version);
        if (record?.status !== 'PUBLISHED') throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, version);
        const theirs = readDraftText(record.documentText, opened.draft).document;
        const own = await lastText(unit, opened);
        const said = new Map([
          ...OWN_HEAD.map((entry) => [entry, 'YOURS'] as const),
          ...take.map(({ entry, side }) => [entry, side === 'VERSION' ? 'THEIRS' : 'YOURS'] as const),
        ]);
        const before = await baseTextOf(unit, opened);
        const merged = mergedTexts({ before, inherited: await inheritedBy(unit, before) }, own.document, theirs);
        const { document, open } = decidedTexts(merged, (entry) => said.get(entry));
        if (open.length > 0) throw undecided(version, open);
        const text = draftText(document, opened.draft);
        const reason = `合并版本 ${version}`;
        await recordSave(unit, opened, text, { reason, before: own.document, base: baseOf(record) });
      },
      detail: ({ standing }) => ({ version, revision: standing.revision }),
    }),
  );
}

function undecided(version: string, sides: readonly ConflictSides[]): ConflictError {
  const entries = sides.map(({ entry }) => entry).join('、');
  return new ConflictError(
    {
      zh: `草案和版本 ${version} 都改了：${entries}。未合并；请在 take 里逐条写明用草案的（DRAFT）还是新版本的（VERSION）。`,
      en: `The draft and version ${version} both changed ${entries}. Nothing was merged; say in take whose each is to be, DRAFT or VERSION.`,
    },
    { sides },
  );
}
