import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, ZIBO, type RecordsPlatform } from '../records-platform.js';
import type { ConflictError, ForbiddenError, StateError, ValidationError } from '../../../src/app/base/errors.js';
import { ROLES, type Role } from '../../../src/app/ports/kit/permissions.js';
import { recordAdjustment, type RecordAdjustment } from '../../../src/app/years/record-adjustment.js';
import { recordPayment, type RecordPayment } from '../../../src/app/years/record-payment.js';
import { setAssessment, type SetAssessment } from '../../../src/app/years/set-assessment.js';
import { setBudgetActuals } from '../../../src/app/years/set-budget-actuals.js';
import { setBudget, type SetBudget } from '../../../src/app/years/set-budget.js';
import type { StatedValue } from '../../../src/app/requests/stated-values.js';

const KEY = { regionCode: SANDBOX, year: 2024, insurance: 'EMPLOYEE' } as const;
const stated = (items: Readonly<Record<string, string>>): StatedValue[] => Object.entries(items).map(([name, value]) => ({ name, value }));

let city: RecordsPlatform;
let next = 0;
const key = (): string => `k-${(next += 1)}`;
const codes = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusal<ValidationError>(work)).fields.map(({ path, code }) => `${path.join('.')} ${code}`);

beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

/** The items that the year's ruleset needs, found by asking: an empty budget names all that are missing. */
let BUDGET: Readonly<Record<string, string>>;
beforeAll(async () => {
  const error = await refusal<ValidationError>(
    setBudget(city.platform, city.as('FINANCE'), { ...KEY, items: [], reason: 'x', idempotencyKey: key() }),
  );
  const names = error.fields.map(({ path }) => path[1] ?? '');
  BUDGET = Object.fromEntries(names.map((name) => [name, name === 'income' ? '1000000000.00' : '0']));
});

const budget = (changes: Partial<SetBudget> = {}): SetBudget => ({
  ...KEY,
  items: stated(BUDGET),
  reason: '年初预算',
  idempotencyKey: key(),
  ...changes,
});

describe('setBudget and setBudgetActuals', () => {
  it('stores a budget as the next revision, and its event in the audit log', async () => {
    const first = await setBudget(city.platform, city.as('FINANCE'), budget());
    const second = await setBudget(city.platform, city.as('FINANCE'), budget({ items: stated({ ...BUDGET, income: '1100000000' }) }));
    expect([first.items.income, second.items.income]).toEqual(['1000000000.00', '1100000000']);
    expect(second.revision).toBe(first.revision + 1);
    const held = await city.read(({ fundYears }) => fundYears.budget(KEY));
    expect(held).toMatchObject({ revision: second.revision, items: { income: '1100000000' } });
    const [event] = await city.read(({ audit }) => audit.list(SANDBOX, { first: 1 }));
    expect(event).toMatchObject({ action: 'budget:set', actorName: 'FINANCE', subject: '2024 EMPLOYEE' });
  });

  it('answers the same key and input the same, even after a later revision; another input is refused', async () => {
    const once = budget();
    const first = await setBudget(city.platform, city.as('FINANCE'), once);
    await setBudget(city.platform, city.as('FINANCE'), budget({ items: stated({ ...BUDGET, income: '5' + '0'.repeat(8) }) }));
    const again = await setBudget(city.platform, city.as('FINANCE'), once);
    expect(again).toMatchObject({ revision: first.revision, items: first.items, createdAt: first.createdAt });
    const other = { ...once, items: stated({ ...BUDGET, income: '7000000000' }) };
    expect(await refusal<ConflictError>(setBudget(city.platform, city.as('FINANCE'), other))).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('makes one revision of two requests with one key at once', async () => {
    const once = budget({ year: 2023 });
    const [a, b] = await Promise.all([
      setBudget(city.platform, city.as('FINANCE'), once),
      setBudget(city.platform, city.as('FINANCE'), once),
    ]);
    expect([a.revision, b.revision]).toEqual([1, 1]);
  });

  it('refuses unknown, mistyped, repeated, missing items, and says which exist', async () => {
    const { income, ...rest } = BUDGET;
    expect(await codes(setBudget(city.platform, city.as('FINANCE'), budget({ items: stated(rest) })))).toEqual(['items.income REQUIRED']);
    const error = await refusal<ValidationError>(
      setBudget(city.platform, city.as('FINANCE'), budget({ items: stated({ ...BUDGET, incom: '1' }) })),
    );
    expect(error.fields).toMatchObject([{ path: ['items', 'incom'], code: 'UNKNOWN_FACT' }]);
    expect(error.fields[0]?.messages.zh).toContain('income（当年基金收入）');
    const wrong = (value: string) =>
      codes(setBudget(city.platform, city.as('FINANCE'), budget({ items: stated({ ...BUDGET, income: value }) })));
    for (const value of ['1e9', '１２', '1,000', 'NaN', '']) expect(await wrong(value)).toEqual(['items.income WRONG_TYPE']);
    expect(await wrong('-1')).toEqual(['items.income OUT_OF_DOMAIN']);
    const twice = [...stated(BUDGET), { name: 'income', value: income ?? '' }];
    expect(await codes(setBudget(city.platform, city.as('FINANCE'), budget({ items: twice })))).toEqual(['items.income REPEATED']);
    for (const name of ['year', 'insurance', '__proto__', 'outpatientActual'])
      expect(
        await codes(setBudget(city.platform, city.as('FINANCE'), budget({ items: [...stated(BUDGET), { name, value: '1' }] }))),
      ).toEqual([`items.${name} UNKNOWN_FACT`]);
  });

  it('refuses a budget that leaves nothing to pay', async () => {
    expect(await codes(setBudget(city.platform, city.as('FINANCE'), budget({ items: stated({ ...BUDGET, income: '0' }) })))).toEqual([
      'items BUDGET_NOT_POSITIVE',
    ]);
  });

  it('refuses a year without a ruleset, an impossible year, no reason, a bad key', async () => {
    const refused = await refusal<StateError>(
      setBudget(city.platform, city.as('FINANCE', { regions: [ZIBO] }), budget({ regionCode: ZIBO, year: 2025 })),
    );
    expect(refused.code).toBe('NO_RULESET_IN_FORCE');
    expect(await codes(setBudget(city.platform, city.as('FINANCE'), budget({ year: 1999 })))).toEqual(['year OUT_OF_RANGE']);
    expect(await codes(setBudget(city.platform, city.as('FINANCE'), budget({ reason: ' ' })))).toEqual(['reason REQUIRED']);
    expect(await codes(setBudget(city.platform, city.as('FINANCE'), budget({ idempotencyKey: '' })))).toEqual([
      'idempotencyKey IDEMPOTENCY_KEY',
    ]);
  });

  it('records actuals by the facts of the end of the year', async () => {
    const error = await refusal<ValidationError>(setBudgetActuals(city.platform, city.as('FINANCE'), budget({ items: [] })));
    expect(error.fields.map(({ path }) => path[1])).toContain('outpatientActual');
    const items = error.fields.map(({ path }) => ({ name: path[1] ?? '', value: '188000000.00' }));
    const actuals = await setBudgetActuals(city.platform, city.as('FINANCE'), budget({ items }));
    expect(actuals).toMatchObject({ revision: 1, items: { outpatientActual: '188000000.00' } });
    expect(
      await codes(setBudgetActuals(city.platform, city.as('FINANCE'), budget({ items: [...items, { name: 'income', value: '1' }] }))),
    ).toEqual(['items.income UNKNOWN_FACT']);
  });
});

describe('adjustments, payments and assessments', () => {
  const adjustment = (changes: Partial<RecordAdjustment> = {}): RecordAdjustment => ({
    ...KEY,
    institutionCode: 'H1',
    name: 'deduction',
    amount: '1234567.89',
    reason: '年度审核扣减',
    idempotencyKey: key(),
    ...changes,
  });
  const payment = (changes: Partial<RecordPayment> = {}): RecordPayment => ({
    ...KEY,
    institutionCode: 'H1',
    month: 3,
    amount: '27736497.50',
    paidOn: '2024-04-20',
    reason: '3 月预结算',
    idempotencyKey: key(),
    ...changes,
  });
  const record = (input: RecordAdjustment) => recordAdjustment(city.platform, city.as('FINANCE'), input);
  const pay = (input: RecordPayment) => recordPayment(city.platform, city.as('FINANCE'), input);

  it('keeps an adjustment to the fen (WE-09); the same key records it once', async () => {
    const once = adjustment();
    const first = await record(once);
    const [second, third] = await Promise.all([record(once), record(once)]);
    expect(first.amountFen).toBe(123_456_789n);
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect((await refusal<ConflictError>(record({ ...once, amount: '1234567.88' }))).code).toBe('IDEMPOTENCY_KEY_REUSED');
    const all = await city.read(({ fundYears }) => fundYears.adjustments(KEY));
    expect(all.filter(({ id }) => id === first.id)).toHaveLength(1);
  });

  it('takes an adjustment back by a row that points at it, once', async () => {
    const first = await record(adjustment({ amount: '100' }));
    expect(await codes(record(adjustment({ amount: '-99', reversesId: first.id })))).toEqual(['reverses REVERSAL_NOT_OPPOSITE']);
    expect(await codes(record(adjustment({ amount: '-100', institutionCode: 'H2', reversesId: first.id })))).toEqual([
      'reverses REVERSAL_NOT_OPPOSITE',
    ]);
    expect(await codes(record(adjustment({ amount: '-100', reversesId: first.id, year: 2023 })))).toEqual(['reverses REVERSAL_NOT_FOUND']);
    const back = await record(adjustment({ amount: '-100', reversesId: first.id }));
    expect(back).toMatchObject({ amountFen: -10_000n, reversesId: first.id });
    expect((await refusal<ConflictError>(record(adjustment({ amount: '-100', reversesId: first.id })))).code).toBe('CONFLICT');
    expect(await codes(record(adjustment({ amount: '100', reversesId: back.id })))).toEqual(['amount OUT_OF_DOMAIN']);
    expect(await codes(record(adjustment({ amount: '-100', reversesId: back.id })))).toEqual(['reverses REVERSAL_IS_REVERSAL']);
  });

  it('of two reversals at once one is recorded, and the other learns that it came too late: CONFLICT', async () => {
    const first = await record(adjustment({ amount: '77' }));
    const both = await Promise.allSettled([1, 2].map(() => record(adjustment({ amount: '-77', reversesId: first.id }))));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find((one) => one.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'CONFLICT', messages: { zh: '这一条记录已被冲销过，未作任何更改。' } });
    const all = await city.read(({ fundYears }) => fundYears.adjustments(KEY));
    expect(all.filter(({ reversesId }) => reversesId === first.id)).toHaveLength(1);
  });

  it('refuses names, amounts and institutions that are none', async () => {
    const unknown = await refusal<ValidationError>(record(adjustment({ name: 'deductions' })));
    expect(unknown.fields).toMatchObject([{ path: ['name'], code: 'UNKNOWN_FACT' }]);
    expect(unknown.fields[0]?.messages.zh).toContain('deduction（审核扣减金额）');
    expect(await codes(record(adjustment({ name: 'prepaid' })))).toEqual(['name USE_RECORD_PAYMENT']);
    expect(await codes(record(adjustment({ name: 'assessmentScore' })))).toEqual(['name UNKNOWN_FACT']);
    expect(await codes(record(adjustment({ amount: '-1' })))).toEqual(['amount OUT_OF_DOMAIN']);
    expect(await codes(record(adjustment({ amount: '0.00' })))).toEqual(['amount ZERO']);
    expect(await codes(record(adjustment({ amount: '1.005' })))).toEqual(['amount TOO_MANY_DECIMALS']);
    expect(await codes(record(adjustment({ amount: '1,234.50' })))).toEqual(['amount NOT_A_DECIMAL']);
    expect(await codes(record(adjustment({ institutionCode: 'Z1' })))).toEqual(['institutionCode UNKNOWN_INSTITUTION']);
  });

  it('records payments and their reversals; what is negative and reverses nothing states its source (N21-30d)', async () => {
    const once = payment();
    const first = await pay(once);
    expect(first).toMatchObject({ amountFen: 2_773_649_750n, month: 3, paidOn: '2024-04-20' });
    expect((await pay(once)).id).toBe(first.id);
    expect(await codes(pay(payment({ amount: '-1' })))).toEqual(['source RECOVERY_SOURCE']);
    expect(await codes(pay(payment({ amount: '-1', source: '追回通知' })))).toEqual(['amount OVER_OWED']);
    expect(await codes(pay(payment({ paidOn: '2025-02-29' })))).toEqual(['paidOn NOT_A_DATE']);
    expect(await codes(pay(payment({ month: 13 })))).toEqual(['month OUT_OF_RANGE']);
    const back = await pay(payment({ amount: '-27736497.50', reversesId: first.id }));
    expect(back.reversesId).toBe(first.id);
    const [a, b] = await Promise.allSettled([
      pay(payment({ amount: '-27736497.50', reversesId: first.id })),
      pay(payment({ amount: '-27736497.50', reversesId: first.id })),
    ]);
    expect([a.status, b.status]).toEqual(['rejected', 'rejected']);
  });

  it('records assessments together: all or none, the last one holds (WE-12)', async () => {
    const assess = (assessments: SetAssessment['assessments']) =>
      setAssessment(city.platform, city.as('FINANCE'), { ...KEY, assessments, reason: '年度考核', idempotencyKey: key() });
    const score = (institutionCode: string, value: string, name = 'assessmentScore') => ({ institutionCode, name, value });
    await assess([score('H1', '90.00'), score('H2', '69.99')]);
    expect(await codes(assess([score('H1', '95'), score('H2', '1001'), score('Z1', '80'), score('H1', '96')]))).toEqual([
      'assessments.1.assessmentScore OUT_OF_DOMAIN',
      'assessments.2.institutionCode UNKNOWN_INSTITUTION',
      'assessments.3.name REPEATED',
    ]);
    expect(await codes(assess([score('H1', '1', 'deduction')]))).toEqual(['assessments.0.deduction UNKNOWN_FACT']);
    expect(await codes(assess([]))).toEqual(['assessments REQUIRED']);
    await assess([score('H2', '70')]);
    const held = await city.read(({ fundYears }) => fundYears.assessments(KEY));
    expect(held.map(({ institutionCode, value }) => [institutionCode, value])).toEqual([
      ['H1', '90.00'],
      ['H2', '70'],
    ]);
  });

  const calls: readonly (readonly [string, readonly Role[], (role: Role) => Promise<unknown>])[] = [
    ['setBudget', ['FINANCE', 'DEMO'], (role) => setBudget(city.platform, city.as(role), budget({ year: 2022 }))],
    ['setBudgetActuals', ['FINANCE', 'DEMO'], (role) => setBudgetActuals(city.platform, city.as(role), budget({ items: [] }))],
    ['recordAdjustment', ['FINANCE', 'DEMO'], (role) => recordAdjustment(city.platform, city.as(role), adjustment())],
    ['recordPayment', ['FINANCE', 'DEMO'], (role) => recordPayment(city.platform, city.as(role), payment())],
    [
      'setAssessment',
      ['FINANCE', 'DEMO'],
      (role) => setAssessment(city.platform, city.as(role), { ...KEY, assessments: [], reason: 'x', idempotencyKey: key() }),
    ],
  ];
  it.each(calls)('%s is for the roles that keep the books', async (_name, allowed, call) => {
    for (const role of ROLES) {
      const error = await call(role).then(
        () => undefined,
        (thrown: unknown) => thrown as ForbiddenError,
      );
      expect([role, error?.code === 'FORBIDDEN']).toEqual([role, !allowed.includes(role)]);
    }
  });

  it('lets nobody into another region', async () => {
    const call = setBudget(city.platform, city.as('FINANCE'), budget({ regionCode: ZIBO }));
    expect((await refusal<ForbiddenError>(call)).code).toBe('FORBIDDEN');
  });
});
