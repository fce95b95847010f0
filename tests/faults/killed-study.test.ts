import { TEST_KEYS } from '../support/signing.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { studyOfTinyCity } from './study-of-tiny-city.js';
import { endAbandonedStudies } from '../../src/app/end-abandoned-jobs.js';
import type { StudyReport } from '../../src/app/switch/study/work-out-study.js';
import { openStore } from '../../src/store/open-store.js';
import { fillDirectory } from '../support/snapshots.js';
import { testPlatform, TinyCity } from '../support/tiny-city.js';

const KINDS = ['CELL', 'GROUP', 'INSTITUTION'] as const;

describe('a study of a switch that is killed with SIGKILL', () => {
  it('while it stores its tables: it ends INTERRUPTED without a row of them, and one begun anew is whole (9.4)', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'dip-killed-study-'));
    try {
      await fillDirectory(dataDir);
      const opened = await openStore({ dataDir }, () => TEST_KEYS);
      await new TinyCity(testPlatform(opened.store)).make();
      await opened.close();

      const { lines, signal, errors } = await runChild('./study-child.ts', [dataDir]);
      expect([lines, signal, errors]).toEqual([[], 'SIGKILL', '']);

      const again = await openStore({ dataDir }, () => TEST_KEYS);
      const platform = testPlatform(again.store);
      const city = new TinyCity(platform);
      const [killed, ...others] = await city.read(({ switchStudies }) => switchStudies.newest('990900', 10));
      expect([killed?.status, others]).toEqual(['RUNNING', []]);
      expect(await endAbandonedStudies(platform, 0)).toBe(1);
      const rowsOf = async (id: string): Promise<number> => {
        const found = KINDS.map((kind) => city.read(({ switchStudies }) => switchStudies.rows('990900', id, { kind, limit: 1_000 })));
        return (await Promise.all(found)).flat().length;
      };
      const ended = await city.read(({ switchStudies }) => switchStudies.find('990900', killed?.id ?? ''));
      expect(ended).toMatchObject({
        status: 'FAILED',
        failure: { code: 'INTERRUPTED' },
        report: null,
        resultHash: null,
        catalogueCsv: null,
      });
      expect(await rowsOf(killed?.id ?? '')).toBe(0);
      const anew = await studyOfTinyCity(platform, 'begun anew');
      const { cells, groups, institutions } = anew.report as StudyReport;
      expect([anew.status, groups, await rowsOf(anew.id)]).toEqual(['SUCCEEDED', 6, cells + groups + institutions]);
      expect(await city.read(({ audit }) => audit.verify('990900'))).toMatchObject({ fault: undefined });
      await again.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
