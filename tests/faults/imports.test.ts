import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, SANDBOX, ZIBO, type RecordsPlatform } from '../app/records-platform.js';
import type { Actor } from '../../src/app/ports/kit/permissions.js';
import { StoreUnavailable, type Unit } from '../../src/app/ports/ports.js';
import type { ImportRecord } from '../../src/app/ports/cases/ports-import.js';
import { startCaseImport, type StartCaseImport } from '../../src/app/case-files/start-case-import.js';
import { endAbandonedImports } from '../../src/app/end-abandoned-jobs.js';
import { fileRoutes } from '../../src/graph/files/file-routes.js';
import { importPaths } from '../../src/graph/files/import-view.js';
import { createHttpServer } from '../../src/graph/server/http-server.js';
import { globalId } from '../../src/graph/base/node-key.js';

let city: RecordsPlatform;
let server: Server;
let origin = '';
let next = 0;
const LIMIT = 4 * 1024 * 1024;
const revoked = new Set<string>();
const temporary = process.env.TMPDIR;

beforeAll(async () => {
  process.env.TMPDIR = await mkdtemp(path.join(tmpdir(), 'dip-test-')); // other tests spool files too
  city = await openRecordsPlatform();
  const actors: Readonly<Record<string, Actor>> = {
    integrator: city.as('INTEGRATOR').actor,
    elsewhere: city.as('INTEGRATOR', { regions: [ZIBO] }).actor,
    hospital: city.as('INTEGRATOR', { institutionCode: 'H2', keyId: 'hospital' }).actor,
    clerk: city.as('CLERK').actor,
    auditor: city.as('AUDITOR').actor,
    another: { ...city.as('INTEGRATOR').actor, keyId: 'another' },
  };
  const routes = fileRoutes(city.platform, (key) => Promise.resolve(revoked.has(key) ? undefined : actors[key]), {
    ...{ bytes: LIMIT, uploads: 12, uploadsByRegion: 6, uploadsByKey: 2 },
    ...{ leastBytesPerSecond: 1_000, windowMs: 1_500 },
  });
  const none = (): void => undefined;
  server = createHttpServer({
    ...routes,
    graphql: none,
    graphiql: none,
    session: none,
    console: () => false,
    version: {},
    isReady: () => Promise.resolve(true),
    logError: none,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  if (temporary === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = temporary; // files of one process share it
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await city.close();
});

const HEADER = 'caseNo,institutionCode,insurance,admissionDate,dischargeDate,principalDiagnosis,totalCost\n';
const row = (caseNo: string, totalCost = '100.00', institutionCode = 'H1', dischargeDate = '2024-03-09'): string =>
  `${caseNo},${institutionCode},EMPLOYEE,2024-03-01,${dischargeDate},I63.900,${totalCost}\n`;

const start = (changes: Partial<StartCaseImport> = {}, caller = city.as('INTEGRATOR')): Promise<ImportRecord> =>
  startCaseImport(city.platform, caller, {
    regionCode: SANDBOX,
    onDuplicate: 'REJECT',
    errorPolicy: 'SKIP',
    dryRun: false,
    idempotencyKey: `k-${(next += 1)}`,
    ...changes,
  });

interface Answer {
  readonly http: number;
  readonly id: string;
  readonly status?: string;
  readonly code?: string;
  readonly message?: string;
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly faulty: number;
  readonly totalCost: string;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly warnings: readonly { readonly code: string; readonly count: number }[];
}

async function put(
  job: ImportRecord,
  body: BodyInit,
  { type = 'text/csv', key = 'integrator', ...headers }: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(origin + importPaths(job).upload, {
    method: 'PUT',
    body,
    headers: { authorization: `Bearer ${key}`, 'content-type': type, ...headers },
  });
  const answer = (await response.json()) as Answer;
  return { ...answer, http: response.status };
}
const rejectsOf = async (job: ImportRecord, query = '', key = 'integrator'): Promise<string> =>
  (await fetch(`${origin}${importPaths(job).rejects}${query}`, { headers: { authorization: `Bearer ${key}` } })).text();
const stored = (caseNo: string) => city.read(({ cases }) => cases.find(SANDBOX, { institutionCode: 'H1', caseNo }));
const jobNow = (job: ImportRecord) => city.read(({ imports }) => imports.find(SANDBOX, job.id));
const lastSeq = () => city.read(({ cases }) => cases.lastImportSeq(SANDBOX));
/** Runs work that must leave no case, no import sequence and no temporary file behind. */
async function changesNothing<T>(work: () => Promise<T>): Promise<T> {
  const before = await lastSeq();
  const result = await work();
  expect(await lastSeq()).toBe(before);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('dip-import-'))).toEqual([]);
  return result;
}

describe('PUT /imports/{id}', () => {
  it('imports a file; counts add up; rejects are listed with line, field, code and both languages', async () => {
    const job = await start({ fileName: '三月.csv' });
    const file =
      HEADER +
      row('P-1') +
      row('P-2', '1,234.50').replace('1,234.50', '"1,234.50"') +
      row('P-3', '5', 'H9') +
      row('P-1') +
      row('P-5', '0.05');
    const answer = await put(job, file);
    expect(answer).toMatchObject({ http: 200, status: 'SUCCEEDED', read: 5, accepted: 2, rejected: 3, faulty: 3, totalCost: '205.05' });
    const csv = await rejectsOf(job);
    expect(await rejectsOf(job, '', 'auditor')).toBe(csv);
    expect(csv.startsWith('\uFEFF') || csv.startsWith('line,')).toBe(true);
    expect(
      csv
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').slice(0, 5).join(',')),
    ).toEqual(['3,P-2,,NOT_A_DECIMAL,totalCost', '4,P-3,H9,UNKNOWN_INSTITUTION,institutionCode', '5,P-1,,DUPLICATE_IN_BATCH,caseNo']);
    const [first] = (await rejectsOf(job, '?format=jsonl')).trim().split('\n');
    const reject = JSON.parse(first ?? '') as { zh: string; en: string };
    expect([reject.zh.includes('千位分隔符'), reject.en.includes('thousands')]).toEqual([true, true]);
  });

  it('gives the rejected rows out of the file, which is sent again, as they were and mended in a spreadsheet; no other file, and no identity number', async () => {
    const job = await start({ fileName: '四月.csv' });
    const gbk = Buffer.from('d7dcb7d1d3c3', 'hex'); // 总费用
    const long = '00123456789012345678';
    const rows = [
      row('RR-1'),
      row(long, '1.2.3'),
      row('=RR', '5', 'H9'),
      row('11010519491231002X', '7.00'),
      row('RR-5').replace('\n', ',,x\n'),
      row('RR-6'),
    ];
    const file = Buffer.concat([Buffer.from(HEADER.replace('totalCost\n', '')), gbk, Buffer.from(`\n${rows.join('')}`)]);
    expect(await put(job, file)).toMatchObject({ http: 200, read: 6, accepted: 2, rejected: 4 });
    const again = (body: BodyInit, of = job): Promise<Response> =>
      fetch(`${origin}${importPaths(of).upload}?answer=rejected`, {
        method: 'PUT',
        body,
        headers: { authorization: 'Bearer integrator', 'content-type': 'text/csv' },
      });
    const answer = await again(file);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header = '', ...lines] = Buffer.from(await answer.arrayBuffer())
      .toString()
      .trimEnd()
      .split('\n');
    expect(header).toBe(`\uFEFF拒绝:行号,拒绝:列,拒绝:原因,拒绝:reason,${HEADER.replace('totalCost\n', '总费用')}`);
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['3', '总费用'],
      ['4', 'caseNo'],
      ['5', 'caseNo'],
      ['6', ''],
    ]);
    expect(lines[0]).toContain(`,"=""${long}""",H1,EMPLOYEE,2024-03-01,2024-03-09,I63.900,1.2.3`);
    expect(lines[1]).toContain(",'=RR,H9,");
    expect(lines[2]).not.toContain('11010519491231002X');
    expect(lines[3]?.endsWith(',RR-5,H1,EMPLOYEE,2024-03-01,2024-03-09,I63.900,100.00,,x')).toBe(true);
    expect((await again(`${HEADER}${row('RR-1')}`)).status).toBe(409);
    expect((await again(file, await start())).status).toBe(409);
    // Mended and sent as it is: what tells the reasons is passed over.
    const mended = [header, lines[0]?.replaceAll('1.2.3', '1.20'), lines[1]?.replace("'=RR,H9", 'RR-3,H1')].join('\n');
    expect(await put(await start(), `${mended}\n`)).toMatchObject({ http: 200, read: 2, accepted: 2, rejected: 0 });
    expect(await stored(long)).toBeDefined();
    const [, named = ''] = (await rejectsOf(job, '?words=zh')).split('\n');
    expect(named).toContain(',总费用,');
  });

  it('tells how the file was read: bytes, separator, dates (B17, N2), and refuses rows whose attributes the ruleset does not know (B11)', async () => {
    const job = await start();
    const header = HEADER.replace('\n', ',attribute.specialSetlement\n');
    const days = { '2024-03-01': '2024/3/1', '2024-03-09': '45360' };
    const second = row('AT-2')
      .replace('\n', ',\n')
      .replace(/2024-03-0[19]/g, (day) => days[day as keyof typeof days]);
    const file = header + row('AT-1').replace('\n', ',BY_ITEM\n') + second;
    expect(await put(job, file)).toMatchObject({ status: 'SUCCEEDED', read: 2, accepted: 1, rejected: 1 });
    expect(await rejectsOf(job)).toContain('2,AT-1,H1,UNKNOWN_FACT,attribute.specialSetlement');
    expect((await jobNow(job))?.controlTotals).toMatchObject({
      found: {
        encoding: 'utf-8',
        separator: 'COMMA',
        dates: [
          { style: 'ISO', cells: 2 },
          { style: 'WRITTEN', cells: 1 },
          { style: 'SERIAL', cells: 1 },
        ],
      },
      warnings: [{ code: 'DATE_FROM_SERIAL', count: 1, firstCaseNo: 'AT-2' }],
    });
  });

  it('ends an import whose process is gone, and leaves alone one that somebody works on (B13)', async () => {
    const [gone, busy] = [await start(), await start()];
    for (const { id } of [gone, busy])
      await city.write(({ imports }) => imports.update(SANDBOX, id, { status: 'RUNNING', phase: 'IMPORTING', started: true }));
    expect(await endAbandonedImports(city.platform, 60_000)).toBe(0); // it may only just have begun
    await city.write(({ imports }) => imports.update(SANDBOX, busy.id, { status: 'QUEUED' }));
    expect(await endAbandonedImports(city.platform, 0)).toBe(1);
    const ended = await jobNow(gone);
    expect(ended).toMatchObject({ status: 'FAILED', phase: 'INTERRUPTED' });
    expect(ended?.failure?.zh).toContain('请新建导入任务');
    expect(ended?.finishedAt).not.toBeNull();
    expect(await put(gone, HEADER + row('GO-1'))).toMatchObject({ http: 409 });
    expect(await put(busy, HEADER + row('GO-2'))).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('answers the same file the same, also twice at once, and refuses another one', async () => {
    const job = await start();
    const file = HEADER + row('S-1') + row('S-2');
    const [a, b] = await Promise.all([put(job, file), put(job, file)]);
    expect([a, b]).toEqual([a, a]);
    expect(await put(job, file)).toEqual(a);
    expect(await put(job, HEADER + row('S-3'))).toMatchObject({ http: 409, code: 'CONFLICT' });
    expect(await stored('S-1')).toMatchObject({ revision: 1 });
    expect(await stored('S-3')).toBeUndefined();
  });

  it('reads JSON lines, GBK, UTF-8 with a byte order mark, UTF-16', async () => {
    const line = (caseNo: string): string =>
      `${JSON.stringify({ caseNo, institutionCode: 'H1', insurance: 'RESIDENT', admissionDate: '2024-03-01', dischargeDate: '2024-03-02', principalDiagnosis: 'J18.900', totalCost: '7.50' })}\n`;
    expect(await put(await start(), line('J-1') + line('J-2'), { type: 'application/x-ndjson' })).toMatchObject({
      status: 'SUCCEEDED',
      accepted: 2,
    });
    const chinese = '病例号,机构代码,险种,入院日期,出院日期,主要诊断编码,医疗总费用\n';
    const gbk = encodeGbk(chinese + row('G-1').replace('EMPLOYEE', '职工'));
    expect(await put(await start(), gbk)).toMatchObject({ status: 'SUCCEEDED', accepted: 1 });
    expect(await stored('G-1')).toMatchObject({ insurance: 'EMPLOYEE' });
    expect(await put(await start(), encodeGbk(chinese + row('G-2')), { type: 'text/csv; charset=gbk' })).toMatchObject({ accepted: 1 });
    expect(await put(await start(), `\uFEFF${chinese}${row('U-1')}`)).toMatchObject({ status: 'SUCCEEDED', accepted: 1 });
    const utf16 = Buffer.from(`\uFEFF${chinese}${row('W-1')}`, 'utf16le');
    expect(await put(await start(), utf16)).toMatchObject({ status: 'SUCCEEDED', accepted: 1 });
  });

  const whole = HEADER + row('T-1', '1000.00') + row('T-2', '2345.67');
  const refused: readonly (readonly [string, string | Buffer<ArrayBuffer>, Partial<StartCaseImport>, string])[] = [
    [
      'a file cut in its last number, by its control totals',
      whole.slice(0, -3),
      { expectedRows: 2, expectedTotalCost: '3345.67' },
      'CONTROL_TOTAL_COST',
    ],
    [
      'a file cut at a line, by its control totals',
      HEADER + row('T-1', '1000.00'),
      { expectedRows: 2, expectedTotalCost: '3345.67' },
      'CONTROL_ROWS',
    ],
    ['an empty file', '', {}, 'FILE_EMPTY'],
    ['a header and nothing else', HEADER, {}, 'FILE_EMPTY'],
    ['a file without its header', row('T-1'), {}, 'HEADER_UNKNOWN'],
    ['a header with a column missing', HEADER.replace(',totalCost', '') + 'x\n', {}, 'HEADER_MISSING'],
    ['a column twice', HEADER.replace('totalCost', 'totalCost,医疗总费用') + 'x\n', {}, 'HEADER_DUPLICATED'],
    ['UTF-16 without a mark', Buffer.from(whole, 'utf16le'), {}, 'ENCODING_UNKNOWN'],
    ['bytes that are no text', Buffer.concat([Buffer.from(HEADER), Buffer.from([0xff, 0xfe, 0xff, 0x80, 0x0a])]), {}, 'ENCODING_UNKNOWN'],
    ['quotes that do not match', `${HEADER}"T-1,H1\n`, {}, 'FILE_MALFORMED'],
  ];
  it.each(refused)('changes nothing for %s', async (_name, file, changes, code) => {
    await changesNothing(async () => {
      const job = await start(changes);
      const answer = await put(job, file);
      expect(answer).toMatchObject({ http: 422, status: 'FAILED', accepted: 0 });
      expect(answer.problems.map((problem) => problem.code)).toContain(code);
      expect(answer.read).toBe(answer.rejected);
      expect(await jobNow(job)).toMatchObject({ status: 'FAILED', accepted: 0n });
      expect(await put(job, file)).toEqual(answer);
    });
    expect(await stored('T-1')).toBeUndefined();
  });

  it('rejects a last line that may have been cut where nothing would show it', async () => {
    const answer = await put(await start(), HEADER + row('Q-1') + row('Q-2').slice(0, -2));
    expect(answer).toMatchObject({ status: 'SUCCEEDED', read: 2, accepted: 1, rejected: 1 });
    expect(await stored('Q-2')).toBeUndefined();
  });

  it('changes nothing under ABORT when a row is wrong, and lists which', async () => {
    const job = await start({ errorPolicy: 'ABORT' });
    const file = HEADER + row('X-1') + row('P-1') + row('X-3', '-1') + row('X-4');
    const answer = await changesNothing(() => put(job, file));
    expect(answer).toMatchObject({ http: 422, status: 'FAILED', read: 4, accepted: 0, rejected: 4, faulty: 2 });
    expect(answer.problems).toMatchObject([{ code: 'BATCH_ABORTED' }]);
    const rejects = (await rejectsOf(job)).trim().split('\n').slice(1);
    expect(rejects.map((line) => line.split(',').slice(0, 4).join(','))).toEqual(['3,P-1,H1,DUPLICATE_CASE', '4,X-3,,NEGATIVE']);
  });

  it('tells in a dry run what an import would do, and keeps nothing; warns of days without a ruleset', async () => {
    const file =
      HEADER + row('Y-1') + row('Y-2', '-1') + row('Y-3', '1', 'H1', '2020-12-31').replace('2024-03-01', '2020-12-01') + row('P-1');
    const job = await start({ dryRun: true });
    const tried = await changesNothing(() => put(job, file));
    expect(tried).toMatchObject({ http: 200, status: 'SUCCEEDED', read: 4, accepted: 2, rejected: 2, dryRun: true });
    expect(tried.warnings.map(({ code, count }) => [code, count])).toEqual([
      ['NO_RULESET_IN_FORCE', 1],
      ['NO_INSTITUTION_PROFILE', 1],
    ]);
    expect((await rejectsOf(job)).trim().split('\n')).toHaveLength(3);
    expect(await stored('Y-1')).toBeUndefined();
    expect(await put(await start(), file)).toMatchObject({ accepted: tried.accepted, rejected: tried.rejected });
  });

  it('revises from a file where asked, once a case', async () => {
    const file = HEADER + row('P-1', '999.00') + row('R-1') + row('P-1', '998.00');
    expect(await put(await start({ onDuplicate: 'REVISE' }), file)).toMatchObject({ read: 3, accepted: 2, rejected: 1, revised: 1 });
    expect(await stored('P-1')).toMatchObject({ revision: 2 });
  });

  it('finds a case number again that stood thousands of rows before', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => row(`M-${index}`, '1.01'));
    const answer = await put(await start(), HEADER + rows.join('') + row('M-0'));
    expect(answer).toMatchObject({ read: 12_001, accepted: 12_000, rejected: 1, totalCost: '12220.00' });
  });

  it('changes nothing when the sender breaks off, and takes the file afterwards', async () => {
    const job = await start();
    await changesNothing(async () => {
      await new Promise<void>((resolve) => {
        const request = httpRequest(origin + importPaths(job).upload, {
          method: 'PUT',
          headers: { authorization: 'Bearer integrator', 'content-type': 'text/csv', 'content-length': '100000' },
        });
        request.on('error', () => resolve());
        request.write(HEADER + row('K-1'));
        setTimeout(() => request.destroy(new Error('gone')), 100);
      });
      await expect
        .poll(async () => (await readdir(tmpdir())).filter((name) => name.startsWith('dip-import-')), { timeout: 30_000 })
        .toEqual([]);
    });
    expect(await jobNow(job)).toMatchObject({ status: 'QUEUED', fileHash: null });
    expect(await put(job, HEADER + row('K-1'))).toMatchObject({ status: 'SUCCEEDED', accepted: 1 });
  });

  it('takes up an import whose process was killed in the middle: nothing of it was there', async () => {
    const job = await start();
    await city.write(({ imports }) => imports.update(SANDBOX, job.id, { status: 'RUNNING', phase: 'IMPORTING' }));
    expect(await put(job, HEADER + row('N-1'))).toMatchObject({ status: 'SUCCEEDED', accepted: 1 });
  });

  it('keeps nothing when the database goes away in the middle, says so, and takes the file when it is back', async () => {
    const job = await start();
    const { store } = city.platform;
    const real = store.transaction.bind(store);
    const file = HEADER + row('DB-1') + row('DB-2');
    for (const breaks of ['begin', 'insert', 'audit'] as const) {
      let writes = 0;
      const failing: typeof store.transaction = (access, mode, work) => {
        writes += mode === 'WRITE' ? 1 : 0;
        if (breaks === 'begin' && mode === 'WRITE') return Promise.reject(new StoreUnavailable('gone'));
        if (mode === 'READ' || writes < 2) return real(access, mode, work);
        return real(access, mode, (unit) => work(breaking(unit, breaks)));
      };
      Object.assign(store, { transaction: failing });
      await changesNothing(async () => expect(await put(job, file)).toMatchObject({ http: 503, code: 'UNAVAILABLE' }));
      Object.assign(store, { transaction: real });
      expect(await stored('DB-1')).toBeUndefined();
    }
    expect(await put(job, file)).toMatchObject({ status: 'SUCCEEDED', accepted: 2 });
  });

  it('cuts a rare character in no message: the row is rejected, the good ones are imported, the import ends (B2)', async () => {
    const job = await start();
    const file = HEADER + row(`${'x'.repeat(39)}𠮷`) + row('B2-1') + row('B2-2', `${'9'.repeat(39)}𠮷`);
    expect(await put(job, file)).toMatchObject({ http: 200, status: 'SUCCEEDED', accepted: 1, rejected: 2 });
    expect(await stored('B2-1')).toBeDefined();
    expect(await rejectsOf(job)).toContain('𠮷');
  });

  it('rejects rows of JSON lines with NUL or half a character anywhere, keys included (B3)', async () => {
    const good = { institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2024-03-01', dischargeDate: '2024-03-09' };
    const line = (more: object): string => `${JSON.stringify({ ...good, principalDiagnosis: 'I63.900', totalCost: '1.00', ...more })}\n`;
    const wrong = [
      { caseNo: 'B3-\0' },
      { caseNo: 'B3-1', 'a\0b': 1 },
      { caseNo: 'B3-2', '\ud800': 1 },
      { caseNo: 'B3-3', attributes: [{ name: 'x\0', value: 'y' }] },
      { caseNo: 'B3-4', attributes: [{ name: 'x', value: '\udfff' }] },
      { caseNo: 'B3-5', assignedGroupCode: '\0' },
    ];
    const job = await start();
    const answer = await put(job, wrong.map(line).join('') + line({ caseNo: 'B3-9' }), { type: 'application/x-ndjson' });
    expect(answer).toMatchObject({ http: 200, status: 'SUCCEEDED', accepted: 1, rejected: wrong.length });
  });

  it('ends FAILED, not RUNNING for ever, when something unforeseen breaks it off (B2)', async () => {
    const job = await start();
    const { store } = city.platform;
    const real = store.transaction.bind(store);
    let writes = 0;
    const failing: typeof store.transaction = (access, mode, work) => {
      writes += mode === 'WRITE' ? 1 : 0;
      if (mode === 'READ' || writes !== 2) return real(access, mode, work);
      return real(access, mode, (unit) => work({ ...unit, cases: { ...unit.cases, insert: () => Promise.reject(new Error('a bug')) } }));
    };
    Object.assign(store, { transaction: failing });
    await changesNothing(async () => expect(await put(job, HEADER + row('BUG-1'))).toMatchObject({ http: 500 }));
    Object.assign(store, { transaction: real });
    expect(await jobNow(job)).toMatchObject({ status: 'FAILED', accepted: 0n, controlTotals: { failure: [{ code: 'INTERNAL' }] } });
  });

  it('refuses a file that is too large, stated or not, and other types, by a status and both languages', async () => {
    const job = await start();
    await changesNothing(async () => {
      const large = await put(job, Buffer.alloc(LIMIT + 1, 'x')).catch(() => ({ http: 413, code: 'LIMIT_EXCEEDED' }));
      expect(large).toMatchObject({ http: 413, code: 'LIMIT_EXCEEDED' });
      expect(await put(job, HEADER, { type: 'application/pdf' })).toMatchObject({ http: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
      expect(await put(job, HEADER, { 'content-encoding': 'gzip' })).toMatchObject({ http: 415 });
      expect(await put(job, HEADER, { type: 'text/csv; charset=shift_jis' })).toMatchObject({ http: 415 });
      const english = await put(job, HEADER, { type: 'application/pdf', 'accept-language': 'en' });
      expect(english.message).toContain('State the format');
    });
    expect(await jobNow(job)).toMatchObject({ status: 'QUEUED' });
  });

  it('asks who is there: no key, a wrong key, another region, a role that may not, an unknown import', async () => {
    const job = await start();
    const bare = await fetch(origin + importPaths(job).upload, { method: 'PUT', body: HEADER });
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await put(job, HEADER, { key: 'nobody' })).toMatchObject({ http: 401, code: 'UNAUTHENTICATED' });
    expect(await put(job, HEADER, { key: 'elsewhere' })).toMatchObject({ http: 403, code: 'FORBIDDEN' });
    expect(await put(job, HEADER, { key: 'clerk' })).toMatchObject({ http: 403 });
    expect(await put({ ...job, id: job.id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }, HEADER)).toMatchObject({ http: 404 });
    for (const path of ['/imports/xyz', '/imports/%E0%A4%A', `/imports/${globalId('Region', SANDBOX)}`, '/exports/xyz']) {
      const response = await fetch(origin + path, {
        method: path.startsWith('/imports') ? 'PUT' : 'GET',
        headers: { authorization: 'Bearer integrator' },
        ...(path.startsWith('/imports') ? { body: HEADER } : {}),
      });
      expect([path, response.status]).toEqual([path, 400]);
    }
  });

  it("keeps one institution's import from another's eyes, and rejects what is not its own", async () => {
    const own = await start({}, city.as('INTEGRATOR', { institutionCode: 'H2' }));
    const answer = await put(own, HEADER + row('I-1', '1', 'H2') + row('I-2') + row('I-3', 'x'), { key: 'hospital' });
    expect(answer).toMatchObject({ read: 3, accepted: 1, rejected: 2 });
    expect(
      (await rejectsOf(own, '', 'hospital'))
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[3]),
    ).toEqual(['OTHER_INSTITUTION', 'NOT_A_DECIMAL']);
    const region = await start();
    expect(await put(region, HEADER + row('I-4', '1', 'H2'), { key: 'hospital' })).toMatchObject({ http: 404 });
  });
});

describe('GET /exports/{id} of a region', () => {
  const get = (query: string, key = 'integrator') =>
    fetch(`${origin}/exports/${globalId('Region', SANDBOX)}${query}`, { headers: { authorization: `Bearer ${key}` } });

  it('sends cases that can be imported again as they are, as CSV and as JSON lines', async () => {
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['jsonl', 'application/x-ndjson'],
    ] as const) {
      const response = await get(`?from=2024-01-01&to=2024-12-31&insurance=RESIDENT&format=${format}`);
      expect(response.headers.get('content-type')).toContain(type);
      const job = await start({ dryRun: true, onDuplicate: 'REVISE' });
      expect(await put(job, await response.text(), { type })).toMatchObject({ status: 'SUCCEEDED', read: 2, accepted: 2, revised: 2 });
    }
  });

  it('refuses dates that are none, an unknown format, a role without case:read', async () => {
    expect((await get('?from=2024-02-30&to=2024-12-31')).status).toBe(422);
    expect((await get('')).status).toBe(422);
    expect((await get('?from=2024-01-01&to=2024-12-31&format=xlsx')).status).toBe(400);
    expect((await get('?from=2024-01-01&to=2024-12-31', 'elsewhere')).status).toBe(403);
    expect((await get('?from=2024-01-01&to=2024-12-31', 'auditor')).status).toBe(200);
  });

  it('shows an institution its own cases only', async () => {
    const text = await (await get('?from=2024-01-01&to=2024-12-31&format=jsonl', 'hospital')).text();
    const codes = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { institutionCode: string }).institutionCode);
    expect(new Set(codes)).toEqual(new Set(['H2']));
  });
});

/** Begins an upload that sends a byte now and then; resolves with the status and code that end it. */
function drip(
  job: ImportRecord,
  key: string,
): Promise<{ readonly status: number | undefined; readonly code?: string; readonly closed: boolean }> {
  return new Promise((resolve) => {
    const sent = httpRequest(origin + importPaths(job).upload, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv', 'content-length': '100000' },
    });
    const timer = setInterval(() => sent.write('x'), 100);
    sent.on('error', () => undefined);
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => {
        clearInterval(timer);
        const { code } = JSON.parse(text) as { code?: string };
        const end = (): void => resolve({ status: response.statusCode, closed: true, ...(code === undefined ? {} : { code }) });
        if (response.socket.destroyed) end();
        else response.socket.once('close', end);
      });
    });
  });
}

describe('senders that drip (B9)', () => {
  it('four of them hold nobody up, and are sent away and cut off', async () => {
    const jobs = await Promise.all([start(), start(), start(), start()]);
    const hospital = city.as('INTEGRATOR', { institutionCode: 'H2' });
    const slow = jobs.slice(0, 2).map((job) => drip(job, 'integrator'));
    slow.push(drip(await start({}, hospital), 'hospital'), drip(await start({}, hospital), 'hospital'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const third = await put(jobs[2], HEADER + row('B9-1'));
    expect(third).toMatchObject({ http: 503, code: 'UNAVAILABLE' }); // the key's own places are taken
    expect(await put(jobs[2], HEADER + row('B9-1'), { key: 'another' })).toMatchObject({ http: 200, accepted: 1 });
    const ended = await Promise.all(slow);
    for (const one of ended) expect(one).toEqual({ status: 408, code: 'LIMIT_EXCEEDED', closed: true });
    expect(await put(jobs[3], HEADER + row('B9-2'))).toMatchObject({ http: 200, accepted: 1 });
  }, 30_000);

  it('the upload of a key that is revoked on the way ends (B12)', async () => {
    const job = await start();
    const text = HEADER + row('B12-1');
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(origin + importPaths(job).upload, {
        method: 'PUT',
        headers: { authorization: 'Bearer integrator', 'content-type': 'text/csv', 'content-length': Buffer.byteLength(text) },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.write(text.slice(0, 50));
      setTimeout(() => {
        revoked.add('integrator');
        sent.end(text.slice(50));
      }, 200);
    });
    expect(await answer).toBe(401);
    revoked.clear();
    expect(await stored('B12-1')).toBeUndefined();
    expect(await jobNow(job)).toMatchObject({ status: 'QUEUED' });
  });
});

/** A unit whose database goes away after the cases were inserted, or while the event is appended. */
function breaking(unit: Unit, at: 'begin' | 'insert' | 'audit'): Unit {
  const gone = (): Promise<never> => Promise.reject(new StoreUnavailable('gone'));
  if (at === 'audit') return { ...unit, audit: { ...unit.audit, append: gone } };
  const insert: Unit['cases']['insert'] = async (chunk) => {
    await unit.cases.insert(chunk);
    return await gone();
  };
  return { ...unit, cases: { ...unit.cases, insert } };
}

/** GBK bytes: Node only decodes it, so the table is turned round. */
function encodeGbk(text: string): Buffer<ArrayBuffer> {
  const decoder = new TextDecoder('gb18030');
  const bytes = new Map<string, readonly number[]>();
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) if (low !== 0x7f) bytes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Buffer.from(
    [...text].flatMap((character) => (character.charCodeAt(0) < 0x80 ? [character.charCodeAt(0)] : (bytes.get(character) ?? []))),
  );
}
