import { gcd } from '../number/quantity.js';

/** A total of a table and what it is the sum of, as numbers of cells. */
export interface TableSum {
  readonly total: number;
  readonly parts: readonly number[];
}

/** A table to be published: how many cases each cell has, what adds up to what, and what earlier publications showed of it. */
export interface TableOfCells {
  /** By number of cell; null where it is not known (cells of other publications). */
  readonly counts: readonly (bigint | null)[];
  readonly sums: readonly TableSum[];
  /** Counts from 1 to one less than this are small. */
  readonly min: bigint;
  /** Cells that were published: they can't be hidden any more. */
  readonly shown: ReadonlySet<number>;
  /** Cells that were left out then, and must stay out of reach. */
  readonly keptOut: ReadonlySet<number>;
  /** Cells that nobody published: not known to a reader, and in no need of protection. */
  readonly unpublished: ReadonlySet<number>;
}

/**
 * 隐去小数 which cells of a table are left out: those with few cases, and as many more as it takes, so that none of them can be worked back from what
 * stands beside it, and no total less what is shown leaves few cases either. What can be worked back is decided exactly: a cell can if and only if
 * the sums, freed of what is shown, have it alone in a row of their reduced form. Where earlier publications leave nothing to hide, what they gave
 * away stays given away.
 */
export function hiddenCells(table: TableOfCells): ReadonlySet<number> {
  const { counts, min, shown, keptOut, unpublished } = table;
  const hidden = new Set(keptOut);
  counts.forEach((count, cell) => {
    if (count !== null && count > 0n && count < min && !shown.has(cell)) hidden.add(cell);
  });
  const given = new Set<number>();
  for (;;) {
    const unknown = new Set([...hidden, ...unpublished]);
    const atRisk = riskySums(table, hidden, unknown).filter(({ protect }) => !given.has(protect));
    const [first] = atRisk;
    if (first === undefined) return hidden;
    const next = first.candidates.find((cell) => !unknown.has(cell) && !shown.has(cell));
    if (next === undefined) given.add(first.protect);
    else hidden.add(next);
  }
}

/** A hidden cell that a reader could come by, and what could be hidden beside it, best first. */
interface Risk {
  readonly protect: number;
  readonly candidates: readonly number[];
}

function riskySums(table: TableOfCells, hidden: ReadonlySet<number>, unknown: ReadonlySet<number>): readonly Risk[] {
  const few = table.sums.flatMap((sum): readonly Risk[] => {
    const [left] = leftOver(table, sum, unknown);
    return left === undefined ? [] : [{ protect: left, candidates: besides(table, left, [sum]) }];
  });
  const found = workedBack(table.sums, unknown).filter((cell) => hidden.has(cell));
  return [...few, ...found.map((cell) => ({ protect: cell, candidates: besides(table, cell, table.sums) }))];
}

/** The hidden parts of a sum whose total is shown, where they have few cases together. */
function leftOver({ counts, min }: TableOfCells, { total, parts }: TableSum, unknown: ReadonlySet<number>): readonly number[] {
  const left = parts.filter((part) => unknown.has(part));
  if (unknown.has(total) || left.length === 0) return [];
  let cases = 0n;
  for (const part of left) {
    const count = counts[part] ?? null;
    if (count === null) return [];
    cases += count;
  }
  return cases > 0n && cases < min ? left : [];
}

/** What stands beside a cell in sums that have it, else anywhere: parts before totals, the fewest cases that are not small first. */
function besides({ counts, min }: TableOfCells, cell: number, sums: readonly TableSum[]): readonly number[] {
  const own = sums.filter(({ total, parts }) => total === cell || parts.includes(cell));
  const rank = (one: number): readonly [number, bigint] => {
    const count = counts[one] ?? 0n;
    return [count >= min ? 0 : 1, count];
  };
  const inOrder = (cells: readonly number[]): readonly number[] =>
    [...new Set(cells)].sort((a, b) => {
      const [[hasFewA, countA], [hasFewB, countB]] = [rank(a), rank(b)];
      return hasFewA - hasFewB || (countA < countB ? -1 : countA > countB ? 1 : a - b);
    });
  const nearest = inOrder(own.flatMap(({ parts }) => parts));
  const totals = inOrder(own.map(({ total }) => total));
  return [...nearest, ...totals, ...inOrder(sums.flatMap(({ total, parts }) => [...parts, total]))].filter((one) => one !== cell);
}

type Row = Map<number, bigint>;

/** The unknown cells that the sums alone give away: exact elimination over whole numbers. */
export function workedBack(sums: readonly TableSum[], unknown: ReadonlySet<number>): readonly number[] {
  const reduced = new Map<number, Row>();
  for (const { total, parts } of sums) {
    const row: Row = new Map();
    const put = (cell: number, by: bigint): void => {
      if (unknown.has(cell)) addTo(row, cell, by);
    };
    put(total, -1n);
    for (const part of parts) put(part, 1n);
    for (const [pivot, other] of reduced) eliminate(row, pivot, other);
    const [pivot] = row.keys();
    if (pivot === undefined) continue;
    for (const other of reduced.values()) eliminate(other, pivot, row);
    reduced.set(pivot, row);
  }
  return [...reduced].flatMap(([pivot, row]) => (row.size === 1 ? [pivot] : []));
}

/** Takes a pivot out of a row by means of the row that has it. */
function eliminate(row: Row, pivot: number, by: Row): void {
  const own = row.get(pivot);
  const of = by.get(pivot);
  if (own === undefined || of === undefined) return;
  for (const [cell, value] of row) row.set(cell, value * of);
  for (const [cell, value] of by) addTo(row, cell, -value * own);
  const divisor = [...row.values()].reduce((all, value) => gcd(all, value), 0n);
  if (divisor > 1n) for (const [cell, value] of row) row.set(cell, value / divisor);
}

function addTo(row: Row, cell: number, by: bigint): void {
  const sum = (row.get(cell) ?? 0n) + by;
  if (sum === 0n) row.delete(cell);
  else row.set(cell, sum);
}
