import { requireAuditedApprovals } from './audited-approvals.js';
import { checkText } from './check-draft.js';
import { lastText, lockDraft, openDraft, recordEvent, requireHash, requireState, type OpenDraft } from '../kit/open-draft.js';
import { submissionOf } from '../kit/stored-draft-parse.js';
import { requirePastReason, submittable } from './submit-draft.js';
import { ConflictError } from '../../base/errors.js';
import { requirePermission, runCommand } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';
import { publishVersion, type PublishableText } from '../../rulesets/publish-version.js';
import type { RulesetRecord } from '../../ports/ports-ruleset.js';
import type { Unit } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';

/** 发布 an approved draft: exactly the text that was approved. */
export interface PublishDraft {
  readonly regionCode: string;
  readonly draftId: string;
  readonly contentHash: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** What publishing made. */
export interface PublishedDraft {
  readonly opened: OpenDraft;
  readonly version: RulesetRecord;
}

/**
 * 发布草案 makes an approved draft a version: checked once more outside the transaction, because what it extends and what is published beside it may have
 * changed since it was approved; then stored with its event, both or neither. Throws FORBIDDEN, NOT_FOUND, CONFLICT (another text, not approved, published
 * by now, warnings that nobody accepted), RULESET_INVALID (it can't be published any more), RULESET_TAMPERED (an approval that nobody gave), IDEMPOTENCY_KEY_REUSED.
 */
export async function publishDraft(platform: Platform, caller: Caller, input: PublishDraft): Promise<PublishedDraft> {
  const { regionCode, draftId, contentHash, reason, idempotencyKey } = input;
  requirePermission(caller.actor, 'ruleset:publish', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems(reasonProblems(reason));
  const { text, check } = await checkAgain(platform, caller, regionCode, draftId);
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'ruleset:publish',
      regionCode,
      action: 'draft:publish',
      work: async (unit) => {
        await unit.lock(regionCode, 'rulesets');
        const opened = await lockDraft(unit, regionCode, draftId);
        requireState(opened, 'PUBLISHED');
        requireHash(opened, contentHash);
        requireHash(opened, text.contentHash);
        await requireAuditedApprovals(unit, opened);
        const publishing = requireApproved(opened, check);
        await requirePastReason(unit, publishing.document, submissionOf(opened).retroactive);
        const version = await publishVersion(platform, unit, publishing);
        await recordEvent(unit, opened, 'PUBLISHED', { reason, detail: { rulesetId: version.id, version: version.version } });
        return { opened: await openDraft(unit, regionCode, draftId), version };
      },
      audit: ({ version }) => ({
        subject: version.id,
        detail: { draft: draftId, version: version.version, effectiveHash: version.effectiveHash, reason: reason.trim() },
      }),
    },
    {
      key: idempotencyKey,
      input: { regionCode, draftId, contentHash, reason },
      refOf: ({ version }) => version.id,
      replay: (unit, id) => published(unit, input, id),
    },
  );
}

/** Checks a draft once more, outside the transaction in which it is published or given its day. Throws NOT_FOUND, DRAFT_DAMAGED. */
export async function checkAgain(platform: Platform, { read }: Pick<Caller, 'read'>, regionCode: string, draftId: string) {
  const { opened, text } = await read(async (unit) => {
    const found = await openDraft(unit, regionCode, draftId);
    return { opened: found, text: await lastText(unit, found) };
  });
  return { text, check: await checkText(platform, read, opened, text.text) };
}

/** What was approved, if it may still be published so. Throws RULESET_INVALID (number or first day taken …), CONFLICT (warnings or merged rules changed). */
export function requireApproved(opened: OpenDraft, check: Awaited<ReturnType<typeof checkText>>): PublishableText {
  const { retroactive, warningsHash, effectiveHash } = submissionOf(opened);
  const publishing = submittable(check, retroactive);
  if (publishing.ruleset.effectiveHash !== effectiveHash || check.warningsHash !== warningsHash) throw changedSince();
  return publishing;
}

async function published(unit: Unit, { regionCode, draftId }: PublishDraft, id: string): Promise<PublishedDraft> {
  const version = must(await unit.rulesets.findById(regionCode, id), 'version that was published');
  return { opened: await openDraft(unit, regionCode, draftId), version };
}

/** What was approved is what is published: the merged rules and the warnings are those that the approvers saw. */
function changedSince(): ConflictError {
  return new ConflictError({
    zh: '草案批准之后，校验发现的警告或合并后的规则有变化（例如另有版本发布）。请退回草案，重新校验、提交、审批。',
    en: 'Since the draft was approved its warnings or merged rules have changed (another version was published, perhaps). Return it, check, submit and approve it again.',
  });
}
