import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { must } from '../../src/engine/kit/assert.js';
import { openEmbedded, type Database } from '../../src/store/database/database.js';
import { migrate, migrationsDigest } from '../../src/store/database/migrate.js';
import { databaseDir } from '../../src/store/open-store.js';
import { PlatformStore } from '../../src/store/store.js';
import { kept } from './kept.js';
import { TEST_KEYS } from './signing.js';

/** Embedded databases that are made once and then copied: in memory, or in a data directory. */

/** Brings a database from the state before any migration to the one that is kept. */
export type Prepare = (database: Database, store: PlatformStore) => unknown;

/** A database with all migrations and nothing else. */
export const MIGRATED = {
  name: async (): Promise<string> => `template-${await migrationsDigest()}`,
  prepare: ({ pool }: Database): unknown => migrate(pool),
};

/**
 * Fills an empty data directory with a migrated, empty database: a copy of a folder, where making one takes seconds. `BEFORE_MIGRATIONS`: as
 * `initdb` leaves it, so that whoever opens it first migrates it.
 */
export async function fillDirectory(dataDir: string, state: 'MIGRATED' | 'BEFORE_MIGRATIONS' = 'MIGRATED'): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const name = state === 'MIGRATED' ? await MIGRATED.name() : 'empty';
  const folder = await kept(`${name}-folder`, '', async (place) => {
    const snapshot = await (state === 'MIGRATED' ? cachedSnapshot(name, MIGRATED.prepare) : emptySnapshot());
    const database = await openEmbedded({ dataDir: place, snapshot });
    await database.close();
  });
  await cp(folder, databaseDir(dataDir), { recursive: true });
}

/** A snapshot of a database before any migration: what `initdb` makes takes seconds. */
export async function emptySnapshot(): Promise<Uint8Array> {
  return await readFile(await kept('empty', '.tar', async (place) => await writeFile(place, await newDatabase())));
}

/** A snapshot from the cache, or a new one, prepared and put there. `name` says everything that it depends on. */
export async function cachedSnapshot(name: string, prepare: Prepare): Promise<Uint8Array> {
  const file = await kept(name, '.tar', async (place) => {
    const database = await openEmbedded({ snapshot: await emptySnapshot() });
    const store = new PlatformStore(database, TEST_KEYS);
    await prepare(database, store);
    await database.pool.query('CHECKPOINT'); // else each copy would begin by doing all of it once more from the log
    await writeFile(place, must(await database.session?.dump('none'), 'snapshot'));
    await store.close();
  });
  return await readFile(file);
}

/**
 * A database as `initdb` makes it, but small, because it is copied hundreds of times: without the databases that only serve to make others, and with a log
 * and buffers that fit what tests do.
 */
async function newDatabase(): Promise<Uint8Array> {
  const database = await PGlite.create({
    initDbStartParams: ['--wal-segsize=1'],
    postgresqlconf: ['shared_buffers = 16MB', 'min_wal_size = 2MB', 'max_wal_size = 1GB'],
  });
  await database.exec('UPDATE pg_database SET datistemplate = false');
  await database.exec('DROP DATABASE template0');
  await database.exec('DROP DATABASE template1');
  await database.exec('CHECKPOINT');
  const file = await database.dumpDataDir('none');
  await database.close();
  return new Uint8Array(await file.arrayBuffer());
}
