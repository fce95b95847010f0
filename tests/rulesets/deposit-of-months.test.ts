import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { add, decimal, multiply, printFixed, round, subtract, ZERO, type Fraction } from '../../src/engine/number/quantity.js';
import { must } from '../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

let database: TestDatabase;
beforeAll(async () => void (database = await openTestDatabase()));
afterAll(() => database.close());

const yuan = (value: Fraction): string => printFixed(round(value, { scale: 2, mode: 'HALF_UP' }), 2);

test.each(['2021.1', '2025.1'])('under the national base %s a year holds to the fen what its months withheld (H5)', async (version) => {
  const platform = testPlatform(database.store);
  const city = new ProductCity(platform, '100000', version === '2021.1' ? 2022 : 2025);
  const plan = await city.load(fileOf('100000', version).text);
  await city.institutions(plan);
  await city.catalogue(plan);
  await city.cases(plan, 24, { fundPaid: '1000.10' });
  await city.records(plan);
  const { run } = await city.clear(plan);
  const values = (scope: 'institutionMonth' | 'institutionTotal' | 'institutionYear') =>
    platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runResults }) => runResults.scopeValues('100000', run.runNo, scope));
  const months = await values('institutionMonth');
  const totals = await values('institutionTotal');
  const number = (of: Readonly<Record<string, unknown>>, name: string): Fraction => decimal(String(of[name]));
  const differences = (await values('institutionYear')).map(({ institutionCode, values: year }) => {
    const own = months.filter((month) => month.institutionCode === institutionCode);
    expect(own.length).toBeGreaterThan(3);
    const withheld = own.map((month) => number(month.values, 'depositWithheld')).reduce(add, ZERO);
    expect(year['depositHeld']).toBe(yuan(withheld));
    const total = must(
      totals.find((one) => one.institutionCode === institutionCode),
      'total',
    );
    const recorded = number(total.values, 'recordedFund');
    return yuan(subtract(withheld, round(multiply(recorded, decimal('0.05')), { scale: 2, mode: 'HALF_UP' })));
  });
  // Rounded once for the year it would have been less: 50.005 a month is 50.01.
  expect(differences.some((difference) => difference === '0.01')).toBe(true);
});
