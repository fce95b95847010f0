import { stateCalendar, type StateCalendar, type StatedCalendar } from './state-calendar.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { FileError, fileProblem, unreadable, type FileProblem } from '../base/file-problems.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { DayKind, StatedDay } from '../ports/ports-calendar.js';
import { headingFinder } from '../sheets/csv-headings.js';
import { readCsvTable, type CsvRecord } from '../sheets/csv-records.js';
import { plainCell } from '../sheets/spreadsheet-cell.js';
import { readDay } from '../sheets/spreadsheet-day.js';
import { shownText } from '../../engine/kit/text.js';

/** 日历文件 a CSV of days: day, kind, note, source. */
export interface ImportCalendarFile extends Pick<StateCalendar, 'regionCode' | 'dryRun'> {
  readonly file: Uint8Array;
}

const COLUMNS = ['day', 'kind', 'note', 'source'] as const;
type Column = (typeof COLUMNS)[number];
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  day: ['日期'],
  kind: ['种类', '类型'],
  note: ['说明', '备注'],
  source: ['出处', '来源', '文号'],
};
const columnOf = headingFinder(COLUMNS.map((name) => [name, [name, ...HEADINGS[name]]] as const));

const KINDS: Readonly<Record<string, DayKind>> = {
  ...{ HOLIDAY: 'HOLIDAY', 放假: 'HOLIDAY', 休: 'HOLIDAY', 节假日: 'HOLIDAY' },
  ...{ WORKDAY: 'WORKDAY', 上班: 'WORKDAY', 班: 'WORKDAY', 调休上班: 'WORKDAY' },
  ...{ ORDINARY: 'ORDINARY', 照常: 'ORDINARY' },
};

/** States the days of a CSV, all or none. Throws as `stateCalendar`, with the file's lines and columns as places. */
export async function importCalendarFile(
  platform: Platform,
  caller: Pick<Caller, 'actor'>,
  { file, ...input }: ImportCalendarFile,
): Promise<StatedCalendar> {
  const lines = await readDays(file);
  const place = ({ path: [, index, ...rest], ...problem }: FieldProblem): FieldProblem => ({
    ...problem,
    path: [linePlace(lines[Number(index)]?.line ?? 1), ...rest],
  });
  try {
    return await stateCalendar(platform, caller, { ...input, days: lines.map(({ stated }) => stated) });
  } catch (error) {
    if (!(error instanceof ValidationError) || error.code !== 'VALIDATION_FAILED') throw error;
    throw new ValidationError(error.fields.map(place));
  }
}

interface DayLine {
  readonly line: number;
  readonly stated: StatedDay;
}

const linePlace = (line: number): string => `第 ${line} 行 line ${line}`;

async function readDays(file: Uint8Array): Promise<readonly DayLine[]> {
  const { header, records } = await readCsvTable(file);
  if (header === undefined)
    throw unreadable('FILE_EMPTY', '文件是空的：首行应为表头 day,kind,note,source，其后每行一天。', 'The file is empty.');
  const columns = readHeader(header.cells.map((cell) => plainCell(cell.trim())));
  const read = records.map((record) => readLine(columns, record));
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) throw new ValidationError(problems);
  return read.flatMap((one) => ('stated' in one ? [one] : []));
}

/** Where each column stands; everything that is wrong with the headings at once. */
function readHeader(cells: readonly string[]): Readonly<Record<Column, number>> {
  const named = cells.map((cell) => columnOf(cell));
  const problems: FileProblem[] = cells.flatMap((cell, index) => {
    const column = named[index];
    if (column === undefined) return [unknownHeading(cell)];
    return named.indexOf(column) === index ? [] : [repeatedHeading(cell)];
  });
  for (const name of COLUMNS) if (!named.includes(name)) problems.push(missingHeading(name));
  if (problems.length > 0) throw new FileError(problems);
  const at = (name: Column): number => named.indexOf(name);
  return { day: at('day'), kind: at('kind'), note: at('note'), source: at('source') };
}

function readLine(columns: Readonly<Record<Column, number>>, { line, cells }: CsvRecord): DayLine | { readonly problem: FieldProblem } {
  const cell = (name: Column): string => plainCell((cells[columns[name]] ?? '').trim());
  const kind = KINDS[cell('kind')] ?? KINDS[cell('kind').toUpperCase()];
  if (kind === undefined) return { problem: unknownKind(line, cell('kind')) };
  return { line, stated: { day: readDay(cell('day')).day, kind, note: cell('note'), source: cell('source') } };
}

function unknownKind(line: number, text: string): FieldProblem {
  const shown = shownText(text, 32);
  const zh = `种类“${shown}”不明：应为 HOLIDAY（放假）、WORKDAY（调休上班）或 ORDINARY（照常，撤销此前所录）。`;
  const en = `"${shown}" is no kind of day: HOLIDAY, WORKDAY (made up) or ORDINARY (takes an earlier statement back).`;
  return { path: [linePlace(line), 'kind'], code: 'VALUE_NOT_ALLOWED', messages: { zh, en } };
}

function unknownHeading(heading: string): FileProblem {
  const shown = shownText(heading);
  const zh = `表头“${shown}”不是已知的列：应为 day（日期）、kind（种类）、note（说明）、source（出处）。`;
  return fileProblem('HEADER_UNKNOWN', zh, `"${shown}" is no known column: day, kind, note, source.`, [shown]);
}

function repeatedHeading(heading: string): FileProblem {
  const en = `Column "${heading}" is there more than once (aliases included); keep one.`;
  return fileProblem('HEADER_DUPLICATED', `列“${heading}”重复（中英文名视为同一列），请只留一列。`, en, [heading]);
}

function missingHeading(name: Column): FileProblem {
  const en = `The column "${name}" is required and missing. The first line must be the header.`;
  return fileProblem('HEADER_MISSING', `缺少必需的列“${name}”（${HEADINGS[name][0] ?? ''}）。首行须为表头。`, en, [name]);
}
