import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { AuditEventInput, AuditEventRecord, AuditLog, IdempotencyRecords } from '../../app/ports/ports-audit.js';
import { must } from '../../engine/kit/assert.js';
import type { AuditEvent, Prisma } from '../../generated/prisma/client.js';

const FIRST_PREVIOUS = '0'.repeat(64);
const VERIFY_CHUNK = 1_000;

/** The audit log behind the port. */
export function auditLog(session: Session): AuditLog {
  const { tx } = session;
  return {
    append: (event) => append(session, event),
    list: async (regionCode, { first, beforeSeq }) =>
      (
        await tx.auditEvent.findMany({
          where: { regionCode, ...(beforeSeq === undefined ? {} : { seq: { lt: beforeSeq } }) },
          orderBy: { seq: 'desc' },
          take: first,
        })
      ).map(recordOf),
    ofActions: async (regionCode, actions) =>
      (await tx.auditEvent.findMany({ where: { regionCode, action: { in: [...actions] } }, orderBy: { seq: 'asc' } })).map(recordOf),
    count: async (regionCode) => BigInt(await tx.auditEvent.count({ where: { regionCode } })),
    firstBroken: (regionCode) => firstBroken(session, regionCode),
  };
}

function recordOf(row: AuditEvent): AuditEventRecord {
  return { ...row, detail: row.detail !== null && typeof row.detail === 'object' ? { ...row.detail } : {} };
}

/** SHA-256 of everything but the hash itself, as canonical JSON (RFC 8785). */
function hashOf(event: Omit<AuditEventRecord, 'hash'>): string {
  const { regionCode, seq, at, actorId, actorName, action, subject, detail, prevHash } = event;
  const text = canonicalize({
    regionCode,
    seq: seq.toString(),
    at: at.toISOString(),
    actorId,
    actorName,
    action,
    subject,
    detail,
    prevHash,
  });
  return createHash('sha256').update(must(text, 'canonical text of an audit event')).digest('hex');
}

async function append(session: Session, event: AuditEventInput): Promise<AuditEventRecord> {
  const { regionCode } = event;
  const seq = await session.next(regionCode, 'AUDIT'); // from here on, other appends of the region wait
  const { at, previous } = await session.row<{ at: Date; previous: string | null }>(
    `SELECT date_trunc('milliseconds', clock_timestamp()) AS at,
       audit_previous_hash($1, $2) AS previous`,
    [regionCode, (seq - 1n).toString()],
  );
  const { holderId: actorId, holderName: actorName } = session.access;
  const detail = JSON.parse(JSON.stringify(event.detail)) as Prisma.InputJsonObject;
  const unhashed = { ...event, detail, seq, at, actorId, actorName, prevHash: previous ?? FIRST_PREVIOUS };
  const row = { ...unhashed, hash: hashOf(unhashed) };
  await session.run(
    `INSERT INTO audit_event (region_code, seq, at, actor_id, actor_name, action, subject, detail, prev_hash, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [regionCode, seq.toString(), at, actorId, actorName, row.action, row.subject, JSON.stringify(detail), row.prevHash, row.hash],
  );
  return row;
}

async function firstBroken(session: Session, regionCode: string): Promise<bigint | undefined> {
  let expected = { seq: 1n, prevHash: FIRST_PREVIOUS };
  for (;;) {
    const rows = await session.tx.auditEvent.findMany({
      where: { regionCode, seq: { gte: expected.seq } },
      orderBy: { seq: 'asc' },
      take: VERIFY_CHUNK,
    });
    for (const row of rows) {
      const { hash, ...unhashed } = recordOf(row);
      if (row.seq !== expected.seq || row.prevHash !== expected.prevHash || hashOf(unhashed) !== hash) return expected.seq;
      expected = { seq: row.seq + 1n, prevHash: hash };
    }
    if (rows.length < VERIFY_CHUNK) break;
  }
  // A cut-off tail leaves a whole chain: the counter knows how many there must be.
  const counter = await session.tx.counter.findUnique({ where: { regionCode_name: { regionCode, name: 'AUDIT' } } });
  return (counter?.value ?? 0n) >= expected.seq ? expected.seq : undefined;
}

/** Idempotency keys behind the port. */
export function idempotencyRecords(session: Session): IdempotencyRecords {
  return {
    find: async (regionCode, key) => {
      await session.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`idempotency/${regionCode}/${key}`]);
      const row = await session.tx.idempotencyKey.findUnique({
        where: { regionCode_key: { regionCode, key } },
        select: { operation: true, requestHash: true, resultRef: true },
      });
      return row ?? undefined;
    },
    record: async (regionCode, key, record) => {
      await session.tx.idempotencyKey.create({ data: { regionCode, key, ...pick(record, ['operation', 'requestHash', 'resultRef']) } });
    },
  };
}
