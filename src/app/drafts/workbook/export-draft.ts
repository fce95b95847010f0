import { draftSheets } from './draft-sheets.js';
import { draftView } from './draft-view.js';
import { sheetNames, type FileOrigin, type DraftSheet } from './sheet-model.js';
import { sheetCsv, writeDraftWorkbook } from './write-sheets.js';
import { inheritedBy, lastText, openDraft, withdrawnBaseOf } from '../kit/open-draft.js';
import { NotFoundError } from '../../base/errors.js';
import { requirePermission } from '../../kernel/command.js';
import type { Caller } from '../../kernel/platform.js';

/** A file of a draft that leaves. */
export interface DraftExport {
  /** ASCII, with its ending. */
  readonly fileName: string;
  readonly content: Uint8Array;
}

/** Which draft leaves. `sheet`: only the sheet of this name, as CSV; absent: all, as a workbook. */
export interface ExportDraft {
  readonly regionCode: string;
  readonly draftId: string;
  readonly sheet?: string;
}

/**
 * 导出草案 the parameters, tables, decision tables and scorecards of a draft as a workbook to be edited and imported again, or one of its sheets as
 * CSV. What it inherits is in it as well. Throws FORBIDDEN, NOT_FOUND (draft, sheet).
 */
export async function exportDraft({ actor, read }: Caller, { regionCode, draftId, sheet }: ExportDraft): Promise<DraftExport> {
  requirePermission(actor, 'draft:read', regionCode);
  const { opened, view, now, withdrawnBase } = await read(async (unit) => {
    const found = await openDraft(unit, regionCode, draftId);
    const { document } = await lastText(unit, found);
    const withdrawnBase = await withdrawnBaseOf(unit, document);
    return { opened: found, view: draftView(document, await inheritedBy(unit, document)), now: await unit.now(), withdrawnBase };
  });
  const { draft, standing } = opened;
  const sheets = draftSheets(view);
  const origin: FileOrigin = { regionCode, draftId: draft.id, revision: standing.revision, contentHash: standing.contentHash };
  const name = `draft-${regionCode}-${draft.id.slice(0, 8)}-r${standing.revision}`;
  if (sheet !== undefined) {
    const wanted = sheetCalled(sheets, sheet);
    return { fileName: `${name}-${wanted.id.replaceAll('/', '-')}.csv`, content: Buffer.from(sheetCsv(wanted, origin), 'utf8') };
  }
  const version = typeof view.document['version'] === 'string' ? view.document['version'] : '';
  const about = { origin, name: draft.name, scheme: draft.scheme, version, exportedBy: actor.name, exportedAt: now, withdrawnBase };
  return { fileName: `${name}.xlsx`, content: await writeDraftWorkbook(view, sheets, about) };
}

/** A sheet by its name in the workbook, or its id. */
function sheetCalled(sheets: readonly DraftSheet[], wanted: string): DraftSheet {
  const names = sheetNames(sheets);
  const found = sheets.find(({ id }, index) => id === wanted || names[index] === wanted);
  if (found === undefined)
    throw new NotFoundError({ zh: `工作表（有 ${names.join('、')}）`, en: `sheet (there are ${names.join(', ')})` }, wanted);
  return found;
}
