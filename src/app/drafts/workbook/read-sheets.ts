import { originOf, OWN_SHEETS, type FileOrigin, type PastedTable, type ReadRow, type ReadSheet } from './sheet-model.js';
import { invalidField } from '../../base/errors.js';
import { readCsvTable } from '../../sheets/csv-records.js';
import { plainCell } from '../../sheets/spreadsheet-cell.js';
import { cellText } from '../../workbooks/cell-text.js';
import type { WorkbookRow } from '../../workbooks/sheet-reader.js';
import { isWorkbook, openWorkbook, type Workbook } from '../../workbooks/workbook.js';
import { tooMuch } from '../../workbooks/workbook-error.js';
import { must } from '../../../engine/kit/assert.js';

/** A file of a draft that came back. */
export interface DraftFile {
  readonly origin: FileOrigin;
  /** By the id under which a sheet left. */
  readonly sheets: ReadonlyMap<string, ReadSheet>;
  /** Sheets that left and are not there, and those that are there and did not leave. */
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

/** What a file of a draft may have: the largest list of codes has 50,000 rows, and nobody edits as much by hand. */
const MOST = { bytes: 16 * 1024 * 1024, rows: 200_000 } as const;

/** Reads a workbook or a CSV that came back. Throws VALIDATION_FAILED: it can't be read, has too much in it, or says not where it comes from. */
export async function readDraftFile(bytes: Uint8Array): Promise<DraftFile> {
  if (bytes.byteLength > MOST.bytes) throw tooMuch('WORKBOOK_TOO_LARGE', { zh: '文件字节数', en: 'Bytes of the file' }, MOST.bytes);
  return isWorkbook(bytes) ? await readBook(await openWorkbook(bytes)) : await readCsv(bytes);
}

async function readBook(book: Workbook): Promise<DraftFile> {
  const counter = new RowCounter();
  const origins = book.sheets.includes(OWN_SHEETS.origin) ? await sheetRows(book, OWN_SHEETS.origin, counter) : { rows: [], merged: [] };
  const listed = origins.rows.flatMap(({ cells: [text, name = ''] }) => {
    const found = originOf(text ?? '');
    return found === undefined ? [] : [{ ...found, name }];
  });
  const [first] = listed;
  if (first === undefined || listed.some(({ origin }) => origin.contentHash !== first.origin.contentHash)) throw noOrigin();
  const sheets = new Map<string, ReadSheet>();
  for (const { sheetId, name } of listed) {
    if (!book.sheets.includes(name)) continue;
    const { rows, merged } = await sheetRows(book, name, counter);
    const headings = rows.find(({ row }) => row === 1)?.cells ?? [];
    sheets.set(sheetId, { name, headings, rows: rows.filter(({ row }) => row > 1).map(rowOf), merged });
  }
  const [known, left] = [new Set<string>(listed.map(({ name }) => name)), new Set<string>(Object.values(OWN_SHEETS))];
  return {
    ...{ origin: first.origin, sheets },
    missing: [...known].filter((name) => !book.sheets.includes(name)),
    unknown: book.sheets.filter((name) => !known.has(name) && !left.has(name)),
  };
}

/** Rows of all sheets together: reading stops where there are too many. */
class RowCounter {
  #rows = 0;

  next(): void {
    this.#rows += 1;
    if (this.#rows > MOST.rows) throw tooMuch('TOO_MANY_ROWS', { zh: '各工作表的总行数', en: 'Rows of all sheets' }, MOST.rows);
  }
}

async function sheetRows(
  book: Workbook,
  name: string,
  counter: RowCounter,
): Promise<{ readonly rows: readonly WorkbookRow[]; readonly merged: readonly string[] }> {
  const rows: WorkbookRow[] = [];
  const reader = book.rows(name);
  for (let next = await reader.next(); ; next = await reader.next()) {
    if (next.done === true) return { rows, merged: next.value.map(({ range }) => range) };
    counter.next();
    rows.push(next.value);
  }
}

function rowOf({ row, cells, kinds }: WorkbookRow): ReadRow {
  const width = Math.max(cells.length, ...[...kinds.keys()].map((place) => place + 1));
  return { row, cells: Array.from({ length: width }, (_, place) => ({ text: cells[place] ?? '', kind: kinds.get(place) })) };
}

async function readCsv(bytes: Uint8Array): Promise<DraftFile> {
  const { header, records } = await readCsvTable(bytes, MOST.rows);
  if (records.length > MOST.rows) throw tooMuch('TOO_MANY_ROWS', { zh: '行数', en: 'Rows' }, MOST.rows);
  const headings = (header?.cells ?? []).map((cell) => cellText(plainCell(cell.trim())));
  const place = headings.findLastIndex((one) => originOf(one) !== undefined);
  if (place < 0) throw noOrigin();
  const { origin, sheetId } = must(originOf(headings[place] ?? ''), 'origin');
  const rows = records.map(({ line, cells }): ReadRow => ({
    row: line,
    cells: cells.map((cell) => ({ text: cellText(plainCell(cell.trim())) })),
  }));
  const sheet = { name: 'CSV', headings: headings.map((one, at) => (at === place ? '' : one)), rows, merged: [] };
  return { origin, sheets: new Map([[sheetId, sheet]]), missing: [], unknown: [] };
}

function noOrigin() {
  return invalidField(['file'], 'NO_ORIGIN', {
    zh: '文件里没有草案的出处（隐藏的工作表 _dip，或 CSV 表头末列）：它不是从草案导出的，或出处被删去了。请用 dip draft export 重新导出，在导出的文件里改。',
    en: 'The file does not say which draft it is of (hidden sheet _dip, or the last heading of a CSV). Export again, and edit that file.',
  });
}

/** Rows that one paste may bring: more come as a file. */
const MOST_PASTED = 2_000;

/** Reads a block as a spreadsheet copies it, cells with tabs between, the first row being headings. Throws VALIDATION_FAILED. */
export async function readPasted(text: string): Promise<PastedTable> {
  // Said beforehand: a comma within a heading separates nothing.
  const before = text.includes('\t') ? 1 : 0;
  const { header, records } = await readCsvTable(Buffer.from(before === 1 ? `sep=\t\n${text}` : text), MOST_PASTED);
  if (header === undefined || records.length === 0) throw nothingPasted();
  if (records.length > MOST_PASTED) throw tooManyRows();
  const cellOf = (cell: string): string => cellText(plainCell(cell.trim()));
  return {
    headings: header.cells.map(cellOf),
    rows: records.map(({ line, cells }) => ({ row: line - before, cells: cells.map((cell) => ({ text: cellOf(cell) })) })),
  };
}

function nothingPasted() {
  return invalidField(['pastedExamples'], 'EMPTY', {
    zh: '没有可读的行。请连表头一起从 Excel 复制：首行是列名（至少有“算例”），以下一行一个算例。',
    en: 'There are no rows. Copy the headings too: the first row names the columns (“算例” at least), then one example a row.',
  });
}

function tooManyRows() {
  return invalidField(['pastedExamples'], 'TOO_MANY_ROWS', {
    zh: `一次至多粘贴 ${MOST_PASTED} 行。请分几次粘贴，或改用导入文件。`,
    en: `At most ${MOST_PASTED} rows are pasted at once. Paste them in parts, or import a file.`,
  });
}
