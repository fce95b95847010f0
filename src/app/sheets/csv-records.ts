import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { cellsWithin, headedColumns, separatorOf, withBeginning, type Separator } from './csv-layout.js';
import { FileError, fileProblem, type FileProblem } from '../base/file-problems.js';
import { isSeparatorLine, quotedTextCells } from './spreadsheet-cell.js';
import { decodeText, zeroBytes } from './text-decoding.js';
import { assert } from '../../engine/kit/assert.js';
import { brokenText } from '../../engine/kit/text.js';

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line in which it begins, from 1; whatever stands above it is counted. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file that is no CSV, or not any further. */
export class CsvSyntaxError extends FileError {
  /** `reason` is the parser's word for it. */
  constructor(
    readonly line: number | undefined,
    readonly reason: string,
  ) {
    super([syntaxProblem(String(line ?? '?'), reason)]);
  }
}

/** Longest record, in characters. */
const LONGEST_RECORD = 1_000_000;

/** How every CSV file is read, whatever it holds: rows without any content are left out, whatever separators they have. */
const CSV_OPTIONS = {
  bom: true,
  info: true,
  max_record_size: LONGEST_RECORD,
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
} as const;

/**
 * Reads any CSV file record by record in constant memory, the header first: the separator is found out (`told` hears it), a line `sep=,`
 * passed over, `="0012"` is text, and blank columns and lines at the ends are left out. Throws `CsvSyntaxError`.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  told: (separator: Separator) => void = () => undefined,
): AsyncGenerator<CsvRecord> {
  const { beginning, whole } = await withBeginning(text);
  const separator = separatorOf(beginning);
  told(separator);
  const lines = new RecordLines();
  let header: readonly string[] | undefined;
  for await (const { info, record } of parsedRows(quotedTextCells(whole, separator), separator)) {
    const line = lines.firstOf(info.lines, record);
    if (header !== undefined) yield { line, cells: cellsWithin(record, header) };
    else if (!isSeparatorLine(record)) {
      header = record;
      yield { line, cells: headedColumns(record) };
    }
  }
}

/** A CSV file that is read whole: the header, absent where the file is empty, and the records below it. */
export interface CsvTable {
  readonly header: CsvRecord | undefined;
  readonly records: readonly CsvRecord[];
}

/** Reads a CSV file that fits into memory, at most `mostRecords` and one more of it. Throws `FileError` for what can't be read. */
export async function readCsvTable(bytes: Uint8Array, mostRecords = Infinity): Promise<CsvTable> {
  let header: CsvRecord | undefined;
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(wholeText(decodeText(onePart(bytes))))) {
    if (header === undefined) header = record;
    else records.push(record);
    if (records.length > mostRecords) break;
  }
  return { header, records };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async source of one part
async function* onePart(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* wholeText(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of text) {
    if (brokenText(piece) !== undefined) throw zeroBytes();
    yield piece;
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

interface ParsedRow {
  readonly info: Info;
  readonly record: readonly string[];
}

async function* parsedRows(text: AsyncIterable<string>, delimiter: Separator): AsyncGenerator<ParsedRow> {
  const parser = parse({ ...CSV_OPTIONS, delimiter });
  // The error reaches the loop below through the parser, which pipeline destroys with it.
  pipeline(Readable.from(text), parser, () => undefined);
  try {
    for await (const row of parser) {
      assert(isParsedRow(row), 'csv-parse gives rows with info');
      yield row;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CsvSyntaxError(typeof error.lines === 'number' ? error.lines : undefined, error.code);
  }
}

function isParsedRow(value: unknown): value is ParsedRow {
  return typeof value === 'object' && value !== null && 'info' in value && 'record' in value && Array.isArray(value.record);
}

function syntaxProblem(line: string, reason: string): FileProblem {
  if (reason === 'INVALID_OPENING_QUOTE')
    return fileProblem(
      'FILE_MALFORMED',
      `第 ${line} 行附近有引号不在格首。请把整格用引号括起，并将其中的引号写两遍；修正后重传整个文件。`,
      `Near line ${line} a quote stands inside a cell. Put the whole cell in quotes and double the quotes in it; correct it and send the whole file again.`,
      [line],
    );
  return fileProblem(
    'FILE_MALFORMED',
    `第 ${line} 行附近的 CSV 写法有误（多为引号不成对，或一条记录过长）：${reason}。请修正后重传整个文件。`,
    `The CSV near line ${line} is malformed (quotes that do not match, or a record that is too long): ${reason}. Correct it and send the whole file again.`,
    [line],
  );
}
