import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSmallPool, type CountedRun } from '../../../src/app/publications/small-pools.js';
import { must } from '../../../src/engine/kit/assert.js';
import { workedBack, type TableSum } from '../../../src/engine/indicators/small-cells.js';

const YEARS = fc.record({
  /** New cases of the months, and how many of a month before come late with the month's run. */
  months: fc.array(fc.record({ own: fc.oneof(fc.constant(0n), fc.bigInt(1n, 12n)), late: fc.oneof(fc.constant(0n), fc.bigInt(1n, 3n)) }), {
    minLength: 1,
    maxLength: 12,
  }),
  min: fc.bigInt(2n, 6n),
});

/** The runs of the months as each was confirmed: cases by month, late ones in the month of theirs. */
function runsOf(months: readonly { readonly own: bigint; readonly late: bigint }[]): readonly CountedRun[] {
  const known = new Map<number, bigint>();
  return months.map(({ own, late }, index) => {
    known.set(index + 1, own);
    if (index > 0) known.set(index, (known.get(index) ?? 0n) + late);
    return { isOfMonth: true, months: new Map(known) };
  });
}

it('no balance that is shown, with what the other months came to, tells the money of few cases (record 0059)', () => {
  fc.assert(
    fc.property(YEARS, ({ months, min }) => {
      const runs = runsOf(months);
      const flows = months.map(({ own, late }, index) => own + (index > 0 ? late : 0n));
      const isFew = (count: bigint): boolean => count > 0n && count < min;
      // Cells: 0 … n−1 what each month came to, n … 2n−1 the balance after it. A reader knows every month that is not of few cases.
      const n = months.length;
      const sums: TableSum[] = months.map((_, k) => ({ total: n + k, parts: k === 0 ? [0] : [n + k - 1, k] }));
      const unknown = new Set<number>();
      flows.forEach((flow, k) => (isFew(flow) ? unknown.add(k) : undefined));
      months.forEach((_, k) => (isSmallPool(runs.slice(0, k + 1), min) ? unknown.add(n + k) : undefined));
      const told = workedBack(sums, unknown);
      for (const cell of told) expect(isFew(must(flows[cell % n], 'flow'))).toBe(false);
      // Nothing is left out in vain: where no month and no late ones are few, every balance is shown.
      const everFew = runs.some((run) => [...run.months.values()].some(isFew)) || flows.some(isFew);
      if (!everFew) expect(isSmallPool(runs, min)).toBe(false);
      else expect(isSmallPool(runs, min)).toBe(true);
    }),
  );
});

it('quarters and the year are looked at by their months; a count of min itself is not small', () => {
  const run = (isOfMonth: boolean, ...counts: readonly bigint[]): CountedRun => ({
    isOfMonth,
    months: new Map(counts.map((count, index) => [index + 1, count])),
  });
  expect(isSmallPool([], 5n)).toBe(false);
  expect(isSmallPool([run(true, 5n), run(true, 5n, 5n)], 5n)).toBe(false);
  expect(isSmallPool([run(true, 5n), run(true, 5n, 4n)], 5n)).toBe(true);
  expect(isSmallPool([run(true, 20n), run(true, 22n, 0n)], 5n)).toBe(true); // two late ones alone
  expect(isSmallPool([run(false, 20n, 30n), run(false, 20n, 31n)], 5n)).toBe(false); // the year is cleared anew as a whole
  expect(isSmallPool([run(false, 20n, 3n)], 5n)).toBe(true);
});
