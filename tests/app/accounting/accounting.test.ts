import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconciliation } from '../../../src/app/accounting/reconciliation.js';
import { vouchers } from '../../../src/app/accounting/vouchers.js';
import { runSampleYear } from '../../../src/app/sample/run-sample-year.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeMonthlyCity } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  city = await makeMonthlyCity(
    tinyCities(testPlatform(test.store))(),
    upTo(120).map((i) => tinyCase(i)),
  );
  await runSampleYear(city.platform, city.key);
});
afterAll(() => test.close());

const fen = (text: string | null): bigint => (text === null ? 0n : BigInt(text.replace('.', '')));
const balanceOf = async (account: string, more: { institutionCode?: string; period?: string } = {}): Promise<bigint> =>
  (await city.read(({ ledger }) => ledger.balances({ ...city.key, ...more }))).reduce(
    (sum, one) => (one.account === account ? sum + one.balanceFen : sum),
    0n,
  );

describe('vouchers (N25-27b)', () => {
  it('have equal debits and credits, each and together, and come to the balances of the ledger', async () => {
    const lines = await vouchers(city.platform, city.as('FINANCE'), city.key);
    const numbers = [...new Set(lines.map(({ voucher }) => voucher))];
    expect(numbers).toEqual(upTo(numbers.length).map((n) => n + 1));
    for (const number of numbers) {
      const own = lines.filter(({ voucher }) => voucher === number);
      expect(own.map(({ line }) => line)).toEqual(upTo(own.length).map((n) => n + 1));
      expect(own.reduce((sum, { debit, credit }) => sum + fen(debit) - fen(credit), 0n)).toBe(0n);
      expect(own.every(({ debit, credit }) => (debit === null) !== (credit === null))).toBe(true);
    }
    for (const account of ['BANK', 'INSTITUTION', 'PREPAID', 'QUALITY_DEPOSIT', 'FUND']) {
      const moved = lines.filter((line) => line.account === account).reduce((sum, { debit, credit }) => sum + fen(debit) - fen(credit), 0n);
      expect([account, moved]).toEqual([account, await balanceOf(account)]);
    }
    const january = await vouchers(city.platform, city.as('FINANCE'), { ...city.key, period: '01' });
    expect(january.length).toBeGreaterThan(2);
    expect(new Set(january.map(({ period }) => period))).toEqual(new Set(['01']));
    // A voucher that is asked for by itself is the one of the whole year: bookkeeping software must not get two under one number.
    const october = await vouchers(city.platform, city.as('FINANCE'), { ...city.key, period: '10' });
    for (const asked of [january, october]) {
      const wanted = new Set(asked.map(({ voucher }) => voucher));
      expect(asked.map(({ summary, debit, credit }) => [summary, debit, credit])).toEqual(
        lines.filter(({ voucher }) => wanted.has(voucher)).map(({ summary, debit, credit }) => [summary, debit, credit]),
      );
    }
    // What moved stands in words: what the ruleset calls its lines, and the ledger's own words; no id of either (a bookkeeper reads it).
    const summaries = lines.map(({ summary }) => summary);
    expect(summaries.filter((summary) => /[A-Za-z]{4}/.test(summary))).toEqual([]);
    expect(summaries).toContain('1月拨付');
    expect(summaries.filter((summary) => summary.endsWith('：转回各期暂记：质量保证金')).length).toBeGreaterThan(0);
    expect(must(october[0], 'a line').voucher).toBeGreaterThan(must(january[0], 'a line').voucher);
  });
});

describe('reconciliation lists (N25-25)', () => {
  it('tie to the ledger and to what was declared and paid, entry by entry', async () => {
    for (const institutionCode of ['H1', 'H2', 'H3']) {
      const found = await reconciliation(city.as('FINANCE'), { ...city.key, institutionCode });
      const { openingFen, preSettledFen, clearedFen, advancedFen, paidFen, closingFen, depositFen, declaredFen, entries } = found;
      expect(openingFen).toBe(0n);
      expect(closingFen).toBe(await balanceOf('INSTITUTION', { institutionCode }));
      expect(entries.at(-1)?.balanceFen).toBe(closingFen);
      expect(entries.reduce((sum, { changeFen }) => sum + changeFen, 0n)).toBe(closingFen);
      expect(depositFen).toBe(await balanceOf('QUALITY_DEPOSIT', { institutionCode }));
      const payments = (await city.read(({ fundYears }) => fundYears.payments(city.key))).filter(
        (one) => one.institutionCode === institutionCode,
      );
      expect(paidFen).toBe(payments.reduce((sum, { amountFen }) => sum + amountFen, 0n));
      const owed = entries
        .filter(({ from, to }) => from === 'INSTITUTION' && to === 'BANK')
        .reduce((sum, { amountFen }) => sum + amountFen, 0n);
      expect(closingFen).toBe(preSettledFen + clearedFen - owed); // what was paid before it was owed was set off by the runs
      expect(advancedFen).toBe(paidFen - owed);
      const declared = await city.read(({ periods }) => periods.declarations(city.key));
      const own = declared.filter((event) => event.institutionCode === institutionCode && event.state === 'DECLARED');
      const stated = own.filter(({ period }) => !period.startsWith('Q')); // its quarters declare the same once more
      expect(stated.length).toBeLessThan(own.length);
      expect(declaredFen).toBe(stated.reduce((sum, { figures }) => sum + (figures?.fundFen ?? 0n), 0n));
    }
  });

  it('of a period begin with what the periods before it left, and the last one ends with what the ledger says', async () => {
    const order = ['01', '02', '03', 'Q1', '04', '05', '06', 'Q2', '07', '08', '09', 'Q3', '10', '11', '12', 'Q4', 'YEAR'];
    const openings = new Set<bigint>();
    for (const institutionCode of ['H1', 'H2', 'H3']) {
      let owed = 0n;
      for (const period of order) {
        const found = await reconciliation(city.as('FINANCE'), { ...city.key, institutionCode, period });
        expect(new Set(found.entries.map((entry) => entry.period)).size, period).toBeLessThanOrEqual(1);
        expect([period, found.openingFen]).toEqual([period, owed]);
        expect(found.closingFen - found.openingFen).toBe(await balanceOf('INSTITUTION', { institutionCode, period }));
        const { openingFen, preSettledFen, clearedFen, advancedFen, paidFen, closingFen } = found;
        expect([period, openingFen + preSettledFen + clearedFen + advancedFen - paidFen]).toEqual([period, closingFen]);
        openings.add(owed);
        owed = found.closingFen;
      }
      expect(owed).toBe(await balanceOf('INSTITUTION', { institutionCode }));
    }
    expect([...openings].some((owed) => owed !== 0n)).toBe(true);
  });

  it('are an institution’s own under its key, and no other region’s', async () => {
    const own = city.as('INSTITUTION', { institutionCode: 'H2' });
    expect((await reconciliation(own, { ...city.key, institutionCode: 'H2' })).entries.length).toBeGreaterThan(10);
    await expect(reconciliation(own, { ...city.key, institutionCode: 'H1' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(vouchers(city.platform, city.as('FINANCE', { regions: ['990901'] }), city.key)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(vouchers(city.platform, own, city.key)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
