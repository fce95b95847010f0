import { openDraft } from './kit/open-draft.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { DraftCommentRecord } from '../ports/ports-draft.js';
import { fieldProblem, reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** 批注 a comment on a place of a draft. */
export interface CommentDraft {
  readonly regionCode: string;
  readonly draftId: string;
  /** JSON pointer into the document; empty: on the whole. */
  readonly pointer: string;
  readonly body: string;
  readonly idempotencyKey: string;
}

const LONGEST_POINTER = 500;

/** 批注草案 says something of a draft, for whoever may read it. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED. */
export async function commentDraft(platform: Platform, caller: Caller, input: CommentDraft): Promise<DraftCommentRecord> {
  const { regionCode, draftId, pointer, body, idempotencyKey } = input;
  requirePermission(caller.actor, 'draft:read', regionCode);
  requireIdempotencyKey(idempotencyKey);
  const isPointer = pointer === '' || (pointer.startsWith('/') && pointer.length <= LONGEST_POINTER);
  refuseProblems([
    ...reasonProblems(body, ['body']),
    ...(isPointer
      ? []
      : [
          fieldProblem(
            ['pointer'],
            'POINTER',
            '位置以 / 开头，如 /parameters/deviationLow；整份草案写空。',
            'A pointer begins with /; empty is the whole.',
          ),
        ]),
  ]);
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'draft:read',
      regionCode,
      action: 'draft:comment',
      work: async (unit) => {
        const { standing } = await openDraft(unit, regionCode, draftId);
        return await unit.drafts.comment(regionCode, draftId, { revision: standing.revision, pointer, body: body.trim() });
      },
      audit: ({ id }) => ({ subject: draftId, detail: { comment: id, pointer } }),
    },
    {
      key: idempotencyKey,
      input: { regionCode, draftId, pointer, body },
      refOf: ({ id }) => id,
      replay: async ({ drafts }, id) =>
        must(
          (await drafts.comments(regionCode, draftId)).find((one) => one.id === id),
          'comment',
        ),
    },
  );
}
