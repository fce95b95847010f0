import type { BookColumn, BookSheet, ColumnHolds } from './book-shape.js';
import type { GroupKind } from '../../engine/plan/group-terms.js';

const column = (holds: ColumnHolds, ...headings: readonly string[]): BookColumn => ({ headings, holds });
const optional = (holds: ColumnHolds, ...headings: readonly string[]): BookColumn => ({ headings, holds, isOptional: true });

/** Columns that sheets of groups may have. */
export type LibraryColumn =
  | 'layer'
  | 'number'
  | 'title'
  | 'diagnosis'
  | 'diagnosisName'
  | 'others'
  | 'main'
  | 'mainName'
  | 'related'
  | 'relatedName'
  | 'days'
  | 'weight'
  | 'resistant'
  | 'note';

const STARTS = ['分类', '序号', '主要诊断编码', '主要手术操作编码'];

const GROUP_COLUMNS: Readonly<Record<LibraryColumn, BookColumn>> = {
  layer: column('CODE', '分类'),
  number: column('NUMBER', '序号'),
  title: optional('TEXT', '分组名称'),
  diagnosis: column('CODE', '主要诊断编码'),
  diagnosisName: optional('TEXT', '主要诊断名称'),
  others: optional('CODE', '其他诊断编码'),
  main: optional('CODE', '主要手术操作编码', '主要手术操作', '主要手术操作/相关手术操作编码'),
  mainName: optional('TEXT', '主要手术操作名称', '主要手术操作/相关手术操作名称'),
  related: optional('CODE', '相关手术操作编码', '相关手术操作'),
  relatedName: optional('TEXT', '相关手术操作名称'),
  days: optional('TEXT', '天龄'),
  weight: optional('TEXT', '出生体重'),
  resistant: optional('TEXT', '是否耐药'),
  note: optional('TEXT', '说明', '是否耐药说明'),
};

/** 病种表 the sheets of groups of the DIP 3.0 book in its order, each with its layer and the columns that it can't do without. */
export interface GroupSheet {
  /** 分类 what its rows are classed as. */
  readonly layer: string;
  readonly kind: GroupKind;
  readonly sheet: BookSheet<LibraryColumn>;
}

function groupSheet(kind: GroupKind, layer: string, name: string, required: readonly LibraryColumn[]): GroupSheet {
  const columns = { ...GROUP_COLUMNS };
  for (const key of required) columns[key] = { headings: columns[key].headings, holds: columns[key].holds };
  return { kind, layer, sheet: { names: [name], starts: STARTS, columns, numbered: 'number' } };
}

/** 一 to 四, the sheets of groups. */
export const GROUP_SHEETS: readonly GroupSheet[] = [
  groupSheet('PRE', 'XQ', '一、先期分组', []),
  groupSheet('MERGED', 'BX', '二、并项规则下的核心病种', ['main', 'related']),
  groupSheet('SUBDIVIDED', 'FZ', '三、诊断辅助细分-烧伤类病种', ['others', 'main', 'related']),
  groupSheet('SUBDIVIDED', 'FZ', '三、诊断辅助细分-肿瘤类病种', ['others', 'main']),
  groupSheet('SUBDIVIDED', 'FZ', '三、诊断辅助细分-结核类病种', ['main', 'resistant', 'note']),
  groupSheet('CORE', 'JC', '四、基础规则下的核心病种', ['main']),
];

/** 五 diagnoses that are not grouped. */
export const EXCLUDED_SHEET: BookSheet<'diagnosis'> = {
  names: ['五、不纳入分组的主要诊断'],
  starts: STARTS,
  columns: { diagnosis: column('CODE', '主要诊断编码') },
};

/** 五 operations that may not be main, or count as none, with the words that say which. */
export const BARRED_SHEET: BookSheet<'operation' | 'note'> = {
  names: ['五、不纳入分组的主要手术操作'],
  starts: STARTS,
  columns: { operation: column('CODE', '主要手术操作编码'), note: column('TEXT', '说明') },
};

/** 六 groups of primary care: a mark on rows of other sheets. */
export const PRIMARY_CARE_SHEET: BookSheet<'diagnosis' | 'main'> = {
  names: ['六、基层病种'],
  starts: STARTS,
  columns: { diagnosis: column('CODE', '主要诊断编码'), main: column('CODE', '主要手术操作编码') },
};

/** 附表 diagnoses of drug-resistant tuberculosis. */
export const RESISTANT_SHEET: BookSheet<'diagnosis'> = {
  names: ['附表—结核耐药诊断', '附表-结核耐药诊断', '附表结核耐药诊断'],
  starts: STARTS,
  columns: { diagnosis: column('CODE', '主要诊断编码') },
};

/** Every sheet of the book, in its order. */
export const DIP_SHEETS: readonly BookSheet<string>[] = [
  ...GROUP_SHEETS.map(({ sheet }) => sheet),
  EXCLUDED_SHEET,
  BARRED_SHEET,
  PRIMARY_CARE_SHEET,
  RESISTANT_SHEET,
];
