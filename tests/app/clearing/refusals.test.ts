import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StateError, UserError, type ErrorCode } from '../../../src/app/base/errors.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { cancelClearingRun, resumeClearingRun, startClearingRun } from '../../../src/app/clearing/run/start-clearing-run.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { BUDGET, testPlatform, tinyCase, tinyCities, upTo, version, type Edit, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

/** What a refused start said; fails when it was not refused, or left anything behind. */
async function refused(city: TinyCity, start: () => Promise<unknown> = () => city.start()): Promise<UserError> {
  const before = await left(city);
  const error = await start().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(await left(city)).toEqual(before);
  return error as UserError;
}

async function left(city: TinyCity): Promise<unknown> {
  return await city.read(async ({ runs, audit, idempotency }) => ({
    runs: (await runs.list(city.regionCode, { first: 10 })).items.length,
    events: await audit.count(city.regionCode),
    key: await idempotency.find(city.regionCode, `${city.as('FINANCE').actor.holderId}/run:start/tiny`),
  }));
}

const both = ({ messages }: UserError): string => `${messages.zh} ${messages.en ?? ''}`;

/** A failed run: which code, and what was said; nothing of it may have been kept. */
async function failed(city: TinyCity, run: RunRecord): Promise<string> {
  expect(run.status).toBe('FAILED');
  expect(run.finishedAt).toBeInstanceOf(Date);
  expect(run.totals).toEqual({});
  const kept = await city.read(async ({ runResults, fundYears }) => ({
    statements: (await runResults.statements(city.regionCode, run.runNo)).length,
    postings: (await runResults.postings(city.regionCode, run.runNo)).length,
    pointValue: await fundYears.pointValue(city.key, 'SETTLEMENT'),
  }));
  expect(kept).toEqual({ statements: 0, postings: 0, pointValue: undefined });
  return `${run.failure?.code ?? ''} ${run.failure?.zh ?? ''} ${run.failure?.en ?? ''}`;
}

describe('a year that can’t be cleared is refused before anything is queued', () => {
  it('says of an impossible year what every other request says (A8)', async () => {
    const city = nextCity();
    for (const year of [1990, 2101, 2025.5]) {
      const start = (): Promise<unknown> =>
        startClearingRun(city.platform, city.as('FINANCE'), { ...city.key, year, idempotencyKey: `year-${year}` });
      expect(await refused(city, start)).toMatchObject({ fields: [{ path: ['year'], code: 'OUT_OF_RANGE' }] });
    }
  });

  it('an institution without its class, by name and with what to state (B6)', async () => {
    const city = await nextCity().make({ cases: 3 });
    await city.write(async (unit) => {
      const { regionCode } = city;
      await unit.institutions.save([{ regionCode, code: 'H4', name: '医院 H4' }]);
      await unit.institutions.addProfiles([{ ...city.profile('H4', ''), attributes: {} }]);
      await unit.announce(regionCode);
    });
    const error = await refused(city);
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(error).toHaveProperty(
      'fields',
      expect.arrayContaining([expect.objectContaining({ path: ['institutions', 'H4', 'institutionClass'], code: 'REQUIRED' })]),
    );
    expect(both(error)).toContain('H4');
  });

  it('a profile that does not fit the ruleset, named with its institution (B6)', async () => {
    const city = await nextCity().make({ cases: 3 });
    await city.addProfile('H2', 'C', '2024-07-01');
    const error = await refused(city);
    expect(error).toMatchObject({ fields: [{ path: ['institutions', 'H2', 'institutionClass'], code: 'VALUE_NOT_ALLOWED' }] });
    expect(both(error)).toContain('H2');
  });

  it('no ruleset at all; none on a part of the year (N21-30)', async () => {
    const city = nextCity();
    await city.makeRegion();
    const none = await refused(city);
    expect(none.code).toBe('NO_RULESET_IN_FORCE');
    expect(both(none)).toContain('2024-12-31');

    await city.load(version('2024.1', '2024-03-01', '2024-12-31'));
    const begins = await refused(city);
    expect(begins.code).toBe('NO_RULESET_IN_FORCE');
    expect(both(begins)).toContain('2024-01-01');

    await city.load(version('2023.1', '2023-01-01', '2024-02-15'));
    const gap = await refused(city);
    expect(both(gap)).toContain('2024-02-16');
    expect((await refused(city, () => city.start({ year: 2025 }))).code).toBe('NO_RULESET_IN_FORCE');
    expect((await refused(city, () => city.start({ scheme: 'DRG' }))).code).toBe('NO_RULESET_IN_FORCE');
  });

  it('no catalogue; one that begins within the year; one of another grouping method', async () => {
    const city = nextCity();
    await city.makeRegion();
    const { groupingHash } = await city.load();
    await city.putYear();
    expect(both(await refused(city))).toMatch(/2024-01-01 没有生效的病种目录库.*no catalogue in force/);
    await city.putCatalogue(groupingHash, { effectiveFrom: '2024-05-01' });
    expect(both(await refused(city))).toContain('2024-01-01');
    await city.putCatalogue('f'.repeat(64), { version: '2023.1', effectiveFrom: '2023-01-01' });
    const other = await refused(city);
    expect(other.code).toBe('RULESET_INVALID');
    expect(both(other)).toMatch(/2023\.1.*分组方法不一致/);
  });

  it('no budget', async () => {
    const city = nextCity();
    await city.makeRegion();
    await city.putCatalogue((await city.load()).groupingHash);
    const error = await refused(city);
    expect(error).toBeInstanceOf(StateError);
    expect(error.code).toBe('RULESET_INVALID');
    expect(both(error)).toMatch(/职工医保没有预算.*dip budget set.*no EMPLOYEE budget for 2024.*dip budget set/s);
  });

  const without =
    (id: string): Edit =>
    (document) => ({
      ...document,
      decisions: (document.decisions ?? []).filter((decision) => decision.id !== id),
      examples: [],
    });
  it.each([
    ['flags', 'flags'],
    ['riskReserve', 'fundYear.riskReserve'],
  ])('a ruleset without the output %s', async (id, named) => {
    const city = nextCity();
    await city.makeRegion();
    const edit: Edit = (document) =>
      id === 'riskReserve'
        ? (JSON.parse(
            JSON.stringify(document).replaceAll('riskReserve"', 'reserved"').replaceAll('riskReserve ', 'reserved '),
          ) as typeof document)
        : without(id)(document);
    const { groupingHash } = await city.load((document) => ({ ...edit(document), region: city.regionCode }));
    await city.putCatalogue(groupingHash);
    await city.putYear();
    const error = await refused(city);
    expect(error.code).toBe('RULESET_INVALID');
    expect(both(error)).toContain(named);
  });

  it.each([
    ['a year that is none', { year: 1999 }, 'VALIDATION_FAILED'],
    ['half a year', { year: 2024.5 }, 'VALIDATION_FAILED'],
    ['an empty idempotency key', { idempotencyKey: ' ' }, 'VALIDATION_FAILED'],
    ['a long idempotency key', { idempotencyKey: 'k'.repeat(201) }, 'VALIDATION_FAILED'],
  ] satisfies [string, object, ErrorCode][])('%s', async (_, stated, code) => {
    const city = await nextCity().make({ cases: 1 });
    expect((await refused(city, () => city.start(stated))).code).toBe(code);
  });

  it('a key without the permission, or of another region, neither starts, cancels nor resumes', async () => {
    const city = await nextCity().make({ cases: 1 });
    const run = await city.start({ idempotencyKey: 'first' });
    const { platform, regionCode } = city;
    const input = { ...city.key, idempotencyKey: 'tiny' };
    const callers = [city.as('CLERK'), city.as('INSTITUTION', { institutionCode: 'H1' }), city.as('FINANCE', { regions: ['991999'] })];
    for (const caller of callers) {
      expect((await refused(city, () => startClearingRun(platform, caller, input))).code).toBe('FORBIDDEN');
      expect((await refused(city, () => cancelClearingRun(platform, caller, regionCode, run.id))).code).toBe('FORBIDDEN');
      expect((await refused(city, () => resumeClearingRun(platform, caller, regionCode, run.id))).code).toBe('FORBIDDEN');
    }
    const foreign = await nextCity().make({ cases: 1 });
    const finance = foreign.as('FINANCE');
    const asked = () => cancelClearingRun(platform, finance, foreign.regionCode, run.id);
    expect((await refused(foreign, asked)).code).toBe('NOT_FOUND');
  });
});

describe('a year that turns out not to be clearable fails, says why, and leaves nothing behind', () => {
  it('no cases, and only excluded cases: zero points (N21-17)', async () => {
    const city = await nextCity().make({ cases: 0 });
    expect(await failed(city, await city.clear())).toMatch(/^EVALUATION_FAILED .*医保支付比例（全区）.*除数为零.*Division by zero/);
    await city.putCases([tinyCase(1, { caseFlags: ['BED_DAY'] })]);
    expect(await failed(city, await city.clear({ idempotencyKey: 'second' }))).toMatch(/^EVALUATION_FAILED .*除数为零/);
  });

  it('cases that cost something and bring no points', async () => {
    const city = nextCity();
    await city.makeRegion();
    await city.putCatalogue((await city.load()).groupingHash, { points: '0' });
    await city.putCases([tinyCase(0)]);
    await city.putYear();
    expect(await failed(city, await city.clear())).toMatch(/^EVALUATION_FAILED .*(没有正的分配权重|除数为零)/);
  });

  it.each([
    ['used up by what comes before: negative', { ...BUDGET, outOfRegionPlan: '9000000.00' }],
    ['zero', { income: '0.00', outOfRegionPlan: '0.00' }],
    ['just used up', { income: '1000000.00', outOfRegionPlan: '900000.00' }],
  ])('a budget that is %s (N21-16)', async (_, budget) => {
    const city = nextCity();
    await city.makeRegion();
    await city.putCatalogue((await city.load()).groupingHash);
    await city.putCases(upTo(6).map((i) => tinyCase(i)));
    await city.putYear(budget);
    const run = await city.clear();
    expect(await failed(city, run)).toMatch(/^EVALUATION_FAILED “年度DIP医保基金支出”（dipBudget）不大于零.*not above zero/);
    expect(run.total).toBeNull();
  });

  it('a fund that what is paid by item uses up at the year’s end', async () => {
    const city = nextCity();
    await city.makeRegion();
    const { groupingHash } = await city.load((document) => ({
      ...document,
      decisions: (document.decisions ?? []).map((decision) =>
        decision.id === 'fund' ? { ...decision, formula: 'min(dipBudget, 0 - dipBudget + adjustmentFundBalance)' } : decision,
      ),
    }));
    await city.putCatalogue(groupingHash);
    await city.putCases(upTo(6).map((i) => tinyCase(i)));
    await city.putYear(BUDGET, { adjustmentFundBalance: '4250000.00' });
    expect(await failed(city, await city.clear())).toMatch(/^EVALUATION_FAILED “可分配基金”（fund）不大于零/);
    await city.putYear(BUDGET, { adjustmentFundBalance: '4249999.99' });
    expect(await failed(city, await city.clear({ idempotencyKey: 'negative' }))).toMatch(/^EVALUATION_FAILED .*可分配金额为负/);
  });

  it('a budget that lacks an item, or states one that is no amount: before the first case is scored', async () => {
    const city = await nextCity().make({ cases: 3 });
    const budget = async (items: Readonly<Record<string, string>>): Promise<unknown> =>
      await city.write(({ fundYears }) => fundYears.setBudget(city.key, items, { reason: '更正' }));
    await budget({ income: '100.00' });
    const lacking = await city.clear({ idempotencyKey: 'lacking' });
    expect(await failed(city, lacking)).toMatch(/^EVALUATION_FAILED .*异地就医支出.*outOfRegionPlan/);
    expect(lacking.total).toBeNull();
    await budget({ ...BUDGET, income: 'much' });
    expect(await failed(city, await city.clear({ idempotencyKey: 'no amount' }))).toMatch(/^VALIDATION_FAILED .*“income”的值“much”/);
    await budget(BUDGET);
    expect(await city.clear({ idempotencyKey: 'corrected' })).toMatchObject({ status: 'SUCCEEDED' });
  });
});
