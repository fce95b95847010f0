import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError, ValidationError } from '../../../src/app/base/errors.js';
import { settlementPeriods } from '../../../src/app/periods/board/settlement-periods.js';
import type { Caller } from '../../../src/app/kernel/platform.js';
import type { ObjectionOutcome } from '../../../src/app/ports/clearing/ports-statement.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { answerObjection } from '../../../src/app/statements/answer-objection.js';
import { confirmReceipts } from '../../../src/app/statements/confirm-receipts.js';
import { confirmStatements } from '../../../src/app/statements/confirm-statements.js';
import { publishRun, type PublishRun } from '../../../src/app/statements/publish-run.js';
import { raiseObjection } from '../../../src/app/statements/raise-objection.js';
import { recordPayment } from '../../../src/app/years/record-payment.js';
import { chinaDay } from '../../../src/app/base/china-day.js';
import { addDays } from '../../../src/engine/kit/calendar.js';
import { must } from '../../../src/engine/kit/assert.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, confirmRun, MONTHS_AND_QUARTERS, settlePeriod, statementsOf } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const basis = ['demo#7'];
const today = (): string => chinaDay(new Date());

/** A city with months whose ruleset says of months what it is told to. */
async function cityOf(month?: object): Promise<TinyCity> {
  const city = nextCity();
  await city.makeRegion();
  const { groupingHash } = await city.load(MONTHS_AND_QUARTERS, (document) =>
    month === undefined ? document : { ...document, methods: { ...document.methods, periods: { MONTH: month } } },
  );
  await city.putCatalogue(groupingHash);
  await city.putCases(upTo(40).map((i) => tinyCase(i)));
  await city.putYear();
  return city;
}

const hospital = (city: TinyCity, institutionCode: string): Caller =>
  city.as('INSTITUTION', { institutionCode, holderId: `holder-${institutionCode}`, name: institutionCode });
const publish = (city: TinyCity, { id: runId }: RunRecord, more: Partial<PublishRun> = {}) =>
  publishRun(city.platform, city.as('FINANCE'), {
    ...{ regionCode: city.regionCode, runId, lastDay: today(), reason: '公示', idempotencyKey: randomUUID(), ...more },
  });
const object = (city: TinyCity, caller: Caller, { id: runId }: RunRecord, institutionCode: string, source?: string) =>
  raiseObjection(city.platform, caller, {
    ...{ regionCode: city.regionCode, runId, institutionCode, text: '病例 C000003 入组有误', source, idempotencyKey: randomUUID() },
  });
const answer = (city: TinyCity, objectionId: string, outcome: ObjectionOutcome) =>
  answerObjection(city.platform, city.as('FINANCE'), {
    ...{ regionCode: city.regionCode, objectionId, outcome, answer: '已复核', reason: '按入组规则', idempotencyKey: randomUUID() },
  });
const agree = (city: TinyCity, caller: Caller, { id: runId }: RunRecord, institutionCodes: readonly string[], more: object = {}) =>
  confirmStatements(city.platform, caller, {
    ...{ regionCode: city.regionCode, runId, institutionCodes, reason: '核对无误', idempotencyKey: randomUUID(), ...more },
  });
const codes = (caller: Caller, city: TinyCity, { runNo }: RunRecord) =>
  caller.read(async ({ runResults, periods }) => ({
    statements: (await runResults.statements(city.regionCode, runNo)).map(({ institutionCode }) => institutionCode),
    payables: (await periods.payables(city.regionCode, runNo)).map(({ institutionCode }) => institutionCode),
    postings: [...new Set((await runResults.postings(city.regionCode, runNo)).map(({ institutionCode }) => institutionCode))],
  }));
async function refused(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(() => undefined).catch((thrown: unknown) => thrown);
  if (error instanceof ValidationError) return error.fields.map(({ code }) => code).join(' ');
  return error instanceof UserError ? error.code : String(error);
}
/** What a month's row of the board says of its statements. */
async function row(city: TinyCity, caller: Caller = city.as('FINANCE')) {
  const board = await settlementPeriods(city.platform, caller, city.key);
  const { state, publication, openObjections, statements, consented, unconsented, payments, receipts } = must(board[0], 'January');
  return { state, until: publication?.lastDay ?? null, openObjections, statements, consented, unconsented, payments, receipts };
}

describe('a run is published to its institutions (预清算、公示: N21-30b, N25-27, N26-2)', () => {
  it('an institution sees its own statement from the publication on, not before, and never another’s', async () => {
    const city = await cityOf();
    const run = await settlePeriod(city, '01');
    const [h1, finance] = [hospital(city, 'H1'), city.as('FINANCE')];
    expect(await codes(h1, city, run)).toEqual({ statements: [], payables: [], postings: [] });
    expect((await codes(finance, city, run)).statements).toEqual(['H1', 'H2', 'H3']);
    expect(await row(city, h1)).toMatchObject({ until: null, statements: 0 });
    expect(await publish(city, run)).toMatchObject({ name: '2024年1月预清算', lastDay: today(), silentConsent: false });
    expect(await codes(h1, city, run)).toEqual({ statements: ['H1'], payables: ['H1'], postings: ['H1'] });
    expect(await row(city, h1)).toMatchObject({ state: 'PUBLISHED', until: today(), statements: 1, consented: 0, unconsented: ['H1'] });
    expect(await row(city)).toMatchObject({ state: 'PUBLISHED', statements: 3, consented: 0, unconsented: ['H1', 'H2', 'H3'] });
    // Another run of the period is not told of before it is published itself.
    const again = await settlePeriod(city, '01');
    expect((await codes(h1, city, again)).statements).toEqual([]);
    // What is confirmed stays readable, published or not.
    await confirmRun(city, again);
    expect((await codes(h1, city, again)).statements).toEqual(['H1']);
    expect((await codes(h1, city, run)).statements).toEqual(['H1']);
  });

  it('once: the same request answers the same, another one is refused, of two at once one publishes', async () => {
    const city = await cityOf();
    const run = await settlePeriod(city, '01');
    const asked = { idempotencyKey: 'publish', name: '一月预清算' };
    const results = await Promise.allSettled([publish(city, run, asked), publish(city, run, { lastDay: addDays(today(), 3) })]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    if (results[0].status === 'fulfilled') expect(await publish(city, run, asked)).toEqual(results[0].value);
    expect(await refused(publish(city, run))).toBe('CONFLICT');
    expect(await refused(publish(city, run, { ...asked, name: '另一名称' }))).toMatch(/IDEMPOTENCY_KEY_REUSED|CONFLICT/);
    const events = await city.read(({ statementWords }) => statementWords.publications(city.regionCode, [run.runNo]));
    expect(events).toHaveLength(1);
  });

  it('the last day for objections is stated, by the ruleset in working days or by whoever publishes; nobody invents one', async () => {
    const free = await cityOf();
    const run = await settlePeriod(free, '01');
    expect(await refused(publish(free, run, { lastDay: null }))).toBe('REQUIRED');
    expect(await refused(publish(free, run, { lastDay: '2025-02-30' }))).toBe('NOT_A_DATE');
    expect(await refused(publish(free, run, { lastDay: addDays(today(), -1) }))).toBe('TOO_EARLY');
    expect(await refused(publish(free, run, { lastDay: addDays(today(), 367) }))).toBe('TOO_LATE');
    expect(await refused(publish(free, run, { lastDay: '2099-12-31' }))).toBe('TOO_LATE');
    const bound = await cityOf({ objectionWorkingDays: { days: 3, basis }, silentConsent: { basis } });
    const other = await settlePeriod(bound, '01');
    const stated = upTo(30).map((i) => ({ day: addDays(today(), i + 1), kind: 'HOLIDAY' as const, note: '放假', source: '通知' }));
    await bound.write(({ calendars }) => calendars.state(bound.regionCode, stated));
    expect(await refused(publish(bound, other, { lastDay: addDays(today(), 30) }))).toBe('TOO_EARLY'); // by the region's calendar
    const published = await publish(bound, other, { lastDay: null });
    expect(published.lastDay >= addDays(today(), 33)).toBe(true);
    expect(published.silentConsent).toBe(true);
    expect(await refused(publish(bound, await confirmedMonth(), {}))).toBe('NOT_FOUND');
    async function confirmedMonth(): Promise<RunRecord> {
      return await closePeriod(free, '01');
    }
    expect(await refused(publish(free, await free.run({ runNo: 2 })))).toBe('UNAVAILABLE'); // confirmed: nothing to publish
  });

  it('not of a month whose year is closed: nothing that is said of it could change anything (N21-30)', async () => {
    const city = await cityOf();
    const month = await settlePeriod(city, '01');
    const year = await settlePeriod(city, 'YEAR');
    await confirmRun(city, year);
    await expect(publish(city, month)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      messages: { zh: expect.stringContaining('本年度已由清算') as string },
    });
    expect(await city.read(({ statementWords }) => statementWords.publications(city.regionCode, [month.runNo]))).toEqual([]);
  });

  it('is for who publishes: an institution’s key may not, and nobody in another region', async () => {
    const city = await cityOf();
    const { id: runId } = await settlePeriod(city, '01');
    const asked = { regionCode: city.regionCode, runId, lastDay: today(), reason: '公示', idempotencyKey: 'k' };
    expect(await refused(publishRun(city.platform, hospital(city, 'H1'), asked))).toBe('FORBIDDEN');
    expect(await refused(publishRun(city.platform, city.as('FINANCE', { regions: ['990999'] }), asked))).toBe('FORBIDDEN');
    expect(await row(city)).toMatchObject({ until: null });
  });
});

describe('institutions object and confirm (异议、机构确认: N25-27)', () => {
  it('an open objection, or one that was found right, keeps the run from being confirmed; one that a later period corrects does not', async () => {
    const city = await cityOf();
    const run = await settlePeriod(city, '01');
    expect(await refused(object(city, hospital(city, 'H1'), run, 'H1'))).toBe('UNAVAILABLE'); // not published
    await publish(city, run);
    expect(await refused(object(city, hospital(city, 'H1'), run, 'H2'))).toBe('OTHER_INSTITUTION');
    expect(await refused(object(city, city.as('FINANCE'), run, 'H1'))).toBe('ON_BEHALF_SOURCE');
    const withNumber = { text: '患者 11010519491231002X 的病例', idempotencyKey: 'n' };
    const named = { regionCode: city.regionCode, runId: run.id, institutionCode: 'H1', ...withNumber };
    expect(await refused(raiseObjection(city.platform, hospital(city, 'H1'), named))).toBe('IDENTITY_NUMBER');
    expect(await refused(object(city, city.as('AUDITOR'), run, 'H1', '函'))).toBe('FORBIDDEN');
    const own = await object(city, hospital(city, 'H1'), run, 'H1');
    const onPaper = await object(city, city.as('FINANCE'), run, 'H2', '异议函 1 号');
    expect([own.onBehalf, onPaper.onBehalf, onPaper.source]).toEqual([false, true, '异议函 1 号']);
    expect(await row(city)).toMatchObject({ openObjections: 2 });
    expect(await hospital(city, 'H1').read(({ statementWords }) => statementWords.objections(city.regionCode, [run.runNo]))).toHaveLength(
      1,
    );
    expect(await refused(agree(city, hospital(city, 'H1'), run, ['H1']))).toBe('CONFLICT'); // its own objection is open
    expect(await refused(confirmRun(city, run))).toBe('UNAVAILABLE');
    expect(await refused(answerObjection(city.platform, hospital(city, 'H1'), answerOf(own.id)))).toBe('FORBIDDEN');
    function answerOf(objectionId: string) {
      const told = { outcome: 'REJECTED' as const, answer: '不成立', reason: '自答', idempotencyKey: 'self' };
      return { regionCode: city.regionCode, objectionId, ...told };
    }
    const [first, second] = await Promise.allSettled([answer(city, own.id, 'NEXT_PERIOD'), answer(city, own.id, 'REJECTED')]);
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']); // two at once: one answer
    await answer(city, onPaper.id, 'ACCEPTED');
    expect(await refused(answer(city, onPaper.id, 'REJECTED'))).toBe('CONFLICT');
    expect(await refused(answer(city, randomUUID(), 'REJECTED'))).toBe('NOT_FOUND');
    expect(await refused(agree(city, city.as('FINANCE'), run, ['H2'], { source: '确认单' }))).toBe('CONFLICT');
    expect(await refused(confirmRun(city, run))).toBe('UNAVAILABLE'); // H2 was right: another run is due
    const mended = await settlePeriod(city, '01');
    expect((await confirmRun(city, mended)).stage).toBe('CONFIRMED');
    expect(await refused(object(city, hospital(city, 'H1'), mended, 'H1'))).toBe('UNAVAILABLE'); // confirmed: no more objections
  });

  it('an institution confirms its own, the agency on paper for others; before the last day a run is confirmed only when all have', async () => {
    const city = await cityOf();
    const run = await settlePeriod(city, '01');
    expect(await refused(agree(city, hospital(city, 'H1'), run, ['H1']))).toBe('UNAVAILABLE'); // not published
    await publish(city, run);
    expect(await refused(agree(city, hospital(city, 'H1'), run, ['H1', 'H2']))).toBe('OTHER_INSTITUTION');
    expect(await refused(agree(city, city.as('FINANCE'), run, ['H2']))).toBe('ON_BEHALF_SOURCE');
    expect(await refused(agree(city, city.as('FINANCE'), run, ['H9'], { source: '确认单' }))).toBe('CONFLICT');
    expect(await refused(agree(city, city.as('FINANCE'), run, [], { source: '确认单' }))).toBe('REQUIRED');
    const asked = { idempotencyKey: 'H1 agrees' };
    const both = await Promise.all([
      agree(city, hospital(city, 'H1'), run, ['H1'], asked),
      agree(city, hospital(city, 'H1'), run, ['H1'], asked),
    ]);
    expect(both.map(([one]) => one?.consent)).toEqual(['CONFIRMED', 'CONFIRMED']);
    expect(await refused(agree(city, hospital(city, 'H1'), run, ['H1']))).toBe('CONFLICT');
    expect(await refused(object(city, hospital(city, 'H1'), run, 'H1'))).toBe('CONFLICT'); // it has confirmed
    expect(await refused(confirmRun(city, run))).toBe('UNAVAILABLE'); // the days are not over
    // All or none: H1 has confirmed, so that nothing is recorded of the others either.
    expect(await refused(agree(city, city.as('FINANCE'), run, ['H1', 'H2', 'H3'], { source: '确认单' }))).toBe('CONFLICT');
    expect(await row(city)).toMatchObject({ consented: 1, unconsented: ['H2', 'H3'] });
    const rest = await agree(city, city.as('FINANCE'), run, ['H2', 'H3'], { source: '盖章确认单' });
    expect(rest.map(({ institutionCode, consent }) => `${institutionCode} ${consent}`)).toEqual(['H2 ON_BEHALF', 'H3 ON_BEHALF']);
    expect((await confirmRun(city, run)).stage).toBe('CONFIRMED');
    expect(await row(city)).toMatchObject({ state: 'CONFIRMED', consented: 3, statements: 3, unconsented: [] });
  });

  it('a ruleset that asks for confirmations keeps a run from being confirmed without them; silence consents only where it says so', async () => {
    const asking = await cityOf({ confirmStatements: { basis } });
    const run = await settlePeriod(asking, '01');
    expect(await refused(confirmRun(asking, run))).toBe('UNAVAILABLE'); // not even published
    await publish(asking, run);
    await passDays(asking, run);
    expect(await refused(confirmRun(asking, run))).toBe('UNAVAILABLE'); // the days are over, nobody has confirmed
    expect(await refused(object(asking, hospital(asking, 'H1'), run, 'H1'))).toBe('UNAVAILABLE');
    await agree(asking, asking.as('FINANCE'), run, ['H1', 'H2', 'H3'], { source: '确认单' });
    expect((await confirmRun(asking, run)).stage).toBe('CONFIRMED');

    const days = { objectionWorkingDays: { days: 1, basis }, confirmStatements: { basis }, silentConsent: { basis } };
    const silent = await cityOf(days);
    const other = await settlePeriod(silent, '01');
    await publish(silent, other, { lastDay: null });
    const objection = await object(silent, hospital(silent, 'H1'), other, 'H1');
    await passDays(silent, other);
    expect(await row(silent)).toMatchObject({ consented: 2, unconsented: ['H1'], openObjections: 1 });
    expect(await refused(confirmRun(silent, other))).toBe('UNAVAILABLE');
    await answer(silent, objection.id, 'REJECTED');
    expect(await row(silent)).toMatchObject({ consented: 3, unconsented: [] });
    expect((await confirmRun(silent, other)).stage).toBe('CONFIRMED');

    const quiet = await cityOf(); // a ruleset that says nothing: as before, published or not
    const third = await settlePeriod(quiet, '01');
    await publish(quiet, third);
    await passDays(quiet, third);
    expect(await row(quiet)).toMatchObject({ consented: 0, unconsented: ['H1', 'H2', 'H3'] });
    expect((await confirmRun(quiet, third)).stage).toBe('CONFIRMED');
  });

  /** Puts the last day for objections to a run before today. */
  async function passDays({ regionCode }: TinyCity, { runNo }: RunRecord): Promise<void> {
    const sql = "UPDATE run_publication SET last_day = '2025-01-01' WHERE region_code = $1 AND run_no = $2";
    await test.database.pool.query(sql, [regionCode, runNo]);
  }
});

describe('what was paid is confirmed to have arrived (到账确认: N25-27b)', () => {
  it('with amount, day and who; a difference shows, a further receipt replaces the one before; another’s payment is unknown', async () => {
    const city = await cityOf();
    const run = await closePeriod(city, '01');
    const finance = city.as('FINANCE');
    const pay = (institutionCode: string, amount: string, more: object = {}) =>
      recordPayment(city.platform, finance, {
        ...{
          ...city.key,
          institutionCode,
          period: '01',
          amount,
          paidOn: '2024-02-20',
          reason: '拨付',
          idempotencyKey: randomUUID(),
          ...more,
        },
      });
    const [own] = await statementsOf(city, run);
    const paid = await pay('H1', printFen(must(own, 'statement').payableFen));
    const wrong = await pay('H1', '5.00');
    await pay('H1', '-5.00', { reversesId: wrong.id });
    const receive = (caller: Caller, paymentId: string, amount: string, more: object = {}) =>
      confirmReceipts(city.platform, caller, {
        ...{
          ...city.key,
          receipts: [{ paymentId, amount, receivedOn: '2024-02-21' }],
          reason: '到账',
          idempotencyKey: randomUUID(),
          ...more,
        },
      });
    const h1 = hospital(city, 'H1');
    expect(await refused(receive(hospital(city, 'H3'), paid.id, '1.00'))).toBe('UNKNOWN_PAYMENT');
    expect(await refused(receive(h1, 'no id', '1.00'))).toBe('UNKNOWN_PAYMENT');
    expect(await refused(receive(h1, wrong.id, '5.00'))).toBe('NOT_RECEIVABLE');
    expect(await refused(receive(h1, paid.id, '-1.00'))).toBe('NEGATIVE');
    expect(await refused(receive(finance, paid.id, '1.00'))).toBe('ON_BEHALF_SOURCE');
    const early = { receipts: [{ paymentId: paid.id, amount: '1.00', receivedOn: '2024-02-19' }] };
    expect(await refused(receive(h1, paid.id, '1.00', early))).toBe('BEFORE_PAYMENT');
    const slip = { receipts: [{ paymentId: paid.id, amount: '1.00', receivedOn: '2090-02-21' }] };
    expect(await refused(receive(h1, paid.id, '1.00', slip))).toBe('LONG_AFTER_PAYMENT');
    const twice = { paymentId: paid.id, amount: '1.00', receivedOn: '2024-02-21' };
    expect(await refused(receive(h1, paid.id, '1.00', { receipts: [twice, twice] }))).toBe('REPEATED');
    const board = await row(city);
    expect([board.payments, board.receipts]).toEqual([2, 0]); // H2's advance too; what was reversed does not arrive
    const asked = { idempotencyKey: 'received' };
    const [first] = await receive(h1, paid.id, '1.00', asked);
    expect(first).toMatchObject({ amountFen: 100n, receivedOn: '2024-02-21', createdByName: 'H1', onBehalf: false, revision: 1 });
    expect(await receive(h1, paid.id, '1.00', asked)).toEqual([first]);
    const [second] = await receive(finance, paid.id, printFen(paid.amountFen), { source: '银行回单' });
    expect(second).toMatchObject({ amountFen: paid.amountFen, onBehalf: true, source: '银行回单', revision: 2 });
    expect(await row(city)).toMatchObject({ payments: 2, receipts: 1 });
    expect(await row(city, h1)).toMatchObject({ payments: 1, receipts: 1 });
  });
});
