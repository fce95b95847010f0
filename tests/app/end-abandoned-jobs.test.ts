import { TEST_KEYS } from '../support/signing.js';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from '../faults/children.js';
import { catalogueJob, startCatalogueJob, type StartCatalogueJob } from '../../src/app/catalogues/catalogue-job.js';
import { ABANDONED_MS, endAbandonedJobs } from '../../src/app/end-abandoned-jobs.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { openStore } from '../../src/store/open-store.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { fillDirectory } from '../support/snapshots.js';
import { testPlatform, TinyCity, YEAR } from '../support/tiny-city.js';

const METHOD: unknown = JSON.parse(await readFile(new URL('../../examples/catalogue-method.json', import.meta.url), 'utf8'));

/** A build from the city's own year. */
const request = (regionCode: string, idempotencyKey: string): StartCatalogueJob => ({
  regionCode,
  version: `${YEAR}.9`,
  effectiveFrom: `${YEAR}-12-01`,
  lastYear: YEAR,
  method: METHOD,
  idempotencyKey,
});

describe.each(TEST_ENGINES.filter((engine) => engine === 'EMBEDDED'))('a catalogue job whose process is killed (%s)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dip-jobs-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is ended when the platform starts again, says what to do, and can be started anew', async () => {
    const dataDir = path.join(folder, 'killed');
    await fillDirectory(dataDir);
    const before = await openStore({ dataDir }, () => TEST_KEYS);
    const city = await new TinyCity(testPlatform(before.store)).make({ cases: 60 });
    const { regionCode } = city;
    await before.close();
    const ended = await runChild('../app/catalogue-job-child.ts', [
      JSON.stringify({ dataDir }),
      JSON.stringify(request(regionCode, 'killed')),
    ]);
    expect([ended.signal, ended.lines, ended.errors]).toEqual(['SIGKILL', [], '']);

    const opened = await openStore({ dataDir }, () => TEST_KEYS);
    const platform = testPlatform(opened.store);
    const caller = platformCaller(platform);
    const { job } = await startCatalogueJob(platform, caller, request(regionCode, 'killed'));
    expect(job).toMatchObject({ status: 'RUNNING', finishedAt: null });
    expect(await endAbandonedJobs(platform, 0)).toBe(1);
    const failed = await catalogueJob(caller, regionCode, job.id);
    expect(failed).toMatchObject({ status: 'FAILED', catalogueId: null, failure: { code: 'INTERRUPTED' } });
    expect(failed.failure?.zh).toContain('重新发起');
    expect(failed.failure?.en).toContain('Start it again');
    expect(failed.finishedAt).not.toBeNull();
    expect(await endAbandonedJobs(platform, 0)).toBe(0);
    const [event] = await caller.read(({ audit }) => audit.list(regionCode, { first: 1 }));
    expect(event).toMatchObject({ action: 'catalogue:interrupted', subject: job.id });

    const anew = await startCatalogueJob(platform, caller, request(regionCode, 'anew'));
    await anew.done;
    expect(await catalogueJob(caller, regionCode, anew.job.id)).toMatchObject({ status: 'SUCCEEDED', failure: null });
    await opened.close();
  }, 120_000);
});

describe.each(TEST_ENGINES)('whether a job is abandoned (%s)', (engine) => {
  let test: TestDatabase;
  let city: TinyCity;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    city = await new TinyCity(testPlatform(test.store)).make({ cases: 10 });
  });
  afterAll(() => test.close());
  const queue = (key: string) => city.write(({ catalogues }) => catalogues.createJob(city.regionCode, {}, key));
  const statusOf = async (id: string) => (await city.read(({ catalogues }) => catalogues.findJob(city.regionCode, id)))?.status;

  it('a young one may be about to begin; one that has ended is left as it is', async () => {
    const young = await queue('young');
    const done = await queue('done');
    await city.write(({ catalogues }) => catalogues.updateJob(city.regionCode, done.id, { status: 'SUCCEEDED' }));
    expect(await endAbandonedJobs(city.platform)).toBe(0);
    await test.database.pool.query(`UPDATE catalogue_job SET created_at = created_at - interval '${ABANDONED_MS} milliseconds'`);
    expect(await endAbandonedJobs(city.platform)).toBe(1);
    expect([await statusOf(young.id), await statusOf(done.id)]).toEqual(['FAILED', 'SUCCEEDED']);
  });

  it('an ended job is not built after all', async () => {
    const job = await queue('ended');
    expect(await city.write(({ catalogues }) => catalogues.holdJob(city.regionCode, job.id))).toBe(true);
    await endAbandonedJobs(city.platform, 0);
    expect(await city.write(({ catalogues }) => catalogues.holdJob(city.regionCode, job.id))).toBe(false);
  });
});

describe.each(TEST_ENGINES.filter((engine) => engine === 'POSTGRESQL'))('beside other processes (%s)', (engine) => {
  it('a job that one of them is building is passed over, without waiting', async () => {
    const test = await openTestDatabase(engine);
    const city = await new TinyCity(testPlatform(test.store)).make({ cases: 10 });
    const found = await city.write(async ({ catalogues }) => {
      const job = await city.write((other) => other.catalogues.createJob(city.regionCode, {}, 'held'));
      expect(await catalogues.holdJob(city.regionCode, job.id)).toBe(true);
      return await endAbandonedJobs(city.platform, 0); // on another connection
    });
    expect(found).toBe(0);
    expect(await endAbandonedJobs(city.platform, 0)).toBe(1); // nobody holds it any more
    await test.close();
  });
});
