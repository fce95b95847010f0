import type { Fraction } from '../number/quantity.js';

/** 险种 insurance scheme; budgets are kept apart. */
export const INSURANCE_SCHEMES = ['EMPLOYEE', 'RESIDENT'] as const;
/** One of the insurance schemes. */
export type InsuranceScheme = (typeof INSURANCE_SCHEMES)[number];
/** 性别. */
export const SEXES = ['MALE', 'FEMALE', 'UNKNOWN'] as const;
/** One of the sexes recorded on a settlement list. */
export type Sex = (typeof SEXES)[number];
/** 编码版本 editions of the coding of diagnoses and operations: 医保版 and 国家临床版. One code may mean different things in them. */
export const CODE_SYSTEMS = ['INSURANCE', 'CLINICAL'] as const;
/** One edition of the coding. */
export type CodeSystem = (typeof CODE_SYSTEMS)[number];
/** 病例标志 flags that the settlement list carries. */
export const CASE_FLAGS = ['DAY_SURGERY', 'TCM', 'BED_DAY', 'VISITING_EXPERT', 'NEW_TECHNOLOGY'] as const;
/** One flag of a case. */
export type CaseFlag = (typeof CASE_FLAGS)[number];
/** 费用类别 categories of cost. */
export const COST_CATEGORIES = [
  'DRUG',
  'CONSUMABLE',
  'EXAM',
  'LABORATORY',
  'TREATMENT',
  'SURGERY',
  'NURSING',
  'BED',
  'TCM_TREATMENT',
  'TCM_PATENT',
  'TCM_HERBAL',
  'OTHER',
] as const;
/** One category of cost. */
export type CostCategory = (typeof COST_CATEGORIES)[number];

/**
 * 其他基金支付 what other funds paid of a case by its settlement list, in yuan: 居民大病或职工大额 (hifmi_pay, hifob_pay), 医疗救助 (maf_pay), 公务员医疗补助
 * (cvlserv_pay). Few cases have any, so they are kept among a case's attributes and take no room in the others (record 0042).
 */
export const OTHER_FUND_FACTS = ['catastrophicPaid', 'assistancePaid', 'civilServantPaid'] as const;
/** One of OTHER_FUND_FACTS. */
export type OtherFundFact = (typeof OTHER_FUND_FACTS)[number];

/**
 * 中途结算 what a list says that settles a part of a stay: 住院就诊号 of the stay, the institution's own; which part, from 1; whether it is the last. Its days
 * of admission and discharge are the first and last day of the part. Kept as OTHER_FUND_FACTS are (docs/stays.md).
 */
export const STAY_FACTS = ['stayNo', 'stayPart', 'stayFinal'] as const;
/** One of STAY_FACTS. */
export type StayFact = (typeof STAY_FACTS)[number];

/** Whether a fact of settlement lists is kept among a case's attributes, though it has a field of its own. */
export function isKeptAsAttribute(name: string): boolean {
  return [...OTHER_FUND_FACTS, ...STAY_FACTS].some((known) => known === name);
}

/** 病例: one inpatient case of a settlement list, parsed once at the edge. Dates are `YYYY-MM-DD`; money is yuan, exact. */
export interface InpatientCase {
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly insurance: InsuranceScheme;
  readonly admissionDate: string;
  readonly dischargeDate: string;
  readonly settlementDate: string | null;
  readonly insuredRegionCode: string | null;
  readonly ageYears: number | null;
  readonly ageDays: number | null;
  readonly sex: Sex;
  readonly birthWeightGrams: number | null;
  /** 入院体重 of a newborn or an infant. */
  readonly admissionWeightGrams: number | null;
  /** 有创呼吸机使用时间 whole hours of invasive ventilation; what is left of an hour does not count. */
  readonly ventilationHours: number | null;
  /** 距上次住院天数 days from the discharge of an earlier stay to this admission; null: none is known. */
  readonly daysSinceLastStay: number | null;
  /** The edition that its codes are of; null: what the region takes them for. */
  readonly codeSystem: CodeSystem | null;
  readonly principalDiagnosis: string;
  readonly otherDiagnoses: readonly string[];
  /** The first is the main one. */
  readonly procedures: readonly string[];
  readonly assignedGroupCode: string | null;
  readonly totalCost: Fraction;
  readonly costs: ReadonlyMap<CostCategory, Fraction>;
  readonly selfPaidOutside: Fraction | null;
  readonly fundPaid: Fraction | null;
  readonly icuDays: Fraction | null;
  readonly dischargeWay: string | null;
  readonly caseFlags: readonly CaseFlag[];
  /** Values of facts that the ruleset declares, as text: checked against the ruleset's declarations when scored; OTHER_FUND_FACTS with 2 places; STAY_FACTS. */
  readonly attributes: ReadonlyMap<string, string>;
}
