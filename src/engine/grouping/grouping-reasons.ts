import type { GrouperStatus } from '../grouper/grouper.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import type { Failure } from './grouping-match.js';
import type { GroupingTie, GroupKind } from '../plan/group-terms.js';

/** A reason in both languages. */
export interface Reason {
  readonly zh: string;
  readonly en: string;
}

/** Why a group was chosen. */
type WinCode = 'ASSIGNED' | 'BY_GROUPER' | 'ONLY_CANDIDATE' | 'PREFERRED';
/** Why a group was chosen, was no candidate, or lost: to a later step of the method, or by the tie named. */
export type CandidateCode = WinCode | Failure | 'LATER_LAYER' | GroupingTie;
/** How grouping ended. */
export type OutcomeCode = GrouperStatus | 'ASSIGNED' | 'ASSIGNED_UNKNOWN' | 'EXCLUDED' | 'NO_CANDIDATE' | 'NO_WEIGHT' | 'NOT_ADMITTED';

/** 分组层 names of the layers. */
const GROUP_KIND_LABELS: Readonly<Record<GroupKind, Reason>> = {
  PRE: { zh: '先期分组', en: 'pre-grouping' },
  MERGED: { zh: '并项病种', en: 'merged groups' },
  SUBDIVIDED: { zh: '诊断辅助细分病种', en: 'groups subdivided by other diagnoses' },
  CORE: { zh: '核心病种', en: 'core groups' },
  COMPOSITE: { zh: '综合病种', en: 'composite groups' },
  DRG: { zh: 'DRG 病组', en: 'DRG groups' },
  UNGROUPED: { zh: '未入组', en: 'the group of ungrouped cases' },
};

const CANDIDATE_REASONS: Readonly<Record<CandidateCode, Reason>> = {
  ASSIGNED: { zh: '病例已由外部分组，采用其病种', en: 'The case was grouped elsewhere; its group is taken.' },
  BY_GROUPER: { zh: '分组方案得出的病组', en: 'The group that the grouper finds.' },
  ONLY_CANDIDATE: { zh: '唯一符合条件的病种', en: 'The only group whose conditions the case meets.' },
  PREFERRED: { zh: '符合条件的病种中，按分组层次与并列规则胜出', en: 'Preferred among the candidates by layers and tie rules.' },
  OPERATIONS_NOT_MET: { zh: '病例缺少该病种的主要手术操作', en: 'The case lacks a main operation of the group.' },
  NOT_MAIN_OPERATION: {
    zh: '该病种的主要手术操作不是病例的主要手术操作（首个有效操作）',
    en: 'The case has an operation of the group, but not as its main one: the first that may be main.',
  },
  MAIN_OPERATION_BARRED: {
    zh: '病例的该手术操作不可作为主要手术操作（按保守治疗入组、不可作为主要手术操作，或限于另一些主要诊断）',
    en: 'The operation of the case that the group asks for may not be main: it counts as conservative, is never main, or is so with other principal diagnoses only.',
  },
  RELATED_OPERATIONS_NOT_MET: { zh: '病例缺少该病种的相关手术操作', en: 'The case lacks related operations of the group.' },
  TREATMENT_KIND_DIFFERS: { zh: '病例的治疗方式与该病种不同', en: "The case's kind of treatment is not the group's." },
  OTHER_DIAGNOSIS_MISSING: { zh: '其他诊断中没有该病种要求的诊断', en: 'None of the other diagnoses is one that the group asks for.' },
  DIAGNOSIS_MISSING: {
    zh: '主要诊断和其他诊断中都没有该病种要求的诊断',
    en: 'Neither the principal nor another diagnosis is one that the group asks for.',
  },
  ABSENT_DIAGNOSIS_PRESENT: {
    zh: '病例有该病种要求不伴的诊断',
    en: 'The case has a diagnosis that the group rules out.',
  },
  SEX_DIFFERS: { zh: '性别与该病种的要求不同（或未填）', en: 'The sex is not the one that the group asks for, or is missing.' },
  AGE_YEARS_OUT_OF_RANGE: {
    zh: '年龄（岁）不在该病种的范围内（或未填）',
    en: 'The age in years is not in the range of the group, or is missing.',
  },
  ADMISSION_WEIGHT_OUT_OF_RANGE: {
    zh: '入院体重不在该病种的范围内（或未填）',
    en: 'The weight at admission is not in the range of the group, or is missing.',
  },
  VENTILATION_OUT_OF_RANGE: {
    zh: '有创呼吸机使用小时不在该病种的范围内（或未填）',
    en: 'The hours of invasive ventilation are not in the range of the group, or are missing.',
  },
  AGE_OUT_OF_RANGE: { zh: '天龄不在该病种的范围内（或未填）', en: 'The age in days is not in the range of the group, or is missing.' },
  BIRTH_WEIGHT_OUT_OF_RANGE: {
    zh: '出生体重不在该病种的范围内（或未填）',
    en: 'The birth weight is not in the range of the group, or is missing.',
  },
  NOT_ADMITTED: { zh: '病例未达到该类病种的入组条件', en: 'The case does not qualify for groups of this flag.' },
  MOST_RELATED_OPERATIONS: {
    zh: '并列规则“主要手术操作相同时相关手术操作匹配多者优先”落选',
    en: 'Lost by the tie rule MOST_RELATED_OPERATIONS: of the groups with the same main operations another matches more related operations.',
  },
  LATER_LAYER: { zh: '已在更靠前的分组层入组', en: 'The case found a group in an earlier layer.' },
  EXACT: {
    zh: '并列规则“完全匹配优先”落选',
    en: 'Lost by the tie rule EXACT: the chosen group and the case have exactly the same operations.',
  },
  ALL_OPERATIONS: {
    zh: '并列规则“包含全部操作优先”落选',
    en: 'Lost by the tie rule ALL_OPERATIONS: the chosen group names every operation of the case.',
  },
  MOST_OPERATIONS: {
    zh: '并列规则“匹配操作多者优先”落选',
    en: 'Lost by the tie rule MOST_OPERATIONS: the chosen group names more operations of the case.',
  },
  MOST_CLAUSES: {
    zh: '并列规则“‘+’组数多者优先”落选',
    en: 'Lost by the tie rule MOST_CLAUSES: the chosen group asks for more operations together.',
  },
  NEAREST_MEAN_COST: {
    zh: '并列规则“费用与次均费用最接近者优先”落选',
    en: "Lost by the tie rule NEAREST_MEAN_COST: the case's cost is nearer to the mean of the chosen group.",
  },
  HIGHEST_POINTS: { zh: '并列规则“分值较高者优先”落选', en: 'Lost by the tie rule HIGHEST_POINTS: the chosen group has more points.' },
  LAYER: { zh: '并列规则“分组层靠前者优先”落选', en: 'Lost by the tie rule LAYER: the chosen group stands in an earlier layer.' },
  NOT_PRIMARY_CARE: {
    zh: '并列规则“基层病种在后”落选',
    en: 'Lost by the tie rule NOT_PRIMARY_CARE: the chosen group is no primary-care group.',
  },
  OPERATION_KIND: {
    zh: '并列规则“手术＞治疗性操作＞诊断性操作＞保守治疗”落选',
    en: 'Lost by the tie rule OPERATION_KIND: surgery before treatment before diagnostic operation before conservative treatment.',
  },
  MOST_CONDITIONS: {
    zh: '并列规则“条件多者优先”落选：胜出病种要求的操作、诊断、年龄等条件更多',
    en: 'Lost by the tie rule MOST_CONDITIONS: the chosen group asks for more of operations, diagnoses, age and the like.',
  },
  LONGEST_DIAGNOSIS: {
    zh: '并列规则“主要诊断更具体者优先”落选',
    en: 'Lost by the tie rule LONGEST_DIAGNOSIS: the chosen group names the principal diagnosis more closely.',
  },
  GROUP_NUMBER: {
    zh: '并列规则“序号小者优先”落选（病种编码末尾的数）',
    en: 'Lost by the tie rule GROUP_NUMBER: the number at the end of the chosen code is lower.',
  },
  GROUP_CODE: { zh: '并列规则“病种编码在前者优先”落选', en: 'Lost by the tie rule GROUP_CODE: the chosen code comes first.' },
};

const OUTCOME_REASONS: Readonly<Record<OutcomeCode, Reason>> = {
  GROUPED: { zh: '按病种目录入组', en: 'Grouped by the catalogue.' },
  AMBIGUOUS: {
    zh: '歧义（QY）：手术操作与主要诊断所在大类不符，请核对主要诊断与主要手术操作的选择',
    en: 'Ambiguous (QY): the operations do not belong to the category of the principal diagnosis. Check which diagnosis and operation are the main ones.',
  },
  RESIDUAL: {
    zh: '归入该大类的其余病例（X00）：没有核心疾病诊断相关组收下它',
    en: 'The rest of its category (X00): no adjacent DRG takes the case.',
  },
  NOT_GROUPED: { zh: '无法入组（0000）：主要诊断不在任何大类中', en: 'Not grouped (0000): the principal diagnosis is in no category.' },
  INVALID_PRINCIPAL: {
    zh: '主要诊断属于不能作主要诊断的编码，不予分组；请更换主要诊断',
    en: 'The principal diagnosis is one that is not grouped. Choose another principal diagnosis.',
  },
  NO_DRG: {
    zh: '所入核心疾病诊断相关组没有细分组收下该病例，请核对分组方案',
    en: 'None of the DRGs of its adjacent DRG takes the case. Check the grouper.',
  },
  NO_WEIGHT: {
    zh: '已入组，但目录库没有该病组的权重；请补充权重后重算',
    en: 'Grouped, but the catalogue has no row (weight) for the group. Add it, then score again.',
  },
  NOT_ADMITTED: { zh: '病例未达到该病组的入组条件', en: 'The case does not qualify for its group.' },
  ASSIGNED: { zh: '采用外部分组结果', en: 'The group assigned elsewhere was taken.' },
  ASSIGNED_UNKNOWN: {
    zh: '外部分组给出的病种不在病种目录中，未入组；请核对目录版本',
    en: 'The group assigned elsewhere is not in the catalogue, so the case is ungrouped. Check the version of the catalogue.',
  },
  EXCLUDED: { zh: '主要诊断在排除表中，不入组', en: 'The principal diagnosis is in the exclusion list, so the case is not grouped.' },
  NO_CANDIDATE: { zh: '病种目录中没有该病例符合条件的病种', en: 'The catalogue has no group whose conditions the case meets.' },
};

/** The reason of one candidate, with the layer that it stands in. */
export function candidateReason(code: CandidateCode, { kind }: DiseaseGroup): Reason {
  const reason = CANDIDATE_REASONS[code];
  const layer = GROUP_KIND_LABELS[kind];
  return { zh: `${reason.zh}（${layer.zh}）`, en: `${reason.en} (Layer: ${layer.en}.)` };
}

/** How grouping ended, in words. */
export function outcomeReason(code: OutcomeCode): Reason {
  return OUTCOME_REASONS[code];
}
