import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { REGION } from '../city.js';
import { INPUT } from '../scoring/input.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

interface Kept {
  readonly id: string | null;
  readonly example: { readonly id: string; readonly expect: Readonly<Record<string, unknown>>; readonly fired: readonly string[] } | null;
  readonly refusals: readonly { readonly zh: string }[];
}
interface Run {
  readonly id: string;
  readonly passed: boolean;
  readonly held: readonly string[];
  readonly failures: readonly { readonly field: string; readonly expected: string; readonly actual: string }[];
}
interface Draft {
  readonly draftId: string;
  readonly revision: number;
  readonly check: { readonly examples: { readonly examples: readonly Run[] } };
}

const DRAFT = 'draftId revision check { examples { examples { id passed held failures { field expected actual } } } }';
let endpoint: TestEndpoint;
let keys = 0;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

async function act(name: 'createDraft' | 'saveDraft', input: object): Promise<Draft> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { draft { ${DRAFT} } } ... on Error { message } } }`;
  const { data, errors } = await endpoint.ask<Record<string, { draft?: Draft; message?: string }>>(query, {
    key: 'CLERK',
    variables: { input: { regionCode: REGION, idempotencyKey: `k${++keys}`, ...input } },
  });
  expect(errors).toEqual([]);
  return must(data?.[name]?.draft, data?.[name]?.message ?? name);
}

const EXAMPLE = 'example(label: "留作算例") { id example refusals { zh } }';

it('keeps a scored case as an example of a draft, without what would name it; a rule that changes then fails it', async () => {
  const { draftId } = await act('createDraft', { name: '留作算例', from: { regionCode: REGION, version: '2021.1' } });
  const head = [
    { pointer: '/version', text: '2024.77' },
    { pointer: '/effective', json: '{ "from": "2024-12-01", "to": "2024-12-31" }' },
    { pointer: '/examples', json: '[]' },
  ];
  const begun = await act('saveDraft', { draftId, baseRevision: 1, patches: head, reason: '试' });
  const ask = async (key: 'CLERK' | 'INSTITUTION', input: object) =>
    endpoint.ask<{ scoreCase: { points: string; example: Kept } }>(
      `query ($input: CaseInput!, $id: String!) { scoreCase(regionCode: "${REGION}", input: $input, using: { draftId: $id }) { ... on CaseScore { points ${EXAMPLE} } ... on Error { message } } }`,
      { key, variables: { input, id: draftId } },
    );
  const { data, errors } = await ask('CLERK', INPUT);
  expect(errors).toEqual([]);
  const { points, example: kept } = must(data, 'score').scoreCase;
  expect(kept.refusals).toEqual([]);
  const example = must(kept.example, 'example');
  expect(Number(example.expect['points'])).toBe(Number(points));
  for (const told of [INPUT.caseNo, `"${INPUT.institutionCode}"`, INPUT.dischargeDate, '第一人民医院'])
    expect(JSON.stringify(example)).not.toContain(told);
  const patch = { pointer: `/examples/${example.id}`, json: JSON.stringify(example) };
  const saved = await act('saveDraft', { draftId, baseRevision: begun.revision, patches: [patch], reason: '留作算例' });
  const [run] = saved.check.examples.examples;
  expect(run).toMatchObject({ id: example.id, passed: true });
  expect(run?.held).toEqual(expect.arrayContaining([...example.fired]));
  expect((await ask('CLERK', INPUT)).data?.scoreCase.example.id).toBe(example.id);
  const factor = { pointer: `/examples/${example.id}/expect/points`, text: '1' };
  const broken = await act('saveDraft', { draftId, baseRevision: saved.revision, patches: [factor], reason: '改' });
  const [failed] = broken.check.examples.examples;
  expect(failed?.failures.map(({ field, expected }) => [field, expected])).toEqual([['points', '1']]);
  expect(Number(failed?.failures[0]?.actual)).toBe(Number(points));
});

it('every stored case can be kept, by the version that scored it, and comes out as it did', async () => {
  const { data, errors } = await endpoint.ask<{
    inpatientCases: { edges: readonly { node: { caseNo: string; score: { points: string | null; example: Kept } } }[] };
  }>(
    `{ inpatientCases(regionCode: "${REGION}", first: 20) { edges { node { caseNo score { ... on CaseScore { points ${EXAMPLE} } ... on Error { message } } } } } }`,
    { key: 'CLERK' },
  );
  expect(errors).toEqual([]);
  const nodes = must(data, 'cases').inpatientCases.edges.map(({ node }) => node);
  expect(nodes.length).toBeGreaterThan(5);
  for (const { caseNo, score } of nodes) {
    expect(score.example.refusals, caseNo).toEqual([]);
    expect(Number(score.example.example?.expect['points'] ?? 0), caseNo).toBeCloseTo(Number(score.points ?? 0), 3);
  }
});

it('is for whoever may read drafts: an institution is refused', async () => {
  const { errors } = await endpoint.ask(
    `query ($input: CaseInput!) { scoreCase(regionCode: "${REGION}", input: $input) { ... on CaseScore { ${EXAMPLE} } ... on Error { message } } }`,
    { key: 'INSTITUTION', variables: { input: INPUT } },
  );
  expect(errors[0]?.extensions?.code).toBe('FORBIDDEN');
});
