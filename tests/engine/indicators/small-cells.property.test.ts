import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenCells, workedBack, type TableOfCells, type TableSum } from '../../../src/engine/indicators/small-cells.js';
import { must } from '../../../src/engine/kit/assert.js';

const none: ReadonlySet<number> = new Set();

/** Whether a cell's value is the same in every table that shows the same, tried by a rational solver of its own: Gauss on fractions of numbers. */
function isDetermined(sums: readonly TableSum[], unknown: readonly number[], cell: number): boolean {
  // A direction in which the unknown cells may move together without any shown figure changing, and which moves the cell, hides it.
  const rows = sums.map(({ total, parts }) => unknown.map((one) => (one === total ? -1 : 0) + parts.filter((part) => part === one).length));
  const matrix = rows.map((row) => row.map((value) => ({ n: BigInt(value), d: 1n })));
  const pivots: number[] = [];
  let at = 0;
  for (let column = 0; column < unknown.length && at < matrix.length; column++) {
    const found = matrix.findIndex((row, index) => index >= at && must(row[column], 'cell').n !== 0n);
    if (found < 0) continue;
    [matrix[at], matrix[found]] = [must(matrix[found], 'row'), must(matrix[at], 'row')];
    const own = must(matrix[at], 'row');
    const pivot = must(own[column], 'pivot');
    const scaled = own.map(({ n, d }) => ({ n: n * pivot.d, d: d * pivot.n }));
    matrix[at] = scaled;
    matrix.forEach((row, index) => {
      if (index === at) return;
      const by = must(row[column], 'cell');
      matrix[index] = row.map(({ n, d }, place) => {
        const other = must(scaled[place], 'cell');
        return { n: n * by.d * other.d - by.n * other.n * d, d: d * by.d * other.d };
      });
    });
    pivots.push(column);
    at++;
  }
  const place = unknown.indexOf(cell);
  const row = pivots.indexOf(place);
  if (row < 0) return false; // it may be chosen freely
  return must(matrix[row], 'row').every(({ n }, column) => column === place || n === 0n);
}

/** Institutions in classes and levels, with the region over both; periods add up too. Cells are numbered as they come. */
const TABLES = fc
  .record({
    places: fc.array(fc.record({ of: fc.nat(2), level: fc.nat(1), counts: fc.array(fc.bigInt(0n, 12n), { minLength: 2, maxLength: 2 }) }), {
      minLength: 1,
      maxLength: 7,
    }),
    min: fc.bigInt(2n, 6n),
  })
  .map(({ places, min }): TableOfCells => {
    const counts: bigint[] = [];
    const sums: TableSum[] = [];
    const put = (count: bigint): number => counts.push(count) - 1;
    /** Every place in both halves and the whole. */
    const trio = (halves: readonly bigint[]): readonly number[] => {
      const parts = halves.map(put);
      const total = put(halves.reduce((sum, half) => sum + half, 0n));
      sums.push({ total, parts });
      return [...parts, total];
    };
    const single = places.map((place) => ({ ...place, cells: trio(place.counts) }));
    const added = (own: typeof single): readonly bigint[] =>
      [0, 1].map((half) => own.reduce((sum, { counts: of }) => sum + (of[half] ?? 0n), 0n));
    const over = (own: typeof single, cells: readonly (readonly number[])[]): readonly number[] => {
      const totals = trio(added(own));
      totals.forEach((total, index) => sums.push({ total, parts: cells.map((one) => must(one[index], 'cell')) }));
      return totals;
    };
    const groups = (by: 'of' | 'level') =>
      [...new Set(single.map((one) => one[by]))].map((key) => {
        const own = single.filter((one) => one[by] === key);
        return over(
          own,
          own.map(({ cells }) => cells),
        );
      });
    const [classes, levels] = [groups('of'), groups('level')];
    const region = over(single, classes);
    region.forEach((total, index) => {
      sums.push({ total, parts: levels.map((level) => must(level[index], 'cell')) });
      sums.push({ total, parts: single.map(({ cells }) => must(cells[index], 'cell')) });
    });
    return { counts, sums, min, shown: none, keptOut: none, unpublished: none };
  });

describe('small cells of what is published (N25-39b)', () => {
  it('are left out, and none that is left out can be worked back from row, column and period totals', () => {
    fc.assert(
      fc.property(TABLES, (table) => {
        const hidden = hiddenCells(table);
        const unknown = [...hidden];
        table.counts.forEach((count, cell) => {
          if (count !== null && count > 0n && count < table.min) expect(hidden.has(cell)).toBe(true);
        });
        for (const cell of unknown) expect(isDetermined(table.sums, unknown, cell)).toBe(false);
        expect(workedBack(table.sums, hidden)).toEqual([]);
        // Nor is what is left of a total that is shown few cases.
        for (const { total, parts } of table.sums) {
          if (hidden.has(total)) continue;
          const left = parts.filter((part) => hidden.has(part)).reduce((sum, part) => sum + (table.counts[part] ?? 0n), 0n);
          expect(left === 0n || left >= table.min).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('agree with a solver of its own on what can be worked back, whatever is unknown', () => {
    fc.assert(
      fc.property(TABLES, fc.infiniteStream(fc.boolean()), (table, draws) => {
        const unknown = table.counts.flatMap((_, cell) => (draws.next().value === true ? [cell] : []));
        const found = new Set(workedBack(table.sums, new Set(unknown)));
        for (const cell of unknown) expect(found.has(cell)).toBe(isDetermined(table.sums, unknown, cell));
      }),
      { numRuns: 80 },
    );
  });

  it('leave everything where nothing is small; 0 is not', () => {
    const table = {
      counts: [5n, 0n, 7n, 12n],
      sums: [{ total: 3, parts: [0, 1, 2] }],
      min: 5n,
      shown: none,
      keptOut: none,
      unpublished: none,
    };
    expect([...hiddenCells(table)]).toEqual([]);
    expect([...hiddenCells({ ...table, counts: [4n, 0n, 7n, 11n] })].sort()).toEqual([0, 2]); // not the 0, which would give 4 away
    expect([...hiddenCells({ ...table, counts: [1n, 1n, 30n, 32n] })].sort()).toEqual([0, 1, 2]); // 2 cases together are few as well
  });

  it('hide what an earlier publication would give away; what it gave away already stays', () => {
    // A quarter of three months: the third is small, the first two were published.
    const quarter = { counts: [10n, 10n, 3n, 23n], sums: [{ total: 3, parts: [0, 1, 2] }], min: 5n, keptOut: none, unpublished: none };
    expect([...hiddenCells({ ...quarter, shown: new Set([0, 1]) })].sort()).toEqual([2, 3]);
    expect([...hiddenCells({ ...quarter, shown: new Set([0, 1, 3]) })]).toEqual([2]);
    expect([...hiddenCells({ ...quarter, shown: new Set([0]), unpublished: new Set([1]) })]).toEqual([2]); // the second month is not known
  });
});
