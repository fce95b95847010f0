import { TEST_KEYS } from '../support/signing.js';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { backup, restore } from '../../src/store/backup.js';
import { openStore } from '../../src/store/open-store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

describe('backup and restore of the embedded database', () => {
  let test: TestDatabase;
  let directory: string;
  beforeAll(async () => {
    test = await openTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'dip-backup-'));
    await test.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
      await unit.regions.save({ code: '990300', name: '演示市', parentCode: null, sandbox: true });
      await unit.audit.append({ regionCode: '990300', action: 'region:save', subject: '990300', detail: { name: '演示市' } });
    });
  });
  afterAll(async () => {
    await test.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('brings everything back into a new directory, and refuses one that is in use or filled', async () => {
    const file = join(directory, 'a.dip-backup');
    const manifest = await backup(test.database, file);
    expect(manifest.rows).toMatchObject({ region: '1', audit_event: '1' });
    const dataDir = join(directory, 'restored');
    expect(await restore(file, dataDir)).toEqual(manifest);
    const opened = await openStore({ dataDir }, () => TEST_KEYS);
    try {
      const [region, broken] = await opened.store.transaction(PLATFORM_ACCESS, 'READ', async (unit) => [
        await unit.regions.find('990300'),
        (await unit.audit.verify('990300')).fault,
      ]);
      expect(region).toEqual({ code: '990300', name: '演示市', parentCode: null, sandbox: true });
      expect(broken).toBeUndefined();
      await expect(restore(file, dataDir)).rejects.toThrow(/in use by process/);
    } finally {
      await opened.close();
    }
    await expect(restore(file, dataDir)).rejects.toThrow(/There is a database/);
  });

  it('refuses a damaged, a truncated and a foreign file', async () => {
    const file = join(directory, 'b.dip-backup');
    await backup(test.database, file);
    const bytes = await readFile(file);
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8((flipped.at(-9) ?? 0) ^ 1, flipped.length - 9);
    for (const [name, content] of [
      ['flipped', flipped],
      ['truncated', bytes.subarray(0, bytes.length - 1)],
      ['foreign', Buffer.from('{"format":"something else"}\n')],
      ['empty', Buffer.alloc(0)],
    ] as const) {
      const damaged = join(directory, name);
      await writeFile(damaged, content);
      await expect(restore(damaged, join(directory, `into-${name}`)), name).rejects.toThrow(/damaged|not a backup/);
    }
  });
});
