import { createHash } from 'node:crypto';
import { reverseLists, type ReversedLists } from './reverse-lists.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { placedProblems, readNamedTable, type NamedTable } from '../sheets/named-table.js';
import { readDay } from '../sheets/spreadsheet-day.js';

/** 冲销清单文件 a CSV of reversals. */
export interface ImportReversals {
  readonly regionCode: string;
  readonly file: Uint8Array;
  readonly reason: string;
  readonly dryRun: boolean;
}

/** Columns of a file of reversals; the first heading is the one that messages name. */
export const REVERSAL_TABLE = {
  columns: {
    institutionCode: ['机构编码', '机构代码', '医疗机构编码', '定点医疗机构编码'],
    caseNo: ['被冲销的病例号', '原病例号', '原结算清单号', '原清单号'],
    reversalNo: ['冲销清单号', '退费清单号'],
    reversedOn: ['冲销日期', '退费日期', '冲销时间'],
    totalCost: ['医疗总费用', '总费用'],
  },
  required: ['institutionCode', 'caseNo', 'reversalNo', 'reversedOn', 'totalCost'],
} as const satisfies NamedTable<string>;
type Column = keyof typeof REVERSAL_TABLE.columns;

/** Reverses the lists of a CSV, all or none. The same file again changes nothing. Throws as `reverseLists`, with the file's lines and columns as places. */
export async function importReversals(platform: Platform, caller: Caller, { file, ...input }: ImportReversals): Promise<ReversedLists> {
  const lines = await readNamedTable<Column>(file, REVERSAL_TABLE);
  const reversals = lines.map(({ cell }) => ({
    ...{ institutionCode: cell('institutionCode'), caseNo: cell('caseNo'), reversalNo: cell('reversalNo') },
    ...{ reversedOn: readDay(cell('reversedOn')).day, totalCost: cell('totalCost') },
  }));
  const idempotencyKey = `reversals-${createHash('sha256').update(JSON.stringify(reversals)).digest('hex').slice(0, 40)}`;
  return await placedProblems(lines, () => reverseLists(platform, caller, { ...input, reversals, idempotencyKey }));
}
