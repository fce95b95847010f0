import { TEST_KEYS } from '../support/signing.js';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { cutStore, type CutAt, type CutPoint } from './dying-store.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import { helpRunningClearings } from '../../src/cli/print/help-clearings.js';
import { Random } from '../../src/app/sample/generate/prng.js';
import { must } from '../../src/engine/kit/assert.js';
import { openStore, type OpenStore } from '../../src/store/open-store.js';
import { cutRun } from '../support/shards.js';
import { openTestDatabase, TEST_ENGINES } from '../support/database.js';
import { fillDirectory } from '../support/snapshots.js';
import { testPlatform, TinyCity, tinyCase } from '../support/tiny-city.js';

/** Small shards: a few hundred cases are cut into many. */
const CASES = 240;
const SHARD = 12;
const SEED = 20_260_101;

/** A city with a queued run of many shards. */
async function queueRun({ store }: Pick<OpenStore, 'store'>): Promise<RunRecord> {
  const city = await new TinyCity(testPlatform(store)).make({ cases: CASES });
  await city.putCases([tinyCase(9_000, { principalDiagnosis: 'Z99.900' })]); // an exception, too, is counted once
  const run = await city.start();
  await cut(city, run);
  return run;
}

async function cut(city: TinyCity, { runNo }: RunRecord): Promise<void> {
  const selection = { ...city.key, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' } as const;
  await city.write((unit) => cutRun(unit, { regionCode: city.regionCode, runNo, selection }, SHARD));
}

/** What a finished run left behind, without times and without how often it judged: several workers judge more. */
async function resultOf(city: TinyCity, runNo = 1): Promise<unknown> {
  const { regionCode } = city;
  const run = await city.run({ runNo });
  expect([run.status, run.failure]).toEqual(['SUCCEEDED', null]);
  return await city.read(async ({ scores, runResults, runs, audit }) => {
    const stored = await scores.list(regionCode, runNo, { first: 1_000, afterSeq: 0n });
    expect(new Set(stored.map(({ caseSeq }) => caseSeq)).size).toBe(stored.length); // no case is scored twice
    expect(stored).toHaveLength(CASES + 1);
    const outcomes = await scores.outcomes(regionCode, runNo, { first: 1_000, afterId: -1 });
    expect(outcomes.reduce((sum, { count }) => sum + count, 0n)).toBe(BigInt(CASES + 1));
    expect(await scores.exceptions(regionCode, runNo, { first: 10, afterSeq: 0n })).toHaveLength(1);
    expect((await audit.verify(regionCode)).fault).toBeUndefined();
    const finished = (await audit.list(regionCode, { first: 100 })).filter(
      ({ action, subject }) => action === 'run:finish' && subject === String(runNo),
    );
    expect(finished).toHaveLength(1);
    const { shards, done, rows } = await runs.shardProgress(regionCode, runNo);
    expect([shards, rows]).toEqual([done, BigInt(CASES + 1)]);
    return {
      stage: run.stage,
      totals: { ...run.totals, reJudged: null },
      statements: await runResults.statements(regionCode, runNo),
      postings: await runResults.postings(regionCode, runNo),
      points: stored.map(({ caseNo, points, exceptionCode }) => [caseNo, points, exceptionCode]),
    };
  });
}

describe.each(TEST_ENGINES.filter((engine) => engine === 'EMBEDDED'))(
  'a clearing on %s that is killed with SIGKILL again and again',
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'dip-killed-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** Drives the run of a directory in this process to its end. */
    async function finish(dataDir: string): Promise<{ readonly result: unknown; readonly transactions: number }> {
      const opened = await openStore({ dataDir }, () => TEST_KEYS);
      try {
        const counted = cutStore(opened.store, 0, 'AFTER', () => undefined);
        const platform = testPlatform(counted);
        await driveNextRun(platform, 'this process');
        return { transactions: counted.transactions(), result: await resultOf(new TinyCity(platform)) };
      } finally {
        await opened.close();
      }
    }

    it(`comes to the same result: at a transaction, from outside, and while it stores statements (seed ${SEED})`, async () => {
      const [dataDir, undisturbed] = [join(folder, 'killed'), join(folder, 'undisturbed')];
      await fillDirectory(dataDir);
      const opened = await openStore({ dataDir }, () => TEST_KEYS);
      await queueRun(opened);
      await opened.close();
      await cp(dataDir, undisturbed, { recursive: true });
      const expected = await finish(undisturbed);
      expect(expected.transactions).toBeGreaterThan(40);

      const random = new Random(SEED);
      const child = (at: CutAt, point: CutPoint, onLine?: (line: string, kill: () => void) => void) =>
        runChild('./clearing-child.ts', [JSON.stringify({ dataDir }), String(at), point], onLine === undefined ? {} : { onLine });
      const point = random.below(2) === 0 ? 'INSIDE' : 'AFTER';
      const at = 1 + random.below(Math.floor(expected.transactions / 2));
      const { signal, errors } = await child(at, point);
      expect([point, at, signal, errors]).toEqual([point, at, 'SIGKILL', '']);
      const moment = random.below(60);
      await child(0, 'AFTER', (_, kill) => setTimeout(kill, moment)); // it may have come to its end by then
      const statements = await child('STATEMENTS', 'INSIDE');
      expect(statements.errors).toBe('');
      expect((await finish(dataDir)).result).toEqual(expected.result);
    });
  },
);

describe.each(TEST_ENGINES.filter((engine) => engine === 'POSTGRESQL'))('two processes at one clearing on %s', (engine) => {
  it('the driver is killed, and then every connection of the other: the run comes to the same result', async () => {
    const test = await openTestDatabase(engine);
    const databaseUrl = must(test.database.pool.options.connectionString, 'address');
    /** As the database's owner, on a connection of its own. */
    const asOwner = async (sql: string): Promise<void> => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query(sql);
      await client.end();
    };
    /** Thirty seconds later. */
    const leasesEnd = () =>
      asOwner("UPDATE clearing_run SET lease_until = NULL; UPDATE run_shard SET lease_until = now() - interval '1 s' WHERE state = 'BUSY'");
    try {
      const first = await queueRun(test);
      const platform = testPlatform(test.store);
      const city = new TinyCity(platform);
      await city.drive(first);
      const expected = await resultOf(city);
      const run = await city.start({ idempotencyKey: 'killed' });
      await cut(city, run);

      let isOver = false;
      const driver = runChild('./clearing-child.ts', [JSON.stringify({ databaseUrl }), '12', 'INSIDE']).finally(() => (isOver = true));
      const isStopping = (): boolean => isOver;
      while (!isOver) {
        await helpRunningClearings(platform, { worker: 'helper', isStopping, failed: () => undefined });
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect((await driver).signal).toBe('SIGKILL');
      expect((await city.run(run)).status).toBe('RUNNING');

      await leasesEnd();
      const dropped = cutStore(test.store, 4, 'INSIDE', () =>
        asOwner('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'),
      );
      const failing = testPlatform(dropped);
      await driveNextRun(failing, 'dropped', run);
      expect(failing.lines.join('\n')).toContain('clearing run left to be taken up again');
      await leasesEnd();
      await city.drive(run, 'last');
      expect(await resultOf(city, run.runNo)).toEqual(expected);
    } finally {
      await test.close();
    }
  });
});
