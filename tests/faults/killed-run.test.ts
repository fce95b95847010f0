import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { cutStore, type CutAt, type CutPoint } from './dying-store.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import type { RunRecord } from '../../src/app/ports-run.js';
import { Random } from '../../src/app/sample/prng.js';
import { openStore, type OpenStore } from '../../src/store/open-store.js';
import { fillDirectory } from '../support/database.js';
import { testPlatform, TinyCity, tinyCase } from '../support/tiny-city.js';

/** Small shards: a few hundred cases are cut into many. */
const CASES = 240;
const SHARD = 12;
const SEED = 20_260_101;

/** A city with a queued run of many shards. */
export async function queueRun({ store }: Pick<OpenStore, 'store'>): Promise<RunRecord> {
  const city = await new TinyCity(testPlatform(store)).make({ cases: CASES });
  await city.putCases([tinyCase(9_000, { principalDiagnosis: 'Z99.900' })]); // an exception, too, is counted once
  const run = await city.start();
  await city.write(async ({ runs, cases }) => {
    const selection = { ...city.key, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE', throughImportSeq: 1_000n } as const;
    await runs.createShards(city.regionCode, run.runNo, await cases.ranges(selection, SHARD));
  });
  return run;
}

/** What a finished run left behind, without times and without how often it judged: several workers judge more. */
async function resultOf(city: TinyCity): Promise<unknown> {
  const { regionCode } = city;
  const run = await city.run({ runNo: 1 });
  expect([run.status, run.failure]).toEqual(['SUCCEEDED', null]);
  return await city.read(async ({ scores, runResults, runs, audit }) => {
    const stored = await scores.list(regionCode, 1, { first: 1_000, afterSeq: 0n });
    expect(new Set(stored.map(({ caseSeq }) => caseSeq)).size).toBe(stored.length); // no case is scored twice
    expect(stored).toHaveLength(CASES + 1);
    const outcomes = await scores.outcomes(regionCode, 1, { first: 1_000, afterId: -1 });
    expect(outcomes.reduce((sum, { count }) => sum + count, 0n)).toBe(BigInt(CASES + 1));
    expect(await scores.exceptions(regionCode, 1, { first: 10, afterSeq: 0n })).toHaveLength(1);
    expect(await audit.firstBroken(regionCode)).toBeUndefined();
    const finished = (await audit.list(regionCode, { first: 100 })).filter(({ action }) => action === 'run:finish');
    expect(finished).toHaveLength(1);
    const { shards, done, rows } = await runs.shardProgress(regionCode, 1);
    expect([shards, rows]).toEqual([done, BigInt(CASES + 1)]);
    return {
      stage: run.stage,
      totals: { ...run.totals, reJudged: null },
      statements: await runResults.statements(regionCode, 1),
      postings: await runResults.postings(regionCode, 1),
      points: stored.map(({ caseNo, points, exceptionCode }) => [caseNo, points, exceptionCode]),
    };
  });
}

describe('a clearing that is killed with SIGKILL again and again', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dip-killed-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Drives the run of a directory in this process to its end. */
  async function finish(dataDir: string): Promise<{ readonly result: unknown; readonly transactions: number }> {
    const opened = await openStore({ dataDir });
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
    const opened = await openStore({ dataDir });
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
});
