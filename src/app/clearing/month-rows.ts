import { ClearingFailed } from './clear-year.js';
import type { RunPlan } from './run-plan.js';
import { sumRuns, type AggregateRow } from '../../engine/aggregates.js';
import type { KeyRun } from '../../engine/scope-run.js';
import { settleMonth, type YearInputs } from '../../engine/year.js';
import { learnUnmet } from '../../rules/learn.js';

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];

/** Sums of pre-settlement months, where the ruleset carries any up to the year: every month with cases is worked out first. */
export async function monthRows(
  plan: RunPlan,
  inputs: YearInputs,
  rows: ReadonlyMap<string, readonly AggregateRow[]>,
): Promise<ReadonlyMap<string, readonly AggregateRow[]>> {
  const aggregates = plan.yearVersion.compiled.plan.aggregates.filter(({ of }) => of === 'institutionMonth');
  if (aggregates.length === 0) return new Map();
  const runs: KeyRun[] = [];
  const withCases = new Set([...rows.values()].flat().flatMap(({ month }) => (month === undefined ? [] : [month])));
  for (const month of MONTHS) {
    // A month without cases has nothing to settle, and would divide by the region's sum of 0.
    if (withCases.has(month)) runs.push(...(await monthRuns(plan, { ...inputs, month, facts: new Map(), rows })));
  }
  return new Map(aggregates.map((aggregate) => [aggregate.id, sumRuns(aggregate, runs)]));
}

async function monthRuns({ yearVersion }: RunPlan, month: Parameters<typeof settleMonth>[1]): Promise<readonly KeyRun[]> {
  const { program, tables } = yearVersion.compiled;
  for (;;) {
    const settled = settleMonth(program, month, tables.verdict);
    const runs = [settled.year.fundYear, ...settled.year.institutions.values(), ...settled.institutions.values()];
    if (settled.unmet.length > 0) {
      await learnUnmet(program, tables, runs, settled.unmet);
      continue;
    }
    const [failure] = settled.failures;
    if (failure === undefined) return [...settled.institutions.values()];
    const where = `${failure.key.institutionCode ?? ''} ${month.month}`;
    throw new ClearingFailed('EVALUATION_FAILED', {
      zh: `月度判定“${failure.decision}”（${where}）无法计算：${failure.code} ${failure.fact}`,
      en: `Monthly decision "${failure.decision}" (${where}) could not be worked out: ${failure.code} ${failure.fact}`,
    });
  }
}
