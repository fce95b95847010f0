import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { REGION } from '../city.js';
import { INPUT } from '../scoring/input.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly pointer: string;
  readonly message: { readonly zh: string };
  readonly witness: Readonly<Record<string, string>> | null;
  readonly mend: readonly { readonly pointer: string; readonly text: string | null; readonly before: string | null }[];
  readonly takesNewResult: boolean;
  readonly cases: { readonly witness: object; readonly beside: object | null } | null;
}
interface Draft {
  readonly draftId: string;
  readonly revision: number;
  readonly check: { readonly report: { readonly findings: readonly Found[] } };
  readonly documentText: string;
}

const SELECTION =
  'draftId revision documentText check { report { findings { code severity pointer message { zh } witness takesNewResult mend { pointer text json before remove } cases { witness beside } } } }';
let keys = 0;

async function act(name: 'createDraft' | 'saveDraft', input: object): Promise<Draft> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { draft { ${SELECTION} } } ... on Error { message } } }`;
  const { data, errors } = await endpoint.ask<Record<string, { draft?: Draft; message?: string }>>(query, {
    key: 'CLERK',
    variables: { input: { regionCode: REGION, idempotencyKey: `f${++keys}`, ...input } },
  });
  expect(errors).toEqual([]);
  return must(data?.[name]?.draft, data?.[name]?.message ?? name);
}

/** A draft that begins in December 2024, with edits. */
async function drafted(patches: readonly object[]): Promise<Draft> {
  const { draftId } = await act('createDraft', { name: `校验 ${keys}`, from: { regionCode: REGION, version: '2021.1' } });
  const head = [
    { pointer: '/version', text: `2024.${keys}` },
    { pointer: '/effective', json: '{ "from": "2024-12-01", "to": "2024-12-31" }' },
    { pointer: '/examples', json: '[]' },
  ];
  return await act('saveDraft', { draftId, baseRevision: 1, patches: [...head, ...patches], reason: '试' });
}

const found = ({ check }: Draft, code: string): readonly Found[] => check.report.findings.filter((one) => one.code === code);

/** What mends a finding, as saveDraft takes it. */
const asPatches = ({ mend }: Found): readonly object[] => mend.map(({ before: _, ...patch }) => patch);

interface Scored {
  readonly points?: string;
  readonly costRatio?: string | null;
  readonly message?: string;
}
/** What a case comes to that is pasted as it stands. */
async function pasted(input: object): Promise<Scored> {
  const { data, errors } = await endpoint.ask<{ scoreCase: Scored }>(
    `query ($input: CaseInput!) { scoreCase(regionCode: "${REGION}", input: $input) { ... on CaseScore { points costRatio } ... on Error { message } } }`,
    { key: 'CLERK', variables: { input } },
  );
  expect(errors).toEqual([]);
  return must(data, 'data').scoreCase;
}

interface ScoredByDraft extends Scored {
  readonly code?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly ruleset?: { readonly version: string; readonly status: string };
}
/** What a case comes to that is pasted with the draft that it shows. */
async function byDraft(draftId: string, input: object, key = 'CLERK'): Promise<ScoredByDraft> {
  const { data, errors } = await endpoint.ask<{ scoreCase: ScoredByDraft }>(
    `query ($input: CaseInput!, $draftId: String!) { scoreCase(regionCode: "${REGION}", input: $input, using: { draftId: $draftId }) {
      ... on CaseScore { points costRatio outputs ruleset { version status } } ... on Error { code message } } }`,
    { key, variables: { input, draftId } },
  );
  expect(errors).toEqual([]);
  return must(data, 'data').scoreCase;
}

it('N25-33 a draft scores the cases of its findings: what a witness says holds of them, and nothing is given where no case has it', async () => {
  const rule = (name: string, conditions: readonly object[]) => ({
    ...{ name, label: { zh: '试' }, basis: ['sandbox#加成'] },
    conditions: { all: conditions },
    event: { type: 'deviationFactor', params: { value: '0.5' } },
  });
  const checked = await drafted([
    {
      pointer: '/decisions/deviationFactor',
      json: JSON.stringify({
        ...{ id: 'deviationFactor', hit: 'first' },
        rules: [
          rule('factor-high', [{ fact: 'deviation', operator: 'equal', value: 'HIGH' }]),
          rule('dear', [
            { fact: 'costRatio', operator: 'known', value: true },
            { fact: 'costRatio', operator: 'greaterThan', value: '3' },
            { fact: 'deviation', operator: 'equal', value: 'HIGH' },
          ]),
        ],
      }),
    },
  ]);
  const { draftId, check } = checked;
  const [shadowed] = found(checked, 'RULE_SHADOWED');
  const { outputs, points, ruleset } = await byDraft(draftId, must(shadowed?.cases ?? undefined, JSON.stringify(shadowed)).witness);
  expect(outputs).toMatchObject({ deviation: 'HIGH', deviationFactor: expect.stringMatching(/^0\.50*$/u) as unknown });
  expect(Number(outputs?.['costRatio'])).toBeGreaterThan(3);
  expect(Number((await pasted(must(shadowed?.cases ?? undefined, 'cases').witness)).points)).toBeGreaterThan(Number(points));
  expect(ruleset).toMatchObject({ version: expect.stringMatching(/^2024\./u) as unknown, status: 'DRAFT' });
  const gaps = found(checked, 'GAP');
  for (const name of ['reserveBasis', 'deductCatastrophic', 'monthlyBudget', 'assessmentScore']) {
    const about = gaps.filter(({ witness }) => witness?.[name] !== undefined);
    expect({ name, cases: about.map(({ cases }) => cases) }).toEqual({ name, cases: about.map(() => null) });
    expect(about, name).not.toEqual([]);
  }
  expect(gaps.find(({ witness }) => witness?.['costRatio'] === 'null')).toMatchObject({ cases: null });
  for (const { code, witness, cases } of check.report.findings) {
    for (const one of cases === null ? [] : [cases.witness]) {
      const score = await byDraft(draftId, one);
      expect(score.message, code).toBeUndefined();
      for (const [name, text] of Object.entries(witness ?? {})) {
        const value = score.outputs?.[name];
        if (value !== undefined) expect({ code, name, isMissing: value === null }).toEqual({ code, name, isMissing: text === 'null' });
      }
    }
  }
});

it('a draft scores for whoever may read drafts, and only where its rules say what a case gets', async () => {
  const { draftId, revision } = await drafted([]);
  expect(await byDraft(draftId, INPUT)).toMatchObject({ ruleset: { status: 'DRAFT' } });
  expect(await byDraft(draftId, INPUT, 'INSTITUTION')).toMatchObject({ code: 'FORBIDDEN' });
  expect(await byDraft('00000000-0000-4000-8000-000000000000', INPUT)).toMatchObject({ code: 'NOT_FOUND' });
  const patches = [
    { pointer: '/parameters/deviationHigh/min', text: '0' },
    { pointer: '/parameters/deviationHigh/value', text: '0.3' },
  ];
  await act('saveDraft', { draftId, baseRevision: revision, reason: '界值颠倒', patches });
  expect(await byDraft(draftId, INPUT)).toMatchObject({ code: 'RULESET_INVALID', message: expect.stringContaining('互相矛盾') as unknown });
});

it('tries a formula at a place of a draft, for whoever may read drafts: what it reads as, its unit, what is wrong and where; nothing is saved', async () => {
  const { draftId } = await drafted([]);
  const query = `query ($draftId: String!, $pointer: String!, $text: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $draftId) { revision
    formula(pointer: $pointer, text: $text) { reading unit unitWord expected expectedWord findings { severity code at length message { zh en } }
      names { kind name word unit unitWord call label { zh en } } } } }`;
  const tried = async (text: string, pointer = '/decisions/deviationFactor/rules/factor-high/event/params/formula', key = 'CLERK') => {
    type Formula = {
      readonly reading: string | null;
      readonly findings: readonly object[];
      readonly names: readonly { readonly name: string }[];
    };
    const { data, errors } = await endpoint.ask<{ rulesetDraft: { revision: number; formula: Formula | null } }>(query, {
      key,
      variables: { draftId, pointer, text },
    });
    return { formula: data?.rulesetDraft.formula, revision: data?.rulesetDraft.revision, errors };
  };
  const right = await tried('costRatio');
  expect(right).toMatchObject({ revision: 2, errors: [] });
  expect(right.formula).toMatchObject({ reading: '费用倍率', unit: '1', unitWord: '', expected: '1', expectedWord: '', findings: [] });
  expect(right.formula?.names.find(({ name }) => name === 'totalCost')).toMatchObject({ kind: 'FACT', unit: 'yuan', unitWord: '元' });
  const wrong = await tried('costRatio * pionts');
  expect(wrong.formula?.findings).toMatchObject([{ severity: 'ERROR', code: 'UNKNOWN_NAME', at: 12, length: 6 }]);
  expect((await tried('1', '/parameters/deviationLow/value')).formula).toBeNull();
  expect((await tried('1', '/decisions/inclusion/otherwise/formula')).formula).toBeNull();
  const { errors } = await tried('costRatio', undefined, 'INSTITUTION');
  expect(JSON.stringify(errors)).toContain('FORBIDDEN');
});

it('a stored case is scored by a draft as it stands: numbers of each formula and condition, whether its rule holds or not; nothing is stored', async () => {
  const { draftId, revision } = await drafted([]);
  type Rule = {
    readonly name: string;
    readonly fired: boolean;
    readonly conditions: readonly { readonly result: boolean; readonly text: { readonly zh: string } }[];
  };
  type Step = {
    readonly decision: string;
    readonly formula: string | null;
    readonly substituted: string | null;
    readonly output: string;
    readonly rule: string | null;
    readonly rules: readonly Rule[];
  };
  interface Stored {
    readonly code?: string;
    readonly trace?: readonly Step[];
  }
  const { data: listed } = await endpoint.ask<{ inpatientCases: { edges: readonly { node: { caseNo: string } }[] } }>(
    `{ inpatientCases(regionCode: "${REGION}", first: 1) { edges { node { caseNo } } } }`,
    { key: 'CLERK' },
  );
  const caseNo = must(listed?.inpatientCases.edges[0], 'a case').node.caseNo;
  const scored = async (key = 'CLERK', draft = draftId): Promise<Stored | undefined> => {
    const { data } = await endpoint.ask<{ inpatientCase: { score: Stored } | null }>(
      `query ($caseNo: String!, $draft: String!) { inpatientCase(regionCode: "${REGION}", caseNo: $caseNo) { score(using: { draftId: $draft }) {
        ... on CaseScore { trace { decision formula substituted output rule rules { name fired conditions { result text { zh } } } } } ... on Error { code } } } }`,
      { key, variables: { caseNo, draft } },
    );
    return data?.inpatientCase?.score;
  };
  const stepOf = (score: Stored | undefined, decision: string): Step =>
    must(
      score?.trace?.find((one) => one.decision === decision),
      `${decision} of ${JSON.stringify(score)}`,
    );
  const deviation = stepOf(await scored(), 'deviation');
  const low = must(
    deviation.rules.find(({ name }) => name === 'deviation-low'),
    'rule',
  );
  expect(low.conditions.length).toBeGreaterThan(1);
  expect(low.fired).toBe(low.conditions.every(({ result }) => result));
  const before = stepOf(await scored(), 'points');
  const at = before.rules.some(({ name }) => name === before.rule) ? `/rules/${before.rule ?? ''}/event/params` : '/otherwise';
  const patches = [{ pointer: `/decisions/points${at}/formula`, text: `(${before.formula ?? ''}) * 2` }];
  await act('saveDraft', { draftId, baseRevision: revision, patches });
  const after = stepOf(await scored(), 'points');
  expect(after.substituted).toBe(`${before.substituted ?? ''} * 2`);
  expect(Number(after.output)).toBeGreaterThan(Number(before.output));
  expect(await scored('CLERK', '00000000-0000-4000-8000-000000000000')).toEqual({ code: 'NOT_FOUND' });
  expect((await scored('INSTITUTION'))?.trace).toBeUndefined();
});

it('N25-33 an overlap: contradictory rules, why, the edits that mend it, and a case of the region that stands between both thresholds', async () => {
  const crossed = await drafted([
    { pointer: '/parameters/deviationHigh/min', text: '0' },
    { pointer: '/parameters/deviationHigh/value', text: '0.3' },
  ]);
  const [overlap] = found(crossed, 'OVERLAP');
  expect(overlap?.message.zh).toContain('互相矛盾');
  const [order] = found(crossed, 'THRESHOLDS_OUT_OF_ORDER');
  for (const one of [overlap, order]) {
    const { costRatio, message } = await pasted(must(one?.cases ?? undefined, JSON.stringify(one)).witness);
    expect(message).toBeUndefined();
    expect(Number(costRatio)).toBeGreaterThanOrEqual(0.3);
    expect(Number(costRatio)).toBeLessThanOrEqual(0.5);
  }
  const mended = await act('saveDraft', {
    ...{ draftId: crossed.draftId, baseRevision: crossed.revision, reason: '采用校验给的改法' },
    patches: asPatches(must(order, 'order')),
  });
  expect(found(mended, 'THRESHOLDS_OUT_OF_ORDER')).toEqual([]);
  expect(found(mended, 'OVERLAP')).toEqual([]);
});

it('N21-21 costing one fen more pays less: both cases, pasted once the draft is in force, show it', async () => {
  const falling = await drafted([
    { pointer: '/parameters/deviationHigh/value', text: '2.5' },
    {
      pointer: '/decisions/deviationFactor',
      json: JSON.stringify({
        id: 'deviationFactor',
        rules: [
          {
            name: 'factor-high',
            label: { zh: '试' },
            basis: ['sandbox#加成'],
            conditions: { all: [{ fact: 'deviation', operator: 'equal', value: 'HIGH' }] },
            event: { type: 'deviationFactor', params: { formula: 'costRatio - deviationHigh + 0.8' } },
          },
        ],
      }),
    },
  ]);
  expect(falling.check.report.findings.filter(({ severity }) => severity === 'ERROR').map(({ code }) => code)).toEqual(['FIRST_DAY_PAST']);
  const [drop, ...others] = found(falling, 'COST_MORE_PAYS_LESS');
  expect(others).toEqual([]);
  const cases = must(drop?.cases ?? undefined, JSON.stringify(drop));
  const loaded = await endpoint.ask<{ loadRuleset: { __typename: string; message?: string } }>(
    'mutation ($input: LoadRulesetInput!) { loadRuleset(input: $input) { __typename ... on Error { message } } }',
    { key: 'DEMO', variables: { input: { documentText: falling.documentText } } },
  );
  expect(loaded.data?.loadRuleset.__typename, loaded.data?.loadRuleset.message).toBe('LoadRulesetPayload');
  const [below, above] = [await pasted(cases.witness), await pasted(must(cases.beside ?? undefined, 'beside'))];
  expect(Number(above.points)).toBeLessThan(Number(below.points));
  expect(below.message ?? above.message).toBeUndefined();
});

it('points below nothing: a warning, and a case of the region that gets them', async () => {
  const { draftId, check } = await drafted([
    {
      pointer: '/decisions/deviationFactor',
      json: JSON.stringify({
        id: 'deviationFactor',
        rules: [
          {
            ...{ name: 'factor-high', label: { zh: '试' }, basis: ['sandbox#加成'] },
            conditions: { all: [{ fact: 'deviation', operator: 'equal', value: 'HIGH' }] },
            event: { type: 'deviationFactor', params: { formula: 'costRatio - deviationHigh - 1' } },
          },
        ],
      }),
    },
  ]);
  const [negative, ...others] = check.report.findings.filter(({ code }) => code === 'POINTS_NEGATIVE');
  expect(others).toEqual([]);
  expect(negative).toMatchObject({ severity: 'WARNING', pointer: expect.stringMatching(/^\/decisions\/\d+\/rules\/\d+$/u) as unknown });
  expect(negative?.message.zh).toMatch(/可能小于 0.*factor-high/u);
  const { points, message } = await byDraft(draftId, must(negative?.cases ?? undefined, JSON.stringify(negative)).witness);
  expect(message).toBeUndefined();
  expect(Number(points)).toBeLessThan(0);
});

it('every finding with a witness of a case has one that scoreCase takes: gaps, redundant, shadowed, groups whose points change', async () => {
  const rule = (name: string, value: string) => ({
    name,
    label: { zh: '试' },
    basis: ['sandbox#加成'],
    conditions: {
      all: [
        { fact: 'groupFlag.PRIMARY_CARE', operator: 'equal', value: true },
        { fact: 'ageYears', operator: 'known', value: true },
      ],
    },
    event: { type: 'institutionCoefficient', params: { value } },
  });
  const checked = await drafted([
    {
      pointer: '/decisions/institutionCoefficient',
      json: JSON.stringify({ id: 'institutionCoefficient', hit: 'first', rules: [rule('shadow', '0.9'), rule('again', '1')] }),
    },
  ]);
  const codes = new Set<string>();
  for (const { code, cases } of checked.check.report.findings) {
    if (cases === null) continue;
    codes.add(code);
    for (const one of [cases.witness, ...(cases.beside === null ? [] : [cases.beside])]) {
      expect((await pasted(one)).message, code).toBeUndefined();
    }
  }
  expect([...codes]).toContain('GAP');
  expect([...codes]).toContain('RULE_SHADOWED');
});

it('examples that come out otherwise by a change that was meant take the new results in one edit, as the finding offers it', async () => {
  const { draftId, revision } = await drafted([]);
  const wrong = (id: string, expected: object, fired: readonly string[]) => ({
    ...{ id, scope: 'institution', expect: expected, fired },
    given: { insurance: 'EMPLOYEE', institutionClass: 'TERTIARY_A_GENERAL', tcmInstitution: null, keyDiscipline: null, cmi: null },
  });
  const examples = [wrong('low', { baseCoefficient: '1.1000' }, []), wrong('high', { baseCoefficient: '1.3' }, [])];
  const edited = await act('saveDraft', {
    draftId,
    baseRevision: revision,
    patches: [{ pointer: '/examples', json: JSON.stringify(examples) }],
  });
  const failed = found(edited, 'EXAMPLE_FAILED');
  expect(failed.map(({ takesNewResult, mend }) => [takesNewResult, mend])).toEqual([
    [true, [{ pointer: '/examples/low/expect/baseCoefficient', text: '1.2', json: null, before: '"1.1000"', remove: false }]],
    [true, [{ pointer: '/examples/high/expect/baseCoefficient', text: '1.2', json: null, before: '"1.3"', remove: false }]],
  ]);
  const patches = failed.flatMap(asPatches);
  const mended = await act('saveDraft', { draftId, baseRevision: edited.revision, patches, reason: '采用新结果' });
  expect(found(mended, 'EXAMPLE_FAILED')).toEqual([]);
  expect(mended.revision).toBe(edited.revision + 1);
});
