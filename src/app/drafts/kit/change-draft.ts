import { lockDraft, openDraft, type OpenDraft } from './open-draft.js';
import { runCommand } from '../../kernel/command.js';
import type { Platform } from '../../kernel/platform.js';
import type { Actor, Permission } from '../../ports/kit/permissions.js';
import type { Unit } from '../../ports/ports.js';

/** Something that is done to a draft: by whom it may be, what it does, what the audit log says of it. */
export interface DraftChange {
  readonly permission: Permission;
  readonly regionCode: string;
  readonly draftId: string;
  readonly action: string;
  readonly idempotencyKey: string;
  /** Everything that makes the request what it is, as JSON. */
  readonly input: unknown;
  /** Does it; the draft is locked, and as it stands before. */
  readonly work: (unit: Unit, opened: OpenDraft) => Promise<void>;
  /** What the audit event says; the draft is as it stands after. */
  readonly detail: (opened: OpenDraft) => Readonly<Record<string, unknown>>;
}

/** Changes a draft in one transaction, once an idempotency key, and gives it as it stands then. Throws NOT_FOUND and what `work` throws. */
export async function changeDraft(platform: Platform, actor: Actor, change: DraftChange): Promise<OpenDraft> {
  const { permission, regionCode, draftId, action, idempotencyKey, input, work, detail } = change;
  return await runCommand(
    platform,
    actor,
    {
      permission,
      regionCode,
      action,
      work: async (unit) => {
        await work(unit, await lockDraft(unit, regionCode, draftId));
        return await openDraft(unit, regionCode, draftId);
      },
      audit: (opened) => ({ subject: opened.draft.id, detail: detail(opened) }),
    },
    {
      key: idempotencyKey,
      input,
      refOf: ({ draft }) => draft.id,
      replay: (unit) => openDraft(unit, regionCode, draftId),
    },
  );
}
