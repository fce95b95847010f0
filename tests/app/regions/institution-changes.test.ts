import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconciliation } from '../../../src/app/accounting/reconciliation.js';
import { vouchers } from '../../../src/app/accounting/vouchers.js';
import { importChangesFile } from '../../../src/app/regions/changes-file.js';
import type { StatedChange } from '../../../src/app/regions/change-problems.js';
import { recordInstitutionChanges, type RecordedChanges } from '../../../src/app/regions/record-changes.js';
import { replayRun } from '../../../src/app/clearing/evidence/replay-run.js';
import { settlementPeriods } from '../../../src/app/periods/board/settlement-periods.js';
import { declarePeriod } from '../../../src/app/periods/declared/declare-period.js';
import { reviewDeclarations } from '../../../src/app/periods/declared/review-declarations.js';
import { confirmReceipts } from '../../../src/app/statements/confirm-receipts.js';
import type { Caller } from '../../../src/app/kernel/platform.js';
import { updateInstitution } from '../../../src/app/regions/update-institution.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import { must } from '../../../src/engine/kit/assert.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, confirmRun, makeMonthlyCity, MONTHS_AND_QUARTERS, settlePeriod, statementsOf } from '../../support/monthly-city.js';
import { edits, testPlatform, tinyCase, tinyCities, upTo, type Edit, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const CASES = upTo(60).map((i) => tinyCase(i));
const monthlyCity = (): Promise<TinyCity> => makeMonthlyCity(nextCity(), CASES);

type Stated = Partial<StatedChange> & Pick<StatedChange, 'institutionCode' | 'kind' | 'effectiveFrom'>;
const record = (city: TinyCity, changes: readonly Stated[], who: Caller = city.as('CLERK')): Promise<RecordedChanges> =>
  recordInstitutionChanges(city.platform, who, {
    regionCode: city.regionCode,
    changes: changes.map((change) => ({ reason: '批复', source: '批复〔2024〕1号', ...change })),
    dryRun: false,
  });
const codesOf = (work: Promise<unknown>): Promise<readonly string[]> =>
  work.then(
    () => [],
    (error: { fields?: readonly { code: string }[]; code?: string }) => error.fields?.map(({ code }) => code) ?? [error.code ?? 'BUG'],
  );

describe('an institution is suspended, closed or merged from a day on (N21-24)', () => {
  it('is recorded with source, author and reason, corrected, and never changed; the same again changes nothing', async () => {
    const city = await nextCity().make({ cases: 0 });
    const suspended = { institutionCode: 'H2', kind: 'SUSPENDED', effectiveFrom: '2024-03-11' } as const;
    expect(await record(city, [suspended])).toEqual({ read: 1, recorded: 1, dryRun: false });
    expect(await record(city, [suspended])).toEqual({ read: 1, recorded: 0, dryRun: false });
    await record(city, [{ ...suspended, effectiveFrom: '2024-03-12', corrects: 1, reason: '日期有误' }]);
    const all = await city.read(({ institutions }) => institutions.changes(city.regionCode));
    expect(all.map(({ revision, effectiveFrom, corrects }) => [revision, effectiveFrom, corrects])).toEqual([
      [1, '2024-03-11', null],
      [2, '2024-03-12', 1],
    ]);
    expect(all[0]).toMatchObject({ reason: '批复', source: '批复〔2024〕1号', createdByName: city.as('CLERK').actor.name });
    await expect(record(city, [suspended], city.as('AUDITOR'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(record(city, [suspended], city.as('INSTITUTION', { institutionCode: 'H2' }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('refuses what can’t be: no cycle of mergers, none into who is unknown, gone, or itself, nothing after the end', async () => {
    const city = await nextCity().make({ cases: 0 });
    const merged = (institutionCode: string, otherCode: string, effectiveFrom: string) =>
      ({ institutionCode, kind: 'MERGED', otherCode, effectiveFrom }) as const;
    expect(await codesOf(record(city, [merged('H1', 'H9', '2024-07-01')]))).toEqual(['UNKNOWN_INSTITUTION']);
    expect(await codesOf(record(city, [merged('H1', 'H1', '2024-07-01')]))).toEqual(['CYCLE']);
    expect(await codesOf(record(city, [{ institutionCode: 'H9', kind: 'CLOSED', effectiveFrom: '2024-02-30', source: '' }]))).toEqual([
      ...['REQUIRED', 'UNKNOWN_INSTITUTION', 'NOT_A_DATE'],
    ]);
    expect(await codesOf(record(city, [{ institutionCode: 'H1', kind: 'ACTIVE', effectiveFrom: '2024-02-01' }]))).toEqual(['NO_CHANGE']);
    await record(city, [merged('H1', 'H2', '2024-07-01')]);
    expect(await codesOf(record(city, [merged('H2', 'H1', '2024-07-01')]))).toEqual(['CYCLE']);
    expect(await codesOf(record(city, [merged('H2', 'H1', '2024-06-01')]))).toEqual(['CYCLE']); // then H1 would go into who was gone
    expect(await codesOf(record(city, [merged('H3', 'H1', '2024-08-01')]))).toEqual(['SUCCESSOR_ENDED']);
    expect(await codesOf(record(city, [{ institutionCode: 'H1', kind: 'ACTIVE', effectiveFrom: '2024-09-01' }]))).toEqual(['ENDED']);
    expect(await codesOf(record(city, [{ institutionCode: 'H1', kind: 'SUSPENDED', effectiveFrom: '2024-05-01', corrects: 7 }]))).toEqual([
      'UNKNOWN_CHANGE',
    ]);
    await record(city, [merged('H2', 'H3', '2024-10-01')]); // a chain, one after the other, is none
  });

  it('of two at once one is recorded and the other told: CONFLICT', async () => {
    const city = await nextCity().make({ cases: 0 });
    const both = await Promise.all(
      (['SUSPENDED', 'CLOSED'] as const).map((kind) =>
        codesOf(record(city, [{ institutionCode: 'H2', kind, effectiveFrom: '2024-03-01' }])),
      ),
    );
    expect([...both].sort()).toEqual([[], ['CONFLICT']]);
    const corrections = await Promise.all(
      ['2024-03-02', '2024-03-03'].map((effectiveFrom) =>
        codesOf(record(city, [{ institutionCode: 'H2', kind: 'SUSPENDED', effectiveFrom, corrects: 1 }])),
      ),
    );
    expect([...corrections].sort()).toEqual([[], ['CONFLICT']]);
  });

  it('from a file: every line is told, all or none; what is shown can be imported again', async () => {
    const city = await nextCity().make({ cases: 0 });
    const load = (text: string) =>
      importChangesFile(city.platform, city.as('CLERK'), { regionCode: city.regionCode, file: Buffer.from(text), dryRun: false });
    const head = '机构编码,变动,生效日,承继机构或医共体,事由,依据\n';
    const wrong = await load(
      `${head}H2,停业,2024-03-11,,装修,批复1\nH9,注销,2024-04-01,,撤销,批复2\nH3,并入,2024-07-01,,合并,批复3\n`,
    ).catch((error: unknown) => error);
    expect(wrong).toMatchObject({
      fields: [
        { path: ['第 3 行 line 3', 'institutionCode'], code: 'UNKNOWN_INSTITUTION' },
        { path: ['第 4 行 line 4', 'otherCode'], code: 'REQUIRED' },
      ],
    });
    expect(await city.read(({ institutions }) => institutions.changes(city.regionCode))).toEqual([]);
    const right = `${head}H2,停业,2024-03-11,,装修,批复1\nH3,并入,2024-07-01,H1,合并,批复3\n`;
    expect(await load(right)).toEqual({ read: 2, recorded: 2, dryRun: false });
    expect(await load(right)).toEqual({ read: 2, recorded: 0, dryRun: false });
  });
});

describe('a case discharged while its institution is out of service stands out (N21-24)', () => {
  it('in the month and, when it is recorded after the month was closed, in the next one; no amount changes, nothing is lost', async () => {
    const city = await monthlyCity();
    const january = await closePeriod(city, '01');
    const before = await statementsOf(city, january);
    await record(city, [
      { institutionCode: 'H2', kind: 'SUSPENDED', effectiveFrom: '2024-01-10' },
      { institutionCode: 'H2', kind: 'ACTIVE', effectiveFrom: '2024-02-11' },
    ]);
    expect(await statementsOf(city, january)).toEqual(before);
    const run = await settlePeriod(city, '02');
    const items = await city.read(({ standOuts }) =>
      standOuts.list(city.regionCode, run.runNo, { first: 100, afterNo: 0, kinds: ['CASE_OUT_OF_SERVICE'] }),
    );
    const expected = CASES.filter(
      ({ institutionCode, dischargeDate }) => institutionCode === 'H2' && dischargeDate >= '2024-01-10' && dischargeDate <= '2024-02-10',
    ).sort((a, b) => (a.dischargeDate < b.dischargeDate ? -1 : 1));
    expect(expected.length).toBeGreaterThan(1);
    expect(items.map(({ caseNo, subject }) => [caseNo, subject])).toEqual(
      expected.map(({ caseNo, dischargeDate }) => [caseNo, `SUSPENDED ${dischargeDate}`]),
    );
    expect(items[0]?.messages.zh).toContain('当日该机构已停业');
    expect(await replayRun(city.platform, city.as('AUDITOR'), { regionCode: city.regionCode, runId: run.id })).toMatchObject({
      isIdentical: true,
    });
    await confirmRun(city, run);
  });
});

const basis = ['demo#7'];
const DEADLINES: Edit = (document) => ({
  ...document,
  effective: { from: document.effective.from },
  methods: { ...document.methods, periods: { MONTH: { declareBy: { day: 10, basis } } } },
});

describe('an institution that has closed declares no more (N21-24)', () => {
  it('neither the board nor the closing of a later month waits for it; the month in which it closed does', async () => {
    const city = nextCity();
    await city.makeRegion();
    const { groupingHash } = await city.load(edits(MONTHS_AND_QUARTERS, DEADLINES));
    await city.putCatalogue(groupingHash);
    await city.putCases(CASES);
    await city.putYear();
    await record(city, [{ institutionCode: 'H3', kind: 'CLOSED', effectiveFrom: '2024-01-20' }]);
    const board = async (key: string) =>
      must(
        (await settlementPeriods(city.platform, city.as('FINANCE'), city.key)).find(({ period }) => period.key === key),
        'row',
      );
    expect((await board('01')).undeclared).toEqual(['H1', 'H2', 'H3']);
    expect((await board('02')).undeclared).toEqual(['H1', 'H2']);
    const declareAll = async (period: string, codes: readonly string[]): Promise<void> => {
      const declarations = codes.map((institutionCode) => ({ institutionCode, cases: 1, fundAmount: '1.00' }));
      const once = { period, reason: '申报' };
      await declarePeriod(city.platform, city.as('FINANCE'), { ...city.key, ...once, declarations, idempotencyKey: randomUUID() });
      for (const [review, holderId] of [
        ['FIRST_REVIEWED', 'one'],
        ['SECOND_REVIEWED', 'two'],
      ] as const) {
        const reviewer = city.as('FINANCE', { holderId, keyId: holderId });
        const asked = { ...city.key, period, institutionCodes: codes, review, reason: '无误', idempotencyKey: randomUUID() };
        await reviewDeclarations(city.platform, reviewer, asked);
      }
    };
    await declareAll('01', ['H1', 'H2']);
    const january = await settlePeriod(city, '01');
    await expect(confirmRun(city, january)).rejects.toThrow(/H3/);
    await declareAll('01', ['H3']);
    await confirmRun(city, january);
    await declareAll('02', ['H1', 'H2']);
    const february = await closePeriod(city, '02');
    expect((await statementsOf(city, february)).map(({ institutionCode }) => institutionCode)).toContain('H3');
  });
});

describe('what a merged institution is owed goes to its successor (N25-25, N21-30d)', () => {
  it('its statement stays its own; payment, ledger, voucher and reconciliation name who received it, and the receipt is the successor’s', async () => {
    const city = await monthlyCity();
    const run = await closePeriod(city, '01');
    await record(city, [{ institutionCode: 'H3', kind: 'MERGED', otherCode: 'H1', effectiveFrom: '2024-02-15' }]);
    const due = must(
      (await statementsOf(city, run)).find(({ institutionCode }) => institutionCode === 'H3'),
      'statement',
    ).payableFen;
    const usual = { period: '01', reason: '拨付' };
    const pay = (fen: bigint, paidOn: string, more: object = {}) =>
      recordPayment(city.platform, city.as('FINANCE'), {
        ...{ ...city.key, ...usual, institutionCode: 'H3', amount: printFen(fen), paidOn, idempotencyKey: randomUUID() },
        ...more,
      });
    const early = await pay(100n, '2024-02-14');
    const payment = await pay(due, '2024-02-15');
    expect([early.payee, payment.payee]).toEqual([null, { kind: 'INSTITUTION', code: 'H1' }]);
    const recovery = await pay(-100n, '2024-03-01', { source: '追回通知' }); // 1.00 went too far: the successor gives it back
    expect(recovery.payee).toEqual({ kind: 'INSTITUTION', code: 'H1' });
    const reversal = await pay(-100n, '2024-03-02', { reversesId: early.id });
    expect(reversal.payee).toBeNull(); // who received it gives it back
    const list = await reconciliation(city.as('FINANCE'), { ...city.key, institutionCode: 'H3' });
    expect(list.payee).toEqual({ kind: 'INSTITUTION', code: 'H1' });
    expect(list.entries.filter(({ line }) => line === 'payment').map(({ payee }) => payee?.code ?? null)).toEqual([null, 'H1', 'H1', null]);
    expect((await vouchers(city.platform, city.as('FINANCE'), city.key)).map(({ summary }) => summary)).toContain('1月拨付（收款方 H1）');
    const balances = await city.read(({ ledger }) => ledger.balances(city.key));
    expect(balances.reduce((sum, { balanceFen }) => sum + balanceFen, 0n)).toBe(0n);
    expect(balances.find((one) => one.account === 'INSTITUTION' && one.institutionCode === 'H3')?.balanceFen).toBe(100n);

    const key = (institutionCode: string): Caller => city.as('INSTITUTION', { institutionCode, holderId: institutionCode });
    const seen = async (code: string) =>
      (await key(code).read(({ fundYears }) => fundYears.payments(city.key))).map(({ id }) => id).filter((id) => id === payment.id);
    expect([await seen('H1'), await seen('H2'), await seen('H3')]).toEqual([[payment.id], [], [payment.id]]);
    const receive = (code: string) =>
      confirmReceipts(city.platform, key(code), {
        ...{ ...city.key, receipts: [{ paymentId: payment.id, amount: printFen(due), receivedOn: '2024-02-16' }] },
        ...{ reason: '已到账', idempotencyKey: randomUUID() },
      });
    expect(await codesOf(receive('H2'))).toEqual(['UNKNOWN_PAYMENT']);
    expect(await receive('H1')).toMatchObject([{ institutionCode: 'H3', amountFen: due, onBehalf: false }]);
  });
});

describe('a level that changes within a year (N21-23)', () => {
  const raise = (city: TinyCity, effectiveFrom: string) =>
    updateInstitution(city.platform, city.as('CLERK'), {
      ...{ regionCode: city.regionCode, code: 'H2', effectiveFrom, level: '2', dryRun: false, idempotencyKey: randomUUID() },
      attributes: [{ name: 'institutionClass', value: 'A' }],
    });
  const own = async (city: TinyCity, run: RunRecord) =>
    must(
      (await statementsOf(city, run)).find(({ institutionCode }) => institutionCode === 'H2'),
      'statement',
    );

  it('is a profile from a day on: a month before counts by the old one, the month from which it holds by the new one', async () => {
    const [changed, plain] = [await monthlyCity(), await monthlyCity()];
    await raise(changed, '2024-02-01');
    const points = async (city: TinyCity, period: string): Promise<string> => (await own(city, await closePeriod(city, period))).points;
    expect(await points(changed, '01')).toBe(await points(plain, '01'));
    expect(await points(changed, '02')).not.toBe(await points(plain, '02'));
  });

  it('and in the year each case counts by the level on its own day', async () => {
    const cleared = async (from?: string) => {
      const city = await nextCity().make();
      if (from !== undefined) await raise(city, from);
      const { points, payableFen } = await own(city, await city.clear());
      return { points, payableFen };
    };
    const [never, midYear, always] = [await cleared(), await cleared('2024-07-01'), await cleared('2024-01-01')];
    expect(new Set([never.points, midYear.points, always.points]).size).toBe(3);
    expect(new Set([never.payableFen, midYear.payableFen, always.payableFen]).size).toBe(3);
  });
});
