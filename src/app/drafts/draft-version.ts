import { lastText, openDraft } from './kit/open-draft.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import { readScorable } from '../rulesets/read-candidate.js';
import { unstoredVersion } from '../rulesets/unstored-version.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** A draft's last text as a version that cases are scored by; it is named as the draft is, and stored nowhere. */
export interface DraftVersion {
  readonly ruleset: RulesetSummary;
  readonly compiled: CompiledRuleset;
}

/**
 * 按草案计分 reads a draft's last text to score cases by: its examples are not run, and neither its days nor its version number are looked at. Throws
 * FORBIDDEN, NOT_FOUND, RULESET_INVALID with everything that keeps it from scoring.
 */
export async function draftVersion(platform: Platform, caller: Caller, regionCode: string, draftId: string): Promise<DraftVersion> {
  requirePermission(caller.actor, 'draft:read', regionCode);
  const { draft, revision, text } = await caller.read(async (unit) => {
    const opened = await openDraft(unit, regionCode, draftId);
    return { draft: opened.draft, revision: opened.standing.revision, text: await lastText(unit, opened) };
  });
  const compiled = await readScorable(platform, caller.read, text.text);
  const { plan, effective } = compiled;
  const { id, createdById, createdByName, createdAt } = draft;
  const ruleset = unstoredVersion(compiled, {
    ...{ regionCode, id, version: plan.version, revision, contentHash: text.contentHash, createdById, createdByName, createdAt },
    ...{ effectiveFrom: effective.effective.from, effectiveTo: effective.effective.to ?? null },
  });
  return { ruleset, compiled };
}
