import { TEST_KEYS } from '../support/signing.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS, StoreUnavailable } from '../../src/app/ports/ports.js';
import { must } from '../../src/engine/kit/assert.js';
import { openPostgresql } from '../../src/store/database/database.js';
import { PlatformStore } from '../../src/store/store.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';

const region = (code: string) => ({ code, name: code, parentCode: null, sandbox: true });

describe.each(TEST_ENGINES)('when %s fails', (engine) => {
  let test: TestDatabase;
  const codes = async (): Promise<readonly string[]> =>
    (await test.store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.regions.list())).map(({ code }) => code);
  beforeEach(async () => {
    test = await openTestDatabase(engine);
  });
  afterEach(() => test.close());

  it('a connection lost in the middle rolls its transaction back, and the next one works', async () => {
    const lost = test.store.session(PLATFORM_ACCESS, 'WRITE', async (session) => {
      await session.run("INSERT INTO region (code, name) VALUES ('990001', 'x')");
      await session.rows('RESET ROLE');
      if (engine === 'POSTGRESQL') await session.rows('SELECT pg_terminate_backend(pg_backend_pid())');
      else must(connectionOf(session.client), 'stream').destroy();
      await session.run("INSERT INTO region (code, name) VALUES ('990002', 'y')");
    });
    await expect(lost).rejects.toBeInstanceOf(StoreUnavailable);
    await test.store.transaction(PLATFORM_ACCESS, 'WRITE', (unit) => unit.regions.save(region('990003')));
    expect(await codes()).toEqual(['990003']);
  });

  it('a failed statement leaves nothing of its transaction and nothing on the connection', async () => {
    for (let n = 0; n < 20; n++) {
      const failed = test.store.session(PLATFORM_ACCESS, 'WRITE', async (session) => {
        await session.run("INSERT INTO region (code, name) VALUES ('990001', 'x')");
        await session.stage('stage_broken', 'a int', 'not a number\n');
      });
      await expect(failed).rejects.toThrow(/invalid input syntax/);
    }
    expect(await codes()).toEqual([]);
    expect(await test.store.ready()).toBe(true);
  });

  it('a staging table is empty in every transaction, whatever became of the one before', async () => {
    const stage = (rows: string, fails = false): Promise<readonly number[]> =>
      test.store.session(PLATFORM_ACCESS, 'WRITE', async (session) => {
        await session.stage('stage_kept', 'a int', rows);
        const staged = await session.rows<{ a: number }>('SELECT a FROM pg_temp.stage_kept ORDER BY a');
        if (fails) throw new Error('power cut');
        return staged.map(({ a }) => a);
      });
    for (let n = 0; n < 20; n++) {
      await expect(stage('7\n', true)).rejects.toThrow('power cut');
      if (n > 9) expect(await stage(`${n}\n`)).toEqual([n]);
    }
    const twice = await test.store.session(PLATFORM_ACCESS, 'WRITE', async (session) => {
      await session.stage('stage_kept', 'a int', '1\n');
      await session.stage('stage_kept', 'a int', '2\n');
      return await session.rows('SELECT a FROM pg_temp.stage_kept');
    });
    expect(twice).toEqual([{ a: 2 }]);
  });
});

/** The stream beneath a connection. */
function connectionOf(client: object): { destroy(): void } | undefined {
  if (!('connection' in client)) return undefined;
  const { connection } = client as { connection: { stream: { destroy(): void } } };
  return connection.stream;
}

describe('when the database is gone', () => {
  it('the embedded one: every transaction says so, and the process lives', async () => {
    const test = await openTestDatabase('EMBEDDED');
    await must(test.database.session, 'session').close();
    await expect(test.store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.regions.list())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await test.store.ready()).toBe(false);
    await test.close();
  });

  it('PostgreSQL: as soon as the connection is refused', async () => {
    const store = new PlatformStore(openPostgresql('postgresql://nobody@127.0.0.1:9/nothing'), TEST_KEYS);
    await expect(store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.regions.list())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await store.ready()).toBe(false);
    await store.close();
  });
});
