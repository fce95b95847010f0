import { columnsOf, yearColumnFinder, type YearColumn } from './year-columns.js';
import * as told from './year-file-problems.js';
import type { YearFileProblem } from './year-file-problems.js';
import { ValidationError } from '../base/errors.js';
import type { FundYearRecords } from '../ports/clearing/ports-fund-year-history.js';
import { CsvSyntaxError, readCsvTable, type CsvRecord, type CsvTable } from '../sheets/csv-records.js';
import { plainCell } from '../sheets/spreadsheet-cell.js';
import type { CellKind } from '../workbooks/sheet-reader.js';
import { isWorkbook, openWorkbook } from '../workbooks/workbook.js';

/** A row of a file: what stands in its columns, without blanks at the ends; a column that the file has not is empty. */
export interface YearFileRow {
  /** The line in which it begins, from 1, the header included. */
  readonly line: number;
  readonly get: (column: YearColumn) => string;
}

/** What a file holds, and what is wrong with it as a table. */
export interface YearFile {
  readonly rows: readonly YearFileRow[];
  /** Rows of data, also those that could not be read. */
  readonly read: number;
  readonly problems: readonly YearFileProblem[];
}

/** The most rows of a file. */
export const MOST_YEAR_ROWS = 10_000;

/** Reads a file of a year's records: CSV, or the first sheet of a workbook with the same columns. Throws nothing of the file's. */
export async function readYearFile(bytes: Uint8Array, kind: FundYearRecords): Promise<YearFile> {
  const problems: YearFileProblem[] = [];
  const { header, records } = await tableOf(bytes, kind, problems);
  if (problems.length > 0 && header === undefined) return { rows: [], read: records.length, problems };
  if (header === undefined || records.length === 0) problems.push(told.NO_ROWS);
  const columns = header === undefined ? [] : readHeader(header, kind, problems);
  if (records.length > MOST_YEAR_ROWS) problems.push(told.tooManyRows(MOST_YEAR_ROWS));
  if (columns === undefined || records.length > MOST_YEAR_ROWS) return { rows: [], read: records.length, problems };
  return { rows: records.flatMap((record) => rowOf(record, columns, problems)), read: records.length, problems };
}

async function tableOf(bytes: Uint8Array, kind: FundYearRecords, problems: YearFileProblem[]): Promise<CsvTable> {
  try {
    return isWorkbook(bytes) ? await sheetTable(bytes, kind, problems) : await readCsvTable(bytes, MOST_YEAR_ROWS);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const line = error instanceof CsvSyntaxError ? (error.line ?? 0) : 0;
    problems.push(...error.fields.map(({ code, messages }) => ({ line, column: '', code, message: messages })));
    return { header: undefined, records: [] };
  }
}

/** Columns that may hold numbers: a number in another one has lost its zeros, or was meant as text. */
const NUMBERS: ReadonlySet<YearColumn> = new Set(['value', 'amount', 'month', 'period', 'paidOn', 'revision']);

async function sheetTable(bytes: Uint8Array, kind: FundYearRecords, problems: YearFileProblem[]): Promise<CsvTable> {
  const workbook = await openWorkbook(bytes);
  const columnOf = yearColumnFinder(kind);
  const records: CsvRecord[] = [];
  let header: CsvRecord | undefined;
  for await (const { row, cells, kinds } of workbook.rows(workbook.sheets[0] ?? '')) {
    const width = header?.cells.length ?? 0;
    const padded = [...cells, ...Array.from({ length: Math.max(width - cells.length, 0) }, () => '')];
    for (const [place, cell] of kinds) {
      const heading = header?.cells[place] ?? '';
      if (!isTaken(cell, columnOf(heading))) problems.push(told.cellKindProblem(row, columnOf(heading) ?? heading));
    }
    if (header === undefined) header = { line: row, cells: padded };
    else records.push({ line: row, cells: padded });
    if (records.length > MOST_YEAR_ROWS) break;
  }
  return { header, records };
}

function isTaken(kind: CellKind, column: YearColumn | undefined): boolean {
  return column === 'recordedBy' || (kind === 'NUMBER' && column !== undefined && NUMBERS.has(column));
}

/** The columns of a file; none where it has problems that leave no row readable. */
function readHeader({ line, cells }: CsvRecord, kind: FundYearRecords, problems: YearFileProblem[]): readonly YearColumn[] | undefined {
  const columnOf = yearColumnFinder(kind);
  const columns: YearColumn[] = [];
  const before = problems.length;
  for (const heading of cells.map((cell) => plainCell(cell.trim()))) {
    const column = columnOf(heading);
    if (column === undefined) problems.push(told.unknownHeading(kind, line, heading));
    else if (columns.includes(column)) problems.push(told.repeatedHeading(line, column));
    if (column !== undefined) columns.push(column);
  }
  for (const column of columnsOf(kind, ['required'])) if (!columns.includes(column)) problems.push(told.missingHeading(line, column));
  return problems.length > before ? undefined : columns;
}

function rowOf({ line, cells }: CsvRecord, columns: readonly YearColumn[], problems: YearFileProblem[]): readonly YearFileRow[] {
  if (cells.length !== columns.length) {
    problems.push(told.cellCountProblem(line, cells.length, columns.length));
    return [];
  }
  const texts = new Map(columns.map((column, place) => [column, plainCell((cells[place] ?? '').trim())]));
  return [{ line, get: (column) => texts.get(column) ?? '' }];
}
