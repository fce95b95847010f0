import { changeDraft } from '../kit/change-draft.js';
import type { DraftEventKind } from '../../../rules/document/lifecycle.js';
import { checkAgain, requireApproved } from './publish-draft.js';
import { openDrafts, recordEvent, requireHash, requireState, type OpenDraft } from '../kit/open-draft.js';
import { alikeDrafts, submittedHead } from '../kit/alike-drafts.js';
import { submissionOf } from '../kit/stored-draft-parse.js';
import { chinaDay } from '../../base/china-day.js';
import { ConflictError, invalidField } from '../../base/errors.js';
import { requirePermission } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import type { Permission } from '../../ports/kit/permissions.js';
import type { Unit } from '../../ports/ports.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';
import { isRealDate } from '../../../engine/kit/calendar.js';

/** What is done to a draft, beside saving, submitting and deciding it. */
export interface MoveDraft {
  readonly regionCode: string;
  readonly draftId: string;
  readonly contentHash: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** 撤回 takes a submission back: it is a draft again, its approvals are void. Throws FORBIDDEN, NOT_FOUND, CONFLICT, VALIDATION_FAILED. */
export function recallDraft(platform: Platform, caller: Caller, input: MoveDraft): Promise<OpenDraft> {
  return move(platform, caller, input, { kind: 'RECALLED', permission: 'ruleset:draft', action: 'draft:recall' });
}

/** 放弃 ends a draft that is not to be published. It can still be read. Throws as `recallDraft`. */
export function abandonDraft(platform: Platform, caller: Caller, input: MoveDraft): Promise<OpenDraft> {
  return move(platform, caller, input, { kind: 'ABANDONED', permission: 'ruleset:draft', action: 'draft:abandon' });
}

/** 取消定时 takes the day back: the draft is approved still. Throws as `recallDraft`. */
export function unscheduleDraft(platform: Platform, caller: Caller, input: MoveDraft): Promise<OpenDraft> {
  return move(platform, caller, input, { kind: 'UNSCHEDULED', permission: 'ruleset:publish', action: 'draft:unschedule' });
}

/**
 * 定时发布 sets the day, in China, on which an approved draft is published: not before tomorrow, at the latest when it begins to hold. It is
 * checked as publishing it now would be, so that what can't be published is not left for the day. Throws as `recallDraft`; RULESET_INVALID (its number or
 * first day is published by now …), CONFLICT (its warnings or merged rules are others than those that were approved; another draft with its number or
 * first day has its day already).
 */
export async function scheduleDraft(
  platform: Platform,
  caller: Caller,
  input: MoveDraft & { readonly publishOn: string },
): Promise<OpenDraft> {
  const { publishOn, regionCode, draftId } = input;
  requirePermission(caller.actor, 'ruleset:publish', regionCode);
  refuseProblems(reasonProblems(input.reason));
  const { check } = await checkAgain(platform, caller, regionCode, draftId);
  return await move(platform, caller, input, {
    ...{ kind: 'SCHEDULED', permission: 'ruleset:publish', action: 'draft:schedule', detail: { publishOn } },
    check: async (unit, opened) => {
      const today = chinaDay(await unit.now());
      const latest = opened.standing.submission === undefined ? publishOn : submissionOf(opened).effectiveFrom;
      if (isRealDate(publishOn) && publishOn > today && publishOn <= latest) {
        requireState(opened, 'SCHEDULED');
        requireApproved(opened, check);
        await requireFreeDay(unit, opened);
        return;
      }
      throw invalidField(['publishOn'], 'OUT_OF_RANGE', {
        zh: `发布日应晚于今天（${today}），不晚于生效日（${latest}）。`,
        en: `The day has to be after today (${today}) and not after the version begins (${latest}).`,
      });
    },
  });
}

/** Of two scheduled drafts with one number or first day the second could not be published when its day comes; of two at once one waits for the other. */
async function requireFreeDay(unit: Unit, opened: OpenDraft): Promise<void> {
  const { id, regionCode } = opened.draft;
  const head = submittedHead(opened);
  if (head === undefined) return;
  await unit.lock(regionCode, 'scheduled-drafts');
  const other = alikeDrafts(id, head, await openDrafts(unit, regionCode)).find(({ publishOn }) => publishOn !== null);
  if (other === undefined) return;
  const { name, id: otherId } = other.other.draft;
  const [zh, en] =
    other.kind === 'SAME_VERSION'
      ? [`版本号同为 ${String(head.version)}`, `is version ${String(head.version)}`]
      : [`同自 ${String(head.effectiveFrom)} 起生效`, `begins on ${String(head.effectiveFrom)}`];
  throw new ConflictError({
    zh: `草案“${name}”（${otherId}）已定于 ${other.publishOn ?? ''} 发布，${zh}：两份只能发布一份。请先取消它的定时（unscheduleDraft），或退回本草案，换一个版本号或生效日。`,
    en: `The draft "${name}" (${otherId}), which is published on ${other.publishOn ?? ''}, ${en} as well: only one of the two can be published. Take its day back first (unscheduleDraft), or return this one and choose another number or first day.`,
  });
}

interface Move {
  readonly kind: DraftEventKind;
  readonly permission: Permission;
  readonly action: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly check?: (unit: Unit, opened: OpenDraft) => Promise<void>;
}

async function move(
  platform: Platform,
  caller: Caller,
  input: MoveDraft,
  { kind, permission, action, detail, check }: Move,
): Promise<OpenDraft> {
  const { regionCode, draftId, contentHash, reason, idempotencyKey } = input;
  requirePermission(caller.actor, permission, regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems(reasonProblems(reason));
  return await changeDraft(platform, caller.actor, {
    ...{ permission, regionCode, draftId, action, idempotencyKey },
    input: { regionCode, draftId, contentHash, reason, ...detail },
    work: async (unit, opened) => {
      requireHash(opened, contentHash);
      await check?.(unit, opened);
      await recordEvent(unit, opened, kind, { reason, ...(detail === undefined ? {} : { detail }) });
    },
    detail: () => ({ contentHash, reason: reason.trim(), ...detail }),
  });
}
