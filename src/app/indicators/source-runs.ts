import type { ReportPeriod } from './report-period.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { BestRun } from '../ports/clearing/ports-period.js';
import type { Unit } from '../ports/ports.js';
import { periodOf, type DaysOfYear } from '../../engine/plan/periods.js';

/** 数据来源 the runs that the figures of a period come from. */
export interface SourceRuns {
  /** Whose cases count: the run of the period itself, or the nearest that knows all of its cases; null: none has succeeded. */
  readonly cases: BestRun | null;
  /** The best run of every period of the year that has one. */
  readonly byPeriod: ReadonlyMap<string, BestRun>;
}

/** Whether what a run came to is final. */
export function isConfirmed({ stage }: Pick<BestRun, 'stage'>): boolean {
  return stage === 'CONFIRMED' || stage === 'PAID';
}

/** Finds them. A run knows the cases of the year up to the last day of its period. */
export async function sourceRuns(
  unit: Unit,
  key: FundYearKey,
  { days, period }: { days: DaysOfYear; period: ReportPeriod },
): Promise<SourceRuns> {
  const settled = await unit.periods.settled(key);
  const known = settled.flatMap((run) => {
    const own = periodOf(days, run.period);
    return own === undefined || own.to < period.to ? [] : [{ run, own }];
  });
  // Confirmed before provisional; the period's own before others; one that ends with it before later ones; the longest first.
  const rank = ({ run, own }: (typeof known)[number]): string =>
    [isConfirmed(run) ? 0 : 1, run.period === period.key ? 0 : 1, own.to, own.from, run.period].join(' ');
  const best = [...known].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
  return { cases: best?.run ?? null, byPeriod: new Map(settled.map((run) => [run.period, run])) };
}
