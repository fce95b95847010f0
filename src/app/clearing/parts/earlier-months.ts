import { ALL_CASES, ALL_POINTS } from '../run/aggregates.js';
import type { RunPlan } from '../run/run-plan.js';
import type { ClosedPeriod, RunSnapshot } from '../run/run-snapshot.js';
import type { SumsText } from './period-sums.js';
import type { RunSums } from '../../ports/clearing/ports-run-sums.js';
import type { ScoreSumRow } from '../../ports/clearing/ports-score.js';
import { assert, must } from '../../../engine/kit/assert.js';
import { add, compare, printShort, storedDecimal, subtract, ZERO, type Fraction } from '../../../engine/number/quantity.js';
import { periodKindOf, PERIODS, periodsOf, type PeriodKind } from '../../../engine/plan/periods.js';
import type { AggregatePlan } from '../../../engine/plan/plan.js';

/** 已关闭的月份 the months that were closed before a run, and the run that knew them last: what it knew is what the closed periods counted. */
export interface EarlierMonths {
  readonly runNo: number;
  /** `01` to `12`, in the order of the fund year. */
  readonly months: readonly string[];
  /** The period that the run closed. */
  readonly closed: ClosedPeriod;
}

/** What a month's cases of one institution come to, by name. */
export type MonthValues = (month: string, institutionCode: string, id: string) => Fraction;

/** The months that lie in periods of the run's kind that were closed before it; of a year in its months, or else its quarters. None: `undefined`. */
export function earlierMonths(snapshot: RunSnapshot): EarlierMonths | undefined {
  const kinds: readonly PeriodKind[] = snapshot.period === undefined ? ['MONTH', 'QUARTER'] : [snapshot.period.kind];
  for (const kind of kinds) {
    const last = periodsOf(snapshot, kind).findLast(({ key }) => closedAs(snapshot, key) !== undefined);
    if (last === undefined) continue;
    const closed = must(closedAs(snapshot, last.key), 'closed period');
    const months = periodsOf(snapshot, 'MONTH').flatMap(({ key, to }) => (to <= last.to ? [key] : []));
    return { runNo: closed.runNo, months, closed };
  }
  return undefined;
}

function closedAs({ closed = [] }: RunSnapshot, key: string): ClosedPeriod | undefined {
  return closed.find((one) => one.key === key);
}

/**
 * Names of what a run reads of cases and what can be compared month by month: cases, points, and the ruleset's sums for its kind of period. A sum
 * that the last closed period had no more, but one before it had, is left out: there is no run that knew all its months.
 */
export function comparedIds(
  { period, closed = [] }: RunSnapshot,
  aggregates: readonly Pick<AggregatePlan, 'id' | 'per'>[],
  before: EarlierMonths | undefined,
): readonly string[] {
  const parts: readonly string[] = [PERIODS.MONTH.scope, PERIODS.QUARTER.scope];
  const ofRun = ({ per }: Pick<AggregatePlan, 'per'>): boolean =>
    period === undefined ? !parts.includes(per) : per === PERIODS[period.kind].scope;
  const has = (one: ClosedPeriod, id: string): boolean => Object.values(one.counted).some((values) => id in values);
  const isKnown = (id: string): boolean => {
    if (before === undefined || period === undefined || has(before.closed, id)) return true;
    return !closed.some((one) => periodKindOf(one.key) === period.kind && has(one, id));
  };
  return [ALL_CASES, ALL_POINTS, ...aggregates.filter(ofRun).map(({ id }) => id)].filter(isKnown);
}

/** What a run's stored sums say of months; `undefined`: it ended before sums were kept. */
export async function storedMonths(
  runSums: Pick<RunSums, 'ofMonths'>,
  { regionCode, runNo, months }: Pick<EarlierMonths, 'runNo' | 'months'> & { readonly regionCode: string },
): Promise<MonthValues | undefined> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  for (const month of months) {
    for (const { of, values } of await runSums.ofMonths(regionCode, runNo, [Number(month)])) found.set(`${month} ${of}`, values);
  }
  if (found.size === 0) return undefined;
  return (month, institutionCode, id) => storedDecimal(found.get(`${month} ${institutionCode}`)?.[id] ?? '0');
}

/** The same of sums in memory. */
export function monthsOfRows(rows: readonly ScoreSumRow[]): MonthValues {
  const found = new Map(rows.map(({ institutionCode, month, values }) => [`${month ?? ''} ${institutionCode}`, values]));
  return (month, institutionCode, id) => storedDecimal(found.get(`${Number(month)} ${institutionCode}`)?.[id] ?? '0');
}

/**
 * Asserts that what a month or quarter counted is its own months and, of every earlier month, what is known now less what was counted then: so
 * the corrections that a statement lists are, to the fen, those that the run used.
 */
export async function requireCorrectionsAddUp(
  { snapshot, aggregates }: RunPlan,
  { byMonth, counted, runSums }: { readonly byMonth: readonly ScoreSumRow[]; readonly counted: SumsText; readonly runSums: RunSums },
): Promise<void> {
  const before = earlierMonths(snapshot);
  const { regionCode } = snapshot;
  const then = before === undefined ? undefined : await storedMonths(runSums, { ...before, regionCode });
  if (then === undefined && before !== undefined && countedCases(before.closed)) return;
  const now = monthsOfRows(byMonth);
  const earlier = new Set(before?.months);
  const ids = comparedIds(snapshot, aggregates, before);
  for (const [code, values] of Object.entries(counted)) {
    for (const id of ids) {
      const sum = periodsOf(snapshot, 'MONTH').reduce((all, { key }) => {
        const known = add(all, now(key, code, id));
        return earlier.has(key) ? subtract(known, then?.(key, code, id) ?? ZERO) : known;
      }, ZERO);
      const used = storedDecimal(values[id] ?? '0');
      assert(compare(sum, used) === 0, `${id} of ${code}: its months come to ${printShort(sum)}, the run counted ${printShort(used)}`);
    }
  }
}

function countedCases({ counted }: ClosedPeriod): boolean {
  return Object.values(counted).some((values) => compare(storedDecimal(values[ALL_CASES] ?? '0'), ZERO) !== 0);
}
