import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconciliation, type Reconciliation } from '../../../src/app/accounting/reconciliation.js';
import { bookFundYear } from '../../../src/app/ledger/book-year.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { MONTH_KEYS } from '../../../src/engine/plan/periods.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, confirmRun, makeMonthlyCity, settlePeriod, statementsOf } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let platform: ReturnType<typeof testPlatform>;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  platform = testPlatform(test.store);
  nextCity = tinyCities(platform);
});
afterAll(() => test.close());

type Balances = Readonly<Record<string, string>>;

/** Balances of accounts in yuan, over all institutions; those of institutions by code too. */
async function balances(city: TinyCity): Promise<Balances> {
  const rows = await city.read(({ ledger }) => ledger.balances(city.key));
  const sums = new Map<string, bigint>();
  for (const { account, institutionCode, balanceFen } of rows) {
    sums.set(account, (sums.get(account) ?? 0n) + balanceFen);
    if (account === 'INSTITUTION') sums.set(`INSTITUTION ${institutionCode ?? '-'}`, balanceFen);
  }
  const left = [...sums].filter(([, fen]) => fen !== 0n);
  return Object.fromEntries(left.sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, fen]) => [account, printFen(fen)]));
}

async function pay(
  city: TinyCity,
  payment: { readonly institutionCode: string; readonly fen: bigint; readonly period?: string },
): Promise<void> {
  if (payment.fen <= 0n) return;
  const { institutionCode, fen, period } = payment;
  await recordPayment(platform, city.as('FINANCE'), {
    ...city.key,
    ...{
      institutionCode,
      amount: printFen(fen),
      paidOn: '2024-12-30',
      reason: '拨付',
      idempotencyKey: `${institutionCode} ${period ?? ''} ${fen}`,
    },
    ...(period === undefined ? {} : { period }),
  });
}

/** Pays what the statements of a run come to. */
async function payAll(city: TinyCity, run: RunRecord): Promise<void> {
  for (const { institutionCode, payableFen } of await statementsOf(city, run)) {
    await pay(city, { institutionCode, fen: payableFen, ...(run.period === 'YEAR' ? {} : { period: run.period }) });
  }
}

/** 对账单: what its header says adds up to what the ledger says is owed, and its advances are these. */
async function listTies(city: TinyCity, institutionCode: string, stated: Partial<Reconciliation>): Promise<void> {
  const list = await reconciliation(city.as('FINANCE'), { ...city.key, institutionCode });
  const { openingFen, preSettledFen, clearedFen, advancedFen, paidFen, closingFen } = list;
  expect(list).toMatchObject(stated);
  expect(printFen(openingFen + preSettledFen + clearedFen + advancedFen - paidFen)).toBe(
    (await balances(city))[`INSTITUTION ${institutionCode}`] ?? '0.00',
  );
  expect(openingFen + preSettledFen + clearedFen + advancedFen - paidFen).toBe(closingFen);
}

describe('the ledger of a fund year: every fen has an account (N21-28, N21-30d, N25-25)', () => {
  it('months, a quarter, payments and the clearing tie: advances are settled, deposits are what the year says, institutions get what is payable', async () => {
    const city = await makeMonthlyCity(
      nextCity(),
      upTo(60).map((i) => tinyCase(i)),
    );
    const january = await settlePeriod(city, '01');
    const [first] = await statementsOf(city, january);
    await pay(city, { institutionCode: 'H1', fen: first?.payableFen ?? 0n, period: '01' });
    // Paid before the month is closed: an advance. The city's payment to H2 was recorded before there was a ledger, and is booked now.
    expect(await balances(city)).toEqual({
      BANK: printFen(10_000_000n + (first?.payableFen ?? 0n)),
      PREPAID: printFen(-10_000_000n - (first?.payableFen ?? 0n)),
    });
    const closed = await confirmRun(city, january);
    const owed = new Map((await statementsOf(city, closed)).map(({ institutionCode, payableFen }) => [institutionCode, payableFen]));
    expect(await balances(city)).toMatchObject({
      'INSTITUTION H2': printFen((owed.get('H2') ?? 0n) - 10_000_000n), // the advance was more than the month
      'INSTITUTION H3': printFen(owed.get('H3') ?? 0n),
    });
    await listTies(city, 'H2', { advancedFen: 10_000_000n, preSettledFen: (owed.get('H2') ?? 0n) - 10_000_000n });
    expect((await balances(city))['INSTITUTION H1']).toBeUndefined();
    for (const key of MONTH_KEYS.slice(1)) await payAll(city, await closePeriod(city, key));
    await payAll(city, await closePeriod(city, 'Q1'));
    const year = await confirmRun(city, await city.clear());
    const accounts = await city.read(({ runResults }) => runResults.accounts(city.regionCode, year.runNo));
    const after = await balances(city);
    for (const { account, closingFen } of accounts)
      expect(after[account] ?? '0.00').toBe(printFen(account === 'PREPAID' ? 0n : closingFen));
    for (const { institutionCode, payableFen } of await statementsOf(city, year))
      expect(after[`INSTITUTION ${institutionCode}`] ?? '0.00').toBe(printFen(payableFen));

    // Booking again books nothing; every entry is one of a cause.
    const before = await city.read(({ ledger }) => ledger.entries(city.key, { limit: 5_000 }));
    await city.write((unit) => bookFundYear(unit, city.key));
    expect(await city.read(({ ledger }) => ledger.entries(city.key, { limit: 5_000 }))).toEqual(before);

    // What comes after a confirmed year is an adjustment run: the difference is what is still to be paid.
    await payAll(city, year);
    await city.putCases([tinyCase(777, { institutionCode: 'H3' })]);
    const adjusted = await confirmRun(city, await city.clear({ idempotencyKey: 'adjusted' }));
    const last = await balances(city);
    for (const { institutionCode, payableFen } of await statementsOf(city, adjusted))
      expect(last[`INSTITUTION ${institutionCode}`] ?? '0.00').toBe(printFen(payableFen));
    expect(last['PREPAID']).toBeUndefined();
    await listTies(city, 'H1', { advancedFen: first?.payableFen ?? 0n });
    await listTies(city, 'H2', { advancedFen: 10_000_000n });
    expect(last['FUND']).toBeUndefined();
    expect(last['BUDGET']).toBe(after['BUDGET']);
  });
});
