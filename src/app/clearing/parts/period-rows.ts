import { failedClearing } from './clearing-failed.js';
import { closedOf, rowsOfSums } from './period-sums.js';
import { statedFacts } from './stated-facts.js';
import type { RunPlan } from '../run/run-plan.js';
import type { RunVersion } from '../run/year-source.js';
import { yearInputs } from '../../scoring/year-facts.js';
import { sumRuns, type AggregateRow, type AggregateRows } from '../../../engine/decide/aggregates.js';
import { must } from '../../../engine/kit/assert.js';
import { addDays } from '../../../engine/kit/calendar.js';
import type { KeyRun } from '../../../engine/decide/key-run.js';
import { settlePeriod } from '../../../engine/clearing/period.js';
import type { AggregatePlan } from '../../../engine/plan/plan.js';
import { PERIODS, type PartKind } from '../../../engine/plan/periods.js';
import { learnUnmet } from '../../../rules/judge/learn.js';

/** 月度预结算 an institution's month as it was worked out, with the version that decided it. */
export interface MonthRun {
  readonly version: RunVersion;
  readonly run: KeyRun;
}

/** Sums of months and quarters that are carried up to the year, and the months that were worked out for it. */
export interface SettledMonths {
  readonly rows: AggregateRows;
  readonly runs: readonly MonthRun[];
}

/**
 * Sums of months and quarters (ZB-15) where the ruleset carries any up to the year: those that were closed say what they carry. A year without
 * a closed month works its months out, every one with cases, under the version and the profiles of its last day.
 */
export async function periodRows(plan: RunPlan, rows: AggregateRows, withCases: ReadonlySet<string>): Promise<SettledMonths> {
  const quarters = closedRows(plan, 'QUARTER');
  if (closedOf(plan, 'MONTH').length > 0) return { rows: new Map([...closedRows(plan, 'MONTH'), ...quarters]), runs: [] };
  const months = await workedOut(plan, rows, withCases);
  return { rows: new Map([...months.rows, ...quarters]), runs: months.runs };
}

function closedRows(plan: RunPlan, kind: PartKind): AggregateRows {
  const closed = closedOf(plan, kind);
  const rowsOf = ({ id }: AggregatePlan): readonly AggregateRow[] => closed.flatMap(({ key, carried }) => rowsOfSums(carried, id, key));
  return new Map(aggregatesOf(plan.yearVersion, kind).map((aggregate) => [aggregate.id, rowsOf(aggregate)]));
}

async function workedOut(plan: RunPlan, rows: AggregateRows, withCases: ReadonlySet<string>): Promise<SettledMonths> {
  const ids = aggregatesOf(plan.yearVersion, 'MONTH').map(({ id }) => id);
  const sums = new Map<string, AggregateRow[]>(ids.map((id) => [id, []]));
  const kept: MonthRun[] = [];
  if (ids.length === 0) return { rows: sums, runs: kept };
  for (const [month, lastDay] of lastDays(plan.snapshot)) {
    if (!withCases.has(month)) continue;
    const version = must(plan.settingOn(lastDay), 'setting of a day of the year').version;
    const runs = await monthRuns(plan, version, { month, lastDay, rows });
    for (const aggregate of aggregatesOf(version, 'MONTH')) sums.get(aggregate.id)?.push(...sumRuns(aggregate, runs));
    kept.push(...runs.map((run) => ({ version, run })));
  }
  return { rows: sums, runs: kept };
}

function aggregatesOf({ compiled }: RunVersion, kind: PartKind): RunVersion['compiled']['plan']['aggregates'] {
  return compiled.plan.aggregates.filter(({ of, per }) => of === PERIODS[kind].scope && per !== 'institutionQuarter');
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
  const recorded = Object.entries(snapshot.periodFacts?.[month] ?? {});
  const facts = new Map(recorded.map(([code, values]) => [code, statedFacts(plan, PERIODS.MONTH.scope, values, code)]));
  for (;;) {
    const settled = settlePeriod(program, { ...inputs, kind: 'MONTH', key: month, facts, rows }, tables.verdict);
    const runs = [settled.year.fundYear, ...settled.year.institutions.values(), ...settled.institutions.values()];
    if (settled.unmet.length > 0) {
      await learnUnmet(program, tables, runs, settled.unmet);
      continue;
    }
    if (settled.failures.length > 0) throw failedClearing(compiled, settled.failures);
    return [...settled.institutions.values()];
  }
}
