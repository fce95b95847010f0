import { requirePermission } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import { FIRST_REJECT, rejectPage } from '../cases/import-rejects.js';
import type { Caller } from '../kernel/platform.js';
import type { ImportRejectRecord, RejectPlace } from '../ports/cases/ports-import.js';
import { tableText, type ExportFormat, type Table } from '../sheets/table-text.js';

const REJECTS: Table<ImportRejectRecord> = {
  columns: ['line', 'caseNo', 'institutionCode', 'code', 'field', 'zh', 'en'],
  cells: ({ rowNo, caseNo, institutionCode, code, path, messages }) => [
    ...[rowNo.toString(), caseNo, institutionCode, code, fieldName(path)],
    ...[messages.zh, messages.en ?? null],
  ],
};

/** 拒绝清单 the rejected records of an import as text, in order of line. Throws FORBIDDEN, NOT_FOUND. */
export async function exportRejects(
  caller: Caller,
  { regionCode, importId }: { readonly regionCode: string; readonly importId: string },
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  requirePermission(caller.actor, 'case:read', regionCode);
  if ((await caller.read(({ imports }) => imports.find(regionCode, importId))) === undefined)
    throw new NotFoundError({ zh: '导入任务', en: 'import' }, importId);
  return tableText(REJECTS, pages(caller, regionCode, importId), format);
}

async function* pages({ read }: Caller, regionCode: string, importId: string): AsyncGenerator<readonly ImportRejectRecord[]> {
  for (let cursor: RejectPlace | undefined = FIRST_REJECT; cursor !== undefined;) {
    const from: RejectPlace = cursor;
    const page = await read((unit) => rejectPage(unit, regionCode, importId, from));
    yield page.rejects;
    cursor = page.next;
  }
}

/** The column of a file that a place in a record stands for: `costs.DRUG` → `cost.DRUG`. */
export function fieldName(path: string): string {
  return path.replace(/^costs\./, 'cost.').replace(/^attributes\./, 'attribute.');
}
