import { builder } from './builder.js';
import {
  CASE_FLAGS,
  CODE_SYSTEMS,
  COST_CATEGORIES,
  INSURANCE_SCHEMES,
  SEXES,
  type CaseFlag,
  type CodeSystem,
  type CostCategory,
  type InsuranceScheme,
  type Sex,
} from '../../engine/plan/inpatient-case.js';
import { GROUP_FLAGS, GROUP_KINDS, type GroupFlag, type GroupKind } from '../../engine/plan/group-terms.js';

/** Enum values with their descriptions, in the order of the list. */
export function describedValues<T extends string>(
  values: readonly T[],
  words: Readonly<Record<T, string>>,
): { [K in T]: { description: string } } {
  return Object.fromEntries(values.map((value) => [value, { description: words[value] }])) as { [K in T]: { description: string } };
}

/** 支付方式. */
export const PaymentSchemeEnum = builder.enumType('PaymentScheme', {
  description: '支付方式 payment scheme',
  values: {
    DIP: { description: '按病种分值付费 diagnosis-intervention packet' },
    DRG: { description: '病组付费 diagnosis-related groups' },
  },
});

/** Which scheme's ruleset, where one is chosen. */
export const SCHEME_CHOICE = {
  type: PaymentSchemeEnum,
  description: '支付方式：用哪种方式的规则集；不给则先 DIP 后 DRG scheme of the ruleset; left out: DIP before DRG',
} as const;
/** Which scheme's rulesets, where what is recorded is checked against those of a year. */
export const SCHEME_CHECKED = {
  type: PaymentSchemeEnum,
  description:
    '支付方式：按哪种方式的规则集核对；不给则按当年生效的全部规则集 scheme of the rulesets to check with; left out: all that are in force',
} as const;

const INSURANCE_WORDS: Readonly<Record<InsuranceScheme, string>> = {
  EMPLOYEE: '职工医保 employee scheme',
  RESIDENT: '居民医保 resident scheme',
};
/** 险种. */
export const InsuranceSchemeEnum = builder.enumType('InsuranceScheme', {
  description: '险种，预算分开 insurance scheme; budgets are kept apart',
  values: describedValues(INSURANCE_SCHEMES, INSURANCE_WORDS),
});

/** 规则集状态. */
export const RulesetStatusEnum = builder.enumType('RulesetStatus', {
  description: '规则集版本状态 status of a ruleset version',
  values: {
    DRAFT: { description: '草稿 draft' },
    IN_REVIEW: { description: '审批中 in review' },
    APPROVED: { description: '已批准 approved' },
    PUBLISHED: { description: '已发布 published' },
    SUPERSEDED: { description: '已被后续版本取代 a later version has taken over' },
    WITHDRAWN: { description: '已撤回 withdrawn' },
  },
});

const KIND_WORDS: Readonly<Record<GroupKind, string>> = {
  PRE: '先期分组 pre-grouping',
  MERGED: '并项病种 merged group',
  SUBDIVIDED: '诊断辅助细分病种 group subdivided by other diagnoses',
  CORE: '核心病种 core group',
  COMPOSITE: '综合病种 composite group',
  DRG: '病组 DRG group',
  UNGROUPED: '未入组 ungrouped',
};
/** 分组层. */
export const GroupKindEnum = builder.enumType('GroupKind', {
  description: '分组层 grouping layer',
  values: describedValues(GROUP_KINDS, KIND_WORDS),
});

const FLAG_WORDS: Readonly<Record<GroupFlag, string>> = {
  PRIMARY_CARE: '基层病种 primary-care group',
  TCM: '中医优势病种 group of traditional Chinese medicine',
  BED_DAY: '床日病种 paid by bed-day',
  BENCHMARK: '基准病种 benchmark group',
  LOCAL_ADDITION: '本地新增病种 added locally',
  UNSTABLE: '不稳定病种（例数少或变异大） unstable: few cases or a wide spread',
};
/** 病种标志. */
export const GroupFlagEnum = builder.enumType('GroupFlag', {
  description: '病种标志 flag of a disease group',
  values: describedValues(GROUP_FLAGS, FLAG_WORDS),
});

const SEX_WORDS: Readonly<Record<Sex, string>> = { MALE: '男 male', FEMALE: '女 female', UNKNOWN: '未知 unknown' };
/** 性别. */
export const SexEnum = builder.enumType('Sex', { description: '性别 sex', values: describedValues(SEXES, SEX_WORDS) });

const CODE_SYSTEM_WORDS: Readonly<Record<CodeSystem, string>> = {
  INSURANCE: '医保版 the edition of medical insurance',
  CLINICAL: '国家临床版 the clinical edition',
};
/** 编码版本. */
export const CodeSystemEnum = builder.enumType('CodeSystem', {
  description: '编码版本 edition of the codes of diagnoses and operations',
  values: describedValues(CODE_SYSTEMS, CODE_SYSTEM_WORDS),
});

const CASE_FLAG_WORDS: Readonly<Record<CaseFlag, string>> = {
  DAY_SURGERY: '日间手术 day surgery',
  TCM: '中医优势病种病例 case of traditional Chinese medicine',
  BED_DAY: '床日病例 bed-day case',
  VISITING_EXPERT: '外聘专家 visiting expert',
  NEW_TECHNOLOGY: '新技术 new technology',
};
/** 病例标志. */
export const CaseFlagEnum = builder.enumType('CaseFlag', {
  description: '病例标志 flag of a case',
  values: describedValues(CASE_FLAGS, CASE_FLAG_WORDS),
});

const COST_WORDS: Readonly<Record<CostCategory, string>> = {
  DRUG: '药品费 drugs',
  CONSUMABLE: '卫生材料费 consumables',
  EXAM: '检查费 examinations',
  LABORATORY: '化验费 laboratory',
  TREATMENT: '治疗费 treatment',
  SURGERY: '手术费 surgery',
  NURSING: '护理费 nursing',
  BED: '床位费 bed',
  TCM_TREATMENT: '中医治疗费 treatment of traditional Chinese medicine',
  TCM_PATENT: '中成药费 Chinese patent medicine',
  TCM_HERBAL: '中药饮片费 Chinese herbal medicine',
  OTHER: '其他费用 other',
};
/** 费用类别. */
export const CostCategoryEnum = builder.enumType('CostCategory', {
  description: '费用类别 category of cost',
  values: describedValues(COST_CATEGORIES, COST_WORDS),
});

/** 任务状态. */
export const JobStatusEnum = builder.enumType('JobStatus', {
  description: '任务状态 status of a job',
  values: {
    QUEUED: { description: '排队 queued' },
    RUNNING: { description: '运行中 running' },
    SUCCEEDED: { description: '成功 succeeded' },
    FAILED: { description: '失败 failed' },
    CANCELLED: { description: '已取消 cancelled' },
    HALTED: { description: '已中止：自检不符 halted: its self-check found a difference' },
  },
});

/** 清算阶段. */
export const ClearingStageEnum = builder.enumType('ClearingStage', {
  description: '清算阶段 stage of a clearing run',
  values: {
    TRIAL: { description: '试算：有例外病例，或依据含假设 trial: exceptions, or money rests on assumptions' },
    CALCULATED: { description: '已计算 calculated' },
    CONFIRMED: { description: '已确认 confirmed' },
    PAID: { description: '已拨付 paid' },
  },
});

/** 依据种类. */
export const SourceKindEnum = builder.enumType('SourceKind', {
  description: '依据种类 kind of source',
  values: {
    OFFICIAL: { description: '官方文件 official document' },
    LOCAL: { description: '地方文件（文号、日期、采纳人） adopted locally' },
    ASSUMPTION: { description: '假设，不可用于正式结算 assumption: not for settlement' },
    ORAL: { description: '口头 oral' },
  },
});

/** 发现的严重程度. */
export const SeverityEnum = builder.enumType('Severity', {
  description: '严重程度 severity of a finding',
  values: {
    ERROR: { description: '错误：拒绝载入 error: the load is refused' },
    WARNING: { description: '警告 warning' },
    INFO: { description: '提示 information' },
  },
});

/** 使用者种类. */
export const ActorKindEnum = builder.enumType('ActorKind', {
  description: '使用者种类 kind of actor',
  values: {
    USER: { description: '个人 person' },
    API_KEY: { description: '外部系统 external system' },
    SYSTEM: { description: '平台自身 the platform itself' },
  },
});

/** 变化种类. */
export const ChangeKindEnum = builder.enumType('ChangeKind', {
  description: '变化种类 kind of change',
  values: {
    ADDED: { description: '新增 added' },
    REMOVED: { description: '删除 removed' },
    CHANGED: { description: '修改 changed' },
    MOVED: { description: '移动 moved' },
  },
});

/** 审批结论. */
export const ApprovalDecisionEnum = builder.enumType('ApprovalDecision', {
  description: '审批结论 decision of an approver',
  values: {
    APPROVE: { description: '同意 approve' },
    REQUEST_CHANGES: { description: '要求修改 request changes' },
  },
});

const CASE_FLAG_NAMES: ReadonlySet<string> = new Set(CASE_FLAGS);
const GROUP_FLAG_NAMES: ReadonlySet<string> = new Set(GROUP_FLAGS);

/** Whether a stored text is a flag of a case. */
export const isCaseFlag = (text: string): text is CaseFlag => CASE_FLAG_NAMES.has(text);

/** Whether a stored text is a flag of a group. */
export const isGroupFlag = (text: string): text is GroupFlag => GROUP_FLAG_NAMES.has(text);
