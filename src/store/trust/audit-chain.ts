import { FIRST_PREVIOUS, eventHash, signedHead, signedPlace, verdictOf } from './audit-hash.js';
import { eventRecord } from './audit-rows.js';
import type { Session } from '../database/session.js';
import type { AuditCheck, AuditFault, AuditPlace } from '../../app/ports/ports-audit.js';
import type { SigningKeys } from '../../app/ports/ports-signing.js';
import type { AuditEvent, AuditHead } from '../../generated/prisma/client.js';

const CHUNK = 1_000;

/** A log as it is walked: how far it is whole, and what stood where it wasn't. */
interface Walked {
  readonly last: AuditPlace;
  readonly broken: AuditFault | undefined;
  readonly signedFrom: bigint | undefined;
}

/**
 * Checks a region's log. A whole chain whose last event is the signed head is what it was, all of it: one signature says so. Only where it isn't are the
 * signatures of the events looked at, one after the other, for the first one that was changed: an event that was written anew has a hash that fits.
 */
export async function verifyChain(
  session: Session,
  keys: SigningKeys,
  regionCode: string,
  kept: readonly AuditPlace[],
): Promise<AuditCheck> {
  const { tx } = session;
  const total = BigInt(await tx.auditEvent.count({ where: { regionCode } }));
  const walked = await walk(session, regionCode, kept);
  const counter = await tx.counter.findUnique({ where: { regionCode_name: { regionCode, name: 'AUDIT' } } });
  const head = await tx.auditHead.findUnique({ where: { regionCode } });
  const { signedFrom } = walked;
  const ends = endFault(keys, walked, { counted: counter?.value ?? 0n, head, kept });
  const found = first(walked.broken, ends);
  if (found === undefined) return { total, fault: undefined, signedFrom };
  const unsigned =
    signedFrom === undefined ? undefined : await firstUnsigned(session, keys, regionCode, { from: signedFrom, to: found.seq });
  return { total, fault: first(unsigned, found), signedFrom };
}

async function walk(session: Session, regionCode: string, kept: readonly AuditPlace[]): Promise<Walked> {
  const known = new Map(kept.map(({ seq, hash }) => [seq, hash]));
  let last: AuditPlace = { seq: 0n, hash: FIRST_PREVIOUS };
  let signedFrom: bigint | undefined;
  let unlike: AuditFault | undefined;
  for await (const row of eventsFrom(session, regionCode, 1n)) {
    const { hash, ...unhashed } = eventRecord(row);
    const seq = last.seq + 1n;
    if (row.seq !== seq || row.prevHash !== last.hash || eventHash(unhashed) !== hash)
      return { last, broken: first(unlike, { seq, reason: row.seq > seq ? 'CUT' : 'CHAIN' }), signedFrom };
    if (row.signature !== null) signedFrom ??= seq;
    const wanted = known.get(seq);
    if (wanted !== undefined && wanted !== hash) unlike ??= { seq, reason: 'KEPT' };
    last = { seq, hash };
  }
  return { last, broken: unlike, signedFrom };
}

interface Ends {
  readonly counted: bigint;
  readonly head: AuditHead | null;
  readonly kept: readonly AuditPlace[];
}

/** What is wrong after the last event: a cut-off tail leaves a whole chain. */
function endFault(keys: SigningKeys, { last, broken, signedFrom }: Walked, { counted, head, kept }: Ends): AuditFault | undefined {
  if (broken !== undefined && broken.reason !== 'KEPT') return undefined; // there is no end
  const next: AuditFault = { seq: last.seq + 1n, reason: 'CUT' };
  if (counted > last.seq || kept.some(({ seq }) => seq > last.seq)) return next;
  if (head === null) return last.seq === 0n ? undefined : signedFrom === undefined ? { seq: 1n, reason: 'UNSIGNED' } : next;
  const verdict = verdictOf(keys, signedHead(head.regionCode, head), head);
  if (verdict === 'UNKNOWN_KEY') return { seq: last.seq, reason: 'UNKNOWN_KEY' };
  return verdict === 'VALID' && head.seq === last.seq && head.hash === last.hash ? undefined : next;
}

/** The first event of some whose signature is not of it. */
async function firstUnsigned(
  session: Session,
  keys: SigningKeys,
  regionCode: string,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<AuditFault | undefined> {
  for await (const row of eventsFrom(session, regionCode, from)) {
    if (row.seq > to) return undefined;
    const verdict = verdictOf(keys, signedPlace('audit-event', regionCode, row), row);
    if (verdict !== 'VALID') return { seq: row.seq, reason: verdict === 'UNKNOWN_KEY' ? 'UNKNOWN_KEY' : 'SIGNATURE' };
  }
  return undefined;
}

/** The events of a region from a number on, in order; read in pieces. */
export async function* eventsFrom({ tx }: Session, regionCode: string, from: bigint): AsyncGenerator<AuditEvent> {
  for (let next = from; ;) {
    const rows = await tx.auditEvent.findMany({ where: { regionCode, seq: { gte: next } }, orderBy: { seq: 'asc' }, take: CHUNK });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    next = last.seq + 1n;
  }
}

/** The earlier of two faults; of two at the same event, the first one given. */
function first(one: AuditFault | undefined, other: AuditFault | undefined): AuditFault | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.seq < one.seq ? other : one;
}
