import type { AuditEventRecord } from '../../app/ports/ports-audit.js';
import type { AuditEvent } from '../../generated/prisma/client.js';

/** A row as the port knows it. */
export function eventRecord({ keyId: _key, signature: _signature, ...row }: AuditEvent): AuditEventRecord {
  return { ...row, detail: row.detail !== null && typeof row.detail === 'object' ? { ...row.detail } : {} };
}
