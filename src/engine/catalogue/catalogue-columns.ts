import type { GroupFlag, GroupKind, OperationKind } from '../plan/group-terms.js';

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
  'drugPoints',
  'consumablePoints',
  'diagnoses',
  'otherDiagnoses',
  'operations',
  'relatedOperations',
  'operationKind',
  'ageDaysMin',
  'ageDaysMax',
  'birthWeightMin',
  'birthWeightMax',
  'operationPlace',
  'otherDiagnosisPlace',
  'absentDiagnoses',
  'principalInstead',
  'sex',
  'ageYearsMin',
  'ageYearsMax',
  'admissionWeightMin',
  'admissionWeightMax',
  'ventilationHoursMin',
  'ventilationHoursMax',
] as const;
/** One column with a fixed name. */
export type CatalogueColumn = (typeof CATALOGUE_COLUMNS)[number];

/** Columns that a table must have; the others may be left out. */
export const REQUIRED_COLUMNS: readonly CatalogueColumn[] = ['code', 'name', 'kind', 'points'];

/** Families of columns: one column a level (`meanCost.3`, `meanCost.ALL`) or a type (`auxiliary.SEVERE`). */
export const COLUMN_FAMILIES = ['meanCost', 'auxiliary'] as const;
/** One family of columns. */
export type ColumnFamily = (typeof COLUMN_FAMILIES)[number];

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

/** As `KIND_ALIASES`, for operations and diagnoses that any place will do for. */
export const ANY_PLACE_ALIASES: Readonly<Record<'ANY', readonly string[]>> = {
  ANY: ['任一', '不限定为主要手术操作', '不限定为主要诊断'],
};

/** As `KIND_ALIASES`, for the sex that a group asks for. */
export const SEX_ALIASES: Readonly<Record<'MALE' | 'FEMALE', readonly string[]>> = { MALE: ['男', '1'], FEMALE: ['女', '2'] };

/** The Chinese word of each, as people are told it: the last of those that are accepted. */
export function chineseWords(aliases: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.values(aliases).flatMap((words) => words.slice(-1));
}
