import { isInputObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from './city.js';
import { openEndpoint, testActor, type TestEndpoint } from './endpoint.js';
import { must } from '../../src/engine/kit/assert.js';
import { schema } from '../../src/graph/schema.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  endpoint.keys.set('ELSEWHERE', testActor({ role: 'FINANCE', regions: ['370300'] }));
});
afterAll(() => endpoint.close());

interface Listed {
  readonly edges: readonly { readonly cursor: string; readonly node: Readonly<Record<string, unknown>> }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
const PAGE = 'pageInfo { hasNextPage endCursor }';

async function casesOf(args: string, key = 'FINANCE'): Promise<Listed> {
  const { data, errors } = await endpoint.ask<{ inpatientCases: Listed }>(
    `{ inpatientCases(regionCode: "${REGION}", ${args}) { edges { cursor node { caseNo totalCost institution { code } } } ${PAGE} } }`,
    { key },
  );
  expect(errors).toEqual([]);
  return must(data?.inpatientCases ?? undefined, 'cases');
}
async function scoresOf(args: string, key = 'FINANCE'): Promise<Listed> {
  const { data, errors } = await endpoint.ask<{ clearingRuns: { edges: { node: { scores: Listed } }[] } }>(
    `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { scores(${args}) { edges { cursor node { caseNo points deviation revision inpatientCase { caseNo } } } ${PAGE} } } } } }`,
    { key },
  );
  expect(errors).toEqual([]);
  return must(data?.clearingRuns.edges[0]?.node.scores, 'scores');
}
const caseNos = ({ edges }: Listed): unknown[] => edges.map(({ node }) => node.caseNo);

describe('cases of a region', () => {
  it('sorted by cost, the dearest first, page by page, each once', async () => {
    const all = await casesOf('first: 100, sort: TOTAL_COST, descending: true');
    expect(caseNos(all)[0]).toBe('S100');
    const paged: unknown[] = [];
    for (let after = ''; ;) {
      const page = await casesOf(`first: 4, sort: TOTAL_COST, descending: true${after === '' ? '' : `, after: "${after}"`}`);
      paged.push(...caseNos(page));
      if (!page.pageInfo.hasNextPage) break;
      after = must(page.pageInfo.endCursor ?? undefined, 'cursor');
    }
    expect(paged).toEqual(caseNos(all));
    expect(new Set(paged).size).toBe(15);
    const last = await casesOf('last: 2, sort: TOTAL_COST, descending: true');
    expect(caseNos(last)).toEqual(caseNos(all).slice(-2));
  });

  it('by institution, number, amount, day and diagnosis', async () => {
    expect(caseNos(await casesOf('sort: CASE_NO, filter: {institutionCode: "H3"}'))).toEqual(['P001']);
    expect(
      caseNos(await casesOf('sort: CASE_NO, filter: {caseNoFrom: "S00", totalCostMax: "9500.00", dischargedFrom: "2024-03-17"}')),
    ).toEqual(['S008', 'S009']);
    expect(caseNos(await casesOf('filter: {principalDiagnosis: "K80.100"}'))).toEqual(['G001']);
    expect(caseNos(await casesOf('filter: {caseFlag: DAY_SURGERY}'))).toEqual([]);
    expect(caseNos(await casesOf('filter: {caseNoFrom: "%"}'))).toEqual([]);
  });

  it('a key of an institution sees its own; another region’s key nothing; a cursor of another order is refused', async () => {
    const own = await casesOf('first: 100', 'INSTITUTION');
    expect(new Set(own.edges.map(({ node }) => (node.institution as { code: string }).code))).toEqual(new Set(['H1']));
    const query = (args: string) => `{ inpatientCases(regionCode: "${REGION}"${args}) { edges { cursor } } }`;
    expect((await endpoint.ask(query(''), { key: 'ELSEWHERE' })).errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const cursor = must((await casesOf('first: 1')).edges[0], 'edge').cursor;
    const wrong = await endpoint.ask(query(`, sort: TOTAL_COST, after: "${cursor}"`), { key: 'FINANCE' });
    expect(wrong.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('scores of a run', () => {
  it('by deviation, group, institution and points; each with its case and revision', async () => {
    const high = await scoresOf('filter: {deviation: "HIGH"}');
    expect(high.edges.map(({ node }) => node)).toMatchObject([{ caseNo: 'S100', revision: 1, inpatientCase: { caseNo: 'S100' } }]);
    expect(caseNos(await scoresOf('filter: {groupCode: "K80.1_51.2300"}'))).toEqual(['G001']);
    const best = await scoresOf('first: 3, sort: POINTS, descending: true');
    const points = best.edges.map(({ node }) => Number(node.points));
    expect(points).toEqual([...points].sort((a, b) => b - a));
    expect(caseNos(await scoresOf('filter: {flag: "NO_SUCH_FLAG"}'))).toEqual([]);
    expect(caseNos(await scoresOf('first: 100, sort: CASE_NO', 'INSTITUTION')).length).toBeLessThan(15);
  });
});

describe('what goes in comes out (I4)', () => {
  it('every field of CaseInput is a field of InpatientCase', () => {
    const [input, output] = [schema.getType('CaseInput'), schema.getType('InpatientCase')];
    if (!isInputObjectType(input) || !isObjectType(output)) throw new Error('types');
    const renamed = new Map([['institutionCode', 'institution']]);
    const missing = Object.keys(input.getFields()).filter((name) => !((renamed.get(name) ?? name) in output.getFields()));
    expect(missing).toEqual([]);
  });
});

describe('what a run rests on, as queries', () => {
  const query = `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { scheme inputs { budgetRevision actualsRevision budget records } fundTrace { decision output basis { title } }
    accounts { account opening closing } situations(first: 2) { edges { node { number cases witnessCaseNo decisions { decision rules facts } } } pageInfo { hasNextPage } } } } } }`;
  it('an auditor reads inputs, the fund’s decisions, accounts and situations (O5)', async () => {
    const { data, errors } = await endpoint.ask<{ clearingRuns: { edges: { node: Record<string, unknown> }[] } }>(query, {
      key: 'AUDITOR',
    });
    expect(errors).toEqual([]);
    const run = must(data?.clearingRuns.edges[0], 'run').node as { fundTrace: { decision: string }[]; accounts: unknown[] } & Record<
      string,
      unknown
    >;
    expect(run).toMatchObject({ scheme: 'DIP', inputs: { budgetRevision: 1, actualsRevision: 1 } });
    expect(run.fundTrace.map(({ decision }) => decision)).toEqual(
      expect.arrayContaining(['dipBudget', 'riskReserve', 'fund', 'settlementPointValue']),
    );
    expect(run.accounts).toHaveLength(6);
  });

  it('an institution’s key reads the postings of its own statement, and none of the region’s', async () => {
    const { errors } = await endpoint.ask(query, { key: 'INSTITUTION' });
    expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const own = await endpoint.ask<{ institution: { statements: Listed; profiles: unknown[] } }>(
      `{ institution(regionCode: "${REGION}", code: "H1") { profiles { effectiveFrom level } statements { edges { cursor node { runNo payable postings { line account change } } } ${PAGE} } } }`,
      { key: 'INSTITUTION' },
    );
    expect(own.errors).toEqual([]);
    expect(own.data?.institution.profiles).toEqual([{ effectiveFrom: '2021-09-10', level: '3' }]);
    expect((own.data?.institution.statements.edges[0]?.node.postings as unknown[]).length).toBeGreaterThan(2);
  });
});

describe('the months of a statement', () => {
  const months = (key: string, code: string) =>
    endpoint.ask<{
      institution: { statements: { edges: { node: { months: { month: string; trace: { decision: string; output: string }[] }[] } }[] } };
    }>(
      `{ institution(regionCode: "${REGION}", code: "${code}") { statements(first: 1) { edges { node { months { month trace { decision output } } } } } } }`,
      { key },
    );

  it('are read with every decision, by an institution only its own (O5)', async () => {
    for (const key of ['AUDITOR', 'INSTITUTION']) {
      const { data, errors } = await months(key, 'H1');
      expect(errors).toEqual([]);
      const [first] = must(data?.institution.statements.edges[0], 'statement').node.months;
      expect(first?.month).toMatch(/^(0[1-9]|1[0-2])$/);
      expect(first?.trace.map(({ decision }) => decision)).toEqual(expect.arrayContaining(['depositWithheld', 'preSettlement']));
    }
    const { data } = await months('INSTITUTION', 'H2');
    expect(data?.institution?.statements.edges ?? []).toEqual([]);
  });
});

describe('roles and catalogues', () => {
  it('who may do what, by role, with Chinese terms', async () => {
    const { data } = await endpoint.ask<{ roles: { role: string; permissions: { scope: string; label: { zh: string } }[] }[] }>(
      '{ roles { role permissions { scope label { zh } } } }',
      { key: 'INSTITUTION' },
    );
    const finance = data?.roles.find(({ role }) => role === 'FINANCE');
    expect(finance?.permissions).toContainEqual({ scope: 'run:confirm', label: { zh: '确认清算' } });
    expect((await endpoint.ask('{ roles { role } }', { key: null })).errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('catalogues of a region with their scheme (I4); groups by flag and code', async () => {
    const { data, errors } = await endpoint.ask<{
      region: { catalogues: { totalCount: number; edges: { node: Record<string, Listed> }[] } };
    }>(
      `{ region(code: "${REGION}") { catalogues { totalCount edges { node { version scheme primary: groups(flag: [PRIMARY_CARE]) { edges { cursor node { code } } }
        one: groups(code: "I63_DIAGNOSTIC") { edges { cursor node { code } } } } } } } }`,
      { key: 'CLERK' },
    );
    expect(errors).toEqual([]);
    const node = must(data?.region.catalogues.edges[0], 'catalogue').node;
    expect(node.scheme).toBe('DIP');
    expect([node.primary, node.one].map((list) => must(list, 'list').edges.map((edge) => edge.node.code))).toEqual([
      ['J18.9_CONSERVATIVE'],
      ['I63_DIAGNOSTIC'],
    ]);
  });
});

describe('jobs and groups', () => {
  it('imports of a region, newest first, by status; another region’s key is refused', async () => {
    const start = (key: string): Promise<unknown> =>
      endpoint.ask(
        `mutation { startCaseImport(input: {regionCode: "${REGION}", idempotencyKey: "${key}"}) { ... on StartCaseImportPayload { importJob { id } } } }`,
        { key: 'FINANCE' },
      );
    await start('listed-1');
    await start('listed-2');
    const query = `{ importJobs(regionCode: "${REGION}", first: 1, status: [QUEUED]) { totalCount edges { node { status createdAt } } } }`;
    const { data, errors } = await endpoint.ask<{ importJobs: { totalCount: number; edges: readonly { node: { status: string } }[] } }>(
      query,
      {
        key: 'FINANCE',
      },
    );
    expect(errors).toEqual([]);
    expect(data?.importJobs.totalCount).toBe(2);
    expect(data?.importJobs.edges.map(({ node }) => node.status)).toEqual(['QUEUED']);
    expect((await endpoint.ask(query, { key: 'ELSEWHERE' })).errors).toHaveLength(1);
  });

  it('groups that name a diagnosis or an operation, whole or by a prefix', async () => {
    const groupsBy = async (filter: string): Promise<readonly string[]> => {
      const { data, errors } = await endpoint.ask<{
        region: { catalogues: { edges: readonly { node: { groups: { edges: readonly { node: { code: string } }[] } } }[] } };
      }>(
        `{ region(code: "${REGION}") { catalogues(first: 1) { edges { node { groups(first: 100, ${filter}) { edges { node { code } } } } } } } }`,
        { key: 'FINANCE' },
      );
      expect(errors).toEqual([]);
      return must(data?.region.catalogues.edges[0], 'catalogue').node.groups.edges.map(({ node }) => node.code);
    };
    expect(await groupsBy('diagnosis: "K80.100"')).toEqual(['K80.1_51.2300']);
    expect(await groupsBy('diagnosis: "I63.900"')).toEqual(['I63.9_CONSERVATIVE', 'I63_DIAGNOSTIC']);
    expect(await groupsBy('operation: "51.2300"')).toEqual(['K80.1_51.2300']);
    expect(await groupsBy('diagnosis: "Z99.999"')).toEqual([]);
    expect(await groupsBy('operation: "99.9999"')).toEqual([]);
  });
});

describe('one run, and one statement of it', () => {
  interface Runs {
    readonly clearingRuns: {
      readonly totalCount: number;
      readonly edges: readonly {
        readonly node: {
          readonly runNo: number;
          readonly all: {
            readonly edges: readonly { readonly node: { readonly institution: { readonly code: string }; readonly payable: string } }[];
          };
          readonly statements: Runs['clearingRuns']['edges'][number]['node']['all'] & { readonly totalCount: number };
        };
      }[];
    };
  }
  const runs = async (runNo: number, code: string): Promise<Runs['clearingRuns']> => {
    const { data, errors } = await endpoint.ask<Runs>(
      `{ clearingRuns(regionCode: "${REGION}", runNo: ${runNo}, first: 5) { totalCount edges { node { runNo
         all: statements(first: 100) { edges { node { institution { code } payable } } }
         statements(institutionCode: "${code}", first: 5) { totalCount edges { node { institution { code } payable } } } } } } }`,
      { key: 'FINANCE' },
    );
    expect(errors).toEqual([]);
    return must(data?.clearingRuns, 'runs');
  };

  it('by the numbers that stand in addresses', async () => {
    const found = await runs(1, 'H1');
    expect(found.totalCount).toBe(1);
    const { node } = must(found.edges[0], 'run');
    expect(node.runNo).toBe(1);
    expect(node.all.edges.length).toBeGreaterThan(1);
    expect(node.statements.totalCount).toBe(1);
    expect(node.statements.edges).toEqual(node.all.edges.filter((edge) => edge.node.institution.code === 'H1'));
  });

  it('none where there is none', async () => {
    expect((await runs(999_999, 'H1')).totalCount).toBe(0);
    expect(must((await runs(1, 'H404')).edges[0], 'run').node.statements.totalCount).toBe(0);
  });
});
