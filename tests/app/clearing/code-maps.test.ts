import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainScore } from '../../../src/app/clearing/evidence/explain-score.js';
import type { Platform } from '../../../src/app/kernel/platform.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import type { ScoreRecord } from '../../../src/app/ports/clearing/ports-score.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { explainTrace } from '../../../src/rules/explain/explain.js';
import { printExplanation } from '../../../src/rules/explain/explain-text.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { edits, testPlatform, type TinyCity, tinyCase, tinyCities, upTo, version } from '../../support/tiny-city.js';

let test: TestDatabase;
let platform: Platform;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  platform = testPlatform(test.store);
  nextCity = tinyCities(platform);
});
afterAll(() => test.close());

const OLD: Readonly<Record<string, string>> = {
  'Q63.1': 'I63.900',
  'Q80.1': 'K80.100',
  'Q10.1': 'I10.x00x002',
  'Q11+M14.2*': 'E11.600x015+M14.2*',
};
const basis = ['demo#1'];

/** Codes of another edition are read; a case of hypertension or of one operation is excluded by a rule, so that rules read them too. */
function withMaps(document: RulesetDocument): RulesetDocument {
  const rows = (codes: Readonly<Record<string, string>>) => Object.entries(codes).map(([from, to]) => ({ from, to }));
  const excluded = (name: string, fact: string, table: string) => ({
    ...{ name, label: { zh: name }, basis },
    conditions: { all: [{ fact, operator: 'anyInCodes' as const, value: { table } }] },
    event: { type: 'inclusion', params: { value: 'EXCLUDED' } },
  });
  const decisions = (document.decisions ?? []).map((decision) => {
    if (decision.id !== 'inclusion' || !('rules' in decision)) return decision;
    const added = [
      excluded('by-diagnosis', 'otherDiagnoses', 'hypertension'),
      excluded('by-operation', 'procedures', 'excludedOperations'),
    ];
    return { ...decision, hit: 'first' as const, rules: [...(decision.rules ?? []), ...added] };
  });
  return {
    ...document,
    decisions,
    examples: [],
    tables: {
      ...document.tables,
      oldDiagnoses: { kind: 'codeMap', rows: rows(OLD), label: { zh: '旧码对照' }, basis: ['demo#2'] },
      oldOperations: { kind: 'codeMap', rows: rows({ '51.9': '51.2300' }), basis },
      hypertension: { kind: 'codes', codes: ['I10*'], basis },
      excludedOperations: { kind: 'codes', codes: ['51.2300'], basis },
    },
    methods: { ...document.methods, codes: { diagnoses: 'oldDiagnoses', operations: 'oldOperations', basis: ['demo#3'] } },
  };
}

const NEW_CODES = upTo(90).map((i) => tinyCase(i, { procedures: i % 7 === 0 ? ['54.5100', '51.2300'] : [] }));
/** The same cases, every third code reported in the old edition. */
const OLD_CODES = NEW_CODES.map((one, i): InpatientCase => {
  const back = (code: string): string => Object.entries(OLD).find(([, to]) => to === code && i % 3 !== 1)?.[0] ?? code;
  return {
    ...one,
    principalDiagnosis: back(one.principalDiagnosis),
    otherDiagnoses: one.otherDiagnoses.map(back),
    procedures: one.procedures.map((code) => (code === '51.2300' && i % 2 === 0 ? '51.9' : code)),
  };
});

interface Cleared {
  readonly city: TinyCity;
  readonly run: RunRecord;
  readonly scores: readonly ScoreRecord[];
}

async function clear(rows: readonly InpatientCase[]): Promise<Cleared> {
  const city = nextCity();
  await city.makeRegion();
  const { groupingHash } = await city.load(edits(version('2024.1', '2024-01-01'), withMaps));
  await city.putCatalogue(groupingHash);
  await city.putCases(rows);
  await city.putYear();
  const run = await city.clear();
  return { city, run, scores: await city.read(({ scores }) => scores.list(city.regionCode, run.runNo, { first: 200, afterSeq: 0n })) };
}

const told = ({ groupCode, points, payment, inclusion }: ScoreRecord) => ({ groupCode, points, payment, inclusion });

describe('a city that reads codes of other editions', () => {
  it('scores and clears old codes exactly as the insurance codes that they are read as', async () => {
    const [before, after] = [await clear(OLD_CODES), await clear(NEW_CODES)];
    expect(before.run.status).toBe('SUCCEEDED');
    expect(before.scores.map(told)).toEqual(after.scores.map(told));
    expect(before.run.totals.payableFen).toBe(after.run.totals.payableFen);
    expect(before.run.totals.pointValueFraction).toBe(after.run.totals.pointValueFraction);
    const reported = OLD_CODES.filter((one, i) => one.principalDiagnosis !== NEW_CODES[i]?.principalDiagnosis);
    expect(reported.length).toBeGreaterThan(20);
    expect(new Set(before.scores.map(({ groupCode }) => groupCode))).toEqual(new Set(['I63', 'J18', 'K80', null]));
    // As the institution reported them, so they stay.
    const stored = await before.city.read(({ cases }) =>
      cases.findBySeq(
        before.city.regionCode,
        before.scores.map(({ caseSeq }) => caseSeq),
      ),
    );
    expect(stored.map(({ principalDiagnosis }) => principalDiagnosis)).toEqual(OLD_CODES.map((one) => one.principalDiagnosis));
  });

  it('a single case scores as in the run, and both traces say which code was read as which, on what basis', async () => {
    const { city, run, scores } = await clear(OLD_CODES.slice(0, 12));
    for (const [i, one] of OLD_CODES.slice(0, 12).entries()) {
      const single = await scoreCase(platform, platformCaller(platform), city.regionCode, one);
      expect(single.printed('points')).toBe(scores[i]?.points.slice(0, -4));
    }
    const excluded = await scoreCase(platform, platformCaller(platform), city.regionCode, must(OLD_CODES[8], 'case'));
    expect(excluded.trace.slice(0, 2).map(({ decision, substituted }) => [decision, substituted])).toEqual([
      ['principalDiagnosis', 'Q80.1 → K80.100'],
      ['otherDiagnoses', 'Q10.1 → I10.x00x002, Q11+M14.2* → E11.600x015+M14.2*'],
    ]);
    const single = await scoreCase(platform, platformCaller(platform), city.regionCode, must(OLD_CODES[3], 'case'));
    const [record] = await city.read(({ cases }) => cases.findBySeq(city.regionCode, [must(scores[3], 'score').caseSeq]));
    const ofRun = await explainScore(platform, city.as('CLERK').read, run, must(record, 'case'));
    expect(ofRun.trace).toEqual(single.trace);
    expect(single.candidates.filter(({ chosen }) => chosen).map(({ group }) => group.code)).toEqual(['K80']);
    const [first, second] = explainTrace(single.trace, single.compiled.effective);
    expect(printExplanation([must(first, 'first step')])).toBe(
      [
        '1. 主要诊断编码 = K80.100',
        '   代入：Q80.1 → K80.100',
        '   依据：演示假设，不可用于真实结算 第二条 [假设]；演示假设，不可用于真实结算 第三条 [假设]',
      ].join('\n'),
    );
    const basis = [{ source: 'demo', title: '演示假设，不可用于真实结算', article: '2', kind: 'ASSUMPTION' }];
    expect(first?.inputs).toEqual([
      { fact: 'oldDiagnoses[Q80.1]', label: { zh: '旧码对照' }, value: 'K80.100', unit: null, source: 'table', basis },
    ]);
    expect(second?.seq).toBe(2);
    expect(single.trace.map(({ seq }) => seq)).toEqual(single.trace.map((_, i) => i + 1));
  });

  it('a case whose codes are all of the insurance edition has no such step', async () => {
    const { city } = await clear([must(NEW_CODES[1], 'case')]);
    const single = await scoreCase(platform, platformCaller(platform), city.regionCode, must(NEW_CODES[1], 'case'));
    expect(single.trace.filter(({ scope, decision }) => scope === 'case' && /Diagnos|procedures/.test(decision))).toEqual([]);
  });
});
