import { TEST_KEYS } from '../support/signing.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { cutStore } from './dying-store.js';
import { SMALL_CITY, smallFirstStart } from './small-first-start.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import { PLATFORM_ACCESS, type Store } from '../../src/app/ports/ports.js';
import { Random } from '../../src/app/sample/generate/prng.js';
import { openStore } from '../../src/store/open-store.js';
import { openTestDatabase } from '../support/database.js';
import { fillDirectory } from '../support/snapshots.js';

const SEED = 20_260_102;

/** The city and its runs, without what a store makes up: ids, times, sequences. */
async function cityOf(store: Store, runs: readonly RunRecord[]): Promise<unknown> {
  const { regionCode, year } = SMALL_CITY;
  const key = { regionCode, year, insurance: 'EMPLOYEE' } as const;
  return await store.transaction(PLATFORM_ACCESS, 'READ', async (unit) => ({
    runs: runs.map(({ insurance, status, stage, failure, totals }) => ({
      insurance,
      status,
      stage,
      failure,
      totals: { ...totals, reJudged: null },
    })),
    runCount: (await unit.runs.list(regionCode, { first: 10 })).items.length,
    catalogues: (await unit.catalogues.list(regionCode)).map(({ version, contentHash, groupingHash }) => ({
      version,
      contentHash,
      groupingHash,
    })),
    rulesets: (await unit.rulesets.list(regionCode)).map(({ version, effectiveHash }) => ({ version, effectiveHash })),
    institutions: (await unit.institutions.list(regionCode)).length,
    profiles: await unit.institutions.profiles(regionCode),
    budget: (await unit.fundYears.budget(key))?.items,
    adjustments: (await unit.fundYears.adjustments(key)).map(({ institutionCode, name, amountFen }) => [institutionCode, name, amountFen]),
    payments: (await unit.fundYears.payments(key)).length,
    cases: await unit.cases.count({
      regionCode,
      throughImportSeq: 1_000n,
      from: `${year - 3}-01-01`,
      to: `${year}-12-31`,
      periodBy: 'DISCHARGE',
    }),
  }));
}

describe('the first start, killed and begun again', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dip-first-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(`makes the same city and the same runs, once each (seed ${SEED})`, async () => {
    const test = await openTestDatabase();
    const counted = cutStore(test.store, 0, 'AFTER', () => undefined);
    const expected = await cityOf(test.store, await smallFirstStart(counted));
    const transactions = counted.transactions();
    await test.close();
    expect(expected).toMatchObject({
      runCount: 2,
      cases: 1_000n,
      runs: [
        { insurance: 'EMPLOYEE', status: 'SUCCEEDED', totals: { imbalanceFen: 0n } },
        { insurance: 'RESIDENT', status: 'SUCCEEDED', totals: { imbalanceFen: 0n } },
      ],
    });

    const dataDir = join(folder, 'data');
    await fillDirectory(dataDir);
    const at = 1 + new Random(SEED).below(transactions - 1);
    const { signal, errors } = await runChild('./first-start-child.ts', [dataDir, String(at), 'INSIDE']);
    expect([at, signal, errors]).toEqual([at, 'SIGKILL', '']);
    const opened = await openStore({ dataDir }, () => TEST_KEYS);
    try {
      expect(await cityOf(opened.store, await smallFirstStart(opened.store))).toEqual(expected);
      // A finished one costs a look.
      const again = cutStore(opened.store, 0, 'AFTER', () => undefined);
      expect(await smallFirstStart(again)).toHaveLength(2);
      expect(again.transactions()).toBe(1);
    } finally {
      await opened.close();
    }
  });
});
