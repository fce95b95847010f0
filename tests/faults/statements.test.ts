import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutStore, type CutPoint } from './dying-store.js';
import { chinaDay } from '../../src/app/base/china-day.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { confirmReceipts } from '../../src/app/statements/confirm-receipts.js';
import { confirmStatements } from '../../src/app/statements/confirm-statements.js';
import { publishRun } from '../../src/app/statements/publish-run.js';
import { raiseObjection } from '../../src/app/statements/raise-objection.js';
import { recordPayment } from '../../src/app/years/record-payment.js';
import { must } from '../../src/engine/kit/assert.js';
import { printFen } from '../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { confirmRun } from '../support/monthly-city.js';
import { testPlatform, tinyCities, type TinyCity } from '../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

class Killed extends Error {}
const MOST_TRANSACTIONS = 4;

/** Everything that these commands write. */
async function kept(city: TinyCity): Promise<string> {
  const all = await city.read(async ({ statementWords, fundYears, ledger, runs }) => ({
    publications: await statementWords.publications(city.regionCode, [1]),
    objections: await statementWords.objections(city.regionCode, [1]),
    confirmations: await statementWords.confirmations(city.regionCode, [1]),
    payments: await fundYears.payments(city.key),
    receipts: await statementWords.receipts(city.key),
    entries: await ledger.entries(city.key, { limit: 1_000 }),
    stage: (await runs.findByNo(city.regionCode, 1))?.stage,
  }));
  return JSON.stringify(all, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** Does something on a store that is cut at each of its transactions in turn: it is done whole or not at all, and once when it is tried again. */
async function cutEverywhere(city: TinyCity, point: CutPoint, work: (platform: Platform) => Promise<unknown>): Promise<void> {
  const before = await kept(city);
  let cuts = 0;
  for (let at = 1; at <= MOST_TRANSACTIONS; at++) {
    const store = cutStore(test.store, at, point, () => {
      cuts++;
      throw new Killed('killed');
    });
    const outcome = await work({ ...city.platform, store }).catch((error: unknown) => error);
    if (!(outcome instanceof Killed)) break; // it has fewer transactions
    if (point === 'INSIDE') expect(await kept(city)).toBe(before);
  }
  expect(cuts).toBeGreaterThan(0);
  await work(city.platform);
  const after = await kept(city);
  expect(after).not.toBe(before);
  await work(city.platform);
  expect(await kept(city)).toBe(after);
}

describe.each(['INSIDE', 'AFTER'] as const)('killed %s a transaction', (point) => {
  it('publication, objection, confirmation, payment, receipt and recovery are kept whole or not at all, and once (N25-27, N25-27b, N21-30d)', async () => {
    const city = await nextCity().make();
    const run = await city.clear();
    const { regionCode, key } = city;
    const ofRun = { regionCode, runId: run.id };
    const [h1, finance] = [city.as('INSTITUTION', { institutionCode: 'H1', holderId: 'h1' }), city.as('FINANCE')];
    const lastDay = chinaDay(new Date());
    const publication = { ...ofRun, lastDay, reason: '公示', idempotencyKey: 'publish' };
    await cutEverywhere(city, point, (platform) => publishRun(platform, finance, publication));
    const objection = { ...ofRun, institutionCode: 'H3', text: '有误', source: '异议函', idempotencyKey: 'object' };
    await cutEverywhere(city, point, (platform) => raiseObjection(platform, finance, objection));
    const agreed = { ...ofRun, institutionCodes: ['H1'], reason: '无误', idempotencyKey: 'agree' };
    await cutEverywhere(city, point, (platform) => confirmStatements(platform, h1, agreed));

    const other = await city.clear({ idempotencyKey: 'other' });
    await confirmRun(city, other);
    const owed = await city.read(({ ledger }) => ledger.balances({ ...key, institutionCode: 'H1' }));
    const fen = must(
      owed.find(({ account }) => account === 'INSTITUTION'),
      'owed',
    ).balanceFen;
    const paid = { ...key, institutionCode: 'H1', paidOn: '2025-02-01', reason: '拨付' };
    const payment = { ...paid, amount: printFen(fen + 100n), idempotencyKey: 'pay' };
    await cutEverywhere(city, point, (platform) => recordPayment(platform, finance, payment));
    const { id: paymentId } = await recordPayment(city.platform, finance, payment);
    const receipts = [{ paymentId, amount: printFen(fen + 100n), receivedOn: '2025-02-02' }];
    await cutEverywhere(city, point, (platform) =>
      confirmReceipts(platform, h1, { ...key, receipts, reason: '到账', idempotencyKey: 'get' }),
    );
    const recovery = { ...paid, amount: '-1.00', source: '追回通知', idempotencyKey: 'recover' };
    await cutEverywhere(city, point, (platform) => recordPayment(platform, finance, recovery));
    const left = await city.read(({ ledger }) => ledger.balances({ ...key, institutionCode: 'H1' }));
    expect(left.filter(({ account }) => account === 'INSTITUTION')).toEqual([]);
  });
});
