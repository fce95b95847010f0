import type { OpenDraft } from './open-draft.js';
import { baseOfDraft, publishedAs } from './stored-draft-parse.js';
import { inForceOn, knownAt, publishedOf } from '../../caches/in-force.js';
import type { Unit } from '../../ports/ports.js';
import type { RulesetRecord, RulesetSummary } from '../../ports/ports-ruleset.js';

/** The version whose cases a draft takes over from its first day on; of a published draft as it was before. */
export async function replacedBy({ rulesets }: Unit, opened: OpenDraft, from: string): Promise<RulesetSummary | undefined> {
  const { draft } = opened;
  const done = publishedAs(opened);
  const versions = await rulesets.list(draft.regionCode);
  const own = versions.find(({ id }) => id === done);
  const others = knownAt(versions, own?.publishedAt).filter(({ id }) => id !== own?.id);
  const earlier = publishedOf(others, draft.scheme).filter(({ effectiveFrom }) => effectiveFrom < from);
  return inForceOn(others, from, draft.scheme) ?? earlier.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1)).at(-1);
}

/** The version that a draft was begun from, or merged with last; `undefined`: it was begun from a text. */
export async function baseRecord({ rulesets }: Unit, opened: OpenDraft): Promise<RulesetRecord | undefined> {
  const based = baseOfDraft(opened);
  return based === null ? undefined : await rulesets.findById(based.base.regionCode, based.base.id);
}
