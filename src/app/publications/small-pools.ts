import type { PublishedBefore } from './published-before.js';
import type { IndicatorReport } from '../indicators/indicator-report.js';
import { isConfirmed } from '../indicators/source-runs.js';
import { ALL_CASES } from '../clearing/run/aggregates.js';
import type { BoardRow } from '../periods/board/settlement-periods.js';
import type { RunCases } from '../ports/clearing/ports-run-sums.js';
import type { Unit } from '../ports/ports.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { POOLS, type Pool } from '../../engine/plan/accounts.js';

/** What of the amounts of a fund year is left out (record 0059). */
export interface LeftOutAmounts {
  /** 小池 whose accounts tell few cases. */
  readonly pools: ReadonlySet<Pool>;
  /** What the rules made of the year's cases would tell them. */
  readonly yearEnd: boolean;
  /** What was paid and what is owed would tell them: of all pools. */
  readonly payments: boolean;
}

/** A confirmed run with the cases of a pool that it counts. */
export interface CountedRun {
  readonly isOfMonth: boolean;
  /** Cases by month, 1 to 12. */
  readonly months: ReadonlyMap<number, bigint>;
}

/**
 * 小池 whether the money of a pool tells few cases: where any month of a run that was confirmed, or what a month's run counts beyond the month
 * before it (its own cases and late ones), has from 1 to one less than `min`. Accounts go on from period to period, and what the other periods came
 * to is published: from the first small one on each balance, less what is known, would be that one's money. If none is small, no sum of periods is.
 * `runs` in the order of their last days.
 */
export function isSmallPool(runs: readonly CountedRun[], min: bigint): boolean {
  const isSmall = isSmallCount(min);
  if (runs.some(({ months }) => [...months.values()].some(isSmall))) return true;
  const ofMonths = runs.filter(({ isOfMonth }) => isOfMonth);
  return ofMonths.some((run, index) => {
    const before = ofMonths[index - 1];
    return isSmall(total(run) - (before === undefined ? 0n : total(before)));
  });
}

/**
 * Looks at every confirmed run of the year: balances are those of the day, whatever period is published. `published`: the table of every period that
 * has one, the one that is being published among them.
 */
export async function leftOutAmounts(
  unit: Unit,
  { key }: Pick<IndicatorReport, 'key'>,
  { board, published, min }: Paid,
): Promise<LeftOutAmounts> {
  const { regionCode } = key;
  const settled = (await unit.periods.settled(key)).filter(isConfirmed);
  // In the order of the board: months, quarters, the year.
  const runs = board.flatMap(({ period }) => settled.filter((run) => run.period === period.key).map(({ runNo }) => ({ runNo, period })));
  const runNos = runs.map(({ runNo }) => runNo);
  const basic = await unit.runSums.cases(regionCode, runNos, ALL_CASES);
  const isMany = (await unit.ledger.balances(key)).some(({ pool }) => pool !== 'BASIC');
  const counts = groupBy([...basic, ...(isMany ? await unit.runSums.casesOfPools(regionCode, runNos) : [])], ({ pool }) => pool);
  const countedBy = (pool: Pool): readonly CountedRun[] =>
    runs.map(({ runNo, period: { kind } }) => ({
      isOfMonth: kind === 'MONTH',
      months: added((counts.get(pool) ?? []).filter((row) => row.runNo === runNo)),
    }));
  const pools = new Set(POOLS.filter((pool) => isSmallPool(countedBy(pool), min)));
  const isSmall = isSmallCount(min);
  return {
    pools,
    yearEnd: pools.has('BASIC') || POOLS.some((pool) => countedBy(pool).some((run) => !run.isOfMonth && isSmall(total(run)))),
    payments: board.some((row) => isPaidInParts(row, basic, { board, published, min })),
  };
}

function isSmallCount(min: bigint): (count: bigint) => boolean {
  return (count) => count > 0n && count < min;
}

function total({ months }: CountedRun): bigint {
  return [...months.values()].reduce((sum, count) => sum + count, 0n);
}

interface Paid {
  readonly board: readonly BoardRow[];
  readonly published: readonly PublishedBefore[];
  readonly min: bigint;
}

/**
 * Whether some of the institutions that a period leaves out were paid and some not yet: what is paid between two publications would be theirs alone.
 * Of a period that nobody published, those with few cases are left out.
 */
function isPaidInParts(row: BoardRow, counted: readonly RunCases[], paid: Paid): boolean {
  const own = paid.published.find(({ period }) => period === row.period.key);
  const hidden = own === undefined ? smallIn(row, counted, paid) : suppressedIn(own);
  const standings =
    own === undefined && hidden.size > 0 ? row.institutions : row.institutions.filter((one) => hidden.has(one.institutionCode));
  return standings.some(({ isPaid, paidFen }) => isPaid || paidFen !== 0n) && standings.some(({ isPaid }) => !isPaid);
}

function suppressedIn({ cells }: PublishedBefore): ReadonlySet<string> {
  return new Set(
    cells.flatMap(({ kind, code, figures }) =>
      kind === 'INSTITUTION' && figures.some(({ reason }) => reason === 'SUPPRESSED') ? [code] : [],
    ),
  );
}

/** Institutions with few cases in a period, as its run counts them. */
function smallIn({ run, period }: BoardRow, counted: readonly RunCases[], { board, min }: Paid): ReadonlySet<string> {
  const within = board.filter(({ period: own }) => own.kind === 'MONTH' && own.from >= period.from && own.to <= period.to);
  const months = new Set(within.map(({ period: { key } }) => Number(key)));
  const own = counted.filter(({ runNo, month }) => runNo === run?.runNo && months.has(month));
  const isSmall = isSmallCount(min);
  return new Set(
    [...groupBy(own, ({ institutionCode }) => institutionCode)].flatMap(([code, rows]) =>
      code !== null && isSmall(rows.reduce((sum, { cases }) => sum + cases, 0n)) ? [code] : [],
    ),
  );
}

function added(rows: readonly RunCases[]): ReadonlyMap<number, bigint> {
  const months = new Map<number, bigint>();
  for (const { month, cases } of rows) months.set(month, (months.get(month) ?? 0n) + cases);
  return months;
}
