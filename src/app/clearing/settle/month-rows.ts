import { failedClearing } from './clearing-failed.js';
import type { RunPlan } from '../run/run-plan.js';
import type { RunVersion } from '../run/year-source.js';
import { yearInputs } from '../../scoring/year-facts.js';
import { sumRuns, type AggregateRow, type AggregateRows } from '../../../engine/decide/aggregates.js';
import { must } from '../../../engine/kit/assert.js';
import { addDays } from '../../../engine/kit/calendar.js';
import type { KeyRun } from '../../../engine/decide/key-run.js';
import { settleMonth } from '../../../engine/clearing/year.js';
import { learnUnmet } from '../../../rules/judge/learn.js';

/** 月度预结算 an institution's month as it was worked out, with the version that decided it. */
export interface MonthRun {
  readonly version: RunVersion;
  readonly run: KeyRun;
}

/** Sums of months that are carried up to the year, and the months that they are made of. */
export interface SettledMonths {
  readonly rows: AggregateRows;
  readonly runs: readonly MonthRun[];
}

/**
 * Sums of pre-settlement months (ZB-15), where the ruleset carries any up to the year: every month with cases is worked out first, under the
 * version and the profiles of the month's last day.
 */
export async function monthRows(plan: RunPlan, rows: AggregateRows, withCases: ReadonlySet<string>): Promise<SettledMonths> {
  const ids = monthAggregates(plan.yearVersion).map(({ id }) => id);
  const sums = new Map<string, AggregateRow[]>(ids.map((id) => [id, []]));
  const kept: MonthRun[] = [];
  if (ids.length === 0) return { rows: sums, runs: kept };
  for (const [month, lastDay] of lastDays(plan.snapshot)) {
    if (!withCases.has(month)) continue;
    const version = must(plan.settingOn(lastDay), 'setting of a day of the year').version;
    const runs = await monthRuns(plan, version, { month, lastDay, rows });
    for (const aggregate of monthAggregates(version)) sums.get(aggregate.id)?.push(...sumRuns(aggregate, runs));
    kept.push(...runs.map((run) => ({ version, run })));
  }
  return { rows: sums, runs: kept };
}

function monthAggregates({ compiled }: RunVersion): RunVersion['compiled']['plan']['aggregates'] {
  return compiled.plan.aggregates.filter(({ of }) => of === 'institutionMonth');
}

/** The months of a settlement year, `01` to `12`, with the last of its days in each. */
function lastDays({ from, to }: { readonly from: string; readonly to: string }): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  for (let day = from; day <= to; day = addDays(day, 1)) days.set(day.slice(5, 7), day);
  return days;
}

interface MonthAt {
  readonly month: string;
  readonly lastDay: string;
  readonly rows: AggregateRows;
}

async function monthRuns(
  { snapshot, year: { stated } }: RunPlan,
  { compiled }: RunVersion,
  { month, lastDay, rows }: MonthAt,
): Promise<readonly KeyRun[]> {
  const { plan, program, tables } = compiled;
  const { inputs } = yearInputs(plan, stated, { year: snapshot.year, insurance: snapshot.insurance, date: lastDay });
  for (;;) {
    const settled = settleMonth(program, { ...inputs, month, facts: new Map(), rows }, tables.verdict);
    const runs = [settled.year.fundYear, ...settled.year.institutions.values(), ...settled.institutions.values()];
    if (settled.unmet.length > 0) {
      await learnUnmet(program, tables, runs, settled.unmet);
      continue;
    }
    if (settled.failures.length > 0) throw failedClearing(compiled, settled.failures);
    return [...settled.institutions.values()];
  }
}
