import { withSession, type CommonOptions, type Context } from '../host/context.js';
import { printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { listCodeTables, lookUpEdition, searchEdition, type CodeEntry } from '../../app/code-tables/stored-codes.js';
import type { CodeKind, CodeTableRecord } from '../../app/ports/ports-code-table.js';
import type { CodeSystem } from '../../engine/plan/inpatient-case.js';

/** What every command about the codes of a region takes. */
export interface OfRegion extends CommonOptions {
  readonly region: string;
}

/** What `dip codes find` takes. */
export interface FindOptions extends OfRegion, RowsOptions {
  readonly kind?: CodeKind;
  readonly system?: CodeSystem;
  readonly limit: number;
}

const KIND: Readonly<Record<string, string>> = { DIAGNOSIS: '诊断', OPERATION: '手术操作' };
const SYSTEM: Readonly<Record<string, string>> = { INSURANCE: '医保版', CLINICAL: '国家临床版' };
const spoken =
  (words: Readonly<Record<string, string>>) =>
  (value: ShownValue): string =>
    words[String(value)] ?? String(value);

const TABLE_COLUMNS: readonly ShownColumn[] = [
  { name: 'regionCode', title: '地区' },
  { name: 'kind', title: '种类', text: spoken(KIND) },
  { name: 'codeSystem', title: '编码版本', text: spoken(SYSTEM) },
  { name: 'version', title: '版本' },
  { name: 'validFrom', title: '启用日' },
  { name: 'validTo', title: '停用日' },
  { name: 'rowCount', title: '编码数', align: 'right' },
];

const CODE_COLUMNS: readonly ShownColumn[] = [
  { name: 'code', title: '编码' },
  { name: 'name', title: '名称' },
  { name: 'isValid', title: '有效', text: (value) => (value === true ? '是' : '否') },
  { name: 'note', title: '备注' },
  { name: 'kind', title: '种类', text: spoken(KIND) },
  { name: 'version', title: '版本' },
];

/** `dip codes list`. */
export async function listTables(context: Context, { region, ...options }: OfRegion & RowsOptions): Promise<void> {
  const records = await withSession(context, 'NEEDS_DATA', ({ caller }) => listCodeTables(caller, region));
  const none = '还没有编码表；用 dip codes import 导入。 No code table is stored.';
  await printRows(context, options, { key: 'codeTables', columns: TABLE_COLUMNS, rows: records.map(tableRow), none });
}

/** `dip codes show`: every table that knows a code. */
export async function showCode(context: Context, code: string, { region, ...options }: OfRegion & RowsOptions): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    lookUpEdition(platform, caller, { regionCode: region, code }),
  );
  const none = `编码表中没有“${code}”。 No code table has it.`;
  await printRows(context, options, { key: 'codes', columns: CODE_COLUMNS, rows: found.map(codeRow), none });
}

/** `dip codes find`: codes by beginning or name, of the latest tables. */
export async function findCodes(context: Context, text: string, { region, kind, system, limit, ...options }: FindOptions): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    searchEdition(platform, caller, {
      ...{ regionCode: region, text },
      ...(kind === undefined ? {} : { kind }),
      ...(system === undefined ? {} : { codeSystem: system }),
    }),
  );
  const none = `编码表中没有编码或名称含“${text}”的。 No code or name has it.`;
  await printRows(context, options, { key: 'codes', columns: CODE_COLUMNS, rows: found.slice(0, limit).map(codeRow), none });
  if (found.length > limit) await context.terminal.say(`共 ${found.length} 个，列出前 ${limit} 个；用 --limit 多列。\n`);
}

function tableRow({ title, sources, createdAt: _, ...record }: CodeTableRecord): Readonly<Record<string, ShownValue>> {
  return { ...record, title: title.zh, sources: sources.join('；') };
}

function codeRow({ table: { kind, codeSystem, version, regionCode }, row }: CodeEntry): Readonly<Record<string, ShownValue>> {
  return { ...row, kind, codeSystem, version, regionCode };
}
