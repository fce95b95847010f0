import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/app/kernel/platform.js';
import { lastBudget, type BudgetRecord } from '../../../src/app/ports/clearing/ports-fund-year.js';
import { importYearRecords } from '../../../src/app/year-files/import-year-records.js';
import { decideBudget } from '../../../src/app/years/decide-budget.js';
import { setBudget } from '../../../src/app/years/set-budget.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, makeMonthlyCity, settlePeriod } from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

describe('a budget that is adjusted in mid-year (N21-17, N25-11)', () => {
  let city: TinyCity;
  let sent = 0;
  const once = (): string => `once ${(sent += 1)}`;
  const by = (name: string, role: 'FINANCE' | 'APPROVER' | 'CLERK' = 'FINANCE'): Caller =>
    city.as(role, { holderId: `holder-${name}`, keyId: `key-${name}` });
  const set = (income: string, who = by('zhang')): Promise<BudgetRecord> =>
    setBudget(city.platform, who, {
      ...city.key,
      items: [
        { name: 'income', value: income },
        { name: 'outOfRegionPlan', value: '250000.00' },
      ],
      ...{ reason: '年中调整', source: '区医保〔2024〕9号', idempotencyKey: once() },
    });
  const decide = (
    revision: number,
    who: Caller,
    verdict: 'APPROVED' | 'REJECTED' = 'APPROVED',
    idempotencyKey = once(),
  ): Promise<BudgetRecord> =>
    decideBudget(city.platform, who, { ...city.key, revision, verdict, reason: '局长办公会同意', idempotencyKey });
  const holding = async (): Promise<readonly [number, string | undefined]> => {
    const budget = must(await city.read(({ fundYears }) => fundYears.budget(city.key)), 'budget');
    return [budget.revision, budget.items['income']];
  };

  beforeEach(async () => {
    city = await makeMonthlyCity(
      nextCity(),
      upTo(30).map((i) => tinyCase(i)),
    );
  });

  it('holds at once as long as no period is closed', async () => {
    expect(await set('6000000.00')).toMatchObject({ revision: 2, midYear: false, decision: null });
    expect(await holding()).toEqual([2, '6000000.00']);
    await expect(decide(2, by('li'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('waits for somebody else once a period is closed; runs are settled from what holds', async () => {
    await closePeriod(city, '01');
    const adjusted = await set('6000000.00');
    expect(adjusted).toMatchObject({ revision: 2, midYear: true, decision: null, createdByName: by('zhang').actor.name });
    expect(await holding()).toEqual([1, '5000000.00']);
    const before = await settlePeriod(city, '02');
    expect(before.totals.budgetFen).toBe(425_000_000n);

    await expect(decide(2, by('zhang'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(decide(2, by('wang', 'CLERK'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(decide(9, by('li'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await holding()).toEqual([1, '5000000.00']);

    const approved = await decide(2, by('li', 'APPROVER'), 'APPROVED', 'the same');
    expect(approved).toMatchObject({ revision: 2, decision: { verdict: 'APPROVED', reason: '局长办公会同意' } });
    expect(await decide(2, by('li', 'APPROVER'), 'APPROVED', 'the same')).toEqual(approved);
    await expect(decide(2, by('li'), 'REJECTED')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await holding()).toEqual([2, '6000000.00']);
    expect((await settlePeriod(city, '02')).totals.budgetFen).toBe(515_000_000n);
  });

  it('never holds when it is refused, nor when a later one was approved first', async () => {
    await closePeriod(city, '01');
    await set('6000000.00');
    await set('7000000.00');
    await set('8000000.00');
    await decide(4, by('li'), 'REJECTED');
    expect(await holding()).toEqual([1, '5000000.00']);
    await decide(3, by('li'));
    expect(await holding()).toEqual([3, '7000000.00']);
    await expect(decide(2, by('li'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const revisions = await city.read(({ fundYears }) => fundYears.budgets(city.key));
    expect(revisions.map(({ revision, decision }) => [revision, decision?.verdict])).toEqual([[1, undefined], [2, undefined], [3, 'APPROVED'], [4, 'REJECTED']]); // prettier-ignore
    expect(lastBudget(revisions)?.revision).toBe(3);
  });

  it('is decided once, whoever comes first', async () => {
    await closePeriod(city, '01');
    await set('6000000.00');
    const outcomes = await Promise.allSettled([decide(2, by('li')), decide(2, by('zhao'), 'REJECTED')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
  });

  it('waits when it comes from a file, and the same file again records nothing', async () => {
    await closePeriod(city, '01');
    const file = 'name,value,reason\nincome,6000000.00,年中调整\noutOfRegionPlan,250000.00,年中调整\n';
    const load = () => importYearRecords(city.platform, by('zhang'), { ...city.key, kind: 'BUDGET', mode: 'STORE', file: new TextEncoder().encode(file) }); // prettier-ignore
    expect(await load()).toMatchObject({ recorded: 2, unchanged: 0 });
    expect(await load()).toMatchObject({ recorded: 0, unchanged: 2 });
    expect(await holding()).toEqual([1, '5000000.00']);
  });
});
