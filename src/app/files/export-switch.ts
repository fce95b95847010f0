import { switchStudy } from '../switch/switch-job.js';
import { finishedStudy, SWITCH_TABLES, switchTable, type SwitchTable, type SwitchTableName } from '../switch/switch-tables.js';
import { csvCell } from '../sheets/spreadsheet-cell.js';
import { BYTE_ORDER_MARK } from '../sheets/table-text.js';
import { writeWorkbook } from '../workbooks/write-workbook.js';
import type { Caller } from '../kernel/platform.js';

/** Which study of which region leaves as a file. */
export interface ExportSwitch {
  readonly regionCode: string;
  readonly id: string;
}

/** 切换测算表 a table of a study as CSV: what it rests on in lines that begin with #, then headings and rows. Throws FORBIDDEN, NOT_FOUND, RULESET_INVALID. */
export async function exportSwitchCsv(caller: Caller, { regionCode, id }: ExportSwitch, name: SwitchTableName): Promise<string> {
  const finished = finishedStudy(await switchStudy(caller, regionCode, id));
  return csvOf(await switchTable(caller.read, finished, name));
}

/** 切换测算工作簿 all tables of a study as a workbook, a sheet each. */
export async function exportSwitchWorkbook(caller: Caller, { regionCode, id }: ExportSwitch): Promise<Uint8Array> {
  const finished = finishedStudy(await switchStudy(caller, regionCode, id));
  const tables: SwitchTable[] = [];
  for (const name of SWITCH_TABLES) tables.push(await switchTable(caller.read, finished, name));
  return await writeWorkbook(
    tables.map(({ title, basis, columns, rows }) => ({
      name: title.zh,
      above: [[`${title.zh} ${title.en}`, ''], ...basis.map(({ zh, en, value }) => [`${zh} ${en}`, value] as const)],
      columns: columns.map(({ zh, en, kind }) => ({ heading: `${zh} ${en}`, kind })),
      rows,
    })),
  );
}

function csvOf({ title, basis, columns, rows }: SwitchTable): string {
  const above = [`# ${title.zh} ${title.en}`, ...basis.map(({ zh, en, value }) => `# ${zh} ${en}：${value}`)];
  const lines = [...above.map((line) => csvCell(line)), columns.map(({ zh, en }) => csvCell(`${zh} ${en}`)).join(',')];
  return `${BYTE_ORDER_MARK}${[...lines, ...rows.map((row) => row.map(csvCell).join(','))].join('\n')}\n`;
}
