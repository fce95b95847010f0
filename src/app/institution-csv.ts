import { CsvError, parse } from 'csv-parse/sync';
import { INSTITUTION_CODE_HEADINGS } from './case-csv-columns.js';
import type { FieldProblem } from './errors.js';
import { FileError, fileProblem, unreadable, type FileProblem } from './file-problems.js';
import type { FigureInput, InstitutionInput } from './institution-rows.js';
import { cellsWithin, CSV_OPTIONS, headedColumns, separatorOf } from './csv-layout.js';
import { isSeparatorLine, plainCell, quoteTextCells, serialDay, serialDayNotice, writtenDate } from './spreadsheet-cell.js';
import type { StatedValue } from './stated-values.js';
import { decodeText } from './text-decoding.js';
import type { InsuranceScheme } from '../engine/inpatient-case.js';
import { shownText } from '../engine/text.js';

/** One institution of a file. `line` counts from 1, the header included. */
export interface InstitutionLine {
  readonly line: number;
  readonly row: InstitutionInput;
  /** How cells were read that may have been meant otherwise; paths within the row. */
  readonly notices: readonly FieldProblem[];
}

type Own = 'code' | 'name' | 'effectiveFrom' | 'level';

/** A column: one of the institution's own, a fact of its profile, or a figure of a year. */
type Column =
  | { readonly kind: 'OWN'; readonly name: Own }
  | { readonly kind: 'ATTRIBUTE'; readonly name: string }
  | { readonly kind: 'FIGURE'; readonly name: string; readonly year: number; readonly insurance: InsuranceScheme };

const HEADINGS: Readonly<Record<Own, readonly string[]>> = {
  code: ['code', ...INSTITUTION_CODE_HEADINGS],
  name: ['name', '机构名称', '名称', '医疗机构名称', '定点医疗机构名称'],
  effectiveFrom: ['effectiveFrom', '生效日', '生效日期', '生效时间', '启用日期'],
  level: ['level', '级别', '机构级别', '医疗机构级别', '医院级别', '医院等级'],
};
const OWN: readonly Own[] = ['code', 'name', 'effectiveFrom', 'level'];
const ATTRIBUTE = /^(?:attribute|属性)\.([A-Za-z][A-Za-z0-9]*)$/;
const FIGURE = /^(?:figure|指标)\.([A-Za-z][A-Za-z0-9]*)\.(\d{4})\.(EMPLOYEE|RESIDENT|职工|居民)$/;

/**
 * Reads institutions from CSV: a header line, then one profile a line. Cells that are empty state nothing. Throws `FileError` for what is
 * wrong with the file as a table; whether the values fit the rulesets is for the import to find out.
 */
export async function readInstitutionCsv(bytes: Uint8Array): Promise<readonly InstitutionLine[]> {
  let text = '';
  for await (const part of decodeText(onePart(bytes))) text += part;
  const [header, ...rows] = split(text);
  if (header === undefined) throw unreadable('FILE_EMPTY', '文件是空的：首行应为表头，其后每行一家机构。', 'The file is empty.');
  const columns = readHeader(headedColumns(header.cells));
  const data = rows.map(({ line, cells }) => ({ line, cells: cellsWithin(cells, header.cells) }));
  const ragged = data.filter(({ cells }) => cells.length !== columns.length).map(({ line, cells }) => cellCount(line, cells, columns));
  if (ragged.length > 0) throw new FileError(ragged);
  return data.map(({ line, cells }) => ({ line, row: rowOf(columns, cells), notices: noticesOf(columns, cells) }));
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async source of one part
async function* onePart(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

function split(text: string): Line[] {
  const lines: Line[] = [];
  const keep = (cells: readonly string[], { lines: line }: { readonly lines: number }): null => {
    if (lines.length > 0 || !isSeparatorLine(cells)) lines.push({ line, cells: cells.map((cell) => plainCell(cell.trim())) });
    return null;
  };
  try {
    const delimiter = separatorOf(text);
    parse(quoteTextCells(text, delimiter), { ...CSV_OPTIONS, delimiter, on_record: keep });
    return lines;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const zh = `CSV 写法有误（多为引号不成对）：${error.code}。请修正后重试。`;
    throw unreadable('FILE_MALFORMED', zh, `The CSV is malformed (quotes that do not match, usually): ${error.code}.`);
  }
}

/** Headings as columns; everything that is wrong with them at once. */
function readHeader(cells: readonly string[]): readonly Column[] {
  const columns = cells.map(columnOf);
  const known = columns.filter((column) => column !== undefined);
  const problems = [
    ...cells.filter((_, index) => columns[index] === undefined).map(unknownHeading),
    ...cells.filter((_, index) => isRepeated(columns, index)).map(repeatedHeading),
    ...OWN.filter((name) => !known.some((column) => column.kind === 'OWN' && column.name === name)).map(missingHeading),
  ];
  if (problems.length > 0) throw new FileError(problems);
  return known;
}

function columnOf(heading: string): Column | undefined {
  const own = OWN.find((name) => HEADINGS[name].includes(heading));
  if (own !== undefined) return { kind: 'OWN', name: own };
  const [, attribute] = ATTRIBUTE.exec(heading) ?? [];
  if (attribute !== undefined) return { kind: 'ATTRIBUTE', name: attribute };
  const [, figure, year, insurance] = FIGURE.exec(heading) ?? [];
  if (figure === undefined) return undefined;
  const isEmployee = insurance === 'EMPLOYEE' || insurance === '职工';
  return { kind: 'FIGURE', name: figure, year: Number(year), insurance: isEmployee ? 'EMPLOYEE' : 'RESIDENT' };
}

function isRepeated(columns: readonly (Column | undefined)[], index: number): boolean {
  const text = JSON.stringify(columns[index]);
  return columns[index] !== undefined && columns.slice(0, index).some((column) => JSON.stringify(column) === text);
}

/** What people and spreadsheets write for true and false. */
const SPOKEN: Readonly<Record<string, string>> = { 是: 'true', 否: 'false', TRUE: 'true', FALSE: 'false' };

function rowOf(columns: readonly Column[], cells: readonly string[]): InstitutionInput {
  const own: Record<Own, string> = { code: '', name: '', effectiveFrom: '', level: '' };
  const attributes: StatedValue[] = [];
  const figures: FigureInput[] = [];
  columns.forEach((column, index) => {
    const value = cells[index] ?? '';
    if (column.kind === 'OWN') own[column.name] = column.name === 'effectiveFrom' ? (serialDay(value) ?? writtenDate(value)) : value;
    else if (value === '') return;
    else if (column.kind === 'ATTRIBUTE') attributes.push({ name: column.name, value: SPOKEN[value] ?? value });
    else figures.push({ name: column.name, value, year: column.year, insurance: column.insurance });
  });
  return { ...own, attributes, figures };
}

function noticesOf(columns: readonly Column[], cells: readonly string[]): readonly FieldProblem[] {
  const text = cells[columns.findIndex((column) => column.kind === 'OWN' && column.name === 'effectiveFrom')] ?? '';
  const day = serialDay(text);
  return day === undefined ? [] : [serialDayNotice(['effectiveFrom'], text, day)];
}

function unknownHeading(heading: string): FileProblem {
  const shown = shownText(heading);
  const zh = `表头“${shown}”不是已知的列。固定列：code（机构编码）、name（机构名称）、effectiveFrom（生效日）、level（级别）；规则集声明的机构事实写成 attribute.<名称>，年度指标写成 figure.<名称>.<年度>.<EMPLOYEE 或 RESIDENT>。`;
  const en = `"${shown}" is no known column. They are code, name, effectiveFrom, level; a fact of the profile is attribute.<name>, a figure figure.<name>.<year>.<EMPLOYEE or RESIDENT>.`;
  return fileProblem('HEADER_UNKNOWN', zh, en, [shown]);
}

function repeatedHeading(heading: string): FileProblem {
  const en = `Column "${heading}" is there more than once (aliases included); keep one.`;
  return fileProblem('HEADER_DUPLICATED', `列“${heading}”重复（中英文名视为同一列），请只留一列。`, en, [heading]);
}

function missingHeading(name: Own): FileProblem {
  const en = `The column "${name}" is required and missing. The first line must be the header.`;
  return fileProblem('HEADER_MISSING', `缺少必需的列“${name}”（${HEADINGS[name][1] ?? ''}）。首行须为表头。`, en, [name]);
}

function cellCount(line: number, cells: readonly string[], columns: readonly Column[]): FileProblem {
  const zh = `第 ${line} 行有 ${cells.length} 格，表头有 ${columns.length} 列。请检查多余或缺少的逗号。`;
  const en = `Line ${line} has ${cells.length} cells, the header ${columns.length}. Look for a comma too many or too few.`;
  return fileProblem('FILE_MALFORMED', zh, en, [String(line)]);
}
