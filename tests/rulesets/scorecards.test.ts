import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScorecards } from '../../src/app/clearing/evidence/run-scorecards.js';
import { replayRun } from '../../src/app/clearing/evidence/replay-run.js';
import { PLATFORM_ACCESS, type Reader } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { setAssessment } from '../../src/app/years/set-assessment.js';
import { must } from '../../src/engine/kit/assert.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';
import { resolveAmong } from '../../scripts/ruleset-files.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { compiledOf, fileOf, FILES } from './ruleset-library.js';

const FILE = fileOf('991450', '2024.1');
const CARD = '/decisions/2/scorecard/indicators';

/** The document with something changed, or taken away: `path` is walked by keys and indexes. */
function changed(path: readonly (string | number)[], value: unknown): string {
  const document: unknown = JSON.parse(FILE.text);
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at) as object, step), document);
  Reflect.set(Object(parent) as object, must(path.at(-1), 'path'), value);
  return JSON.stringify(document);
}

async function errorsOf(text: string): Promise<readonly string[]> {
  const { findings } = await checkRuleset(text, resolveAmong(FILES), new Judge());
  return findings.filter(({ severity, code }) => severity === 'ERROR' && !code.startsWith('EXAMPLE')).map(({ code, pointer }) => `${code} ${pointer}`);
}

const inCard = (...path: readonly (string | number)[]): readonly (string | number)[] => ['decisions', 2, 'scorecard', 'indicators', ...path];

describe('a scorecard (N21-35, N25-34): what is wrong with one is said where it stands', () => {
  it('finds nothing in the one that ships, and no warning', async () => {
    const { findings } = await checkRuleset(FILE.text, resolveAmong(FILES), new Judge());
    expect(findings.filter(({ severity }) => severity !== 'INFO')).toEqual([]);
  });

  const timeliness = (bands: readonly (readonly [string, string])[]): unknown => bands.map(([when, points]) => ({ when, points }));
  const WRONG: readonly (readonly [string, readonly (string | number)[], unknown, readonly string[]])[] = [
    [
      'a gap between two bands (80 to 90 is not said)',
      inCard(0, 'scoring', 'bands'),
      timeliness([['[0.95,)', '20'], ['[0.9,0.95)', '15'], ['(,0.8)', '0']]), // prettier-ignore
      [`SCORECARD_GAP ${CARD}/0`],
    ],
    [
      'a boundary that belongs to no band',
      inCard(0, 'scoring', 'bands'),
      timeliness([['[0.95,)', '20'], ['(0.9,0.95)', '15'], ['(,0.9)', '0']]), // prettier-ignore
      [`SCORECARD_GAP ${CARD}/0`],
    ],
    [
      'bands that overlap on their boundary',
      inCard(0, 'scoring', 'bands'),
      timeliness([['[0.9,)', '20'], ['(,0.9]', '0']]), // prettier-ignore
      [`OVERLAP ${CARD}/0/scoring/bands/1`],
    ],
    [
      'a better value that scores less',
      inCard(0, 'scoring', 'bands'),
      timeliness([['[0.9,)', '10'], ['(,0.9)', '20']]), // prettier-ignore
      [`SCORECARD_DIRECTION ${CARD}/0/scoring/bands/0`],
    ],
    ['more marks than full marks', inCard(0, 'scoring', 'bands', 0, 'points'), '21', [`SCORECARD_POINTS ${CARD}/0/scoring/bands/0/points`]],
    ['an interval that is none', inCard(0, 'scoring', 'bands', 0, 'when'), '>=0.95', [`SCORECARD_CELL ${CARD}/0/scoring/bands/0/when`]],
    ['a place that is worse and scores more', inCard(5, 'scoring', 'rank', 'bands', 2, 'points'), '7', [`SCORECARD_DIRECTION ${CARD}/5/scoring/rank/bands/2`]],
    ['a line against its direction', inCard(1, 'direction'), 'LOWER', [`SCORECARD_DIRECTION ${CARD}/1/scoring/linear`]],
    ['a step of nothing', inCard(3, 'scoring', 'steps', 'every'), '0', [`SCORECARD_STEP ${CARD}/3/scoring/steps`]],
    ['a fact that nobody declared', inCard(3, 'numerator'), 'readmission', [`UNKNOWN_NAME ${CARD}/3`]],
    ['two ways to score', inCard(1, 'scoring', 'bands'), [{ when: '(,1]', points: '1' }], [`SCORING_FORM ${CARD}/1/scoring`]],
    ['a formula beside it', ['decisions', 2, 'formula'], '1', ['SCORECARD_WITH_RULES /decisions/2/formula']],
    ['no rounding', ['decisions', 2, 'output', 'round'], undefined, ['SCORECARD_STATES /decisions/2']],
    [
      'an effect that leaves 70 to 90 to otherwise (DU-9)',
      ['decisions', 5, 'table', 'rows', 1],
      { name: 'coefficient-middle', label: { zh: '恰为 70' }, when: ['[passScore,passScore]'], value: '1' },
      ['SCORECARD_GAP /decisions/5'],
    ],
  ];
  it.each(WRONG)('%s', async (_, path, value, expected) => {
    const found = await errorsOf(changed(path, value));
    expect(found.slice(0, expected.length)).toEqual(expected);
  });

  it('everything left out without data is no total', async () => {
    const document = JSON.parse(FILE.text) as { decisions: { scorecard?: { indicators: Record<string, unknown>[] } }[] };
    for (const one of document.decisions[2]?.scorecard?.indicators ?? []) one['missing'] = 'LEFT_OUT';
    expect(await errorsOf(JSON.stringify(document))).toContain(`SCORECARD_LEFT_OUT ${CARD}`);
  });

  it('a city that states the card again replaces it whole; one that writes a formula has no card any more', async () => {
    const base = await compiledOf('991450', '2024.1');
    const head = { region: '991451', version: '1', scheme: 'DIP', pointUnit: 'point', title: { zh: '乙市' }, effective: { from: '2024-01-01' } };
    const own = (decision: object): string =>
      JSON.stringify({
        ...head,
        extends: { region: '991450', version: '2024.1', effectiveHash: base.effectiveHash },
        sources: { own: { title: '乙市', kind: 'ASSUMPTION' } },
        decisions: [decision],
      });
    const total = { id: 'assessmentTotal', scope: 'institutionYear', label: { zh: '总分' }, output: { type: 'decimal', unit: '1', round: { scale: 0, mode: 'HALF_UP' } } };
    const one = {
      ...{ id: 'timely', label: { zh: '及时' }, numerator: 'listsOnTime', denominator: 'listsDue', direction: 'HIGHER', points: '100', missing: 'NONE' },
      ...{ scoring: { linear: { none: '0', full: '1' } }, basis: ['own#1'] },
    };
    const written = async (decision: object): Promise<readonly string[]> => {
      const { ruleset } = await checkRuleset(own(decision), resolveAmong(FILES), new Judge());
      return must(ruleset, 'ruleset').effective.decisions.filter(({ scope }) => scope === 'institutionYear').map(({ id }) => id).slice(0, 4); // prettier-ignore
    };
    expect(await written({ ...total, scorecard: { indicators: [one], basis: ['own#1'] } })).toEqual(['entitlement', 'timely', 'timelyScore', 'assessmentTotal']);
    expect((await written({ id: 'assessmentTotal', formula: '80', basis: ['own#1'] })).slice(0, 2)).toEqual(['entitlement', 'assessmentTotal']);
  });
});

describe.each(TEST_ENGINES)('a year with a scorecard on %s', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase(engine)));
  afterAll(() => database.close());

  it('N25-34, N21-35: recorded figures become scores, scores move deposit, sharing and entitlement; replay agrees', async () => {
    const platform = testPlatform(database.store);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, '991450', 2024);
    const plan = await city.load(FILE.text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    const figures = { listsDue: '100', listsOnTime: '94', listsPassed: '97', meanCostGrowthRate: '0.05', discharges: '100', readmissions: '4', violations: '1' };
    await setAssessment(platform, platformCaller(platform), {
      ...{ regionCode: '991450', year: 2024, insurance: 'EMPLOYEE', reason: '考核', source: '考核小组〔2025〕1号', idempotencyKey: 'assess' },
      assessments: Object.entries(figures).map(([name, value]) => ({ institutionCode: 'H01', name, value })),
    });
    const { run, statements } = await city.clear(plan);
    expect([run.status, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', 0n]);
    const read: Reader = (work) => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
    const [own] = await readScorecards(platform, read, run, 'H01');
    const card = must(own?.cards[0], 'card');
    expect(card.indicators.map(({ id, value, score, isCounted }) => [id, value, score, isCounted])).toEqual([
      ['listTimeliness', '0.94', '15.00', true],
      ['listQuality', '0.97', '17.50', true],
      ['costGrowth', '0.05', '7.50', true],
      ['readmissionRate', '0.04', '13.00', true],
      ['violationCount', '1', '8.00', true],
      // The only institution of its level: its share of places is 1.
      ['growthPlace', '0.05', '2.00', true],
      // Everybody asked was satisfied.
      ['satisfaction', '1', '10.00', true],
    ]);
    expect([card.total, card.points]).toEqual(['73.00', '100']);
    expect(card.indicators[0]).toMatchObject({
      numerator: { name: 'listsOnTime', value: '94' },
      denominator: { name: 'listsDue', value: '100' },
      by: { zh: '清单按时上传率 [0.9,0.95)' },
      evidence: { zh: '结算清单上传日志' },
    });
    const held = must(statements.find(({ institutionCode }) => institutionCode === 'H01'), 'statement');
    const amounts = new Map((held.steps as { key: string; amount: string }[]).map(({ key, amount }) => [key, amount]));
    // 70 to 90: a coefficient of 1 moves nothing; 80 % of the deposit comes back.
    expect([amounts.get('assessmentReward'), amounts.get('assessmentPenalty')]).toEqual(['0.00', '0.00']);
    const fen = (key: string): bigint => BigInt(must(amounts.get(key), key).replace(/[-.]/gu, ''));
    expect(fen('depositHeld')).toBeGreaterThan(0n);
    expect(fen('depositReturned')).toBe((fen('depositHeld') * 80n + 50n) / 100n);
    expect((await readScorecards(platform, read, run)).map(({ institutionCode }) => institutionCode)).toEqual(['H01', 'H02', 'H03']);
    expect(await replayRun(platform, platformCaller(platform), { regionCode: '991450', runId: run.id })).toMatchObject({ isIdentical: true, differences: [] });
  }, 120_000);
});
