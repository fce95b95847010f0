import { baseRecord, replacedBy } from '../kit/compared-versions.js';
import { lastText, type OpenDraft } from '../kit/open-draft.js';
import { requirePermission } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { readCandidate } from '../../rulesets/read-candidate.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/**
 * 比什么 what a draft is compared with. REPLACED: the version that is in force on its first day, which is what changes for cases; where none is, the one
 * before it in time, else its base. BASE: the version that it was begun from, or merged with last.
 */
export const COMPARED_WITH = ['REPLACED', 'BASE'] as const;
/** See `COMPARED_WITH`. */
export type ComparedWith = (typeof COMPARED_WITH)[number];

/** A version and the draft, compiled. */
export interface ComparedDraft {
  readonly before: CompiledRuleset;
  readonly after: CompiledRuleset;
}

/**
 * 草案与哪一版比较 compiles a draft's last text, its examples aside, and the version that it is compared with; `undefined`: there is none, since the region
 * has published nothing of the scheme that is earlier, and the draft was begun from a text. Throws FORBIDDEN, RULESET_INVALID, RULESET_TAMPERED, DRAFT_DAMAGED.
 */
export async function compareDraft(
  platform: Platform,
  caller: Caller,
  opened: OpenDraft,
  comparedWith: ComparedWith = 'REPLACED',
): Promise<ComparedDraft | undefined> {
  requirePermission(caller.actor, 'draft:read', opened.draft.regionCode);
  const after = await readCandidate(platform, caller.read, (await caller.read((unit) => lastText(unit, opened))).text);
  const record = await caller.read(async (unit) => {
    const replaced = comparedWith === 'BASE' ? undefined : await replacedBy(unit, opened, after.effective.effective.from);
    return replaced ?? (await baseRecord(unit, opened));
  });
  return record === undefined ? undefined : { before: await platform.rulesets.get(caller.read, record), after };
}
