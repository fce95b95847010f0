import type { BookColumn, BookSheet, ColumnHolds } from './book-shape.js';

const column = (holds: ColumnHolds, ...headings: readonly string[]): BookColumn => ({ headings, holds });
const optional = (holds: ColumnHolds, ...headings: readonly string[]): BookColumn => ({ headings, holds, isOptional: true });

/** 主要诊断大类 MDCs. This and the other sheets by the headings of both editions of the DRG 3.0 book. */
export const MDC_SHEET: BookSheet<'code' | 'name' | 'rule' | 'order'> = {
  names: ['MDC'],
  starts: ['MDC编码'],
  columns: {
    code: column('CODE', 'MDC编码'),
    name: column('TEXT', 'MDC名称'),
    rule: column('TEXT', 'MDC规则'),
    order: column('NUMBER', '排序', 'MDC排序'),
  },
};

/** 核心疾病诊断相关组 ADRGs with their rules. */
export const ADRG_SHEET: BookSheet<'code' | 'name' | 'rule' | 'mdc' | 'order'> = {
  names: ['ADRG'],
  starts: ['ADRG编码'],
  columns: {
    code: column('CODE', 'ADRG编码'),
    name: column('TEXT', 'ADRG名称'),
    rule: column('TEXT', 'ADRG规则'),
    mdc: column('CODE', '所属MDC编码'),
    order: column('NUMBER', 'MDC内排序', '排序'),
  },
};

/** 细分组 DRGs with their rules. */
export const DRG_SHEET: BookSheet<'code' | 'name' | 'rule' | 'adrg' | 'mdc' | 'order'> = {
  names: ['DRG'],
  starts: ['DRG', 'DRG编码'],
  columns: {
    code: column('CODE', 'DRG编码', 'DRG'),
    name: column('TEXT', 'DRG名称'),
    rule: column('TEXT', 'DRG规则'),
    adrg: column('CODE', '所属ADRG编码'),
    mdc: optional('CODE', '所属MDC编码'),
    order: column('NUMBER', '排序', 'ADRG内排序'),
  },
};

/** 集合 members of sets, one a row. */
export const SET_SHEET: BookSheet<'set' | 'code'> = {
  names: ['集合'],
  starts: ['集合编号'],
  columns: { set: column('CODE', '集合编号'), code: column('CODE', 'ICD编码') },
};

/** 并发症 MCC and CC, each with its exclusion table. */
export const COMPLICATION_SHEET: BookSheet<'code' | 'exclusion' | 'level'> = {
  names: ['CC'],
  starts: ['疾病编码', 'ICD编码'],
  columns: { code: column('CODE', '疾病编码', 'ICD编码'), exclusion: column('CODE', '排除表'), level: column('CODE', '类型') },
};

/** 排除表 principal diagnoses of the exclusion tables. */
export const EXCLUSION_SHEET: BookSheet<'table' | 'code'> = {
  names: ['排除表'],
  starts: ['集合编号'],
  columns: { table: column('CODE', '集合编号', '排除表编号'), code: column('CODE', 'ICD编码') },
};

/** Every sheet of the book, in its order. */
export const DRG_SHEETS: readonly BookSheet<string>[] = [MDC_SHEET, ADRG_SHEET, DRG_SHEET, SET_SHEET, COMPLICATION_SHEET, EXCLUSION_SHEET];
