import { codeRowProblem, type CodeRowProblem } from './code-row-problems.js';
import type { BookProblem } from '../books/book-problems.js';
import { cellProblem } from '../books/book-sheet.js';
import { refuseDipBook, refuseDrgBook } from '../books/book-kind.js';
import { openWorkbook, type Workbook } from '../workbooks/workbook.js';
import type { CellKind, WorkbookRow } from '../workbooks/sheet-reader.js';

/** The rows of a sheet of codes as text, the first of them its header. */
export interface CodeSheet {
  readonly header: readonly string[];
  readonly records: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** What a header is known by, and how many rows are read at most. */
interface CodeSheetReading {
  readonly isHeader: (cells: readonly string[]) => boolean;
  /** Whether a cell that is no text will do under a heading: one that isn't read, or a number that is no code. */
  readonly allows: (heading: string, kind: CellKind) => boolean;
  readonly most: number;
}

/** Titles and notes that may stand above a header. */
const MOST_ABOVE = 10;

/**
 * The one sheet of a workbook that has the header of a code table, whatever stands above it; where none has one, the first row is taken for it,
 * to be told what it lacks. Cells that are no text are problems, and their rows are left out. Throws `WorkbookError`, WRONG_BOOK.
 */
export async function readCodeSheet(bytes: Uint8Array, reading: CodeSheetReading, problems: CodeRowProblem[]): Promise<CodeSheet> {
  const workbook = await openWorkbook(bytes);
  refuseDrgBook(workbook);
  refuseDipBook(workbook);
  const headers = await headersOf(workbook, reading);
  const [first, second] = headers.filter(({ isFound }) => isFound);
  if (second !== undefined)
    problems.push(codeRowProblem(second.row.row, { fault: 'SHEETS_SEVERAL', sheets: [first, second].map((one) => one?.row.sheet ?? '') }));
  const header = (first ?? headers[0])?.row;
  return header === undefined
    ? { header: [], records: [] }
    : { header: textOf(header), records: await recordsOf(workbook, header, reading, problems) };
}

interface FoundHeader {
  readonly row: WorkbookRow;
  readonly isFound: boolean;
}

/** By sheet: its header, or its first row. */
async function headersOf(workbook: Workbook, { isHeader }: CodeSheetReading): Promise<readonly FoundHeader[]> {
  const found: FoundHeader[] = [];
  for (const sheet of workbook.sheets) {
    const above: WorkbookRow[] = [];
    for await (const row of workbook.rows(sheet)) {
      above.push(row);
      if (isHeader(textOf(row)) || above.length === MOST_ABOVE) break;
    }
    const [first, last] = [above[0], above.at(-1)];
    if (last !== undefined && isHeader(textOf(last))) found.push({ row: last, isFound: true });
    else if (first !== undefined) found.push({ row: first, isFound: false });
  }
  return found;
}

async function recordsOf(
  workbook: Workbook,
  header: WorkbookRow,
  { most, allows }: CodeSheetReading,
  problems: CodeRowProblem[],
): Promise<CodeSheet['records']> {
  const headings = textOf(header);
  const records: { readonly line: number; readonly cells: readonly string[] }[] = [];
  for await (const { row, cells, kinds } of workbook.rows(header.sheet)) {
    if (row <= header.row) continue;
    if (records.length > most) break;
    const wrong = [...kinds].filter(([at, kind]) => !allows(headings[at] ?? '', kind));
    for (const [at, kind] of wrong)
      problems.push(rowProblem(cellProblem({ sheet: header.sheet, row, column: headings[at] ?? '' }, kind, { at, text: cells[at] })));
    if (wrong.length === 0)
      records.push({ line: row, cells: Array.from({ length: Math.max(headings.length, cells.length) }, (_, at) => cells[at] ?? '') });
  }
  return records;
}

function rowProblem({ row, code, message }: BookProblem): CodeRowProblem {
  return { line: row, code, message };
}

/** Cells without blank ones at the end. */
function textOf({ cells }: WorkbookRow): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
