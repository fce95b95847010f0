import { mkdir } from 'node:fs/promises';
import { damagedBy, directoryIsWhole, prepareDirectory } from './directory/directory-state.js';
import { openEmbedded, openPostgresql, type Database } from './database/database.js';
import { lockDirectory, type DirectoryLock } from './directory/directory-lock.js';
import { migrate } from './database/migrate.js';
import { storeError } from './database/store-errors.js';
import { PlatformStore } from './store.js';
import type { SigningKeys } from '../app/ports/ports-signing.js';

/** An open store; `lock` is held on an embedded directory, and can listen for commands that find it held. */
export interface OpenStore {
  readonly store: PlatformStore;
  readonly database: Database;
  readonly lock: DirectoryLock | null;
  /** What is signed with, and which keys are trusted. */
  readonly signing: SigningKeys;
  /** Migrations that were applied on opening. */
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

/** Where the data is: PostgreSQL by URL, or an embedded directory. */
export type StoreLocation = { readonly databaseUrl: string } | { readonly dataDir: string };

/** Opens the keys: asked once the directory is this process's own, because a first start makes one in it. */
export type OpenKeys = () => SigningKeys;

/**
 * Opens and migrates the store. An embedded directory is locked first: two processes on one would lose rows without a word.
 * Throws `DirectoryInUse`, `DirectoryDamaged`, `MigrationError`, `StoreUnavailable`, `ConfigError` (keys).
 */
export async function openStore(location: StoreLocation, keys: OpenKeys): Promise<OpenStore> {
  if ('databaseUrl' in location) return finish(openPostgresql(location.databaseUrl), null, keys);
  await mkdir(location.dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(location.dataDir);
  try {
    await prepareDirectory(location.dataDir, databaseDir(location.dataDir));
    const opened = await finish(await openDirectory(databaseDir(location.dataDir)), lock, keys);
    await directoryIsWhole(location.dataDir);
    return opened;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openDirectory(dataDir: string): Promise<Database> {
  try {
    return await openEmbedded({ dataDir });
  } catch (error) {
    throw damagedBy(dataDir, error);
  }
}

/** The database's own folder inside the data directory, so that the lock and backups can stand beside it. */
export function databaseDir(dataDir: string): string {
  return `${dataDir}/database`;
}

async function finish(database: Database, lock: DirectoryLock | null, keys: OpenKeys): Promise<OpenStore> {
  try {
    const signing = keys();
    const migrated = await migrate(database.pool);
    if (lock !== null) await endLeases(database);
    const store = new PlatformStore(database, signing);
    const close = async (): Promise<void> => {
      await store.close();
      await lock?.release();
    };
    return { store, database, lock, signing, migrated, close };
  } catch (error) {
    await database.close().catch(() => undefined); // what went wrong first is what is told
    throw storeError(error);
  }
}

/**
 * Ends the leases of a process that was killed: whoever holds the directory's lock is the only process on it, so nobody drives those runs, and
 * they need not be waited for. Tokens stay, and fence off whatever was under way.
 */
async function endLeases({ pool }: Database): Promise<void> {
  await pool.query("UPDATE clearing_run SET lease_until = NULL WHERE status = 'RUNNING'");
  await pool.query("UPDATE run_shard SET state = 'TODO', lease_until = NULL, worker = NULL WHERE state = 'BUSY'");
}
