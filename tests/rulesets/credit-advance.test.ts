import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconciliation } from '../../src/app/accounting/reconciliation.js';
import { indicatorReport } from '../../src/app/indicators/indicator-report.js';
import { importInstitutions } from '../../src/app/regions/import-institutions.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { recordPayment } from '../../src/app/years/record-payment.js';
import { must } from '../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991465';
const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;
/** What was paid a month last year, last year's assessment, the grade; and 1.5 months of it × both factors. */
const INSTITUTIONS = [
  { code: 'H01', level: '3', monthly: '1000.01', score: '90', grade: 'GRADE_A', advance: '1650.02' }, // 1000.01 × 1.5 × 1.1 × 1 = 1650.0165
  { code: 'H02', level: '2', monthly: '800.00', score: '69.99', grade: 'GRADE_B', advance: '648.00' }, // 800 × 1.5 × 0.6 × 0.9
  { code: 'H03', level: '1', monthly: '500.00', score: '80', grade: 'GRADE_D', advance: '0.00' },
] as const;

describe('advances by last year’s months, assessment and credit grade (N25-25, N25-34)', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('are worked out for every institution, paid, and set off when the year is cleared', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    const institutions = INSTITUTIONS.map(({ code, level, monthly, score, grade }) => ({
      ...{ code, name: `医院 ${code}`, level, effectiveFrom: '2024-01-01', figures: [] },
      attributes: Object.entries({ previousMonthlyFund: monthly, previousAssessment: score, creditGrade: grade }).map(([name, value]) => ({ name, value })),
    }));
    await importInstitutions(platform, caller, { regionCode: REGION, institutions, dryRun: false, idempotencyKey: 'institutions' });
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    await city.clear(plan);
    const { cells } = await indicatorReport(platform, caller, { ...key, period: 'YEAR', indicators: ['advanceDue'] });
    const due = cells.flatMap(({ kind, code, figures }) => (kind === 'INSTITUTION' ? [[code, figures[0]?.value] as const] : []));
    expect(due).toEqual(INSTITUTIONS.map(({ code, advance }) => [code, advance]));

    for (const { code, advance } of INSTITUTIONS) {
      if (advance === '0.00') continue;
      const paid = { institutionCode: code, amount: advance, month: 1, paidOn: '2024-01-10', reason: '年初预付', idempotencyKey: `advance ${code}` };
      await recordPayment(platform, caller, { ...key, ...paid });
    }
    const { run, statements } = await city.clear(plan);
    expect([run.status, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', 0n]);
    const own = must(statements[0], 'statement');
    expect([own.institutionCode, (own.steps as { key: string; amount: string }[]).find((step) => step.key === 'alreadyPaid')?.amount]).toEqual(['H01', '-1650.02']); // prettier-ignore
    const { entries, advancedFen, paidFen, closingFen } = await reconciliation(caller, { ...key, institutionCode: 'H01' });
    expect([advancedFen, paidFen, closingFen]).toEqual([165_002n, 165_002n, 0n]);
    expect(entries.map(({ from, to, amountFen }) => [from, to, amountFen])).toEqual([['PREPAID', 'BANK', 165_002n]]);
  }, 120_000);
});
