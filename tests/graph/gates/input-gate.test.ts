import fc from 'fast-check';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { must } from '../../../src/engine/kit/assert.js';
import { schema } from '../../../src/graph/schema.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

/** Texts that have broken programs: whatever Unicode has, NUL, halves of pairs, rare characters, long ones, things that mean something to SQL. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\0', 'a\0b', '\ud800', '\udfff\ud800', '𠮷'.repeat(41), `${'x'.repeat(39)}𠮷`, "';--", '%', '../..', ' ', '＝1+1'),
);

const SCALARS: Readonly<Record<string, unknown>> = {
  Int: 2024,
  Boolean: false,
  Decimal: '1.00',
  Date: '2024-01-01',
  DateTime: '2034-01-01T00:00:00Z',
};

/** A value of a type, in which one text after another comes from the generator; regions are real, so that requests get further. */
function valueOf(name: string, type: GraphQLInputType, next: () => string): unknown {
  if (isNonNullType(type)) return valueOf(name, type.ofType, next);
  if (isListType(type)) return [valueOf(name, type.ofType, next)];
  if (isEnumType(type)) return must(type.getValues()[0], name).name;
  if (isInputObjectType(type)) {
    const all: readonly GraphQLInputField[] = Object.values(type.getFields());
    const fields = type.isOneOf ? all.slice(-1) : all;
    return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.name, field.type, next)]));
  }
  const text = next();
  return name === 'regionCode' && text.length % 2 === 0 ? '990300' : (SCALARS[getNamedType(type).name] ?? text);
}

function requestOf(operation: string, field: GraphQLField<unknown, unknown>, next: () => string) {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const named = getNamedType(field.type);
  const selected = 'getFields' in named || 'getTypes' in named ? ' { __typename }' : '';
  const args = field.args.length === 0 ? ['', ''] : [`(${declared})`, `(${passed})`];
  return {
    query: `${operation} Q${args[0]} { ${field.name}${args[1]}${selected} }`,
    variables: Object.fromEntries(field.args.map(({ name, type }) => [name, valueOf(name, type, next)])),
  };
}

const ROOT_FIELDS: ReadonlyMap<string, readonly [string, GraphQLField<unknown, unknown>]> = new Map(
  [
    ...Object.values(must(schema.getQueryType(), 'query').getFields()).map((field) => ['query', field] as const),
    ...Object.values(must(schema.getMutationType(), 'mutation').getFields()).map((field) => ['mutation', field] as const),
  ]
    .filter(([, { args }]) => args.length > 0)
    .map((entry) => [entry[1].name, entry]),
);

const NESTED = `query Q($a: String!, $b: String) { region(code: "990300") { institutions(search: $a, after: $b) { totalCount edges { cursor } }
  ruleset(version: $a) { id rulesetVersions: version } rulesetVersions(after: $b) { totalCount } catalogue(version: $a) { id groups(after: $b) { totalCount } } }
  inpatientCase(regionCode: "990300", caseNo: "S001") { scores(after: $b) { totalCount } } }`;

function outcome({ errors }: { readonly errors: readonly { readonly extensions?: Record<string, unknown> }[] }): void {
  for (const { extensions } of errors) expect(extensions?.code, JSON.stringify(extensions)).not.toBe('INTERNAL');
  for (const { extensions } of errors) {
    expect(extensions).toMatchObject({ code: expect.any(String) as string, messages: { zh: expect.stringMatching(/[一-龥]/) as string } });
  }
  expect(endpoint.logged).toEqual([]);
}

describe('whatever text comes in (B2, B3)', () => {
  it.each([...ROOT_FIELDS.keys()])('%s never ends in INTERNAL', async (name) => {
    const [operation, field] = must(ROOT_FIELDS.get(name), name);
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 6 }), async (texts) => {
        let at = 0;
        const { query, variables } = requestOf(operation, field, () => must(texts[at++ % texts.length], 'text'));
        outcome(await endpoint.ask(query, { variables }));
      }),
      { numRuns: 12, examples: [[['\0']], [['\ud800']], [[`${'x'.repeat(39)}𠮷`]]] },
    );
  });

  it('arguments and cursors of nested lists never end in INTERNAL', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.oneof(
          anyText,
          anyText.map((text) => Buffer.from(text).toString('base64')),
        ),
        async (a, b) => {
          outcome(await endpoint.ask(NESTED, { variables: { a, b } }));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says in both languages where the NUL stands, in a variable and in the document', async () => {
    const voided = 'mutation V($input: VoidCasesInput!) { voidCases(input: $input) { __typename } }';
    const variables = { input: { regionCode: '990300', caseNos: ['a', 'b\0'], reason: 'x', idempotencyKey: 'k' } };
    const { errors } = await endpoint.ask(voided, { variables });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(errors[0]?.message).toBe('变量 $input.caseNos[1] 含有空字符（U+0000），请删去。');
    const english = await endpoint.ask('{ region(code: "9\\u0000") { code } }', { headers: { 'accept-language': 'en' } });
    expect(english.errors[0]?.message).toBe('The text in line 1 of the request holds a NUL character (U+0000); remove it.');
  });

  it.each(['\ud800', '\0'])(
    'a batch item that holds %j, in a value or a key, is that item’s problem, and the same request has the same answer (B3)',
    async (text) => {
      const sound = {
        caseNo: 'GATE-1',
        institutionCode: 'H1',
        insurance: 'EMPLOYEE',
        admissionDate: '2024-05-01',
        dischargeDate: '2024-05-09',
      };
      const wrong = { ...sound, principalDiagnosis: 'I63.900', totalCost: '1.00', attributes: [{ name: text, value: text }] };
      const query = `mutation I($input: ImportCasesInput!) { importCases(input: $input) { __typename ... on ImportCasesPayload { accepted rejected } } }`;
      const input = { regionCode: '990300', cases: [wrong], errorPolicy: 'SKIP', idempotencyKey: `half-${text.codePointAt(0)}` };
      for (let times = 0; times < 2; times++) {
        const { data, errors } = await endpoint.ask(query, { variables: { input } });
        expect(errors).toEqual([]);
        expect(data).toEqual({ importCases: { __typename: 'ImportCasesPayload', accepted: 0, rejected: 1 } });
      }
      expect(endpoint.logged).toEqual([]);
    },
  );

  it('an id with a NUL inside is no id of ours', async () => {
    const id = Buffer.from('InpatientCase:990300/S001%00/1').toString('base64');
    const { errors } = await endpoint.ask('query N($id: ID!) { node(id: $id) { id } }', { variables: { id } });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
  });
});

const INSTITUTIONS = `query L($c: String) { region(code: "990300") { institutions(first: 2, after: $c) { edges { node { code } } } } viewer { role } }`;

function cursor(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('a cursor that is not of the list (R8, I6)', () => {
  it('of another list: refused, and the field beside it is answered', async () => {
    const runs = await endpoint.ask<{ clearingRuns: { pageInfo: { endCursor: string } } }>(
      '{ clearingRuns(regionCode: "990300", first: 1) { pageInfo { endCursor } } }',
    );
    const variables = { c: runs.data?.clearingRuns.pageInfo.endCursor };
    const { data, errors } = await endpoint.ask(INSTITUTIONS, { variables });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
    expect(errors[0]?.message).toContain('不是本列表给出的游标');
    expect(data).toEqual({ region: null, viewer: { role: 'DEMO' } });
    const english = await endpoint.ask(INSTITUTIONS, { variables, headers: { 'accept-language': 'en' } });
    expect(english.errors[0]?.message).toContain('is not a cursor of this list');
  });

  it.each([
    ['bogus'],
    [cursor('GPC:S:H1')],
    [cursor('GPC:T:["S:370300","S:H1"]')],
    [cursor('GPC:T:["S:990300","N:1"]')],
    [cursor('GPC:T:["S:990300","S:H\0"]')],
    [cursor('GPC:J:{"a":1}')],
    [cursor('OffsetConnection:1')],
  ])('%s is refused where institutions are listed', async (c) => {
    const { errors } = await endpoint.ask(INSTITUTIONS, { variables: { c } });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
  });

  it.each([['OffsetConnection:999999999999'], ['OffsetConnection:x'], ['OffsetConnection:5000'], ['GPC:S:1']])(
    '%s is refused where versions are counted',
    async (text) => {
      const { errors } = await endpoint.ask(
        'query V($c: String) { region(code: "990300") { rulesetVersions(after: $c) { totalCount } } }',
        {
          variables: { c: cursor(text) },
        },
      );
      expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
    },
  );

  it('out of range for the database: refused, and the runs beside it are answered', async () => {
    const { data, errors } = await endpoint.ask(
      `query R($c: String) { bad: clearingRuns(regionCode: "990300", after: $c) { totalCount } good: clearingRuns(regionCode: "990300") { totalCount } }`,
      { variables: { c: cursor('GPC:T:["S:990300","N:3000000000"]') } },
    );
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
    expect(data).toBeNull(); // the list may not be null, so that nothing of the answer is left; never INTERNAL
    expect(endpoint.logged).toEqual([]);
  });

  it('the list’s own cursors lead on', async () => {
    const first = await endpoint.ask<{ region: { institutions: { pageInfo: { endCursor: string } } } }>(
      '{ region(code: "990300") { institutions(first: 1) { pageInfo { endCursor } } } }',
    );
    const { data } = await endpoint.ask(INSTITUTIONS, { variables: { c: first.data?.region.institutions.pageInfo.endCursor } });
    expect(data).toMatchObject({ region: { institutions: { edges: [{ node: { code: 'H2' } }, { node: { code: 'H3' } }] } } });
  });

  it('last with after is explained in both languages', async () => {
    const { errors } = await endpoint.ask('{ region(code: "990300") { institutions(last: 1, after: "x") { totalCount } } }');
    expect(errors[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

const GOOD = {
  caseNo: 'I5-1',
  institutionCode: 'H1',
  insurance: 'EMPLOYEE',
  admissionDate: '2024-03-01',
  dischargeDate: '2024-03-09',
  principalDiagnosis: 'I63.900',
  totalCost: '9500.00',
} as const;

describe('a batch answers item by item (I5)', () => {
  const IMPORT = `mutation I($input: ImportCasesInput!) { importCases(input: $input) { ... on ImportCasesPayload { read accepted rejected
    results { index caseNo accepted problems { path code message } } } ... on Error { code message } } }`;
  const wrong = [
    [{ ...GOOD, caseNo: 'I5-2', insurance: 'NOBODY' }, ['insurance'], 'UNKNOWN_VALUE'],
    [{ ...GOOD, caseNo: 'I5-3', totalCost: 9500 }, ['totalCost'], 'NUMBER_LITERAL'],
    [{ ...GOOD, caseNo: 'I5-4', sex: 5 }, ['sex'], 'WRONG_TYPE'],
    [{ ...GOOD, caseNo: 'I5-5', attributes: [{ name: 'x', value: 5 }] }, ['attributes', 'x'], 'WRONG_TYPE'],
    [{ ...GOOD, caseNo: 'I5-6', admissionDate: '1. March' }, ['admissionDate'], 'STRANGE_CHARACTER'],
    [{ ...GOOD, caseNo: 'I5-7', colour: 'red' }, ['colour'], 'UNKNOWN_FIELD'],
    [{ ...GOOD, caseNo: 'I5-8', principalDiagnosis: undefined }, ['principalDiagnosis'], 'REQUIRED'],
    [{ ...GOOD, caseNo: 'I5-\0' }, ['caseNo'], 'STRANGE_CHARACTER'],
  ] as const;

  it('importCases: what GraphQL would refuse is the item’s mistake, and the others go through', async () => {
    const cases = [GOOD, ...wrong.map(([item]) => item), { ...GOOD, caseNo: 'I5-9' }];
    const input = { regionCode: '990300', cases, errorPolicy: 'SKIP', dryRun: true, idempotencyKey: 'i5' };
    const { data, errors } = await endpoint.ask<{ importCases: { results: unknown[] } }>(IMPORT, { variables: { input } });
    expect(errors).toEqual([]);
    expect(data?.importCases).toMatchObject({ read: 10, accepted: 2, rejected: 8 });
    wrong.forEach(([, path, code], index) => {
      expect(data?.importCases.results[index + 1]).toMatchObject({ index: index + 1, accepted: false, problems: [{ path, code }] });
    });
  });

  it('scoreCases: the same, with an error for each', async () => {
    const { data, errors } = await endpoint.ask(
      `query S($inputs: [CaseInput!]!) { scoreCases(regionCode: "990300", inputs: $inputs) { scored failed results { index caseNo result {
         ... on CaseScore { points } ... on ValidationError { code fields { path code } } } } } }`,
      { variables: { inputs: [{ ...GOOD, insurance: 'NOBODY' }, GOOD, null] } },
    );
    expect(errors).toEqual([]);
    expect(data?.scoreCases).toMatchObject({
      scored: 1,
      failed: 2,
      results: [
        { index: 0, caseNo: 'I5-1', result: { code: 'VALIDATION_FAILED', fields: [{ path: ['insurance'], code: 'UNKNOWN_VALUE' }] } },
        { index: 1, result: { points: expect.any(String) as string } },
        { index: 2, caseNo: '', result: { code: 'VALIDATION_FAILED' } },
      ],
    });
  });

  it('what GraphQL itself refuses has a code, names the field, and speaks both languages', async () => {
    const input = { regionCode: '990300', cases: [GOOD], dryRun: 'perhaps', idempotencyKey: 'i5' };
    const { errors } = await endpoint.ask(IMPORT, { variables: { input } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.dryRun' });
    expect(errors[0]?.message).toContain('变量 $input 的 input.dryRun 有误');
    const english = await endpoint.ask('{ nothing }', { headers: { 'accept-language': 'en' } });
    expect(english.errors[0]).toMatchObject({
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', messages: { zh: expect.stringContaining('请求有误') as string } },
    });
    expect((await endpoint.ask('{ viewer')).errors[0]?.extensions?.code).toBe('GRAPHQL_PARSE_FAILED');
  });
});
