import { SCOPE_LABELS, SCOPES } from '../../engine/plan/scopes.js';
import type { Said } from './described.js';

/** The key “remove”, wherever it stands. */
export const REMOVE: Said = ['删除继承来的这一项，只能写 true', 'removes the inherited entry; only true'];
/** The key “basis”, wherever it stands. */
export const BASIS: Said = [
  '依据：来源#条款，如 cn2021#21；来源须在 sources 里',
  'basis: source#article, such as cn2021#21; the source stands in sources',
];
/** The key “after”, wherever it stands. */
export const AFTER: Said = [
  '排在哪一项之后（写它的编号或名称）；不写就排在最后',
  'the entry (by id or name) behind which this one stands; last where it is not written',
];
/** The key “label”, wherever it stands. */
export const LABEL: Said = ['名称：给人看的，中文必填', 'a name for people; Chinese is required'];
/** The key “scope”, wherever it stands. */
export const SCOPE: Said = [
  `层级：${SCOPES.map((scope) => `${scope} ${SCOPE_LABELS[scope].zh}`).join('、')}`,
  `scope, in order: ${SCOPES.join(', ')}`,
];
/** The key “unit”, wherever it stands. */
export const UNIT: Said = [
  '单位：1、yuan、point、day、case、person 及其乘除，如 yuan/point；不写即 1（没有单位）',
  'unit: 1, yuan, point, day, case, person, multiplied and divided, such as yuan/point; 1 (a plain number) unless written',
];
/** The key “min”, wherever it stands. */
export const MIN: Said = [
  '最小值（含），写成文本；参数和表不写即 "0"',
  'least value allowed (inclusive), as text; "0" for parameters and tables unless written',
];
/** The key “max”, wherever it stands. */
export const MAX: Said = ['最大值（含），写成文本；不写即不限', 'greatest value allowed (inclusive), as text; no limit unless written'];
/** The key “value”, wherever it stands. */
export const VALUE: Said = [
  '结果：数字写成文本 "0.5"，是非写 true、false，枚举写取值',
  'the outcome: numbers as text "0.5", true or false, or a member of the enum',
];
/** The key “formula”, wherever it stands. */
export const FORMULA: Said = [
  '公式文本：+ - * / 和 min max abs floor ceil clamp ratio round step tiered lookup group；读参数、表、事实和此前的判定，精确计算，没有“如果”',
  'formula text: + - * / and min max abs floor ceil clamp ratio round step tiered lookup group; reads parameters, tables, facts and earlier decisions; exact; no “if”',
];
/** The key “region”, wherever it stands. */
export const REGION: Said = [
  '统筹区代码：六位行政区划代码（GB/T 2260），如 370300',
  'pooling region: its 6-digit division code (GB/T 2260), such as 370300',
];
/** The key “version of ruleset”, wherever it stands. */
export const VERSION_OF_RULESET: Said = ['版本号，如 2025.1；发布后不再改变', 'version, such as 2025.1; never changed once published'];
/** The key “name of rule”, wherever it stands. */
export const NAME_OF_RULE: Said = [
  '规则名：全文唯一，如 deviation-high；计分过程、示例的 fired 里写它',
  'rule name, unique in the document, such as deviation-high; traces and fired name it',
];
/** The key “quality of rule”, wherever it stands. */
export const QUALITY_OF_RULE: Said = [
  '质控结论：只写在 quality 判定的规则里，说明维度、字段、级别、是否退回',
  'what a rule of a quality decision says of a settlement list: dimension, field, level, returned',
];
/** The key “table name”, wherever it stands. */
export const TABLE_NAME: Said = ['tables 里一张表的名称', 'the name of a table in tables'];
/** The key “rows of map”, wherever it stands. */
export const ROWS_OF_MAP: Said = ['各行：键和值，一组键只能有一行', 'rows: keys and a value; one row for a combination of keys'];
