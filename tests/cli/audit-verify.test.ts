import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEventRecord } from '../../src/app/ports/ports-audit.js';
import { eventHash } from '../../src/store/trust/audit-hash.js';
import { dip, json, type Ran } from './run.js';
import { serveDirectory, type ServedDirectory } from './served-directory.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { fillDirectory } from '../support/snapshots.js';

const REGION = '990901';
/** What the log and its end are kept in. */
const KEPT = ['audit_event', 'audit_head', 'counter'];
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
  for (const table of KEPT) await sql(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
});
afterAll(async () => {
  await served.close();
  await rm(dataDir, { recursive: true, force: true });
});
afterEach(async () => {
  for (const table of KEPT) {
    await sql(`DELETE FROM ${table}`);
    await sql(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
  }
});

/** As somebody who has the database and not the platform. */
const sql = (text: string): Promise<void> =>
  served.store.session(PLATFORM_ACCESS, 'WRITE', async (session) => {
    await session.run('RESET ROLE');
    await session.run(text);
  });
const verify = (...more: readonly string[]): Promise<Ran> =>
  dip(dataDir, dataDir, 'audit', 'verify', '--region', REGION, '--json', ...more);
const append = (subject: string): Promise<unknown> =>
  served.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ audit }) =>
    audit.append({ regionCode: REGION, action: 'test', subject, detail: {} }),
  );

/** Changes events from one on and works every hash out again, as whoever has the database and knows how can. */
async function rewrite(from: bigint, change: (event: AuditEventRecord) => AuditEventRecord): Promise<void> {
  const events = await served.store.transaction(PLATFORM_ACCESS, 'READ', ({ audit }) => audit.list(REGION, { first: 100 }));
  let prevHash: string | undefined;
  for (const event of [...events].reverse()) {
    if (event.seq < from) continue;
    const { hash: _, ...unhashed } = change({ ...event, prevHash: prevHash ?? event.prevHash });
    prevHash = eventHash(unhashed);
    await sql(
      `UPDATE audit_event SET subject = '${unhashed.subject}', prev_hash = '${unhashed.prevHash}', hash = '${prevHash}' WHERE seq = ${event.seq}`,
    );
  }
}

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
        'INSERT INTO audit_event SELECT region_code, 3, at, actor_id, actor_name, action, subject, detail, prev_hash, hash FROM kept_audit_event WHERE seq = 2',
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

  it('a chain that was written anew from an event on, with hashes that fit: that event; and nothing more is recorded', async () => {
    await rewrite(3n, (event) => (event.seq === 3n ? { ...event, subject: '改' } : event));
    expect(json(await verify())).toMatchObject({ intact: false, firstBroken: '3', reason: 'SIGNATURE' });
    await expect(append('再记')).rejects.toThrow('signed head');
    expect(json(await verify())).toMatchObject({ total: '6' });
  });

  it('an edit with a hash that fits: the event that was edited, not the one that no longer follows', async () => {
    const { hash: _, ...event } = (
      await served.store.transaction(PLATFORM_ACCESS, 'READ', ({ audit }) => audit.list(REGION, { first: 1, beforeSeq: 4n }))
    )[0] as AuditEventRecord;
    await sql(`UPDATE audit_event SET subject = '改', hash = '${eventHash({ ...event, subject: '改' })}' WHERE seq = 3`);
    expect(json(await verify())).toMatchObject({ firstBroken: '3', reason: 'SIGNATURE' });
  });

  const CUT = ['DELETE FROM audit_event WHERE seq > 4', `UPDATE counter SET value = 4 WHERE region_code = '${REGION}' AND name = 'AUDIT'`];
  it.each([
    ['the counter turned back', [], '5', 'CUT'],
    ['the head deleted, too', ['DELETE FROM audit_head'], '5', 'CUT'],
    [
      'the signature of the event made into a head',
      ['UPDATE audit_head h SET seq = e.seq, hash = e.hash, signature = e.signature FROM audit_event e WHERE e.seq = 4'],
      '5',
      'CUT',
    ],
    ['every signature taken away', ['DELETE FROM audit_head', 'UPDATE audit_event SET key_id = NULL, signature = NULL'], '1', 'UNSIGNED'],
    ['the signature of one event taken away', ['UPDATE audit_event SET key_id = NULL, signature = NULL WHERE seq = 2'], '2', 'SIGNATURE'],
    ['signatures by a key of one’s own', [`UPDATE audit_event SET key_id = 'ffffffffffffffff'`], '1', 'UNKNOWN_KEY'],
  ])('a cut tail with %s', async (_, changes, first, reason) => {
    for (const change of [...CUT, ...changes]) await sql(change);
    expect(json(await verify())).toMatchObject({ intact: false, firstBroken: first, reason });
  });

  it('a log cut back to a head that the attacker had kept: found by a head that the auditor has kept', async () => {
    await sql('CREATE TABLE old_head AS SELECT * FROM audit_head');
    await append('第七条');
    const { out: kept } = await dip(dataDir, dataDir, 'audit', 'head', '--region', REGION);
    await writeFile(path.join(dataDir, 'heads.jsonl'), `{"level":30,"msg":"listening"}\n${kept}`);
    expect(json(await verify('--since', 'heads.jsonl'))).toMatchObject({ intact: true, kept: 1 });
    await sql('DELETE FROM audit_event WHERE seq = 7');
    await sql('DELETE FROM audit_head');
    await sql('INSERT INTO audit_head SELECT * FROM old_head');
    await sql(`UPDATE counter SET value = 6 WHERE region_code = '${REGION}' AND name = 'AUDIT'`);
    expect(json(await verify())).toMatchObject({ intact: true });
    expect(json(await verify('--since', 'heads.jsonl'))).toMatchObject({ intact: false, firstBroken: '7', reason: 'CUT' });
    await append('另一个第七条');
    expect(json(await verify())).toMatchObject({ intact: true, total: '7' });
    expect(json(await verify('--since', 'heads.jsonl'))).toMatchObject({ intact: false, firstBroken: '7', reason: 'KEPT' });
    await writeFile(path.join(dataDir, 'none.jsonl'), '{"level":30}\n');
    expect(json(await verify('--since', 'none.jsonl'))).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
  });

  it('a log from before there were signatures goes on without, until somebody signs; then it is whole, its beginning, too', async () => {
    await sql('DELETE FROM audit_head');
    await sql('UPDATE audit_event SET key_id = NULL, signature = NULL');
    await append('升级后');
    expect(json(await verify())).toMatchObject({ intact: false, reason: 'UNSIGNED', signedFrom: null });
    const sign = (...more: readonly string[]): Promise<Ran> =>
      dip(dataDir, dataDir, 'audit', 'sign', '--region', REGION, '--reason', '升级', '--json', ...more);
    expect(json(await sign())).toMatchObject({ seq: '8' });
    expect(json(await verify())).toMatchObject({ intact: true, signedFrom: '8', total: '8' });
    await append('以后');
    expect(json(await sign())).toMatchObject({ error: { code: 'CONFLICT' } });
    await sql("UPDATE audit_event SET subject = '改' WHERE seq = 2");
    expect(json(await verify())).toMatchObject({ intact: false, firstBroken: '2' });
  });

  it('what was changed is signed over only by an operator who names it, and stays named', async () => {
    for (const change of CUT) await sql(change);
    const sign = (...more: readonly string[]): Promise<Ran> =>
      dip(dataDir, dataDir, 'audit', 'sign', '--region', REGION, '--reason', '已查明', '--json', ...more);
    expect(json(await sign())).toMatchObject({ error: { code: 'AUDIT_TAMPERED' } });
    expect(json(await sign('--accept-from', '5'))).toMatchObject({ seq: '5' });
    const [event] = await served.store.transaction(PLATFORM_ACCESS, 'READ', ({ audit }) => audit.list(REGION, { first: 1 }));
    expect(event).toMatchObject({
      action: 'audit:sign',
      detail: { reason: '已查明', found: { seq: '5', reason: 'CUT' }, head: { seq: '6' } },
    });
    expect(json(await verify())).toMatchObject({ intact: true, total: '5' });
  });
});
