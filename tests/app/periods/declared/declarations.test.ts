import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmClearingRun } from '../../../../src/app/clearing/confirm-clearing-run.js';
import { periodDeclarations, settlementPeriods } from '../../../../src/app/periods/board/settlement-periods.js';
import { declarePeriod, type StatedDeclaration } from '../../../../src/app/periods/declared/declare-period.js';
import { reviewDeclarations, type Review } from '../../../../src/app/periods/declared/review-declarations.js';
import type { Caller } from '../../../../src/app/kernel/platform.js';
import type { RunRecord } from '../../../../src/app/ports/clearing/ports-run.js';
import { recordPayment } from '../../../../src/app/years/record-payment.js';
import { must } from '../../../../src/engine/kit/assert.js';
import { printFen } from '../../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../../support/database.js';
import { MONTHS_AND_QUARTERS } from '../../../support/monthly-city.js';
import { edits, testPlatform, tinyCase, tinyCities, TinyCity, upTo, type Edit } from '../../../support/tiny-city.js';

const basis = ['demo#7'];
/** Months are declared by the 10th and paid 20 working days later; the year is closed by the end of May. */
const DEADLINES: Edit = (document) => ({
  ...document,
  effective: { from: document.effective.from },
  methods: {
    ...document.methods,
    periods: {
      MONTH: { declareBy: { day: 10, basis }, payWithinWorkingDays: { days: 20, from: 'DECLARATION_DUE', basis } },
      YEAR: { closeBy: { months: 5, day: 31, basis } },
    },
  },
});
const CODES = ['H1', 'H2', 'H3'];

describe('declarations of a month (N21-24)', () => {
  let test: TestDatabase;
  let platform: ReturnType<typeof testPlatform>;
  let city: TinyCity;
  let sent = 0;
  const clerk = (): Caller => city.as('FINANCE');
  const other = (name: string): Caller => city.as('FINANCE', { holderId: `holder-${name}`, keyId: `key-${name}` });
  const hospital = (code: string): Caller => city.as('INSTITUTION', { institutionCode: code, holderId: `holder-${code}` });
  const once = (): string => `once ${(sent += 1)}`;
  const stated = (institutionCode: string, cases = 2, fundAmount = '1000.00'): StatedDeclaration => ({
    institutionCode,
    cases,
    fundAmount,
  });
  const declare = (who: Caller, declarations: readonly StatedDeclaration[], period = '01') =>
    declarePeriod(platform, who, { ...city.key, period, declarations, reason: '一月申报', idempotencyKey: once() });
  const review = (who: Caller, institutionCodes: readonly string[], to: Review, reason = '核对无误', period = '01') =>
    reviewDeclarations(platform, who, { ...city.key, period, institutionCodes, review: to, reason, idempotencyKey: once() });
  const standing = (who: Caller, period = '01') => periodDeclarations(platform, who, city.key, period);
  const month = async (key: string, who: Caller = clerk()) =>
    must(
      (await settlementPeriods(platform, who, city.key)).find(({ period }) => period.key === key),
      'row of the board',
    );

  async function confirm({ id, runNo }: RunRecord): Promise<RunRecord> {
    const seen = must(await city.read(({ runs }) => runs.standsOut(city.regionCode, runNo)), 'run');
    const hash = must(seen.standsOutHash, 'hash');
    return await confirmClearingRun(platform, clerk(), { regionCode: city.regionCode, runId: id, standsOutHash: hash, reason: '无误' });
  }

  beforeAll(async () => {
    test = await openTestDatabase();
    platform = testPlatform(test.store);
    city = new TinyCity(platform);
    await city.makeRegion();
    const { groupingHash } = await city.load(edits(MONTHS_AND_QUARTERS, DEADLINES));
    await city.putCatalogue(groupingHash);
    await city.putCases(upTo(60).map((i) => tinyCase(i)));
    await city.putYear();
  });
  afterAll(() => test.close());

  it('an institution declares its own, once; what it states stands beside what the platform counts', async () => {
    expect(await month('01')).toMatchObject({ state: 'OPEN', declared: 0, undeclared: CODES, late: ['DECLARATION', 'PAYMENT'] });
    expect((await month('01')).due).toMatchObject({ declareBy: '2024-02-10', payBy: '2024-03-08', closeBy: null });
    await expect(declare(hospital('H1'), [stated('H2')])).rejects.toMatchObject({ fields: [{ code: 'OTHER_INSTITUTION' }] });
    await expect(declare(city.as('AUDITOR'), [stated('H2')])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(declare(clerk(), [stated('H9', -1, '1.005')])).rejects.toMatchObject({
      fields: [{ code: 'UNKNOWN_INSTITUTION' }, { code: 'OUT_OF_RANGE' }, { code: 'TOO_MANY_DECIMALS' }],
    });
    const [counted] = await standing(hospital('H1'));
    const { cases, fundFen } = must(counted, 'own').counted;
    await declare(hospital('H1'), [stated('H1', cases + 1, printFen(fundFen + 5n))]);
    await expect(declare(hospital('H1'), [stated('H1')])).rejects.toMatchObject({ code: 'CONFLICT' });
    const own = await standing(hospital('H1'));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      institutionCode: 'H1',
      declaration: { state: 'DECLARED', figures: { cases: cases + 1, fundFen: fundFen + 5n } },
    });
    expect(await month('01', hospital('H1'))).toMatchObject({ declared: 1, undeclared: [], institutions: [{ institutionCode: 'H1' }] });
    expect(await month('01')).toMatchObject({ state: 'DECLARING', declared: 1, undeclared: ['H2', 'H3'], unreviewed: ['H1'] });
  });

  it('is reviewed by two holders, neither the declarer; a returned one is declared anew, with its reason kept', async () => {
    await declare(clerk(), [stated('H2'), stated('H3', 0, '0')]);
    await expect(review(hospital('H1'), ['H1'], 'FIRST_REVIEWED')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(review(clerk(), CODES, 'FIRST_REVIEWED')).rejects.toThrow(/H2、H3：由您本人申报/);
    await expect(review(other('b'), CODES, 'SECOND_REVIEWED')).rejects.toMatchObject({ code: 'CONFLICT' });
    await review(other('b'), CODES, 'FIRST_REVIEWED');
    await expect(review(other('b'), CODES, 'SECOND_REVIEWED')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await review(other('c'), ['H1'], 'RETURNED', '多报一例');
    await declare(hospital('H1'), [stated('H1', 7, '123.45')]);
    await review(other('b'), ['H1'], 'FIRST_REVIEWED');
    const [own] = await standing(hospital('H1'));
    expect(own?.declaration?.events.map(({ state, reason }) => [state, reason])).toEqual([
      ['DECLARED', '一月申报'],
      ['FIRST_REVIEWED', '核对无误'],
      ['RETURNED', '多报一例'],
      ['DECLARED', '一月申报'],
      ['FIRST_REVIEWED', '核对无误'],
    ]);
    expect(own?.declaration?.figures).toEqual({ cases: 7, fundFen: 12_345n });
  });

  it('a month is confirmed only when every institution’s was reviewed twice; then it is closed, and paid (N21-28, N26-4)', async () => {
    const run = await city.clear({ period: '01', idempotencyKey: 'january' });
    expect(await month('01')).toMatchObject({ state: 'SETTLED', run: { runNo: run.runNo } });
    await review(other('c'), ['H2', 'H3'], 'SECOND_REVIEWED');
    await expect(confirm(run)).rejects.toThrow(/H1（待复审）/);
    await review(other('c'), ['H1'], 'SECOND_REVIEWED');
    await confirm(run);
    const unpaid = await month('01');
    expect(unpaid).toMatchObject({ state: 'CONFIRMED', reviewed: 3, undeclared: [], late: ['PAYMENT'] });
    await expect(review(other('b'), ['H1'], 'RETURNED')).rejects.toThrow(/已由结算 \d+ 关闭/);
    await expect(declare(clerk(), [stated('H1')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    for (const { institutionCode, payableFen, paidFen } of unpaid.institutions) {
      const amountFen = must(payableFen, 'payable') - paidFen;
      if (amountFen <= 0n) continue;
      const paid = { period: '01', amount: printFen(amountFen), paidOn: '2024-02-28', reason: '一月预结算', idempotencyKey: once() };
      await recordPayment(platform, clerk(), { ...city.key, institutionCode, ...paid });
    }
    expect(await month('01')).toMatchObject({ state: 'PAID', paid: 3, unpaid: [], late: [] });
  });

  it('no deadline of months is told where the ruleset settles no months', async () => {
    const yearly = tinyCities(platform)();
    await yearly.makeRegion();
    const { groupingHash } = await yearly.load(DEADLINES);
    await yearly.putCatalogue(groupingHash);
    await yearly.putCases(upTo(6).map((i) => tinyCase(i)));
    await yearly.putYear();
    const late = (await settlementPeriods(platform, yearly.as('FINANCE'), yearly.key)).filter((row) => row.late.length > 0);
    expect(late.map(({ period, late: steps, undeclared }) => [period.key, steps, undeclared])).toEqual([['YEAR', ['CLOSING'], []]]);
  });

  it('a DEMO key may do every step alone; without deadlines nothing is asked for; a period of the future is not declared', async () => {
    const demo = city.as('DEMO', { sandboxOnly: true });
    await declare(demo, [stated('H1')], '02');
    await review(demo, ['H1'], 'FIRST_REVIEWED', '演示', '02');
    expect(await review(demo, ['H1'], 'SECOND_REVIEWED', '演示', '02')).toMatchObject([{ state: 'SECOND_REVIEWED' }]);
    expect(await month('YEAR')).toMatchObject({ undeclared: [], due: { declareBy: null, closeBy: '2025-05-31' }, late: ['CLOSING'] });
    expect(await month('Q1')).toMatchObject({ due: { declareBy: null, payBy: null, closeBy: null }, late: [] });
    await expect(
      declarePeriod(platform, clerk(), {
        ...city.key,
        year: 2090,
        period: '01',
        declarations: [stated('H1')],
        reason: 'x',
        idempotencyKey: once(),
      }),
    ).rejects.toThrow(/2090-01-31 才结束/);
  });
});
