import { TEST_KEYS } from '../support/signing.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutStore } from './dying-store.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { RunWorker } from '../../src/app/clearing/run-worker.js';
import { startClearingRun } from '../../src/app/clearing/run/start-clearing-run.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { scoreCase } from '../../src/app/scoring/score-case.js';
import { StoreUnavailable } from '../../src/app/ports/ports.js';
import { must } from '../../src/engine/kit/assert.js';
import { openStore } from '../../src/store/open-store.js';
import { openTestDatabase, TEST_ENGINES } from '../support/database.js';
import { fillDirectory } from '../support/snapshots.js';
import { testPlatform, TinyCity, tinyCase } from '../support/tiny-city.js';

/** Rejections that nobody handled would end a real process. */
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

describe.each(TEST_ENGINES.filter((engine) => engine === 'EMBEDDED'))('the database (%s) stops in the middle of a clearing', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dip-outage-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['within a transaction', 'INSIDE', 6],
    ['between two', 'AFTER', 8],
  ] as const)(
    '%s: the run is left as it was, every request says UNAVAILABLE, the process lives; reopened, the run goes on',
    async (_, point, at) => {
      const dataDir = join(folder, point);
      await fillDirectory(dataDir);
      const opened = await openStore({ dataDir }, () => TEST_KEYS);
      const healthy = testPlatform(opened.store);
      const city = await new TinyCity(healthy).make({ cases: 40 });
      const expected = await city.clear({ idempotencyKey: 'undisturbed' });
      const run = await city.start();

      const failing = testPlatform(cutStore(opened.store, at, point, () => must(opened.database.session, 'session').close()));
      expect(await driveNextRun(failing, 'dropped')).toBe(true);
      expect(failing.lines.join('\n')).toContain('clearing run left to be taken up again');
      expect(failing.lines.join('\n')).not.toContain('clearing run failed');
      const caller = platformCaller(healthy);
      const unavailable = { code: 'UNAVAILABLE', messages: { zh: expect.stringContaining('稍后重试') as string } };
      await expect(startClearingRun(healthy, caller, { ...city.key, idempotencyKey: 'now' })).rejects.toMatchObject(unavailable);
      await expect(city.read(({ runs }) => runs.running())).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(scoreCase(testPlatform(opened.store), caller, city.regionCode, tinyCase(0))).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(healthy.store.tidy()).rejects.toBeInstanceOf(StoreUnavailable);
      expect(await healthy.store.ready()).toBe(false);
      const worker = new RunWorker('waits');
      worker.start(healthy);
      await worker.stop();
      await opened.close();

      const again = await openStore({ dataDir }, () => TEST_KEYS);
      try {
        const resumed = new TinyCity(testPlatform(again.store));
        const { totals, ...rest } = await resumed.drive(run);
        expect(rest).toMatchObject({ status: 'SUCCEEDED', failure: null });
        expect(totals).toEqual({ ...expected.totals, reJudged: totals.reJudged });
      } finally {
        await again.close();
      }
      expect(unhandled).toEqual([]);
    },
  );
});

describe.each(TEST_ENGINES)('connections of %s break in the middle of a clearing', (engine) => {
  it('the run is left to be taken up again, and then comes to the same result', async () => {
    const test = await openTestDatabase(engine);
    try {
      const platform = testPlatform(test.store);
      const city = await new TinyCity(platform).make({ cases: 40 });
      const expected = await city.clear({ idempotencyKey: 'undisturbed' });
      const run = await city.start();
      for (const at of [3, 5, 7]) {
        const breaking = cutStore(test.store, at, 'INSIDE', () => {
          throw new StoreUnavailable('the connection broke');
        });
        const failing = testPlatform(breaking);
        await driveNextRun(failing, 'dropped');
        expect((await city.run(run)).status).toBe('RUNNING');
        await leaseEnds();
      }
      const { totals, ...rest } = await city.drive(run);
      expect(rest).toMatchObject({ status: 'SUCCEEDED', failure: null });
      expect(totals).toEqual({ ...expected.totals, reJudged: totals.reJudged });
      expect(unhandled).toEqual([]);
    } finally {
      await test.close();
    }

    /** Thirty seconds later. */
    async function leaseEnds(): Promise<void> {
      await test.database.pool.query('UPDATE clearing_run SET lease_until = NULL');
      await test.database.pool.query("UPDATE run_shard SET lease_until = now() - interval '1 s' WHERE state = 'BUSY'");
    }
  });
});
