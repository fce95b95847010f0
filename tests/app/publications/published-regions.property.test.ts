import fc from 'fast-check';
import { expect, it } from 'vitest';
import { publishedRegions } from '../../../src/app/publications/published-regions.js';
import { printFen, whole } from '../../../src/engine/number/quantity.js';

const region = fc.record({
  insuredRegionCode: fc.integer({ min: 990_000, max: 990_020 }).map(String),
  cases: fc.bigInt({ min: 1n, max: 12n }),
  value: fc.integer({ min: 0, max: 900 }).map(whole),
  amountFen: fc.bigInt({ min: 0n, max: 900_000n }),
});
const regions = fc.uniqueArray(region, { selector: ({ insuredRegionCode }) => insuredRegionCode, maxLength: 9 });
const fenOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

it('no row that is published has few cases, and the rows add up to all of them (N26-2, N25-03)', () => {
  fc.assert(
    fc.property(regions, fc.bigInt({ min: 1n, max: 6n }), (found, min) => {
      const report = { by: { name: 'points', label: { zh: '分值' } }, regions: found.map((one) => ({ ...one, institutions: [] })) };
      const { rows } = publishedRegions(report, min);
      const all = found.reduce((sum, { cases }) => sum + cases, 0n);
      for (const { cases } of rows) expect(BigInt(cases)).toBeGreaterThanOrEqual(min);
      // All of them, or nothing at all: a part would tell the rest, whose sum the accounts show.
      if (rows.length === 0) expect(all === 0n || found.some(({ cases }) => cases < min)).toBe(true);
      else {
        expect(rows.reduce((sum, { cases }) => sum + BigInt(cases), 0n)).toBe(all);
        expect(rows.reduce((sum, { amount }) => sum + fenOf(amount), 0n)).toBe(found.reduce((sum, { amountFen }) => sum + amountFen, 0n));
      }
      if (all >= min) expect(rows.length).toBeGreaterThan(0);
      for (const one of found.filter(({ cases }) => cases < min))
        expect(rows.some(({ insuredRegionCode }) => insuredRegionCode === one.insuredRegionCode)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

it('a region that is large stands alone where the small ones are enough together', () => {
  const one = (insuredRegionCode: string, cases: bigint) => ({
    insuredRegionCode,
    cases,
    value: whole(1),
    amountFen: cases * 100n,
    institutions: [],
  });
  const rows = (...found: readonly (readonly [string, bigint])[]) =>
    publishedRegions(
      { by: { name: 'points', label: { zh: '分值' } }, regions: found.map(([code, cases]) => one(code, cases)) },
      5n,
    ).rows.map(({ insuredRegionCode, cases, amount }) => [insuredRegionCode, cases, amount]);
  expect(rows(['A', 9n], ['B', 3n], ['C', 2n])).toEqual([['A', '9', printFen(900n)], [null, '5', printFen(500n)]]); // prettier-ignore
  expect(rows(['A', 9n], ['B', 8n], ['C', 2n])).toEqual([['A', '9', printFen(900n)], [null, '10', printFen(1000n)]]); // prettier-ignore
  expect(rows(['B', 2n], ['C', 2n])).toEqual([]);
});
