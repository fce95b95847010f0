import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ValidationError } from '../../../src/app/base/errors.js';
import type { PaymentRecord } from '../../../src/app/ports/clearing/ports-fund-year.js';
import { importYearRecords } from '../../../src/app/year-files/import-year-records.js';
import { recordPayment, type RecordPayment } from '../../../src/app/years/record-payment.js';
import { setAssessment } from '../../../src/app/years/set-assessment.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { MONTH_KEYS } from '../../../src/engine/plan/periods.js';
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

const monthlyCity = (): Promise<TinyCity> =>
  makeMonthlyCity(
    nextCity(),
    upTo(40).map((i) => tinyCase(i)),
  );

interface Stated extends Partial<Omit<RecordPayment, 'amount'>> {
  readonly institutionCode: string;
  readonly fen: bigint;
}

async function pay(city: TinyCity, { fen, ...stated }: Stated): Promise<PaymentRecord> {
  const usual = { paidOn: '2024-12-30', reason: '拨付', idempotencyKey: randomUUID() };
  return await recordPayment(city.platform, city.as('FINANCE'), { ...city.key, ...usual, amount: printFen(fen), ...stated });
}

const recover = (city: TinyCity, institutionCode: string, fen: bigint, more: Partial<RecordPayment> = {}): Promise<PaymentRecord> =>
  pay(city, { institutionCode, fen: -fen, reason: '清算追回', source: '追回通知〔2025〕1号', ...more });

async function codesOf(work: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await work.then(() => undefined).catch((thrown: unknown) => thrown);
  return error instanceof ValidationError ? error.fields.map(({ code }) => code) : [`${String(error)}`];
}

/** What the ledger says that an institution is owed, and that all accounts add up to 0. */
async function owed(city: TinyCity, institutionCode: string): Promise<bigint> {
  const balances = await city.read(({ ledger }) => ledger.balances(city.key));
  expect(balances.reduce((sum, { balanceFen }) => sum + balanceFen, 0n)).toBe(0n);
  return balances.find((one) => one.account === 'INSTITUTION' && one.institutionCode === institutionCode)?.balanceFen ?? 0n;
}

describe('what went too far is recovered (追回, N21-30d)', () => {
  it('up to the fen that an institution owes by the ledger, with its source, and not twice', async () => {
    const city = await monthlyCity();
    expect(await codesOf(recover(city, 'H2', 100n))).toEqual(['OVER_OWED']); // an advance is not owed before its period is settled
    await closePeriod(city, '01');
    const owes = -(await owed(city, 'H2')); // the advance was more than the month
    expect(owes).toBeGreaterThan(1n);
    expect(await codesOf(recover(city, 'H2', owes + 1n))).toEqual(['OVER_OWED']);
    expect(await codesOf(recover(city, 'H2', owes, { source: ' ' }))).toEqual(['RECOVERY_SOURCE']);
    expect(await codesOf(recover(city, 'H1', 1n))).toEqual(['OVER_OWED']);
    expect(-(await owed(city, 'H2'))).toBe(owes); // nothing of these was kept
    const asked = { idempotencyKey: 'recover once' };
    const [once, again] = await Promise.all([recover(city, 'H2', owes - 1n, asked), recover(city, 'H2', owes - 1n, asked)]);
    expect(again.id).toBe(once.id);
    expect(await owed(city, 'H2')).toBe(-1n);
    const booked = await city.read(({ ledger }) => ledger.entries({ ...city.key, cause: 'PAYMENT', causeId: once.id }, { limit: 9 }));
    expect(booked).toMatchObject([{ from: 'BANK', to: 'INSTITUTION', amountFen: owes - 1n }]);
    expect(await codesOf(recover(city, 'H2', 2n))).toEqual(['OVER_OWED']);
    // Two people at once: one of them has the last fen.
    const both = await Promise.allSettled([recover(city, 'H2', 1n), recover(city, 'H2', 1n)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await owed(city, 'H2')).toBe(0n);
    // A recovery that was a mistake is reversed as any payment is; then the money is owed again.
    await pay(city, { institutionCode: 'H2', fen: owes - 1n, reversesId: once.id });
    expect(await owed(city, 'H2')).toBe(1n - owes);
    expect(await codesOf(recover(city, 'H2', owes))).toEqual(['OVER_OWED']);
  });

  it('also before the clearing: the year then says what is payable, whatever came back in between', async () => {
    const city = await monthlyCity();
    const assessments = [{ institutionCode: 'H1', name: 'monthDeduction', value: '900000.00' }]; // H1 owes of January, and was paid nothing
    const deducted = { ...city.key, period: '01', assessments, reason: '审核扣款', idempotencyKey: 'deducted' };
    await setAssessment(city.platform, city.as('FINANCE'), deducted);
    for (const key of MONTH_KEYS) {
      const run = await closePeriod(city, key);
      for (const { institutionCode } of await statementsOf(city, run)) {
        const fen = await owed(city, institutionCode);
        if (fen < 0n) await recover(city, institutionCode, -fen, { period: key });
        if (fen > 0n && key !== '12') await pay(city, { institutionCode, fen, period: key });
      }
    }
    const year = await confirmRun(city, await city.clear({ idempotencyKey: 'year' }));
    for (const { institutionCode, payableFen } of await statementsOf(city, year))
      expect(await owed(city, institutionCode)).toBe(payableFen);
  });

  it('from a file, checked the same way, all rows or none', async () => {
    const city = await monthlyCity();
    await closePeriod(city, '01');
    const owes = -(await owed(city, 'H2'));
    const load = (rows: readonly string[], mode: 'CHECK' | 'STORE' = 'STORE') =>
      importYearRecords(city.platform, city.as('FINANCE'), {
        ...{ ...city.key, kind: 'PAYMENT', mode, reason: '清算追回', source: '追回通知〔2025〕1号' },
        file: Buffer.from(['机构编码,结算期,金额,拨付日期', ...rows, ''].join('\n')),
      });
    const half = owes / 2n;
    const tooMuch = [`H1,02,5.00,2024-03-01`, `H2,01,-${printFen(half)},2024-03-01`, `H2,01,-${printFen(owes - half + 1n)},2024-03-01`];
    for (const mode of ['CHECK', 'STORE'] as const) {
      const { problems, isStored } = await load(tooMuch, mode);
      expect(isStored).toBe(false);
      expect(problems.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual(['3 amount OVER_OWED', '4 amount OVER_OWED']);
    }
    expect(await owed(city, 'H2')).toBe(-owes);
    const exact = [`H2,01,-${printFen(half)},2024-03-01`, `H2,01,-${printFen(owes - half)},2024-03-01`];
    expect(await load(exact, 'CHECK')).toMatchObject({ problems: [], recorded: 2, isStored: false });
    expect(await owed(city, 'H2')).toBe(-owes);
    expect(await load(exact)).toMatchObject({ problems: [], recorded: 2, isStored: true });
    expect(await owed(city, 'H2')).toBe(0n);
    expect(await load(exact)).toMatchObject({ isRepeated: true });
    expect(await owed(city, 'H2')).toBe(0n);
  });

  it('random payments, recoveries and reversals keep money’s identity, and never recover more than is owed', async () => {
    const city = await monthlyCity();
    await closePeriod(city, '01');
    let balance = await owed(city, 'H3');
    const open: PaymentRecord[] = [];
    const amount = fc.oneof(fc.bigInt({ min: 1n, max: 500_000n }), fc.constantFrom(1n, 2n));
    const step = fc.oneof(
      fc.record({ kind: fc.constant('pay' as const), fen: amount }),
      fc.record({ kind: fc.constant('recover' as const), fen: amount }),
      fc.record({ kind: fc.constant('recoverOwed' as const), more: fc.constantFrom(-1n, 0n, 1n) }), // the edge: a fen less, exactly, a fen more
      fc.record({ kind: fc.constant('reverse' as const), which: fc.nat() }),
    );
    const tryRecover = async (fen: bigint): Promise<void> => {
      if (fen <= 0n) return;
      if (fen > -balance) return expect(await codesOf(recover(city, 'H3', fen))).toEqual(['OVER_OWED']);
      open.push(await recover(city, 'H3', fen));
      balance += fen;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 12 }), async (steps) => {
        for (const one of steps) {
          if (one.kind === 'pay') {
            open.push(await pay(city, { institutionCode: 'H3', fen: one.fen, period: '01' }));
            balance -= one.fen;
          } else if (one.kind === 'reverse') {
            const [back] = open.length === 0 ? [] : open.splice(one.which % open.length, 1);
            if (back === undefined) continue;
            await pay(city, { institutionCode: 'H3', fen: -back.amountFen, reversesId: back.id, period: '01' });
            balance += back.amountFen;
          } else await tryRecover(one.kind === 'recover' ? one.fen : one.more - balance);
          expect(await owed(city, 'H3')).toBe(balance);
        }
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });
});

describe('a period is PAID when what its run owes is paid (N25-27, N21-30d)', () => {
  const stages = async (city: TinyCity): Promise<string> => {
    const runs = await city.read(({ runs: stored }) => stored.list(city.regionCode, { first: 50 }));
    const closed = runs.items.filter(({ stage }) => stage === 'CONFIRMED' || stage === 'PAID');
    return closed
      .map(({ runNo, period, stage }) => `${runNo} ${period} ${stage}`)
      .sort()
      .join(', ');
  };

  it('set with the payment that completes it, taken back by its reversal, set off by what an institution owes of another period', async () => {
    const city = await monthlyCity();
    await closePeriod(city, '01');
    expect(await stages(city)).toBe('1 01 CONFIRMED');
    await pay(city, { institutionCode: 'H1', fen: await owed(city, 'H1'), period: '01' });
    const last = await owed(city, 'H3');
    await pay(city, { institutionCode: 'H3', fen: last - 1n, period: '01' });
    expect(await stages(city)).toBe('1 01 CONFIRMED');
    const fen = await pay(city, { institutionCode: 'H3', fen: 1n, period: '01' });
    expect(await stages(city)).toBe('1 01 PAID'); // H2 owes: nothing to pay
    await pay(city, { institutionCode: 'H3', fen: -1n, reversesId: fen.id, period: '01' });
    expect(await stages(city)).toBe('1 01 CONFIRMED');
    await pay(city, { institutionCode: 'H3', fen: 1n, period: '01' });
    await closePeriod(city, '02');
    expect(await stages(city)).toBe('1 01 PAID, 2 02 CONFIRMED');
    for (const code of ['H1', 'H3']) await pay(city, { institutionCode: code, fen: await owed(city, code), period: '02' });
    expect(await owed(city, 'H2')).toBeLessThan(0n); // its advance of January pays February
    expect(await stages(city)).toBe('1 01 PAID, 2 02 PAID');
    await recover(city, 'H2', -(await owed(city, 'H2')));
    expect(await stages(city)).toBe('1 01 PAID, 2 02 PAID');
  });

  it('an adjustment run takes it back until its difference is paid; the difference of every institution ties to the ledger', async () => {
    const city = await nextCity().make();
    const first = await confirmRun(city, await city.clear());
    for (const code of ['H1', 'H2', 'H3']) {
      const fen = await owed(city, code);
      if (fen > 0n) await pay(city, { institutionCode: code, fen });
    }
    expect(await stages(city)).toBe('1 YEAR PAID');
    await city.putCases([tinyCase(777, { institutionCode: 'H3' })]);
    const second = await confirmRun(city, await city.clear({ idempotencyKey: 'again' }));
    expect(await stages(city)).toBe('1 YEAR CONFIRMED, 2 YEAR CONFIRMED');
    for (const code of ['H1', 'H2', 'H3']) {
      const fen = await owed(city, code);
      if (fen > 0n) await pay(city, { institutionCode: code, fen });
      if (fen < 0n) await recover(city, code, -fen);
    }
    expect(await stages(city)).toBe('1 YEAR PAID, 2 YEAR PAID');
    expect([first.runNo, second.runNo]).toEqual([1, 2]);
  });
});
