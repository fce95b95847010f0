import { TEST_KEYS } from './signing.js';
import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { openEmbedded, openPostgresql, type Database } from '../../src/store/database/database.js';
import { PlatformStore } from '../../src/store/store.js';
import { cachedSnapshot, MIGRATED } from './snapshots.js';

/** A database of a test's own, migrated and empty. */
export interface TestDatabase {
  readonly store: PlatformStore;
  readonly database: Database;
  close(): Promise<void>;
}

/** The engine that this run of a test file is about: each file that touches SQL runs once on each (`vitest.config.ts`). */
export const TEST_ENGINE: 'EMBEDDED' | 'POSTGRESQL' = process.env.DIP_TEST_ENGINE === 'POSTGRESQL' ? 'POSTGRESQL' : 'EMBEDDED';

/** The engine as a list, to name it in a title: `describe.each(TEST_ENGINES)('cases on %s', …)`. */
export const TEST_ENGINES: readonly ('EMBEDDED' | 'POSTGRESQL')[] = [TEST_ENGINE];

/**
 * Opens an empty, migrated database of this run's engine: in memory, from a snapshot that is made once for each set of migrations; or a new one
 * on the server of `DIP_TEST_DATABASE_URL`, copied from one that was migrated once, dropped on close.
 */
export async function openTestDatabase(engine: 'EMBEDDED' | 'POSTGRESQL' = TEST_ENGINE): Promise<TestDatabase> {
  return openPrepared(await MIGRATED.name(), MIGRATED.prepare, engine);
}

/**
 * Opens a copy of a database that is prepared once and kept: `name` must say everything that it depends on. `prepare` gets a database before
 * any migration.
 */
export async function openPrepared(
  name: string,
  prepare: (database: Database, store: PlatformStore) => unknown,
  engine: 'EMBEDDED' | 'POSTGRESQL' = TEST_ENGINE,
): Promise<TestDatabase> {
  if (engine === 'POSTGRESQL') return openTestPostgresql(await templateDatabase(name, prepare));
  const database = await openEmbedded({ snapshot: await cachedSnapshot(name, prepare) });
  const store = new PlatformStore(database, TEST_KEYS);
  return { store, database, close: () => store.close() };
}

/** Only one of the processes that test makes a template. */
const TEMPLATE_LOCK = 4_711_001;

function urlOf(database: string): string {
  const url = new URL(process.env.DIP_TEST_DATABASE_URL ?? '');
  url.pathname = `/${database}`;
  return url.href;
}

async function asAdmin(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DIP_TEST_DATABASE_URL });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The name of the database that others are copied from: made where the server does not have it. */
async function templateDatabase(name: string, prepare: (database: Database, store: PlatformStore) => unknown): Promise<string> {
  const template = `dip_template_${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
  await asAdmin(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]); // ends with the connection
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount !== 0) return;
    const unfinished = `${template}_unfinished`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${unfinished}`);
    const database = openPostgresql(urlOf(unfinished));
    const store = new PlatformStore(database, TEST_KEYS);
    await prepare(database, store);
    await store.close();
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
  });
  return template;
}

async function copyDatabase(template: string): Promise<string> {
  const name = `dip_test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return name;
}

async function openTestPostgresql(template: string): Promise<TestDatabase> {
  const name = await copyDatabase(template);
  const database = openPostgresql(urlOf(name));
  const store = new PlatformStore(database, TEST_KEYS);
  const close = async (): Promise<void> => {
    await store.close();
    await asAdmin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  };
  return { store, database, close };
}
