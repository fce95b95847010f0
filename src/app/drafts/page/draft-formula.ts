import { lastText, type OpenDraft } from '../kit/open-draft.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { resolverFor } from '../../rulesets/load-ruleset.js';
import { labelledFindings } from '../../../rules/analysis/finding-labels.js';
import { readRuleset } from '../../../rules/extend/read-ruleset.js';
import { viewFormula, type FormulaView } from '../../../rules/compile/formula-view.js';
import { readPointerStep } from '../../../rules/findings/pointer-steps.js';

/**
 * 公式试读 a formula as if it stood at a place of a draft's last text (`/decisions/points/rules/points-low/event/params/formula`): what the draft's own check says
 * of it, and what may stand there. Nothing is saved. `undefined`: no decision that gives a number is there, or the text can't be read. Throws DRAFT_DAMAGED.
 */
export async function draftFormula(
  platform: Platform,
  { read }: Pick<Caller, 'read'>,
  opened: OpenDraft,
  { pointer, text }: { readonly pointer: string; readonly text: string },
): Promise<FormulaView | undefined> {
  const [, section, decision] = pointer.split('/');
  if (section !== 'decisions' || decision === undefined) return undefined;
  const draft = await read((unit) => lastText(unit, opened));
  const { effective } = readRuleset(draft.text, await resolverFor(read, draft.text, platform.signing));
  const view = effective && viewFormula(effective, readPointerStep(decision), text);
  return view && { ...view, findings: labelledFindings(view.findings, effective) };
}
