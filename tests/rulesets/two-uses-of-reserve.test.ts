import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRun } from '../../src/app/clearing/evidence/replay-run.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { setBudgetActuals } from '../../src/app/years/set-budget-actuals.js';
import { must } from '../../src/engine/kit/assert.js';
import { decimal, printFen, yuanToFen } from '../../src/engine/number/quantity.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991467';

describe.each(TEST_ENGINES)('what a budget reserves has two uses, each on its own account, on %s (N25-12b)', (engine) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase(engine)));
  afterAll(() => test.close());

  it('a year in which money is added in the middle and an overrun is shared at its end', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    // 24 cases of 60,000.00 of the fund: the twelve that are paid by item take 720,000.00, the others recorded as much, more than is left.
    await city.cases(plan, 24, { totalCost: '100000.00', fundPaid: '60000.00' });
    await city.records(plan);
    const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE', reason: '七月调整' } as const;
    const items = [{ name: 'midYearAdjustment', value: '15000.00' }];
    await setBudgetActuals(platform, caller, { ...key, items, idempotencyKey: 'mid-year' });
    const { run, statements } = await city.clear(plan);
    expect([run.status, run.failure, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', null, 0n]);

    const { accounts, end, own } = await platform.store.transaction(PLATFORM_ACCESS, 'READ', async ({ runResults }) => ({
      accounts: new Map((await runResults.accounts(REGION, run.runNo)).map((one) => [one.account, one])),
      end: must((await runResults.scopeValues(REGION, run.runNo, 'fundYearEnd'))[0], 'year end').values,
      own: (await runResults.scopeValues(REGION, run.runNo, 'institutionYear')).map(({ values }) => values),
    }));
    // 1,000,000.00: 3% for overruns, 2% for the middle of the year. 950,000.00 + 15,000.00 − 720,000.00 are left for points.
    expect([end['midYearAdded'], end['allocatable'], end['overrunPool']]).toEqual(['15000.00', '245000.00', '30000.00']);
    const sum = (name: string): bigint => own.reduce((all, values) => all + yuanToFen(decimal(String(values[name]))), 0n);
    expect(sum('overrunClaim')).toBeGreaterThan(30_000_00n);
    expect(printFen(sum('overrunShared'))).toBe('30000.00');
    expect(printFen(sum('entitlement'))).toBe('245000.00');
    // Of the 20,000.00 for the middle of the year, what was not added stays in the reserve; what was shared left the adjustment fund.
    const reserve = must(accounts.get('RESERVE'), 'reserve');
    expect([reserve.openingFen, reserve.closingFen]).toEqual([0n, 5_000_00n]);
    const adjustment = must(accounts.get('ADJUSTMENT_FUND'), 'adjustment fund');
    expect(adjustment.openingFen).toBe(30_000_00n);
    expect(adjustment.closingFen).toBe(sum('assessmentPenalty') - sum('assessmentReward'));
    expect(statements.map(({ payableFen }) => printFen(payableFen))).toEqual(own.map((values) => values['payable']));
    expect(await replayRun(platform, caller, { regionCode: REGION, runId: run.id })).toMatchObject({ isIdentical: true });
  }, 120_000);
});
