import { TEST_KEYS } from '../../support/signing.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, type RecordsPlatform } from '../records-platform.js';
import { runChild } from '../../faults/children.js';
import { endAbandonedImports } from '../../../src/app/end-abandoned-jobs.js';
import { ImportOpenError } from '../../../src/app/base/errors.js';
import { importCaseFile } from '../../../src/app/case-files/import-case-file.js';
import { importCases } from '../../../src/app/cases/import-cases.js';
import type { ImportRecord } from '../../../src/app/ports/cases/ports-import.js';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { startCaseImport, type StartCaseImport } from '../../../src/app/case-files/start-case-import.js';
import { openStore } from '../../../src/store/open-store.js';
import { TEST_ENGINE, TEST_ENGINES } from '../../support/database.js';
import { fillDirectory } from '../../support/snapshots.js';
import { testPlatform, TinyCity } from '../../support/tiny-city.js';

const HEADER = 'caseNo,institutionCode,insurance,admissionDate,dischargeDate,principalDiagnosis,totalCost,sex,ageYears\n';
const row = (caseNo: string, totalCost = '100.00'): string =>
  `${caseNo},H1,EMPLOYEE,2024-03-01,2024-03-09,I63.900,${totalCost},FEMALE,60\n`;
/** More rows than one transaction stores. */
const rows = (name: string, count = 4_500): string => Array.from({ length: count }, (_, i) => row(`${name}-${i}`)).join('');

/** A file that stops in the middle until it is let go on. */
class HeldFile {
  #release: () => void = () => undefined;
  #reached: () => void = () => undefined;
  readonly #released = new Promise<void>((resolve) => (this.#release = resolve));
  /** Everything before the stop was asked for: what fills chunks of it is being stored. */
  readonly reached = new Promise<void>((resolve) => (this.#reached = resolve));

  constructor(
    private readonly before: string,
    private readonly after: string,
  ) {}

  release(): void {
    this.#release();
  }

  readonly open = async function* (this: HeldFile): AsyncGenerator<Uint8Array> {
    yield Buffer.from(this.before);
    this.#reached();
    await this.#released;
    yield Buffer.from(this.after);
  }.bind(this);
}

describe.each(TEST_ENGINES)('a file of cases that is being stored, on %s (B10)', (engine) => {
  let city: RecordsPlatform;
  let next = 0;
  beforeAll(async () => {
    city = await openRecordsPlatform(engine);
  });
  afterAll(() => city.close());

  const start = (changes: Partial<StartCaseImport> = {}): Promise<ImportRecord> =>
    startCaseImport(city.platform, city.as('INTEGRATOR'), {
      ...{ regionCode: SANDBOX, onDuplicate: 'REVISE', errorPolicy: 'SKIP', dryRun: false, idempotencyKey: `o-${(next += 1)}` },
      ...changes,
    });
  const send = (job: ImportRecord, open: () => AsyncIterable<Uint8Array>): Promise<ImportRecord> =>
    importCaseFile(city.platform, city.as('INTEGRATOR'), {
      ...{ regionCode: SANDBOX, importId: job.id, format: 'CSV', file: { sha256: job.id, open } },
    });
  const text = (content: string) =>
    async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from(content));
    };
  const lastSeq = (): Promise<bigint> => city.read(({ cases }) => cases.lastImportSeq(SANDBOX));
  const countNow = (): Promise<bigint> =>
    city.read(async ({ cases }) =>
      cases.count({
        ...{ regionCode: SANDBOX, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' },
        throughImportSeq: await cases.lastImportSeq(SANDBOX),
      }),
    );
  const found = (caseNo: string) => city.read(({ cases }) => cases.find(SANDBOX, { institutionCode: 'H1', caseNo }));
  const jobNow = (job: ImportRecord) => city.read(({ imports }) => imports.find(SANDBOX, job.id));
  const openFindings = async (caseNo: string): Promise<readonly string[]> =>
    (await city.read(({ quality }) => quality.list(SANDBOX, { open: true }, { limit: 1_000, begin: 'NEWEST' })))
      .filter((result) => result.caseNo === caseNo)
      .map(({ rule }) => rule)
      .sort();
  const batch = (caseNo: string) =>
    importCases(city.platform, city.as('INTEGRATOR'), {
      ...{ regionCode: SANDBOX, onDuplicate: 'REVISE', errorPolicy: 'ABORT', dryRun: false, idempotencyKey: `b-${caseNo}` },
      rows: [
        {
          ...{ caseNo, institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2024-03-01', dischargeDate: '2024-03-09' },
          ...{ principalDiagnosis: 'I63.900', totalCost: '7.00' },
        },
      ],
    });
  /** As a process that was killed left it: nothing more comes of it, and it says nothing. */
  const forgetProcess = (): Promise<unknown> =>
    city.test.database.pool.query(
      `UPDATE open_import SET attempt = 'another process/1', beat_at = beat_at - interval '1 hour' WHERE region_code = $1`,
      [SANDBOX],
    );

  it('is seen by nobody before its last row is there, and then whole; others are answered meanwhile', async () => {
    await batch('OLD');
    const [before, seq] = [await countNow(), await lastSeq()];
    const file = new HeldFile(HEADER + rows('A') + row('OLD', '55.00'), row('A-last'));
    const job = await start();
    const sending = send(job, file.open);
    await file.reached;
    await expect.poll(async () => (await jobNow(job))?.done ?? 0n, { timeout: 60_000 }).toBeGreaterThanOrEqual(4_000n);
    expect([await countNow(), await lastSeq(), await found('A-0')]).toEqual([before, seq, undefined]);
    expect(await found('OLD')).toMatchObject({ revision: 1 });
    const newest = async (): Promise<string | undefined> =>
      (await city.read(({ quality }) => quality.list(SANDBOX, {}, { limit: 1, begin: 'NEWEST' })))[0]?.caseNo;
    expect(await newest()).toBe('OLD');
    file.release();
    expect(await sending).toMatchObject({ status: 'SUCCEEDED', accepted: 4_502n });
    expect(await newest()).toBe('A-last');
    expect(await countNow()).toBe(before + 4_501n);
    expect(await found('OLD')).toMatchObject({ revision: 2, voided: false });
    expect(await lastSeq()).toBeGreaterThan(seq);
  });

  it('lets a batch of the region wait for its turn, and another file after it', async () => {
    const file = new HeldFile(HEADER + rows('B'), row('B-last'));
    const sending = send(await start(), file.open);
    await file.reached;
    const waiting = [batch('B-batch'), send(await start(), text(HEADER + row('B-other')))] as const;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect([await found('B-batch'), await found('B-other')]).toEqual([undefined, undefined]);
    file.release();
    expect(await sending).toMatchObject({ status: 'SUCCEEDED' });
    expect((await waiting[0]).accepted).toBe(1);
    expect(await waiting[1]).toMatchObject({ status: 'SUCCEEDED', accepted: 1n });
  });

  it('leaves nothing where it is a dry run, or its control totals are wrong after thousands of rows', async () => {
    await batch('KEEP');
    const [before, seq] = [await countNow(), await lastSeq()];
    const content = HEADER + rows('C') + row('KEEP', '1.00');
    expect(await send(await start({ dryRun: true }), text(content))).toMatchObject({ status: 'SUCCEEDED', accepted: 4_501n });
    expect(await send(await start({ expectedRows: 9 }), text(content))).toMatchObject({ status: 'FAILED', accepted: 0n });
    expect([await countNow(), await lastSeq(), await found('C-0')]).toEqual([before, seq, undefined]);
    expect(await found('KEEP')).toMatchObject({ revision: 1 });
  });

  it('is taken back when its process is gone: cases, rejects, findings, and what it had closed is open again', async () => {
    await batch('Q');
    const [before, seq, findings] = [await countNow(), await lastSeq(), await openFindings('Q')];
    expect(findings).toContain('sex-unknown');
    const file = new HeldFile(HEADER + row('Q') + row('D-bad', '-1') + rows('D'), '');
    const job = await start();
    const sending = refusal(send(job, file.open));
    await file.reached;
    await expect.poll(async () => (await jobNow(job))?.done ?? 0n, { timeout: 60_000 }).toBeGreaterThanOrEqual(4_000n);
    expect(await endAbandonedImports(city.platform, 0)).toBe(0); // this process is alive
    await forgetProcess();
    expect(await endAbandonedImports(city.platform)).toBe(1);
    expect(await jobNow(job)).toMatchObject({ status: 'FAILED', phase: 'INTERRUPTED' });
    expect([await countNow(), await lastSeq(), await found('D-0')]).toEqual([before, seq, undefined]);
    expect(await openFindings('Q')).toEqual(findings);
    const rejects = await city.read(({ imports }) => imports.rejectPage(SANDBOX, job.id, { limit: 9, begin: 'FIRST' }));
    expect(rejects).toEqual([]);
    file.release(); // the process was not gone but slow: what it stores from now on is refused
    expect(await sending).toBeInstanceOf(ImportOpenError);
    expect([await countNow(), (await jobNow(job))?.status]).toEqual([before, 'FAILED']);
    expect(await send(await start(), text(HEADER + rows('D', 10)))).toMatchObject({ status: 'SUCCEEDED', accepted: 10n });
  });

  it('is begun anew by the same file, where the process before is gone', async () => {
    const before = await countNow();
    const file = new HeldFile(HEADER + rows('E'), row('E-last'));
    const job = await start();
    const sending = refusal(send(job, file.open));
    await file.reached;
    await expect.poll(async () => (await jobNow(job))?.done ?? 0n, { timeout: 60_000 }).toBeGreaterThanOrEqual(4_000n);
    await forgetProcess();
    expect(await send(job, text(HEADER + rows('E') + row('E-last')))).toMatchObject({ status: 'SUCCEEDED', accepted: 4_501n });
    file.release();
    expect(await sending).toBeInstanceOf(ImportOpenError);
    expect(await countNow()).toBe(before + 4_501n);
  });

  it('can be taken back by its own attempt only', async () => {
    const file = new HeldFile(HEADER + rows('F'), row('F-last'));
    const sending = send(await start(), file.open);
    await file.reached;
    const undo = city.platform.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ openImports }) => openImports.undo(SANDBOX, 'a guess', 10));
    await expect(undo).rejects.toMatchObject({ kind: 'IMPORT_OPEN' });
    file.release();
    expect(await sending).toMatchObject({ status: 'SUCCEEDED', accepted: 4_501n });
  });
});

describe.runIf(TEST_ENGINE === 'EMBEDDED')('a file whose process is killed', () => {
  it('is not there when the platform starts again, and the region takes files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'dip-open-import-'));
    const dataDir = path.join(folder, 'killed');
    await fillDirectory(dataDir);
    const before = await openStore({ dataDir }, () => TEST_KEYS);
    const city = await new TinyCity(testPlatform(before.store)).make({ cases: 10 });
    await before.close();
    const ended = await runChild('../app/open-import-child.ts', [JSON.stringify({ dataDir }), city.regionCode]);
    expect([ended.signal, ended.errors]).toEqual(['SIGKILL', '']);
    const opened = await openStore({ dataDir }, () => TEST_KEYS);
    const again = new TinyCity(testPlatform(opened.store));
    const seen = () => again.read(({ cases }) => cases.numbered(again.regionCode, ['K-0']));
    expect(await seen()).toEqual([]);
    expect(await endAbandonedImports(again.platform, 0)).toBe(1);
    const { rows: left } = await opened.database.pool.query<{ n: string }>('SELECT count(*) AS n FROM inpatient_case');
    expect([left[0]?.n, await seen()]).toEqual(['10', []]);
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);
});
