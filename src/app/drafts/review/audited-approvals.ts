import { faultsOfDraft } from './told-drafts.js';
import { publishingRuleOf } from './publishing-rule.js';
import type { OpenDraft } from '../kit/open-draft.js';
import { ConflictError, StateError } from '../../base/errors.js';
import type { Unit } from '../../ports/ports.js';

/**
 * 核对批准 refuses to publish what was not approved through the platform: as many approvals stand as the region asks for now, whatever an event says it
 * needed, and everything that happened to it is in the signed audit log, by the same person and of the same text, and nothing of it is gone. Throws
 * CONFLICT (too few), RULESET_TAMPERED.
 */
export async function requireAuditedApprovals(unit: Unit, opened: OpenDraft): Promise<void> {
  const { draft, standing } = opened;
  const { regionCode } = draft;
  const { approvals: needed } = await publishingRuleOf(unit, regionCode);
  const { approvals } = standing;
  if (approvals.length < needed) {
    throw new ConflictError({
      zh: `草案“${draft.name}”有 ${approvals.length} 人批准，本地区现要求 ${needed} 人。请退回草案，重新提交、审批。`,
      en: `The draft "${draft.name}" has ${approvals.length} approvals; the region asks for ${needed} now. Return it, submit and approve it again.`,
    });
  }
  const [fault] = await faultsOfDraft(unit, opened);
  if (fault === undefined) return;
  const { zh, en } = fault.messages;
  throw new StateError('RULESET_TAMPERED', {
    zh: `${zh} 不予发布；请用 dip audit verify 核验，并放弃草案，重新起草、审批。`,
    en: `${en} Nothing is published. Check with dip audit verify; abandon the draft and begin another.`,
  });
}
