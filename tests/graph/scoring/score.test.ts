import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { expectGolden } from '../golden.js';
import { INPUT } from './input.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import { parseInput } from '../../../src/graph/cases/case-input.js';
import { explainTrace } from '../../../src/rules/explain/explain.js';
import { printExplanation } from '../../../src/rules/explain/explain-text.js';

const SCORE = `query Score($input: CaseInput!, $using: RulesetSelector, $region: String = "990300") {
  scoreCase(regionCode: $region, input: $input, using: $using) {
    __typename
    ... on CaseScore {
      caseNo runNo group { code points meanCost(level: "3") } groupKind groupPoints costRatio inclusion deviation institutionCoefficient auxiliaryFactor
      points payment specialCaseReasons flags ruleset { version } catalogue { version }
      grouping { code chosen reason { zh en } }
    }
    ... on Error { code message messages { zh en } }
    ... on ValidationError { fields { path code message } }
  }
}`;

const TRACE = `query Trace($input: CaseInput!) {
  scoreCase(regionCode: "990300", input: $input) {
    ... on CaseScore {
      trace {
        seq decision label { zh } formula formulaText { zh } substituted output unit rule ruleLabel { zh }
        basis { title article kind } inputs { fact label { zh } value unit source }
        conditions { rule text { zh } fact operator expected actual result }
      }
    }
  }
}`;

interface Scored {
  readonly scoreCase: {
    readonly __typename: string;
    readonly code?: string;
    readonly message?: string;
    readonly fields?: readonly { readonly path: readonly string[]; readonly code: string; readonly message: string }[];
    readonly [name: string]: unknown;
  };
}

describe('scoreCase (DU-6)', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  const score = async (changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
    const { data, errors } = await endpoint.ask<Scored>(SCORE, { variables: { input: { ...INPUT, ...changes }, ...more }, headers });
    return { result: data?.scoreCase, errors };
  };

  it('gives points with all that explains them, exactly (N21-21)', async () => {
    const { result, errors } = await score();
    expect(errors).toEqual([]);
    // 980.5 × (2.5 − 2 + 1) × 1.05 × 1.2 = 1853.145
    expect(result).toMatchObject({
      __typename: 'CaseScore',
      runNo: null,
      group: { code: 'I63.9_CONSERVATIVE', points: '980.5', meanCost: '10000' },
      groupKind: 'CORE',
      groupPoints: '980.5',
      costRatio: '2.50000000',
      inclusion: 'INCLUDED',
      deviation: 'HIGH',
      institutionCoefficient: '1.2000',
      auxiliaryFactor: '1.0500',
      points: '1853.1450',
      ruleset: { version: '2021.1' },
      catalogue: { version: '2024.1' },
    });
    expect(result?.grouping).toContainEqual(expect.objectContaining({ code: 'I63.9_CONSERVATIVE', chosen: true }));
  });

  it('explains every step in Chinese: golden file', async () => {
    const { data, errors } = await endpoint.ask(TRACE, { variables: { input: INPUT } });
    expect(errors).toEqual([]);
    expectGolden('trace.json', `${JSON.stringify(data?.scoreCase, null, 2)}\n`);
  });

  it('prints the explanation as text in both languages: golden files', async () => {
    const { platform } = endpoint;
    const { trace, compiled } = await scoreCase(platform, platformCaller(platform), REGION, parseInput(INPUT));
    const steps = explainTrace(trace, compiled.effective);
    expectGolden('explanation.zh.txt', `${printExplanation(steps)}\n`);
    expectGolden('explanation.en.txt', `${printExplanation(steps, 'en')}\n`);
  });

  it('gives the same reproducibility key for the same case, and another for another', async () => {
    const key = `query Key($input: CaseInput!) { scoreCase(regionCode: "990300", input: $input) { ... on CaseScore { reproducibilityKey } } }`;
    const keyOf = async (changes: Record<string, unknown>) =>
      (await endpoint.ask<Scored>(key, { variables: { input: { ...INPUT, ...changes } } })).data?.scoreCase.reproducibilityKey;
    const first = await keyOf({});
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf({ caseNo: 'X2' })).toBe(first); // a number is no input of points
    expect(await keyOf({ totalCost: '25000.01' })).not.toBe(first);
  });

  it('uses the version in force on the day of discharge, never the latest', async () => {
    expect((await score()).result?.ruleset).toEqual({ version: '2021.1' });
    const later = await score({ admissionDate: '2025-05-01', dischargeDate: '2025-05-09' });
    expect(later.result).toMatchObject({ __typename: 'CaseScore', ruleset: { version: '2025.1' } });
    expect((await score({}, { using: { on: '2025-06-01' } })).result?.ruleset).toEqual({ version: '2025.1' });
  });

  it('takes one version by its id, and refuses that of another region', async () => {
    const versions = `{ own: region(code: "990300") { ruleset(version: "2021.1") { id } } other: region(code: "370300") { ruleset(version: "2021.1") { id } } }`;
    const { data } = await endpoint.ask<Record<'own' | 'other', { ruleset: { id: string } }>>(versions);
    expect((await score({}, { using: { versionId: data?.own.ruleset.id } })).result?.ruleset).toEqual({ version: '2021.1' });
    expect((await score({}, { using: { versionId: data?.other.ruleset.id } })).result).toMatchObject({
      __typename: 'ValidationError',
      fields: [{ path: ['using', 'versionId'], code: 'OTHER_REGION' }],
    });
    const both = await score({}, { using: { versionId: data?.own.ruleset.id, on: '2024-01-01' } });
    expect(both.errors[0]?.message).toContain('Exactly one key must be specified');
  });

  it('lists everything that is wrong with a case, in the language asked for', async () => {
    const wrong = { dischargeDate: '2024-04-30', totalCost: '1.234', principalDiagnosis: 'I６3.900' };
    const { result } = await score(wrong);
    expect(result).toMatchObject({ __typename: 'ValidationError', code: 'VALIDATION_FAILED' });
    expect(result?.fields?.map(({ path, code }) => `${path.join('.')} ${code}`).sort()).toEqual([
      'dischargeDate DATES_OUT_OF_ORDER',
      'principalDiagnosis STRANGE_CHARACTER',
      'totalCost TOO_MANY_DECIMALS',
    ]);
    expect(result?.fields?.every(({ message }) => /[\u4e00-\u9fff]/.test(message))).toBe(true);
    const english = await score(wrong, {}, { 'accept-language': 'en-GB,en;q=0.9,zh;q=0.5' });
    expect(english.result?.fields?.some(({ message }) => message.includes('more than 2 decimals'))).toBe(true);
    expect(english.result?.message).toBe((english.result?.messages as { en: string }).en);
  });

  it.each([
    ['a region that is not there', {}, { region: '990999' }, 'NotFoundError', 'NOT_FOUND'],
    ['a day without a ruleset', {}, { using: { on: '2019-01-01' } }, 'StateError', 'NO_RULESET_IN_FORCE'],
    ['an institution that is not there', { institutionCode: 'H9' }, {}, 'ValidationError', 'VALIDATION_FAILED'],
  ])('answers %s by a typed result', async (_, changes, more, type, code) => {
    const { result, errors } = await score(changes, more);
    expect(errors).toEqual([]);
    expect(result).toMatchObject({ __typename: type, code });
  });

  it.each([
    [
      'a literal',
      'query { scoreCase(regionCode: "990300", input: {caseNo: "X", institutionCode: "H1", insurance: EMPLOYEE, admissionDate: "2024-05-01", dischargeDate: "2024-05-09", principalDiagnosis: "I63.900", totalCost: 25000.00}) { __typename } }',
      {},
    ],
    ['a variable', SCORE, { input: { ...INPUT, totalCost: 25000 } }],
  ])('refuses decimals as numbers in %s and says so', async (_, query, variables) => {
    const { data, errors } = await endpoint.ask(query, { variables });
    expect(data ?? null).toBeNull();
    expect(errors[0]?.message).toContain('小数须以字符串给出');
    const english = await endpoint.ask(query, { variables, headers: { 'accept-language': 'en' } });
    expect(english.errors[0]?.message).toContain('A decimal is a string');
  });

  it.each(['１２.00', '1e3', 'NaN', '1,234.50', '0x1f', ''])('refuses %j as a decimal', async (totalCost) => {
    const { errors } = await score({ totalCost });
    expect(errors[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it.each(['2025-02-29', '2024-13-01', '01/05/2024'])('refuses %s as a date', async (dischargeDate) => {
    const { errors } = await score({ dischargeDate });
    expect(errors[0]?.message).toContain('不是有效日期');
  });

  it('scores nothing for another institution’s key (institution H1 asks of H2)', async () => {
    const { data } = await endpoint.ask<Scored>(SCORE, { key: 'INSTITUTION', variables: { input: { ...INPUT, institutionCode: 'H2' } } });
    expect(data?.scoreCase).toMatchObject({ __typename: 'NotFoundError' });
    const own = await endpoint.ask<Scored>(SCORE, { key: 'INSTITUTION', variables: { input: INPUT } });
    expect(own.data?.scoreCase).toMatchObject({ __typename: 'CaseScore', points: '1853.1450' });
  });

  it('scores a batch item by item, in order', async () => {
    const query = `query Batch($inputs: [CaseInput!]!) { scoreCases(regionCode: "990300", inputs: $inputs) { scored failed results { index caseNo result { __typename ... on CaseScore { points } ... on Error { code } } } } }`;
    const inputs = [
      INPUT,
      { ...INPUT, caseNo: 'BAD', totalCost: '-1.00' },
      { ...INPUT, caseNo: 'X3', totalCost: '9000.00', fundPaid: '6000.00' },
    ];
    const { data, errors } = await endpoint.ask(query, { variables: { inputs } });
    expect(errors).toEqual([]);
    expect(data?.scoreCases).toEqual({
      scored: 2,
      failed: 1,
      results: [
        { index: 0, caseNo: 'X1', result: { __typename: 'CaseScore', points: '1853.1450' } },
        { index: 1, caseNo: 'BAD', result: { __typename: 'ValidationError', code: 'VALIDATION_FAILED' } },
        { index: 2, caseNo: 'X3', result: { __typename: 'CaseScore', points: '1235.4300' } },
      ],
    });
    const tooMany = await endpoint.ask(
      `query Batch($inputs: [CaseInput!]!) { scoreCases(regionCode: "990300", inputs: $inputs) { scored } }`,
      {
        variables: { inputs: Array.from({ length: 501 }, (_, i) => ({ ...INPUT, caseNo: `C${i}` })) },
      },
    );
    expect(tooMany.errors[0]).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
    expect(tooMany.errors[0]?.message).toContain('至多 500 例');
  });
});

describe('stored scores', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('are explained from the inputs that their run froze, and agree with what was stored', async () => {
    const query = `{ inpatientCase(regionCode: "990300", caseNo: "S100") { caseNo totalCost score { ... on CaseScore { points } }
      scores { totalCount edges { node { runNo caseNo points deviation costRatio payment inclusion group { code } outputs trace { decision output } reproducibilityKey ruleset { version } } } } } }`;
    const { data, errors } = await endpoint.ask<{
      inpatientCase: { score: { points: string }; scores: { totalCount: number; edges: { node: Record<string, unknown> }[] } };
    }>(query);
    expect(errors).toEqual([]);
    const node = data?.inpatientCase.scores.edges[0]?.node;
    expect(data?.inpatientCase.scores.totalCount).toBe(1);
    expect(node).toMatchObject({
      runNo: 1,
      caseNo: 'S100',
      deviation: 'HIGH',
      inclusion: 'INCLUDED',
      group: { code: 'I63.9_CONSERVATIVE' },
    });
    const traced = (node?.trace as { decision: string; output: string }[]).find(({ decision }) => decision === 'points');
    expect(traced?.output).toBe('2941.5000');
    expect(node?.points).toBe('2941.5000'); // as the ruleset rounds, at every door (R9)
    expect(data?.inpatientCase.score.points).toBe('2941.5000');
  });
});
