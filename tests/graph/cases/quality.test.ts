import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { must } from '../../../src/engine/kit/assert.js';
import { fileRoutes } from '../../../src/graph/files/file-routes.js';
import { globalId } from '../../../src/graph/base/node-key.js';
import { TEST_ENGINE } from '../../support/database.js';

interface Finding {
  readonly institutionCode: string;
  readonly caseNo: string;
  readonly rule: string;
  readonly open: boolean;
  readonly closedHow: string | null;
  readonly closedByImportId: string | null;
}
interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Finding }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null; readonly startCursor: string | null };
}

const IMPORT_ID = '00000000-0000-7000-8000-0000000000a1';
/** A label as a careless ruleset might have it: a spreadsheet would run it. */
const FORMULA_LABEL = '=HYPERLINK("http://bad.test","看")';

describe(`quality of settlement lists through the doors, ${TEST_ENGINE}`, () => {
  let endpoint: TestEndpoint;
  let server: Server;
  let origin = '';
  let next = 0;

  const send = async (institutionCode: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
    const cases = rows.map((row) => ({
      ...{ institutionCode, insurance: 'EMPLOYEE', admissionDate: '2024-05-01', dischargeDate: '2024-05-09', ageYears: 60 },
      ...{ sex: 'FEMALE', principalDiagnosis: 'I63.900', totalCost: '12345.67', ...row },
    }));
    const { errors } = await endpoint.ask(
      'mutation ($input: ImportCasesInput!) { importCases(input: $input) { __typename ... on ImportCasesPayload { rejected } } }',
      {
        key: 'INTEGRATOR',
        variables: { input: { regionCode: REGION, cases, onDuplicate: 'REVISE', errorPolicy: 'SKIP', idempotencyKey: `q-${(next += 1)}` } },
      },
    );
    expect(errors).toEqual([]);
  };
  const page = async (args = '', key = 'AUDITOR'): Promise<Page> => {
    const { data, errors } = await endpoint.ask<{ qualityResults: Page }>(
      `{ qualityResults(regionCode: "${REGION}"${args}) { edges { cursor node { institutionCode caseNo rule open closedHow closedByImportId } }
         pageInfo { hasNextPage startCursor endCursor } } }`,
      { key },
    );
    expect(errors).toEqual([]);
    return must(data?.qualityResults ?? undefined, 'findings');
  };
  const found = async (filter: string, key?: string): Promise<string[]> =>
    (await page(`, first: 100, filter: { ${filter} }`, key)).edges.map(({ node }) => `${node.caseNo} ${node.rule}`);
  const summary = async (key: string, args = ''): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const { data, errors } = await endpoint.ask<{ qualitySummary: readonly Readonly<Record<string, unknown>>[] }>(
      `{ qualitySummary(regionCode: "${REGION}"${args}) { institutionCode dimension submitted conforming ratio returned } }`,
      { key },
    );
    expect(errors).toEqual([]);
    return data?.qualitySummary ?? [];
  };
  const exported = (query: string, by: string): Promise<Response> =>
    fetch(`${origin}/exports/${encodeURIComponent(globalId('Region', REGION))}?what=quality${query}`, {
      headers: { authorization: `Bearer ${by}` },
    });

  beforeAll(async () => {
    endpoint = await openEndpoint();
    endpoint.keys.set('ELSEWHERE', testActor({ role: 'FINANCE', regions: ['370300'] }));
    const { exports } = fileRoutes(endpoint.platform, (name) => Promise.resolve(endpoint.keys.get(name)));
    server = createServer((request, response) => void exports(request, response, new URL(request.url ?? '/', 'http://localhost')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await send('H1', [
      { caseNo: 'Q1', totalCost: '0' },
      { caseNo: 'Q2', sex: 'UNKNOWN' },
      { caseNo: 'Q3', principalDiagnosis: '8.01E+02' },
    ]);
    await send('H2', [
      { caseNo: 'Q4', admissionDate: '2024-04-01', dischargeDate: '2024-04-02' },
      { caseNo: 'Q5', totalCost: '0' },
    ]);
    await endpoint.platform.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ quality }) =>
      quality.record(REGION, {
        ...{ importId: IMPORT_ID, submittedOn: '2024-05-01' },
        lists: [
          {
            ...{ institutionCode: 'H3', caseNo: 'Q6', dischargeDate: '2024-04-20', rulesetVersion: '2024.1' },
            findings: [
              {
                ...{ rule: 'careless', label: { zh: FORMULA_LABEL }, dimension: 'STANDARD', field: 'totalCost' },
                ...{ level: 'WARNING', returned: false },
              },
            ],
          },
        ],
      }),
    );
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await endpoint.close();
  });

  it('pages through what was found, newest first, each once, forwards and backwards (N21-11, YY-8)', async () => {
    const all = (await page(', first: 100')).edges.map(({ cursor }) => cursor);
    expect(all.length).toBeGreaterThan(7);
    const forwards: string[] = [];
    for (let after: string | null = null; ;) {
      const { edges, pageInfo } = await page(`, first: 3${after === null ? '' : `, after: "${after}"`}`);
      forwards.push(...edges.map(({ cursor }) => cursor));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(forwards).toEqual(all);
    const [last, before] = [await page(', last: 2'), await page(`, last: 2, before: "${all.at(-2) ?? ''}"`)];
    expect([...before.edges, ...last.edges].map(({ cursor }) => cursor)).toEqual(all.slice(-4));
    expect((await page(', first: 1')).edges[0]?.node).toMatchObject({ institutionCode: 'H3', caseNo: 'Q6' });
  });

  it('filters by dimension, level, return, institution and day of discharge (N21-Q, N25-08)', async () => {
    expect(await found('returned: true, institutionCode: "H1"')).toEqual(
      expect.arrayContaining(['Q1 cost-zero', 'Q3 principal-diagnosis-malformed']),
    );
    expect(await found('dimension: STANDARD, level: ERROR')).toEqual(['Q3 principal-diagnosis-malformed']);
    expect(await found('dimension: COMPLETE')).toEqual(['Q2 sex-unknown']);
    expect(await found('dimension: TIMELY, from: "2024-04-01", to: "2024-04-10"')).toEqual(['Q4 submitted-late']);
    expect(await found('open: false')).toEqual([]);
  });

  it('shows an institution its own only, another region nothing, and an approver nothing', async () => {
    const own = (await page(', first: 100', 'INSTITUTION')).edges.map(({ node }) => node.institutionCode);
    expect(new Set(own)).toEqual(new Set(['H1']));
    expect(await found('institutionCode: "H2"', 'INSTITUTION')).toEqual([]);
    expect(new Set((await summary('INSTITUTION')).map(({ institutionCode }) => institutionCode))).toEqual(new Set(['H1']));
    for (const key of ['ELSEWHERE', 'APPROVER']) {
      for (const query of [
        'qualityResults(regionCode: "990300") { edges { cursor } }',
        'qualitySummary(regionCode: "990300") { submitted }',
      ]) {
        const { data, errors } = await endpoint.ask(`{ ${query} }`, { key });
        expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
        expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true);
      }
      expect((await exported('', key)).status).toBe(403);
    }
  });

  it('counts lists and those without fault as exact fractions (DU-5)', async () => {
    const counts = await summary('AUDITOR', ', institutionCode: "H1", from: "2024-05-09", to: "2024-05-09"');
    expect(
      counts.map(({ dimension, submitted, conforming, ratio, returned }) => [dimension, submitted, conforming, ratio, returned]),
    ).toEqual([
      ['TIMELY', 3, 0, '0/3', 0],
      ['COMPLETE', 3, 2, '2/3', 0],
      ['REASONABLE', 3, 2, '2/3', 1],
      ['STANDARD', 3, 2, '2/3', 1],
    ]);
  });

  it('leaves as CSV with one byte order mark, and no cell that a spreadsheet would run', async () => {
    const response = await exported('', 'AUDITOR');
    expect(response.headers.get('content-type')).toContain('text/csv');
    const bytes = Buffer.from(await response.arrayBuffer());
    const [mark, more] = [bytes.indexOf(Buffer.from('\uFEFF')), bytes.lastIndexOf(Buffer.from('\uFEFF'))];
    expect([mark, more]).toEqual([0, 0]);
    const [heading, ...lines] = bytes.toString('utf8').slice(1).trim().split('\n');
    expect(heading).toBe(
      'institutionCode,caseNo,dischargeDate,dimension,level,returned,field,rule,zh,en,rulesetVersion,submittedOn,importId,closedOn,closedHow,closedByImportId',
    );
    expect(lines).toHaveLength((await page(', first: 100')).edges.length);
    expect(lines[0]).toContain(`"'${FORMULA_LABEL.replaceAll('"', '""')}"`);
    expect(lines.every((line) => !/(?:^|,)"?[=+@]/.test(line))).toBe(true);
    const own = (await (await exported('&format=jsonl', 'INSTITUTION')).text()).trim().split('\n');
    expect(new Set(own.map((line) => (JSON.parse(line) as Finding).institutionCode))).toEqual(new Set(['H1']));
  });

  it('leaves with the filters that GraphQL takes, and refuses one that it cannot read', async () => {
    const left = async (query: string): Promise<string[]> => {
      const text = await (await exported(`&format=jsonl${query}`, 'AUDITOR')).text();
      const rows = text.split('\n').filter((line) => line !== '');
      return rows.map((line) => JSON.parse(line) as Finding).map(({ caseNo, rule }) => `${caseNo} ${rule}`);
    };
    const both = [
      ['&dimension=STANDARD&level=ERROR', 'dimension: STANDARD, level: ERROR'],
      ['&dimension=complete', 'dimension: COMPLETE'],
      ['&dimension=TIMELY&from=2024-04-01&to=2024-04-10', 'dimension: TIMELY, from: "2024-04-01", to: "2024-04-10"'],
      ['&returned=true&institution=H1', 'returned: true, institutionCode: "H1"'],
      ['&returned=false&open=true&to=2024-05-08', 'returned: false, open: true, to: "2024-05-08"'],
      ['&open=false', 'open: false'],
    ] as const;
    for (const [query, filter] of both) expect(await left(query), query).toEqual(await found(filter));
    expect((await left('')).length).toBeGreaterThan((await left('&returned=true')).length);
    for (const query of ['dimension=GOOD', 'level=INFO', 'returned=1', 'from=2024-02-30', 'to=']) {
      const response = await exported(`&${query}`, 'AUDITOR');
      expect([query, response.status]).toEqual([query, 400]);
      expect(await response.json()).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('closes what is found of a case once it is voided, and tells that from a list that came again', async () => {
    await send('H2', [
      { caseNo: 'Q7', sex: 'UNKNOWN' },
      { caseNo: 'Q8', sex: 'UNKNOWN' },
    ]);
    await send('H2', [{ caseNo: 'Q8' }]);
    const { errors } = await endpoint.ask(
      'mutation ($input: VoidCasesInput!) { voidCases(input: $input) { __typename ... on VoidCasesPayload { voided } } }',
      {
        key: 'INTEGRATOR',
        variables: { input: { regionCode: REGION, caseNos: ['Q7'], reason: '误报', idempotencyKey: 'void-q7' } },
      },
    );
    expect(errors).toEqual([]);
    expect(await found('open: true, from: "2024-05-09", to: "2024-05-09", institutionCode: "H2", dimension: COMPLETE')).toEqual([]);
    const closed = (await page(', first: 100, filter: { open: false }')).edges.map(({ node }) => node);
    expect(closed.map(({ caseNo, rule, closedHow, closedByImportId }) => [caseNo, rule, closedHow, closedByImportId !== null])).toEqual([
      ['Q8', 'sex-unknown', 'RESENT', true],
      ['Q7', 'sex-unknown', 'VOIDED', false],
      ['Q7', 'submitted-late', 'VOIDED', false],
    ]);
    await send('H2', [{ caseNo: 'Q7', sex: 'UNKNOWN' }]);
    expect(await found('open: true, institutionCode: "H2", dimension: COMPLETE')).toEqual(['Q7 sex-unknown']);
  });
});
