import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunWorker } from '../../../src/app/clearing/run-worker.js';
import { settlementPeriods } from '../../../src/app/periods/board/settlement-periods.js';
import { isRecovery } from '../../../src/app/ports/clearing/ports-fund-year.js';
import { runSampleYear } from '../../../src/app/sample/run-sample-year.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, makeMonthlyCity } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

it('a sandbox year runs from its first month to the clearing: twelve months, four quarters, the year, each published, agreed to, confirmed, paid and received (N21-30d, N25-27, N25-27b, N26-2)', async () => {
  const city = await makeMonthlyCity(
    nextCity(),
    upTo(40).map((i) => tinyCase(i)),
  );
  // More than the year gives it: what went too far has to come back.
  const advance = { institutionCode: 'H3', amount: '4000000.00', paidOn: '2024-02-05', reason: '预拨', idempotencyKey: 'too much' };
  await recordPayment(city.platform, city.as('FINANCE'), { ...city.key, ...advance });
  const before = await city.read(({ periods }) => periods.declarations(city.key));
  const seen: string[] = [];
  const settled = await runSampleYear(city.platform, city.key, ({ key }) => seen.push(key));
  expect(seen.join(' ')).toBe('01 02 03 Q1 04 05 06 Q2 07 08 09 Q3 10 11 12 Q4 YEAR');
  expect(new Set(settled.map(({ run }) => run.stage))).toEqual(new Set(['PAID']));
  const balances = await city.read(({ ledger }) => ledger.balances(city.key));
  expect(balances.reduce((sum, { balanceFen }) => sum + balanceFen, 0n)).toBe(0n);
  expect(balances.filter(({ account }) => account === 'PREPAID' || account === 'FUND').reduce((sum, one) => sum + one.balanceFen, 0n)).toBe(
    0n,
  );
  expect(balances.filter(({ account, balanceFen }) => account === 'INSTITUTION' && balanceFen !== 0n)).toEqual([]); // nobody is owed anything, or owes
  const payments = await city.read(({ fundYears }) => fundYears.payments(city.key));
  expect(balances.filter(({ account }) => account === 'BANK').reduce((sum, one) => sum + one.balanceFen, 0n)).toBe(
    payments.reduce((sum, { amountFen }) => sum + amountFen, 0n),
  );
  // What was paid too much came back last, as a recovery of the year (N21-30d).
  const recovered = payments.filter(isRecovery);
  expect(recovered.map(({ institutionCode }) => institutionCode)).toContain('H3');
  expect(new Set(recovered.map(({ period, source }) => `${period} ${source}`))).toEqual(new Set(['YEAR 示例：全年清算结算单']));
  expect(settled.at(-1)?.recoveredFen).toBe(-recovered.reduce((sum, { amountFen }) => sum + amountFen, 0n));
  const board = await settlementPeriods(city.platform, city.as('FINANCE'), city.key);
  expect(new Set(board.map(({ state }) => state))).toEqual(new Set(['PAID'])); // what was paid before is set off
  for (const row of board) {
    expect([row.publication === null, row.openObjections, row.consented, row.receipts], row.period.key).toEqual([
      ...[false, 0, row.statements, row.payments],
    ]);
  }
  expect(board.reduce((sum, row) => sum + row.receipts, 0)).toBeGreaterThan(12);
  // The small city states no indicators: nothing to publish.
  expect(await city.read(({ publications }) => publications.standing(city.key))).toEqual([]);
  const declared = await city.read(({ periods }) => periods.declarations(city.key));
  const states = declared.filter(({ period }) => period === '01').map(({ institutionCode, state }) => `${institutionCode} ${state}`);
  expect([before.length, states.length, new Set(states).size]).toEqual([0, 9, 9]); // three hospitals: declared, reviewed, reviewed again (N21-24)
  expect(await runSampleYear(city.platform, city.key)).toEqual([]);
  await expect(runSampleYear(city.platform, { ...city.key, regionCode: '370300' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('beside a worker that takes the runs first, such as the server’s own, and after a call that was killed between the confirmation of a month and its payments (N25-27b, N26-2)', async () => {
  const city = await makeMonthlyCity(
    nextCity(),
    upTo(40).map((i) => tinyCase(i)),
  );
  const worker = new RunWorker('server');
  const platform = { ...city.platform, wakeWorkers: worker.wake };
  const unpaid = await closePeriod(city, '01');
  worker.start(platform);
  try {
    const settled = await runSampleYear(platform, city.key);
    expect(settled.map(({ run }) => run.period).slice(0, 2)).toEqual(['01', '02']);
    expect(settled[0]?.run.runNo).toBe(unpaid.runNo); // the month stays as it was closed
    expect(new Set(settled.map(({ run }) => run.stage))).toEqual(new Set(['PAID']));
    const runs = await city.read(({ runs: stored }) => stored.list(city.regionCode, { year: city.key.year, first: 100 }));
    expect(runs.items.map(({ period }) => period).sort()).toEqual([...new Set(runs.items.map(({ period }) => period))].sort()); // one each
  } finally {
    await worker.stop();
  }
  const [payments, receipts] = await city.read(
    async ({ fundYears, statementWords }) => [await fundYears.payments(city.key), await statementWords.receipts(city.key)] as const,
  );
  const ofMonth = payments.filter(({ period }) => period === '01').map(({ id }) => id);
  expect(ofMonth.length).toBeGreaterThan(0);
  expect(receipts.map(({ paymentId }) => paymentId)).toEqual(expect.arrayContaining(ofMonth));
  expect(await runSampleYear(platform, city.key)).toEqual([]);
});
