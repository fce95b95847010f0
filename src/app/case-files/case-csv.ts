import { ATTRIBUTE_PREFIX, CASE_FILE_COLUMNS, columnOfHeading, COST_PREFIX, isNoteHeading, LIST_SEPARATOR } from './case-csv-columns.js';
import type { RawCase } from '../cases/case-parse.js';
import { caseProblem, type CaseProblem } from '../cases/case-problems.js';
import { shownText } from '../../engine/kit/text.js';
import { FileError, fileProblem, type FileProblem } from '../base/file-problems.js';
import type { CsvReading } from '../sheets/csv-reading.js';
import { csvRecords } from '../sheets/csv-records.js';
import type { FieldProblem } from '../base/errors.js';
import { plainCell } from '../sheets/spreadsheet-cell.js';
import { readDay, serialDayNotice } from '../sheets/spreadsheet-day.js';

/** One record of a file: raw fields, or why it is not even a record. `line` counts from 1, the header included. */
export type RawRecord =
  | { readonly line: number; readonly raw: RawCase; readonly notices?: readonly FieldProblem[] }
  | { readonly line: number; readonly problems: readonly CaseProblem[] };

/**
 * Reads a CSV file row by row in constant memory; `reading` is told how. Throws `FileError` for an empty file, a wrong header, and quotes that
 * do not match.
 */
export async function* readCsvRecords(text: AsyncIterable<string>, reading: CsvReading): AsyncGenerator<RawRecord> {
  let headings: readonly string[] | undefined;
  for await (const { line, cells } of csvRecords(text, (separator) => reading.separated(separator))) {
    if (headings !== undefined) yield rawRecord({ line, headings, cells, reading });
    else {
      headings = readHeader(cells);
      reading.headed(cells);
    }
  }
}

/** Headings as column names, those of notes empty; everything that is wrong with them at once. */
function readHeader(record: readonly string[]): readonly string[] {
  const problems: FileProblem[] = [];
  const columns = record.map((heading) => {
    if (isNoteHeading(heading)) return '';
    const column = columnOfHeading(heading);
    if (column === undefined) problems.push(unknownHeading(heading));
    return column ?? '';
  });
  columns.forEach((column, index) => {
    if (column !== '' && columns.indexOf(column) !== index) {
      problems.push(
        fileProblem(
          'HEADER_DUPLICATED',
          `列“${column}”在表头中出现多次（含中英文别名）。请只留一列。`,
          `Column "${column}" is there more than once (aliases included). Keep one.`,
          [column],
        ),
      );
    }
  });
  for (const { name, required, aliases } of CASE_FILE_COLUMNS) {
    if (!required || columns.includes(name)) continue;
    problems.push(
      fileProblem(
        'HEADER_MISSING',
        `缺少必需的列“${name}”（${aliases[0] ?? ''}）。首行须为表头。`,
        `The column "${name}" is required and missing. The first line must be the header.`,
        [name],
      ),
    );
  }
  if (problems.length > 0) throw new FileError(problems);
  return columns;
}

function unknownHeading(heading: string): FileProblem {
  const text = shownText(heading);
  return fileProblem(
    'HEADER_UNKNOWN',
    `表头“${text}”不是已知的列。请改用字段名（如 caseNo）或其中文名；规则集声明的事实写成 attribute.<名称>。列之间用半角逗号（或制表符、分号），一格内多个编码之间用半角分号。`,
    `"${text}" is no known column. Use a field name (such as caseNo) or its Chinese name; a fact that the ruleset declares is attribute.<name>. Columns are separated by commas (or tabs, or semicolons), the codes of one cell by semicolons.`,
    [text],
  );
}

interface Row {
  readonly line: number;
  readonly headings: readonly string[];
  readonly cells: readonly string[];
  readonly reading: CsvReading;
}

function rawRecord({ line, headings, cells, reading }: Row): RawRecord {
  if (cells.length !== headings.length) {
    const [found, wanted] = [cells.length, headings.length];
    return {
      line,
      problems: [
        caseProblem(
          [],
          'RECORD_MALFORMED',
          `本行有 ${found} 格，表头有 ${wanted} 列。请检查多余或缺少的逗号。`,
          `This row has ${found} cells, the header ${wanted}. Look for a comma too many or too few.`,
        ),
      ],
    };
  }
  const raw: Record<string, unknown> = {};
  const costs: { category: string; amount: string }[] = [];
  const attributes: { name: string; value: string }[] = [];
  const notices: FieldProblem[] = [];
  headings.forEach((column, index) => {
    const cell = plainCell(trimmed(cells[index] ?? ''));
    if (cell === '' || column === '') return;
    if (column.startsWith(COST_PREFIX)) costs.push({ category: column.slice(COST_PREFIX.length), amount: cell });
    else if (column.startsWith(ATTRIBUTE_PREFIX)) attributes.push({ name: column.slice(ATTRIBUTE_PREFIX.length), value: cell });
    else if (LISTS.has(column))
      raw[column] = cell
        .split(LIST_SEPARATOR)
        .map(trimmed)
        .filter((entry) => entry !== '');
    else if (DATES.has(column)) {
      const { day, style, isNumber } = readDay(cell);
      raw[column] = day;
      reading.dated(style);
      if (isNumber === true) notices.push(serialDayNotice([column], cell, day));
    } else raw[column] = SPOKEN[column]?.[cell] ?? cell;
  });
  return { line, raw: { ...raw, costs, attributes }, ...(notices.length === 0 ? {} : { notices }) };
}

const LISTS: ReadonlySet<string> = new Set(['otherDiagnoses', 'procedures', 'caseFlags']);

const DATES: ReadonlySet<string> = new Set(['admissionDate', 'dischargeDate', 'settlementDate']);

/** Chinese words and national codes for enumerated values. */
const SPOKEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  insurance: {
    职工: 'EMPLOYEE',
    职工医保: 'EMPLOYEE',
    '310': 'EMPLOYEE',
    居民: 'RESIDENT',
    居民医保: 'RESIDENT',
    城乡居民: 'RESIDENT',
    '390': 'RESIDENT',
  },
  sex: { 男: 'MALE', 女: 'FEMALE', 未知: 'UNKNOWN', '1': 'MALE', '2': 'FEMALE' },
  codeSystem: { 医保版: 'INSURANCE', 临床版: 'CLINICAL', 国家临床版: 'CLINICAL', 国临版: 'CLINICAL' },
  stayFinal: { 是: 'true', 否: 'false', '1': 'true', '0': 'false' },
};

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** ASCII blanks around a cell mean nothing; other blanks are reported where they stand. */
function trimmed(cell: string): string {
  let start = 0;
  let end = cell.length;
  while (isBlank(cell[start])) start += 1;
  while (end > start && isBlank(cell[end - 1])) end -= 1;
  return cell.slice(start, end);
}
