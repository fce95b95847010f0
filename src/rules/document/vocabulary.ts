import {
  CASE_FLAGS,
  CODE_SYSTEMS,
  COST_CATEGORIES,
  INSURANCE_SCHEMES,
  SEXES,
  type CostCategory,
} from '../../engine/plan/inpatient-case.js';
import { CODE_FORMS } from '../../engine/codes/code-form.js';
import type { Label, ValueType } from '../../engine/plan/plan.js';
import { GROUP_FLAGS, GROUP_KINDS } from '../../engine/plan/group-terms.js';
import type { Scope } from '../../engine/plan/scopes.js';
import { MONTH_KEYS, QUARTER_KEYS } from '../../engine/plan/periods.js';

/**
 * The facts that every ruleset may use, with type, unit, domain and labels. A ruleset declares its own beside them (`facts`).
 * Sets are read as booleans, one a member: `caseFlag.TCM`, `groupFlag.PRIMARY_CARE`.
 */
export interface FactSpec {
  readonly scope: Scope;
  readonly type: ValueType;
  /** Dimension; empty for non-numbers. */
  readonly unit: string;
  readonly optional: boolean;
  readonly label: Label;
  /** A ruleset may declare it optional: a budget of its own shape need not state it. */
  readonly mayBeOptional?: true;
  /** Members of an enum or set. */
  readonly values?: readonly string[];
  /** Domain of a number, as decimal text, ends included. */
  readonly min?: string;
  readonly max?: string;
  /** Case facts that exist only after grouping: a decision that reads one is decided after grouping. */
  readonly afterGrouping?: boolean;
}

/** The name of the fact that holds the cost of one category: `DRUG` → `drugCost`, `TCM_HERBAL` → `tcmHerbalCost`. */
export function costFactName(category: CostCategory): string {
  const camel = category.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return `${camel}Cost`;
}

const COST_LABELS: Readonly<Record<CostCategory, Label>> = {
  DRUG: { zh: '药品费', en: 'drug cost' },
  CONSUMABLE: { zh: '卫生材料费', en: 'consumable cost' },
  EXAM: { zh: '检查费', en: 'examination cost' },
  LABORATORY: { zh: '化验费', en: 'laboratory cost' },
  TREATMENT: { zh: '治疗费', en: 'treatment cost' },
  SURGERY: { zh: '手术费', en: 'surgery cost' },
  NURSING: { zh: '护理费', en: 'nursing cost' },
  BED: { zh: '床位费', en: 'bed cost' },
  TCM_TREATMENT: { zh: '中医治疗费', en: 'TCM treatment cost' },
  TCM_PATENT: { zh: '中成药费', en: 'Chinese patent medicine cost' },
  TCM_HERBAL: { zh: '中药饮片费', en: 'Chinese herbal medicine cost' },
  OTHER: { zh: '其他费用', en: 'other cost' },
};

type Extra = Partial<Omit<FactSpec, 'scope' | 'type' | 'unit' | 'label'>>;
const fact = (scope: Scope, type: ValueType, unit: string, zh: string, en: string, extra: Extra = {}): FactSpec => ({
  scope,
  type,
  unit,
  optional: false,
  label: { zh, en },
  ...extra,
});
const optional = { optional: true } as const;
const money = { min: '0' } as const;

const COST_FACTS = Object.fromEntries(
  COST_CATEGORIES.map((category): [string, FactSpec] => {
    const label = COST_LABELS[category];
    return [costFactName(category), fact('case', 'decimal', 'yuan', label.zh, label.en ?? label.zh, { ...money, ...optional })];
  }),
);

/** The common vocabulary, by name. `insurance` and `year` are offered in every scope. */
export const VOCABULARY: Readonly<Record<string, FactSpec>> = {
  // every scope's key
  insurance: fact('fundYear', 'enum', '', '险种', 'insurance scheme', { values: INSURANCE_SCHEMES }),
  year: fact('fundYear', 'integer', '1', '结算年度', 'settlement year', { min: '2000', max: '2100' }),
  // fundYear: the budget
  income: fact('fundYear', 'decimal', 'yuan', '当年基金收入', "the year's fund income", { ...money, mayBeOptional: true }),
  // institution: its profile
  institutionLevel: fact('institution', 'enum', '', '医疗机构级别', 'institution level', { values: ['1', '2', '3'] }),
  // case: the settlement list
  admissionDate: fact('case', 'date', '', '入院日期', 'admission date'),
  dischargeDate: fact('case', 'date', '', '出院日期', 'discharge date'),
  settlementDate: fact('case', 'date', '', '结算日期', 'settlement date', optional),
  dischargeMonth: fact('case', 'enum', '', '出院月份', 'month of discharge', { values: MONTH_KEYS }),
  lengthOfStay: fact('case', 'integer', 'day', '住院天数', 'length of stay', { min: '0', max: '36500' }),
  ageYears: fact('case', 'integer', '1', '年龄（岁）', 'age in years', { ...optional, min: '0', max: '130' }),
  ageDays: fact('case', 'integer', 'day', '年龄（天）', 'age in days', { ...optional, min: '0', max: '47850' }),
  sex: fact('case', 'enum', '', '性别', 'sex', { values: SEXES }),
  birthWeightGrams: fact('case', 'integer', '1', '出生体重（克）', 'birth weight in grams', { ...optional, min: '0', max: '20000' }),
  admissionWeightGrams: fact('case', 'integer', '1', '入院体重（克）', 'weight at admission in grams', {
    ...optional,
    min: '0',
    max: '500000',
  }),
  ventilationHours: fact('case', 'integer', '1', '有创呼吸机使用小时', 'hours of invasive ventilation', {
    ...optional,
    min: '0',
    max: '1000000',
  }),
  daysSinceLastStay: fact('case', 'integer', 'day', '距上次住院天数', 'days since an earlier stay', {
    ...optional,
    min: '0',
    max: '47850',
  }),
  codeSystem: fact('case', 'enum', '', '编码版本', 'edition of the codes', { ...optional, values: CODE_SYSTEMS }),
  insuredRegionCode: fact('case', 'code', '', '参保地', 'region of insurance', optional),
  outOfRegion: fact('case', 'boolean', '', '异地就医', 'insured in another region'),
  principalDiagnosis: fact('case', 'code', '', '主要诊断编码', 'principal diagnosis code'),
  otherDiagnoses: fact('case', 'codes', '', '其他诊断编码', 'other diagnosis codes'),
  procedures: fact('case', 'codes', '', '手术操作编码', 'operation codes'),
  totalCost: fact('case', 'decimal', 'yuan', '医疗总费用', 'total cost', money),
  ...COST_FACTS,
  selfPaidOutside: fact('case', 'decimal', 'yuan', '目录外自费', 'self-paid outside the catalogue', { ...money, ...optional }),
  fundPaid: fact('case', 'decimal', 'yuan', '基金记账金额', 'recorded fund payment', { ...money, ...optional }),
  catastrophicPaid: fact('case', 'decimal', 'yuan', '大病（大额）支付金额', 'paid by catastrophic insurance', { ...money, ...optional }),
  assistancePaid: fact('case', 'decimal', 'yuan', '医疗救助支付金额', 'paid by medical assistance', { ...money, ...optional }),
  civilServantPaid: fact('case', 'decimal', 'yuan', '公务员医疗补助支付金额', 'paid by the civil-servant subsidy', {
    ...money,
    ...optional,
  }),
  stayNo: fact('case', 'code', '', '住院就诊号', 'number of the stay', optional),
  stayPart: fact('case', 'integer', '1', '中途结算的第几段', 'part of the stay', { ...optional, min: '1', max: '99' }),
  stayFinal: fact('case', 'boolean', '', '是否末段', 'last part of the stay', optional),
  icuDays: fact('case', 'decimal', 'day', '监护病房天数', 'days in intensive care', { ...money, ...optional }),
  dischargeWay: fact('case', 'enum', '', '离院方式', 'way of discharge', { ...optional, values: ['1', '2', '3', '4', '5', '9'] }),
  caseFlag: fact('case', 'set', '', '病例标志', 'case flag', { values: CASE_FLAGS }),
  // case: what grouping found
  groupCode: fact('case', 'code', '', '病种编码', 'disease-group code', { ...optional, afterGrouping: true }),
  groupKind: fact('case', 'enum', '', '病种层', 'grouping layer', { values: GROUP_KINDS, afterGrouping: true }),
  groupFlag: fact('case', 'set', '', '病种标志', 'disease-group flag', { values: GROUP_FLAGS, afterGrouping: true }),
  groupCaseCount: fact('case', 'integer', 'case', '病种例数', 'cases of the group in the catalogue', {
    ...optional,
    min: '0',
    afterGrouping: true,
  }),
  // institutionMonth
  month: fact('institutionMonth', 'enum', '', '月份', 'month', { values: MONTH_KEYS }),
  // institutionQuarter
  quarter: fact('institutionQuarter', 'enum', '', '季度', 'quarter', { values: QUARTER_KEYS }),
  // institutionGroup
  diseaseGroup: fact('institutionGroup', 'code', '', '病种编码', 'disease-group code'),
  // institutionYear: what the year brought, filled by adjustments, payments and assessments; 0 where nothing was recorded
  deduction: fact('institutionYear', 'decimal', 'yuan', '审核扣减金额', 'deductions from review and audit', money),
  // Without a bound: what came back before the year is cleared may be more than what was paid (N21-30d).
  prepaid: fact('institutionYear', 'decimal', 'yuan', '已预拨金额', 'already prepaid'),
  emergencyPrepaid: fact('institutionYear', 'decimal', 'yuan', '突发专项预拨金额', 'emergency advances', money),
  // What other funds paid before the year was cleared (record 0042).
  catastrophicPrepaid: fact('institutionYear', 'decimal', 'yuan', '大病（大额）已拨付金额', 'already paid by catastrophic insurance'),
  assistancePrepaid: fact('institutionYear', 'decimal', 'yuan', '医疗救助已拨付金额', 'already paid by medical assistance'),
  civilServantPrepaid: fact('institutionYear', 'decimal', 'yuan', '公务员医疗补助已拨付金额', 'already paid by the civil-servant subsidy'),
  outOfRegionPrepaid: fact('institutionYear', 'decimal', 'yuan', '异地就医已拨付金额', 'already paid for patients insured elsewhere'),
  assessmentScore: fact('institutionYear', 'decimal', '1', '考核得分', 'assessment score', { ...optional, min: '0', max: '1000' }),
};

/**
 * Facts that quality decisions know besides: what is known when a settlement list arrives, and how its codes are written. Scoring never sees
 * them, so that no score depends on when or how often a list was sent.
 */
export const QUALITY_VOCABULARY: Readonly<Record<string, FactSpec>> = {
  daysSinceDischarge: fact('case', 'integer', 'day', '出院至上传天数', 'days from discharge to submission', {
    min: '-36500',
    max: '36500',
  }),
  principalDiagnosisForm: fact('case', 'enum', '', '主要诊断编码书写形式', 'form of the principal diagnosis code', { values: CODE_FORMS }),
  otherDiagnosisForm: fact('case', 'set', '', '其他诊断编码书写形式', 'forms of the other diagnosis codes', { values: CODE_FORMS }),
  procedureForm: fact('case', 'set', '', '手术操作编码书写形式', 'forms of the operation codes', { values: CODE_FORMS }),
};

/** 计分 what cases are scored and years cleared with, or 质控 what settlement lists are checked with when they arrive. */
export type Part = 'SCORING' | 'QUALITY';
