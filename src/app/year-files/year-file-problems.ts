import { columnsOf, columnText, yearHeadings, type YearColumn } from './year-columns.js';
import type { FieldProblem } from '../base/errors.js';
import type { FundYearRecords } from '../ports/clearing/ports-fund-year-history.js';
import type { Label } from '../../engine/plan/plan.js';
import { shownText } from '../../engine/kit/text.js';

/** 逐行报告 what is wrong with a file of a year's records: where, what, what to do. Line 0 is the file as a whole. */
export interface YearFileProblem {
  readonly line: number;
  /** Name of the column, or the heading where there is no such column; empty: the row, or the file, as a whole. */
  readonly column: string;
  readonly code: string;
  readonly message: Label;
}

/** One problem, with its two messages. */
export function yearFileProblem(
  place: { readonly line: number; readonly column?: string },
  code: string,
  [zh, en]: readonly [string, string],
): YearFileProblem {
  return { line: place.line, column: place.column ?? '', code, message: { zh, en } };
}

/** Codes that are about one column, whatever the field of the request is called. */
const COLUMN_OF_CODE: Readonly<Record<string, YearColumn>> = {
  UNKNOWN_INSTITUTION: 'institutionCode',
  UNKNOWN_FACT: 'name',
  REPEATED: 'name',
  USE_RECORD_PAYMENT: 'name',
};

/** A problem that a single record would have, at the line and column of a file. */
export function problemAt(kind: FundYearRecords, line: number, { path, code, messages }: FieldProblem): YearFileProblem {
  const field = path.at(-1) === 'reverses' ? 'reversesId' : path.at(-1);
  const own = columnsOf(kind).find((column) => column === field);
  const values: YearColumn = kind === 'ADJUSTMENT' || kind === 'PAYMENT' ? 'amount' : 'value';
  return { line, column: COLUMN_OF_CODE[code] ?? own ?? values, code, message: messages };
}

/** A heading that no column of the kind has; the answer lists those that it has. */
export function unknownHeading(kind: FundYearRecords, line: number, heading: string): YearFileProblem {
  const shown = shownText(heading);
  const columns = columnsOf(kind).map(columnText).join('、');
  return yearFileProblem({ line, column: shown }, 'HEADER_UNKNOWN', [
    `表头“${shown}”不是此类文件的列。列有：${columns}。`,
    `"${shown}" is no column of this kind of file. They are: ${columnsOf(kind).join(', ')}.`,
  ]);
}

/** A column that stands twice. */
export function repeatedHeading(line: number, column: YearColumn): YearFileProblem {
  return yearFileProblem({ line, column }, 'HEADER_DUPLICATED', [
    `列“${columnText(column)}”重复（中英文列名视为同一列），请只留一列。`,
    `Column "${column}" is there more than once (Chinese and English names are one column); keep one.`,
  ]);
}

/** A column that must be there. */
export function missingHeading(line: number, column: YearColumn): YearFileProblem {
  return yearFileProblem({ line, column }, 'HEADER_MISSING', [
    `缺少必需的列“${columnText(column)}”。首行须为表头。`,
    `The column "${column}" (${yearHeadings(column)[0] ?? ''}) is required and missing. The first line must be the header.`,
  ]);
}

/** A row with more or fewer cells than the header. */
export function cellCountProblem(line: number, cells: number, columns: number): YearFileProblem {
  return yearFileProblem({ line }, 'CELL_COUNT', [
    `此行有 ${cells} 格，表头有 ${columns} 列。请检查多余或缺少的逗号（事由含逗号时整格加引号）。`,
    `The row has ${cells} cells, the header ${columns}. Look for a comma too many or too few; a reason with commas stands in quotes.`,
  ]);
}

/** What a cell of a workbook holds that can't be taken. */
export function cellKindProblem(line: number, column: string): YearFileProblem {
  return yearFileProblem({ line, column }, 'CELL_KIND', [
    '此格不是文本（公式、日期格式、错误值，或编码成了数字）。请设为文本后重填：公式粘贴为值，日期写 2026-01-31，编码保留前面的零。',
    'The cell is no text (a formula, a date, an error, or a code that became a number). Make it text: paste formulas as values, write days as 2026-01-31, keep the zeros of codes.',
  ]);
}

/** A file without rows. */
export const NO_ROWS = yearFileProblem({ line: 0 }, 'FILE_EMPTY', [
  '文件里没有记录：首行应为表头，其后每行一条。',
  'The file has no records: a header line, then one record a line.',
]);

/** A file with too many rows. */
export function tooManyRows(most: number): YearFileProblem {
  return yearFileProblem({ line: 0 }, 'LIMIT_EXCEEDED', [
    `一个文件最多 ${most} 行，请分成几个文件导入。`,
    `A file has at most ${most} rows; import several files.`,
  ]);
}
