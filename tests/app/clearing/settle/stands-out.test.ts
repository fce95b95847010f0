import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmClearingRun } from '../../../../src/app/clearing/confirm-clearing-run.js';
import { parseStandsOut, type StandOutCheck } from '../../../../src/app/clearing/settle/stands-out.js';
import { exportRun } from '../../../../src/app/files/export-run.js';
import type { Platform } from '../../../../src/app/kernel/platform.js';
import type { NumberedStandOut, StandOutKind } from '../../../../src/app/ports/clearing/ports-stand-out.js';
import type { RunRecord } from '../../../../src/app/ports/clearing/ports-run.js';
import { must } from '../../../../src/engine/kit/assert.js';
import type { RulesetDocument } from '../../../../src/rules/document/document.js';
import { Judge } from '../../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../../src/rules/load.js';
import { cutRun } from '../../../support/shards.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../../support/database.js';
import type { TinyCity } from '../../../support/tiny-city.js';
import {
  BUDGET,
  type Edit,
  edits,
  testPlatform,
  tinyCase,
  tinyCities,
  tinyDocument,
  upTo,
  version,
  yuan,
} from '../../../support/tiny-city.js';

const THRESHOLDS = {
  standOutCostRatioMax: '10',
  standOutFundShareMax: '0.02',
  standOutPointsChangeMax: '0.5',
  standOutMeanCostChangeMax: '0.5',
  standOutPointsShareChangeMax: '0.1',
  standOutMonthPointsMax: '6',
  standOutExcludedShareMax: '0.05',
};

/** A ruleset that states thresholds of what stands out. */
function thresholds(values: Readonly<Record<string, string>> = THRESHOLDS): Edit {
  return (document) => {
    const source = must(Object.keys(document.sources ?? {})[0], 'source');
    const parameters: RulesetDocument['parameters'] = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value, label: { zh: name }, basis: [`${source}#存疑`] }]),
    );
    return { ...document, parameters: { ...document.parameters, ...parameters } };
  };
}

describe.each(TEST_ENGINES)('what stands out in a cleared year (%s)', (engine) => {
  let test: TestDatabase;
  let platform: Platform;
  let nextCity: () => TinyCity;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    platform = testPlatform(test.store);
    nextCity = tinyCities(platform);
  });
  afterAll(() => test.close());

  /** A city of 60 cases, one of which costs a hundred times the others. */
  async function city({
    edit = thresholds(),
    order = upTo(60),
    absurd = true,
  }: { edit?: Edit; order?: readonly number[]; absurd?: boolean } = {}) {
    const made = nextCity();
    await made.makeRegion();
    const { groupingHash } = await made.load(edit);
    await made.putCatalogue(groupingHash);
    await made.putCases(order.map((i) => tinyCase(i, absurd && i === 4 ? { totalCost: yuan(100_000_000_00), fundPaid: yuan(1_00) } : {})));
    await made.putYear();
    return made;
  }

  async function listOf(made: TinyCity, { runNo }: RunRecord) {
    const [found, items] = await made.read(async ({ runs, standOuts }) => [
      must(await runs.standsOut(made.regionCode, runNo), 'run'),
      await standOuts.list(made.regionCode, runNo, { first: 1_000, afterNo: 0 }),
    ]);
    const checks = new Map(must(parseStandsOut(found.standsOut), 'summary').checks.map((check) => [check.kind, check] as const));
    const of = (kind: StandOutKind): readonly NumberedStandOut[] => items.filter((item) => item.kind === kind);
    const check = (kind: StandOutKind): StandOutCheck => must(checks.get(kind), kind);
    return { of, check, items, hash: must(found.standsOutHash, 'hash') };
  }

  it('names the one absurd case that takes a year’s money, its figure, the threshold and the parameter (B4, R3)', async () => {
    const made = await city();
    const run = await made.clear();
    expect(run.status, JSON.stringify(run.failure)).toBe('SUCCEEDED');
    const { of, check } = await listOf(made, run);
    const [ratio, ...otherRatios] = of('CASE_COST_RATIO');
    expect(ratio).toMatchObject({
      caseNo: 'C000004',
      institutionCode: 'H2',
      groupCode: 'I63',
      figure: '10000.0000',
      threshold: '10',
      parameter: 'standOutCostRatioMax',
    });
    expect(ratio?.messages.zh).toBe('H2 C000004：病例费用倍率过高，为 10000.0000，界值 10（standOutCostRatioMax）');
    expect(otherRatios).toEqual([]);
    expect(check('CASE_COST_RATIO')).toMatchObject({ count: 1, listed: 1, offBecause: null });
    expect(of('CASE_FUND_SHARE').map(({ caseNo }) => caseNo)).toEqual(['C000004']);
    expect(of('CASE_POINTS_SHARE')[0]).toMatchObject({ caseNo: 'C000004', parameter: 'standOutFundShareMax' });
  });

  it('a check without its parameter is off and says so; one of years without a year before too', async () => {
    const made = await city({ edit: thresholds({ standOutPointsChangeMax: '0.5' }) });
    const { check, items } = await listOf(made, await made.clear());
    expect(check('CASE_COST_RATIO')).toEqual({
      kind: 'CASE_COST_RATIO',
      parameter: 'standOutCostRatioMax',
      threshold: null,
      offBecause: 'NO_PARAMETER',
      count: 0,
      listed: 0,
    });
    expect(check('INSTITUTION_POINTS_CHANGE')).toMatchObject({ offBecause: 'NO_YEAR_BEFORE', threshold: '0.5' });
    expect(items.every(({ kind }) => ['GROUP_WITHOUT_MEAN', 'EXCEPTION', 'ASSUMED_FIGURE'].includes(kind))).toBe(true);
  });

  it('lists each assumption that a figure rests on once, with its cases, and none that nothing rested on', async () => {
    const made = await city({ edit: (document) => document });
    const { of, check } = await listOf(made, await made.clear());
    const listed = of('ASSUMED_FIGURE');
    const cases = new Map(listed.map(({ subject, figure }) => [subject, figure]));
    expect(cases.size).toBe(listed.length);
    expect(check('ASSUMED_FIGURE').count).toBe(listed.length);
    expect(cases.has('/decisions/13/rules/0')).toBe(false); // every group has a mean
    expect([cases.get('/decisions/6/rules/0'), cases.get('/decisions/6/otherwise')]).toEqual(['1', '59']); // one is a case of bed days
    expect(cases.get('/decisions/12/rules/0')).toBe('1'); // the absurd case alone is that dear
    expect(cases.get('/parameters/extremeRatio')).toBe('59');
    expect(Number(cases.get('/decisions/10/rules/0')) + Number(cases.get('/decisions/10/otherwise'))).toBe(59);
    expect(cases.get('/parameters/riskReserveRate')).toBeNull(); // beyond single cases
    expect(listed.find(({ subject }) => subject === '/decisions/12/rules/0')?.messages).toEqual({
      zh: '规则 “special-cost-extreme”以假设为依据（demo#4），涉及 1 例',
      en: 'the rule “special-cost-extreme” rests on an assumption (demo#4), 1 cases',
    });
  });

  it('the same cases in another order, scored in other shards, give the same list and hash', async () => {
    const [one, other] = [await city(), await city({ order: [...upTo(60)].reverse() })];
    const first = await listOf(one, await one.clear());
    const queued = await other.start();
    const selection = { ...other.key, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' } as const;
    await other.write((unit) => cutRun(unit, { ...queued, selection }, 7));
    const second = await listOf(other, await other.drive(queued));
    const seen = (items: readonly NumberedStandOut[]) => items.map(({ caseSeq: _, ...item }) => item);
    expect(seen(second.items)).toEqual(seen(first.items));
    expect(second.hash).toBe(first.hash);
    const honest = await city({ absurd: false });
    expect((await listOf(honest, await honest.clear())).hash).not.toBe(first.hash);
  });

  it('an institution whose points, cost per case and share jumped against the year before is named; its months are looked at too', async () => {
    const made = nextCity();
    await made.makeRegion();
    for (const code of ['H1', 'H2', 'H3']) await made.addProfile(code, 'A', '2023-01-01');
    const { groupingHash } = await made.load(edits(thresholds(), version('2023.1', '2023-01-01')));
    await made.putCatalogue(groupingHash, { effectiveFrom: '2023-01-01' });
    const january = { admissionDate: '2023-01-02', dischargeDate: '2023-01-09', settlementDate: '2023-01-10' };
    const earlier = { ...made.key, year: 2023 };
    await made.putCases(upTo(12).map((i) => tinyCase(i, { ...january, caseNo: `E${i}`, totalCost: yuan(1_000_000) })));
    await made.putCases(
      upTo(60).map((i) => tinyCase(i, i % 3 === 0 ? { totalCost: yuan(4_000_000) } : i > 24 ? { institutionCode: 'H1' } : {})),
    );
    await made.write(async ({ fundYears }) => {
      for (const key of [earlier, made.key]) {
        await fundYears.setBudget(key, BUDGET, { reason: '测试' });
        await fundYears.setActuals(key, { adjustmentFundBalance: '30000.00' }, { reason: '测试' });
      }
      await Promise.resolve();
    });
    await made.write(({ institutions }) =>
      institutions.addFigures(['H1', 'H2', 'H3'].map((institutionCode) => ({ ...earlier, institutionCode, name: 'cmi', value: '1.00' }))),
    );
    const before = await made.clear({ year: 2023, idempotencyKey: 'before' });
    expect(before.status, JSON.stringify(before.failure)).toBe('SUCCEEDED');
    const run = await made.clear();
    const { of, check } = await listOf(made, run);
    expect(check('INSTITUTION_POINTS_CHANGE')).toMatchObject({ offBecause: null });
    expect(of('INSTITUTION_POINTS_CHANGE')[0]).toMatchObject({ institutionCode: 'H1', parameter: 'standOutPointsChangeMax' });
    expect(of('INSTITUTION_MEAN_COST_CHANGE').map(({ institutionCode }) => institutionCode)).toContain('H1');
    expect(of('INSTITUTION_POINTS_SHARE_CHANGE').map(({ institutionCode }) => institutionCode)).toContain('H1');
    for (const { figure } of of('INSTITUTION_POINTS_SHARE_CHANGE')) expect(Math.abs(Number(figure))).toBeGreaterThan(0.1);
    expect((await listOf(made, before)).check('INSTITUTION_MONTH_POINTS')).toMatchObject({ count: 0 }); // one month only
  });

  it('a run is confirmed by another holder who states the hash of the list, once; a demo key may do it alone', async () => {
    const made = await city();
    const started = made.as('FINANCE', { holderId: 'starter' });
    const run = await made.clear();
    const { hash } = await listOf(made, run);
    const asked = { regionCode: made.regionCode, runId: run.id, standsOutHash: hash, reason: '逐条核实' };
    const confirm = (caller: ReturnType<TinyCity['as']>, more: Partial<typeof asked> = {}) =>
      confirmClearingRun(platform, caller, { ...asked, ...more });
    await expect(confirm(made.as('AUDITOR'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(confirm(started, { standsOutHash: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { currentHash: hash },
    });
    await expect(confirm(started, { reason: ' ' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(confirm(made.as('FINANCE', { holderId: run.createdById }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await confirm(made.as('DEMO', { holderId: run.createdById, sandboxOnly: true }))).stage).toBe('CONFIRMED');
    expect((await confirm(started)).stage).toBe('CONFIRMED'); // again: nothing changes
    const events = await made.read(({ audit }) => audit.list(made.regionCode, { first: 50 }));
    expect(events.filter(({ action }) => action === 'run:confirm').map(({ detail }) => detail)).toEqual([
      {
        year: 2024,
        insurance: 'EMPLOYEE',
        booked: true,
        runNo: run.runNo,
        standsOutHash: hash,
        reason: '逐条核实',
        resultHash: run.totals.resultHash,
      },
    ]);
  });

  it('a trial is not confirmed', async () => {
    const made = await city();
    await made.putCases([
      tinyCase(900, {
        attributes: new Map([['nobody', 'knows']]),
        institutionCode: 'H1',
        principalDiagnosis: 'I63.900',
        admissionDate: '2023-12-20',
        dischargeDate: '2024-01-01',
      }),
    ]);
    await made.write(async ({ institutions }) => {
      await institutions.save([{ regionCode: made.regionCode, code: 'H9', name: '没有档案' }]);
    });
    await made.putCases([tinyCase(901, { institutionCode: 'H9' })]);
    const run = await made.clear();
    expect(run.stage).toBe('TRIAL');
    const { hash, of } = await listOf(made, run);
    expect(of('EXCEPTION')[0]).toMatchObject({ caseNo: expect.any(String) as string });
    await expect(
      confirmClearingRun(platform, made.as('FINANCE'), { regionCode: made.regionCode, runId: run.id, standsOutHash: hash, reason: '试' }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('leaves as CSV, for the agency only', async () => {
    const made = await city();
    const run = await made.clear();
    const text = async (caller: ReturnType<TinyCity['as']>) => {
      const pieces: string[] = [];
      for await (const piece of await exportRun(platform, caller, { regionCode: made.regionCode, runId: run.id, what: 'standsOut' }, 'CSV'))
        pieces.push(piece);
      return pieces.join('');
    };
    const lines = (await text(made.as('AUDITOR'))).split('\n');
    expect(lines[0]).toBe('\uFEFFitemNo,kind,caseNo,institutionCode,groupCode,subject,figure,threshold,parameter,zh,en');
    expect(lines[1]).toMatch(/^1,CASE_COST_RATIO,C000004,H2,I63,,10000\.0000,10,standOutCostRatioMax,/);
    await expect(text(made.as('INSTITUTION', { institutionCode: 'H1' }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('thresholds as parameters of a ruleset', () => {
  it('one of another unit or kind is refused; none needs to be read by a rule', async () => {
    const stated =
      (parameter: object): Edit =>
      (document) => ({
        ...document,
        parameters: {
          ...document.parameters,
          standOutCostRatioMax: { label: { zh: '倍率' }, basis: [`${Object.keys(document.sources ?? {})[0]}#1`], ...parameter } as never,
        },
      });
    const codes = async (edit: Edit) =>
      (await checkRuleset(await tinyDocument(edit), () => undefined, new Judge())).findings
        .filter(({ severity }) => severity === 'ERROR')
        .map(({ code }) => code);
    expect(await codes(stated({ value: '10' }))).toEqual([]);
    expect(await codes(stated({ value: '10', unit: 'yuan' }))).toEqual(['STAND_OUT_PARAMETER']);
    expect(await codes(stated({ value: 'A', enum: ['A', 'B'] }))).toEqual(['STAND_OUT_PARAMETER']);
  });
});
