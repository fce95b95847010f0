import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger, type LedgerVerification } from '../../../src/app/ledger/verify-ledger.js';
import { importYearRecords } from '../../../src/app/year-files/import-year-records.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { MONTH_KEYS } from '../../../src/engine/plan/periods.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, makeMonthlyCity, statementsOf } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

/** A city whose January is closed and paid, with payments by a file, and whose year is cleared twice. */
async function bookedCity(): Promise<TinyCity> {
  const made = await makeMonthlyCity(
    nextCity(),
    upTo(40).map((i) => tinyCase(i)),
  );
  const january = await closePeriod(made, '01');
  for (const { institutionCode, payableFen } of await statementsOf(made, january))
    if (payableFen > 0n) await pay(made, institutionCode, printFen(payableFen), '01');
  const csv = '机构代码,结算期,金额,拨付日期\nH1,02,100.00,2024-03-05\nH3,02,200.00,2024-03-05\n';
  const file = new TextEncoder().encode(csv);
  const { problems } = await importYearRecords(made.platform, made.as('FINANCE'), {
    ...made.key,
    kind: 'PAYMENT',
    mode: 'STORE',
    file,
    reason: '二月预拨',
  });
  expect(problems).toEqual([]);
  for (const month of MONTH_KEYS.slice(1)) await closePeriod(made, month);
  await closePeriod(made, 'YEAR');
  await made.putCases([tinyCase(777, { institutionCode: 'H3' })]);
  await closePeriod(made, 'YEAR');
  return made;
}

async function pay(of: TinyCity, institutionCode: string, amount: string, period?: string): Promise<void> {
  const stated = { institutionCode, amount, paidOn: '2024-12-30', reason: '拨付', idempotencyKey: `${institutionCode} ${amount}` };
  await recordPayment(of.platform, of.as('FINANCE'), { ...of.key, ...stated, ...(period === undefined ? {} : { period }) });
}

/** As somebody who has the database and not the platform. */
async function sql(text: string, ...more: readonly unknown[]): Promise<void> {
  const { rowCount } = await test.database.pool.query(text, [city.regionCode, ...more]);
  expect(rowCount).toBeGreaterThan(0);
}

const verify = (): Promise<LedgerVerification> => verifyLedger(city.as('AUDITOR'), city.key);
const kinds = async (): Promise<readonly string[]> => (await verify()).faults.map(({ kind }) => kind);

describe('the ledger and the payments are worked out again (N25-25, N21-30d)', () => {
  const tables = ['ledger_entry', 'ledger_booking', 'payment'];
  beforeAll(async () => {
    city = await bookedCity();
    for (const table of tables) await test.database.pool.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
  });
  const restore = async (): Promise<void> => {
    for (const table of tables) {
      await test.database.pool.query(`DELETE FROM ${table}`);
      await test.database.pool.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
    }
  };
  afterEach(restore);

  it('as the platform booked them they are whole; what was recorded before events had hashes is told apart', async () => {
    const found = await verify();
    expect(found).toMatchObject({ faults: [], waiting: 0, notCheckable: 1 });
    expect(found.payments).toBeGreaterThan(4);
    expect(found.entries).toBeGreaterThan(20);
  });

  it('an amount that was changed: the entry, what it must be, what it is', async () => {
    const entries = await city.read(({ ledger }) => ledger.entries(city.key, { limit: 500 }));
    const entry = entries.find(({ cause, line }) => cause === 'RUN' && !line.includes('.'));
    await sql('UPDATE ledger_entry SET amount_fen = amount_fen + 1 WHERE region_code = $1 AND seq = $2', String(entry?.seq));
    const [fault] = (await verify()).faults;
    expect(fault).toMatchObject({ kind: 'CHANGED', seq: entry?.seq });
    expect(fault?.message.zh).toContain(printFen(entry?.amountFen ?? 0n));
  });

  it('an entry that is gone, one too many, two that changed places', async () => {
    const saved = await test.database.pool.query<{ no: string }>(
      "SELECT seq::text AS no FROM ledger_entry WHERE region_code = $1 AND cause = 'RUN' ORDER BY seq",
      [city.regionCode],
    );
    const [first, last] = [saved.rows[0]?.no, saved.rows.at(-1)?.no];
    await sql('UPDATE ledger_entry SET seq = -1 WHERE region_code = $1 AND seq = $2', first);
    await sql('UPDATE ledger_entry SET seq = $2 WHERE region_code = $1 AND seq = $3', first, last);
    await sql('UPDATE ledger_entry SET seq = $2 WHERE region_code = $1 AND seq = -1', last);
    expect(await kinds()).toEqual(['OUT_OF_ORDER']);
    await restore();
    await sql("DELETE FROM ledger_entry WHERE region_code = $1 AND cause = 'RUN' AND institution_code = 'H2' AND line NOT LIKE '%.%'");
    expect(await kinds()).toEqual(['MISSING']);
    await restore();
    await sql(`INSERT INTO ledger_entry (region_code, year, insurance, cause, cause_id, period, institution_code, line, from_account, to_account, amount_fen)
      SELECT region_code, year, insurance, 'RUN', '99', 'YEAR', 'H1', 'gift', 'FUND', 'INSTITUTION', 5 FROM ledger_booking WHERE region_code = $1 LIMIT 1`);
    expect(await kinds()).toEqual(['TOO_MANY']);
  });

  it('the last thing that was booked, taken away with its booking', async () => {
    const { rows } = await test.database.pool.query<{ id: string }>(
      "SELECT max(cause_id::int)::text AS id FROM ledger_booking WHERE region_code = $1 AND cause = 'RUN'",
      [city.regionCode],
    );
    await sql("DELETE FROM ledger_entry WHERE region_code = $1 AND cause = 'RUN' AND cause_id = $2", rows[0]?.id);
    await sql("DELETE FROM ledger_booking WHERE region_code = $1 AND cause = 'RUN' AND cause_id = $2", rows[0]?.id);
    expect(await kinds()).toEqual(['MISSING']);
  });

  it('a payment that was changed with its entry is found by its audit event, one of a file too; and nothing more is booked where they differ', async () => {
    await sql("UPDATE payment SET amount_fen = amount_fen + 100 WHERE region_code = $1 AND institution_code = 'H3' AND period = '02'");
    expect(await kinds()).toEqual(['CHANGED', 'PAYMENT_CHANGED']);
    await expect(pay(city, 'H1', '1.00')).rejects.toMatchObject({ code: 'LEDGER_TAMPERED' });
    await sql(
      "UPDATE payment SET amount_fen = amount_fen - 100, reason = '改' WHERE region_code = $1 AND institution_code = 'H3' AND period = '02'",
    );
    expect(await kinds()).toEqual(['PAYMENT_CHANGED']);
  });

  it('a payment that nobody recorded, and one that is gone with all its traces', async () => {
    await sql(`INSERT INTO payment (region_code, id, year, insurance, institution_code, amount_fen, paid_on, created_by_id, created_by_name)
      SELECT region_code, gen_random_uuid(), year, insurance, 'H1', 500, paid_on, 'x', 'x' FROM payment WHERE region_code = $1 LIMIT 1`);
    expect((await verify()).faults.at(-1)).toMatchObject({ kind: 'PAYMENT_UNTOLD' });
    await restore();
    const where = "region_code = $1 AND institution_code = 'H3' AND period = '02'";
    const { rows } = await test.database.pool.query<{ id: string }>(`SELECT id FROM payment WHERE ${where}`, [city.regionCode]);
    for (const table of ['ledger_entry', 'ledger_booking'])
      await sql(`DELETE FROM ${table} WHERE region_code = $1 AND cause = 'PAYMENT' AND cause_id = $2`, rows[0]?.id);
    await sql(`DELETE FROM payment WHERE ${where}`);
    expect((await verify()).faults.at(-1)).toMatchObject({ kind: 'PAYMENT_MISSING', causeId: rows[0]?.id });
  });
});
