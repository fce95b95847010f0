import { seededKey, TEST_KEYS } from '../support/signing.js';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { cutStore, type CutAt, type CutPoint } from './dying-store.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { helpRunningClearings } from '../../src/app/clearing/help-clearings.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import { Random } from '../../src/app/sample/generate/prng.js';
import { must } from '../../src/engine/kit/assert.js';
import { engineVersion } from '../../src/compose.js';
import { ScoringThreads } from '../../src/scoring-threads.js';
import { openStore, type OpenStore } from '../../src/store/open-store.js';
import { cutRun } from '../support/shards.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { plainJavaScript } from '../support/plain-javascript.js';
import { fillDirectory } from '../support/snapshots.js';
import { testPlatform, TinyCity, tinyCase } from '../support/tiny-city.js';

/** Small shards: a few hundred cases are cut into many. */
const CASES = 240;
const SHARD = 12;
const SEED = 20_260_101;

/** A city with a queued run of many shards. */
async function queueRun({ store }: Pick<OpenStore, 'store'>): Promise<RunRecord> {
  const city = await new TinyCity(testPlatform(store, undefined, engineVersion())).make({ cases: CASES });
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
        const platform = testPlatform(counted, undefined, engineVersion());
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

const ALL_CONNECTIONS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

describe.each(TEST_ENGINES.filter((engine) => engine === 'POSTGRESQL'))('several at one clearing on %s', (engine) => {
  let test: TestDatabase;
  let databaseUrl: string;
  let platform: ReturnType<typeof testPlatform>;
  let city: TinyCity;
  let expected: unknown;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    databaseUrl = must(test.database.pool.options.connectionString, 'address');
    platform = testPlatform(test.store, undefined, engineVersion());
    city = new TinyCity(platform);
    await city.drive(await queueRun(test));
    expected = await resultOf(city);
  });
  afterAll(() => test.close());

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
  const anotherRun = async (idempotencyKey: string): Promise<RunRecord> => {
    const run = await city.start({ idempotencyKey });
    await cut(city, run);
    return run;
  };

  it('threads of a process score beside its driver, which is killed, and all their connections: the run comes to the same result', async () => {
    const entry = await plainJavaScript(fileURLToPath(new URL('../../src/scoring-thread.ts', import.meta.url)));
    const [dataDir, lines] = [await mkdtemp(join(tmpdir(), 'dip-threads-')), [] as string[]];
    const signingKey = join(dataDir, 'signing.pem');
    await writeFile(signingKey, seededKey(1).export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const said = (_: unknown, line: string): void => void lines.push(line);
    const threads = new ScoringThreads(
      { databaseUrl, dataDir, signingKey, trustedKeys: undefined, logLevel: 'silent', scoringThreads: 3 },
      { info: said, warn: said, error: said },
      entry,
    );
    const scoredByThreads = async (): Promise<number> => {
      const done = "SELECT FROM run_shard WHERE run_no = $1 AND state = 'DONE' AND starts_with(worker, 'thread-')";
      return (await test.database.pool.query(done, [run.runNo])).rowCount ?? 0;
    };
    const run = await anotherRun('threads');
    try {
      const { signal } = await runChild('./clearing-child.ts', [JSON.stringify({ databaseUrl }), '8', 'INSIDE']);
      expect(signal).toBe('SIGKILL');
      threads.call();
      while ((await scoredByThreads()) === 0) await sleep(5);
      await asOwner(ALL_CONNECTIONS); // whatever they had in hand is lost
      await leasesEnd();
      await driveNextRun({ ...platform, callHelpers: () => threads.call() }, 'another', { regionCode: city.regionCode, runNo: run.runNo });
      expect(await resultOf(city, run.runNo)).toEqual(expected);
    } finally {
      await threads.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
    expect(lines).toEqual([]);
  });

  it('the driver is killed, and then every connection of the other: the run comes to the same result', async () => {
    const run = await anotherRun('killed');

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
    const dropped = cutStore(test.store, 4, 'INSIDE', () => asOwner(ALL_CONNECTIONS));
    const failing = testPlatform(dropped, undefined, engineVersion());
    await driveNextRun(failing, 'dropped', run);
    expect(failing.lines.join('\n')).toContain('clearing run left to be taken up again');
    await leasesEnd();
    await city.drive(run, 'last');
    expect(await resultOf(city, run.runNo)).toEqual(expected);
  });
});
