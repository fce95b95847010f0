import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCases } from '../../src/app/cases/import-cases.js';
import { replayRun } from '../../src/app/clearing/evidence/replay-run.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { importInstitutions } from '../../src/app/regions/import-institutions.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { setBudget } from '../../src/app/years/set-budget.js';
import { setBudgetActuals } from '../../src/app/years/set-budget-actuals.js';
import { decimal, printFen, yuanToFen, type Fen } from '../../src/engine/number/quantity.js';
import { must } from '../../src/engine/kit/assert.js';
import type { Plan } from '../../src/engine/plan/plan.js';
import type { Scope } from '../../src/engine/plan/scopes.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const YEAR = { year: 2024, insurance: 'EMPLOYEE' } as const;

/** A case of 2024 as [institution, diagnosis, total cost, what the fund paid]. */
type Case = readonly [institution: string, diagnosis: string, totalCost: string, fundPaid: string];

/** A year of a demonstration region whose institutions and cases are these; budgets can be changed and the year cleared again. */
class Year {
  #keys = 0;

  private constructor(
    readonly platform: Platform,
    readonly region: string,
    readonly city: ProductCity,
    readonly plan: Plan,
  ) {}

  static async of(platform: Platform, region: string, attributes: Readonly<Record<string, Record<string, string>>>, cases: readonly Case[]): Promise<Year> {
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, region, 2024);
    const year = new Year(platform, region, city, await city.load(fileOf(region, '2024.1').text));
    const institutions = Object.entries(attributes).map(([code, own], n) => ({
      ...{ code, name: `医院 ${code}`, level: String(3 - n), effectiveFrom: '2024-01-01', figures: [] },
      attributes: Object.entries(own).map(([name, value]) => ({ name, value })),
    }));
    await importInstitutions(platform, platformCaller(platform), { regionCode: region, institutions, dryRun: false, idempotencyKey: year.#key() });
    await city.catalogue(year.plan);
    const rows = cases.map(([institutionCode, principalDiagnosis, totalCost, fundPaid], n) => ({
      ...{ caseNo: `C-${n}`, institutionCode, insurance: 'EMPLOYEE', insuredRegionCode: region, sex: 'FEMALE', dischargeWay: '1' },
      ...{ admissionDate: '2024-03-01', dischargeDate: '2024-03-08', ageYears: 50, principalDiagnosis, totalCost, fundPaid },
    }));
    const asked = { regionCode: region, rows, onDuplicate: 'REJECT', errorPolicy: 'ABORT', dryRun: false, idempotencyKey: year.#key() } as const;
    expect((await importCases(platform, platformCaller(platform), asked)).rejected).toBe(0);
    return year;
  }

  /** What the last run kept of the disease groups of an institution, by key. */
  async groups(institution: string): Promise<Readonly<Record<string, unknown>>> {
    const { platform, region } = this;
    const rows = await platform.store.transaction(PLATFORM_ACCESS, 'READ', async ({ runs, runResults }) => {
      const { runNo } = must((await runs.list(region, { first: 1 })).items[0], 'run');
      return await runResults.scopeValues(region, runNo, 'institutionGroup', institution);
    });
    const names = ['groupFund', 'groupEntitled', 'groupOverrunClaim', 'groupSurplusReturned'];
    return Object.fromEntries(rows.map(({ key, values }) => [key, Object.fromEntries(names.map((name) => [name, values[name]]))]));
  }

  #key(): string {
    return `${this.region} own ${++this.#keys}`;
  }

  /** Clears the year with this budget and this adjustment fund, and replays it; 10 yuan a point is the budget's point value. */
  async clear(byGroupPlan: string, adjustmentFundBalance: string): Promise<{ readonly own: (name: string) => readonly string[]; readonly end: (name: string) => string }> {
    const { platform, region: regionCode } = this;
    const key = { ...YEAR, regionCode, reason: '试验' };
    const items = { income: '2000000.00', byGroupPlan, historicalCost: '1000000.00', historicalPoints: '100000' };
    const listed = Object.entries(items).map(([name, value]) => ({ name, value }));
    await setBudget(platform, platformCaller(platform), { ...key, items: listed, idempotencyKey: this.#key() });
    const actuals = [{ name: 'adjustmentFundBalance', value: adjustmentFundBalance }];
    await setBudgetActuals(platform, platformCaller(platform), { ...key, items: actuals, idempotencyKey: this.#key() });
    const { run, statements } = await this.city.clear(this.plan);
    expect([run.status, run.failure, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', null, 0n]);
    const replayed = await replayRun(platform, platformCaller(platform), { regionCode, runId: run.id });
    expect(replayed).toMatchObject({ isIdentical: true, differences: [] });
    const valuesOf = (scope: Scope): Promise<readonly Readonly<Record<string, unknown>>[]> =>
      platform.store.transaction(PLATFORM_ACCESS, 'READ', async ({ runResults }) =>
        (await runResults.scopeValues(regionCode, run.runNo, scope)).map(({ values }) => values),
      );
    const [totals, [end], years] = [await valuesOf('institutionTotal'), await valuesOf('fundYearEnd'), await valuesOf('institutionYear')];
    expect(statements.map(({ payableFen }) => printFen(payableFen))).toEqual(years.map((one) => one['payable']));
    return {
      own: (name) => years.map((one, n) => String(one[name] ?? totals[n]?.[name])),
      end: (name) => String(end?.[name]),
    };
  }
}

const fen = (yuan: unknown): Fen => yuanToFen(decimal(String(yuan)));
const times = (count: number, one: Case): Case[] => Array.from({ length: count }, () => one);

describe.each(TEST_ENGINES)('what surplus and overrun are measured against, on %s', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase(engine)));
  afterAll(() => database.close());

  it('the budget: 991140 clears a year in which one keeps a surplus, one shares an overrun, one is outside the interval (N25-32, N25-33)', async () => {
    // Every case is of 1,000 points and 70% paid by the fund: 7,000 yuan at the fixed value. Budgets stand as 45 : 35 : 20.
    const planned = { H01: { plannedPoints: '45' }, H02: { plannedPoints: '35' }, H03: { plannedPoints: '20' } };
    const year = await Year.of(testPlatform(database.store), '991140', planned, [
      ...times(6, ['H01', 'I63.900', '10000.00', '7000.00']),
      ...times(6, ['H02', 'I63.900', '8000.00', '5600.00']),
      ...times(2, ['H03', 'I63.900', '6000.00', '4200.00']),
    ]);
    const enough = await year.clear('105263.16', '20000.00');
    expect([enough.end('fund'), enough.end('allocatable'), enough.end('surplusPool')]).toEqual(['100000.00', '98000.00', '2000.00']);
    expect(enough.own('institutionBudget')).toEqual(['45000.00', '35000.00', '20000.00']);
    expect(enough.own('entitlement')).toEqual(['42000.00', '42000.00', '14000.00']);
    expect(enough.own('surplusKept')).toEqual(['1800.00', '0.00', '0.00']); // 3,000 is 6.67%: 60% of it; 6,000 of 20,000 is too much
    expect(enough.own('budgetExceeded')).toEqual(['0.00', '7000.00', '0.00']);
    expect(enough.own('overrunShared')).toEqual(['0.00', '2100.00', '0.00']); // 1,750 × 80% + 1,750 × 40%
    expect(enough.own('payable')).toEqual(['43800.00', '37100.00', '14000.00']);

    // Less budget, less in the adjustment fund: 500.00 is left for what is kept (claimed 1,395.00), 1,000.00 for what is shared (claimed 2,068.50).
    const little = await year.clear('103684.21', '1000.00');
    expect([little.end('fund'), little.end('surplusPool')]).toEqual(['98500.00', '500.00']);
    expect(little.own('surplusKeptClaim')).toEqual(['1395.00', '0.00', '0.00']);
    expect(little.own('overrunClaim')).toEqual(['0.00', '2068.50', '0.00']);
    expect(little.own('payable')).toEqual(['42500.00', '35475.00', '14000.00']);
  });

  it('each case against the standard of its group: 991150 adds cases up by institution, and leaves out those paid by their cost (N25-32, N25-33)', async () => {
    // Standards are 10,000.00 for I63 and 8,000.00 for J18; the interval is ±10% of them. The fund pays 71,959.30 of 102,799.00, 70%.
    const year = await Year.of(testPlatform(database.store), '991150', { H01: {}, H02: {}, H03: {} }, [
      ['H01', 'I63.900', '8999.99', '6299.99'], // 0.01 below
      ['H01', 'I63.900', '9000.00', '6300.00'],
      ['H01', 'I63.900', '7000.00', '4900.00'], // 2,000.00 below
      ['H01', 'I63.900', '11000.00', '7700.00'],
      ['H01', 'I63.900', '11000.01', '7700.01'], // 0.01 above
      ['H01', 'I63.900', '21000.00', '14700.00'], // above twice the mean: paid by its cost, not compared
      ['H01', 'I63.900', '4998.99', '3499.29'], // below half of it
      ['H02', 'I63.900', '15000.00', '10500.00'], // 4,000.00 above
      ['H03', 'I63.900', '6000.00', '4200.00'], // 3,000.00 below
      ['H03', 'J18.900', '8800.01', '6160.01'], // 0.01 above
    ]);
    const enough = await year.clear('1000000.00', '20000.00');
    expect(new Set(enough.own('paymentRatio'))).toEqual(new Set(['0.70000000']));
    expect(enough.own('surplusOfCases')).toEqual(['2000.01000000', '0.00000000', '3000.00000000']);
    expect(enough.own('overrunOfCases')).toEqual(['0.01000000', '4000.00000000', '0.01000000']);
    expect(enough.own('surplusReturned')).toEqual(['560.00', '0.00', '840.00']); // × 0.7 × 40%
    expect(enough.own('overrunShared')).toEqual(['0.00', '1400.00', '0.00']); // × 0.7 × 50%
    const differences = enough.own('payable').map((payable, n) => printFen(fen(payable) - fen(enough.own('entitlement')[n])));
    expect(differences).toEqual(['-560.00', '1400.00', '-840.00']);

    const little = await year.clear('1000000.00', '1000.00');
    expect(little.own('overrunShared')).toEqual(['0.00', '1000.00', '0.00']);
    expect(little.own('entitlement')).toEqual(enough.own('entitlement'));
  });

  it('each group of an institution: 991155 compares a group’s year, and one group’s surplus meets no other’s overrun (N25-32, N25-33)', async () => {
    // 1,000 points of I63 (G0) are 7,000.00 of the fund, 800 of J18 (G1) are 5,600.00: 25,200.00 for 3,600 points, 70% of them.
    const year = await Year.of(testPlatform(database.store), '991155', { H01: {}, H02: {}, H03: {} }, [
      ['H01', 'I63.900', '10000.00', '5599.00'], // below 80% of 7,000.00: all of 1,401.00 goes back
      ['H01', 'J18.900', '8000.00', '6160.00'], // 10% above 5,600.00: 70% of 560.00
      ['H02', 'I63.900', '10000.00', '7700.00'], // 10% above: 70% of 700.00
      ['H02', 'J18.900', '8000.00', '5741.00'], // 70% of 141.00
    ]);
    const enough = await year.clear('26526.32', '20000.00');
    expect(new Set(enough.own('paymentRatio'))).toEqual(new Set(['0.70000000']));
    expect(enough.own('overrunOfGroups')).toEqual(['392.00', '588.70', '0']);
    expect(enough.own('surplusOfGroups')).toEqual(['1401.00', '0.00', '0']);
    expect(enough.own('payable')).toEqual(['11591.00', '13188.70', '0.00']);
    expect(await year.groups('H01')).toEqual({
      'H01/G0': { groupFund: '5599.00000000', groupEntitled: '7000.00', groupOverrunClaim: '0.00', groupSurplusReturned: '1401.00' },
      'H01/G1': { groupFund: '6160.00000000', groupEntitled: '5600.00', groupOverrunClaim: '392.00', groupSurplusReturned: '0.00' },
    });

    // 100.00 in the adjustment fund for 980.70: by what institutions claim.
    const little = await year.clear('26526.32', '100.00');
    expect(little.own('overrunShared')).toEqual(['39.97', '60.03', '0.00']);
  });
});
