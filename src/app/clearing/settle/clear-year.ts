import { ClearingFailed, failedClearing } from '../parts/clearing-failed.js';
import { periodRows, type MonthRun } from '../parts/period-rows.js';
import { misfit, statedFacts } from '../parts/stated-facts.js';
import type { RunPlan } from '../run/run-plan.js';
import { yearInputs } from '../../scoring/year-facts.js';
import type { AggregateRow } from '../../../engine/decide/aggregates.js';
import { assert } from '../../../engine/kit/assert.js';
import { clearFundYear, decideGroups, type Cleared, type ClearingInputs, type Stopped } from '../../../engine/clearing/clearing.js';
import { compare, Fraction, storedDecimal, ZERO } from '../../../engine/number/quantity.js';
import { PERIODS } from '../../../engine/plan/periods.js';
import type { KeyRun } from '../../../engine/decide/key-run.js';
import { learnUnmet } from '../../../rules/judge/learn.js';

/** Sums of an institution, or of one of its months, by aggregate: as stored text, or exactly where nothing was stored. */
export interface CaseSumRow {
  readonly institutionCode: string;
  /** 1 to 12; null: of all months. */
  readonly month: number | null;
  readonly values: Readonly<Record<string, string | Fraction>>;
}

/** Sums of a disease group of an institution by aggregate, as those of an institution. */
export interface CaseGroupRow {
  readonly institutionCode: string;
  readonly groupCode: string;
  readonly values: CaseSumRow['values'];
}

/** Sums of cases by institution, by institution and month, and by institution and disease group where the ruleset adds any up so. */
export interface CaseSums {
  readonly byInstitution: readonly CaseSumRow[];
  readonly byMonth: readonly CaseSumRow[];
  readonly byGroup: readonly CaseGroupRow[];
}

/** A cleared year, and the months that were worked out for it. */
export interface ClearedYear {
  readonly cleared: Cleared;
  readonly months: readonly MonthRun[];
}

/** Clears the year of a run from the sums of its cases. Situations that no table holds are put to the Judge and learnt. */
export async function clearYear(plan: RunPlan, sums: CaseSums): Promise<ClearedYear> {
  const { program, tables } = plan.yearVersion.compiled;
  const { rows, months } = await rowsOf(plan, sums);
  const inputs = { ...yearFactsOf(plan), rows };
  const cleared = await untilLearnt(plan, () => clearFundYear(program, inputs, tables.verdict));
  assert(cleared.kind === 'cleared', 'the outputs that clearing needs were looked for when the run was opened');
  if (cleared.fundFen === 0n) throw nothingToShare('fund', '可分配基金');
  return { cleared, months };
}

/** Works out no more than disease groups of institutions: those that `sums` has, from what all cases of the year came to. */
export async function decidedGroups(plan: RunPlan, sums: CaseSums): Promise<readonly KeyRun[]> {
  const { program, tables } = plan.yearVersion.compiled;
  const { rows } = await rowsOf(plan, sums);
  const inputs = { ...yearFactsOf(plan), rows };
  return (await untilLearnt(plan, () => decideGroups(program, inputs, tables.verdict))).groups;
}

/** Works something of a year out, as often as situations have to be learnt first. Throws `ClearingFailed`. */
async function untilLearnt<T extends { readonly kind: string }>(
  { yearVersion: { compiled } }: RunPlan,
  work: () => T | Stopped,
): Promise<T> {
  for (;;) {
    const result = work();
    if (!isStopped(result)) return result;
    if (result.kind === 'failed') throw failedClearing(compiled, result.failures);
    await learnUnmet(compiled.program, compiled.tables, result.runs, result.unmet);
  }
}

function isStopped(result: { readonly kind: string }): result is Stopped {
  return result.kind === 'unmet' || result.kind === 'failed';
}

/**
 * Refuses a year that can't be cleared whatever its cases are, before the first one is scored: stated values that do not fit the ruleset's
 * declarations, a budget or a coefficient that can't be worked out. Throws `ClearingFailed`.
 */
export function requireWorkable(plan: RunPlan): void {
  for (const { problems } of plan.year.opened.values()) problems.forEach(misfit);
  yearFactsOf(plan);
  const { failures, fundYear } = plan.settings.openedOn(plan.snapshot.to).opened;
  if (failures.length > 0) throw failedClearing(plan.yearVersion.compiled, failures);
  const slot = fundYear.scope.slotByName.get('dipBudget');
  const budget = slot === undefined ? undefined : fundYear.frame[slot];
  if (budget instanceof Fraction && compare(budget, ZERO) <= 0) throw nothingToShare('dipBudget', '年度DIP医保基金支出');
}

/** A year without money has no point value: somebody forgot a budget item, or stated it as 0. */
function nothingToShare(id: string, name: string): ClearingFailed {
  return new ClearingFailed('EVALUATION_FAILED', {
    zh: `“${name}”（${id}）不大于零，没有可分配的基金。请核对年度预算与决算后重新清算。`,
    en: `"${id}" is not above zero: there is nothing to share out. Check the budget and its actuals, and clear again.`,
  });
}

/** Everything that a year is cleared from but the sums of its cases. */
function yearFactsOf({ snapshot, year: source, yearVersion: { compiled } }: RunPlan): Omit<ClearingInputs, 'rows'> {
  const { year, insurance, to, budget, actuals } = snapshot;
  const { inputs, problems } = yearInputs(compiled.plan, source.stated, { year, insurance, date: to });
  problems.forEach(misfit);
  const institutions = inputs.institutions.map((institution) => ({
    ...institution,
    yearFacts: statedFacts(compiled.plan, 'institutionYear', snapshot.institutionYears[institution.code] ?? {}, institution.code),
  }));
  return { ...inputs, institutions, fundYearEnd: statedFacts(compiled.plan, 'fundYearEnd', { ...budget, ...actuals }, '') };
}

async function rowsOf(
  plan: RunPlan,
  sums: CaseSums,
): Promise<{ readonly rows: ReadonlyMap<string, readonly AggregateRow[]>; readonly months: readonly MonthRun[] }> {
  const known = new Set(plan.settings.openedOn(plan.snapshot.to).opened.institutions.keys());
  const groups = groupsWithSums(plan, sums);
  const rows = new Map<string, readonly AggregateRow[]>(
    plan.aggregates.map(({ id, per, grouped }) => [
      id,
      grouped === undefined
        ? sumsOf(id, per === PERIODS.MONTH.scope ? sums.byMonth : sums.byInstitution, known)
        : sumsOfGroups(id, groups, known),
    ]),
  );
  const months = await periodRows(plan, rows, monthsWithCases(plan, sums));
  for (const [id, own] of months.rows) rows.set(id, own);
  return { rows, months: months.runs };
}

function sumsOf(id: string, stored: readonly CaseSumRow[], known: ReadonlySet<string>): readonly AggregateRow[] {
  const rows = stored.map(({ institutionCode, month, values }) => ({
    institutionCode,
    value: valueOf(values, id),
    ...(month === null ? {} : { period: monthText(month) }),
  }));
  return ofKnown(id, rows, known);
}

function sumsOfGroups(id: string, stored: readonly CaseGroupRow[], known: ReadonlySet<string>): readonly AggregateRow[] {
  const rows = stored.map(({ institutionCode, groupCode, values }) => ({ institutionCode, groupCode, value: valueOf(values, id) }));
  return ofKnown(id, rows, known);
}

/** An institution without a profile has exceptions only: nothing of it is added up. */
function ofKnown(id: string, rows: readonly AggregateRow[], known: ReadonlySet<string>): readonly AggregateRow[] {
  const stranger = rows.find(({ institutionCode, value }) => !known.has(institutionCode) && compare(value, ZERO) !== 0);
  assert(stranger === undefined, `${id}: sums of an institution without a profile: ${stranger?.institutionCode ?? ''}`);
  return rows.filter(({ institutionCode }) => known.has(institutionCode));
}

/** Months in which anything was added up: one without has nothing to settle, and would divide by the region's sum of 0. */
function monthsWithCases({ aggregates }: RunPlan, { byMonth }: CaseSums): ReadonlySet<string> {
  const hasAny = ({ values }: CaseSumRow): boolean => aggregates.some(({ id }) => compare(valueOf(values, id), ZERO) !== 0);
  return new Set(byMonth.flatMap((row) => (row.month !== null && hasAny(row) ? [monthText(row.month)] : [])));
}

/** Groups of which anything was added up: one whose cases count in nothing has nothing to compare. */
function groupsWithSums({ totals }: RunPlan, { byGroup }: CaseSums): readonly CaseGroupRow[] {
  return byGroup.filter(({ values }) => totals.grouped.some(({ id }) => compare(valueOf(values, id), ZERO) !== 0));
}

function valueOf(values: CaseSumRow['values'], id: string): Fraction {
  const value = values[id] ?? '0';
  return value instanceof Fraction ? value : storedDecimal(value);
}

function monthText(month: number): string {
  return String(month).padStart(2, '0');
}
