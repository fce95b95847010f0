import { findText, inheritedBy, openDraft, type OpenDraft } from './kit/open-draft.js';
import { nowhereIn, unknownPlace } from './kit/unknown-entries.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { DraftCommentRecord } from '../ports/ports-draft.js';
import { fieldProblem, reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import type { Unit } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';
import { readPointerStep } from '../../rules/findings/pointer-steps.js';

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
        const opened = await openDraft(unit, regionCode, draftId);
        const { standing } = opened;
        await requirePlace(unit, opened, pointer);
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

/**
 * Refuses a pointer that leads nowhere: not in the draft, nor in what it inherits, nor in what it began with (what was taken out may be asked about). Texts that
 * can't be read any more (DAMAGED) have no places.
 */
async function requirePlace(unit: Unit, opened: OpenDraft, pointer: string): Promise<void> {
  if (pointer === '') return;
  const { standing } = opened;
  const revisions = [...new Set([standing.revision, 1])];
  const texts = await Promise.all(revisions.map((revision) => findText(unit, opened, revision)));
  const documents = texts.flatMap((text) => (text === undefined ? [] : [text.document]));
  const [last] = documents;
  if (last === undefined) return;
  const unknown = nowhereIn([...documents, await inheritedBy(unit, last)], pointer.slice(1).split('/').map(readPointerStep));
  if (unknown !== undefined) refuseProblems([unknownPlace(pointer, unknown)]);
}
