import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indicatorReport } from '../../src/app/indicators/indicator-report.js';
import { importInstitutions } from '../../src/app/regions/import-institutions.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { recordPayment } from '../../src/app/years/record-payment.js';
import { setBudget } from '../../src/app/years/set-budget.js';
import { must } from '../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991466';
const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;
const CODES = ['H01', 'H02', 'H03'] as const;

describe('advances by the fund’s savings and risk, and what is left for the clearing (N26-2, N26-3)', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('months follow from savings and risk; the share that is paid at the clearing falls by what was advanced', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    await new ProductCity(platform, '991465', 2024).load(fileOf('991465', '2024.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    const institutions = CODES.map((code, n) => ({
      ...{ code, name: `医院 ${code}`, level: String(3 - n), effectiveFrom: '2024-01-01', figures: [] },
      attributes: Object.entries({ previousMonthlyFund: `${1 + n}000.01`, previousAssessment: '80', creditGrade: 'GRADE_A' }).map(
        ([name, value]) => ({ name, value }),
      ),
    }));
    await importInstitutions(platform, caller, { regionCode: REGION, institutions, dryRun: false, idempotencyKey: 'institutions' });
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    const items = { income: '2000000.00', byGroupPlan: '1000000.00', historicalCost: '1000000.00', historicalPoints: '100000' };
    const budget = { ...items, balanceMonths: '9', fundRisk: 'RISK_MIDDLE' };
    await setBudget(platform, caller, {
      ...{ ...key, reason: '年初预算', idempotencyKey: 'budget' },
      items: Object.entries(budget).map(([name, value]) => ({ name, value })),
    });
    const figures = async (indicator: string): Promise<ReadonlyMap<string, string | null | undefined>> => {
      const { cells } = await indicatorReport(platform, caller, { ...key, period: 'YEAR', indicators: [indicator] });
      return new Map(cells.map(({ kind, code, figures: [figure] }) => [kind === 'REGION' ? '*' : code, figure?.value]));
    };
    /** Σ payable ÷ Σ (entitlement and what is paid by item) of the statements, in ten-thousandths, HALF_UP. */
    const shareOf = (statements: Awaited<ReturnType<ProductCity['clear']>>['statements']): string => {
      const [payable, entitlement] = statements.reduce(
        ([all, entitled], { steps, payableFen }) => {
          const fenOf = (name: string): bigint => {
            const step = (steps as { key: string; amount: string }[]).find(({ key: line }) => line === name);
            return BigInt(must(step, name).amount.replace('.', ''));
          };
          return [all + payableFen, entitled + fenOf('entitlement') + fenOf('byItemPaid')];
        },
        [0n, 0n],
      );
      return `0.${String((20_000n * payable + entitlement) / (2n * entitlement)).padStart(4, '0')}`;
    };
    const { statements: before } = await city.clear(plan);
    // Nine months saved: two months, halved by the middling risk: one month of last year's.
    const due = await figures('advanceDue');
    expect(CODES.map((code) => due.get(code))).toEqual(['1000.01', '2000.01', '3000.01']);
    const first = (await figures('clearingShare')).get('*');
    expect(first).toBe(shareOf(before));

    for (const code of CODES) {
      const paid = { institutionCode: code, amount: must(due.get(code), code), month: 1, paidOn: '2024-01-10' };
      await recordPayment(platform, caller, { ...key, ...paid, reason: '年初预付', idempotencyKey: `advance ${code}` });
    }
    const { run, statements } = await city.clear(plan);
    expect([run.status, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', 0n]);
    const second = (await figures('clearingShare')).get('*');
    expect(second).toBe(shareOf(statements));
    // By institution, too: each one's own payable of its own year.
    const own = await figures('clearingShare');
    for (const code of CODES) expect(own.get(code), code).toBe(shareOf(statements.filter(({ institutionCode }) => institutionCode === code)));
    expect(new Set(CODES.map((code) => own.get(code))).size).toBeGreaterThan(1);
    expect(Number(second)).toBeLessThan(Number(first));
  }, 120_000);
});
