import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settlementPeriods } from '../../../src/app/periods/board/settlement-periods.js';
import type { LeadSees } from '../../../src/app/ports/ports-consortium.js';
import { consortiaOn } from '../../../src/app/regions/consortia-on.js';
import { importConsortiumFile } from '../../../src/app/regions/consortium-file.js';
import { recordInstitutionChanges } from '../../../src/app/regions/record-changes.js';
import { stateConsortia } from '../../../src/app/regions/state-consortia.js';
import { confirmJointReceipt } from '../../../src/app/statements/confirm-joint-receipts.js';
import { confirmReceipts } from '../../../src/app/statements/confirm-receipts.js';
import { consolidatedStatement } from '../../../src/app/statements/consolidated-statement.js';
import type { Caller } from '../../../src/app/kernel/platform.js';
import {
  jointPaymentsOf,
  recordJointPayment,
  reverseJointPayment,
  type RecordJointPayment,
} from '../../../src/app/years/record-joint-payment.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import { must } from '../../../src/engine/kit/assert.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, makeMonthlyCity, settlePeriod, statementsOf } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const grounds = { reason: '组建医共体', source: '示例：批复' };
const MED = { kind: 'CONSORTIUM', code: 'MED' } as const;
const codesOf = (work: Promise<unknown>): Promise<readonly string[]> =>
  work.then(
    () => [],
    (error: { fields?: readonly { code: string }[]; code?: string }) => error.fields?.map(({ code }) => code) ?? [error.code ?? 'BUG'],
  );

const state = (city: TinyCity, leadSees: LeadSees, effectiveFrom = '2024-01-01') =>
  stateConsortia(city.platform, city.as('CLERK'), {
    ...{ regionCode: city.regionCode, dryRun: false },
    consortia: [{ code: 'MED', name: '东片医共体', leadCode: 'H1', leadSees, effectiveFrom, ...grounds }],
  });
const change = (city: TinyCity, institutionCode: string, kind: 'JOINED' | 'LEFT' | 'MERGED', effectiveFrom: string, otherCode = 'MED') =>
  recordInstitutionChanges(city.platform, city.as('CLERK'), {
    ...{ regionCode: city.regionCode, dryRun: false },
    changes: [{ institutionCode, kind, effectiveFrom, otherCode, ...grounds }],
  });
const key = (city: TinyCity, institutionCode: string): Caller => city.as('INSTITUTION', { institutionCode, holderId: institutionCode });

/** The city with two members, whose lead sees its own, and January closed; only half a year of cases, so that H2's advance is less than it is due. */
async function consortiumCity(): Promise<TinyCity> {
  const city = await makeMonthlyCity(
    nextCity(),
    upTo(600).map((i) => tinyCase(i)),
  );
  await state(city, 'OWN');
  await change(city, 'H1', 'JOINED', '2024-01-01');
  await change(city, 'H2', 'JOINED', '2024-01-01');
  return city;
}

const pay = (city: TinyCity, fen: bigint, more: Partial<RecordJointPayment> = {}) =>
  recordJointPayment(city.platform, city.as('FINANCE'), {
    ...{ ...city.key, payee: MED, period: '01', amount: printFen(fen), paidOn: '2024-02-20', reason: '拨付医共体' },
    ...{ idempotencyKey: randomUUID(), ...more },
  });

/** What the ledger says that institutions are owed, by code; all accounts add up to 0. */
async function owed(city: TinyCity): Promise<Readonly<Record<string, bigint>>> {
  const balances = await city.read(({ ledger }) => ledger.balances(city.key));
  expect(balances.reduce((sum, { balanceFen }) => sum + balanceFen, 0n)).toBe(0n);
  const own = balances.filter(({ account }) => account === 'INSTITUTION');
  return Object.fromEntries(own.map(({ institutionCode, balanceFen }) => [institutionCode ?? '', balanceFen]));
}

describe('members of a medical consortium (N25-01)', () => {
  it('join and leave from a day on, one at a time, a consortium that is there; who merged into a member belongs as well', async () => {
    const city = await nextCity().make({ cases: 0 });
    expect(await codesOf(change(city, 'H2', 'JOINED', '2024-03-01'))).toEqual(['UNKNOWN_CONSORTIUM']);
    await state(city, 'OWN', '2024-02-01');
    expect(await codesOf(change(city, 'H2', 'JOINED', '2024-01-31'))).toEqual(['UNKNOWN_CONSORTIUM']);
    await change(city, 'H2', 'JOINED', '2024-03-01');
    expect(await codesOf(change(city, 'H2', 'JOINED', '2024-04-01'))).toEqual(['BELONGS_ALREADY']);
    expect(await codesOf(change(city, 'H1', 'LEFT', '2024-04-01'))).toEqual(['NOT_A_MEMBER']);
    await change(city, 'H2', 'LEFT', '2024-10-01');
    await change(city, 'H3', 'MERGED', '2024-06-01', 'H2');
    const members = async (day: string) =>
      (await consortiaOn(city.platform, city.as('AUDITOR'), city.regionCode, day)).map(({ memberCodes }) => memberCodes);
    expect(await members('2024-01-31')).toEqual([]);
    expect(await members('2024-02-29')).toEqual([[]]);
    expect(await members('2024-05-31')).toEqual([['H2']]);
    expect(await members('2024-06-01')).toEqual([['H2', 'H3']]);
    expect(await members('2024-10-01')).toEqual([[]]);
  });

  it('is stated from a file, told line by line, all or none', async () => {
    const city = await nextCity().make({ cases: 0 });
    const load = (rows: string) =>
      importConsortiumFile(city.platform, city.as('CLERK'), {
        ...{ regionCode: city.regionCode, dryRun: false },
        file: Buffer.from(`医共体代码,名称,牵头机构,牵头机构可见,生效日,事由,依据\n${rows}`),
      });
    await expect(load('MED,东片,H1,,2024-01-01,组建,批复\nWEST,西片,H9,成员,2024-02-30,组建,批复\n')).rejects.toMatchObject({
      fields: [{ path: ['第 3 行 line 3', 'effectiveFrom'], code: 'NOT_A_DATE' }],
    });
    await expect(load('MED,东片,H9,,2024-01-01,组建,批复\n')).rejects.toMatchObject({ fields: [{ code: 'UNKNOWN_INSTITUTION' }] });
    const right = 'MED,东片,H1,成员,2024-01-01,组建,批复\n';
    expect([await load(right), await load(right)]).toMatchObject([{ recorded: 1 }, { recorded: 0 }]);
    await expect(
      stateConsortia(city.platform, city.as('AUDITOR'), { regionCode: city.regionCode, consortia: [], dryRun: true }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('one payment to a consortium pays its members’ dues (N25-25)', () => {
  it('by what each is still owed, to the fen, never more than that, and never twice', async () => {
    const city = await consortiumCity();
    expect(await codesOf(pay(city, 1n))).toEqual(['OVER_DUE']); // nothing is owed of a month that is not closed
    const run = await closePeriod(city, '01');
    const before = await owed(city);
    const [one, two, other] = [before.H1 ?? 0n, before.H2 ?? 0n, before.H3 ?? 0n];
    expect([one > 0n, two > 0n, other > 0n]).toEqual([true, true, true]);
    const all = one + two;
    expect(await codesOf(pay(city, all + 1n))).toEqual(['OVER_DUE']);

    const third = all / 3n + 1n;
    const first = await pay(city, third);
    const exact = (fen: bigint): bigint => (third * fen) / all;
    const left = third - exact(one) - exact(two);
    expect(left === 0n || left === 1n).toBe(true);
    const isOnes = (third * one) % all >= (third * two) % all;
    expect(first.parts.map(({ institutionCode, amountFen }) => [institutionCode, amountFen])).toEqual([
      ['H1', exact(one) + (isOnes ? left : 0n)],
      ['H2', exact(two) + (isOnes ? 0n : left)],
    ]);
    expect(first.parts.map(({ payee, jointId }) => [payee, jointId])).toEqual([
      [MED, first.id],
      [MED, first.id],
    ]);

    const rest = all - third;
    const both = await Promise.all([codesOf(pay(city, rest)), codesOf(pay(city, rest))]);
    expect([...both].sort()).toEqual([[], ['OVER_DUE']]); // two at once: the dues are paid once
    expect(await owed(city)).toEqual({ H3: other });
    expect((await city.run(run)).stage).toBe('CONFIRMED');
    await recordPayment(city.platform, city.as('FINANCE'), {
      ...{ ...city.key, institutionCode: 'H3', period: '01', amount: printFen(other), paidOn: '2024-02-20', reason: '拨付' },
      idempotencyKey: randomUUID(),
    });
    expect((await city.run(run)).stage).toBe('PAID');
  });

  it('the same request again is the first one; stated parts add up, and are members’', async () => {
    const city = await consortiumCity();
    const parts = (h1: string, second: string, code = 'H2') => ({
      parts: [
        { institutionCode: 'H1', amount: h1 },
        { institutionCode: code, amount: second },
      ],
    });
    expect(await codesOf(pay(city, 300n, parts('1.00', '1.99')))).toEqual(['OTHER_SUM']);
    expect(await codesOf(pay(city, 300n, parts('1.00', '2.00', 'H3')))).toEqual(['OTHER_PAYEE']);
    expect(await codesOf(pay(city, 300n, parts('1.00', '2.00', 'H1')))).toEqual(['REPEATED']);
    expect(await codesOf(pay(city, 100n, { payee: { kind: 'CONSORTIUM', code: 'NONE' } }))).toEqual(['NOBODYS_PAYEE']);
    const idempotencyKey = randomUUID();
    const advance = await pay(city, 300n, { ...parts('1.00', '2.00'), idempotencyKey }); // an advance on a month that is not closed
    expect((await pay(city, 300n, { ...parts('1.00', '2.00'), idempotencyKey })).id).toBe(advance.id);
    expect(await city.read((unit) => jointPaymentsOf(unit, city.key))).toHaveLength(1);
    const prepaid = (await city.read(({ ledger }) => ledger.balances(city.key))).filter(({ account }) => account === 'PREPAID');
    expect(prepaid.map(({ institutionCode, balanceFen }) => [institutionCode, balanceFen])).toEqual([
      ['H1', -100n],
      ['H2', -10_000_200n],
    ]);
  });

  it('is taken back whole: no part by itself', async () => {
    const city = await consortiumCity();
    await closePeriod(city, '01');
    const before = await owed(city);
    const joint = await pay(city, 1_000n);
    const part = must(joint.parts[0], 'part');
    const alone = recordPayment(city.platform, city.as('FINANCE'), {
      ...{ ...city.key, institutionCode: part.institutionCode, period: '01', amount: printFen(-part.amountFen), paidOn: '2024-02-21' },
      ...{ reason: '退回', reversesId: part.id, idempotencyKey: randomUUID() },
    });
    expect(await codesOf(alone)).toEqual(['REVERSAL_JOINT']);
    const back = () =>
      reverseJointPayment(city.platform, city.as('FINANCE'), {
        ...{ ...city.key, jointId: joint.id, paidOn: '2024-02-21', reason: '账号有误', idempotencyKey: randomUUID() },
      });
    expect(await back()).toMatchObject({ amountFen: -1_000n, reversesId: joint.id });
    expect(await codesOf(back())).toEqual(['CONFLICT']);
    expect(await owed(city)).toEqual(before);
  });

  it('arrives at the lead, which confirms it whole; each member sees its own part, the lead no other’s', async () => {
    const city = await consortiumCity();
    await closePeriod(city, '01');
    const joint = await pay(city, 1_000n);
    expect(joint.institutionCode).toBe('H1');
    const seen = async (code: string) => {
      const unit = await key(city, code).read(async (reading) => ({
        joint: (await reading.jointPayments.list(city.key)).map(({ amountFen }) => amountFen),
        parts: (await reading.fundYears.payments(city.key)).flatMap((one) => (one.jointId === null ? [] : [one.institutionCode])),
      }));
      return [unit.joint, unit.parts];
    };
    expect(await seen('H1')).toEqual([[1_000n], ['H1']]);
    expect(await seen('H2')).toEqual([[], ['H2']]);
    expect(await seen('H3')).toEqual([[], []]);
    const receive = (who: Caller, more: object = {}) =>
      confirmJointReceipt(city.platform, who, {
        ...{ ...city.key, jointId: joint.id, amount: '10.00', receivedOn: '2024-02-21', reason: '已到账', idempotencyKey: randomUUID() },
        ...more,
      });
    expect(await codesOf(receive(key(city, 'H2')))).toEqual(['UNKNOWN_PAYMENT']);
    expect(await codesOf(receive(city.as('FINANCE')))).toEqual(['ON_BEHALF_SOURCE']);
    expect(await codesOf(receive(key(city, 'H1'), { receivedOn: '2024-02-19' }))).toEqual(['BEFORE_PAYMENT']);
    expect(await codesOf(receive(key(city, 'H1'), { receivedOn: '2090-01-01' }))).toEqual(['LONG_AFTER_PAYMENT']);
    const own = must(joint.parts[1], 'part');
    const alone = confirmReceipts(city.platform, key(city, 'H2'), {
      ...{ ...city.key, receipts: [{ paymentId: own.id, amount: printFen(own.amountFen), receivedOn: '2024-02-21' }] },
      ...{ reason: '已到账', idempotencyKey: randomUUID() },
    });
    expect(await codesOf(alone)).toEqual(['PART_OF_JOINT']);
    const receipts = async () =>
      (await settlementPeriods(city.platform, city.as('FINANCE'), city.key)).find(({ period }) => period.key === '01')?.receipts;
    expect(await receipts()).toBe(0);
    expect(await receive(key(city, 'H1'))).toMatchObject({ institutionCode: 'H1', amountFen: 1_000n, revision: 1, onBehalf: false });
    expect(await receive(city.as('FINANCE'), { source: '回单', amount: '9.99' })).toMatchObject({ revision: 2, onBehalf: true });
    expect(await receipts()).toBe(2);
  });
});

describe('the consolidated statement of a consortium (N25-01)', () => {
  it('adds its members’ lines up; the agency’s, and the lead’s only where the region lets it', async () => {
    const city = await consortiumCity();
    const run = await settlePeriod(city, '01');
    const asked = { regionCode: city.regionCode, runNo: run.runNo, consortiumCode: 'MED' };
    const ask = (who: Caller) => consolidatedStatement(who, asked);
    const found = await ask(city.as('FINANCE'));
    const own = (await statementsOf(city, run)).filter(({ institutionCode }) => institutionCode !== 'H3');
    expect(found.members.map(({ institutionCode, payableFen }) => [institutionCode, payableFen])).toEqual(
      own.map(({ institutionCode, payableFen }) => [institutionCode, payableFen]),
    );
    expect(found.payableFen).toBe(own.reduce((sum, { payableFen }) => sum + payableFen, 0n));
    expect(found.lines.map(({ key: line }) => line)).toEqual(['monthShare', 'depositWithheld', 'monthDeducted']);
    expect(found.lines.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(found.payableFen);
    expect(await codesOf(ask(key(city, 'H1')))).toEqual(['FORBIDDEN']);
    await state(city, 'MEMBERS', '2024-02-01');
    expect(await codesOf(ask(key(city, 'H2')))).toEqual(['FORBIDDEN']);
    expect(await codesOf(ask(key(city, 'H1')))).toEqual(['NOT_FOUND']); // nobody was told of the run yet
    await closePeriod(city, '01');
    const closed = must((await city.read(({ runs }) => runs.closed(city.key)))[0], 'run');
    const told = await consolidatedStatement(key(city, 'H1'), { ...asked, runNo: closed.runNo });
    expect([told.payableFen, told.members.length]).toEqual([found.payableFen, 2]);
    const visible = async (code: string) =>
      (await key(city, code).read(({ runResults }) => runResults.statements(city.regionCode, closed.runNo))).map(
        (one) => one.institutionCode,
      );
    expect([await visible('H1'), await visible('H2'), await visible('H3')]).toEqual([['H1', 'H2'], ['H2'], ['H3']]);
  });
});
