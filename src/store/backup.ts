import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openEmbedded, type Database } from './database/database.js';
import { lockDirectory } from './directory/directory-lock.js';
import { migrate } from './database/migrate.js';
import { databaseDir } from './open-store.js';
import { assert, must } from '../engine/kit/assert.js';

/**
 * A backup of the embedded database is one file: a line of JSON (the manifest), then the gzipped tar of its directory. The manifest's hash
 * is of what follows it.
 */
export interface BackupManifest {
  readonly format: 'dip-backup-1';
  readonly createdAt: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The last migration, so that an older program refuses a newer backup. */
  readonly migration: string;
  /** Rows of the tables that money rests on: counted again after a restore. */
  readonly rows: Readonly<Record<string, string>>;
}

/** A backup can't be read, or a restore can't be done: why, and what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  constructor(
    readonly zh: string,
    readonly en: string,
  ) {
    super(`${zh}\n${en}`);
  }
}

const COUNTED = ['region', 'ruleset_version', 'inpatient_case', 'clearing_run', 'case_score', 'statement', 'posting', 'audit_event'];
const NEWLINE = 10;

/** Writes a backup of an open embedded database. The file appears whole or not at all. */
export async function backup(database: Database, path: string): Promise<BackupManifest> {
  if (database.session === null) throw new BackupError('PostgreSQL 请用 pg_dump 备份。', 'Back PostgreSQL up with pg_dump.');
  await database.pool.query('CHECKPOINT');
  const rows = await countRows(database);
  const { rows: last } = await database.pool.query<{ name: string }>('SELECT max(migration_name) AS name FROM "_prisma_migrations"');
  const data = gzipSync(await database.session.dump('none'));
  const manifest: BackupManifest = {
    format: 'dip-backup-1',
    createdAt: new Date().toISOString(),
    sha256: sha256(data),
    bytes: data.length,
    migration: must(last[0], 'last migration').name,
    rows,
  };
  const unfinished = `${path}.unfinished`;
  await writeFile(unfinished, Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), data]));
  await rename(unfinished, path);
  return manifest;
}

/** Reads a backup and checks its hash. */
export async function readBackup(path: string): Promise<{ readonly manifest: BackupManifest; readonly data: Buffer }> {
  const file = await readFile(path);
  const end = file.indexOf(NEWLINE);
  const manifest = end < 0 ? undefined : parseManifest(file.subarray(0, end).toString('utf8'));
  if (manifest === undefined) throw new BackupError(`${path} 不是本平台的备份文件。`, `${path} is not a backup of this platform.`);
  const data = file.subarray(end + 1);
  if (data.length !== manifest.bytes || sha256(data) !== manifest.sha256)
    throw new BackupError(
      `备份文件 ${path} 不完整或已损坏（SHA-256 不符）。请换用另一份备份。`,
      `The backup ${path} is incomplete or damaged (SHA-256 differs). Use another one.`,
    );
  return { manifest, data };
}

/** Restores a backup into a data directory that holds no database yet. The directory is locked meanwhile. */
export async function restore(path: string, dataDir: string): Promise<BackupManifest> {
  const { manifest, data } = await readBackup(path);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(dataDir);
  try {
    const target = databaseDir(dataDir);
    if (await isFilled(target))
      throw new BackupError(
        `目录 ${dataDir} 中已有数据库。请恢复到新的目录，或先移走旧目录。`,
        `There is a database in ${dataDir} already. Restore into a new directory, or move the old one away.`,
      );
    const unfinished = join(dirname(target), `${basename(target)}.unfinished`);
    await rm(unfinished, { recursive: true, force: true });
    await restoreInto(unfinished, manifest, gunzipSync(data));
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
    return manifest;
  } finally {
    await lock.release();
  }
}

/** Loads the snapshot, brings it up to date and counts its rows. */
async function restoreInto(dataDir: string, manifest: BackupManifest, snapshot: Uint8Array): Promise<void> {
  const database = await openEmbedded({ dataDir, snapshot });
  try {
    await migrate(database.pool);
    const rows = await countRows(database);
    for (const [table, count] of Object.entries(manifest.rows))
      assert(rows[table] === count, `${table}: ${count} rows were saved, ${rows[table]} came back`);
    await database.pool.query('CHECKPOINT');
  } finally {
    await database.close();
  }
}

async function countRows(database: Database): Promise<Readonly<Record<string, string>>> {
  const counts = COUNTED.map((table) => `SELECT '${table}' AS name, count(*)::text AS n FROM ${table}`).join(' UNION ALL ');
  const { rows } = await database.pool.query<{ name: string; n: string }>(counts);
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

async function isFilled(directory: string): Promise<boolean> {
  const entries = await readdir(directory).catch(() => []);
  return entries.length > 0;
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function parseManifest(text: string): BackupManifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const right = typeof value === 'object' && value !== null && 'format' in value && value.format === 'dip-backup-1';
    return right ? (value as BackupManifest) : undefined;
  } catch {
    return undefined;
  }
}
