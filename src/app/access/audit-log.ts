import { requirePermission, translateStoreErrors } from '../kernel/command.js';
import { ConflictError, StateError } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { reasonProblems, refuseProblems } from '../requests/request-fields.js';
import type { AuditCheck, AuditEventRecord, AuditHead, AuditPlace } from '../ports/ports-audit.js';
import { accessOf, type Unit } from '../ports/ports.js';

/** 审计日志 what a check of a region's log found: every event is as it was when the last one was signed, or the first that is not. */
export interface AuditVerification extends AuditCheck {
  readonly firstBroken: bigint | undefined;
  readonly head: AuditHead | undefined;
}

/**
 * Works every hash of a region's log (`*`: of the platform) out again, and compares with the signed head and with heads that were kept outside the
 * database. Throws FORBIDDEN.
 */
export async function verifyAuditLog(
  { actor, read }: Caller,
  regionCode: string,
  kept: readonly AuditPlace[] = [],
): Promise<AuditVerification> {
  requirePermission(actor, 'audit:read', regionCode);
  return await read(async ({ audit }) => {
    const check = await audit.verify(regionCode, kept);
    const [head] = await audit.heads(regionCode);
    return { ...check, firstBroken: check.fault?.seq, head };
  });
}

/** 链头 the signed heads of a region's log, or of all that the caller sees: to be kept outside the database. Throws FORBIDDEN. */
export async function auditHeads({ actor, read }: Caller, regionCode: string | undefined): Promise<readonly AuditHead[]> {
  requirePermission(actor, 'audit:read', regionCode ?? '*');
  return await read(({ audit }) => audit.heads(regionCode));
}

/** 重新签名 from which event on somebody vouches for a log. */
export interface SignAudit {
  readonly regionCode: string;
  readonly reason: string;
  /** The first event that is not as it was, which the caller knows of and accepts; left out: the log is whole, or nobody has signed it yet. */
  readonly acceptedFrom: bigint | undefined;
}

/**
 * Signs a region's log from here on: one from before there were signatures, or one that was changed from outside and has been looked into. What is broken
 * stays so, and is named by every check; the event says what was found and what the head was. Throws FORBIDDEN, VALIDATION_FAILED,
 * AUDIT_TAMPERED (something is broken that was not accepted), CONFLICT (nothing to sign).
 */
export async function signAuditLog(platform: Platform, { actor }: Pick<Caller, 'actor'>, input: SignAudit): Promise<AuditEventRecord> {
  refuseProblems(reasonProblems(input.reason));
  requirePermission(actor, 'region:manage', input.regionCode);
  return await translateStoreErrors(() => platform.store.transaction(accessOf(actor), 'WRITE', (unit) => signed(unit, input)));
}

async function signed({ audit }: Unit, { regionCode, reason, acceptedFrom }: SignAudit): Promise<AuditEventRecord> {
  const { fault, total } = await audit.verify(regionCode);
  if (fault === undefined && total > 0n) throw nothingToSign(regionCode);
  if (fault !== undefined && fault.reason !== 'UNSIGNED' && fault.seq !== acceptedFrom) throw notAccepted(regionCode, fault.seq);
  const [head] = await audit.heads(regionCode);
  const was = head === undefined ? null : { seq: head.seq.toString(), hash: head.hash, keyId: head.keyId };
  const found = fault === undefined ? null : { seq: fault.seq.toString(), reason: fault.reason };
  return await audit.signAnew({
    regionCode,
    action: 'audit:sign',
    subject: regionCode,
    detail: { reason: reason.trim(), found, head: was },
  });
}

function nothingToSign(regionCode: string): ConflictError {
  return new ConflictError({
    zh: `${regionCode} 的审计日志完整，链头已签名，无须再签。`,
    en: `The audit log of ${regionCode} is whole and its head is signed: there is nothing to sign.`,
  });
}

function notAccepted(regionCode: string, seq: bigint): StateError {
  return new StateError('AUDIT_TAMPERED', {
    zh: `${regionCode} 的审计日志从第 ${seq} 条起与原来不符，未签名。请先核查；查明后仍要继续使用的，写明 --accept-from ${seq}，将记入日志，该处以后仍会指出。`,
    en: `The audit log of ${regionCode} is not what it was from event ${seq} on, and was not signed. Look into it; to go on nevertheless, state --accept-from ${seq}: it is recorded, and that event is named by every check to come.`,
  });
}
