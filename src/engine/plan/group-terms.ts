/** Layers of grouping, as `methods.grouping.layers` orders them. */
export const GROUP_KINDS = ['PRE', 'MERGED', 'SUBDIVIDED', 'CORE', 'COMPOSITE', 'DRG', 'UNGROUPED'] as const;
/** 分组层 grouping layer. */
export type GroupKind = (typeof GROUP_KINDS)[number];

/** Flags of a disease group. */
export const GROUP_FLAGS = ['PRIMARY_CARE', 'TCM', 'BED_DAY', 'BENCHMARK', 'LOCAL_ADDITION', 'UNSTABLE'] as const;
/** 病种标志 flag of a disease group. */
export type GroupFlag = (typeof GROUP_FLAGS)[number];

/** Kinds of operation in a composite group: 手术、治疗性操作、诊断性操作、保守治疗. */
export const OPERATION_KINDS = ['SURGERY', 'TREATMENT', 'DIAGNOSTIC', 'CONSERVATIVE'] as const;
/** 治疗方式 kind of treatment. */
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** Ways to break a tie between candidates, in the order that the ruleset states; the last is always GROUP_CODE. */
export const GROUPING_TIES = [
  'MOST_RELATED_OPERATIONS',
  'EXACT',
  'ALL_OPERATIONS',
  'MOST_OPERATIONS',
  'MOST_CLAUSES',
  'NEAREST_MEAN_COST',
  'HIGHEST_POINTS',
  'LAYER',
  'NOT_PRIMARY_CARE',
  'OPERATION_KIND',
  'MOST_CONDITIONS',
  'LONGEST_DIAGNOSIS',
  'GROUP_NUMBER',
  'GROUP_CODE',
] as const;
/** One way to break a tie. */
export type GroupingTie = (typeof GROUPING_TIES)[number];

/** Which of two groups of a case counts: the one assigned elsewhere is TAKEN, or only COMPARED with the grouper's. */
export const ASSIGNED_GROUPS = ['TAKEN', 'COMPARED'] as const;

/** 分组方案 the grouper that a ruleset names, compiled from `methods.grouping.grouper`. */
export interface GrouperMethod {
  readonly code: string;
  readonly version: string;
  /** The content that is meant; absent: whatever is stored under code and version. */
  readonly contentHash?: string;
  readonly assigned: (typeof ASSIGNED_GROUPS)[number];
}

/**
 * 手术操作口径 how a row's operations are read: the case's first operation is the main one, and rows name main and related operations; or any
 * operation of the case may be any that the row names (the default).
 */
export const OPERATION_READINGS = ['MAIN_THEN_RELATED', 'ANY'] as const;

/** What happens where the case's first operation may not be main: the next one moves up, or the case counts as without operation. */
export const BARRED_MAIN = ['NEXT', 'CONSERVATIVE'] as const;
/** One of them. */
export type BarredMain = (typeof BARRED_MAIN)[number];

/** How a diagnosis of a catalogue without `*` is compared with the case's. */
export const DIAGNOSIS_READINGS = ['EXACT', 'SUBCATEGORY_4', 'CATEGORY_3', 'PREFIX'] as const;
/** One of them. */
export type DiagnosisReading = (typeof DIAGNOSIS_READINGS)[number];
