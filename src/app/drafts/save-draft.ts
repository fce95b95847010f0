import { sayingSides } from './conflict-words.js';
import { changeDraft } from './kit/change-draft.js';
import { applyPatches, type DraftPatch } from './kit/draft-patches.js';
import {
  changedEntries,
  documentEntries,
  draftText,
  readDraftText,
  same,
  withEntries,
  type DraftDocument,
  type DraftText,
} from './kit/draft-document.js';
import { mergedEntry } from './kit/merged-rows.js';
import { inheritedBy, requireState, textOfRevision, type OpenDraft } from './kit/open-draft.js';
import type { DraftBase } from './kit/event-detail.js';
import { ConflictError, invalidField, type ConflictSides, type ValidationError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import type { Unit } from '../ports/ports.js';

/** 保存 edits of a draft: patches, or the whole text; on which revision they were made. */
export interface SaveDraft {
  readonly regionCode: string;
  readonly draftId: string;
  readonly baseRevision: number;
  readonly patches?: readonly DraftPatch[];
  readonly documentText?: string;
  /** What was decided of entries that both changed, after a CONFLICT. */
  readonly decided?: DecidedConflict;
  /** Why; may be empty. */
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Whose an entry is to be that both changed. */
export const SAVE_SIDES = ['YOURS', 'THEIRS'] as const;
/** One of SAVE_SIDES. */
export type SaveSide = (typeof SAVE_SIDES)[number];

/** 取舍 what somebody decided who saw both sides of a conflict: it counts only while the draft still is at the revision that was seen. */
export interface DecidedConflict {
  readonly revision: number;
  readonly take: readonly { readonly entry: string; readonly side: SaveSide }[];
}

/** 来自文件 the file that edits came out of. */
export interface EditedFile {
  readonly name: string;
  readonly sha256: string;
}

/**
 * 保存草案 saves edits as the next revision, and takes every approval back. Edits that were made on an earlier revision are merged entry by entry;
 * where somebody else changed the same entry otherwise, nothing is saved and CONFLICT says what both sides made of it; the same edits are then saved with
 * what was decided of those entries. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, RULESET_INVALID (the text, or what the edits make of it, can't be
 * read strictly), CONFLICT, IDEMPOTENCY_KEY_REUSED.
 */
export async function saveDraft(platform: Platform, caller: Caller, input: SaveDraft): Promise<OpenDraft> {
  const { regionCode, draftId, baseRevision, patches, documentText, decided, reason, idempotencyKey } = input;
  requirePermission(caller.actor, 'ruleset:draft', regionCode);
  requireIdempotencyKey(idempotencyKey);
  if (reason !== '') refuseProblems(reasonProblems(reason));
  return await sayingSides(platform, caller, input, () =>
    changeDraft(platform, caller.actor, {
      ...{ permission: 'ruleset:draft', regionCode, draftId, action: 'draft:save', idempotencyKey },
      input: {
        regionCode,
        draftId,
        baseRevision,
        patches: patches ?? null,
        documentText: documentText ?? null,
        ...(decided && { decided }),
        reason,
      },
      work: (unit, opened) => saveEdits(unit, opened, input),
      detail: ({ standing }) => ({ revision: standing.revision, contentHash: standing.contentHash }),
    }),
  );
}

/** Saves edits of a draft that is locked, merged with what others saved since; `file`: what they came out of. Throws as `saveDraft`. */
export async function saveEdits(
  unit: Unit,
  opened: OpenDraft,
  edits: Pick<SaveDraft, 'baseRevision' | 'patches' | 'documentText' | 'decided' | 'reason'> & { readonly file?: EditedFile },
): Promise<void> {
  requireState(opened, 'SAVED');
  const { baseRevision, decided, reason, file } = edits;
  const before = await baseText(unit, opened, baseRevision);
  const inherited = await inheritedBy(unit, before.document);
  const edited = await mergedWithLatest(unit, opened, {
    ...{ baseRevision, before, inherited, decided },
    edited: editedText(opened, before, edits, inherited),
  });
  if (edited.contentHash === opened.standing.contentHash) throw nothingChanged(opened);
  await recordSave(unit, opened, edited, { reason, before: before.document, ...(file === undefined ? {} : { file }) });
}

/** A revision that is the one before would only take approvals back. */
function nothingChanged({ draft, standing }: OpenDraft): ValidationError {
  return invalidField(['patches'], 'NOTHING_CHANGED', {
    zh: `草案“${draft.name}”第 ${standing.revision} 次修订已是这样，没有可保存的改动。请核对所改的位置和值。`,
    en: `Revision ${standing.revision} of the draft "${draft.name}" is so already: there is nothing to save. Look at the places and values of the edits.`,
  });
}

interface SavedBy {
  readonly reason: string;
  readonly before: DraftDocument;
  readonly base?: DraftBase;
  readonly file?: EditedFile;
}

/** Saves a text as the next revision. `base`: the version that it was merged with; `file`: what its edits came out of. */
export async function recordSave(
  unit: Unit,
  { draft, standing }: OpenDraft,
  { text, contentHash, document }: DraftText,
  { reason, before, base, file }: SavedBy,
): Promise<void> {
  const changed = changedEntries(before, document).map(({ entry }) => entry);
  await unit.drafts.record({
    ...{ regionCode: draft.regionCode, draftId: draft.id, seq: standing.lastSeq + 1, kind: 'SAVED' },
    ...{ revision: standing.revision + 1, contentHash, reason: reason.trim(), documentText: text },
    detail: { changed, ...(base === undefined ? {} : { base }), ...(file === undefined ? {} : { file }) },
  });
}

async function baseText(unit: Unit, opened: OpenDraft, baseRevision: number): Promise<DraftText> {
  const { standing } = opened;
  if (Number.isInteger(baseRevision) && baseRevision >= 1 && baseRevision <= standing.revision)
    return await textOfRevision(unit, opened, baseRevision);
  throw invalidField(['baseRevision'], 'NO_SUCH_REVISION', {
    zh: `草案没有第 ${baseRevision} 次修订；最新是第 ${standing.revision} 次。`,
    en: `The draft has no revision ${baseRevision}; the last one is ${standing.revision}.`,
  });
}

function editedText(
  { draft }: OpenDraft,
  before: DraftText,
  { patches, documentText }: Pick<SaveDraft, 'patches' | 'documentText'>,
  inherited: DraftDocument,
): DraftText {
  if ((patches === undefined) === (documentText === undefined)) {
    throw invalidField(['patches'], 'ONE_OF', {
      zh: '请给出改动（patches）或全文（documentText），只给一个。',
      en: 'State edits (patches) or a whole text (documentText), and only one of them.',
    });
  }
  return documentText === undefined
    ? draftText(applyPatches(before.document, patches ?? [], inherited), draft)
    : readDraftText(documentText, draft);
}

interface Edited {
  readonly baseRevision: number;
  readonly before: DraftText;
  /** What the text before inherited. */
  readonly inherited: DraftDocument;
  readonly edited: DraftText;
  readonly decided: DecidedConflict | undefined;
}

async function mergedWithLatest(unit: Unit, opened: OpenDraft, edits: Edited): Promise<DraftText> {
  const { baseRevision, before, inherited, edited, decided } = edits;
  const { draft, standing } = opened;
  if (baseRevision === standing.revision) return edited;
  const latest = await textOfRevision(unit, opened, standing.revision);
  const sides = new Map(decided?.revision === standing.revision ? decided.take.map(({ entry, side }) => [entry, side]) : []);
  const merged = mergedTexts({ before: before.document, inherited }, edited.document, latest.document);
  const { document, open: conflicts } = decidedTexts(merged, (entry) => sides.get(entry));
  if (conflicts.length === 0) return draftText(document, draft);
  throw new ConflictError(
    {
      zh: `草案已是第 ${standing.revision} 次修订，其中 ${conflicts.length} 处您也改了：${conflicts.map(({ entry }) => entry).join('、')}。未保存；请看双方的内容，在 decided 里逐条写明取哪一方，或在最新修订上重新改。`,
      en: `The draft is at revision ${standing.revision}, and ${conflicts.length} entries were changed by both: ${conflicts.map(({ entry }) => entry).join(', ')}. Nothing was saved; look at both sides and say in decided whose each is to be, or edit the last revision.`,
    },
    { currentRevision: standing.revision, currentHash: standing.contentHash, sides: conflicts },
  );
}

/** Three texts that were merged, and the entries that both sides changed otherwise. */
export interface MergedTexts {
  readonly merged: DraftDocument;
  readonly conflicts: readonly ConflictSides[];
}

/**
 * A merge with what is said of the entries that both changed: `takes` tells whose each is to be, and `undefined` where nothing is said of it; those
 * are left open.
 */
export function decidedTexts(
  { merged, conflicts }: MergedTexts,
  takes: (entry: string) => SaveSide | undefined,
): { readonly document: DraftDocument; readonly open: readonly ConflictSides[] } {
  const kept = conflicts.map(({ entry, yours, theirs }) => [entry, takes(entry) === 'THEIRS' ? theirs : yours] as const);
  return { document: withEntries(merged, new Map(kept)), open: conflicts.filter(({ entry }) => takes(entry) === undefined) };
}

/**
 * Three texts merged entry by entry: what only one side changed is that side's; a table or decision that both changed row by row, where a conflict is of the
 * rows that both changed. `inherited`: what was inherited before, from where an entry is overridden that the text did not state.
 */
export function mergedTexts(
  { before, inherited }: { readonly before: DraftDocument; readonly inherited: DraftDocument },
  yours: DraftDocument,
  theirs: DraftDocument,
): MergedTexts {
  const mine = changedEntries(before, yours);
  const other = new Map(changedEntries(before, theirs).map((change) => [change.entry, change]));
  const base = documentEntries(inherited);
  const merged = new Map<string, unknown>();
  const conflicts: ConflictSides[] = [];
  for (const { entry, before: old, after } of mine) {
    const change = other.get(entry);
    merged.set(entry, after);
    if (change === undefined || same(change.after, after)) continue;
    const sides = { before: old, yours: after, theirs: change.after };
    const rows = mergedEntry({ ...sides, inherited: base.get(entry) });
    if (rows !== undefined && 'merged' in rows) merged.set(entry, rows.merged);
    else conflicts.push({ entry, ...(rows ?? sides) });
  }
  return { merged: withEntries(theirs, merged), conflicts };
}
