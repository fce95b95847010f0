import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openEmbedded, openPostgresql, type Database } from '../../src/store/database.js';
import { migrate, migrationsDigest } from '../../src/store/migrate.js';
import { databaseDir } from '../../src/store/open-store.js';
import { PlatformStore } from '../../src/store/store.js';

const CACHE_DIR = fileURLToPath(new URL('../../node_modules/.cache/dip', import.meta.url));

/** A database of a test's own, migrated and empty. */
export interface TestDatabase {
  readonly store: PlatformStore;
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Opens an empty, migrated database in memory: from a snapshot that is made once for each set of migrations. With `DIP_TEST_DATABASE_URL` set
 * and `engine` POSTGRESQL: a new database on that server, dropped on close.
 */
export async function openTestDatabase(engine: 'EMBEDDED' | 'POSTGRESQL' = 'EMBEDDED'): Promise<TestDatabase> {
  if (engine === 'POSTGRESQL') return openTestPostgresql();
  const database = await openEmbedded({ snapshot: await templateSnapshot() });
  const store = new PlatformStore(database);
  return { store, database, close: () => store.close() };
}

/** Fills an empty data directory with a migrated, empty database: a copy, where making one takes seconds. */
export async function fillDirectory(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const database = await openEmbedded({ dataDir: databaseDir(dataDir), snapshot: await templateSnapshot() });
  await database.close();
}

/** The engines that tests run on: PostgreSQL too where a server is named. */
export const TEST_ENGINES: readonly ('EMBEDDED' | 'POSTGRESQL')[] =
  process.env.DIP_TEST_DATABASE_URL === undefined ? ['EMBEDDED'] : ['EMBEDDED', 'POSTGRESQL'];

/** A snapshot of a database before any migration: what `initdb` makes takes seconds. */
export async function emptySnapshot(): Promise<Uint8Array> {
  return cached('empty', () => undefined);
}

async function templateSnapshot(): Promise<Uint8Array> {
  return cached(`template-${await migrationsDigest()}`, (database) => migrate(database.pool));
}

/** A snapshot from the cache, or a new one, prepared and put there. */
async function cached(name: string, prepare: (database: Database) => unknown): Promise<Uint8Array> {
  const pglite = await readFile(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  const path = `${CACHE_DIR}/${createHash('sha256').update(pglite).update(name).digest('hex').slice(0, 16)}.tar`;
  try {
    return await readFile(path);
  } catch {
    const database = await openEmbedded({});
    await prepare(database);
    const snapshot = (await database.session?.dump('none')) ?? new Uint8Array();
    await database.close();
    await mkdir(CACHE_DIR, { recursive: true });
    const unfinished = `${path}.${randomUUID()}`;
    await writeFile(unfinished, snapshot);
    await rename(unfinished, path); // several test processes may make it at once
    return snapshot;
  }
}

async function openTestPostgresql(): Promise<TestDatabase> {
  const url = new URL(process.env.DIP_TEST_DATABASE_URL ?? '');
  const name = `dip_test_${randomUUID().replaceAll('-', '')}`;
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await admin(`CREATE DATABASE ${name}`);
  const own = new URL(url.href);
  own.pathname = `/${name}`;
  const database = openPostgresql(own.href);
  await migrate(database.pool);
  const store = new PlatformStore(database);
  const close = async (): Promise<void> => {
    await store.close();
    await admin(`DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { store, database, close };
}
