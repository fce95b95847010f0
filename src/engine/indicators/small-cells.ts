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
 * the sums, freed of what is shown, have it alone in a row of their reduced form. Only what such a row is made of is left out beside it, so that a
 * figure is never left out in vain: what a reader knows even if the whole table is left out stays given away, and protects nothing.
 */
export function hiddenCells(table: TableOfCells): ReadonlySet<number> {
  const { counts, min, sums, shown, keptOut, unpublished } = table;
  const hidden = new Set(keptOut);
  const open = new Set<number>();
  counts.forEach((count, cell) => {
    if (count === null || shown.has(cell) || hidden.has(cell)) return;
    if (count > 0n && count < min) hidden.add(cell);
    else open.add(cell);
  });
  const known = new Set(workedBack(sums, new Set([...hidden, ...unpublished, ...open])));
  for (const cell of known) open.delete(cell);
  const unknown = new Set([...hidden, ...unpublished].filter((cell) => !known.has(cell)));
  const reduced = new ReducedSums(sums, unknown, open);
  for (;;) {
    const next = atRisk(table, hidden, reduced);
    if (next === undefined) return hidden;
    hidden.add(next);
    reduced.hide(next);
  }
}

/** What is to be left out next, beside a cell or cells that a reader could come by; undefined: nothing. */
function atRisk(table: TableOfCells, hidden: ReadonlySet<number>, reduced: ReducedSums): number | undefined {
  for (const sum of table.sums) {
    const next = hasFewLeft(table, sum, reduced) ? best(table, [...sum.parts, sum.total], reduced) : undefined;
    if (next !== undefined) return next;
  }
  for (const { cell, beside } of reduced.alone()) {
    const next = hidden.has(cell) ? best(table, beside, reduced) : undefined;
    if (next !== undefined) return next;
  }
  return undefined;
}

/** Whether the parts of a shown total that a reader doesn't know have few cases together. */
function hasFewLeft({ counts, min }: TableOfCells, { total, parts }: TableSum, { unknown }: ReducedSums): boolean {
  if (unknown.has(total)) return false;
  let cases = 0n;
  for (const part of parts) {
    if (!unknown.has(part)) continue;
    const count = counts[part] ?? null;
    if (count === null) return false;
    cases += count;
  }
  return cases > 0n && cases < min;
}

/** Of the cells that may still be left out, the one with the fewest cases that are not small. */
function best({ counts, min }: TableOfCells, cells: readonly number[], { open }: ReducedSums): number | undefined {
  const rank = (cell: number): readonly [number, bigint] => {
    const count = counts[cell] ?? 0n;
    return [count >= min ? 0 : 1, count];
  };
  const inOrder = cells
    .filter((cell) => open.has(cell))
    .sort((a, b) => {
      const [[hasFewA, countA], [hasFewB, countB]] = [rank(a), rank(b)];
      return hasFewA - hasFewB || (countA < countB ? -1 : countA > countB ? 1 : a - b);
    });
  return inOrder[0];
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

/** The sums in reduced form over what a reader doesn't know, with the open cells (which may be left out yet) carried along. */
class ReducedSums {
  readonly unknown: Set<number>;
  readonly open: Set<number>;
  /** By the unknown cell that no other row has. */
  readonly #rows = new Map<number, Row>();
  /** Rows without anything unknown. */
  readonly #spare = new Set<Row>();

  constructor(sums: readonly TableSum[], unknown: ReadonlySet<number>, open: ReadonlySet<number>) {
    this.unknown = new Set(unknown);
    this.open = new Set(open);
    for (const { total, parts } of sums) {
      const row: Row = new Map();
      const put = (cell: number, by: bigint): void => {
        if (unknown.has(cell) || open.has(cell)) addTo(row, cell, by);
      };
      put(total, -1n);
      for (const part of parts) put(part, 1n);
      for (const [pivot, other] of this.#rows) eliminate(row, pivot, other);
      this.#put(row);
    }
  }

  /** Cells that a reader can work back, each with the open cells that it takes. */
  *alone(): Generator<{ readonly cell: number; readonly beside: readonly number[] }> {
    for (const [cell, row] of this.#rows) {
      const others = [...row.keys()].filter((one) => one !== cell);
      if (others.every((one) => !this.unknown.has(one))) yield { cell, beside: others };
    }
  }

  /** An open cell is left out: it is unknown from now on. */
  hide(cell: number): void {
    this.open.delete(cell);
    this.unknown.add(cell);
    const row = [...this.#spare].find((one) => one.has(cell));
    if (row === undefined) return;
    this.#spare.delete(row);
    this.#put(row);
  }

  #put(row: Row): void {
    const pivot = [...row.keys()].find((cell) => this.unknown.has(cell));
    if (pivot === undefined) {
      if (row.size > 0) this.#spare.add(row);
      return;
    }
    for (const other of [...this.#rows.values(), ...this.#spare]) eliminate(other, pivot, row);
    this.#rows.set(pivot, row);
  }
}
