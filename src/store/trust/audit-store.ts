import { verifyChain } from './audit-chain.js';
import { genuineEvents } from './genuine-events.js';
import { FIRST_PREVIOUS, eventHash, signedPlace, verdictOf } from './audit-hash.js';
import { eventRecord } from './audit-rows.js';
import { pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { AuditEventInput, AuditEventRecord, AuditLog, IdempotencyRecords } from '../../app/ports/ports-audit.js';
import type { SigningKeys } from '../../app/ports/ports-signing.js';
import { StoreTampered } from '../../app/ports/ports.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The audit log behind the port. */
export function auditLog(session: Session, keys: SigningKeys): AuditLog {
  const { tx } = session;
  return {
    append: (event) => append(session, keys, event, 'AS_BEFORE'),
    signAnew: (event) => append(session, keys, event, 'ANEW'),
    list: async (regionCode, { first, beforeSeq }) =>
      (
        await tx.auditEvent.findMany({
          where: { regionCode, ...(beforeSeq === undefined ? {} : { seq: { lt: beforeSeq } }) },
          orderBy: { seq: 'desc' },
          take: first,
        })
      ).map(eventRecord),
    ofActions: async (regionCode, actions) =>
      (await tx.auditEvent.findMany({ where: { regionCode, action: { in: [...actions] } }, orderBy: { seq: 'asc' } })).map(eventRecord),
    genuine: (of) => genuineEvents(session, keys, of),
    count: async (regionCode) => BigInt(await tx.auditEvent.count({ where: { regionCode } })),
    heads: (regionCode) => tx.auditHead.findMany({ where: regionCode === undefined ? {} : { regionCode }, orderBy: { regionCode: 'asc' } }),
    counts: async () =>
      (await tx.counter.findMany({ where: { name: 'AUDIT' }, orderBy: { regionCode: 'asc' } })).map(({ regionCode, value }) => ({
        regionCode,
        seq: value,
      })),
    verify: (regionCode, kept) => verifyChain(session, keys, regionCode, kept ?? []),
  };
}

/** What a new event stands on. */
interface Ground {
  readonly at: Date;
  readonly previous: string | null;
  readonly previousKey: string | null;
  readonly headSeq: string | null;
  readonly headHash: string | null;
  readonly keyId: string | null;
  readonly signature: string | null;
}

async function append(session: Session, keys: SigningKeys, event: AuditEventInput, how: 'AS_BEFORE' | 'ANEW'): Promise<AuditEventRecord> {
  const { regionCode } = event;
  const seq = await session.next(regionCode, 'AUDIT'); // from here on, other appends of the region wait
  const before = seq - 1n;
  const ground = await session.row<Ground>(
    `SELECT date_trunc('milliseconds', clock_timestamp()) AS at, audit_previous_hash($1, $2) AS previous, audit_previous_key($1, $2) AS "previousKey",
       h.seq::text AS "headSeq", h.hash AS "headHash", h.key_id AS "keyId", h.signature
     FROM (SELECT) one LEFT JOIN audit_head h ON h.region_code = $1`,
    [regionCode, before.toString()],
  );
  const isSigned = how === 'ANEW' || goesOnSigned(keys, regionCode, before, ground);
  const { holderId: actorId, holderName: actorName } = session.access;
  const detail = JSON.parse(JSON.stringify(event.detail)) as Prisma.InputJsonObject;
  const unhashed = { ...event, detail, seq, at: ground.at, actorId, actorName, prevHash: ground.previous ?? FIRST_PREVIOUS };
  const row = { ...unhashed, hash: eventHash(unhashed) };
  const own = isSigned ? keys.sign(signedPlace('audit-event', regionCode, row)) : undefined;
  await session.run(
    `INSERT INTO audit_event (region_code, seq, at, actor_id, actor_name, action, subject, detail, prev_hash, hash, key_id, signature)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[regionCode, seq.toString(), row.at, actorId, actorName, row.action, row.subject, JSON.stringify(detail), row.prevHash, row.hash],
      ...[own?.keyId ?? null, own?.signature ?? null],
    ],
  );
  if (isSigned) await moveHead(session, keys, row);
  return row;
}

/**
 * Whether the next event is signed: the one before it is the head, by its signature; or it is the first one. A log from before there were signatures goes
 * on without them: signing it would vouch for whatever is stored. Throws `StoreTampered`.
 */
function goesOnSigned(keys: SigningKeys, regionCode: string, before: bigint, ground: Ground): boolean {
  const { previous, previousKey, headSeq, headHash } = ground;
  if (headSeq === null || headHash === null) {
    if (before === 0n) return true;
    if (previous === null || previousKey !== null) throw new StoreTampered(regionCode);
    return false;
  }
  const head = { seq: BigInt(headSeq), hash: headHash };
  const isHead = head.seq === before && head.hash === previous;
  if (isHead && verdictOf(keys, signedPlace('audit-head', regionCode, head), ground) === 'VALID') return true;
  throw new StoreTampered(regionCode);
}

async function moveHead(session: Session, keys: SigningKeys, event: AuditEventRecord): Promise<void> {
  const { regionCode, seq, hash, at } = event;
  const { keyId, signature } = keys.sign(signedPlace('audit-head', regionCode, event));
  await session.run(
    `INSERT INTO audit_head (region_code, seq, hash, key_id, signature, signed_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (region_code) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, key_id = excluded.key_id,
       signature = excluded.signature, signed_at = excluded.signed_at`,
    [regionCode, seq.toString(), hash, keyId, signature, at],
  );
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
