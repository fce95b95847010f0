import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { findPostgresqlPrograms } from './postgresql-programs.js';
import { startPrivatePostgresql } from './postgresql-setup.js';
import { migrate } from '../../src/store/database/migrate.js';
import { openPostgresql } from '../../src/store/database/database.js';

const programs = findPostgresqlPrograms();
const keeperOf = (folder: string): string => (existsSync(`${folder}/keeper`) ? readFileSync(`${folder}/keeper`, 'utf8') : '');
const folderOf = (keeper: number): string | undefined =>
  readdirSync(tmpdir())
    .filter((name) => name.startsWith('dip-test-postgresql-'))
    .map((name) => path.join(tmpdir(), name))
    .find((folder) => Number(keeperOf(folder)) === keeper);

describe.runIf('bin' in programs)('a private PostgreSQL for tests', () => {
  it('goes with its keeper’s input, leaves nothing, and many databases of it can be migrated at once (a role is shared by all)', async () => {
    const server = await startPrivatePostgresql('bin' in programs ? programs.bin : '');
    const folder = folderOf(server.keeper) ?? '';
    try {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      const names = ['one', 'two', 'three', 'four'];
      for (const name of names) await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      const applied = await Promise.all(
        names.map(async (name) => {
          const url = new URL(server.url);
          url.pathname = `/${name}`;
          const database = openPostgresql(url.href);
          return await migrate(database.pool).finally(() => database.close());
        }),
      );
      expect(new Set(applied.map((list) => list.length)).size).toBe(1);
      expect(applied[0]).not.toEqual([]);
    } finally {
      await server.stop();
    }
    expect(folder).not.toBe('');
    expect(existsSync(folder)).toBe(false);
  });
});
