import { recordInstitutionChanges, type RecordedChanges, type RecordInstitutionChanges } from './record-changes.js';
import type { StatedChange } from './change-problems.js';
import { ConflictError, ValidationError, type FieldProblem } from '../base/errors.js';
import { FileError, fileProblem, unreadable, type FileProblem } from '../base/file-problems.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { headingFinder } from '../sheets/csv-headings.js';
import { readCsvTable, type CsvRecord } from '../sheets/csv-records.js';
import { plainCell } from '../sheets/spreadsheet-cell.js';
import { readDay } from '../sheets/spreadsheet-day.js';
import type { ChangeKind } from '../../engine/clearing/institution-changes.js';
import { shownText } from '../../engine/kit/text.js';

/** 机构变动文件 a CSV of changes. */
export interface ImportChangesFile extends Pick<RecordInstitutionChanges, 'regionCode' | 'dryRun'> {
  readonly file: Uint8Array;
}

/** The columns of the file; the last two are written by the platform, and not read. */
export const CHANGE_COLUMNS = [
  'institutionCode',
  'kind',
  'effectiveFrom',
  'otherCode',
  'reason',
  'source',
  'corrects',
  'revision',
  'recordedBy',
] as const;
/** One of CHANGE_COLUMNS. */
export type ChangeColumn = (typeof CHANGE_COLUMNS)[number];
const REQUIRED: readonly ChangeColumn[] = ['institutionCode', 'kind', 'effectiveFrom', 'reason', 'source'];
/** Headings in Chinese; the first is the one that messages name. */
export const CHANGE_HEADINGS: Readonly<Record<ChangeColumn, readonly [string, ...string[]]>> = {
  institutionCode: ['机构编码', '机构代码', '医疗机构编码', '定点医疗机构编码'],
  kind: ['变动', '状态', '种类'],
  effectiveFrom: ['生效日', '生效日期'],
  otherCode: ['承继机构或医共体', '承继机构', '医共体'],
  reason: ['事由', '原因'],
  source: ['依据', '依据文件'],
  corrects: ['更正', '更正序号'],
  revision: ['序号'],
  recordedBy: ['录入人'],
};
const columnOf = headingFinder(CHANGE_COLUMNS.map((name) => [name, [name, ...CHANGE_HEADINGS[name]]] as const));

const KINDS: Readonly<Record<string, ChangeKind>> = {
  ...{ ACTIVE: 'ACTIVE', 正常: 'ACTIVE', 恢复: 'ACTIVE', 复业: 'ACTIVE' },
  ...{ SUSPENDED: 'SUSPENDED', 停业: 'SUSPENDED', 中止: 'SUSPENDED' },
  ...{ CLOSED: 'CLOSED', 注销: 'CLOSED', 关闭: 'CLOSED' },
  ...{ MERGED: 'MERGED', 并入: 'MERGED', 合并: 'MERGED' },
  ...{ JOINED: 'JOINED', 加入医共体: 'JOINED', 加入: 'JOINED' },
  ...{ LEFT: 'LEFT', 退出医共体: 'LEFT', 退出: 'LEFT' },
};

/** Records the changes of a CSV, all or none. Throws as `recordInstitutionChanges`, with the file's lines and columns as places. */
export async function importChangesFile(
  platform: Platform,
  caller: Pick<Caller, 'actor'>,
  { file, ...input }: ImportChangesFile,
): Promise<RecordedChanges> {
  const lines = await readChanges(file);
  const place = ({ path: [, index, ...rest], ...problem }: FieldProblem): FieldProblem => ({
    ...problem,
    path: [linePlace(lines[Number(index)]?.line ?? 1), ...rest],
  });
  try {
    return await recordInstitutionChanges(platform, caller, { ...input, changes: lines.map(({ stated }) => stated) });
  } catch (error) {
    if (error instanceof ConflictError || !(error instanceof ValidationError) || error.code !== 'VALIDATION_FAILED') throw error;
    throw new ValidationError(error.fields.map(place));
  }
}

interface ChangeLine {
  readonly line: number;
  readonly stated: StatedChange;
}

const linePlace = (line: number): string => `第 ${line} 行 line ${line}`;

async function readChanges(file: Uint8Array): Promise<readonly ChangeLine[]> {
  const { header, records } = await readCsvTable(file);
  if (header === undefined) {
    const zh = '文件是空的：首行应为表头 institutionCode,kind,effectiveFrom,otherCode,reason,source,corrects，其后每行一条变动。';
    throw unreadable('FILE_EMPTY', zh, 'The file is empty.');
  }
  const columns = readHeader(header.cells.map((cell) => plainCell(cell.trim())));
  const read = records.map((record) => readLine(columns, record));
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) throw new ValidationError(problems);
  return read.flatMap((one) => ('stated' in one ? [one] : []));
}

/** What stands in each place; everything that is wrong with the headings at once. */
function readHeader(cells: readonly string[]): readonly (ChangeColumn | undefined)[] {
  const named = cells.map((cell) => columnOf(cell));
  const problems: FileProblem[] = cells.flatMap((cell, index) => {
    const column = named[index];
    if (column === undefined) return [unknownHeading(cell)];
    return named.indexOf(column) === index ? [] : [repeatedHeading(cell)];
  });
  for (const name of REQUIRED) if (!named.includes(name)) problems.push(missingHeading(name));
  if (problems.length > 0) throw new FileError(problems);
  return named;
}

function readLine(
  columns: readonly (ChangeColumn | undefined)[],
  { line, cells }: CsvRecord,
): ChangeLine | { readonly problems: readonly FieldProblem[] } {
  const cell = (name: ChangeColumn): string => {
    const at = columns.indexOf(name);
    return at < 0 ? '' : plainCell((cells[at] ?? '').trim());
  };
  const kind = KINDS[cell('kind')] ?? KINDS[cell('kind').toUpperCase()];
  const corrects = cell('corrects') === '' ? null : Number(cell('corrects'));
  const problems = [
    ...(kind === undefined ? [unknownKind(line, cell('kind'))] : []),
    ...(corrects === null || Number.isInteger(corrects) ? [] : [notARevision(line, cell('corrects'))]),
  ];
  if (kind === undefined || problems.length > 0) return { problems };
  const otherCode = cell('otherCode') === '' ? null : cell('otherCode');
  const [institutionCode, reason, source] = [cell('institutionCode'), cell('reason'), cell('source')];
  return {
    line,
    stated: { institutionCode, kind, effectiveFrom: readDay(cell('effectiveFrom')).day, otherCode, corrects, reason, source },
  };
}

function unknownKind(line: number, text: string): FieldProblem {
  const shown = shownText(text, 32);
  const zh = `变动“${shown}”不明：应为 ACTIVE（正常）、SUSPENDED（停业）、CLOSED（注销）、MERGED（并入）、JOINED（加入医共体）或 LEFT（退出医共体）。`;
  const en = `"${shown}" is no kind of change: ACTIVE, SUSPENDED, CLOSED, MERGED, JOINED or LEFT.`;
  return { path: [linePlace(line), 'kind'], code: 'VALUE_NOT_ALLOWED', messages: { zh, en } };
}

function notARevision(line: number, text: string): FieldProblem {
  const zh = `更正的序号应为整数，现为“${shownText(text, 32)}”。`;
  const en = `The change that is corrected is named by its number, not "${shownText(text, 32)}".`;
  return { path: [linePlace(line), 'corrects'], code: 'NOT_A_NUMBER', messages: { zh, en } };
}

function unknownHeading(heading: string): FileProblem {
  const shown = shownText(heading);
  const known = CHANGE_COLUMNS.map((name) => `${name}（${CHANGE_HEADINGS[name][0]}）`).join('、');
  const en = `"${shown}" is no known column: ${CHANGE_COLUMNS.join(', ')}.`;
  return fileProblem('HEADER_UNKNOWN', `表头“${shown}”不是已知的列：应为 ${known}。`, en, [shown]);
}

function repeatedHeading(heading: string): FileProblem {
  const en = `Column "${heading}" is there more than once (aliases included); keep one.`;
  return fileProblem('HEADER_DUPLICATED', `列“${heading}”重复（中英文名视为同一列），请只留一列。`, en, [heading]);
}

function missingHeading(name: ChangeColumn): FileProblem {
  const en = `The column "${name}" is required and missing. The first line must be the header.`;
  return fileProblem('HEADER_MISSING', `缺少必需的列“${name}”（${CHANGE_HEADINGS[name][0]}）。首行须为表头。`, en, [name]);
}
