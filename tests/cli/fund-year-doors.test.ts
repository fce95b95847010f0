import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '../../src/engine/kit/assert.js';
import { addDays } from '../../src/engine/kit/calendar.js';
import { fileRoutes } from '../../src/graph/files/file-routes.js';
import { endpointOver, testActor, type TestEndpoint } from '../graph/endpoint.js';
import { fillDirectory } from '../support/snapshots.js';
import { dip, json, type Ran } from './run.js';
import { serveDirectory, type ServedDirectory } from './served-directory.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const REGION = '991470';
const YEAR = ['--region', REGION, '--year', '2024', '--insurance', '职工'];
const KEY = `regionCode: "${REGION}", year: 2024, insurance: EMPLOYEE`;
const MED = ['--consortium', 'MED', '--period', '01'];

let directory: string;
let served: ServedDirectory;
let endpoint: TestEndpoint;
let files: Server;
let origin: string;

const run = (...argv: string[]): Promise<Ran> => dip(path.join(directory, 'data'), directory, ...argv);
const ok = async (...argv: string[]): Promise<Ran> => {
  const ran = await run(...argv);
  expect({ argv, exitCode: ran.exitCode }, ran.err).toEqual({ argv, exitCode: 0 });
  return ran;
};
type Row = Readonly<Record<string, string | number | null>>;
const rows = async (name: string, ...argv: string[]): Promise<readonly Row[]> => json(await ok(...argv, '--json'))[name] as readonly Row[];
const ask = async (query: string, key = 'FINANCE'): Promise<Record<string, unknown>> => {
  const { data, errors } = await endpoint.ask(query, { key });
  expect(errors).toEqual([]);
  return must(data, 'data');
};
const fen = (yuan: unknown): bigint => BigInt(String(yuan).replace('.', ''));

/** Two cases a week; every eighth is of a patient insured elsewhere, two of them in 990310; other funds pay of some. */
const CASES = Array.from({ length: 96 }, (_, n) => {
  const dischargeDate = addDays('2024-01-04', (n * 37) % 350);
  const cost = 4000 + ((n * 7919) % 9000);
  const insuredRegionCode = n % 8 !== 7 ? REGION : n < 16 ? '990310' : '990300';
  return {
    ...{ caseNo: `D-${n}`, institutionCode: ['H01', 'H02', 'H03'][n % 3], insurance: 'EMPLOYEE', insuredRegionCode, sex: 'FEMALE' },
    ...{ admissionDate: addDays(dischargeDate, -5), dischargeDate, ageYears: 40 + (n % 40), dischargeWay: '1' },
    ...{ principalDiagnosis: ['I63.900', 'J18.900'][n % 2], totalCost: `${cost}.37`, fundPaid: `${Math.floor(cost / 2)}.11` },
    ...(n % 4 === 0 ? { catastrophicPaid: `${100 + n}.01`, assistancePaid: '20.03' } : {}),
    ...(n === 40 || n === 44 ? { civilServantPaid: '9.99' } : {}),
  };
});
const CATALOGUE = `code,name,kind,flags,points,meanDays,variation,caseCount,diagnoses,operationKind,meanCost.3,meanCost.2,meanCost.1,meanCost.ALL
G0,脑梗死,CORE,,1000,7,0.5,40,I63.9,,10000.00,8000.00,6000.00,9000.00
G1,肺炎,CORE,,800,7,0.5,40,J18.9,,10000.00,8000.00,6000.00,9000.00
`;
const INSTITUTIONS = `机构编码,机构名称,级别,生效日\n${['H01,甲医院,3', 'H02,乙医院,2', 'H03,丙卫生院,1'].map((one) => `${one},2024-01-01`).join('\n')}\n`;
const BUDGET = { income: '2000000.00', byGroupPlan: '300000.00', historicalCost: '1000000.00', historicalPoints: '100000', catastrophicFund: '100000.00', assistanceFund: '5000.00' }; // prettier-ignore
const items = (of: Readonly<Record<string, string>>): string[] =>
  Object.entries(of).flatMap(([name, value]) => ['--item', `${name}=${value}`]);

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-doors-'));
  await fillDirectory(path.join(directory, 'data'));
  const texts: Readonly<Record<string, string>> = {
    'cases.jsonl': CASES.map((one) => JSON.stringify(one)).join('\n'),
    ...{ 'catalogue.csv': CATALOGUE, 'institutions.csv': INSTITUTIONS },
  };
  for (const [name, text] of Object.entries(texts)) await writeFile(path.join(directory, name), text);
  served = await serveDirectory(path.join(directory, 'data'));
  endpoint = endpointOver(served, served.platform);
  for (const role of ['FINANCE', 'AUDITOR', 'CLERK'] as const) endpoint.keys.set(role, testActor({ role, regions: [REGION] }));
  for (const code of ['H01', 'H02', 'H03']) {
    endpoint.keys.set(code, testActor({ role: 'INSTITUTION', regions: [REGION], institutionCode: code }));
  }
  endpoint.keys.set('ELSEWHERE', testActor({ role: 'AUDITOR', regions: ['990300'] }));
  const { exports } = fileRoutes(served.platform, (key) => Promise.resolve(endpoint.keys.get(key)));
  files = createServer((request, response) => void exports(request, response, new URL(request.url ?? '/', 'http://localhost')));
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;

  const ruleset = (file: string): string => path.join(ROOT, 'rulesets', file);
  await ok('ruleset', 'load', ruleset('100000-national/2025.1.json'), ruleset('991470-other-funds/2024.1.json'));
  await ok('institutions', 'import', 'institutions.csv', '--region', REGION);
  await ok('catalogue', 'import', 'catalogue.csv', '--region', REGION, '--version', '2024.1', '--from', '2024-01-01');
  await ok('cases', 'import', 'cases.jsonl', '--region', REGION);
  await ok('budget', 'set', ...YEAR, '--reason', '年初预算', '--source', '示例〔2024〕1号', ...items(BUDGET));
  await ok('actuals', 'set', ...YEAR, '--reason', '年终决算', ...items({ adjustmentFundBalance: '20000.00' }));
  for (const code of ['H01', 'H02', 'H03'])
    await ok('assessment', 'set', ...YEAR, '--reason', '考核', '--institution', code, ...items({ assessmentScore: '92.5' }));
  const grounds = ['--reason', '组建', '--source', '示例批复'];
  const stated = ['MED', '--name', '东片医共体', '--lead', 'H01', '--from', '2024-01-01'];
  await ok('consortium', 'state', '--region', REGION, ...stated, ...grounds);
  for (const code of ['H01', 'H02'])
    await ok('institution', 'change', code, '--region', REGION, '--kind', 'JOINED', '--from', '2024-01-01', '--to', 'MED', ...grounds);
}, 120_000);
afterAll(async () => {
  files.closeAllConnections();
  files.close();
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

/** Settles and confirms January. */
async function closeJanuary(): Promise<void> {
  const { runNo } = json(await ok('clear', ...YEAR, '--period', '01', '--json'));
  const asked = ['run', 'confirm', String(runNo), '--region', REGION];
  const { standsOutHash } = json(await ok(...asked, '--json'));
  await ok(...asked, '--stands-out', String(standsOutHash), '--reason', '核对无误');
}

describe('one payment to a consortium, by dip and by GraphQL (N25-01, N25-25, N25-27b)', () => {
  test('is divided by what its members are owed, taken back whole, paid again, and received by its lead', async () => {
    await closeJanuary();
    const owed = async (): Promise<ReadonlyMap<string, bigint>> => {
      const balances = await rows('balances', 'ledger', 'balances', ...YEAR);
      const own = balances.filter((one) => one['account'] === 'INSTITUTION' && one['pool'] === 'BASIC');
      return new Map(own.map((one) => [String(one['institutionCode']), fen(one['balance'])]));
    };
    const before = await owed();
    const both = (before.get('H01') ?? 0n) + (before.get('H02') ?? 0n);
    const amount = `${both / 100n}.${String(both % 100n).padStart(2, '0')}`;
    const pay = ['payment', 'joint', ...YEAR, ...MED, '--paid-on', '2024-02-20', '--reason', '一月结算', '--amount'];
    expect((await run(...pay, `${both / 100n + 1n}.00`)).exitCode).toBe(1); // more than is owed
    const [first] = await rows('joints', ...pay, amount);
    expect(first).toMatchObject({ payee: 'MED', receivedBy: 'H01', total: amount, institutionCode: 'H01', received: null });
    expect([...(await owed()).keys()]).toEqual(['H03']);
    const jointId = String(must(first, 'payment')['jointId']);
    const back = ['payment', 'joint-reverse', jointId, ...YEAR, '--paid-on', '2024-02-21', '--reason', '账号有误'];
    const reversed = await rows('joints', ...back);
    expect(reversed.filter((one) => one['reversesId'] === jointId).map((one) => one['institutionCode'])).toEqual(['H01', 'H02']);
    expect(await rows('joints', ...back)).toEqual(reversed); // the same again is recorded once
    expect((await run(...back, '--key', 'other')).err).toContain('冲销');
    expect(await owed()).toEqual(before);

    const fields = 'payment { id amount parts { amount institution { code } } reversesId: reverses }';
    const stated = `${KEY}, payeeKind: CONSORTIUM, payeeCode: "MED", period: "01", amount: "${amount}", paidOn: "2024-02-22", reason: "重付", idempotencyKey: "again"`;
    const again = await ask(`mutation { r: recordJointPayment(input: { ${stated} }) { ... on RecordJointPaymentPayload { ${fields} } } }`);
    const { payment } = again['r'] as { payment: { id: string; parts: { amount: string; institution: { code: string } }[] } };
    expect(payment.parts.map((one) => [one.institution.code, fen(one.amount)])).toEqual([...before].slice(0, 2));
    const paper = ['--reason', '已到账', '--source', '到账回单', '--received-on', '2024-02-23'];
    const received = await rows('joints', 'payment', 'joint-receipt', payment.id, ...YEAR, '--amount', amount, ...paper);
    expect(received.filter((one) => one['jointId'] === payment.id).map((one) => one['received'])).toEqual([amount, amount]);
    const input = `${KEY}, jointId: "${payment.id}", amount: "${amount}", receivedOn: "2024-02-23", reason: "到账", idempotencyKey: "r"`;
    const confirm = `mutation { r: confirmJointReceipt(input: { ${input} }) { __typename ... on ValidationError { fields { code } } ... on ConfirmJointReceiptPayload { receipt { revision onBehalf } } } }`;
    expect(await ask(confirm, 'H01')).toEqual({
      r: { __typename: 'ConfirmJointReceiptPayload', receipt: { revision: 2, onBehalf: false } },
    });
    expect(await ask(confirm, 'H02')).toMatchObject({ r: { fields: [{ code: 'UNKNOWN_PAYMENT' }] } });
    const undo = `${KEY}, jointId: "${payment.id}", paidOn: "2024-02-24", reason: "误付", idempotencyKey: "undo"`;
    const undone = `mutation { r: reverseJointPayment(input: { ${undo} }) { ... on ReverseJointPaymentPayload { ${fields} } } }`;
    expect(await ask(undone)).toMatchObject({ r: { payment: { amount: `-${amount}`, reversesId: payment.id } } });
    expect(await owed()).toEqual(before);
  });
});

describe('a year with other funds, from its months to what is published, by dip and by GraphQL (N25-03, N25-07, N25-24, N25-39b)', () => {
  let yearRun: string;
  test('every period is settled, paid and published', async () => {
    const periods = await rows('periods', 'sample', 'year', ...YEAR);
    expect(periods.map(({ stage }) => stage)).toEqual(periods.map(() => 'PAID'));
    yearRun = String(must(periods.at(-1), 'year')['runNo']);
    const published = await rows('publications', 'publish', 'list', ...YEAR);
    expect(published.map(({ period }) => period)).toEqual([...periods].reverse().map(({ period }) => period)); // no quarters, no halves
  });

  test('a yearly review of the budget sets lines beside actuals (DU-1)', async () => {
    const pair = ['--pair', 'adjustmentFundOpening=adjustmentFundBalance'];
    const lines = await rows('lines', 'budget', 'review', ...YEAR);
    expect(lines.find(({ name }) => name === 'income')).toMatchObject({
      kind: 'ITEM',
      first: '2000000.00',
      current: '2000000.00',
      actual: null,
    });
    expect(lines.some(({ kind }) => kind === 'COMPOSED')).toBe(true);
    expect((await run('budget', 'review', ...YEAR, ...pair)).err).toContain('adjustmentFundOpening'); // no such line
    const paired = await rows('lines', 'budget', 'review', ...YEAR, '--pair', 'income=adjustmentFundBalance');
    const { fundYear } = await ask(
      `{ fundYear(${KEY}) { budgetReview(pairs: [{ line: "income", actual: "adjustmentFundBalance" }]) { inForce runNo lines { name actual deviation deviationRatio } revisions { reason source } } } }`,
    );
    expect(fundYear).toMatchObject({
      budgetReview: { inForce: 1, runNo: Number(yearRun), revisions: [{ reason: '年初预算', source: '示例〔2024〕1号' }] },
    });
    const shown = (fundYear as { budgetReview: { lines: Row[] } }).budgetReview.lines;
    expect(shown).toHaveLength(lines.length);
    expect(shown.find(({ name }) => name === 'income')).toEqual({
      name: 'income',
      actual: '20000.00',
      deviation: '-1980000.00',
      deviationRatio: '-0.9900',
    });
    expect(paired.find(({ name }) => name === 'income')).toMatchObject({
      actual: '20000.00',
      deviation: '-1980000.00',
      deviationRatio: '-0.9900',
    });
    const refused = await endpoint.ask(`{ fundYear(${KEY}) { budgetReview { inForce } } }`, { key: 'H01' });
    expect(refused.errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  test('what each region of insurance is charged adds up to what the pool paid; an institution sees its own (N25-03)', async () => {
    const charged = await rows('regions', 'insured-regions', yearRun, '--region', REGION);
    expect(charged.map(({ insuredRegionCode, cases }) => [insuredRegionCode, cases])).toEqual([['990300', 10], ['990310', 2]]); // prettier-ignore
    const id = must((await runIds()).get(yearRun), 'run');
    const query = `{ clearingRun(id: "${id}") { insuredRegions { by { zh } regions { insuredRegionCode cases amount institutions { cases amount institution { code } } } } } }`;
    const shown = async (key?: string): Promise<{ amount: string; institutions: { cases: number; amount: string }[] }[]> =>
      ((await ask(query, key))['clearingRun'] as { insuredRegions: { regions: [] } }).insuredRegions.regions;
    const regions = await shown();
    expect(regions.map(({ amount }) => amount)).toEqual(charged.map(({ amount }) => amount));
    const sum = (of: readonly { readonly amount: unknown }[]): bigint => of.reduce((all, { amount }) => all + fen(amount), 0n);
    for (const region of regions) expect(sum(region.institutions)).toBe(fen(region.amount));
    const statements = await rows('steps', 'statement', yearRun, 'H01', '--region', REGION);
    const own = (await shown('H01')).flatMap(({ institutions }) => institutions);
    expect(own).toMatchObject(own.map(() => ({ institution: { code: 'H01' } })));
    expect(sum(own)).toBe(fen(must(statements.find(({ key }) => key === 'elsewhereShare'), 'line')['amount'])); // prettier-ignore
    const all = await rows('regions', 'insured-regions', yearRun, '--region', REGION, '--by-institution');
    expect(all.length).toBeGreaterThan(charged.length);
  });

  test('the consolidated statement of a consortium adds its members up (N25-01)', async () => {
    const lines = await rows('lines', 'consortium', 'statement', yearRun, 'MED', '--region', REGION, '--on', '2024-12-31');
    const amount = (item: string): readonly bigint[] => lines.filter((one) => one['item'] === item).map((one) => fen(one['amount']));
    const [total = 0n] = amount('应拨合计');
    expect(amount('成员').reduce((sum, one) => sum + one, 0n)).toBe(total);
    for (const code of ['H01', 'H02']) {
      const list = await rows('statements', 'statement', 'list', yearRun, '--region', REGION);
      const own = must(list.find(({ institutionCode }) => institutionCode === code), code); // prettier-ignore
      expect(amount('成员')).toContain(fen(own['payable']));
    }
    const id = must((await runIds()).get(yearRun), 'run');
    const query = `{ clearingRun(id: "${id}") { consolidatedStatement(consortiumCode: "MED", on: "2024-12-31") { code leadCode payable lines { amount } members { payable institution { code } } } } }`;
    const { clearingRun } = await ask(query);
    expect(clearingRun).toMatchObject({ consolidatedStatement: { code: 'MED', leadCode: 'H01', members: [{}, {}] } });
    const { payable } = (clearingRun as { consolidatedStatement: { payable: string } }).consolidatedStatement;
    expect(fen(payable)).toBe(total);
    expect((await endpoint.ask(query.replace(', on: "2024-12-31"', ''), { key: 'H01' })).errors[0]?.extensions?.['code']).toBe('FORBIDDEN'); // its lead, in a region that has not said MEMBERS
  });

  test('indicators by disease group, page by page; an institution’s key has its own cases (DU-14)', async () => {
    const groups = await rows('groups', 'indicators', 'groups', ...YEAR, '--period', 'YEAR');
    const figure = (code: string): Row => must(groups.find((one) => one['groupCode'] === code && one['indicator'] === 'settledCases'), code); // prettier-ignore
    const query = (more = ''): string =>
      `{ indicatorGroups(${KEY}, period: "YEAR", indicators: ["settledCases"]${more}) { pageInfo { hasNextPage endCursor } edges { node { groupCode figures { value reason } } } } }`;
    interface Page {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      readonly edges: readonly { readonly node: { readonly groupCode: string; readonly figures: readonly { readonly value: string }[] } }[];
    }
    const page = async (more?: string, key?: string): Promise<Page> => (await ask(query(more), key))['indicatorGroups'] as Page;
    const first = await page(', first: 1');
    expect([first.edges.map(({ node }) => node.groupCode), first.pageInfo.hasNextPage]).toEqual([['G0'], true]);
    const rest = await page(`, first: 1, after: "${first.pageInfo.endCursor}"`);
    expect([rest.edges.map(({ node }) => node.groupCode), rest.pageInfo.hasNextPage]).toEqual([['G1'], false]);
    const values = [...first.edges, ...rest.edges].map(({ node }) => node.figures[0]?.value);
    expect(values).toEqual([figure('G0')['value'], figure('G1')['value']]);
    expect(values.reduce((sum, value) => sum + Number(value), 0)).toBe(84); // the cases of patients insured here
    const own = (await page('', 'H01')).edges.reduce((sum, { node }) => sum + Number(node.figures[0]?.value), 0);
    const asked = (await page(', institutionCode: "H01"')).edges.reduce((sum, { node }) => sum + Number(node.figures[0]?.value), 0);
    expect(own).toBe(CASES.filter((one) => one.institutionCode === 'H01' && one.insuredRegionCode === REGION).length);
    expect(asked).toBe(own);
  });

  test('a publication leaves as workbook, text and tables, by dip and by GET /exports, small regions of insurance together', async () => {
    const { publications } = (await ask(`{ publications(${KEY}) { exportId number period contentHash } }`, 'H01')) as {
      publications: readonly { exportId: string; number: number; period: string; contentHash: string }[];
    };
    const year = must(publications.find(({ period }) => period === 'YEAR'), 'publication of the year'); // prettier-ignore
    const get = (query: string, key = 'H02') =>
      fetch(`${origin}/exports/${encodeURIComponent(year.exportId)}${query}`, { headers: { authorization: `Bearer ${key}` } });
    const out = async (what: string): Promise<Buffer> => {
      await ok('publish', 'export', String(year.number), ...YEAR, '--what', what, '--out', `published.${what}`);
      return await readFile(path.join(directory, `published.${what}`));
    };
    for (const what of ['bundle', 'cells', 'fund', 'execution', 'progress', 'insuredRegions']) {
      const response = await get(`?what=${what}`);
      expect([what, response.status]).toEqual([what, 200]);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(await out(what));
    }
    const workbook = await get('');
    expect([workbook.status, workbook.headers.get('content-type')]).toEqual([200, expect.stringContaining('spreadsheetml')]);
    expect((await out('xlsx')).subarray(0, 2).toString()).toBe('PK');
    expect((await get('', 'ELSEWHERE')).status).toBe(403);
    expect((await get('?what=cases')).status).toBe(400);

    const bundle = JSON.parse((await out('bundle')).toString()) as {
      insuredRegions: { rows: { insuredRegionCode: string | null; cases: string }[] };
      execution: { accounts: { name: string; amount: string | null }[] };
    };
    expect(bundle.insuredRegions.rows).toMatchObject([{ insuredRegionCode: null, cases: '12' }]); // two of 990310 can't stand alone
    const held = new Map(bundle.execution.accounts.map(({ name, amount }) => [name, amount]));
    // In some month it pays for fewer than five cases: its balances would tell their money (record 0059).
    expect(held.get('CATASTROPHIC')).toBeNull();
    const check = await ask(
      `mutation { r: publishFigures(input: { ${KEY}, period: "YEAR", reason: "再公布", idempotencyKey: "y", dryRun: true }) { ... on PublishFiguresPayload { contentHash publication { number } bundle } } }`,
    );
    expect(check['r']).toMatchObject({ contentHash: year.contentHash, publication: null });
  });
});

/** Global ids of runs by number. */
async function runIds(): Promise<ReadonlyMap<string, string>> {
  const { clearingRuns } = (await ask(`{ clearingRuns(regionCode: "${REGION}", first: 50) { edges { node { id runNo } } } }`)) as {
    clearingRuns: { edges: { node: { id: string; runNo: number } }[] };
  };
  return new Map(clearingRuns.edges.map(({ node }) => [String(node.runNo), node.id]));
}
