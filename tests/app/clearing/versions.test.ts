import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScoreRecord } from '../../../src/app/ports/clearing/ports-score.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import { parseSnapshot } from '../../../src/app/clearing/run/run-snapshot.js';
import { must } from '../../../src/engine/kit/assert.js';
import { add, decimal, multiply, printFixed, round, ZERO, type Fraction } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { parameter, testPlatform, tinyCase, tinyCities, upTo, version, yuan, type Edit, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const CASES = upTo(80).map((i) => tinyCase(i));

/** A city with these versions, one catalogue for all, and the usual cases. */
async function cityWith(...versions: readonly (readonly Edit[])[]): Promise<TinyCity> {
  const city = nextCity();
  await city.makeRegion();
  for (const edits of versions) await city.load(...edits);
  const [first] = await city.read(({ rulesets }) => rulesets.list(city.regionCode));
  await city.putCatalogue(must(first, 'version').groupingHash, { effectiveFrom: '2023-01-01' });
  await city.putYear();
  return city;
}

async function scoresOf(city: TinyCity, run: RunRecord): Promise<ReadonlyMap<string, ScoreRecord>> {
  expect(run.failure).toBeNull();
  expect(run).toMatchObject({ status: 'SUCCEEDED', stage: 'CALCULATED' });
  expect(run.totals.imbalanceFen).toBe(0n);
  const scores = await city.read(({ scores: stored }) => stored.list(city.regionCode, run.runNo, { first: 1_000, afterSeq: 0n }));
  return new Map(scores.map((score) => [score.caseNo, score]));
}

const points = ({ points: text }: ScoreRecord): Fraction => decimal(printFixed(decimal(text), 4));

/** Every score of a run must be what `scoreCase` says of the stored case today. */
async function expectSameAsScored(city: TinyCity, scores: ReadonlyMap<string, ScoreRecord>): Promise<void> {
  for (const [caseNo, stored] of scores) {
    const record = must(await city.read(({ cases }) => cases.find(city.regionCode, stored)), caseNo);
    const scored = await scoreCase(city.platform, platformCaller(city.platform), city.regionCode, record);
    expect([caseNo, scored.group?.code ?? null, scored.printed('deviation'), decimal(scored.printed('points') ?? '')]).toEqual([
      caseNo,
      stored.groupCode,
      stored.deviation,
      points(stored),
    ]);
    expect(scored.printed('institutionCoefficient')).toBe(
      stored.institutionCoefficient === null ? null : printFixed(decimal(stored.institutionCoefficient), 4),
    );
    expect(scored.printed('costRatio')).toBe(stored.costRatio);
  }
}

/** The same aggregates in another order: which says nothing about what they mean. */
const reordered: Edit = (document) => ({ ...document, aggregates: [...(document.aggregates ?? [])].reverse() });

describe('several versions inside one year', () => {
  it('each case by its own day, in whatever order the versions list their aggregates; the sums are added up (ARCHITECTURE 3)', async () => {
    const early = [version('2024.1', '2024-01-01')];
    const late = [version('2024.2', '2024-07-01'), parameter('deviationHigh', '1.2'), parameter('addOnCap', '0.02'), reordered];
    const [first, second, both] = [
      await cityWith(early),
      await cityWith([...late, version('2024.2', '2024-01-01')]),
      await cityWith(early, late),
    ];
    const runs: RunRecord[] = [];
    const scores: ReadonlyMap<string, ScoreRecord>[] = [];
    for (const city of [first, second, both]) {
      await city.putCases(CASES);
      const run = await city.clear();
      runs.push(run);
      scores.push(await scoresOf(city, run));
    }
    const [early1, late1, mixed] = scores;
    let different = 0;
    let total = ZERO;
    for (const { caseNo, dischargeDate } of CASES) {
      const [a, b, c] = [early1, late1, mixed].map((of) => must(of?.get(caseNo), caseNo));
      expect(must(c, caseNo).points).toBe(must(dischargeDate < '2024-07-01' ? a : b, caseNo).points);
      if (a?.points !== b?.points) different += 1;
      total = add(total, points(must(c, caseNo)));
    }
    expect(different).toBeGreaterThan(10);
    expect(runs[2]?.totals.totalPoints).toBe(printFixed(total, 8));
    expect(runs[2]?.rulesetIds).toHaveLength(2);
    await expectSameAsScored(both, must(mixed, 'scores'));

    const statements = await both.read(({ runResults }) =>
      runResults.scopeValues(both.regionCode, must(runs[2], 'run').runNo, 'institutionTotal'),
    );
    const recorded = CASES.filter(({ institutionCode, caseFlags }) => institutionCode === 'H1' && caseFlags.length === 0);
    const cost = recorded.reduce((sum, { totalCost }) => add(sum, totalCost), ZERO);
    const ofH1 = statements.find(({ institutionCode }) => institutionCode === 'H1');
    expect(printFixed(decimal(String(ofH1?.values['recordedCost'])), 2)).toBe(printFixed(cost, 2));
  });

  it('versions that aggregate differently, or count years differently, are refused', async () => {
    const city = await cityWith([version('2024.1', '2024-01-01')]);
    const other: Edit = (document) => ({
      ...document,
      aggregates: (document.aggregates ?? []).map((aggregate) =>
        aggregate.id === 'recordedCost' ? { ...aggregate, where: {} } : aggregate,
      ),
      examples: [],
    });
    await expect(city.load(version('2024.2', '2024-07-01'), other)).rejects.toMatchObject({
      code: 'RULESET_INVALID',
      fields: [{ code: 'YEAR_AGGREGATES' }],
    });
    const settled: Edit = (document) => ({
      ...document,
      methods: { ...document.methods, periodBy: { value: 'SETTLEMENT', basis: ['demo#1'] } },
    });
    await expect(city.load(version('2024.3', '2024-08-01'), settled)).rejects.toMatchObject({
      code: 'RULESET_INVALID',
      fields: [{ code: 'YEAR_CALENDAR' }],
    });
  });

  it('a temporary version gives the rest of the year back, and the year is cleared (R7)', async () => {
    const city = await cityWith([version('2024.1', '2024-01-01', '2024-12-31')], [version('2024.7', '2024-07-01', '2024-09-30')]);
    await city.putCases(CASES);
    const run = await city.clear();
    expect(run.failure).toBeNull();
    const [first, second] = run.rulesetIds;
    expect([run.rulesetIds.length, first === second]).toEqual([2, false]);
    const { rulesets } = parseSnapshot(await city.read(({ runs }) => runs.snapshot(city.regionCode, run.runNo)));
    expect(rulesets.map((one) => [one.version, one.from, one.to])).toEqual([
      ['2024.1', '2024-01-01', '2024-06-30'],
      ['2024.7', '2024-07-01', '2024-09-30'],
      ['2024.1', '2024-10-01', '2024-12-31'],
    ]);
  });

  it('a month is settled under the version of its last day (ZB-15)', async () => {
    const withDeposit =
      (rate: string): Edit =>
      (document) => ({
        ...document,
        parameters: { ...document.parameters, depositRate: { value: rate, unit: '1', label: { zh: '质量保证金比例' }, basis: ['demo#7'] } },
        aggregates: [
          ...(document.aggregates ?? []),
          {
            id: 'monthFund',
            of: 'case',
            sum: 'fundPaid',
            where: { inclusion: 'INCLUDED' },
            per: 'institutionMonth',
            label: { zh: '当月记账' },
          },
          { id: 'yearDeposit', of: 'institutionMonth', sum: 'depositWithheld', per: 'institutionYear', label: { zh: '全年保证金' } },
        ],
        decisions: [
          ...(document.decisions ?? []),
          {
            id: 'depositWithheld',
            scope: 'institutionMonth',
            label: { zh: '当月保证金' },
            output: { type: 'decimal', unit: 'yuan', round: { scale: 2, mode: 'HALF_UP' } },
            formula: 'monthFund * depositRate',
            basis: ['demo#7'],
          },
          {
            id: 'depositOfYear',
            scope: 'institutionYear',
            label: { zh: '全年保证金' },
            output: { type: 'decimal', unit: 'yuan', round: { scale: 2, mode: 'HALF_UP' } },
            formula: 'yearDeposit',
            basis: ['demo#7'],
          },
        ],
      });
    const city = await cityWith(
      [version('2024.1', '2024-01-01'), withDeposit('0.05')],
      [version('2024.2', '2024-07-15'), withDeposit('0.1')],
    );
    await city.putCases(CASES);
    const run = await city.clear();
    await scoresOf(city, run);
    const values = await city.read(({ runResults }) => runResults.scopeValues(city.regionCode, run.runNo, 'institutionYear'));
    for (const code of ['H1', 'H2', 'H3']) {
      const expected = upTo(12).reduce((year, month) => {
        const fund = CASES.filter(
          ({ institutionCode, dischargeDate, caseFlags }) =>
            institutionCode === code && Number(dischargeDate.slice(5, 7)) === month + 1 && caseFlags.length === 0,
        ).reduce((sum, { fundPaid }) => add(sum, fundPaid ?? ZERO), ZERO);
        const deposit = round(multiply(fund, decimal(month + 1 < 7 ? '0.05' : '0.1')), { scale: 2, mode: 'HALF_UP' });
        return add(year, deposit);
      }, ZERO);
      expect(values.find(({ institutionCode }) => institutionCode === code)?.values['depositOfYear']).toBe(printFixed(expected, 2));
    }
  });
});

describe('what changes within a year', () => {
  it('profiles: a case by the class of its own day', async () => {
    const city = await cityWith([version('2024.1', '2024-01-01')]);
    await city.addProfile('H2', 'A', '2024-07-01');
    await city.putCases(CASES);
    const scores = await scoresOf(city, await city.clear());
    await expectSameAsScored(city, scores);
    const ofH2 = CASES.filter(
      ({ institutionCode, principalDiagnosis, caseFlags }) =>
        institutionCode === 'H2' && !principalDiagnosis.startsWith('J18') && caseFlags.length === 0 && caseFlags.length === 0,
    );
    const coefficients = (late: boolean): ReadonlySet<string | null | undefined> =>
      new Set(
        ofH2
          .filter(({ dischargeDate }) => dischargeDate >= '2024-07-01' === late)
          .map(({ caseNo }) => scores.get(caseNo)?.institutionCoefficient),
      );
    expect([...coefficients(false)]).toEqual(['0.90000000']);
    expect([...coefficients(true)]).toEqual(['1.20000000']);
  });

  it('catalogues: a case by the one of its own day', async () => {
    const city = await cityWith([version('2024.1', '2024-01-01')]);
    const [ruleset] = await city.read(({ rulesets }) => rulesets.list(city.regionCode));
    await city.putCatalogue(must(ruleset, 'version').groupingHash, { version: '2024.7', effectiveFrom: '2024-07-01', points: '2000' });
    await city.putCases(CASES);
    const run = await city.clear();
    const scores = await scoresOf(city, run);
    await expectSameAsScored(city, scores);
    const doubled = CASES.filter(({ principalDiagnosis }) => principalDiagnosis.startsWith('I63')).map(({ caseNo, dischargeDate }) => {
      const { points: own, institutionCoefficient, deviation } = must(scores.get(caseNo), caseNo);
      if (deviation !== 'NORMAL' || decimal(own).n === 0n) return [];
      return [
        [
          dischargeDate >= '2024-07-01',
          printFixed(decimal(own), 4) === printFixed(multiply(decimal('2000'), decimal(institutionCoefficient ?? '')), 4),
        ],
      ];
    });
    expect(doubled.flat().length).toBeGreaterThan(10);
    for (const [isLate, isDouble] of doubled.flat()) expect(isDouble).toBe(isLate);
  });
});

describe('years that are not calendar years', () => {
  const begins =
    (yearStart: string): Edit =>
    (document) => ({ ...document, methods: { ...document.methods, calendar: { yearStart, basis: ['demo#1'] } } });

  it('from July to June: the days, the cases and the versions of the settlement year (N21-30)', async () => {
    const city = await cityWith([version('2024.1', '2024-07-01', '2025-06-30'), begins('07-01')]);
    const on = (caseNo: string, dischargeDate: string) => tinyCase(0, { caseNo, dischargeDate, admissionDate: '2024-05-01' });
    await city.putCases([on('before', '2024-06-30'), on('first', '2024-07-01'), on('last', '2025-06-30'), on('after', '2025-07-01')]);
    const scores = await scoresOf(city, await city.clear());
    expect([...scores.keys()].sort()).toEqual(['first', 'last']);
    await expectSameAsScored(city, scores);
    await expect(city.start({ year: 2023, idempotencyKey: 'earlier' })).rejects.toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
    await expect(city.start({ year: 2025, idempotencyKey: 'later' })).rejects.toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
  });

  it('by the day of settlement: cases and versions by that day, in the run and alone', async () => {
    const settled: Edit = (document) => ({
      ...document,
      methods: { ...document.methods, periodBy: { value: 'SETTLEMENT', basis: ['demo#1'] } },
    });
    const city = await cityWith(
      [version('2023.1', '2023-01-01'), settled],
      [version('2024.7', '2024-07-01'), settled, parameter('deviationHigh', '1.2')],
    );
    const at = (caseNo: string, dischargeDate: string, settlementDate: string | null) =>
      tinyCase(0, { caseNo, admissionDate: '2023-12-01', dischargeDate, settlementDate, totalCost: yuan(1_500_000) });
    await city.putCases([
      at('settled in the year', '2023-12-30', '2024-01-02'),
      at('settled after it', '2024-12-30', '2025-01-03'),
      at('settled under the later version', '2024-06-25', '2024-07-02'),
      at('settled under the earlier version', '2024-06-25', '2024-06-30'),
      at('not settled', '2024-03-01', null),
    ]);
    const scores = await scoresOf(city, await city.clear());
    expect([...scores].map(([caseNo, { deviation }]) => [caseNo, deviation]).sort()).toEqual([
      ['settled in the year', 'NORMAL'],
      ['settled under the earlier version', 'NORMAL'],
      ['settled under the later version', 'HIGH'],
    ]);
    await expectSameAsScored(city, scores);
  });
});

describe('what a scope adds up within itself', () => {
  it('is there for later scopes, too: the region’s sum of institutions’ totals in their statements (record 0013)', async () => {
    const shared: Edit = (document) => ({
      ...document,
      aggregates: [
        ...(document.aggregates ?? []),
        { id: 'allWeights', of: 'institutionTotal', sum: 'settlementWeight', per: 'institutionTotal', label: { zh: '全区权重' } },
      ],
      decisions: [
        ...(document.decisions ?? []),
        {
          ...{ id: 'weightOfRegion', scope: 'institutionYear', label: { zh: '全区权重' }, basis: ['demo#5'] },
          ...{ output: { type: 'decimal', unit: 'point', round: { scale: 8, mode: 'HALF_UP' } }, formula: 'allWeights.region' },
        },
      ],
    });
    const city = await cityWith([shared]);
    await city.putCases(CASES);
    const run = await city.clear();
    expect(run.failure).toBeNull();
    const values = async (scope: string) => await city.read(({ runResults }) => runResults.scopeValues(city.regionCode, run.runNo, scope));
    const [yearEnd] = await values('fundYearEnd');
    const statements = await values('institutionYear');
    expect(statements).toHaveLength(3);
    for (const { values: own } of statements) expect(own['weightOfRegion']).toBe(yearEnd?.values['totalWeight']);
  });
});
