import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../../src/app/base/errors.js';
import { forecastYear, type ForecastAsked } from '../../../src/app/forecast/forecast-year.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { compare, decimal, printFen, yuanToFen, ZERO } from '../../../src/engine/number/quantity.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, MONTHS_AND_QUARTERS, statementsOf } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, yuan, type Edit, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

type Method = NonNullable<NonNullable<RulesetDocument['methods']>['forecast']>;

function method(stated: Omit<Method, 'basis'>): Edit {
  return (document) => ({ ...document, methods: { ...document.methods, forecast: { ...stated, basis: ['demo#1'] } } });
}

/** A case of a day, at the mean cost of its group. */
function caseOn(i: number, institutionCode: string, day: string): InpatientCase {
  const dates = { admissionDate: day, dischargeDate: day, settlementDate: day };
  const stated = { caseNo: `F${i}`, institutionCode, ...dates, principalDiagnosis: 'I63.900', otherDiagnoses: [], caseFlags: [] };
  return tinyCase(i, { ...stated, totalCost: yuan(1_000_000), fundPaid: yuan(500_000) });
}

async function city(stated: Omit<Method, 'basis'> | undefined, cases: readonly InpatientCase[]): Promise<TinyCity> {
  const made = nextCity();
  await made.makeRegion();
  const { groupingHash } = await made.load(...(stated === undefined ? [] : [method(stated)]));
  await made.putCatalogue(groupingHash);
  await made.putCases(cases);
  await made.putYear();
  return made;
}

const ask = (of: TinyCity, more: Partial<ForecastAsked> = {}, caller = platformCaller(of.platform)) =>
  forecastYear(of.platform, caller, { ...of.key, ...more });

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return error;
  throw error instanceof Error ? error : new Error('nothing was refused');
}

const MONTHS: Omit<Method, 'basis'> = { completion: 'MONTH_SHARES', by: 'INSTITUTION', years: 3 };

it('N25-32 with every month known it is the clearing, to the fen', async () => {
  const made = await city(
    MONTHS,
    upTo(300).map((i) => tinyCase(i)),
  );
  const run = await made.clear();
  expect(run.failure).toBeNull();
  const forecast = await ask(made, { asOf: '2025-01-15' });
  const statements = await made.read(({ runResults }) => runResults.statements(made.regionCode, run.runNo));
  expect(forecast.institutions.map(({ code, payable, knownCases, cases }) => [code, payable.expected, knownCases, cases.expected])).toEqual(
    statements.map(({ institutionCode, payableFen, cases }) => [institutionCode, printFen(payableFen), cases, String(cases)]),
  );
  expect(forecast.pointValue?.expected).toBe(run.totals.pointValue);
  expect(forecast.payable).toEqual({ expected: printFen(run.totals.payableFen ?? 0n), low: null, high: null });
  expect(forecast.notices.map(({ code }) => code)).toEqual(['COMPLETE']);
  expect(forecast.known.expected).toBe('1.000000');
});

/** 2022: H1 a quarter by June, H2 half; 2023: H1 a half, H2 half. H3 has no earlier cases. 2024: each 4 by June, and some of July that do not count. */
const HISTORY = [
  ...[...upTo(1).map(() => '2022-03-10'), ...upTo(3).map(() => '2022-09-10')].map((day) => ['H1', day] as const),
  ...[...upTo(2).map(() => '2022-03-10'), ...upTo(2).map(() => '2022-12-10')].map((day) => ['H2', day] as const),
  ...[...upTo(2).map(() => '2023-02-10'), ...upTo(2).map(() => '2023-10-10')].map((day) => ['H1', day] as const),
  ...[...upTo(1).map(() => '2023-02-10'), ...upTo(1).map(() => '2023-07-10')].map((day) => ['H2', day] as const),
  ...['H1', 'H2', 'H3'].flatMap((code) => upTo(4).map(() => [code, '2024-05-10'] as const)),
  ...upTo(2).map(() => ['H1', '2024-07-02'] as const),
].map(([code, day], i) => caseOn(i, code, day));

it('N25-32 completes each hospital by its own earlier years, with a range from year to year', async () => {
  const made = await city(MONTHS, HISTORY);
  const forecast = await ask(made, { asOf: '2024-07-03' });
  expect([forecast.throughMonth, forecast.monthsKnown, forecast.months, forecast.knownCases]).toEqual(['06', 6, 12, 12]);
  expect(forecast.yearsUsed).toEqual([2023, 2022]);
  // H1: 3 of 8 by June together (4 × 8/3), 1 of 4 in 2022 (16), 2 of 4 in 2023 (8). H2: half in both. H3 as the region: 6 of 14; 3 of 8, 3 of 6.
  const cases = forecast.institutions.map(({ code, cases: { expected, low, high } }) => [code, expected, low, high]);
  expect(cases).toEqual([
    ['H1', '11', '8', '16'],
    ['H2', '8', '8', '8'],
    ['H3', '9', '8', '11'],
  ]);
  expect(forecast.cases).toEqual({ expected: '28', low: '24', high: '35' });
  // The fund is shared by points, so that what all get is the fund, to the fen.
  expect(forecast.institutions.reduce((sum, { entitlement }) => sum + yuanToFen(decimal(entitlement.expected)), 0n)).toBe(425_000_000n);
  expect(forecast.entitlement).toEqual({ expected: '4250000.00', low: '4250000.00', high: '4250000.00' });
  expect(forecast.fund?.expected).toBe('4250000.00');
  const value = forecast.pointValue;
  const [low, expected, high] = [value?.low, value?.expected, value?.high].map((text) => decimal(text ?? '0'));
  expect([compare(low ?? ZERO, expected ?? ZERO), compare(expected ?? ZERO, high ?? ZERO)]).toEqual([-1, -1]);
  expect(forecast.budgetUse).toEqual({
    ...{ budget: '4250000.00', preSettled: '0.00', preSettledShare: '0.000000', paid: '100000.00', paidShare: '0.023529' },
  });
  expect(forecast.notices.map(({ code }) => code)).toEqual(['ESTIMATE', 'HISTORY_SHORT', 'INSTITUTIONS_AS_REGION']);
});

it('N25-32 goes by days where the ruleset says so, exactly', async () => {
  const made = await city({ completion: 'DAYS' }, HISTORY);
  const forecast = await ask(made, { asOf: '2024-06-30' });
  // 2024 has 366 days, 182 of them by the end of June: 12 × 366/182 = 24.13.
  expect(forecast.cases).toEqual({ expected: '24', low: null, high: null });
  expect(forecast.known.expected).toBe('0.497268');
  expect(forecast.notices.map(({ code }) => code)).toEqual(['ESTIMATE', 'NO_RANGE']);
});

it('N25-32 an institution sees itself and the region’s totals, neither budget nor fund', async () => {
  const made = await city(MONTHS, HISTORY);
  const whole = await ask(made, { asOf: '2024-06-30' });
  const own = await ask(made, { asOf: '2024-06-30' }, made.as('INSTITUTION', { institutionCode: 'H2' }));
  expect(own.institutions).toEqual(whole.institutions.filter(({ code }) => code === 'H2'));
  expect([own.pointValue, own.entitlement, own.cases]).toEqual([whole.pointValue, whole.entitlement, whole.cases]);
  expect([own.fund, own.budgetUse]).toEqual([null, null]);
  expect((await refusal(ask(made, {}, made.as('INTEGRATOR')))).code).toBe('FORBIDDEN');
  const other = nextCity();
  expect((await refusal(ask(made, {}, other.as('FINANCE')))).code).toBe('FORBIDDEN');
});

it('says what is missing: a method, earlier years, a whole month, a smaller year', async () => {
  const bare = await city(undefined, HISTORY);
  const none = await refusal(ask(bare, { asOf: '2024-06-30' }));
  expect([none.code, none.messages.zh.includes('methods.forecast')]).toEqual(['UNAVAILABLE', true]);
  const young = await city(
    MONTHS,
    HISTORY.filter(({ dischargeDate }) => dischargeDate >= '2024'),
  );
  const noYears = await refusal(ask(young, { asOf: '2024-06-30' }));
  expect([noYears.code, noYears.messages.en?.includes('HISTORY_MISSING')]).toEqual(['UNAVAILABLE', true]);
  expect((await refusal(ask(young, { asOf: '2024-01-30' }))).messages.zh).toContain('没有一个完整的月份');
  expect((await refusal(ask(young, { asOf: '2024-13-30' }))).code).toBe('VALIDATION_FAILED');
  expect((await refusal(ask(young, { asOf: '2024-06-30', mostCases: 3 }))).code).toBe('LIMIT_EXCEEDED');
  const broken = await refusal(nextCity().load(method({ completion: 'MONTH_SHARES' })));
  expect(broken.code).toBe('RULESET_INVALID');
});

it('N25-32 counts as settled the months and quarters that ended by that day, and no fen of a quarter twice', async () => {
  const made = nextCity();
  await made.makeRegion();
  const { groupingHash } = await made.load(MONTHS_AND_QUARTERS, method({ completion: 'DAYS' }));
  await made.putCatalogue(groupingHash);
  await made.putCases(
    upTo(12).flatMap((i) => ['H1', 'H2'].map((code) => caseOn(2 * i + (code === 'H1' ? 0 : 1), code, `2024-${month(i + 1)}-05`))),
  );
  await made.putYear();
  const payable: Record<string, bigint> = {};
  for (const period of ['01', '02', '03', 'Q1', '04']) {
    const statements = await statementsOf(made, await closePeriod(made, period));
    payable[period] = statements.reduce((sum, { payableFen }) => sum + payableFen, 0n);
  }
  const settledBy = async (asOf: string): Promise<bigint> => yuanToFen(decimal((await ask(made, { asOf })).budgetUse?.preSettled ?? '-1'));
  const sum = (...periods: readonly string[]): bigint => periods.reduce((total, period) => total + (payable[period] ?? 0n), 0n);
  expect([await settledBy('2024-03-10'), await settledBy('2024-03-30')]).toEqual([sum('01', '02'), sum('01', '02')]);
  expect(['01', '03', '04'].map((period) => sum(period) > 0n)).toEqual([true, true, true]);
  // A quarter divides a fiftieth of the income less what its months were given: together they are that fiftieth.
  const quarter = (await made.read(({ fundYears }) => fundYears.budget(made.key)))?.items['income'];
  expect(await settledBy('2024-03-31')).toBe(yuanToFen(decimal(quarter ?? '0')) / 50n);
  expect(await settledBy('2024-12-31')).toBe((await settledBy('2024-03-31')) + sum('04'));
});

function month(number: number): string {
  return String(number).padStart(2, '0');
}
