import { saidSides, sayingSides } from '../conflict-words.js';
import { createHash } from 'node:crypto';
import { draftSheets } from './draft-sheets.js';
import { draftView } from './draft-view.js';
import { matchSheet } from './match-rows.js';
import { patchesBetween } from './patches-between.js';
import { withPasted } from './example-sheet.js';
import { readDraftFile, readPasted, type DraftFile } from './read-sheets.js';
import { sheetDifferences, type RowDifference } from './sheet-differences.js';
import type { EntryEdit, PastedTable } from './sheet-model.js';
import { changeDraft } from '../kit/change-draft.js';
import { documentEntries, withEntries, type DraftDocument, type DraftText } from '../kit/draft-document.js';
import type { DraftPatch } from '../kit/draft-patches.js';
import { inheritedBy, lastText, openDraft, requireState, textOfRevision, type OpenDraft } from '../kit/open-draft.js';
import { decidedTexts, mergedTexts, saveEdits, type EditedFile } from '../save-draft.js';
import { ConflictError, invalidField, ValidationError, type ConflictSides, type FieldProblem } from '../../base/errors.js';
import { requirePermission } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import type { Unit } from '../../ports/ports.js';
import { nameProblems, reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';
import { jsonHash } from '../../../rules/document/hash.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** Whose an entry is that both the file and the draft changed. */
export const FILE_SIDES = ['FILE', 'DRAFT'] as const;
/** One of FILE_SIDES. */
export type FileSide = (typeof FILE_SIDES)[number];

/** A file of a draft that came back. */
export interface ImportDraft {
  readonly regionCode: string;
  readonly draftId: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** The bytes are the text of pasted rows of examples, to be put into the draft as it is now; no file left with them. */
  readonly isPasted?: boolean;
  /** Whether it may be merged with what others saved since it left. */
  readonly merge: boolean;
  readonly take: readonly { readonly entry: string; readonly side: FileSide }[];
}

/** 导入预览 what a file that came back would make of its draft. */
export interface DraftImport {
  readonly opened: OpenDraft;
  readonly file: EditedFile;
  /** Revision of the text that left. */
  readonly revision: number;
  /** Whether others have saved another text since. */
  readonly isStale: boolean;
  /** Between what left and what came back. */
  readonly differences: readonly RowDifference[];
  /** What would be saved, on the last revision; empty where the file has to be merged first. */
  readonly patches: readonly DraftPatch[];
  /** Entries that both changed otherwise, and of which nothing is said. */
  readonly conflicts: readonly ConflictSides[];
  /** States these edits of this text: whoever saves says it. Null: there is nothing to save, or it has to be merged first. */
  readonly differenceHash: string | null;
  /** Sheets and columns that were not read, because they did not leave with the draft. */
  readonly ignored: readonly string[];
}

/**
 * 预览导入 reads a file that left with `exportDraft` and says row by row what it changes, conflicts in business words; saves nothing. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED
 * (with each cell that can't be taken), CONFLICT (the draft can't be edited any more).
 */
export async function previewDraftImport(platform: Platform, caller: Caller, input: ImportDraft): Promise<DraftImport> {
  requirePermission(caller.actor, 'ruleset:draft', input.regionCode);
  refuseProblems(nameProblems(input.fileName, ['fileName']));
  const file = await readSent(input);
  const found = await caller.read(
    async (unit) => await compared(unit, await openDraft(unit, input.regionCode, input.draftId), file, input),
  );
  return { ...found, conflicts: await saidSides(platform, caller, found.opened, found.conflicts) };
}

/** What is saved of a file. */
export interface SaveDraftImport extends ImportDraft {
  /** The difference that was looked at; absent: whatever it is. */
  readonly confirm?: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 导入草案 saves what a file changes as one edit of its draft, as `saveDraft` does; the event and the audit log say which file it was. Throws as
 * `previewDraftImport`, and CONFLICT: the draft has moved on and nothing is said of merging, both sides of entries that both changed, another
 * difference than was confirmed; IDEMPOTENCY_KEY_REUSED.
 */
export async function importDraft(platform: Platform, caller: Caller, input: SaveDraftImport): Promise<OpenDraft> {
  const { regionCode, draftId, reason, idempotencyKey, ...said } = input;
  requirePermission(caller.actor, 'ruleset:draft', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems([...reasonProblems(reason), ...nameProblems(input.fileName, ['fileName'])]);
  const file = await readSent(input);
  const edited = fileOf(input);
  return await sayingSides(platform, caller, input, () =>
    changeDraft(platform, caller.actor, {
      ...{ permission: 'ruleset:draft', regionCode, draftId, action: 'draft:save', idempotencyKey },
      input: { regionCode, draftId, reason, file: edited, merge: said.merge, take: said.take, confirm: said.confirm ?? null },
      work: async (unit, opened) => {
        const found = await compared(unit, opened, file, input);
        requireSavable(found, input);
        await saveEdits(unit, opened, { baseRevision: opened.standing.revision, patches: found.patches, reason, file: edited });
      },
      detail: ({ standing }) => ({ revision: standing.revision, contentHash: standing.contentHash, file: edited }),
    }),
  );
}

function fileOf({ fileName, bytes }: Pick<ImportDraft, 'fileName' | 'bytes'>): EditedFile {
  return { name: fileName, sha256: createHash('sha256').update(bytes).digest('hex') };
}

type Sent = DraftFile | PastedTable;

async function readSent({ bytes, isPasted = false }: ImportDraft): Promise<Sent> {
  return isPasted ? await readPasted(Buffer.from(bytes).toString('utf8')) : await readDraftFile(bytes);
}

/** Pasted rows as a file that left with the draft's last text. */
async function asFile(
  unit: Unit,
  { draft, standing }: OpenDraft,
  pasted: PastedTable,
  { document, contentHash }: DraftText,
): Promise<DraftFile> {
  const sheet = withPasted(draftView(document, await inheritedBy(unit, document)), pasted);
  const origin = { regionCode: draft.regionCode, draftId: draft.id, revision: standing.revision, contentHash };
  return { origin, sheets: new Map([['examples', sheet]]), missing: [], unknown: [] };
}

async function compared(unit: Unit, opened: OpenDraft, sent: Sent, input: ImportDraft): Promise<DraftImport> {
  requireState(opened, 'SAVED');
  const { draft, standing } = opened;
  const latest = await lastText(unit, opened);
  const file = 'origin' in sent ? sent : await asFile(unit, opened, sent, latest);
  const { origin } = file;
  if (origin.regionCode !== draft.regionCode || origin.draftId !== draft.id) throw otherDraft(opened, origin.draftId);
  const left =
    origin.revision <= standing.revision && origin.revision > 0 ? await textOfRevision(unit, opened, origin.revision) : undefined;
  if (left?.contentHash !== origin.contentHash) throw spoiltOrigin(origin.revision);
  const inherited = await inheritedBy(unit, left.document);
  const read = readBack(left.document, inherited, file);
  const isStale = latest.contentHash !== left.contentHash;
  const takes = new Map(input.take.map(({ entry, side }) => [entry, side === 'DRAFT' ? 'THEIRS' : 'YOURS'] as const));
  const { document, open } = decidedTexts(mergedTexts({ before: left.document, inherited }, read.document, latest.document), (entry) =>
    takes.get(entry),
  );
  const isReady = open.length === 0 && (!isStale || input.merge);
  const patches = isReady ? changesOf(latest.document, document, await inheritedBy(unit, latest.document)) : [];
  return {
    ...{ opened, file: fileOf(input), revision: origin.revision, isStale, patches },
    ...{ differences: read.differences, ignored: read.ignored, conflicts: open },
    differenceHash: patches.length === 0 ? null : jsonHash({ contentHash: latest.contentHash, patches }),
  };
}

interface ReadBack {
  readonly document: DraftDocument;
  readonly differences: readonly RowDifference[];
  readonly ignored: readonly string[];
}

/** The document that left, with what the file changes. Throws VALIDATION_FAILED with everything that can't be taken. */
function readBack(left: DraftDocument, inherited: DraftDocument, file: DraftFile): ReadBack {
  const problems: FieldProblem[] = missingSheets(file);
  const edits: EntryEdit[] = [];
  const differences: RowDifference[] = [];
  const ignored: string[] = [...file.unknown];
  const headings = new Map([...file.sheets].map(([id, sheet]) => [id, sheet.headings]));
  for (const sheet of draftSheets(draftView(left, inherited), headings)) {
    const read = file.sheets.get(sheet.id);
    if (read === undefined) continue;
    const matched = matchSheet(sheet, read, problems);
    const own = sheetDifferences(read.name, sheet, matched);
    ignored.push(...matched.ignored);
    differences.push(...own);
    if (own.length > 0) edits.push(...sheet.edits(matched.rows));
  }
  if (problems.length > 0) throw new ValidationError(problems.slice(0, MOST_PROBLEMS));
  return { document: editedDocument(left, inherited, edits), differences, ignored };
}

const MOST_PROBLEMS = 100;

function editedDocument(left: DraftDocument, inherited: DraftDocument, edits: readonly EntryEdit[]): DraftDocument {
  const [own, base] = [documentEntries(left), documentEntries(inherited)];
  const changed = new Map<string, unknown>();
  for (const { entry, apply } of edits) {
    const before = changed.has(entry) ? changed.get(entry) : (own.get(entry) ?? base.get(entry));
    changed.set(entry, apply(before));
  }
  const patches = [...changed].flatMap(([entry, after]) => {
    const before = own.get(entry) ?? base.get(entry);
    return patchesBetween(entry, before, after, { isOwn: own.has(entry) }).length === 0 ? [] : [[entry, after] as const];
  });
  return withEntries(left, new Map(patches));
}

/** The edits that make the draft's last text into another, beginning with what is inherited where it states nothing itself. */
function changesOf(latest: DraftDocument, after: DraftDocument, inherited: DraftDocument): readonly DraftPatch[] {
  const [own, base, now] = [documentEntries(latest), documentEntries(inherited), documentEntries(after)];
  return [...new Set([...own.keys(), ...now.keys()])].flatMap((entry) => {
    const before = own.get(entry) ?? (isObject(base.get(entry)) ? base.get(entry) : undefined);
    return patchesBetween(entry, before, now.get(entry), { isOwn: own.has(entry) });
  });
}

function missingSheets({ missing, unknown }: DraftFile): FieldProblem[] {
  const [candidates, others] =
    unknown.length === 0 ? ['', ''] : [`文件里另有“${unknown.join('”、“')}”，是否改了名？`, ` There is also ${unknown.join(', ')}.`];
  return missing.map((name) => ({
    path: ['file', name],
    code: 'SHEET_MISSING',
    messages: {
      zh: `工作表“${name}”不见了。${candidates}请改回原名；不打算改的工作表也要留着。`,
      en: `Sheet "${name}" is gone.${others} Give it its name again; sheets that are not edited have to stay.`,
    },
  }));
}

function otherDraft({ draft }: OpenDraft, other: string): ValidationError {
  return invalidField(['file'], 'OTHER_DRAFT', {
    zh: `这个文件是从另一份草案（${other.slice(0, 8)}…）导出的，不是“${draft.name}”。请导入它自己的草案，或从“${draft.name}”重新导出。`,
    en: `This file left another draft (${other.slice(0, 8)}…), not "${draft.name}". Import it there, or export "${draft.name}" again.`,
  });
}

function spoiltOrigin(revision: number): ValidationError {
  return invalidField(['file'], 'ORIGIN_CHANGED', {
    zh: `文件中的出处（第 ${revision} 次修订及其哈希）与草案的经过不符，可能被改动过。请重新导出。`,
    en: `Where the file says it comes from (revision ${revision} and its hash) is not what the draft went through. Export again.`,
  });
}

function requireSavable(
  { isStale, conflicts, patches, differenceHash, revision, opened }: DraftImport,
  { merge, confirm }: SaveDraftImport,
): void {
  const { standing } = opened;
  const current = { currentRevision: standing.revision, currentHash: standing.contentHash };
  if (isStale && !merge) {
    throw new ConflictError(
      {
        zh: `文件是从第 ${revision} 次修订导出的，草案已是第 ${standing.revision} 次。未保存。可以逐条合并（merge；命令用 --merge）${conflicts.length === 0 ? '，没有双方都改了的条目' : `；双方都改了 ${entriesOf(conflicts)}，须用 take 写明用文件的（FILE）还是草案的（DRAFT）`}。`,
        en: `The file left revision ${revision}, and the draft is at ${standing.revision}. Nothing was saved. It can be merged entry by entry (merge, --merge)${conflicts.length === 0 ? ', and no entry was changed by both' : `; both changed ${entriesOf(conflicts)}: say in take whose each is to be, FILE or DRAFT`}.`,
      },
      { ...current, sides: conflicts },
    );
  }
  if (conflicts.length > 0) {
    throw new ConflictError(
      {
        zh: `文件和草案都改了：${entriesOf(conflicts)}。未保存；请用 take（--take 条目=FILE 或 DRAFT）逐条写明用哪一方。`,
        en: `The file and the draft both changed ${entriesOf(conflicts)}. Nothing was saved; say in take (--take entry=FILE or DRAFT) whose each is to be.`,
      },
      { ...current, sides: conflicts },
    );
  }
  if (patches.length === 0) {
    throw invalidField(['file'], 'NO_DIFFERENCE', {
      zh: '文件与草案没有差异，未保存。',
      en: 'The file is no different from the draft: nothing was saved.',
    });
  }
  if (confirm === undefined || confirm === differenceHash) return;
  throw new ConflictError(
    {
      zh: '差异与您确认的不同（文件或草案在那之后变了），未保存。请重新查看差异。',
      en: 'The difference is another than the one that you confirmed: the file or the draft has changed since. Nothing was saved; look at it again.',
    },
    current,
  );
}

function entriesOf(sides: readonly ConflictSides[]): string {
  return sides.map(({ entry }) => entry).join('、');
}
