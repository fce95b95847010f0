import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmClearingRun } from '../../src/app/clearing/confirm-clearing-run.js';
import type { PaymentPurpose } from '../../src/app/ports/clearing/ports-fund-year.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { importYearRecords } from '../../src/app/year-files/import-year-records.js';
import { recordAdjustment } from '../../src/app/years/record-adjustment.js';
import { recordPayment, type StatedPayment } from '../../src/app/years/record-payment.js';
import { must } from '../../src/engine/kit/assert.js';
import { printFen } from '../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

describe('emergency advances stand apart from regular ones (N21-26)', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.close());
  let sent = 0;

  it('are booked on an account of their own, taken back by reversal only, and taken off when the year is cleared', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, '991460', 2024);
    const plan = await city.load(fileOf('991460', '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    const key = { regionCode: '991460', year: 2024, insurance: 'EMPLOYEE' } as const;
    const pay = (amount: string, more: Partial<StatedPayment> = {}, purpose: PaymentPurpose = 'EMERGENCY') =>
      recordPayment(platform, caller, {
        ...{ ...key, institutionCode: 'H01', amount, paidOn: '2024-02-03', purpose, reason: '疫情专项', source: '区医保〔2024〕2号' },
        ...{ idempotencyKey: `pay ${(sent += 1)}`, ...more },
      });
    const held = async (account: string): Promise<string> => {
      const balances = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ ledger }) => ledger.balances(key));
      return printFen(balances.filter((one) => one.account === account && one.institutionCode === 'H01').reduce((sum, { balanceFen }) => sum + balanceFen, 0n)); // prettier-ignore
    };

    const first = await pay('3000.00');
    await pay('500.05');
    expect([await held('EMERGENCY_ADVANCE'), await held('PREPAID')]).toEqual(['-3500.05', '0.00']);
    // A regular payment can't take an emergency advance back, nor can a recovery.
    await expect(pay('-3000.00', { reversesId: first.id }, 'REGULAR')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(pay('-100.00')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await pay('-3000.00', { reversesId: first.id });
    expect(await held('EMERGENCY_ADVANCE')).toBe('-500.05');
    const file = '机构编码,用途,金额,拨付日期,事由\nH01,突发专项,1000.00,2024-03-01,疫情专项\nH01,,20.00,2024-03-01,预拨\n';
    const load = (text: string) => importYearRecords(platform, caller, { ...key, kind: 'PAYMENT', mode: 'STORE', file: new TextEncoder().encode(text) }); // prettier-ignore
    expect(await load(file)).toMatchObject({ recorded: 2, problems: [] });
    expect((await load(file.replace('突发专项,', '救灾,'))).problems).toMatchObject([{ line: 2, column: 'purpose', code: 'UNKNOWN_PURPOSE' }]);
    expect([await held('EMERGENCY_ADVANCE'), await held('PREPAID')]).toEqual(['-1500.05', '-20.00']);
    const adjusting = { ...key, institutionCode: 'H01', name: 'emergencyPrepaid', amount: '1.00', reason: '试', idempotencyKey: 'adjust' };
    await expect(recordAdjustment(platform, caller, adjusting)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });

    const { run, statements } = await city.clear(plan);
    expect([run.status, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', 0n]);
    const own = must(statements.find(({ institutionCode }) => institutionCode === 'H01'), 'statement'); // prettier-ignore
    const amounts = new Map((own.steps as { key: string; amount: string }[]).map((step) => [step.key, step.amount]));
    expect([amounts.get('alreadyPaid'), amounts.get('emergencyTaken'), amounts.get('emergencyRelief')]).toEqual(['-20.00', '-1500.05', '300.01']);
    const accounts = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runResults }) => runResults.accounts('991460', run.runNo));
    expect(accounts.find(({ account }) => account === 'EMERGENCY_ADVANCE')).toMatchObject({ openingFen: 0n, closingFen: 150_005n });

    const seen = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.standsOut('991460', run.runNo));
    const standsOutHash = must(must(seen, 'run').standsOutHash, 'hash');
    await confirmClearingRun(platform, caller, { regionCode: '991460', runId: run.id, standsOutHash, reason: '核对无误' });
    expect([await held('EMERGENCY_ADVANCE'), await held('PREPAID')]).toEqual(['0.00', '0.00']);
    expect(await held('INSTITUTION')).toBe(printFen(own.payableFen));
    // What is paid after the clearing was not taken off: it stays until it is settled or comes back.
    await pay('77.00');
    expect(await held('EMERGENCY_ADVANCE')).toBe('-77.00');
  }, 120_000);
});
