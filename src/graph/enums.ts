import { builder } from './builder.js';
import { CASE_FLAGS, COST_CATEGORIES, INSURANCE_SCHEMES, SEXES } from '../engine/inpatient-case.js';
import { GROUP_FLAGS, GROUP_KINDS } from '../engine/plan.js';

/** 支付方式. */
export const PaymentSchemeEnum = builder.enumType('PaymentScheme', {
  description: '支付方式 payment scheme',
  values: ['DIP', 'DRG'] as const,
});
/** 险种. */
export const InsuranceSchemeEnum = builder.enumType('InsuranceScheme', {
  description: '险种：职工、居民 insurance scheme: employee, resident',
  values: INSURANCE_SCHEMES,
});
/** 规则集状态. */
export const RulesetStatusEnum = builder.enumType('RulesetStatus', {
  description: '规则集版本状态 status of a ruleset version',
  values: ['DRAFT', 'IN_REVIEW', 'APPROVED', 'PUBLISHED', 'SUPERSEDED', 'WITHDRAWN'] as const,
});
/** 分组层. */
export const GroupKindEnum = builder.enumType('GroupKind', { description: '分组层 grouping layer', values: GROUP_KINDS });
/** 病种标志. */
export const GroupFlagEnum = builder.enumType('GroupFlag', { description: '病种标志 flag of a disease group', values: GROUP_FLAGS });
/** 性别. */
export const SexEnum = builder.enumType('Sex', { description: '性别 sex', values: SEXES });
/** 病例标志. */
export const CaseFlagEnum = builder.enumType('CaseFlag', {
  description: '病例标志：日间手术、中医优势、床日、外聘专家、新技术 flag of a case',
  values: CASE_FLAGS,
});
/** 费用类别. */
export const CostCategoryEnum = builder.enumType('CostCategory', { description: '费用类别 category of cost', values: COST_CATEGORIES });
/** 任务状态. */
export const JobStatusEnum = builder.enumType('JobStatus', {
  description: '任务状态：排队、运行、成功、失败、已取消、已中止（自检不符） status of a job',
  values: ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'HALTED'] as const,
});
/** 清算阶段. */
export const ClearingStageEnum = builder.enumType('ClearingStage', {
  description: '清算阶段：试算、已计算、已确认、已拨付 stage of a clearing run',
  values: ['TRIAL', 'CALCULATED', 'CONFIRMED', 'PAID'] as const,
});
/** 依据种类. */
export const SourceKindEnum = builder.enumType('SourceKind', {
  description: '依据种类：官方文件、地方文件、假设、口头 kind of source',
  values: ['OFFICIAL', 'LOCAL', 'ASSUMPTION', 'ORAL'] as const,
});
/** 发现的严重程度. */
export const SeverityEnum = builder.enumType('Severity', {
  description: '严重程度：错误（拒绝载入）、警告、提示 severity of a finding',
  values: ['ERROR', 'WARNING', 'INFO'] as const,
});
/** 使用者种类. */
export const ActorKindEnum = builder.enumType('ActorKind', {
  description: '使用者种类 kind of actor',
  values: ['USER', 'API_KEY', 'SYSTEM'] as const,
});
