import { afterAll, beforeAll, expect, it } from 'vitest';
import { add, printFixed } from '../../../../src/engine/number/quantity.js';
import type { RulesetDocument } from '../../../../src/rules/document/document.js';
import { openTestDatabase, type TestDatabase } from '../../../support/database.js';
import { testPlatform, tinyCase, TinyCity, upTo, type Edit } from '../../../support/tiny-city.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

/** So many more aggregates of cases, each with a decision that reads it. */
const more =
  (count: number): Edit =>
  (document) => {
    const numbers = Array.from({ length: count }, (_, n) => n);
    const decisions = numbers.map((n) => ({
      ...{ id: `read${n}`, scope: 'institutionTotal', label: { zh: `读数 ${n}` }, formula: `more${n}`, basis: ['demo#1'] },
      output: { type: 'decimal', unit: n % 2 === 0 ? 'case' : 'yuan', round: { scale: 2, mode: 'HALF_UP' } },
    }));
    const aggregates = numbers.map((n) => ({
      ...{ id: `more${n}`, of: 'case', per: 'institutionTotal', label: { zh: `汇总 ${n}` } },
      ...(n % 2 === 0 ? { count: true, where: { inclusion: n % 4 === 0 ? 'INCLUDED' : 'EXCLUDED' } } : { sum: 'totalCost' }),
    }));
    return {
      ...document,
      aggregates: [...(document.aggregates ?? []), ...aggregates],
      decisions: [...(document.decisions ?? []), ...decisions],
    } as RulesetDocument;
  };

const CASES = upTo(120).map((i) => tinyCase(i));
const COUNT = 490;

it('clears a year by as many aggregates of cases as the language allows, each with its own sum (A2)', async () => {
  const city = new TinyCity(testPlatform(test.store));
  await city.makeRegion();
  await city.putCatalogue((await city.load(more(COUNT))).groupingHash);
  await city.putCases(CASES);
  await city.putYear();
  const run = await city.clear();
  expect(run.failure).toBeNull();
  expect(run.status).toBe('SUCCEEDED');
  const totals = await city.read(({ runResults }) => runResults.scopeValues(city.regionCode, run.runNo, 'institutionTotal'));
  for (const { institutionCode, values } of totals) {
    const own = CASES.filter((one) => one.institutionCode === institutionCode);
    const excluded = own.filter(({ caseFlags }) => caseFlags.includes('BED_DAY')).length;
    const cost = printFixed(own.map(({ totalCost }) => totalCost).reduce(add), 2);
    const expected = (n: number): string => (n % 2 === 1 ? cost : `${n % 4 === 0 ? own.length - excluded : excluded}.00`);
    expect(upTo(COUNT).map((n) => values[`read${n}`])).toEqual(upTo(COUNT).map(expected));
  }
  expect(totals).toHaveLength(3);
});
