import { lastText, openDraft, type OpenDraft } from '../kit/open-draft.js';
import { namedPointer, type DraftDocument, type DraftText } from '../kit/draft-document.js';
import { baseOfDraft, submissionOf } from '../kit/stored-draft-parse.js';
import { everPublished, inForceOn } from '../../caches/in-force.js';
import { chinaDay } from '../../base/china-day.js';
import { hashOf, requirePermission } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { checkRulesetText } from '../../rulesets/load-ruleset.js';
import { publishable, publishingFindings, type PublishableText } from '../../rulesets/publish-version.js';
import type { Reader, Unit } from '../../ports/ports.js';
import { settlementYearDays } from '../../../engine/kit/calendar.js';
import { periodOf } from '../../../engine/plan/periods.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import { finding, sortFindings } from '../../../rules/findings/finding-codes.js';
import { labelledFindings } from '../../../rules/analysis/finding-labels.js';
import type { Finding } from '../../../rules/findings/finding.js';
import type { CheckedRuleset } from '../../../rules/load.js';

/** 草案校验 what is found in a draft's last text, as if it were published now. */
export interface DraftCheck {
  readonly opened: OpenDraft;
  readonly text: DraftText;
  readonly checked: CheckedRuleset;
  /** Ready to be published; absent where it has errors. */
  readonly publishing?: PublishableText;
  /** Everything that was found, what keeps it from being published included. */
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** SHA-256 of the warnings: what an approver accepts. Null where there are none. */
  readonly warningsHash: string | null;
}

/** Checks a draft's last text. Throws FORBIDDEN, NOT_FOUND. */
export async function checkDraft(platform: Platform, caller: Caller, regionCode: string, draftId: string): Promise<DraftCheck> {
  requirePermission(caller.actor, 'draft:read', regionCode);
  const { opened, text } = await caller.read(async (unit) => {
    const found = await openDraft(unit, regionCode, draftId);
    return { opened: found, text: await lastText(unit, found) };
  });
  const checked = await checkText(platform, caller.read, opened, text.text);
  const findings = labelledFindings(checked.findings, checked.checked.compiled?.effective ?? text.document);
  return { opened, text, ...checked, findings: findings.map((one) => withNames(text.document, one)) };
}

/** What mends a finding, by names: the edits of several findings can be made together. */
function withNames(document: DraftDocument, { mend, ...found }: Finding): Finding {
  if (mend === undefined) return found;
  return { ...found, mend: mend.map((edit) => ({ ...edit, pointer: namedPointer(document, edit.pointer) })) };
}

/** Checks a draft's text as if it were published now. */
export async function checkText(
  platform: Platform,
  read: Reader,
  opened: OpenDraft,
  text: string,
): Promise<Omit<DraftCheck, 'opened' | 'text'>> {
  const checked = await checkRulesetText(platform, { read }, text);
  const publishing = publishable(text, checked);
  const more =
    publishing === undefined ? [] : await publishingFindings(platform, read, publishing, await closedThrough(read, publishing.ruleset));
  const past = isSettledPast(opened) ? [] : await read((unit) => pastFirstDay(unit, checked.document));
  const findings = sortFindings([...checked.findings, ...more, ...past, ...(await staleBase(read, opened, checked.document))]);
  const warnings = findings.filter(({ severity }) => severity === 'WARNING');
  return {
    ...{ checked, findings, warnings },
    warningsHash:
      warnings.length === 0 ? null : hashOf(warnings.map(({ code, pointer, message }) => ({ code, pointer, message: message.zh }))),
    ...(publishing === undefined ? {} : { publishing }),
  };
}

/**
 * 生效日已过 a first day that is past in China needs a reason: cases of those days were, or are being, decided by other rules. A region that has published
 * nothing yet has none, so its first version may begin on any day.
 */
export async function pastFirstDay(unit: Unit, document: CheckedRuleset['document']): Promise<readonly Finding[]> {
  if (document === undefined) return [];
  const today = chinaDay(await unit.now());
  const { from } = document.effective;
  if (from >= today || everPublished(await unit.rulesets.list(document.region)).length === 0) return [];
  return [finding('FIRST_DAY_PAST', '/effective/from', { from, today })];
}

/** Whether a reason was given with the submission that stands, or it is published by now. */
function isSettledPast(opened: OpenDraft): boolean {
  const { state, submission } = opened.standing;
  return state === 'PUBLISHED' || (submission !== undefined && submissionOf(opened).retroactive !== null);
}

/** 所据版本已过时 a base of the region that is not what is in force on the first day: what was published since is undone for cases, unless it was merged. */
async function staleBase(read: Reader, opened: OpenDraft, document: CheckedRuleset['document']): Promise<readonly Finding[]> {
  const base = baseOfDraft(opened)?.base;
  if (document === undefined || base?.regionCode !== document.region) return [];
  const replaced = inForceOn(await read(({ rulesets }) => rulesets.list(document.region)), document.effective.from, document.scheme);
  if (replaced === undefined || replaced.id === base.id || replaced.version === document.version) return [];
  return [finding('BASE_NOT_REPLACED', '/effective/from', { base: base.version, replaced: replaced.version })];
}

/** The last day of the periods of a region that are closed by a confirmed run; `undefined`: none is. */
export async function closedThrough(read: Reader, { plan }: Pick<CompiledRuleset, 'plan'>): Promise<string | undefined> {
  const closed = await read(({ runs }) => runs.closedOfRegion(plan.region));
  const days = closed.flatMap(({ year, period }) => periodOf(settlementYearDays(year, plan.yearStart), period)?.to ?? []);
  return days.sort().at(-1);
}
