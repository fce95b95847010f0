import { z } from 'zod';
import { StateError } from '../base/errors.js';
import type { FundYearKey, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { ClosedRun } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';
import { periodKindOf, periodLabel, periodsOf, YEAR_KEY, type Period, type DaysOfYear } from '../../engine/plan/periods.js';

const byInstitution = z.record(z.string(), z.record(z.string(), z.string()));
const periodSums = z.object({ counted: byInstitution, carried: byInstitution });

/** 已关闭的结算期 a closed month or quarter of a fund year. */
export interface ClosedPart {
  readonly key: PeriodKey;
  readonly runNo: number;
  readonly resultHash: string;
  readonly counted: z.infer<typeof byInstitution>;
  readonly carried: z.infer<typeof byInstitution>;
}

/** The months and quarters of a fund year that are closed, as a run freezes them. */
export function closedParts(runs: readonly ClosedRun[]): readonly ClosedPart[] {
  return runs.flatMap(({ period, runNo, resultHash, periodSums: stored }): ClosedPart[] => {
    if (period === YEAR_KEY) return [];
    const { counted, carried } = periodSums.parse(stored);
    return [{ key: period, runNo, resultHash, counted, carried }];
  });
}

/** Locks what is closed of a fund year: whoever closes a period, or records a fact of one, waits for the other. */
export async function lockPeriods(unit: Unit, { regionCode, year, insurance }: FundYearKey): Promise<void> {
  await unit.lock(regionCode, `periods/${year}/${insurance}`);
}

/** Refuses a fact of a month or quarter that is closed: it would change nothing. UNAVAILABLE. */
export async function requireOpen(unit: Unit, key: FundYearKey, period: PeriodKey): Promise<void> {
  const closed = (await whyClosed(unit, key, new Set([period]))).get(period);
  if (closed !== undefined) throw closed;
}

/** Refuses what would change a period that is closed, the year too, and makes whoever closes one wait. UNAVAILABLE. */
export async function requireNotClosed(unit: Unit, key: FundYearKey, period: PeriodKey): Promise<void> {
  await lockPeriods(unit, key);
  const closed = (await unit.runs.closed(key)).find((run) => run.period === period);
  if (closed !== undefined) throw alreadyClosed(period, closed.runNo);
}

/** Of some periods those whose facts can't be recorded any more, each with the reason: months and quarters that are closed. */
export async function whyClosed(
  unit: Unit,
  key: FundYearKey,
  periods: ReadonlySet<PeriodKey>,
): Promise<ReadonlyMap<PeriodKey, StateError>> {
  const parts = [...periods].filter((period) => period !== YEAR_KEY);
  if (parts.length === 0) return new Map();
  await lockPeriods(unit, key);
  const closed = new Map((await unit.runs.closed(key)).map(({ period, runNo }) => [period, runNo]));
  return new Map(
    parts.flatMap((period) => {
      const runNo = closed.get(period);
      return runNo === undefined ? [] : [[period, alreadyClosed(period, runNo)] as const];
    }),
  );
}

/**
 * Refuses to settle a period out of turn, UNAVAILABLE: one that is closed, one whose predecessors are open (it would take their cases into
 * account), a part of a year that is cleared for good, or a year of which some months are closed and others not.
 */
export function requireTurn(runs: readonly ClosedRun[], days: DaysOfYear, period: Period): void {
  const closed = new Map(runs.map((run) => [run.period, run.runNo]));
  requireOpenPart(runs, period.key);
  const before = periodsOf(days, period.kind === 'YEAR' ? 'MONTH' : period.kind).filter(
    ({ to }) => period.kind === 'YEAR' || to < period.from,
  );
  const isOpenYear = period.kind === 'YEAR' && !runs.some((run) => periodKindOf(run.period) === 'MONTH');
  const missing = before.find(({ key }) => !closed.has(key));
  if (missing !== undefined && !isOpenYear) throw outOfTurn(period.key, missing.key);
}

/** Refuses a month or quarter that is closed, or whose year is cleared for good: UNAVAILABLE. A year may be cleared once more, for the difference. */
export function requireOpenPart(runs: readonly Pick<ClosedRun, 'period' | 'runNo'>[], key: PeriodKey): void {
  if (key === YEAR_KEY) return;
  const closed = new Map(runs.map((run) => [run.period, run.runNo]));
  const own = closed.get(key);
  if (own !== undefined) throw alreadyClosed(key, own);
  const cleared = closed.get(YEAR_KEY);
  if (cleared !== undefined) throw yearIsCleared(key, cleared);
}

/** Whether some months of a year are closed and others not: it can't be cleared yet. */
export function isPartlyClosed(runs: readonly ClosedRun[], days: DaysOfYear): boolean {
  const closed = new Set(runs.map(({ period }) => period));
  const months = periodsOf(days, 'MONTH').filter(({ key }) => closed.has(key));
  return months.length > 0 && months.length < periodsOf(days, 'MONTH').length;
}

/** The months of a quarter that are not closed. */
export function openMonthsOf(runs: readonly ClosedRun[], days: DaysOfYear, quarter: Period): readonly Period[] {
  const closed = new Set(runs.map(({ period }) => period));
  return periodsOf(days, 'MONTH').filter(({ key, from, to }) => from >= quarter.from && to <= quarter.to && !closed.has(key));
}

function alreadyClosed(key: PeriodKey, runNo: number): StateError {
  const { zh, en } = periodLabel(key);
  return new StateError('UNAVAILABLE', {
    zh: `${zh}已由结算 ${runNo} 关闭，不再变动。之后的病例和更正在下一个结算期以差额计入。`,
    en: `The ${en} was closed by run ${runNo} and stays as it is. What comes later counts by the difference in the next period.`,
  });
}

function yearIsCleared(key: PeriodKey, runNo: number): StateError {
  const { zh, en } = periodLabel(key);
  return new StateError('UNAVAILABLE', {
    zh: `本年度已由清算 ${runNo} 确认，不能再结算${zh}。`,
    en: `The year was confirmed by run ${runNo}: the ${en} can't be settled any more.`,
  });
}

/** A period whose predecessors are open. */
export function outOfTurn(key: PeriodKey, missing: PeriodKey): StateError {
  const [own, first] = [periodLabel(key), periodLabel(missing)];
  return new StateError('UNAVAILABLE', {
    zh: `${first.zh}尚未关闭，不能结算${own.zh}：须按先后逐期结算。请先结算并确认${first.zh}。`,
    en: `The ${first.en} is not closed, so the ${own.en} can't be settled: periods follow each other. Settle and confirm the ${first.en} first.`,
  });
}
