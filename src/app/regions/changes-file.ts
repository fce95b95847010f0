import { recordInstitutionChanges, type RecordedChanges, type RecordInstitutionChanges } from './record-changes.js';
import type { StatedChange } from './change-problems.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { placedProblems, readNamedTable, type NamedLine, type NamedTable } from '../sheets/named-table.js';
import { readDay } from '../sheets/spreadsheet-day.js';
import type { ChangeKind } from '../../engine/clearing/institution-changes.js';
import { shownText } from '../../engine/kit/text.js';

/** 机构变动文件 a CSV of changes. */
export interface ImportChangesFile extends Pick<RecordInstitutionChanges, 'regionCode' | 'dryRun'> {
  readonly file: Uint8Array;
}

/** The last two columns are written by the platform, and not read. */
const TABLE = {
  columns: {
    institutionCode: ['机构编码', '机构代码', '医疗机构编码', '定点医疗机构编码'],
    kind: ['变动', '状态', '种类'],
    effectiveFrom: ['生效日', '生效日期'],
    otherCode: ['承继机构或医共体', '承继机构', '医共体'],
    reason: ['事由', '原因'],
    source: ['依据', '依据文件'],
    corrects: ['更正', '更正序号'],
    revision: ['序号'],
    recordedBy: ['录入人'],
  },
  required: ['institutionCode', 'kind', 'effectiveFrom', 'reason', 'source'],
} as const satisfies NamedTable<string>;
type Column = keyof typeof TABLE.columns;

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
  const lines = await readNamedTable<Column>(file, TABLE);
  const read = lines.map(readLine);
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) throw new ValidationError(problems);
  const changes = read.flatMap((one) => ('stated' in one ? [one.stated] : []));
  return await placedProblems(lines, () => recordInstitutionChanges(platform, caller, { ...input, changes }));
}

function readLine({ place, cell }: NamedLine<Column>): { readonly stated: StatedChange } | { readonly problems: readonly FieldProblem[] } {
  const kind = KINDS[cell('kind')] ?? KINDS[cell('kind').toUpperCase()];
  const corrects = cell('corrects') === '' ? null : Number(cell('corrects'));
  const problems = [
    ...(kind === undefined ? [unknownKind(place, cell('kind'))] : []),
    ...(corrects === null || Number.isInteger(corrects) ? [] : [notARevision(place, cell('corrects'))]),
  ];
  if (kind === undefined || problems.length > 0) return { problems };
  const otherCode = cell('otherCode') === '' ? null : cell('otherCode');
  const [institutionCode, reason, source] = [cell('institutionCode'), cell('reason'), cell('source')];
  return { stated: { institutionCode, kind, effectiveFrom: readDay(cell('effectiveFrom')).day, otherCode, corrects, reason, source } };
}

function unknownKind(place: string, text: string): FieldProblem {
  const shown = shownText(text, 32);
  const zh = `变动“${shown}”不明：应为 ACTIVE（正常）、SUSPENDED（停业）、CLOSED（注销）、MERGED（并入）、JOINED（加入医共体）或 LEFT（退出医共体）。`;
  const en = `"${shown}" is no kind of change: ACTIVE, SUSPENDED, CLOSED, MERGED, JOINED or LEFT.`;
  return { path: [place, 'kind'], code: 'VALUE_NOT_ALLOWED', messages: { zh, en } };
}

function notARevision(place: string, text: string): FieldProblem {
  const zh = `更正的序号应为整数，现为“${shownText(text, 32)}”。`;
  const en = `The change that is corrected is named by its number, not "${shownText(text, 32)}".`;
  return { path: [place, 'corrects'], code: 'NOT_A_NUMBER', messages: { zh, en } };
}
