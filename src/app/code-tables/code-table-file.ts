import { codeRowProblem, type CodeRowProblem } from './code-row-problems.js';
import { readCodeRow, type CodeCells, type CodeLine } from './code-table-row.js';
import { readCodeSheet, type CodeSheet } from './code-table-workbook.js';
import type { CellKind } from '../workbooks/sheet-reader.js';
import { isWorkbook } from '../workbooks/workbook.js';
import { FileError, fileProblem, unreadable } from '../base/file-problems.js';
import type { CodeKind } from '../ports/ports-code-table.js';
import { chineseHeadings, headingFinder } from '../sheets/csv-headings.js';
import { readCsvTable } from '../sheets/csv-records.js';
import { plainCell } from '../sheets/spreadsheet-cell.js';
import { decodeText } from '../sheets/text-decoding.js';
import { foldCode } from '../../engine/codes/fold-code.js';
import type { CodeRow } from '../../engine/codes/code-table.js';
import { shownText } from '../../engine/kit/text.js';

/** What a file of codes holds: rows, or everything that is wrong with it, by line. */
export interface CodeTableFile {
  readonly rows: readonly CodeRow[];
  readonly problems: readonly CodeRowProblem[];
}

/** Most codes of a table. */
const MOST_ROWS = 200_000;

/** The columns of a CSV file, each with its Chinese headings; `ignored`: the chapters and categories that official sheets show beside. */
const COLUMNS = {
  code: chineseHeadings('editionCode'),
  name: chineseHeadings('editionName'),
  valid: chineseHeadings('editionValid'),
  validFrom: chineseHeadings('editionFrom'),
  validTo: chineseHeadings('editionTo'),
  note: chineseHeadings('editionNote'),
  ignored: chineseHeadings('editionTree'),
} as const;
type Column = keyof typeof COLUMNS;
const REQUIRED: readonly Column[] = ['code', 'name'];
const NAMES: readonly Column[] = ['code', 'name', 'valid', 'validFrom', 'validTo', 'note', 'ignored'];
const columnOf = headingFinder(NAMES.map((name) => [name, [name, ...COLUMNS[name]]] as const));

/** `A00.000 霍乱…`: a code, blanks or a tab, a name. No header. */
const TEXT_LINE = /^\s*(\S+)(?:[ \t\u3000](.*))?$/;
const CODE_LINE = /^\s*[A-Za-z]?\d[^\s,;]*[ \t\u3000]+\S/;

/**
 * Reads a table of codes: CSV with a header (`docs/code-tables.md`), a sheet of a workbook with the same, or text with one code and its name a
 * line. Throws `FileError` or `WorkbookError` for what can't be read as any; what is wrong with rows is told by line, and then nothing of the file is to be used.
 */
export async function readCodeTable(bytes: Uint8Array, kind: CodeKind): Promise<CodeTableFile> {
  const problems: CodeRowProblem[] = [];
  const lines = isWorkbook(bytes) ? await workbookLines(bytes, problems) : await plainLines(bytes);
  if (lines.length > MOST_ROWS) problems.push(codeRowProblem(MOST_ROWS + 1, { fault: 'TOO_MANY', most: MOST_ROWS }));
  if (lines.length === 0 && problems.length === 0) problems.push(codeRowProblem(1, { fault: 'NO_ROWS' }));
  const rows = lines.slice(0, MOST_ROWS).flatMap((line) => readCodeRow(line, kind, problems) ?? []);
  return { rows, problems: [...problems, ...repeated(lines)] };
}

async function plainLines(bytes: Uint8Array): Promise<readonly CodeLine[]> {
  const text = await textOf(bytes);
  const first = text.split('\n').find((line) => line.trim() !== '');
  if (first === undefined) throw unreadable('FILE_EMPTY', '文件是空的：应有编码和名称。', 'The file is empty: codes and names are wanted.');
  return CODE_LINE.test(first) ? textLines(text) : await csvLines(bytes);
}

async function workbookLines(bytes: Uint8Array, problems: CodeRowProblem[]): Promise<readonly CodeLine[]> {
  const isHeader = (cells: readonly string[]): boolean => REQUIRED.every((name) => cells.some((cell) => columnOf(cell) === name));
  const allows = (heading: string, kind: CellKind): boolean => {
    const column = columnOf(heading);
    return column === 'ignored' || (kind === 'NUMBER' && column !== 'code');
  };
  const { header, records } = await readCodeSheet(bytes, { isHeader, allows, most: MOST_ROWS }, problems);
  return linesOf(headerColumns(header), records);
}

/** A file of two codes a line, old and new. */
export async function readCodePairs(
  bytes: Uint8Array,
): Promise<readonly { readonly line: number; readonly from: string; readonly to: string }[]> {
  return textLines(await textOf(bytes)).map(({ line, cells }) => ({ line, from: cells.code, to: cells.name }));
}

async function textOf(bytes: Uint8Array): Promise<string> {
  let text = '';
  for await (const piece of decodeText(onePart(bytes))) text += piece;
  return text.replace(/^\ufeff/, '');
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async source of one part
async function* onePart(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const NOTHING_MORE = { valid: '', validFrom: '', validTo: '', note: '' };

function textLines(text: string): readonly CodeLine[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const [, code, name = ''] = TEXT_LINE.exec(line) ?? [];
    return code === undefined ? [] : [{ line: index + 1, cells: { code, name: name.trim(), ...NOTHING_MORE } }];
  });
}

async function csvLines(bytes: Uint8Array): Promise<readonly CodeLine[]> {
  const { header, records } = await readCsvTable(bytes, MOST_ROWS);
  const columns = headerColumns((header?.cells ?? []).map((cell) => plainCell(cell.trim())));
  return linesOf(columns, records);
}

function linesOf(columns: readonly Column[], records: CodeSheet['records']): readonly CodeLine[] {
  return records.map(({ line, cells }) => {
    if (cells.length !== columns.length) throw new FileError([cellCount(line, cells.length, columns.length)]);
    const read: Record<keyof CodeCells, string> = { code: '', name: '', ...NOTHING_MORE };
    columns.forEach((column, index) => {
      if (column !== 'ignored') read[column] = plainCell((cells[index] ?? '').trim());
    });
    return { line, cells: read };
  });
}

function headerColumns(headings: readonly string[]): readonly Column[] {
  const columns = headings.map((heading) => columnOf(heading));
  const problems = [
    ...headings.filter((_, index) => columns[index] === undefined).map(unknownHeading),
    ...headings.filter((_, index) => columns[index] !== 'ignored' && columns.indexOf(columns[index]) < index && columns[index]).map(twice),
    ...REQUIRED.filter((name) => !columns.includes(name)).map(missing),
  ];
  if (problems.length > 0) throw new FileError(problems);
  return columns.filter((column) => column !== undefined);
}

function repeated(lines: readonly CodeLine[]): readonly CodeRowProblem[] {
  const first = new Map<string, number>();
  return lines.flatMap(({ line, cells: { code } }) => {
    const known = first.get(foldCode(code));
    if (known !== undefined && code !== '') return [codeRowProblem(line, { fault: 'TWICE', code, first: known })];
    first.set(foldCode(code), line);
    return [];
  });
}

function unknownHeading(heading: string) {
  const shown = shownText(heading);
  const columns = NAMES.filter((name) => name !== 'ignored').map((name) => `${name}（${COLUMNS[name][0] ?? ''}）`);
  const zh = `表头“${shown}”不是已知的列。列有：${columns.join('、')}。`;
  return fileProblem('HEADER_UNKNOWN', zh, `"${shown}" is no known column. They are ${NAMES.slice(0, -1).join(', ')}.`, [shown]);
}

function twice(heading: string) {
  return fileProblem('HEADER_DUPLICATED', `列“${heading}”重复，请只留一列。`, `Column "${heading}" is there more than once; keep one.`, [
    heading,
  ]);
}

function missing(name: Column) {
  const zh = `缺少必需的列“${name}”（${COLUMNS[name][0] ?? ''}）。首行须为表头；没有表头的文本每行为“编码 名称”。`;
  const en = `The column "${name}" is required and missing. The first line must be the header; text without one has a code and a name in each line.`;
  return fileProblem('HEADER_MISSING', zh, en, [name]);
}

function cellCount(line: number, cells: number, columns: number) {
  const zh = `第 ${line} 行有 ${cells} 格，表头有 ${columns} 列。请检查多余或缺少的逗号（名称含逗号时整格加引号）。`;
  const en = `Line ${line} has ${cells} cells, the header ${columns}. Look for a comma too many or too few; a name with commas stands in quotes.`;
  return fileProblem('FILE_MALFORMED', zh, en, [String(line)]);
}
