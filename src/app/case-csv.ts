import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { assert } from '../engine/assert.js';
import { ATTRIBUTE_PREFIXES, CASE_COLUMNS, columnOfHeading, COST_PREFIX, LIST_SEPARATOR } from './case-csv-columns.js';
import type { RawCase } from './case-parse.js';
import { caseProblem, type CaseProblem } from './case-problems.js';
import { shownText } from '../engine/text.js';
import { FileError, fileProblem, unreadable, type FileProblem } from './file-problems.js';
import { cellsWithin, CSV_OPTIONS, headedColumns, separatorOf, withBeginning } from './csv-layout.js';
import type { FieldProblem } from './errors.js';
import { isSeparatorLine, plainCell, serialDay, serialDayNotice, writtenDate } from './spreadsheet-cell.js';

/** One record of a file: raw fields, or why it is not even a record. `line` counts from 1, the header included. */
export type RawRecord =
  | { readonly line: number; readonly raw: RawCase; readonly notices?: readonly FieldProblem[] }
  | { readonly line: number; readonly problems: readonly CaseProblem[] };

/** Longest record, in characters. */
const LONGEST_RECORD = 1_000_000;

interface Row {
  readonly info: Info;
  readonly record: readonly string[];
}

/**
 * Reads a CSV file row by row in constant memory. Throws `FileError` for an empty file, a wrong header, and quotes that do not match.
 */
export async function* readCsvRecords(text: AsyncIterable<string>): AsyncGenerator<RawRecord> {
  let header: readonly string[] = [];
  let headings: readonly string[] | undefined;
  const lines = new RecordLines();
  for await (const { info, record } of csvRows(text)) {
    const line = lines.firstOf(info.lines, record);
    if (headings !== undefined) yield rawRecord(line, headings, cellsWithin(record, header));
    else if (!isSeparatorLine(record)) {
      header = record;
      headings = readHeader(headedColumns(record));
    }
  }
}

/** Where records begin. The parser tells where one ends, and takes a line break of two characters inside a cell for two lines. */
class RecordLines {
  #doubled = 0;

  firstOf(lastLine: number, record: readonly string[]): number {
    const breaks = record.reduce((sum, cell) => sum + (cell.match(/[\r\n]/g)?.length ?? 0), 0);
    const first = lastLine - this.#doubled - breaks;
    this.#doubled += record.reduce((sum, cell) => sum + (cell.match(/\r\n/g)?.length ?? 0), 0);
    return first;
  }
}

async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  const { beginning, whole } = await withBeginning(text);
  const parser = parse({ ...CSV_OPTIONS, delimiter: separatorOf(beginning), info: true, max_record_size: LONGEST_RECORD });
  // The error reaches the loop below through the parser, which pipeline destroys with it.
  pipeline(Readable.from(whole), parser, () => undefined);
  try {
    for await (const row of parser) {
      assert(isRow(row), 'csv-parse gives rows with info');
      yield row;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? String(error.lines) : '?';
    if (error.code === 'INVALID_OPENING_QUOTE') throw quoteInside(line);
    throw unreadable(
      'FILE_MALFORMED',
      `第 ${line} 行附近的 CSV 写法有误（多为引号不成对，或一条记录过长）：${error.code}。请修正后重传整个文件。`,
      `The CSV near line ${line} is malformed (quotes that do not match, or a record that is too long): ${error.code}. Correct it and send the whole file again.`,
      [line],
    );
  }
}

function quoteInside(line: string): FileError {
  return unreadable(
    'FILE_MALFORMED',
    `第 ${line} 行附近有引号不在格首：若是 ="0012" 这样的写法，请改为 0012，或把整格用引号括起并将其中的引号写两遍；其他引号请同样处理。修正后重传整个文件。`,
    `Near line ${line} a quote stands inside a cell: write 0012 instead of ="0012", or put the whole cell in quotes and double the quotes in it. Correct it and send the whole file again.`,
    [line],
  );
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'info' in value && 'record' in value && Array.isArray(value.record);
}

/** Headings as column names; everything that is wrong with them at once. */
function readHeader(record: readonly string[]): readonly string[] {
  const problems: FileProblem[] = [];
  const columns = record.map((heading) => {
    const column = columnOfHeading(heading.trim());
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
  for (const { name, required, aliases } of CASE_COLUMNS) {
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

function rawRecord(line: number, headings: readonly string[], record: readonly string[]): RawRecord {
  if (record.length !== headings.length) {
    const [found, wanted] = [record.length, headings.length];
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
    const cell = plainCell(trimmed(record[index] ?? ''));
    if (cell === '') return;
    if (column.startsWith(COST_PREFIX)) costs.push({ category: column.slice(COST_PREFIX.length), amount: cell });
    else if (column.startsWith(ATTRIBUTE_PREFIXES[0])) attributes.push({ name: column.slice(ATTRIBUTE_PREFIXES[0].length), value: cell });
    else if (LISTS.has(column))
      raw[column] = cell
        .split(LIST_SEPARATOR)
        .map(trimmed)
        .filter((entry) => entry !== '');
    else if (DATES.has(column)) {
      const day = serialDay(cell);
      raw[column] = day ?? writtenDate(cell);
      if (day !== undefined) notices.push(serialDayNotice([column], cell, day));
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
