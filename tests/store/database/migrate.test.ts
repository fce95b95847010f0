import { TEST_KEYS } from '../../support/signing.js';
import { cp, mkdtemp, readdir, rm, writeFile, appendFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { openEmbedded, type Database } from '../../../src/store/database/database.js';
import { migrate, MigrationError, MIGRATIONS_DIR } from '../../../src/store/database/migrate.js';
import { PlatformStore } from '../../../src/store/store.js';
import { emptySnapshot } from '../../support/snapshots.js';

describe('migrations', () => {
  let database: Database;
  let directory: string;
  let names: readonly string[];

  /** A folder with the first `count` migrations. */
  const firstMigrations = async (count: number): Promise<string> => {
    const folder = await mkdtemp(join(directory, 'm-'));
    for (const name of names.slice(0, count)) await cp(join(MIGRATIONS_DIR, name), join(folder, name), { recursive: true });
    return folder;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dip-migrations-'));
    const entries = await readdir(MIGRATIONS_DIR, { withFileTypes: true });
    names = entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    database = await openEmbedded({ snapshot: await emptySnapshot() });
  });
  afterAll(async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('upgrade a database that holds data from the first to the last, and keep it', async () => {
    expect(names.length).toBeGreaterThan(1);
    expect(await migrate(database.pool, await firstMigrations(1))).toEqual(names.slice(0, 1));
    await database.pool.query("INSERT INTO region (code, name) VALUES ('370300', '淄博市')");
    await database.pool.query("INSERT INTO institution (region_code, code, name) VALUES ('370300', 'H1', '医院')");
    const before = names.findIndex((name) => name.endsWith('_shards_of_blocks'));
    expect(await migrate(database.pool, await firstMigrations(before))).toEqual(names.slice(1, before));
    await storeScores();
    expect(await migrate(database.pool)).toEqual(names.slice(before));
    expect(await migrate(database.pool)).toEqual([]);
    const store = new PlatformStore(database, TEST_KEYS);
    const found = await store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.institutions.find('370300', 'H1'));
    expect(found).toEqual({ regionCode: '370300', code: 'H1', name: '医院' });
  });

  /** Scores as runs stored them before they were blocks: of a run that has succeeded, and of one that has not. */
  const storeScores = async (): Promise<void> => {
    await database.pool.query('ALTER TABLE clearing_run DISABLE TRIGGER ALL');
    for (const [runNo, status] of [
      [1, 'SUCCEEDED'],
      [2, 'FAILED'],
    ] as const) {
      await database.pool.query(
        `INSERT INTO clearing_run (id, region_code, run_no, year, insurance, status, stage, input_hash, ruleset_ids, catalogue_id, created_by_id, created_by_name)
         VALUES (gen_random_uuid(), '370300', $1, 2024, 'EMPLOYEE', $2::job_status, 'CALCULATED', 'h', '{}', gen_random_uuid(), gen_random_uuid(), 'n')`,
        [runNo, status],
      );
      await database.pool.query(
        `INSERT INTO case_score (region_code, run_no, case_seq, case_no, institution_code, month, group_code, inclusion, deviation, cost_ratio,
           institution_coefficient, points, sums, aggregate_mask, aggregate_masks_more, outcome_id)
         SELECT '370300', $1, n, 'C' || n, 'H' || n % 2, 3, nullif('G' || n % 3, 'G0'), 'INCLUDED', 'NORMAL', '1.5', 1.05, n + 0.12345678,
           ARRAY[n, CASE WHEN n % 5 > 0 THEN -n END, 0.5], n, ARRAY[-n], 7 FROM generate_series(1, 20000) n`,
        [runNo],
      );
    }
  };

  it('turn the scores of earlier runs into blocks without losing one, and leave out those of runs that did not succeed', async () => {
    const { rows: blocks } = await database.pool.query('SELECT run_no, institution_code, rows FROM score_block ORDER BY shard_no');
    const of = (institution: string, rows: number) => ({ run_no: 1, institution_code: institution, rows });
    expect(blocks).toEqual([of('H0', 8192), of('H0', 1808), of('H1', 8192), of('H1', 1808)]);
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS cases, count(DISTINCT case_seq)::int AS different, sum(points)::text AS points, count(group_code)::int AS grouped,
         bool_and(case_no = 'C' || case_seq AND institution_code = 'H' || case_seq % 2 AND points = case_seq + 0.12345678
           AND group_code IS NOT DISTINCT FROM nullif('G' || case_seq % 3, 'G0') AND auxiliary_factor IS NULL AND outcome_id = 7) AS same FROM case_score`,
    );
    expect(rows).toEqual([{ cases: 20_000, different: 20_000, points: '200012469.13560000', grouped: 13_334, same: true }]);
    const { rows: sums } = await database.pool.query(
      `SELECT sum_no, count(*)::int AS cases, sum(amount)::text AS amount, bool_and(CASE sum_no WHEN 0 THEN amount = case_seq WHEN 2 THEN amount = 0.5
         ELSE amount IS NOT DISTINCT FROM CASE WHEN case_seq % 5 > 0 THEN -case_seq END END) AS same FROM case_score_sum GROUP BY sum_no ORDER BY sum_no`,
    );
    expect(sums).toEqual([
      { sum_no: 0, cases: 20_000, amount: '200010000.00000000', same: true },
      { sum_no: 1, cases: 20_000, amount: '-160000000.00000000', same: true },
      { sum_no: 2, cases: 20_000, amount: '10000.00000000', same: true },
    ]);
    const { rows: masks } = await database.pool.query(
      `SELECT mask_no, bool_and(mask = CASE mask_no WHEN 0 THEN seq ELSE -seq END) AS same
       FROM score_mask m JOIN score_block b USING (region_code, run_no, shard_no, institution_code), unnest(b.case_seq, m.masks) AS u (seq, mask)
       GROUP BY mask_no ORDER BY mask_no`,
    );
    expect(masks).toEqual([
      { mask_no: 0, same: true },
      { mask_no: 1, same: true },
    ]);
  });

  it('are recorded as Prisma records them', async () => {
    const { rows } = await database.pool.query<{ migration_name: string; applied_steps_count: number; checksum: string }>(
      'SELECT migration_name, applied_steps_count, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1',
    );
    expect(rows.map((row) => row.migration_name)).toEqual(names);
    expect(rows.every((row) => row.applied_steps_count === 1 && /^[0-9a-f]{64}$/.test(row.checksum))).toBe(true);
  });

  it('refuse one that was edited after it was applied', async () => {
    const folder = await firstMigrations(names.length);
    await appendFile(join(folder, names[0] ?? '', 'migration.sql'), '\n-- a harmless comment\n');
    const edited = migrate(database.pool, folder);
    await expect(edited).rejects.toBeInstanceOf(MigrationError);
    await expect(edited).rejects.toThrow(/edited after it was applied/);
  });

  it('refuse a database that a newer version has upgraded', async () => {
    await expect(migrate(database.pool, await firstMigrations(1))).rejects.toThrow(/newer version/);
  });

  it('roll a failing one back whole, and can be mended and run again', async () => {
    const folder = await firstMigrations(names.length);
    const next = join(folder, '29990101000000_next');
    await mkdir(next);
    await writeFile(join(next, 'migration.sql'), 'CREATE TABLE half (a int); SELECT 1 / 0;');
    await expect(migrate(database.pool, folder)).rejects.toThrow(/failed and was rolled back.*division by zero/s);
    const { rows } = await database.pool.query("SELECT to_regclass('public.half') AS half");
    expect(rows).toEqual([{ half: null }]);
    await writeFile(join(next, 'migration.sql'), 'CREATE TABLE half (a int);');
    expect(await migrate(database.pool, folder)).toEqual(['29990101000000_next']);
  });
});
