import { baseRecord, replacedBy } from './kit/compared-versions.js';
import type { DraftDocument } from './kit/draft-document.js';
import { findText, inheritedBy, openDraft, type OpenDraft } from './kit/open-draft.js';
import { nowhereIn, unknownPlace } from './kit/unknown-entries.js';
import { invalidField } from '../base/errors.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { DraftCommentRecord } from '../ports/ports-draft.js';
import { fieldProblem, reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import type { Unit } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';
import { shownText } from '../../engine/kit/text.js';
import { readPointerStep } from '../../rules/findings/pointer-steps.js';
import { parseText } from '../../rules/shape/parse.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** 批注 a comment on a place of a draft. */
export interface CommentDraft {
  readonly regionCode: string;
  readonly draftId: string;
  /** JSON pointer into the document; empty: on the whole, or where the answered comment stands. */
  readonly pointer: string;
  /** 答复 id of the comment that it answers. */
  readonly answers?: string;
  readonly body: string;
  readonly idempotencyKey: string;
}

const LONGEST_POINTER = 500;

/** 批注草案 says something of a draft, for whoever may read it. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED. */
export async function commentDraft(platform: Platform, caller: Caller, input: CommentDraft): Promise<DraftCommentRecord> {
  const { regionCode, draftId, pointer, answers, body, idempotencyKey } = input;
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
        const said = { revision: opened.standing.revision, body: body.trim() };
        if (answers !== undefined) return await unit.drafts.comment(regionCode, draftId, { ...said, ...(await answeredIn(unit, input)) });
        await requirePlace(unit, opened, pointer);
        return await unit.drafts.comment(regionCode, draftId, { ...said, pointer, answersId: null });
      },
      audit: ({ id, ...comment }) => ({
        subject: draftId,
        detail: { comment: id, pointer: comment.pointer, ...(comment.answersId === null ? {} : { answers: comment.answersId }) },
      }),
    },
    {
      key: idempotencyKey,
      input: { regionCode, draftId, pointer, body, ...(answers === undefined ? {} : { answers }) },
      refOf: ({ id }) => id,
      replay: async ({ drafts }, id) =>
        must(
          (await drafts.comments(regionCode, draftId)).find((one) => one.id === id),
          'comment',
        ),
    },
  );
}

/** Where an answer stands, and what it goes on with: an answer to an answer goes on with the comment that began. */
async function answeredIn(
  unit: Unit,
  { regionCode, draftId, pointer, answers }: CommentDraft,
): Promise<Pick<DraftCommentRecord, 'pointer' | 'answersId'>> {
  const answered = (await unit.drafts.comments(regionCode, draftId)).find(({ id }) => id === answers);
  if (answered === undefined)
    throw invalidField(['answers'], 'UNKNOWN_COMMENT', {
      zh: '本草案没有这条批注：请从 comments 取它的 commentId。',
      en: 'The draft has no such comment: take its commentId from comments.',
    });
  const place = shownText(answered.pointer, LONGEST_POINTER);
  if (pointer !== '' && pointer !== answered.pointer)
    throw invalidField(['pointer'], 'POINTER', {
      zh: `答复与所答复的批注在同一处：位置写空，或写“${place}”。`,
      en: `An answer stands where the answered comment stands: leave the pointer empty, or write "${place}".`,
    });
  return { pointer: answered.pointer, answersId: answered.answersId ?? answered.id };
}

/**
 * Refuses a pointer that leads nowhere: not in the draft, nor in what it inherits, nor in what it began with or is compared with (what was taken out may be
 * asked about). Texts that can't be read any more (DAMAGED) have no places.
 */
async function requirePlace(unit: Unit, opened: OpenDraft, pointer: string): Promise<void> {
  if (pointer === '') return;
  const { standing } = opened;
  const revisions = [...new Set([standing.revision, 1])];
  const texts = await Promise.all(revisions.map((revision) => findText(unit, opened, revision)));
  const documents = texts.flatMap((text) => (text === undefined ? [] : [text.document]));
  const [last] = documents;
  if (last === undefined) return;
  const places = [...documents, await inheritedBy(unit, last), ...(await comparedTexts(unit, opened, last))];
  const unknown = nowhereIn(places, pointer.slice(1).split('/').map(readPointerStep));
  if (unknown !== undefined) refuseProblems([unknownPlace(pointer, unknown)]);
}

/** What the draft may be compared with: the version that it replaces, and its base. */
async function comparedTexts(unit: Unit, opened: OpenDraft, { effective }: DraftDocument): Promise<readonly DraftDocument[]> {
  if (opened.standing.damage !== undefined) return [];
  const from = isObject(effective) ? effective['from'] : undefined;
  const replaced = typeof from === 'string' ? await replacedBy(unit, opened, from) : undefined;
  const records = [replaced === undefined ? undefined : await unit.rulesets.findById(opened.draft.regionCode, replaced.id)];
  return [...records, await baseRecord(unit, opened)].flatMap((record) => {
    const { value } = record === undefined ? {} : parseText(record.effectiveText);
    return isObject(value) ? [value] : [];
  });
}
