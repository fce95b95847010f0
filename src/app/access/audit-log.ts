import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';

/** 审计日志 what a check of a region's log found: every event follows from the one before it, or the first that does not. */
export interface AuditVerification {
  readonly total: bigint;
  readonly firstBroken: bigint | undefined;
}

/** Works every hash of a region's log (`*`: of the platform) out again and looks for gaps. Throws FORBIDDEN. */
export async function verifyAuditLog({ actor, read }: Caller, regionCode: string): Promise<AuditVerification> {
  requirePermission(actor, 'audit:read', regionCode);
  return await read(async ({ audit }) => ({ total: await audit.count(regionCode), firstBroken: await audit.firstBroken(regionCode) }));
}
