import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../../src/app/base/errors.js';
import { endAbandonedWhatIfs } from '../../../src/app/end-abandoned-jobs.js';
import { RulesetRefused } from '../../../src/app/rulesets/refused.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import type { BlockShard, FrozenYear } from '../../../src/app/ports/cases/ports-frozen.js';
import type { WhatIfInstitutionRow } from '../../../src/app/what-if/compare-parties.js';
import { freezeYear, openWhatIf } from '../../../src/app/what-if/open/open-what-if.js';
import { reportOfWhatIf, whatIfInstitutionOf } from '../../../src/app/what-if/stored-what-if-parse.js';
import { cancelWhatIf, startWhatIf, whatIf } from '../../../src/app/what-if/what-if-job.js';
import type { WhatIfCandidate } from '../../../src/app/what-if/open/what-if-request.js';
import { movedCases, type MovedCase } from '../../../src/app/what-if/what-if-cases.js';
import type { CaseScore } from '../../../src/app/scoring/score-case.js';
import { casesOfYear, workOutWhatIf } from '../../../src/app/what-if/work-out-what-if.js';
import { must } from '../../../src/engine/kit/assert.js';
import { add, decimal, printFen, printShort, subtract, yuanToFen, ZERO, type Fraction } from '../../../src/engine/number/quantity.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { freezeInBlocks } from '../../support/shards.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import {
  edits,
  parameter,
  testPlatform,
  tinyCase as tinyCases,
  tinyCities,
  tinyDocument,
  version,
  type Edit,
  type TinyCity,
  upTo,
} from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const fen = (text: string): bigint => yuanToFen(decimal(text));

/** A row of a map table with another value; the examples go. */
function coefficient(key: readonly string[], value: string): Edit {
  return (document) => {
    const table = must(document.tables?.['baseCoefficients'], 'table') as Extract<
      NonNullable<RulesetDocument['tables']>[string],
      { kind: 'map' }
    >;
    const rows = table.rows.map((row) => (row.key.join() === key.join() ? { ...row, value } : row));
    return { ...document, tables: { ...document.tables, baseCoefficients: { ...table, rows } }, examples: [] };
  };
}

async function work(city: TinyCity, candidates: readonly WhatIfCandidate[], cut?: (year: FrozenYear) => readonly BlockShard[]) {
  const { platform, key } = city;
  const { read } = platformCaller(platform);
  const opened = await openWhatIf(platform, read, await freezeYear(platform, read, key), candidates);
  return await workOutWhatIf(platform, opened, undefined, cut);
}

async function run(city: TinyCity, idempotencyKey: string, candidates: readonly WhatIfCandidate[], caller = platformCaller(city.platform)) {
  const started = await startWhatIf(city.platform, caller, { ...city.key, idempotencyKey, candidates });
  await started.done;
  const record = await whatIf(platformCaller(city.platform), city.regionCode, started.whatIf.id);
  const rows = async (candidate = 0): Promise<readonly WhatIfInstitutionRow[]> =>
    (await city.read(({ whatIfs }) => whatIfs.rows(city.regionCode, record.id, { candidate, kind: 'INSTITUTION', limit: 1_000 }))).map(
      whatIfInstitutionOf,
    );
  return { record, report: reportOfWhatIf(record), rows };
}

const HIGHER: WhatIfCandidate = { name: '系数 1.25', set: [{ target: 'baseCoefficients[A,EMPLOYEE]', value: '1.25' }] };

/** What is stored of runs: nothing of a what-if may be among it. */
async function storedRuns(city: TinyCity): Promise<unknown> {
  const { items } = await city.read(({ runs }) => runs.list(city.regionCode, { first: 100 }));
  return items.map(({ id, status, totals }) => [id, status, totals.resultHash]);
}

it('N25-32 situations that are decided otherwise have their cases: as the cases themselves say, whichever way they are cut', async () => {
  const city = await nextCity().make({ cases: 400 });
  const lower: WhatIfCandidate = { name: '界值', set: [{ target: 'deviationHigh', value: '1.5' }] };
  const { report, record } = await run(city, 'situations', [lower, HIGHER]);
  const result = must(report?.candidates[0]?.result ?? undefined, 'result');
  const { list: all, others } = must(result.situations, 'situations');
  expect(others).toBe(0);
  const list = all.filter(({ decision }) => decision === 'deviation');
  // Two paths to one number: pairs of outcomes, and the text of each case's deviation.
  const ways = result.ways.filter(({ output }) => output === 'deviation');
  const byWay = (from: string, to: string): number =>
    list
      .filter((one) => one.decision === 'deviation' && one.before === from && one.after === to)
      .reduce((sum, { cases }) => sum + cases, 0);
  expect(ways.length).toBeGreaterThan(0);
  for (const { from, to, cases } of ways) expect([from, to, byWay(from, to)]).toEqual([from, to, cases]);
  expect(list.reduce((sum, { cases }) => sum + cases, 0)).toBe(ways.reduce((sum, { cases }) => sum + cases, 0));
  const { cases } = await movedCases(city.platform, platformCaller(city.platform), {
    ...{ regionCode: city.regionCode, id: record.id, candidate: 0, output: 'deviation', first: 100 },
  });
  expect(cases.length).toBe(list.reduce((sum, one) => sum + one.cases, 0));
  await pagesLike(city, record.id, cases);
  // As an upgrade leaves a region: its cases are not frozen. That begins when they are asked for, and is waited for by nobody.
  await test.database.pool.query('DELETE FROM case_block WHERE region_code = $1', [city.regionCode]);
  await test.database.pool.query('UPDATE case_block_state SET through_import_seq = 0 WHERE region_code = $1', [city.regionCode]);
  const asked = { regionCode: city.regionCode, id: record.id, candidate: 0, first: 1 };
  const again = (): Promise<unknown> => movedCases(city.platform, platformCaller(city.platform), asked);
  await expect(again()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect.poll(again, { timeout: 20_000 }).toMatchObject({ cases: [{ record: { seq: cases[0]?.record.seq } }] });
  const pointsOf = (score: CaseScore | UserError): Fraction => decimal(score instanceof UserError ? '0' : (score.printed('points') ?? '0'));
  const moved = cases.reduce((sum, { before, after }) => add(sum, subtract(pointsOf(after), pointsOf(before))), ZERO);
  expect(printShort(list.reduce((sum, one) => add(sum, decimal(one.points)), ZERO))).toBe(printShort(moved));
  // A coefficient changes no situation, but its table's value.
  expect(report?.candidates[1]?.result?.situations).toEqual({ list: [], others: 0 });
});

/** Page by page, of the region and of each hospital, the same cases come in the same order: hospital by hospital, as they came. */
async function pagesLike(city: TinyCity, id: string, cases: readonly MovedCase[]): Promise<void> {
  const seqs = cases.map(({ record }) => record.seq);
  const inOrder = [...cases].sort(({ record: a }, { record: b }) =>
    a.institutionCode === b.institutionCode ? Number(a.seq - b.seq) : a.institutionCode < b.institutionCode ? -1 : 1,
  );
  expect(seqs).toEqual(inOrder.map(({ record }) => record.seq));
  for (const institutionCode of [undefined, ...new Set(cases.map(({ record }) => record.institutionCode))]) {
    const wanted = {
      regionCode: city.regionCode,
      id,
      candidate: 0,
      output: 'deviation',
      first: 3,
      ...(institutionCode && { institutionCode }),
    } as const;
    const found: bigint[] = [];
    for (let next: bigint | null = -1n; next !== null;) {
      const page = await movedCases(city.platform, platformCaller(city.platform), {
        ...wanted,
        ...(next < 0n ? {} : { begin: { after: next } }),
      });
      expect(page.cases.length).toBeLessThanOrEqual(3);
      found.push(...page.cases.map(({ record }) => record.seq));
      next = page.next;
    }
    expect(found).toEqual(
      seqs.filter((_, index) => institutionCode === undefined || cases[index]?.record.institutionCode === institutionCode),
    );
  }
}

it('N25-32 chosen months: each case is moved by the candidate in whose days it counts, and by no other', async () => {
  const city = await nextCity().make({ cases: 400 });
  const over = (name: string, days: Pick<WhatIfCandidate, 'effectiveFrom' | 'effectiveTo'>): WhatIfCandidate => ({
    ...HIGHER,
    name,
    ...days,
  });
  const { report, record } = await run(city, 'months', [
    over('全年', {}),
    over('上半年', { effectiveTo: '2024-06-30' }),
    over('第三季度', { effectiveFrom: '2024-07-01', effectiveTo: '2024-09-30' }),
    over('第四季度', { effectiveFrom: '2024-10-01' }),
  ]);
  const [year = 0, ...parts] = (report?.candidates ?? []).map(({ result }) => result?.moved ?? 0);
  expect(Math.min(...parts)).toBeGreaterThan(0);
  expect(parts.reduce((sum, one) => sum + one, 0)).toBe(year);
  const { cases } = await movedCases(city.platform, platformCaller(city.platform), {
    ...{ regionCode: city.regionCode, id: record.id, candidate: 2, first: 100 },
  });
  expect(cases.every(({ record: one }) => one.dischargeDate >= '2024-07-01' && one.dischargeDate <= '2024-09-30')).toBe(true);
  const outside = work(city, [over('倒置', { effectiveFrom: '2024-07-01', effectiveTo: '2024-06-30' })]);
  await expect(outside).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
});

it('N25-32 one coefficient changed: each hospital to the fen as two real runs pay, what is won and lost comes to 0.00', async () => {
  const city = await nextCity().make({ cases: 300 });
  const before = await city.clear({ idempotencyKey: 'in force' });
  expect(before.failure).toBeNull();
  const stored = await storedRuns(city);
  const { record, report, rows } = await run(city, 'one coefficient', [HIGHER]);
  expect(record.failure).toBeNull();
  expect(await storedRuns(city)).toEqual(stored);
  const candidate = must(report?.candidates[0], 'candidate');
  expect(candidate.changes).toMatchObject([{ target: 'baseCoefficients[A,EMPLOYEE]', zh: '基本系数表', before: '1.2', after: '1.25' }]);
  const result = must(candidate.result ?? undefined, 'result');
  expect(result.entitlement.difference).toBe('0.00');
  expect(result.fund.difference).toBe('0.00');

  // The same change published as a version of its own and cleared for real.
  const other = nextCity();
  await other.makeRegion();
  await other.putCatalogue((await other.load(coefficient(['A', 'EMPLOYEE'], '1.25'))).groupingHash);
  await other.putCases(upTo(300).map((i) => tinyCases(i)));
  await other.putYear();
  const after = await other.clear({ idempotencyKey: 'changed' });
  expect(after.failure).toBeNull();
  const statements = async (of: TinyCity, runNo: number) =>
    new Map(
      (await of.read(({ runResults }) => runResults.statements(of.regionCode, runNo))).map(
        ({ institutionCode, payableFen, points, steps }) => [
          institutionCode,
          {
            payable: printFen(payableFen),
            points,
            entitlement: must((steps as readonly { readonly amount: string }[])[0], 'first line').amount,
          },
        ],
      ),
    );
  const [old, fresh] = [await statements(city, before.runNo), await statements(other, after.runNo)];
  const found = await rows();
  expect(found.map(({ code, entitlement, payable }) => [code, entitlement, payable])).toEqual(
    [...old].map(([code, a]) => {
      const b = must(fresh.get(code), code);
      const change = (x: string, y: string) => ({ before: x, after: y, difference: printFen(fen(y) - fen(x)) });
      return [code, change(a.entitlement, b.entitlement), change(a.payable, b.payable)];
    }),
  );
  expect(found.some(({ entitlement }) => entitlement.difference !== '0.00')).toBe(true);
  expect(found.reduce((sum, { entitlement }) => sum + fen(entitlement.difference), 0n)).toBe(0n);
  for (const { byRule, byPrice, byRest, byLater, payable } of found)
    expect(fen(byRule) + fen(byPrice) + fen(byRest) + fen(byLater)).toBe(fen(payable.difference));
  expect(result.side.pointValue).toBe(after.totals.pointValue);
  expect(report?.baseline.pointValue).toBe(before.totals.pointValue);
  expect(result.movedBy.map(({ output }) => output)).toContain('institutionCoefficient');
});

it('N25-32 ties whatever is changed and however the cases are cut: four parts add up, the whole is what the funds differ by', async () => {
  const city = await nextCity().make({ cases: 90 });
  const { platform, key } = city;
  const { read } = platformCaller(platform);
  const snapshot = await freezeYear(platform, read, key);
  await city.write((unit) => freezeInBlocks(unit, city.regionCode, 4));
  const { blocks } = await city.read(({ frozenCases }) => frozenCases.open(casesOfYear(snapshot)));
  const decimals = (min: number, max: number) => fc.integer({ min, max }).map((n) => (n / 100).toFixed(2));
  const candidates = fc.record({
    coefficient: decimals(50, 200),
    high: decimals(120, 600),
    income: fc.integer({ min: 3_000_000, max: 9_000_000 }).map((n) => `${n}.00`),
    band: decimals(0, 100),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: blocks.length - 1 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(candidates, cuts, fc.boolean(), async ({ coefficient: value, high, income, band }, at, reversed) => {
      const candidate: WhatIfCandidate = {
        name: 'drawn',
        set: [
          { target: 'baseCoefficients[B,EMPLOYEE]', value },
          { target: 'deviationHigh', value: high },
          { target: 'overrunBands[0.1]', value: band },
          { target: 'overrunBands[*]', value: band },
        ],
        budget: [{ name: 'income', value: income }],
      };
      const edges = [...new Set([0, ...at, blocks.length])].sort((a, b) => a - b);
      const shardsOf = (year: FrozenYear): BlockShard[] => edges.slice(1).map((end, index) => year.blocks.slice(edges[index], end));
      const whole = await work(city, [candidate]);
      const cut = await work(city, [candidate], (year) => (reversed ? shardsOf(year).reverse() : shardsOf(year)));
      expect(cut).toEqual(whole);
      const result = must(whole.report.candidates[0]?.result ?? undefined, 'result');
      const rows = must(whole.rows[0], 'rows').institutions;
      expect(rows.reduce((sum, row) => sum + fen(row.entitlement.difference), 0n)).toBe(fen(result.fund.difference));
      for (const { byRule, byPrice, byRest, byLater, payable } of rows)
        expect(fen(byRule) + fen(byPrice) + fen(byRest) + fen(byLater)).toBe(fen(payable.difference));
    }),
    { numRuns: 12 },
  );
});

it('N25-32 scores no case again for a change that reaches none, and comes to the bytes of scoring them all anew', async () => {
  const city = await nextCity().make({ cases: 300 });
  await city.putYear({ income: '2000000.00', outOfRegionPlan: '250000.00' });
  const later: WhatIfCandidate = {
    name: '超支分担',
    set: [{ target: 'overrunBands[0.10]', value: '0.30' }],
    actuals: [{ name: 'adjustmentFundBalance', value: '5000.00' }],
  };
  const known = await work(city, [later]);
  expect(known.report.candidates[0]?.sameCases).toBe(true);
  expect(known.report.candidates[0]?.result?.moved).toBe(0);
  expect(known.report.candidates[0]?.result?.entitlement.difference).toBe('0.00');
  expect(must(known.rows[0], 'rows').institutions.some(({ byLater }) => byLater !== '0.00')).toBe(true);

  // A rule that reaches cases and changes nothing for them: every case is scored again.
  const anew = await work(city, [{ ...later, set: [...(later.set ?? []), { target: 'extremeRatio', value: '99' }] }]);
  const { name: _, changes: __, inputHash: ___, sameCases, ...rest } = must(anew.report.candidates[0], 'candidate');
  const first = must(known.report.candidates[0], 'candidate');
  expect(sameCases).toBe(false);
  const figures = (result: typeof rest.result) => ({
    ...result,
    side: { ...result?.side, inputHash: '', rulesets: [] },
    situations: undefined,
  });
  expect(figures(rest.result)).toEqual(figures(first.result));
  expect(anew.rows).toEqual(known.rows);

  // What is known is found by what it depends on: a case more, and everything is scored again.
  await city.putCases([tinyCases(900)]);
  const more = await work(city, [later]);
  expect(more.report.baseline.cases).toBe(known.report.baseline.cases + 1);
});

it('N25-32 sets a stored version, a text, inputs and a day beside each other; one that can’t be settled leaves the others alone', async () => {
  const city = await nextCity().make({ cases: 300 });
  await city.load(version('2024.9', '2025-01-01'), parameter('deviationHigh', '1.5'));
  const text = await tinyDocument((document) =>
    edits(version('draft', '2024-01-01'), parameter('deviationHigh', '1.5'))({ ...document, region: city.regionCode }),
  );
  const { report, rows, record } = await run(city, 'four sides', [
    { name: '版本', version: '2024.9' },
    { name: '文本', rulesetText: text },
    { name: '下半年', version: '2024.9', effectiveFrom: '2024-07-01' },
    {
      name: '没有钱',
      budget: [
        { name: 'income', value: '1.00' },
        { name: 'outOfRegionPlan', value: '1.00' },
      ],
    },
  ]);
  expect(record.failure).toBeNull();
  const [stored, draft, half, poor] = must(report, 'report').candidates;
  expect(await rows(0)).toEqual(await rows(1));
  expect(stored?.result?.entitlement).toEqual(draft?.result?.entitlement);
  expect(half?.result?.side.rulesets.map(({ from, to }) => [from, to])).toEqual([
    ['2024-01-01', '2024-06-30'],
    ['2024-07-01', '2024-12-31'],
  ]);
  expect(half?.result?.moved).toBeLessThan(stored?.result?.moved ?? 0);
  expect(poor?.result).toBeNull();
  expect(poor?.failure).toMatchObject({ code: 'EVALUATION_FAILED' });
  expect(poor?.failure?.zh).toContain('没有可分配的基金');
  expect(await rows(3)).toEqual([]);

  const facts = await run(city, 'facts', [
    { name: '扣减', institutions: [{ institutionCode: 'H1', name: 'deduction', value: '0.00' }] },
    { name: '指标', institutions: [{ institutionCode: 'H1', name: 'cmi', value: '1.60' }] },
  ]);
  expect((await facts.rows(0)).map(({ code, byLater }) => [code, byLater])).toEqual([
    ['H1', '1234.57'],
    ['H2', '0.00'],
    ['H3', '0.00'],
  ]);
  expect(facts.report?.candidates[1]?.changes).toMatchObject([
    {
      ...{ target: 'H1.cmi', zh: '医院 H1 上年病例组合指数', before: '1.30', after: '1.60' },
      said: { label: { zh: '医院 H1 上年病例组合指数' }, before: { zh: '1.30' }, after: { zh: '1.60' } },
    },
  ]);
  expect((await facts.rows(1)).map(({ entitlement }) => entitlement.difference)).not.toContain('0.00');
});

it('N21-17 shows what a mid-year revision of the budget does to every hospital: the sum is what the fund differs by', async () => {
  const city = await nextCity().make({ cases: 60 });
  const { report, rows } = await run(city, 'revision', [{ name: '年中调整', budget: [{ name: 'income', value: '5100000.00' }] }]);
  const result = must(report?.candidates[0]?.result ?? undefined, 'result');
  // 100,000.00 more income, of which the reserve takes a tenth.
  expect(result.fund.difference).toBe('90000.00');
  expect(result.entitlement.difference).toBe('90000.00');
  expect(report?.candidates[0]?.sameCases).toBe(true);
  for (const { byRule, byPrice, entitlement, byRest } of await rows()) {
    expect(byRule).toBe('0.00');
    expect(fen(byPrice) + fen(byRest)).toBe(fen(entitlement.difference));
  }
});

async function refusal(work: Promise<unknown>): Promise<UserError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

it('refuses a bad candidate as a check would say it, and nothing is queued', async () => {
  const city = await nextCity().make({ cases: 9 });
  const start = (candidates: readonly WhatIfCandidate[]) =>
    refusal(startWhatIf(city.platform, platformCaller(city.platform), { ...city.key, idempotencyKey: 'bad', candidates }));
  const broken = await start([
    { name: 'x', rulesetText: await tinyDocument((document) => ({ ...document, region: city.regionCode, parameters: {} })) },
  ]);
  expect(broken).toBeInstanceOf(RulesetRefused);
  expect((broken as RulesetRefused).findings.map(({ code }) => code)).toContain('UNKNOWN_NAME');
  expect((await start([{ name: 'x', set: [{ target: 'addOnRounding', value: 'SIDEWAYS' }] }])).code).toBe('RULESET_INVALID');
  const fields = async (candidate: WhatIfCandidate) =>
    ((await start([candidate])) as unknown as { fields: { path: string[]; code: string }[] }).fields.map(({ path, code }) => [
      path.join('.'),
      code,
    ]);
  expect(await fields({ name: 'x', set: [{ target: 'deviationHihg', value: '2' }] })).toEqual([['candidates.0.set.0', 'UNKNOWN_TARGET']]);
  expect(await fields({ name: 'x', set: [{ target: 'baseCoefficients[C,EMPLOYEE]', value: '2' }] })).toEqual([
    ['candidates.0.set.0', 'UNKNOWN_ROW'],
  ]);
  const noBand = await start([{ name: 'x', set: [{ target: 'overrunBands[0.99]', value: '0.5' }] }]);
  expect(JSON.stringify(noBand.messages)).toContain('overrunBands[*]'); // the last band, as it is written
  expect(await fields({ name: 'x', set: [{ target: 'a b', value: '2' }] })).toEqual([['candidates.0.set.0', 'TARGET']]);
  expect(await fields({ name: 'x', set: [{ target: 'deviationHigh', value: '2,5' }] })).toEqual([['candidates.0.set.0', 'NOT_A_DECIMAL']]);
  expect(await fields({ name: 'x', budget: [{ name: 'incomes', value: '2' }] })).toEqual([['candidates.0.budget.incomes', 'UNKNOWN_FACT']]);
  expect(await fields({ name: 'x' })).toEqual([['candidates.0', 'REQUIRED']]);
  expect(await fields({ name: 'x', version: '1', rulesetText: '{}' })).toEqual([['candidates.0.version', 'BOTH']]);
  const [low, high] = ['2.1', '2.2'].map((value) => ({ target: 'deviationHigh', value }));
  expect(await fields({ name: 'x', set: [low, high].flatMap((one) => one ?? []) })).toEqual([['candidates.0.set.1', 'REPEATED']]);
  expect((await start([{ name: 'x', version: 'none' }])).code).toBe('NOT_FOUND');
  expect((await start([])).code).toBe('VALIDATION_FAILED');
  expect(await city.read(({ whatIfs }) => whatIfs.newest(city.regionCode, 10))).toEqual([]);
});

it('is for the agency: clerks, approvers and finance start one, auditors read it, institutions do neither', async () => {
  const city = await nextCity().make({ cases: 9 });
  const { record } = await run(city, 'by a clerk', [HIGHER], city.as('CLERK'));
  expect(record.status).toBe('SUCCEEDED');
  for (const role of ['APPROVER', 'FINANCE'] as const)
    expect((await run(city, role, [HIGHER], city.as(role))).record.status).toBe('SUCCEEDED');
  for (const role of ['AUDITOR', 'INTEGRATOR', 'ADMIN'] as const)
    expect((await refusal(run(city, 'no', [HIGHER], city.as(role)))).code).toBe('FORBIDDEN');
  const hospital = city.as('INSTITUTION', { institutionCode: 'H1' });
  expect((await refusal(run(city, 'no', [HIGHER], hospital))).code).toBe('FORBIDDEN');
  expect((await refusal(whatIf(hospital, city.regionCode, record.id))).code).toBe('FORBIDDEN');
  expect(await hospital.read(({ whatIfs }) => whatIfs.find(city.regionCode, record.id))).toBeUndefined();
  expect((await whatIf(city.as('AUDITOR'), city.regionCode, record.id)).resultHash).toBe(record.resultHash);
  const other = nextCity();
  await other.makeRegion();
  expect((await refusal(whatIf(other.as('CLERK'), city.regionCode, record.id))).code).toBe('FORBIDDEN');
});

it('ends one whose process is gone, cancels one that runs, and gives the same one for the same key', async () => {
  const city = await nextCity().make({ cases: 9 });
  const { platform, key, regionCode } = city;
  const caller = platformCaller(platform);
  const request = { ...key, candidates: [HIGHER] };
  const left = await city.write(({ whatIfs }) => whatIfs.create(key, request, 'left'));
  expect(await endAbandonedWhatIfs(platform, 0)).toBe(1);
  expect(await whatIf(caller, regionCode, left.id)).toMatchObject({ status: 'FAILED', failure: { code: 'INTERRUPTED' }, report: null });
  expect((await refusal(cancelWhatIf(platform, caller, regionCode, left.id))).code).toBe('CONFLICT');

  const started = await startWhatIf(platform, caller, { ...request, idempotencyKey: 'stopped' });
  const cancelled = await cancelWhatIf(platform, caller, regionCode, started.whatIf.id);
  expect(cancelled.status).toBe('CANCELLED');
  await started.done;
  const after = await whatIf(caller, regionCode, started.whatIf.id);
  expect([after.status, after.report, after.resultHash]).toEqual(['CANCELLED', null, null]);
  expect(await city.read(({ whatIfs }) => whatIfs.rows(regionCode, after.id, { candidate: 0, kind: 'INSTITUTION', limit: 9 }))).toEqual([]);

  const [a, b] = [await run(city, 'again', [HIGHER]), await run(city, 'again', [HIGHER])];
  expect(b.record.id).toBe(a.record.id);
  expect((await run(city, 'anew', [HIGHER])).record.resultHash).toBe(a.record.resultHash);

  // Whatever became of one, the audit log says which it was: by year, insurance and candidates.
  const actions = ['what-if:start', 'what-if:cancel', 'what-if:interrupted', 'what-if:finish'];
  const told = await city.read(({ audit }) => audit.genuine({ regionCode, actions }));
  expect(new Set(told.map(({ action }) => action))).toEqual(new Set(actions));
  const { year, insurance } = key;
  for (const { detail } of told) expect(detail).toMatchObject({ year, insurance, candidates: [HIGHER.name] });
});
