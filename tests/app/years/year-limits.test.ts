import { afterAll, beforeAll, expect, it } from 'vitest';
import { importInstitutions } from '../../../src/app/regions/import-institutions.js';
import { recordAdjustment } from '../../../src/app/years/record-adjustment.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { assessmentSumProblems } from '../../../src/app/years/year-sums.js';
import type { FactDocument } from '../../../src/rules/document/document.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities, version, type Edit, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const MOST = '999999999999999.99';

it('refuses a payment or a deduction that the year can not hold with those before it, and a day of other years (R16)', async () => {
  const city = nextCity();
  await city.makeRegion();
  await city.load();
  const caller = platformCaller(city.platform);
  const common = { ...city.key, institutionCode: 'H1', reason: '测试' };
  let keys = 0;
  const pay = (amount: string, paidOn = '2024-02-01'): Promise<unknown> =>
    recordPayment(city.platform, caller, { ...common, amount, paidOn, idempotencyKey: `p${++keys}` });
  const deduct = (amount: string): Promise<unknown> =>
    recordAdjustment(city.platform, caller, { ...common, name: 'deduction', amount, idempotencyKey: `a${++keys}` });
  for (const record of [pay, deduct]) {
    await record(MOST);
    await expect(record('0.01')).rejects.toMatchObject({ fields: [{ path: ['amount'], code: 'SUM_TOO_LARGE' }] });
  }
  await expect(pay('1.00', '2035-02-01')).rejects.toMatchObject({ fields: [{ path: ['paidOn'], code: 'OTHER_YEAR' }] });
});

it('adds assessments up over the institutions, the latest of each (R16)', () => {
  const rowOf = (institutionCode: string, value: string) => ({
    ...({ regionCode: '990300', year: 2024, insurance: 'RESIDENT', reason: '测试' } as const),
    ...{ period: 'YEAR', institutionCode, name: 'weight', value },
  });
  const most = '999999999999999.99';
  expect(assessmentSumProblems([rowOf('H1', most)], [rowOf('H1', most)])).toEqual([]);
  const [tooMuch] = assessmentSumProblems([rowOf('H1', most)], [rowOf('H2', '0.11')]);
  expect(tooMuch?.messages.zh).toContain('合计为 1000000000000000.10，超过上限 999999999999999.99'); // money, with both its decimals
  expect(assessmentSumProblems([rowOf('H1', most)], [rowOf('H2', '0.01')])).toMatchObject([
    { path: ['assessments', 'weight'], code: 'SUM_TOO_LARGE' },
  ]);
});

const classes =
  (...values: readonly string[]): Edit =>
  (document) => {
    const known = document.facts?.['institutionClass'] as FactDocument;
    const rows = values.flatMap((value) => ['EMPLOYEE', 'RESIDENT'].map((insurance) => ({ key: [value, insurance], value: '1' })));
    const table = { ...document.tables?.['baseCoefficients'], rows } as NonNullable<typeof document.tables>[string];
    return {
      ...document,
      facts: { ...document.facts, institutionClass: { ...known, values: [...values] } },
      tables: { ...document.tables, baseCoefficients: table },
    };
  };

it('judges a profile by the versions in force when it begins; what a later one will ask for is a warning (B6)', async () => {
  const city = nextCity();
  await city.makeRegion();
  await city.load(version('2024.1', '2024-01-01'));
  await city.load(version('2031.1', '2031-01-01'), classes('C', 'D'));
  const state = (institutionClass: string, effectiveFrom: string) =>
    importInstitutions(city.platform, platformCaller(city.platform), {
      regionCode: city.regionCode,
      institutions: [
        {
          ...{ code: 'H9', name: '第九医院', effectiveFrom, level: '3', figures: [] },
          attributes: [{ name: 'institutionClass', value: institutionClass }],
        },
      ],
      ...{ dryRun: false, idempotencyKey: `${institutionClass} ${effectiveFrom}` },
    });
  expect((await state('A', '2024-01-01')).warnings).toMatchObject([{ code: 'VALUE_NOT_ALLOWED' }]);
  await expect(state('C', '2025-01-01')).rejects.toMatchObject({ fields: [{ code: 'VALUE_NOT_ALLOWED' }] });
  expect((await state('C', '2031-01-01')).warnings).toEqual([]);
});
