import { catalogueColumnLabel, columnOfHeader } from '../catalogues/catalogue-csv-columns.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import { writeForm, type FormCell } from '../workbooks/write-form.js';
import {
  CATALOGUE_COLUMNS,
  chineseWords,
  FLAG_ALIASES,
  KIND_ALIASES,
  OPERATION_KIND_ALIASES,
  REQUIRED_COLUMNS,
  SEX_ALIASES,
} from '../../engine/catalogue/catalogue-columns.js';
import { must } from '../../engine/kit/assert.js';

/** Mean costs are of the whole region and, where the rules read them, of levels of institutions. */
const COLUMNS: readonly string[] = [...CATALOGUE_COLUMNS, 'meanCost.ALL', 'meanCost.1', 'meanCost.2', 'meanCost.3'];
const ROWS = [2, 100_001] as const;
const HELP = '填写说明';

const KINDS = chineseWords(KIND_ALIASES);
const OPERATION_KINDS = chineseWords(OPERATION_KIND_ALIASES);

const CODES = '一格多个编码用 | 隔开，表示任一；编码后加 * 表示以它开头的全部';
/** What is filled in, where the heading alone does not say it. */
const FILLED: Readonly<Record<string, string>> = {
  code: '病种的编码，本目录库内不重复',
  kind: KINDS.join('、'),
  flags: `没有则空着；多个用 | 隔开：${chineseWords(FLAG_ALIASES).join('、')}`,
  points: '病种分值（DRG：权重）；没有分值的目录库这一列空着，导入时不选“病种有分值”',
  diagnoses: `主要诊断编码。${CODES}`,
  otherDiagnoses: `其他诊断编码。${CODES}`,
  operations: `主要手术操作编码。${CODES}；同时有的用 + 连接`,
  relatedOperations: `相关手术操作编码。${CODES}；同时有的用 + 连接`,
  operationKind: OPERATION_KINDS.join('、'),
  sex: `不限则空着：${Object.values(SEX_ALIASES)
    .flatMap(([word = '']) => [word])
    .join('、')}`,
  'meanCost.ALL': '全地区的次均费用（元）',
  'meanCost.1': '一级医疗机构的次均费用（元），没有则空着',
  'meanCost.2': '二级医疗机构的次均费用（元），没有则空着',
  'meanCost.3': '三级医疗机构的次均费用（元），没有则空着',
};

/**
 * 空白目录库 a workbook to fill in a region's first catalogue: the headings that imports read, lists to choose from, and a sheet that says what is
 * filled in. The first sheet is what is imported. Throws FORBIDDEN.
 */
export async function blankCatalogueWorkbook({ actor }: Pick<Caller, 'actor'>, regionCode: string): Promise<Uint8Array> {
  requirePermission(actor, 'catalogue:write', regionCode);
  const heading = (text: string): FormCell => ({ text, as: 'HEADING' });
  const text = (value: string): FormCell => ({ text: value, as: 'TEXT' });
  const headings = COLUMNS.map((column) => {
    const label = catalogueColumnLabel(column);
    must(columnOfHeader(label), label);
    return heading(label);
  });
  const isRequired = (column: string): boolean => REQUIRED_COLUMNS.some((one) => one === column);
  const help = COLUMNS.map((column, index) => [
    text(catalogueColumnLabel(column)),
    text(isRequired(column) ? '必填' : ''),
    text(FILLED[column] ?? ''),
    index < KINDS.length ? text(KINDS[index] ?? '') : null,
    index < OPERATION_KINDS.length ? text(OPERATION_KINDS[index] ?? '') : null,
  ]);
  const listed = (column: string, place: number, length: number) => ({
    ...{ kind: 'LIST' as const, column: COLUMNS.indexOf(column) + 1, rows: ROWS, message: FILLED[column] ?? '' },
    list: { sheet: HELP, column: place, length },
  });
  return await writeForm([
    {
      name: '病种目录库',
      frozenRows: 1,
      widths: COLUMNS.map((column) => (column === 'code' ? 26 : column === 'name' ? 40 : 14)),
      rows: [headings],
      validations: [listed('kind', 4, KINDS.length), listed('operationKind', 5, OPERATION_KINDS.length)],
    },
    { name: HELP, widths: [22, 8, 90, 14, 14], rows: help },
  ]);
}
