import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importCatalogue } from '../../../src/app/catalogues/import-catalogue.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { openWorkbook } from '../../../src/app/workbooks/workbook.js';
import { fileRoutes } from '../../../src/graph/files/file-routes.js';
import { add, decimal, printShort } from '../../../src/engine/number/quantity.js';
import { REGION, YEAR } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

const LIBRARY = [
  'code,name,kind,points,diagnoses,operations',
  'N1,脑梗死,CORE,,I63.9,',
  'N2,胆囊疾病,CORE,,K80.1,51.2300',
  'N3,肺炎,CORE,,J18.9,',
].join('\n');

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  const file = Buffer.from(LIBRARY);
  const { file: read } = await importCatalogue(endpoint.platform, platformCaller(endpoint.platform), {
    ...{ regionCode: REGION, version: 'library', effectiveFrom: '2024-06-01', file, mode: 'STORE', priced: false },
  });
  expect(read.problems).toEqual([]);
});
afterAll(() => endpoint.close());

const START = `mutation Start($input: StartSwitchStudyInput!) { startSwitchStudy(input: $input) { __typename ... on StartSwitchStudyPayload { switchStudy { id } } ... on Error { code message } } }`;

async function finished(): Promise<string> {
  const side = { ruleset: '2021.1' };
  const input = {
    ...{ regionCode: REGION, insurance: 'EMPLOYEE', firstYear: YEAR, lastYear: YEAR, points: 'COMPUTED', idempotencyKey: 's1' },
    ...{ from: { ...side, catalogue: '2024.1' }, to: { ...side, catalogue: 'library' }, fund: '1000.01', minCases: 0 },
  };
  const { data, errors } = await endpoint.ask<{ startSwitchStudy: { switchStudy?: { id: string } } }>(START, {
    ...{ key: 'CLERK', variables: { input } },
  });
  expect(errors).toEqual([]);
  const id = data?.startSwitchStudy.switchStudy?.id;
  if (id === undefined) throw new Error(JSON.stringify(data));
  const state = async () =>
    (await endpoint.ask<{ node: { status: string } }>(`{ node(id: "${id}") { ... on SwitchStudy { status failure } } }`, { key: 'CLERK' }))
      .data?.node.status;
  while (['QUEUED', 'RUNNING'].includes((await state()) ?? '')) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await state()).toBe('SUCCEEDED');
  return id;
}

interface Tables {
  readonly node: {
    readonly frozen: { readonly limits: unknown };
    readonly matrix: {
      readonly edges: readonly { readonly node: { readonly from: string | null; readonly to: string | null; readonly cases: number } }[];
    };
    readonly groups: {
      readonly totalCount?: number;
      readonly edges: readonly { readonly node: { readonly side: string; readonly code: string; readonly points: string } }[];
    };
    readonly institutions: {
      readonly edges: readonly {
        readonly node: { readonly code: string; readonly moneyFrom: string; readonly moneyTo: string; readonly difference: string };
      }[];
    };
  };
}

it('an integrator starts a study, reads its tables page by page and the cases of a cell with both traces; points are accepted (9.4)', async () => {
  const id = await finished();
  const { data, errors } = await endpoint.ask<Tables>(
    `{ node(id: "${id}") { ... on SwitchStudy { frozen
      matrix(first: 100) { edges { node { from fromNone to toNone cases difference } } }
      groups(first: 100) { edges { node { side code points findings } } }
      institutions(first: 2) { edges { node { code moneyFrom moneyTo difference } } pageInfo { hasNextPage endCursor } } } } }`,
    { key: 'CLERK' },
  );
  expect(errors).toEqual([]);
  const study = data?.node;
  expect(study?.frozen.limits).toMatchObject({ minCases: 0 });
  const cells = study?.matrix.edges.map(({ node }) => node) ?? [];
  expect(cells.map(({ from, to }) => `${from ?? '—'} → ${to ?? '—'}`)).toContain('I63.9_CONSERVATIVE → N1');
  const stroke = cells.find(({ from, to }) => from === 'I63.9_CONSERVATIVE' && to === 'N1');
  expect(study?.groups.edges.filter(({ node }) => node.side === 'TO').map(({ node }) => node.code)).toEqual(['N1', 'N2', 'N3']);

  const all = await endpoint.ask<Tables>(
    `{ node(id: "${id}") { ... on SwitchStudy { institutions(first: 50) { edges { node { code moneyFrom moneyTo difference } } } } } }`,
    { key: 'CLERK' },
  );
  const rows = all.data?.node.institutions.edges.map(({ node }) => node) ?? [];
  const total = (name: 'moneyFrom' | 'moneyTo' | 'difference'): string => printShort(rows.map((row) => decimal(row[name])).reduce(add));
  expect([total('moneyFrom'), total('moneyTo'), total('difference')]).toEqual(['1000.01', '1000.01', '0']);

  const behind = await endpoint.ask<{
    node: { cases: { cases: readonly { caseNo: string; from: { group: { code: string } }; to: { group: { code: string } } }[] } };
  }>(
    `{ node(id: "${id}") { ... on SwitchStudy { cases(from: "I63.9_CONSERVATIVE", to: "N1", first: 2) { cases { caseNo from { group { code } points } to { group { code } points } fromProblem { zh } toProblem { zh } } next changedSince } } } }`,
    { key: 'CLERK' },
  );
  expect(behind.errors).toEqual([]);
  const page = behind.data?.node.cases.cases ?? [];
  expect(page).toHaveLength(Math.min(2, stroke?.cases ?? 0));
  expect(page.every(({ from, to }) => from.group.code === 'I63.9_CONSERVATIVE' && to.group.code === 'N1')).toBe(true);

  const accepted = await endpoint.ask(
    `mutation { acceptSwitchPoints(input: { studyId: "${id}", version: "2025.9", effectiveFrom: "2025-06-01" }) { __typename ... on AcceptSwitchPointsPayload { catalogue { version priced groupCount } } ... on Error { code message } } }`,
    { key: 'CLERK' },
  );
  expect(accepted.data).toEqual({
    acceptSwitchPoints: { __typename: 'AcceptSwitchPointsPayload', catalogue: { version: '2025.9', priced: true, groupCount: 3 } },
  });
});

it('its tables leave as a workbook and as CSV, to whoever may see the study (9.4)', async () => {
  const { exports } = fileRoutes(endpoint.platform, (name) => Promise.resolve(endpoint.keys.get(name)));
  const listener: RequestListener = (request, response) => void exports(request, response, new URL(request.url ?? '/', 'http://localhost'));
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const id = encodeURIComponent(await finished());
    const get = (query: string, key = 'CLERK') => fetch(`${origin}/exports/${id}${query}`, { headers: { authorization: `Bearer ${key}` } });
    const csv = await get('?what=institutions');
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = (await csv.text()).trim().split('\n');
    expect(lines[0]).toContain('# 机构影响');
    expect(lines.at(-1)).toMatch(/^合计 total,.*,1000\.01,1000\.01,0\.00,/);
    const book = await get('');
    expect([book.status, book.headers.get('content-disposition')]).toEqual([200, expect.stringMatching(/switch-.*\.xlsx"$/)]);
    expect((await openWorkbook(new Uint8Array(await book.arrayBuffer()))).sheets).toEqual([
      ...['病例去向', '分组变化', '机构影响', '未入组'],
    ]);
    const refused = [await get('?what=money'), await get('', 'INSTITUTION'), await get('', 'INTEGRATOR')];
    expect(refused.map(({ status }) => status)).toEqual([400, 403, 403]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

it('who may not see budgets sees no study, and a hospital none at all', async () => {
  for (const key of ['INSTITUTION', 'INTEGRATOR']) {
    const { data, errors } = await endpoint.ask(`{ switchStudies(regionCode: "${REGION}", first: 5) { edges { node { id } } } }`, { key });
    expect([key, data?.switchStudies ?? null, errors.length > 0]).toEqual([key, null, true]);
  }
});
