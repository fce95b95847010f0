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
    expect(await migrate(database.pool)).toEqual(names.slice(1));
    expect(await migrate(database.pool)).toEqual([]);
    const store = new PlatformStore(database, TEST_KEYS);
    const found = await store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.institutions.find('370300', 'H1'));
    expect(found).toEqual({ regionCode: '370300', code: 'H1', name: '医院' });
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
