import { changeDraft } from '../kit/change-draft.js';
import { recordEvent, requireHash, requireState, type OpenDraft } from '../kit/open-draft.js';
import { publishingRuleOf } from './publishing-rule.js';
import { submissionOf } from '../kit/stored-draft-parse.js';
import { ConflictError, ForbiddenError, invalidField } from '../../base/errors.js';
import { requirePermission } from '../../kernel/command.js';
import { mayAgreeAlone } from '../../kernel/four-eyes.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import type { PublishingRule } from '../../ports/ports-draft.js';
import type { Actor } from '../../ports/kit/permissions.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';

/** 审批 what an approver says of a draft that was submitted, and of which text. */
export interface DecideDraft {
  readonly regionCode: string;
  readonly draftId: string;
  readonly contentHash: string;
  readonly approve: boolean;
  /** The hash of the warnings, which are accepted by it; needed where there are any. */
  readonly warningsHash?: string | null | undefined;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 审批草案 approves exactly the text that was submitted, or returns it. Who edited it never does; the region says how many agree, and of which roles.
 * Warnings are accepted by their hash, and logged with it. Throws FORBIDDEN (four eyes, role), NOT_FOUND, CONFLICT (another text, decided by now),
 * VALIDATION_FAILED (warnings), IDEMPOTENCY_KEY_REUSED.
 */
export async function decideDraft(platform: Platform, caller: Caller, input: DecideDraft): Promise<OpenDraft> {
  const { regionCode, draftId, contentHash, approve, warningsHash = null, reason, idempotencyKey } = input;
  const { actor } = caller;
  requirePermission(actor, 'ruleset:approve', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems(reasonProblems(reason));
  return await changeDraft(platform, actor, {
    ...{ permission: 'ruleset:approve', regionCode, draftId, action: approve ? 'draft:approve' : 'draft:return', idempotencyKey },
    input: { regionCode, draftId, contentHash, approve, warningsHash, reason },
    work: async (unit, opened) => {
      requireHash(opened, contentHash);
      requireState(opened, approve ? 'AGREED' : 'RETURNED');
      const rule = await publishingRuleOf(unit, regionCode);
      requireMayDecide(actor, opened, rule, approve);
      if (!approve) await recordEvent(unit, opened, 'RETURNED', { reason });
      else {
        requireWarnings(opened, warningsHash);
        const isLast = othersOf(actor, opened).length + 1 >= rule.approvals;
        await recordEvent(unit, opened, isLast ? 'APPROVED' : 'AGREED', { reason, detail: { warningsHash, needed: rule.approvals } });
      }
    },
    detail: () => ({ contentHash, warningsHash, reason: reason.trim() }),
  });
}

/** Who may approve or return a draft as it stands, by the rule of its region. Throws FORBIDDEN (four eyes, role), CONFLICT (approved before). */
export function requireMayDecide(actor: Actor, opened: OpenDraft, rule: PublishingRule, approve: boolean): void {
  if (approve) requireOnce(actor, opened, rule);
  requireOtherEyes(actor, opened, rule);
}

/** Approvals that others than somebody gave. */
function othersOf({ holderId }: Actor, { standing }: OpenDraft): OpenDraft['standing']['approvals'] {
  return standing.approvals.filter(({ createdById }) => createdById !== holderId);
}

/**
 * Nobody counts twice; who approved may still return it. Where the region asks for fewer since, and they are all there, anybody's approval completes it, also
 * of one who gave theirs before.
 */
function requireOnce(actor: Actor, opened: OpenDraft, rule: PublishingRule): void {
  const { draft, standing } = opened;
  if (othersOf(actor, opened).length === standing.approvals.length || standing.approvals.length >= rule.approvals) return;
  throw new ConflictError({
    zh: `您已批准过草案“${draft.name}”的这份文本，还须另一位审批人。`,
    en: `You have approved this text of the draft "${draft.name}" before: another approver is needed.`,
  });
}

/** Four eyes: nobody who edited it, and only roles that the region names. */
function requireOtherEyes(actor: Actor, { draft, standing }: OpenDraft, { roles }: PublishingRule): void {
  if (mayAgreeAlone(actor, draft.regionCode)) return;
  if (standing.editors.has(actor.holderId)) {
    throw new ForbiddenError('ruleset:approve', {
      zh: `草案“${draft.name}”由您起草或改过，须由没有动过它的人审批。`,
      en: `You began or edited the draft "${draft.name}": somebody who has not touched it has to decide it.`,
    });
  }
  if (roles.includes(actor.role)) return;
  throw new ForbiddenError('ruleset:approve', {
    zh: `本地区由 ${roles.join('、')} 审批草案，您的角色是 ${actor.role}。`,
    en: `Drafts are approved by ${roles.join(', ')} in this region; your role is ${actor.role}.`,
  });
}

function requireWarnings(opened: OpenDraft, warningsHash: string | null): void {
  const { warnings, warningsHash: wanted } = submissionOf(opened);
  if (wanted === warningsHash) return;
  const listed = warnings.map(({ code, pointer }) => `${code} ${pointer}`).join('；');
  throw invalidField(['warningsHash'], 'WARNINGS', {
    zh: `草案有 ${warnings.length} 条警告：${listed}。确认可以接受的，请以 warningsHash “${wanted ?? ''}”批准；不能接受的，请退回。`,
    en: `The draft has ${warnings.length} warnings: ${listed}. Approve with warningsHash "${wanted ?? ''}" to accept them, or return it.`,
  });
}
