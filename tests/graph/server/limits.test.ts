import { gzipSync } from 'node:zlib';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type Answer, type TestEndpoint } from '../endpoint.js';
import { COST_LIMITS } from '../../../src/graph/server/cost.js';
import { REQUEST_LIMITS } from '../../../src/graph/server/yoga.js';

const URL_GRAPHQL = 'http://dip.test/graphql';
const VIEWER = '{ viewer { role } }';
const BEARER = { authorization: 'Bearer dip_test_DEMO' };

describe('limits of one request', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  const codeOf = ({ errors }: Answer) => errors[0]?.extensions?.code;

  it('says what an answer cost', async () => {
    const { extensions } = await endpoint.ask('{ region(code: "990300") { institutions(first: 10) { edges { node { code name } } } } }');
    expect(extensions?.cost).toEqual({ complexity: 22, depth: 5, breadth: 6 });
  });

  it('prices lists by the page that is asked for, and refuses what is too dear before anything is read', async () => {
    const query = (first: number) =>
      `{ clearingRuns(regionCode: "990300", first: ${first}) { edges { node { statements(first: ${first}) { edges { node { trace { decision conditions { text { zh } } } } } } } } } }`;
    expect((await endpoint.ask(query(5))).errors).toEqual([]);
    const refused = await endpoint.ask(query(100));
    expect(codeOf(refused)).toBe('LIMIT_EXCEEDED');
    expect(refused.data ?? null).toBeNull();
    expect(refused.errors[0]?.message).toContain(`超过上限 ${COST_LIMITS.complexity}`);
  });

  it('prices the operation that runs, whatever stands beside it', async () => {
    const dear = `query Cheap { viewer { role } } query Dear { clearingRuns(regionCode: "990300", first: 100) { edges { node { statements(first: 100) { edges { node { trace { conditions { text { zh } } } } } } } } } }`;
    const response = await endpoint.post({ query: dear, operationName: 'Dear' });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  });

  it('prices traces per case of a batch', async () => {
    const query = `query Batch($inputs: [CaseInput!]!) { scoreCases(regionCode: "990300", inputs: $inputs) { results { result { ... on CaseScore { trace { conditions { text { zh } } } } } } } }`;
    const input = {
      caseNo: 'X',
      institutionCode: 'H1',
      insurance: 'EMPLOYEE',
      admissionDate: '2024-05-01',
      dischargeDate: '2024-05-09',
      principalDiagnosis: 'I63.900',
      totalCost: '1.00',
    };
    expect(codeOf(await endpoint.ask(query, { variables: { inputs: Array.from({ length: 500 }, () => input) } }))).toBe('LIMIT_EXCEEDED');
  });

  it(`refuses more than ${COST_LIMITS.depth} levels`, async () => {
    const parents = (levels: number) => `{ region(code: "990300") ${'{ parent '.repeat(levels)}{ code }${' }'.repeat(levels)} }`;
    expect((await endpoint.ask(parents(COST_LIMITS.depth - 2))).errors).toEqual([]);
    expect(codeOf(await endpoint.ask(parents(COST_LIMITS.depth - 1)))).toBe('LIMIT_EXCEEDED');
    expect((await endpoint.ask(parents(400))).errors[0]?.extensions?.code).toBe('LIMIT_EXCEEDED');
  });

  it.each([0, -1, 101, 1_000_000])('refuses a page of %i', async (first) => {
    const { errors } = await endpoint.ask(`{ regions(first: ${first}) { totalCount } }`);
    expect(errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors[0]?.message).toContain('1 到 100');
    expect(
      (await endpoint.ask(`query Q($n: Int) { regions(first: $n) { totalCount } }`, { variables: { n: first } })).errors[0]?.extensions
        ?.code,
    ).toBe('BAD_USER_INPUT');
  });

  it('gives 1,000 groups of a catalogue a page, and no more', async () => {
    const groups = (first: number) =>
      endpoint.ask<{ region: { catalogue: { groups: { totalCount: number; edges: readonly unknown[] } } } }>(
        `{ region(code: "990300") { catalogue { groups(first: ${first}) { totalCount edges { node { code } } } } } }`,
      );
    const { data, errors } = await groups(1_000);
    expect(errors).toEqual([]);
    expect(data?.region.catalogue.groups.edges).toHaveLength(data?.region.catalogue.groups.totalCount ?? 0);
    expect((await groups(1_001)).errors[0]?.message).toContain('1 到 1000');
  });

  it('takes 50 where no page is asked for', async () => {
    const { extensions } = await endpoint.ask('{ regions { edges { node { code } } } }');
    expect(extensions?.cost).toMatchObject({ complexity: 51 });
  });

  it(`refuses more than ${REQUEST_LIMITS.aliases} aliases`, async () => {
    const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, i) => `a${i}: viewer { role }`).join(' ')} }`;
    expect((await endpoint.ask(aliases(REQUEST_LIMITS.aliases))).errors).toEqual([]);
    const refused = await endpoint.ask(aliases(REQUEST_LIMITS.aliases + 1));
    expect(codeOf(refused)).toBe('LIMIT_EXCEEDED');
    expect(refused.errors[0]?.message).toContain('别名数');
    const english = await endpoint.ask(aliases(REQUEST_LIMITS.aliases + 1), { headers: { 'accept-language': 'en' } });
    expect(english.errors[0]?.message).toContain('aliases');
  });

  it(`refuses more than ${REQUEST_LIMITS.tokens} tokens`, async () => {
    const refused = await endpoint.ask(`{ viewer { ${'role '.repeat(REQUEST_LIMITS.tokens)} } }`);
    expect(codeOf(refused)).toBe('LIMIT_EXCEEDED');
    expect(refused.errors[0]?.message).toContain('词元数');
  });

  it(`refuses more than ${REQUEST_LIMITS.directives} directives`, async () => {
    const directives = (count: number) => `{ viewer { role ${'@skip(if: false) '.repeat(count)} } }`;
    const refused = await endpoint.ask(directives(REQUEST_LIMITS.directives + 1));
    expect(codeOf(refused)).toBe('LIMIT_EXCEEDED');
  });

  it('survives fragment bombs and cycles', async () => {
    const bomb = `query { region(code: "990300") { ...F0 } } ${Array.from({ length: 9 }, (_, i) => `fragment F${i} on Region { a${i}: parent { ...F${i + 1} } }`).join(' ')} fragment F9 on Region { code }`;
    expect((await endpoint.ask(bomb)).errors).toEqual([]);
    const wide = `query { region(code: "990300") { ...F0 } } ${Array.from({ length: 14 }, (_, i) => `fragment F${i} on Region { parent { ...F${i + 1} } rulesetInForce(on: "2024-01-01") { region { ...F${i + 1} } } }`).join(' ')} fragment F14 on Region { code }`;
    expect(codeOf(await endpoint.ask(wide))).toBe('LIMIT_EXCEEDED');
    const cycle =
      'query { region(code: "990300") { ...A } } fragment A on Region { parent { ...B } } fragment B on Region { parent { ...A } }';
    expect((await endpoint.ask(cycle)).errors[0]?.message).toContain('Cannot spread fragment');
  });

  it('refuses bodies above 2 MiB, also compressed ones', async () => {
    const large = JSON.stringify({ query: VIEWER, variables: { a: 'x'.repeat(REQUEST_LIMITS.bodyBytes) } });
    const refused = await endpoint.post(large);
    expect([refused.status, await refused.text()]).toEqual([
      413,
      expect.stringMatching(/dip grouper import.*Files within a request/) as string,
    ]);
    const packed = gzipSync(large);
    const response = await endpoint.fetch(URL_GRAPHQL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...BEARER },
      body: new Uint8Array(packed),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it('refuses batches', async () => {
    expect((await endpoint.post([{ query: VIEWER }, { query: VIEWER }])).status).toBe(400);
  });

  it('does not suggest names', async () => {
    const { errors } = await endpoint.ask('{ viewr { role } }');
    expect(errors[0]?.message).not.toMatch(/did you mean/i);
  });

  it.each(['{"query":', '{"query": 1}', '', 'null', '[]'])('answers the malformed body %j without falling over', async (body) => {
    const response = await endpoint.post(body);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect((await endpoint.ask(VIEWER)).errors).toEqual([]);
  });
});

describe('cross-site requests', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());
  const MUTATION = 'mutation { loadRuleset(input: { documentText: "{}" }) { __typename } }';

  it('need what a form can’t send: a JSON body, authorization, or x-dip-client', async () => {
    const body = JSON.stringify({ query: '{ __typename }' });
    expect((await endpoint.fetch(URL_GRAPHQL, { method: 'POST', headers: { 'content-type': 'text/plain' }, body })).status).toBe(415);
    const byGet = `${URL_GRAPHQL}?query=${encodeURIComponent('{ __typename }')}`;
    expect((await endpoint.fetch(byGet)).status).toBe(403);
    expect((await endpoint.fetch(byGet, { headers: { 'x-dip-client': 'test' } })).status).toBe(200);
    expect((await endpoint.fetch(URL_GRAPHQL, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status).toBe(200);
  });

  it('can’t run mutations by GET, nor anything from a form', async () => {
    const byGet = await endpoint.fetch(`${URL_GRAPHQL}?query=${encodeURIComponent(MUTATION)}`, { headers: BEARER });
    expect(byGet.status).toBe(405);
    const query = await endpoint.fetch(`${URL_GRAPHQL}?query=${encodeURIComponent('{ __typename }')}`, { headers: BEARER });
    expect(await query.json()).toMatchObject({ data: { __typename: 'Query' } });
    const form = await endpoint.fetch(URL_GRAPHQL, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `query=${encodeURIComponent(MUTATION)}`,
    });
    expect(form.status).toBe(415);
    const multipart = await endpoint.fetch(URL_GRAPHQL, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=X', ...BEARER },
      body: `--X\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{ __typename }"}\r\n--X--\r\n`,
    });
    expect(multipart.status).toBeGreaterThanOrEqual(400);
  });

  it('get no permission to read answers', async () => {
    const response = await endpoint.post({ query: '{ __typename }' }, { headers: { origin: 'https://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('introspection', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('is for known callers only', async () => {
    const known = await endpoint.ask<{ __schema: { types: unknown[] } }>(getIntrospectionQuery());
    expect(known.errors).toEqual([]);
    expect(known.data?.__schema.types.length).toBeGreaterThan(50);
    const unknown = await endpoint.ask(getIntrospectionQuery(), { key: null });
    expect(unknown.data ?? null).toBeNull();
    expect(unknown).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect((await endpoint.ask('{ __typename }', { key: null })).data).toEqual({ __typename: 'Query' });
  });
});
