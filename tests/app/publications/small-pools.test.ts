import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIndicatorCity } from '../indicators/indicator-city.js';
import { exportPublicationCsv, exportPublicationWorkbook } from '../../../src/app/publications/bundle-tables.js';
import type { Bundle } from '../../../src/app/publications/bundle.js';
import { publish, type Published } from '../../../src/app/publications/publish.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import { settlementPeriods } from '../../../src/app/periods/board/settlement-periods.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

/** Cases by hospital in a month. */
const cases = (month: string, counts: readonly number[], more: Partial<InpatientCase> = {}) =>
  counts.flatMap((count, hospital) =>
    upTo(count).map((i) => {
      const day = `2024-${month}-${String(1 + (i % 28)).padStart(2, '0')}`;
      const own = { caseNo: `X${month}${hospital}${String(i).padStart(3, '0')}`, institutionCode: `H${hospital + 1}`, caseFlags: [] };
      return tinyCase(i, { ...own, admissionDate: day, dischargeDate: day, settlementDate: day, ...more });
    }),
  );

let test: TestDatabase;
let nextCity: () => TinyCity;
let keys = 0;
const ask = (city: TinyCity, period: string, dryRun = false): Promise<Published> =>
  publish(city.platform, city.as('FINANCE'), {
    ...{ ...city.key, period, reason: '数据工作组月度公布', idempotencyKey: `p${String(++keys)}`, dryRun },
  });
const moneyOf = ({ fund, execution }: Bundle) => ({
  accounts: execution.accounts.map(({ amount }) => amount),
  paid: execution.paid,
  paidShare: execution.paidShare,
  budget: execution.budget,
  yearEnd: fund.filter(({ amount }) => amount === null).map(({ name }) => name),
});

describe('the money of few cases is not told by what a region came to (record 0059, N25-39b)', () => {
  beforeAll(async () => {
    test = await openTestDatabase();
    nextCity = tinyCities(testPlatform(test.store));
  });
  afterAll(() => test.close());

  it('a month of few cases hides every balance from then on; budgets, which are no cases’ money, stay', async () => {
    const city = await makeIndicatorCity(nextCity(), [
      ...cases('01', [20, 22, 20]),
      ...cases('02', [0, 3, 0]),
      ...cases('03', [20, 20, 24]),
    ]);
    await closePeriod(city, '01');
    const january = moneyOf((await ask(city, '01')).bundle);
    expect(january.accounts.every((amount) => amount !== null)).toBe(true);
    expect(january).toMatchObject({ paid: '100000.00', yearEnd: [] });
    await closePeriod(city, '02');
    const { bundle } = await ask(city, '02');
    expect(bundle.cells.find(({ kind }) => kind === 'REGION')?.figures.find(({ indicator }) => indicator === 'preSettled')).toMatchObject({
      reason: 'SUPPRESSED',
    });
    const hidden = moneyOf(bundle);
    expect(hidden.accounts.every((amount) => amount === null)).toBe(true);
    expect([hidden.paid, hidden.paidShare]).toEqual([null, null]);
    expect(bundle.fund.find(({ name }) => name === 'income')).toMatchObject({ amount: '5000000.00' });
    expect([hidden.budget, bundle.fund.length > 0]).toEqual([january.budget, true]);
    // March has many cases, but its balances less what is known of January and March are February's.
    await closePeriod(city, '03');
    const march = await ask(city, '03');
    expect(moneyOf(march.bundle).accounts.every((amount) => amount === null)).toBe(true);
    const asked = { regionCode: city.regionCode, id: must(march.publication, 'publication').id };
    expect(await exportPublicationCsv(city.as('FINANCE'), asked, 'execution')).toMatch(/\npaid,已拨付,,例数过少或会由此推算，不公布\n/);
    expect((await exportPublicationWorkbook(city.as('FINANCE'), asked)).length).toBeGreaterThan(0);
  });

  it('what the rules made of a year of few cases is left out, and what they were given stays', async () => {
    const city = await makeIndicatorCity(nextCity(), cases('01', [1, 2, 0]));
    await closePeriod(city, 'YEAR');
    const { bundle } = await ask(city, 'YEAR');
    const outputs = moneyOf(bundle);
    expect(outputs.yearEnd).toContain('fund');
    expect(outputs.yearEnd).not.toContain('income');
    expect(outputs.accounts.every((amount) => amount === null)).toBe(true);
    expect(bundle.fund.find(({ name }) => name === 'income')?.amount).toBe('5000000.00');
  });

  it('payments are left out while some of the institutions that are left out were paid and some not', async () => {
    const city = await makeIndicatorCity(nextCity(), cases('01', [20, 22, 3]));
    await closePeriod(city, '01');
    const stateOf = async () => moneyOf((await ask(city, '01', true)).bundle);
    const board = await settlementPeriods(city.platform, city.as('FINANCE'), city.key);
    const due = must(
      board.find(({ period }) => period.key === '01'),
      'January',
    ).institutions;
    const pay = async (institutionCode: string): Promise<void> => {
      const { payableFen } = must(
        due.find((one) => one.institutionCode === institutionCode),
        institutionCode,
      );
      await recordPayment(city.platform, city.as('FINANCE'), {
        ...{ ...city.key, institutionCode, period: '01', amount: printFen(must(payableFen, 'payable')) },
        ...{ paidOn: '2024-02-20', reason: '一月预结算', idempotencyKey: `pay ${institutionCode}` },
      });
    };
    expect((await stateOf()).paid).toBe('100000.00'); // of H1 and H3, which January leaves out, none was paid
    await pay('H1');
    const partly = await stateOf();
    expect([partly.paid, partly.paidShare]).toEqual([null, null]);
    expect(partly.accounts.filter((amount) => amount === null).length).toBe(2); // INSTITUTION and BANK
    await pay('H3');
    expect((await stateOf()).paid).not.toBeNull();
  });
});
