import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { whatIfOfTinyCity } from './what-if-of-tiny-city.js';
import { endAbandonedWhatIfs } from '../../src/app/end-abandoned-jobs.js';
import { openStore } from '../../src/store/open-store.js';
import { fillDirectory } from '../support/snapshots.js';
import { TEST_KEYS } from '../support/signing.js';
import { testPlatform, TinyCity } from '../support/tiny-city.js';

const REGION = '990900';

describe('a what-if that is killed with SIGKILL (N25-32)', () => {
  it.each(['WHAT_IF_RUNNING', 'WHAT_IF_ROWS'])(
    '%s: nothing of it is half there, it is told as ended, and one begun anew is whole',
    async (where) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'dip-killed-what-if-'));
      try {
        await fillDirectory(dataDir);
        const opened = await openStore({ dataDir }, () => TEST_KEYS);
        const before = await new TinyCity(testPlatform(opened.store)).make();
        const runs = await before.read((unit) => unit.runs.list(REGION, { first: 10 }));
        await opened.close();

        const { lines, signal, errors } = await runChild('./what-if-child.ts', [dataDir, where]);
        expect([lines, signal, errors]).toEqual([[], 'SIGKILL', '']);

        const again = await openStore({ dataDir }, () => TEST_KEYS);
        const platform = testPlatform(again.store);
        const city = new TinyCity(platform);
        const [killed, ...others] = await city.read(({ whatIfs }) => whatIfs.newest(REGION, 10));
        expect([killed?.status, others]).toEqual(['RUNNING', []]);
        const id = killed?.id ?? '';
        const rowsOf = async (of: string): Promise<number> => {
          const kinds = ['INSTITUTION', 'GROUP'] as const;
          const found = kinds.map((kind) => city.read(({ whatIfs }) => whatIfs.rows(REGION, of, { candidate: 0, kind, limit: 1_000 })));
          return (await Promise.all(found)).flat().length;
        };
        expect(await rowsOf(id)).toBe(0);
        expect([await endAbandonedWhatIfs(platform, 0), await endAbandonedWhatIfs(platform, 0)]).toEqual([1, 0]);
        const ended = await city.read(({ whatIfs }) => whatIfs.find(REGION, id));
        expect(ended).toMatchObject({ status: 'FAILED', failure: { code: 'INTERRUPTED' }, report: null, resultHash: null });
        const repeated = await whatIfOfTinyCity(platform, 'killed'); // its key is spent: it is told how it ended
        expect([repeated.id, repeated.status]).toEqual([id, 'FAILED']);
        const anew = await whatIfOfTinyCity(platform, 'begun anew');
        expect([anew.status, (await rowsOf(anew.id)) > 3]).toEqual(['SUCCEEDED', true]);
        expect(await rowsOf(id)).toBe(0);
        expect(await city.read((unit) => unit.runs.list(REGION, { first: 10 }))).toEqual(runs); // nothing of a run is written
        const events = await city.read(({ audit }) => audit.list(REGION, { first: 100 }));
        expect(
          events
            .filter(({ action }) => action.startsWith('what-if:'))
            .map(({ action }) => action)
            .sort(),
        ).toEqual(['what-if:finish', 'what-if:interrupted', 'what-if:start', 'what-if:start']);
        expect(await city.read(({ audit }) => audit.verify(REGION))).toMatchObject({ fault: undefined });
        await again.close();
      } finally {
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    120_000,
  );
});
