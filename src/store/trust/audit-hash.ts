import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditEventRecord, AuditHead, AuditPlace } from '../../app/ports/ports-audit.js';
import type { SignatureVerdict, SigningKeys } from '../../app/ports/ports-signing.js';
import { must } from '../../engine/kit/assert.js';

/** What the first event of a region follows. */
export const FIRST_PREVIOUS = '0'.repeat(64);

/** SHA-256 of everything but the hash itself, as canonical JSON (RFC 8785). */
export function eventHash(event: Omit<AuditEventRecord, 'hash'>): string {
  const { regionCode, seq, at, actorId, actorName, action, subject, detail, prevHash } = event;
  const said = { regionCode, actorId, actorName, action, subject, detail, prevHash };
  return createHash('sha256')
    .update(canonical({ ...said, seq: seq.toString(), at: at.toISOString() }))
    .digest('hex');
}

/**
 * What is signed of an event. As one of many, or as the last one: two texts, so that whoever cuts a tail can't make a head of a signature that is in
 * the database.
 */
export function signedPlace(kind: 'audit-event' | 'audit-head', regionCode: string, { seq, hash }: AuditPlace): string {
  return canonical({ kind, region: regionCode, seq: seq.toString(), hash });
}

/** What is signed of a head: its place, and how many events of rules there are up to it, where they were counted. */
export function signedHead(regionCode: string, head: AuditPlace & Pick<AuditHead, 'ruleEvents'>): string {
  if (head.ruleEvents === null) return signedPlace('audit-head', regionCode, head);
  const [seq, ruleEvents] = [head.seq.toString(), head.ruleEvents.toString()];
  return canonical({ kind: 'audit-head', region: regionCode, seq, hash: head.hash, ruleEvents });
}

/** What the signature of a stored row is worth; none: undefined. */
export function verdictOf(
  keys: SigningKeys,
  text: string,
  { keyId, signature }: { readonly keyId: string | null; readonly signature: string | null },
): SignatureVerdict | undefined {
  return keyId === null || signature === null ? undefined : keys.verdict(text, { keyId, signature });
}

function canonical(value: unknown): string {
  return must(canonicalize(value), 'canonical text of an audit event');
}
