import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, type RecordsPlatform } from '../records-platform.js';
import type { ForbiddenError, ValidationError } from '../../../src/app/base/errors.js';
import { importYearRecords } from '../../../src/app/year-files/import-year-records.js';
import { paymentWarnings } from '../../../src/app/years/payment-warnings.js';
import { recordPayment, type RecordPayment } from '../../../src/app/years/record-payment.js';
import { setBudget } from '../../../src/app/years/set-budget.js';
import { setBudgetActuals } from '../../../src/app/years/set-budget-actuals.js';

const KEY = { regionCode: SANDBOX, year: 2024, insurance: 'EMPLOYEE' } as const;

let city: RecordsPlatform;
let next = 0;
const key = (): string => `k-${(next += 1)}`;
beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

/** Items that the year's ruleset needs, all 0 but some: asked for none, it names all. */
async function items(set: typeof setBudget, values: Readonly<Record<string, string>>) {
  const error = await refusal<ValidationError>(
    set(city.platform, city.as('FINANCE'), { ...KEY, items: [], reason: 'x', idempotencyKey: key() }),
  );
  const named = error.fields.map(({ path }) => ({ name: path[1] ?? '', value: values[path[1] ?? ''] ?? '0' }));
  const known = new Set(named.map(({ name }) => name));
  return [...named, ...Object.entries(values).flatMap(([name, value]) => (known.has(name) ? [] : [{ name, value }]))];
}

const pay = (amount: string, more: Partial<RecordPayment> = {}) =>
  recordPayment(city.platform, city.as('FINANCE'), {
    ...{ ...KEY, institutionCode: 'H1', month: 1, amount, paidOn: '2024-02-20', reason: '预拨', idempotencyKey: key() },
    ...more,
  });
const warned = async () => (await paymentWarnings(city.platform, city.as('FINANCE'), KEY)).map(({ code, excess }) => `${code} ${excess}`);
const file = (mode: 'CHECK' | 'STORE', amount: string) =>
  importYearRecords(city.platform, city.as('FINANCE'), {
    ...{ ...KEY, kind: 'PAYMENT', mode, reason: '预拨' },
    file: Buffer.from(`机构编码,金额,拨付日期\nH2,${amount},2024-06-20\n`),
  });

describe('payments above what the year’s basic fund holds (N21-26, N21-30)', () => {
  it('say nothing without a budget; with one, from one fen above it on: budget, reserve and adjustment fund count', async () => {
    await pay('1000000000.00');
    expect(await warned()).toEqual([]);
    const budget = await items(setBudget, { income: '1000000000.00' });
    await setBudget(city.platform, city.as('FINANCE'), { ...KEY, items: budget, reason: '年初预算', idempotencyKey: key() });
    expect(await warned()).toEqual([]); // 900 million and the reserve of 100 million
    const fen = await pay('0.01', { institutionCode: 'H2' });
    const [warning] = await paymentWarnings(city.platform, city.as('FINANCE'), KEY);
    expect(warning).toMatchObject({
      ...{ code: 'PAID_ABOVE_FUND', paid: '1000000000.01', held: '1000000000.00', excess: '0.01' },
      lines: [
        { name: 'dipBudget', amount: '900000000.00' },
        { name: 'riskReserve', amount: '100000000.00' },
      ],
    });
    expect(warning?.message.zh).toContain('基本基金已拨付 1000000000.01 元，本年度可用的只有 1000000000.00 元');
    expect(warning?.message.en).toContain('The basic fund has paid 1000000000.01 yuan, and its year holds 1000000000.00');
    await pay('-0.01', { institutionCode: 'H2', reversesId: fen.id });
    expect(await warned()).toEqual([]);
    const actuals = await items(setBudgetActuals, { adjustmentFundOpening: '5.00' });
    await setBudgetActuals(city.platform, city.as('FINANCE'), { ...KEY, items: actuals, reason: '决算', idempotencyKey: key() });
    await pay('5.00');
    expect(await warned()).toEqual([]);
  });

  it('do not count emergency advances and shares of other funds, which have accounts of their own', async () => {
    await pay('700.00', { purpose: 'EMERGENCY' });
    await pay('800.00', { purpose: 'CATASTROPHIC' });
    expect(await warned()).toEqual([]);
  });

  it('are told by the report of a file, also of one that is only checked, and by the same file again', async () => {
    const told = async (mode: 'CHECK' | 'STORE') => {
      const { warnings, isStored, isRepeated } = await file(mode, '3.00');
      return {
        isStored,
        isRepeated,
        warnings: warnings.map(({ line, code, message }) => `${line} ${code} ${/多 ([\d.]+) 元/.exec(message.zh)?.[1]}`),
      };
    };
    const above = { warnings: ['0 PAID_ABOVE_FUND 3.00'], isRepeated: false };
    expect(await told('CHECK')).toEqual({ ...above, isStored: false });
    expect(await warned()).toEqual([]);
    expect(await told('STORE')).toEqual({ ...above, isStored: true });
    expect(await told('STORE')).toMatchObject({ warnings: above.warnings, isRepeated: true });
    expect(await warned()).toEqual(['PAID_ABOVE_FUND 3.00']);
  });

  it('are for those who may see the budget', async () => {
    for (const role of ['INSTITUTION', 'INTEGRATOR'] as const) {
      const asked = paymentWarnings(city.platform, city.as(role), KEY);
      expect((await refusal<ForbiddenError>(asked)).code).toBe('FORBIDDEN');
    }
  });
});
