import { requirePermission } from './command.js';
import type { Caller } from './platform.js';
import type { AuditEventRecord } from './ports-audit.js';

/** 审计日志 one page of the log of a region, newest first. */
export interface AuditPage {
  readonly events: readonly AuditEventRecord[];
  readonly hasMore: boolean;
  readonly total: bigint;
}

/** Reads the audit log of a region (`*`: of the platform). Throws FORBIDDEN. */
export async function auditLog(
  { actor, read }: Caller,
  regionCode: string,
  { first, beforeSeq }: { readonly first: number; readonly beforeSeq?: bigint },
): Promise<AuditPage> {
  requirePermission(actor, 'audit:read', regionCode);
  return await read(async ({ audit }) => {
    const page = { first: first + 1, ...(beforeSeq === undefined ? {} : { beforeSeq }) };
    const events = await audit.list(regionCode, page);
    return { events: events.slice(0, first), hasMore: events.length > first, total: await audit.count(regionCode) };
  });
}

/** What a check of the log found: every event follows from the one before it, or the first that does not. */
export interface AuditVerification {
  readonly total: bigint;
  readonly firstBroken: bigint | undefined;
}

/** Works every hash of a region's log out again and looks for gaps. Throws FORBIDDEN. */
export async function verifyAuditLog({ actor, read }: Caller, regionCode: string): Promise<AuditVerification> {
  requirePermission(actor, 'audit:read', regionCode);
  return await read(async ({ audit }) => ({ total: await audit.count(regionCode), firstBroken: await audit.firstBroken(regionCode) }));
}
