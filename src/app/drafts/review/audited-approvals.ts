import { publishingRuleOf } from './publishing-rule.js';
import type { OpenDraft } from '../kit/open-draft.js';
import { ConflictError, StateError } from '../../base/errors.js';
import type { DraftEventRecord } from '../../ports/ports-draft.js';
import type { AuditEventRecord } from '../../ports/ports-audit.js';
import type { Unit } from '../../ports/ports.js';

/**
 * 核对批准 refuses to publish what was not approved through the platform: as many approvals stand as the region asks for now, whatever an event says it
 * needed, and each is in the signed audit log, by the same person and of the same text. Throws CONFLICT (too few), RULESET_TAMPERED.
 */
export async function requireAuditedApprovals(unit: Unit, { draft, standing }: OpenDraft): Promise<void> {
  const { regionCode } = draft;
  const { approvals: needed } = await publishingRuleOf(unit, regionCode);
  const { approvals } = standing;
  if (approvals.length < needed) {
    throw new ConflictError({
      zh: `草案“${draft.name}”有 ${approvals.length} 人批准，本地区现要求 ${needed} 人。请退回草案，重新提交、审批。`,
      en: `The draft "${draft.name}" has ${approvals.length} approvals; the region asks for ${needed} now. Return it, submit and approve it again.`,
    });
  }
  const audited = [...(await unit.audit.genuine({ regionCode, action: 'draft:approve', subject: draft.id }))];
  const forged = approvals.find((approval) => !takeFirst(audited, approval));
  if (forged === undefined) return;
  throw new StateError('RULESET_TAMPERED', {
    zh: `草案“${draft.name}”的第 ${forged.seq} 条经过（${forged.createdByName}批准）在审计日志里没有对应的记录，不是在平台上办理的。不予发布；请用 dip audit verify 核验，并将草案退回重审。`,
    en: `Event ${forged.seq} of the draft "${draft.name}" (approved by ${forged.createdByName}) has no counterpart in the audit log: it was not done on the platform. Nothing is published. Check with dip audit verify, and return the draft.`,
  });
}

/** Takes the event of an approval out of those that are left: two approvals need two events. */
function takeFirst(audited: AuditEventRecord[], { createdById, contentHash }: DraftEventRecord): boolean {
  const index = audited.findIndex(({ actorId, detail }) => actorId === createdById && detail['contentHash'] === contentHash);
  if (index < 0) return false;
  audited.splice(index, 1);
  return true;
}
