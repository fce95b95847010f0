import { eventsFrom } from './audit-chain.js';
import { eventHash, signedPlace, verdictOf } from './audit-hash.js';
import { eventRecord } from './audit-rows.js';
import type { Session } from '../database/session.js';
import { RULE_ACTIONS, type AuditEventRecord, type AuditLog } from '../../app/ports/ports-audit.js';
import type { SigningKeys } from '../../app/ports/ports-signing.js';
import type { AuditEvent, Prisma } from '../../generated/prisma/client.js';

/**
 * Events that are as they were appended. In a signed log an event's own signature says so; those from before the first signature are vouched for by it,
 * as far as the chain holds. A log that nobody has signed has hashes only.
 */
export async function genuineEvents(
  session: Session,
  keys: SigningKeys,
  { regionCode, actions, subject }: Parameters<AuditLog['genuine']>[0],
): Promise<readonly AuditEventRecord[]> {
  return await genuineAmong(session, keys, regionCode, { action: { in: [...actions] }, ...(subject === undefined ? {} : { subject }) });
}

/** How many events of rules a region's log holds up to a number that are as they were appended. */
export async function countRuleEvents(session: Session, keys: SigningKeys, regionCode: string, upTo: bigint): Promise<bigint> {
  const isOfRules = { OR: RULE_ACTIONS.map((prefix) => ({ action: { startsWith: prefix } })) };
  return BigInt((await genuineAmong(session, keys, regionCode, { ...isOfRules, seq: { lte: upTo } })).length);
}

/** Whether an action is one that rules rest on. */
export function isRuleAction(action: string): boolean {
  return RULE_ACTIONS.some((prefix) => action.startsWith(prefix));
}

async function genuineAmong(
  session: Session,
  keys: SigningKeys,
  regionCode: string,
  which: Prisma.AuditEventWhereInput,
): Promise<readonly AuditEventRecord[]> {
  const { tx } = session;
  const rows = (await tx.auditEvent.findMany({ where: { regionCode, ...which }, orderBy: { seq: 'asc' } })).filter(isWhole);
  if ((await tx.auditHead.findUnique({ where: { regionCode } })) === null) return rows.map(eventRecord);
  const isSigned = (row: AuditEvent): boolean => verdictOf(keys, signedPlace('audit-event', regionCode, row), row) === 'VALID';
  const oldest = rows.find(({ signature }) => signature === null);
  const vouched = oldest === undefined ? undefined : await vouchedFor(session, { regionCode, from: oldest.seq, isSigned });
  const isVouched = ({ seq, signature }: AuditEvent): boolean =>
    signature === null && vouched !== undefined && seq >= vouched.from && seq < vouched.until;
  return rows.filter((row) => isSigned(row) || isVouched(row)).map(eventRecord);
}

interface Unsigned {
  readonly regionCode: string;
  readonly from: bigint;
  readonly isSigned: (row: AuditEvent) => boolean;
}

/** The events from a number on that the first signed event of the log stands on, without a gap. */
async function vouchedFor(
  session: Session,
  { regionCode, from, isSigned }: Unsigned,
): Promise<{ readonly from: bigint; readonly until: bigint } | undefined> {
  let first = from;
  let last: AuditEvent | undefined;
  for await (const row of eventsFrom(session, regionCode, from)) {
    if (last !== undefined && (row.seq !== last.seq + 1n || row.prevHash !== last.hash)) first = row.seq;
    if (!isWhole(row)) first = row.seq + 1n;
    if (row.signature !== null) return isSigned(row) ? { from: first, until: row.seq } : undefined;
    last = row;
  }
  return undefined;
}

/** Whether the hash of a row is that of what it says. */
function isWhole(row: AuditEvent): boolean {
  const { hash, ...unhashed } = eventRecord(row);
  return eventHash(unhashed) === hash;
}
