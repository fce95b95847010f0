import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCases } from '../../src/app/cases/import-cases.js';
import { insuredRegions } from '../../src/app/clearing/evidence/insured-regions.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { setBudget } from '../../src/app/years/set-budget.js';
import { must } from '../../src/engine/kit/assert.js';
import { decimal, yuanToFen } from '../../src/engine/number/quantity.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991475';

describe.each(TEST_ENGINES)('a year with a point value of its own for patients insured elsewhere, on %s (N25-03, N25-11)', (engine) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase(engine)));
  afterAll(() => test.close());

  it('divides the quota among their cases to the fen, beside the local fund, and charges it to their regions', async () => {
    const platform = testPlatform(test.store);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    await new ProductCity(platform, '991470', 2024).load(fileOf('991470', '2024.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan);
    const rows = ['H01', 'H02', 'H03'].map((institutionCode, n) => ({
      ...{ caseNo: `E-${n}`, institutionCode, insurance: 'EMPLOYEE', insuredRegionCode: '990300', sex: 'FEMALE', dischargeWay: '1' },
      ...{ admissionDate: '2024-03-01', dischargeDate: '2024-03-08', ageYears: 50, principalDiagnosis: 'I63.900' },
      ...{ totalCost: `${5000 + n}.37`, fundPaid: '2500.11' },
    }));
    const asked = { regionCode: REGION, rows, onDuplicate: 'REJECT', errorPolicy: 'ABORT', dryRun: false, idempotencyKey: `rows ${engine}` } as const;
    expect((await importCases(platform, platformCaller(platform), asked)).rejected).toBe(0);
    await city.records(plan);
    const items = {
      ...{ income: '2000000.00', byGroupPlan: '1000000.00', historicalCost: '1000000.00', historicalPoints: '100000' },
      ...{ catastrophicFund: '100000.00', assistanceFund: '50000.00', outOfRegionFund: '12345.67' },
    };
    await setBudget(platform, platformCaller(platform), {
      ...{ regionCode: REGION, year: 2024, insurance: 'EMPLOYEE', reason: '额度', idempotencyKey: `quota ${engine}` },
      items: Object.entries(items).map(([name, value]) => ({ name, value })),
    });
    const { run } = await city.clear(plan);
    expect([run.status, run.failure, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', null, 0n]);
    const years = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runResults }) =>
      runResults.scopeValues(REGION, run.runNo, 'institutionYear'),
    );
    const shares = years.map(({ values }) => yuanToFen(decimal(String(values['elsewhereShare']))));
    expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(1_234_567n);
    const report = must(await insuredRegions(platform, platformCaller(platform).read, run), 'report');
    expect(report.regions.map(({ insuredRegionCode, amountFen }) => [insuredRegionCode, amountFen])).toEqual([['990300', 1_234_567n]]);
  });
});
