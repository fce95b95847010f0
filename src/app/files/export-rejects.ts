import { requirePermission } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import { chineseHeading, columnOfHeading } from '../case-files/case-csv-columns.js';
import { settingsOf } from '../case-files/import-settings.js';
import { FIRST_REJECT, rejectPage } from '../cases/import-rejects.js';
import type { Caller } from '../kernel/platform.js';
import type { ImportRecord, ImportRejectRecord, RejectPlace } from '../ports/cases/ports-import.js';
import { tableText, type ExportFormat, type Table } from '../sheets/table-text.js';

/** What the table's columns and fields are called: the API's names, or in Chinese, fields as they stood in the file. */
export const REJECT_WORDS = ['names', 'zh'] as const;
/** One of them. */
export type RejectWords = (typeof REJECT_WORDS)[number];

const COLUMNS: Readonly<Record<RejectWords, readonly string[]>> = {
  names: ['line', 'caseNo', 'institutionCode', 'code', 'field', 'zh', 'en'],
  zh: ['行号', '病例号', '机构编码', '代码', '列', '原因', 'reason'],
};

function rejectsTable(words: RejectWords, headings: FileHeadings): Table<ImportRejectRecord> {
  return {
    columns: COLUMNS[words],
    cells: ({ rowNo, caseNo, institutionCode, code, path, messages }) => [
      ...[rowNo.toString(), caseNo, institutionCode, code, words === 'zh' ? headings.of(path) : fieldName(path)],
      ...[messages.zh, messages.en ?? null],
    ],
  };
}

/** 拒绝清单 the reasons why records of an import were rejected as text, in order of line. Throws FORBIDDEN, NOT_FOUND. */
export async function exportRejects(
  caller: Caller,
  { regionCode, importId, words }: { readonly regionCode: string; readonly importId: string; readonly words: RejectWords },
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  requirePermission(caller.actor, 'case:read', regionCode);
  const job = await caller.read(({ imports }) => imports.find(regionCode, importId));
  if (job === undefined) throw new NotFoundError({ zh: '导入任务', en: 'import' }, importId);
  return tableText(rejectsTable(words, new FileHeadings(job)), rejectPages(caller, regionCode, importId), format);
}

/** The rejects of an import, page by page in order of line, each page in a transaction of its own. */
export async function* rejectPages(
  { read }: Pick<Caller, 'read'>,
  regionCode: string,
  importId: string,
): AsyncGenerator<readonly ImportRejectRecord[]> {
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

/** 表头 what the columns of an imported file were called in it. */
export class FileHeadings {
  readonly #headings: ReadonlyMap<string, string>;

  constructor(job: Pick<ImportRecord, 'controlTotals'>) {
    const headings = settingsOf(job)?.found?.headings ?? [];
    this.#headings = new Map(headings.map((heading) => [columnOfHeading(heading) ?? '', heading.trim()]));
  }

  /** The column of a place in a record; empty: the record as a whole. Of files without headings, and of columns that a file lacks, the Chinese name. */
  of(path: string): string {
    const [first = '', second] = fieldName(path).split('.');
    const column = second !== undefined && (first === 'cost' || first === 'attribute') ? `${first}.${second}` : first;
    return column === '' ? '' : (this.#headings.get(column) ?? chineseHeading(column));
  }
}
