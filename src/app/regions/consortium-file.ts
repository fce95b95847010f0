import { stateConsortia, type StateConsortia, type StatedConsortia } from './state-consortia.js';
import { readNamedTable, placedProblems, type NamedLine, type NamedTable } from '../sheets/named-table.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { LEAD_SEES, type LeadSees, type StatedConsortium } from '../ports/ports-consortium.js';
import { readDay } from '../sheets/spreadsheet-day.js';
import { shownText } from '../../engine/kit/text.js';

/** 医共体文件 a CSV of consortia. */
export interface ImportConsortiumFile extends Pick<StateConsortia, 'regionCode' | 'dryRun'> {
  readonly file: Uint8Array;
}

const TABLE = {
  columns: {
    code: ['医共体代码', '医共体编码', '代码'],
    name: ['医共体名称', '名称'],
    leadCode: ['牵头机构', '牵头机构编码'],
    leadSees: ['牵头机构可见', '可见范围'],
    effectiveFrom: ['生效日', '生效日期'],
    reason: ['事由', '原因'],
    source: ['依据', '依据文件'],
    revision: ['序号'],
    recordedBy: ['录入人'],
  },
  required: ['code', 'name', 'leadCode', 'effectiveFrom', 'reason', 'source'],
} as const satisfies NamedTable<string>;
type Column = keyof typeof TABLE.columns;

const SEES: Readonly<Record<string, LeadSees>> = { 本机构: 'OWN', 成员: 'MEMBERS', 各成员: 'MEMBERS' };

/** States the consortia of a CSV, all or none. Throws as `stateConsortia`, with the file's lines and columns as places. */
export async function importConsortiumFile(
  platform: Platform,
  caller: Pick<Caller, 'actor'>,
  { file, ...input }: ImportConsortiumFile,
): Promise<StatedConsortia> {
  const lines = await readNamedTable<Column>(file, TABLE);
  const read = lines.map(readLine);
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) throw new ValidationError(problems);
  const consortia = read.flatMap((one) => ('stated' in one ? [one.stated] : []));
  return await placedProblems(lines, () => stateConsortia(platform, caller, { ...input, consortia }));
}

function readLine({ place, cell }: NamedLine<Column>): { readonly stated: StatedConsortium } | { readonly problem: FieldProblem } {
  const text = cell('leadSees');
  const leadSees = text === '' ? 'OWN' : (SEES[text] ?? LEAD_SEES.find((one) => one === text.toUpperCase()));
  if (leadSees === undefined) {
    const shown = shownText(text, 32);
    const zh = `牵头机构可见范围“${shown}”不明：应为 OWN（本机构）或 MEMBERS（各成员）。`;
    const messages = { zh, en: `"${shown}" is nothing that a lead may see: OWN or MEMBERS.` };
    return { problem: { path: [place, 'leadSees'], code: 'VALUE_NOT_ALLOWED', messages } };
  }
  const [code, name, leadCode, reason, source] = [cell('code'), cell('name'), cell('leadCode'), cell('reason'), cell('source')];
  return { stated: { code, name, leadCode, leadSees, effectiveFrom: readDay(cell('effectiveFrom')).day, reason, source } };
}
