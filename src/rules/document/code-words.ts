import type { CaseFlag, CodeSystem, InsuranceScheme, Sex } from '../../engine/plan/inpatient-case.js';
import type { CodeForm } from '../../engine/codes/code-form.js';
import type { GroupFlag, GroupKind } from '../../engine/plan/group-terms.js';
import { MONTH_KEYS, QUARTER_KEYS } from '../../engine/plan/periods.js';
import type { RoundingMode } from '../../engine/number/quantity.js';

/** A text in both languages. */
export interface BothWords {
  readonly zh: string;
  readonly en: string;
}
type Words<Code extends string = string> = Readonly<Record<Code, BothWords>>;

const both = (zh: string, en: string): BothWords => ({ zh, en });

/** 舍入方式 how numbers are rounded. */
export const ROUNDING_WORDS: Words<RoundingMode> = {
  HALF_UP: both('四舍五入', 'half up'),
  HALF_EVEN: both('四舍六入五成双', 'half to even'),
  UP: both('远零取整', 'away from zero'),
  DOWN: both('截尾取整', 'towards zero'),
  FLOOR: both('向下取整', 'down'),
  CEIL: both('向上取整', 'up'),
};
/** 分步方式 how a step that is not whole counts. */
export const STEP_WORDS = {
  LINEAR: both('线性', 'in proportion'),
  STRICT: both('超过才计', 'only once it is passed'),
} as const satisfies Words;

const INSURANCES: Words<InsuranceScheme> = {
  EMPLOYEE: both('职工医保', 'employees'),
  RESIDENT: both('居民医保', 'residents'),
};
const SEXES: Words<Sex> = { MALE: both('男', 'male'), FEMALE: both('女', 'female'), UNKNOWN: both('未知', 'unknown') };
const CODE_SYSTEMS: Words<CodeSystem> = {
  INSURANCE: both('医保版', 'insurance edition'),
  CLINICAL: both('国家临床版', 'clinical edition'),
};
const CODE_FORMS: Words<CodeForm> = {
  NATIONAL: both('国家编码写法', 'as the national editions write it'),
  LOWER_CASE: both('小写字母', 'in small letters'),
  NUMBER_LIKE: both('被表格软件改成了数', 'rewritten as a number by a spreadsheet'),
  OTHER: both('其他', 'other'),
};
const GROUP_KINDS: Words<GroupKind> = {
  PRE: both('先期分组', 'pre-grouping'),
  MERGED: both('并项病种', 'merged group'),
  SUBDIVIDED: both('辅助细分病种', 'subdivided group'),
  CORE: both('核心病种', 'core group'),
  COMPOSITE: both('综合病种', 'composite group'),
  DRG: both('病组', 'DRG group'),
  UNGROUPED: both('未入组', 'ungrouped'),
};
const GROUP_FLAGS: Words<Exclude<GroupFlag, 'TCM' | 'BED_DAY'>> = {
  PRIMARY_CARE: both('基层病种', 'primary care'),
  BENCHMARK: both('基准病种', 'benchmark'),
  LOCAL_ADDITION: both('本地新增', 'added locally'),
  UNSTABLE: both('不稳定', 'unstable'),
};
const CASE_FLAGS: Words<Exclude<CaseFlag, 'TCM' | 'BED_DAY'>> = {
  DAY_SURGERY: both('日间手术', 'day surgery'),
  VISITING_EXPERT: both('外聘专家', 'visiting expert'),
  NEW_TECHNOLOGY: both('新技术', 'new technology'),
};

/** 取值名称 what values are called wherever they stand. A document that calls one otherwise has its own `words`. */
const CODE_WORDS: Words = {
  ...ROUNDING_WORDS,
  ...STEP_WORDS,
  ...INSURANCES,
  ...SEXES,
  ...CODE_SYSTEMS,
  ...GROUP_KINDS,
  ...GROUP_FLAGS,
  ...CASE_FLAGS,
  TCM: both('中医', 'traditional Chinese medicine'),
  INCLUDED: both('纳入计分', 'scored'),
  EXCLUDED: both('不纳入', 'excluded'),
  BY_ITEM: both('按项目付费', 'paid by item'),
  BED_DAY: both('按床日付费', 'paid by bed-day'),
  HIGH: both('费用极高', 'high cost'),
  NORMAL: both('费用正常', 'normal cost'),
  LOW: both('费用极低', 'low cost'),
};

/** 按事实的取值名称 values that mean something else elsewhere, by their fact. */
const FACT_WORDS: Readonly<Record<string, Words>> = {
  institutionLevel: { '1': both('一级', 'level 1'), '2': both('二级', 'level 2'), '3': both('三级', 'level 3') },
  dischargeWay: {
    '1': both('医嘱离院', 'as ordered'),
    '2': both('医嘱转院', 'to another hospital'),
    '3': both('医嘱转社区', 'to community care'),
    '4': both('非医嘱离院', 'against advice'),
    '5': both('死亡', 'died'),
    '9': both('其他', 'other'),
  },
  caseFlag: { TCM: both('中医优势病种', 'traditional Chinese medicine'), BED_DAY: both('床日', 'bed-days') },
  groupFlag: { TCM: both('中医优势病种', 'traditional Chinese medicine'), BED_DAY: both('床日病种', 'bed-days') },
  principalDiagnosisForm: CODE_FORMS,
  otherDiagnosisForm: CODE_FORMS,
  procedureForm: CODE_FORMS,
  quarter: Object.fromEntries(QUARTER_KEYS.map((key, index) => [key, both(`第${'一二三四'.charAt(index)}季度`, `quarter ${index + 1}`)])),
  ...Object.fromEntries(
    ['month', 'dischargeMonth'].map((fact) => [
      fact,
      Object.fromEntries(MONTH_KEYS.map((key) => [key, both(`${Number(key)} 月`, `month ${Number(key)}`)])),
    ]),
  ),
};

const found = (words: Words | undefined, code: string): BothWords | undefined =>
  words !== undefined && Object.hasOwn(words, code) ? words[code] : undefined;

/** What a value is called, of a fact or anywhere; undefined: the platform has no word for it. */
export function codeWords(code: string, fact?: string): BothWords | undefined {
  const own = fact !== undefined && Object.hasOwn(FACT_WORDS, fact) ? FACT_WORDS[fact] : undefined;
  return found(own, code) ?? found(CODE_WORDS, code);
}
