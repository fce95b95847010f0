import { TEST_KEYS } from '../support/signing.js';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { TEST_ENGINE } from '../support/database.js';
import { missingPiece, stepsOf } from '../support/walk-through.js';
import { dipWith } from './run.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** An ordinary owner of an empty database, on a server where another database made `dip_app` before. */
describe.runIf(TEST_ENGINE === 'POSTGRESQL')('docs/production.md', () => {
  const owner = `owner_${randomBytes(6).toString('hex')}`;
  let admin: pg.Client;
  let url: string;
  beforeAll(async () => {
    admin = new pg.Client({ connectionString: process.env.DIP_TEST_DATABASE_URL });
    await admin.connect();
    const { rowCount } = await admin.query("SELECT FROM pg_roles WHERE rolname = 'dip_app'");
    if (rowCount === 0) await admin.query('CREATE ROLE dip_app NOLOGIN').catch(() => undefined);
    await admin.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'test'`);
    await admin.query(`CREATE DATABASE ${owner} OWNER ${owner}`);
    const place = new URL(process.env.DIP_TEST_DATABASE_URL ?? '');
    place.username = owner;
    place.password = 'test';
    place.pathname = `/${owner}`;
    url = place.href;
  });
  afterAll(async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${owner} WITH (FORCE)`);
    await admin.query(`DROP ROLE IF EXISTS ${owner}`);
    await admin.end();
  });

  it('leads an ordinary owner from an empty PostgreSQL to a cleared city, command by command (I2)', async () => {
    // Without the grant the start says which statement is wanted; the administrator runs exactly that.
    const refusal: unknown = await openStore({ databaseUrl: url }, () => TEST_KEYS).then(
      (opened) => opened.close(),
      (error: unknown) => error,
    );
    const wanted = /GRANT dip_app TO \S+ WITH ADMIN OPTION;/.exec(String(refusal))?.[0];
    expect(wanted, String(refusal)).toBe(`GRANT dip_app TO ${owner} WITH ADMIN OPTION;`);
    await admin.query(wanted ?? '');

    const steps = stepsOf(await readFile(path.join(ROOT, 'docs/production.md'), 'utf8'));
    expect(steps.filter(({ kind }) => kind === 'RUN').length).toBeGreaterThan(6);
    let printed = '';
    for (const step of steps) {
      if (step.kind === 'RUN') printed += await ran(step.command);
      if (step.kind === 'SEE') expect(missingPiece(printed, step.lines), printed).toBeUndefined();
    }
  });

  async function ran(command: string): Promise<string> {
    const [, words = ''] = /^npm run dip -- (.+)$/.exec(command) ?? [];
    expect(words, command).not.toBe('');
    const { exitCode, out, err } = await dipWith({ DATABASE_URL: url }, ROOT, ...words.split(' '));
    expect({ command, exitCode, err: exitCode === 0 ? '' : err + out }).toEqual({ command, exitCode: 0, err: '' });
    return `${out}\n${err}\n`;
  }
});
