import { documentEntries, withEntries } from './kit/draft-document.js';
import { inheritedBy, lastText, openDraft, type OpenDraft } from './kit/open-draft.js';
import { ConflictError, type ConflictSides } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { resolverFor } from '../rulesets/load-ruleset.js';
import { must } from '../../engine/kit/assert.js';
import { changedValues } from '../../rules/analysis/change-words.js';
import { diffDocuments } from '../../rules/analysis/diff-text.js';
import { EffectiveDocumentSchema, type EffectiveDocument } from '../../rules/document/document.js';
import { readRuleset } from '../../rules/extend/read-ruleset.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** 双方的说法 what both sides made of an entry, a line a change, in business words: 偏差下限 取值 0.4 → 0.35，−12.50%. */
export interface ConflictWords {
  readonly entry: string;
  readonly yours: readonly string[];
  readonly theirs: readonly string[];
}

/** Says what both sides of conflicts made of their entries; nothing of those, and of drafts, that can't be read as rules. */
export async function conflictWords(
  { signing }: Platform,
  { read }: Caller,
  opened: OpenDraft,
  sides: readonly ConflictSides[],
): Promise<ReadonlyMap<string, ConflictWords>> {
  const { text, inherited } = await read(async (unit) => {
    const last = await lastText(unit, opened);
    return { text: last.text, inherited: documentEntries(await inheritedBy(unit, last.document)) };
  });
  const { effective } = readRuleset(text, await resolverFor(read, text, signing));
  if (effective === undefined) return new Map();
  return new Map(
    sides.flatMap(({ entry, before, yours, theirs }) => {
      const [was, mine, other] = [before, yours, theirs].map((value) => withEntry(effective, entry, value, inherited.get(entry)));
      if (was === undefined || mine === undefined || other === undefined) return [];
      return [[entry, { entry, yours: changesSaid(was, mine), theirs: changesSaid(was, other) }] as const];
    }),
  );
}

/** Runs what may meet a conflict of a draft; what both sides made of each entry is then said in business words, too. */
export async function sayingSides<T>(
  platform: Platform,
  caller: Caller,
  { regionCode, draftId }: { readonly regionCode: string; readonly draftId: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const sides = error instanceof ConflictError ? (error.detail.sides ?? []) : [];
    if (!(error instanceof ConflictError) || sides.length === 0) throw error;
    const opened = await caller.read((unit) => openDraft(unit, regionCode, draftId));
    throw new ConflictError(error.messages, { ...error.detail, sides: await saidSides(platform, caller, opened, sides) });
  }
}

/** Both sides of conflicts with what they made of them in business words, where the rules can be read. */
export async function saidSides(
  platform: Platform,
  caller: Caller,
  opened: OpenDraft,
  sides: readonly ConflictSides[],
): Promise<readonly ConflictSides[]> {
  if (sides.length === 0) return [];
  const words = await conflictWords(platform, caller, opened, sides);
  return sides.map((one) => ({ ...one, ...(words.has(one.entry) ? { said: must(words.get(one.entry), one.entry) } : {}) }));
}

/** The merged rules with an entry as one side has it; a part that it does not state is inherited. */
function withEntry(effective: EffectiveDocument, entry: string, value: unknown, inherited: unknown): EffectiveDocument | undefined {
  const whole = isObject(value) && isObject(inherited) ? { ...inherited, ...value } : (value ?? inherited);
  return EffectiveDocumentSchema.safeParse(withEntries({ ...effective }, new Map([[entry, whole]]))).data;
}

function changesSaid(before: EffectiveDocument, after: EffectiveDocument): readonly string[] {
  return diffDocuments(before, after).flatMap((change) =>
    changedValues(change, { before, after }).map(({ name, before: was, after: is, percent }) => {
      const value = change.kind === 'CHANGED' ? `${was ?? '（无）'} → ${is ?? '（无）'}` : (is ?? was ?? '');
      return `${KINDS[change.kind]}${change.label.zh} › ${name.zh}：${value}${percent === null ? '' : `，${percent}`}`;
    }),
  );
}

const KINDS = { ADDED: '新增 ', REMOVED: '删除 ', CHANGED: '', MOVED: '移动 ' } as const;
