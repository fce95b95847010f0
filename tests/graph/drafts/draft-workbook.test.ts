import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { fileRoutes } from '../../../src/graph/files/file-routes.js';
import { edited } from '../../support/edited-workbook.js';
import { REGION } from '../city.js';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

let keys = 0;

interface Answered {
  readonly __typename: string;
  readonly code?: string;
  readonly fields?: readonly { readonly path: readonly string[]; readonly code: string }[];
  readonly differences?: readonly Record<string, unknown>[];
  readonly patches?: unknown;
  readonly differenceHash?: string | null;
  readonly draft?: {
    readonly draftId: string;
    readonly revision: number;
    readonly workbookPath: string;
    readonly events: readonly { detail: unknown }[];
  };
}

async function act(name: string, selection: string, input: object, key = 'CLERK'): Promise<Answered> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const error = '... on Error { code } ... on ValidationError { fields { path code } }';
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${selection} } ${error} } }`;
  const { data, errors } = await endpoint.ask<Record<string, Answered>>(query, {
    key,
    variables: { input: { regionCode: REGION, ...input } },
  });
  expect(errors).toEqual([]);
  return must(data?.[name], name);
}

const DRAFT = 'draft { draftId revision workbookPath events { detail } }';
const PREVIEW = `isStale ignored patches differenceHash differences { sheet change row name column before after percent } ${DRAFT}`;

it('a draft leaves as a workbook over HTTP, its differences are data, and what was confirmed is saved (N25-33)', async () => {
  const { exports } = fileRoutes(endpoint.platform, (name) => Promise.resolve(endpoint.keys.get(name)));
  const listener: RequestListener = (request, response) => void exports(request, response, new URL(request.url ?? '/', 'http://localhost'));
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const begun = await act('createDraft', DRAFT, {
      name: '表格',
      from: { regionCode: REGION, version: '2021.1' },
      idempotencyKey: `k${++keys}`,
    });
    const { draftId, workbookPath } = must(begun.draft, 'draft');
    const get = (query = '', key = 'CLERK') => fetch(`${origin}${workbookPath}${query}`, { headers: { authorization: `Bearer ${key}` } });
    const book = await get();
    expect([book.status, book.headers.get('content-disposition')]).toEqual([200, expect.stringMatching(/draft-.*-r1\.xlsx"$/)]);
    const csv = await get(`?sheet=${encodeURIComponent('参数')}`);
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect([(await get('?sheet=x')).status, (await get('', 'INSTITUTION')).status]).toEqual([404, 403]);

    const changed = await edited(new Uint8Array(await book.arrayBuffer()), (cells) => {
      must(
        cells['参数']?.find(([name]) => name === 'deviationLow'),
        'row',
      )[2] = 0.3;
    });
    const file = { draftId, fileName: '表格.xlsx', workbookBase64: Buffer.from(changed).toString('base64') };
    const found = await act('previewDraftWorkbook', PREVIEW, file);
    expect(found).toMatchObject({
      differences: [{ sheet: '参数', change: 'CHANGED', column: '值', after: '0.3', percent: expect.stringMatching(/%$/) as unknown }],
      patches: [{ pointer: '/parameters/deviationLow/value', value: '0.3' }],
      draft: { revision: 1 },
    });
    expect(await act('previewDraftWorkbook', PREVIEW, file, 'APPROVER')).toMatchObject({ code: 'FORBIDDEN' });
    const broken = await edited(changed, (cells) => (must(cells['参数']?.[1], 'row')[2] = { formula: 'A1', value: '1' }));
    expect(await act('previewDraftWorkbook', PREVIEW, { ...file, workbookBase64: Buffer.from(broken).toString('base64') })).toMatchObject({
      fields: [{ path: ['参数!C2'], code: 'FORMULA' }],
    });
    const said = { ...file, reason: '按会议纪要', differenceHash: must(found.differenceHash, 'hash') };
    expect(await act('importDraftWorkbook', DRAFT, { ...said, differenceHash: 'x', idempotencyKey: `k${++keys}` })).toMatchObject({
      code: 'CONFLICT',
    });
    const once = `k${++keys}`;
    for (let time = 0; time < 2; time++) {
      const saved = await act('importDraftWorkbook', DRAFT, { ...said, idempotencyKey: once });
      expect(saved.draft).toMatchObject({ revision: 2 });
      expect(saved.draft?.events.at(-1)).toMatchObject({ detail: { file: { name: '表格.xlsx' } } });
    }
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

it('rows of a decision table are changed, added and removed by a workbook; what was confirmed is saved (record 0051)', async () => {
  const region = '990700';
  const ruleset = await readFile(new URL(`../../../rulesets/${region}-draft-three/2024.1.json`, import.meta.url), 'utf8');
  endpoint.keys.set('TABLES', testActor({ role: 'CLERK', regions: [region] }));
  const saved = await endpoint.ask(`mutation { saveRegion(input: { code: "${region}", name: "表格市" }) { __typename } }`, {
    key: 'ADMIN',
  });
  expect(saved.errors).toEqual([]);
  const { exports } = fileRoutes(endpoint.platform, (name) => Promise.resolve(endpoint.keys.get(name)));
  const server = createServer((request, response) => void exports(request, response, new URL(request.url ?? '/', 'http://localhost')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const begin = { regionCode: region, name: '决策表', documentText: ruleset, idempotencyKey: `k${++keys}` };
    const { draftId, workbookPath } = must((await act('createDraft', DRAFT, begin, 'TABLES')).draft, 'draft');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const book = await fetch(`${origin}${workbookPath}`, { headers: { authorization: 'Bearer TABLES' } });
    const changed = await edited(new Uint8Array(await book.arrayBuffer()), (cells) => {
      const sheet = must(cells['最高触发系数'], 'sheet');
      const at = (name: string): number => sheet.findIndex(([first]) => first === name);
      must(sheet[at('trigger-severe')], 'row')[5] = '[10,)';
      sheet[at('trigger-moderate')] = [
        'trigger-long',
        '住院特长分型成立',
        '是',
        '-',
        '编码表 moderateComplications',
        '[60,)',
        1.2,
        null,
        null,
      ];
    });
    const file = { regionCode: region, draftId, fileName: '表.xlsx', workbookBase64: Buffer.from(changed).toString('base64') };
    const found = await act('previewDraftWorkbook', PREVIEW, file, 'TABLES');
    expect(found.differences, JSON.stringify(found)).toMatchObject([
      { change: 'CHANGED', name: 'trigger-severe › 重度分型成立', column: '条件：住院天数', before: '[severeStayMin,)', after: '[10,)' },
      { change: 'ADDED', name: 'trigger-long › 住院特长分型成立' },
      { change: 'REMOVED', name: 'trigger-moderate › 中度分型成立' },
    ]);
    const confirmed = { ...file, differenceHash: found.differenceHash, reason: '按会议纪要', idempotencyKey: `k${++keys}` };
    expect(await act('importDraftWorkbook', `draft { revision documentText }`, confirmed, 'TABLES')).toMatchObject({
      draft: { revision: 2, documentText: expect.stringMatching(/"trigger-long"[^]*"\[60,\)"/) as unknown },
    });
    expect(await act('previewDraftWorkbook', PREVIEW, { ...file, regionCode: REGION }, 'TABLES')).toMatchObject({ code: 'FORBIDDEN' });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
