import type { GroupFlag, GroupKind, OperationKind } from './plan.js';

/** Columns of a catalogue as a table, in the order in which it is written. */
export const CATALOGUE_COLUMNS = [
  'code',
  'name',
  'kind',
  'flags',
  'points',
  'meanDays',
  'variation',
  'caseCount',
  'diagnoses',
  'otherDiagnoses',
  'operations',
  'relatedOperations',
  'operationKind',
  'ageDaysMin',
  'ageDaysMax',
  'birthWeightMin',
  'birthWeightMax',
] as const;
/** One column with a fixed name. */
export type CatalogueColumn = (typeof CATALOGUE_COLUMNS)[number];

/** Columns that a table must have; the others may be left out. */
export const REQUIRED_COLUMNS: readonly CatalogueColumn[] = ['code', 'name', 'kind', 'points'];

/** Families of columns: one column a level (`meanCost.3`, `meanCost.ALL`) or a type (`auxiliary.SEVERE`). */
export const COLUMN_FAMILIES = ['meanCost', 'auxiliary'] as const;
/** One family of columns. */
export type ColumnFamily = (typeof COLUMN_FAMILIES)[number];

/** Chinese headers that are accepted in place of the English ones. */
const COLUMN_ALIASES: Readonly<Record<CatalogueColumn | ColumnFamily, readonly string[]>> = {
  code: ['病种编码', '病组编码', '病种代码', '病组代码'],
  name: ['病种名称', '病组名称'],
  kind: ['病种类型', '分组层'],
  flags: ['病种标志'],
  points: ['病种分值', '分值', '权重'],
  meanDays: ['平均住院日'],
  variation: ['变异系数'],
  caseCount: ['例数', '病例数'],
  diagnoses: ['主要诊断编码', '主要诊断', '主要诊断代码', '主诊断编码', '主诊断代码'],
  otherDiagnoses: ['其他诊断编码', '其他诊断', '其他诊断代码'],
  operations: ['主要手术操作编码', '主要手术操作', '主要手术操作代码'],
  relatedOperations: ['相关手术操作编码', '相关手术操作', '相关手术操作代码'],
  operationKind: ['治疗方式'],
  ageDaysMin: ['最小天龄'],
  ageDaysMax: ['最大天龄'],
  birthWeightMin: ['最低出生体重'],
  birthWeightMax: ['最高出生体重'],
  meanCost: ['次均费用'],
  auxiliary: ['辅助目录系数'],
};

/** Chinese words that are accepted in place of the English ones. */
export const KIND_ALIASES: Readonly<Record<GroupKind, readonly string[]>> = {
  PRE: ['先期', '先期分组'],
  MERGED: ['并项', '并项病种'],
  SUBDIVIDED: ['诊断辅助细分', '诊断辅助细分病种'],
  CORE: ['基本', '核心', '核心病种'],
  COMPOSITE: ['综合', '综合病种'],
  DRG: ['DRG病组', '病组'],
  UNGROUPED: ['未入组', '空白病组'],
};

/** As `KIND_ALIASES`, for flags. */
export const FLAG_ALIASES: Readonly<Record<GroupFlag, readonly string[]>> = {
  PRIMARY_CARE: ['基层病种'],
  TCM: ['中医优势病种'],
  BED_DAY: ['床日病种'],
  BENCHMARK: ['基准病种'],
  LOCAL_ADDITION: ['本地增补'],
  UNSTABLE: ['不稳定'],
};

/** As `KIND_ALIASES`, for kinds of treatment. */
export const OPERATION_KIND_ALIASES: Readonly<Record<OperationKind, readonly string[]>> = {
  SURGERY: ['相关手术', '手术'],
  TREATMENT: ['治疗性操作'],
  DIAGNOSTIC: ['诊断性操作'],
  CONSERVATIVE: ['保守治疗', '内科诊疗'],
};

/** The column that a header means: a fixed one, or one of a family with its key. Undefined: no such column. */
export function columnOfHeader(header: string): string | undefined {
  const text = header.trim();
  const column = CATALOGUE_COLUMNS.find((name) => name === text || COLUMN_ALIASES[name].includes(text));
  if (column !== undefined) return column;
  const dot = text.indexOf('.');
  const family = COLUMN_FAMILIES.find((name) => name === text.slice(0, dot) || COLUMN_ALIASES[name].includes(text.slice(0, dot)));
  const key = text.slice(dot + 1);
  return dot > 0 && family !== undefined && FAMILY_KEY.test(key) ? `${family}.${key}` : undefined;
}

/** Keys of a family's columns: levels and types. */
const FAMILY_KEY = /^[A-Za-z0-9_]{1,40}$/;
