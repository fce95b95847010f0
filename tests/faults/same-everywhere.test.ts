import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { cutRun } from '../support/shards.js';
import { clearTinyCity } from './clear-tiny-city.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import type { Store } from '../../src/app/ports/ports.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { testPlatform, TinyCity } from '../support/tiny-city.js';

/** A store whose transactions each wait until they may go on. */
function waitingStore(store: Store, mayGoOn: () => Promise<void>): Store {
  return {
    transaction: async (access, mode, work, pace) => {
      await mayGoOn();
      return await store.transaction(access, mode, work, pace);
    },
    onChange: (listener) => store.onChange(listener),
    ready: () => store.ready(),
    tidy: (after) => store.tidy(after),
  };
}

describe('a result does not depend on', () => {
  it('the time zone and the language of the process', async () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Shanghai';
    const here = await clearTinyCity().finally(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });
    const LANG = 'tr_TR.UTF-8';
    const { lines, errors, code } = await runChild('./zone-child.ts', [], { env: { TZ: 'America/New_York', LANG, LC_ALL: LANG } });
    expect([code, errors]).toEqual([0, '']);
    expect(here).toMatchObject({ status: 'SUCCEEDED', resultHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(JSON.parse(lines[0] ?? '')).toEqual(here);
  });

  describe('how many work at it', () => {
    let test: TestDatabase;
    beforeAll(async () => {
      test = await openTestDatabase();
    });
    afterAll(() => test.close());

    it('one worker, or three that take each other’s runs over and help with shards', async () => {
      const city = await new TinyCity(testPlatform(test.store)).make({ cases: 120 });
      const runs = [];
      for (const idempotencyKey of ['alone', 'together']) {
        const run = await city.start({ idempotencyKey });
        const selection = { ...city.key, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' } as const;
        await city.write((unit) => cutRun(unit, { ...run, selection }, 6));
        runs.push(run);
      }
      const [alone, together] = runs;
      if (alone === undefined || together === undefined) throw new Error('two runs');
      const expected = await city.drive(alone);
      expect(expected.status).toBe('SUCCEEDED');

      // The first two believe that they drive the run: it is taken from them while they work. However fast they are, they wait for the third
      // before they end it.
      let thirdWorks = (): void => undefined;
      const third = new Promise<void>((resolve) => (thirdWorks = resolve));
      const worked = async (): Promise<{ takenOver: number; done: number }> => {
        const { done } = await city.read(({ runs: stored }) => stored.shardProgress(city.regionCode, together.runNo));
        const { rows } = await test.database.pool.query<{ token: number }>('SELECT token FROM clearing_run WHERE run_no = $1', [
          together.runNo,
        ]);
        return { takenOver: rows[0]?.token ?? 0, done };
      };
      const driving: Promise<boolean>[] = [];
      for (const [index, worker] of ['first', 'second', 'third'].entries()) {
        await test.database.pool.query('UPDATE clearing_run SET lease_until = NULL WHERE run_no = $1', [together.runNo]);
        const hasWorked = async (): Promise<boolean> => {
          const { takenOver, done } = await worked();
          return takenOver > index && done > index;
        };
        const mayGoOn = async (): Promise<void> => {
          if (index < 2 && (await hasWorked())) await third;
        };
        const platform = testPlatform(waitingStore(test.store, mayGoOn));
        driving.push(driveNextRun(platform, worker, { regionCode: city.regionCode, runNo: together.runNo }));
        await expect.poll(hasWorked, { interval: 5, timeout: 20_000 }).toBe(true);
      }
      thirdWorks();
      expect(await Promise.all(driving)).toEqual([true, true, true]);
      const { totals, status, failure } = await city.run(together);
      expect([status, failure]).toEqual(['SUCCEEDED', null]);
      expect({ ...totals, reJudged: null }).toEqual({ ...expected.totals, reJudged: null });
      const finished = (await city.read(({ audit }) => audit.list(city.regionCode, { first: 100 }))).filter(
        ({ action }) => action === 'run:finish',
      );
      expect(finished.map(({ subject }) => subject)).toEqual([String(together.runNo), String(alone.runNo)]);
    });
  });
});
