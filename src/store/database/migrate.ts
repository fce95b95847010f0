import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';

/** The migrations that come with the platform: `prisma/migrations`, beside `src` and copied beside `dist/src`. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** Prisma's own lock, so that `prisma migrate` and this runner never work at once. */
const ADVISORY_LOCK = 72_707_369;

/** As Prisma makes it: `prisma migrate status` reads what this runner wrote. */
const CREATE_HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/** A migration can't be applied, or was changed after it was: what, and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  constructor(
    readonly migration: string,
    readonly zh: string,
    readonly en: string,
  ) {
    super(`${zh}\n${en}`);
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

/** Applies what is missing, in order of name, each in one transaction. Returns the names applied. */
export async function migrate(pool: pg.Pool, directory: string = MIGRATIONS_DIR): Promise<readonly string[]> {
  const migrations = await readMigrations(directory);
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(CREATE_HISTORY);
    const applied = await readApplied(client);
    const missing = migrations.filter((migration) => !checkApplied(migration, applied.get(migration.name)));
    refuseUnknown(migrations, applied);
    for (const migration of missing) await applyBesideOthers(client, migration);
    return missing.map((migration) => migration.name);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]).catch(() => undefined);
    client.release();
  }
}

async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const bytes = await readFile(join(directory, name, 'migration.sql'));
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

/** SHA-256 over all migrations: tells snapshots of migrated databases apart. */
export async function migrationsDigest(directory: string = MIGRATIONS_DIR): Promise<string> {
  const digest = createHash('sha256');
  for (const { name, checksum } of await readMigrations(directory)) digest.update(`${name} ${checksum}\n`);
  return digest.digest('hex');
}

async function readApplied(client: pg.PoolClient): Promise<ReadonlyMap<string, Applied>> {
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  );
  return new Map(rows.map((row) => [row.migration_name, row]));
}

/** Whether it was applied; throws where it failed, or was edited since. */
function checkApplied(migration: Migration, applied: Applied | undefined): boolean {
  if (applied === undefined) return false;
  if (applied.finished_at === null)
    throw new MigrationError(
      migration.name,
      `迁移 ${migration.name} 上次未完成。请从备份恢复，或按 Prisma 文档用 prisma migrate resolve 处理。`,
      `Migration ${migration.name} did not finish. Restore a backup, or see prisma migrate resolve.`,
    );
  if (applied.checksum !== migration.checksum)
    throw new MigrationError(
      migration.name,
      `迁移 ${migration.name} 在应用之后被修改。请恢复原文件，改动写成新的迁移。`,
      `Migration ${migration.name} was edited after it was applied. Put the original back and write a new migration.`,
    );
  return true;
}

/** A database that is ahead of the program must not be written by it. */
function refuseUnknown(migrations: readonly Migration[], applied: ReadonlyMap<string, Applied>): void {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...applied.keys()].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new MigrationError(
    unknown,
    `数据库已由更新版本的程序升级（迁移 ${unknown}）。请用不低于该版本的程序打开。`,
    `A newer version of the platform has upgraded this database (migration ${unknown}). Open it with that version or a later one.`,
  );
}

/** The role that all databases of a server share was made or granted by another one's migration at the same moment. */
const MADE_MEANWHILE = /\b(?:pg_authid_rolname_index|pg_auth_members_\w+_index|tuple concurrently updated|role "dip_app" already exists)/;
const ATTEMPTS = 10;

/** Locks are per database, roles are not: where several databases of a server are migrated at once, the later ones try again. */
async function applyBesideOthers(client: pg.PoolClient, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await apply(client, migration);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof MigrationError) || !MADE_MEANWHILE.test(error.en)) throw error;
    }
  }
}

async function apply(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    if (isLackOfRights(error)) throw rightsLacking(name, await userOf(client), error);
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(name, `迁移 ${name} 失败，已回滚：${reason}`, `Migration ${name} failed and was rolled back: ${reason}`);
  }
}

/** SQLSTATE: insufficient privilege, invalid grant operation. */
const RIGHTS = new Set(['42501', '0LP01']);

function isLackOfRights(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && RIGHTS.has(String(error.code));
}

async function userOf(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT quote_ident(current_user) AS name');
  return rows[0]?.name ?? '';
}

/** The role `dip_app` belongs to the whole cluster: an ordinary owner of a database must be let into it once. */
function rightsLacking(migration: string, user: string, { message }: Error): MigrationError {
  const commands = `CREATE ROLE dip_app NOLOGIN; GRANT dip_app TO ${user} WITH ADMIN OPTION;`;
  return new MigrationError(
    migration,
    `数据库用户 ${user} 的权限不足（${message}），未作更改。请由管理员执行（角色已存在时略去第一句）：${commands} 该用户还须是数据库的属主。`,
    `The database user ${user} lacks rights (${message}); nothing was changed. Have an administrator run (leave the first out where the role exists): ${commands} The user must own the database, too.`,
  );
}
