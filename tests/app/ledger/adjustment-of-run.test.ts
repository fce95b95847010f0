import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustmentOf } from '../../../src/app/ledger/adjustment-of-run.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, confirmRun, makeMonthlyCity, statementsOf } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

describe('a year that is cleared once more (N25-27, N21-30d)', () => {
  const owedBy = async (city: TinyCity): Promise<ReadonlyMap<string, bigint>> => {
    const balances = await city.read(({ ledger }) => ledger.balances(city.key));
    return new Map(
      balances.flatMap((one) => (one.account === 'INSTITUTION' ? [[one.institutionCode ?? '', one.balanceFen] as const] : [])),
    );
  };
  const adjustment = async (city: TinyCity, run: RunRecord) => await city.read((unit) => adjustmentOf(unit, run));

  it('says per institution what was due before, what is due now, and the difference, which is what the ledger got', async () => {
    const city = await makeMonthlyCity(
      nextCity(),
      upTo(40).map((i) => tinyCase(i)),
    );
    await closePeriod(city, '01');
    for (const month of ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']) await closePeriod(city, month);
    const first = await confirmRun(city, await city.clear());
    expect(await adjustment(city, first)).toBeUndefined();
    const [own] = await statementsOf(city, first);
    await recordPayment(city.platform, city.as('FINANCE'), {
      ...{ ...city.key, institutionCode: must(own, 'statement').institutionCode, amount: printFen(must(own, 'statement').payableFen) },
      ...{ paidOn: '2024-12-30', reason: '拨付', idempotencyKey: 'paid' },
    });
    const before = await owedBy(city);
    await city.putCases([tinyCase(777, { institutionCode: 'H3' })]);
    const calculated = await city.clear({ idempotencyKey: 'again' });
    const foreseen = must(await adjustment(city, calculated), 'adjustment');
    expect(foreseen).toMatchObject({ previousRunNo: first.runNo, isBooked: false });
    const second = await confirmRun(city, calculated);
    const booked = must(await adjustment(city, second), 'adjustment');
    expect(booked).toEqual({ ...foreseen, isBooked: true });
    const after = await owedBy(city);
    for (const { institutionCode, beforeFen, afterFen, differenceFen } of booked.institutions) {
      expect(afterFen - beforeFen).toBe(differenceFen);
      expect(differenceFen).toBe((after.get(institutionCode) ?? 0n) - (before.get(institutionCode) ?? 0n));
    }
    expect(booked.institutions.map(({ institutionCode }) => institutionCode)).toEqual(['H1', 'H2', 'H3']);
    expect(booked.institutions.find(({ institutionCode }) => institutionCode === 'H3')?.differenceFen).toBeGreaterThan(0n);
    expect(booked.institutions.reduce((sum, { differenceFen }) => sum + differenceFen, 0n)).toBe(booked.differenceFen);
    expect(await adjustment(city, first)).toBeUndefined(); // nothing was confirmed before it
  });
});
