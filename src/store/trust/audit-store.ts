import { verifyChain } from './audit-chain.js';
import { countRuleEvents, genuineEvents, isRuleAction } from './genuine-events.js';
import { FIRST_PREVIOUS, eventHash, signedHead, signedPlace, verdictOf } from './audit-hash.js';
import { eventRecord } from './audit-rows.js';
import { pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { AuditEventInput, AuditEventRecord, AuditLog, IdempotencyRecords, RuleEventCount } from '../../app/ports/ports-audit.js';
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
    ruleEvents: (regionCode) => ruleEvents(session, keys, regionCode),
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

interface CountedHead {
  readonly seq: string;
  readonly hash: string;
  readonly ruleEvents: string | null;
  readonly keyId: string;
  readonly signature: string;
  readonly appended: string;
}

/** Head and counter at one moment, then the events up to there: others may be appended meanwhile. */
async function ruleEvents(session: Session, keys: SigningKeys, regionCode: string): Promise<RuleEventCount | undefined> {
  const [row] = await session.rows<CountedHead>(
    `SELECT h.seq::text AS seq, h.hash, h.rule_events::text AS "ruleEvents", h.key_id AS "keyId", h.signature, coalesce(c.value, 0)::text AS appended
     FROM audit_head h LEFT JOIN counter c ON c.region_code = h.region_code AND c.name = 'AUDIT' WHERE h.region_code = $1`,
    [regionCode],
  );
  if (row === undefined) return undefined;
  const counted = row.ruleEvents === null ? null : BigInt(row.ruleEvents);
  const head = { seq: BigInt(row.seq), hash: row.hash, ruleEvents: counted };
  const isHead = row.appended === row.seq && verdictOf(keys, signedHead(regionCode, head), row) === 'VALID';
  if (isHead && counted === null) return undefined;
  return { counted: isHead ? (counted ?? undefined) : undefined, genuine: await countRuleEvents(session, keys, regionCode, head.seq) };
}

/** What a new event stands on. */
interface Ground {
  readonly at: Date;
  readonly previous: string | null;
  readonly previousKey: string | null;
  readonly headSeq: string | null;
  readonly headHash: string | null;
  readonly headRuleEvents: string | null;
  readonly keyId: string | null;
  readonly signature: string | null;
}

async function append(session: Session, keys: SigningKeys, event: AuditEventInput, how: 'AS_BEFORE' | 'ANEW'): Promise<AuditEventRecord> {
  const { regionCode } = event;
  const seq = await session.next(regionCode, 'AUDIT'); // from here on, other appends of the region wait
  const before = seq - 1n;
  const ground = await session.row<Ground>(
    `SELECT date_trunc('milliseconds', clock_timestamp()) AS at, audit_previous_hash($1, $2) AS previous, audit_previous_key($1, $2) AS "previousKey",
       h.seq::text AS "headSeq", h.hash AS "headHash", h.rule_events::text AS "headRuleEvents", h.key_id AS "keyId", h.signature
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
  if (isSigned) await moveHead(session, keys, row, await ruleEventsWith(session, keys, row, { how, ground }));
  return row;
}

/**
 * How many events of rules there are with one that was appended: one more than the head said, whose signature was looked at. Counted where the log begins
 * to be counted: with the first event of rules since (others may be appended by whoever may not read the log), and where an operator vouches for it.
 */
async function ruleEventsWith(
  session: Session,
  keys: SigningKeys,
  event: AuditEventRecord,
  { how, ground }: { readonly how: 'AS_BEFORE' | 'ANEW'; readonly ground: Ground },
): Promise<bigint | null> {
  const more = isRuleAction(event.action) ? 1n : 0n;
  if (how === 'AS_BEFORE' && ground.headRuleEvents !== null) return BigInt(ground.headRuleEvents) + more;
  if (event.seq === 1n) return more;
  if (how === 'AS_BEFORE' && more === 0n) return null;
  if (ground.headSeq === null) await moveHead(session, keys, event, null); // a log with a head is counted by its signatures
  return await countRuleEvents(session, keys, event.regionCode, event.seq);
}

/**
 * Whether the next event is signed: the one before it is the head, by its signature; or it is the first one. A log from before there were signatures goes
 * on without them: signing it would vouch for whatever is stored. Throws `StoreTampered`.
 */
function goesOnSigned(keys: SigningKeys, regionCode: string, before: bigint, ground: Ground): boolean {
  const { previous, previousKey, headSeq, headHash, headRuleEvents } = ground;
  if (headSeq === null || headHash === null) {
    if (before === 0n) return true;
    if (previous === null || previousKey !== null) throw new StoreTampered(regionCode);
    return false;
  }
  const head = { seq: BigInt(headSeq), hash: headHash, ruleEvents: headRuleEvents === null ? null : BigInt(headRuleEvents) };
  const isHead = head.seq === before && head.hash === previous;
  if (isHead && verdictOf(keys, signedHead(regionCode, head), ground) === 'VALID') return true;
  throw new StoreTampered(regionCode);
}

async function moveHead(session: Session, keys: SigningKeys, event: AuditEventRecord, ruleEvents: bigint | null): Promise<void> {
  const { regionCode, seq, hash, at } = event;
  const { keyId, signature } = keys.sign(signedHead(regionCode, { seq, hash, ruleEvents }));
  await session.run(
    `INSERT INTO audit_head (region_code, seq, hash, key_id, signature, signed_at, rule_events) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (region_code) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, key_id = excluded.key_id,
       signature = excluded.signature, signed_at = excluded.signed_at, rule_events = excluded.rule_events`,
    [regionCode, seq.toString(), hash, keyId, signature, at, ruleEvents?.toString() ?? null],
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
