import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dip, json, type Ran } from './run.js';
import { serveDirectory, type ServedDirectory } from './served-directory.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { fillDirectory } from '../support/database.js';

const REGION = '990901';
let dataDir: string;
let served: ServedDirectory;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'dip-audit-'));
  await fillDirectory(dataDir);
  served = await serveDirectory(dataDir);
  await served.store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ regions, audit }) => {
    await regions.save({ code: REGION, name: '演示市', parentCode: null, sandbox: true });
    for (let i = 0; i < 6; i++) await audit.append({ regionCode: REGION, action: 'test', subject: `事件 ${i}`, detail: { i } });
  });
  await sql('CREATE TABLE kept_audit AS SELECT * FROM audit_event');
});
afterAll(async () => {
  await served.close();
  await rm(dataDir, { recursive: true, force: true });
});
afterEach(async () => {
  await sql('DELETE FROM audit_event');
  await sql('INSERT INTO audit_event SELECT * FROM kept_audit');
});

/** As somebody who has the database and not the platform. */
const sql = (text: string): Promise<void> =>
  served.store.session(PLATFORM_ACCESS, 'WRITE', async (session) => {
    await session.run('RESET ROLE');
    await session.run(text);
  });
const verify = (): Promise<Ran> => dip(dataDir, dataDir, 'audit', 'verify', '--region', REGION, '--json');

describe('dip audit verify', () => {
  it('a whole chain is whole', async () => {
    const ran = await verify();
    expect(json(ran)).toMatchObject({ intact: true, total: '6', firstBroken: null });
    expect(ran.exitCode).toBe(0);
  });

  it.each([
    ['an edit', ["UPDATE audit_event SET subject = '改' WHERE seq = 3"], '3'],
    ['a delete', ['DELETE FROM audit_event WHERE seq = 4'], '4'],
    [
      'an insert',
      [
        'UPDATE audit_event SET seq = seq + 100 WHERE seq > 2',
        'INSERT INTO audit_event SELECT region_code, 3, at, actor_id, actor_name, action, subject, detail, prev_hash, hash FROM kept_audit WHERE seq = 2',
        'UPDATE audit_event SET seq = seq - 99 WHERE seq > 100',
      ],
      '3',
    ],
    [
      'a reorder',
      [
        'UPDATE audit_event SET seq = 100 WHERE seq = 2',
        'UPDATE audit_event SET seq = 2 WHERE seq = 5',
        'UPDATE audit_event SET seq = 5 WHERE seq = 100',
      ],
      '2',
    ],
    ['a cut tail', ['DELETE FROM audit_event WHERE seq > 4'], '5'],
  ])('%s: the first event that is not as it was, and ends with 1', async (_, changes, first) => {
    for (const change of changes) await sql(change);
    const ran = await verify();
    expect(json(ran)).toMatchObject({ intact: false, firstBroken: first });
    expect(ran.exitCode).toBe(1);
  });
});
