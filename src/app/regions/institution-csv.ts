import { attributeOfHeading, chineseHeadings, headingFinder, plainHeading } from '../sheets/csv-headings.js';
import { readCsvTable } from '../sheets/csv-records.js';
import type { FieldProblem } from '../base/errors.js';
import { FileError, fileProblem, unreadable, type FileProblem } from '../base/file-problems.js';
import type { FigureInput, InstitutionInput } from './institution-rows.js';
import { plainCell } from '../sheets/spreadsheet-cell.js';
import { readDay, serialDayNotice } from '../sheets/spreadsheet-day.js';
import type { StatedValue } from '../requests/stated-values.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { shownText } from '../../engine/kit/text.js';

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

/** The Chinese headings of an institution's own columns, all of which a file must have. */
export const INSTITUTION_HEADINGS: Readonly<Record<Own, readonly string[]>> = {
  code: chineseHeadings('institutionCode'),
  name: chineseHeadings('institutionName'),
  effectiveFrom: chineseHeadings('effectiveFrom'),
  level: chineseHeadings('institutionLevel'),
};
const OWN: readonly Own[] = ['code', 'name', 'effectiveFrom', 'level'];
const ownColumn = headingFinder(OWN.map((name) => [name, [name, ...INSTITUTION_HEADINGS[name]]] as const));
const FIGURE = /^(?:figure|指标)\.([A-Za-z][A-Za-z0-9]*)\.(\d{4})\.(EMPLOYEE|RESIDENT|职工|居民)$/;

/**
 * Reads institutions from CSV: a header line, then one profile a line. Cells that are empty state nothing. Throws `FileError` for what is
 * wrong with the file as a table; whether the values fit the rulesets is for the import to find out.
 */
export async function readInstitutionCsv(bytes: Uint8Array): Promise<readonly InstitutionLine[]> {
  const { header, records } = await readCsvTable(bytes);
  if (header === undefined) throw unreadable('FILE_EMPTY', '文件是空的：首行应为表头，其后每行一家机构。', 'The file is empty.');
  const columns = readHeader(header.cells.map((cell) => plainCell(cell.trim())));
  const data = records.map(({ line, cells }) => ({ line, cells: cells.map((cell) => plainCell(cell.trim())) }));
  const ragged = data.filter(({ cells }) => cells.length !== columns.length).map(({ line, cells }) => cellCount(line, cells, columns));
  if (ragged.length > 0) throw new FileError(ragged);
  return data.map(({ line, cells }) => ({ line, row: rowOf(columns, cells), notices: noticesOf(columns, cells) }));
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
  const own = ownColumn(heading);
  if (own !== undefined) return { kind: 'OWN', name: own };
  const attribute = attributeOfHeading(heading);
  if (attribute !== undefined) return { kind: 'ATTRIBUTE', name: attribute };
  const [, figure, year, insurance] = FIGURE.exec(plainHeading(heading)) ?? [];
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
    if (column.kind === 'OWN') own[column.name] = column.name === 'effectiveFrom' ? readDay(value).day : value;
    else if (value === '') return;
    else if (column.kind === 'ATTRIBUTE') attributes.push({ name: column.name, value: SPOKEN[value] ?? value });
    else figures.push({ name: column.name, value, year: column.year, insurance: column.insurance });
  });
  return { ...own, attributes, figures };
}

function noticesOf(columns: readonly Column[], cells: readonly string[]): readonly FieldProblem[] {
  const text = cells[columns.findIndex((column) => column.kind === 'OWN' && column.name === 'effectiveFrom')] ?? '';
  const { day, isNumber } = readDay(text);
  return isNumber === true ? [serialDayNotice(['effectiveFrom'], text, day)] : [];
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
  return fileProblem('HEADER_MISSING', `缺少必需的列“${name}”（${INSTITUTION_HEADINGS[name][0] ?? ''}）。首行须为表头。`, en, [name]);
}

function cellCount(line: number, cells: readonly string[], columns: readonly Column[]): FileProblem {
  const zh = `第 ${line} 行有 ${cells.length} 格，表头有 ${columns.length} 列。请检查多余或缺少的逗号。`;
  const en = `Line ${line} has ${cells.length} cells, the header ${columns.length}. Look for a comma too many or too few.`;
  return fileProblem('FILE_MALFORMED', zh, en, [String(line)]);
}
