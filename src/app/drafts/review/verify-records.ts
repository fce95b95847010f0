import { draftFaults } from './told-drafts.js';
import { ruleWords, storedRule } from './publishing-rule.js';
import { everPublished } from '../../caches/in-force.js';
import { versionFaults, versionFaultWords } from '../../caches/told-versions.js';
import { requirePermission } from '../../kernel/command.js';
import type { Caller } from '../../kernel/platform.js';
import type { Unit } from '../../ports/ports.js';

/** 与审计日志不符的记录的种类 what a record is of that is not what the audit log tells. */
export const RECORD_KINDS = ['VERSION', 'PUBLISHING_RULE', 'DRAFT'] as const;
/** One of RECORD_KINDS. */
export type RecordKind = (typeof RECORD_KINDS)[number];

/** 与审计日志不符的记录 a stored record that is not what the audit log tells. */
export interface RecordFault {
  readonly kind: RecordKind;
  /** Version, region or id of the draft. */
  readonly subject: string;
  readonly messages: { readonly zh: string; readonly en: string };
}

/** 核对记录 compares what a region's rules rest on with its audit log: versions, the rule of publication, drafts event by event. Of the platform (`*`) there is nothing. Throws FORBIDDEN. */
export async function verifyRecords({ actor, read }: Caller, regionCode: string): Promise<readonly RecordFault[]> {
  requirePermission(actor, 'audit:read', regionCode);
  if (regionCode === '*') return [];
  return await read(async (unit) => [
    ...(await recordsOfVersions(unit, regionCode)),
    ...((await storedRule(unit, regionCode)).isTold
      ? []
      : [{ kind: 'PUBLISHING_RULE', subject: regionCode, messages: ruleWords(regionCode) } as const]),
    ...(await draftFaults(unit, regionCode)).map(({ draftId, messages }) => ({ kind: 'DRAFT', subject: draftId, messages }) as const),
  ]);
}

async function recordsOfVersions(unit: Unit, regionCode: string): Promise<readonly RecordFault[]> {
  const faults = await versionFaults(unit, regionCode, everPublished(await unit.rulesets.list(regionCode)));
  return faults.map((fault) => ({ kind: 'VERSION', subject: fault.version.version, messages: versionFaultWords(fault) }));
}
