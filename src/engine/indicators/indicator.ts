import type { RoundingMode } from '../number/quantity.js';
import type { Label } from '../plan/plan.js';
import type { Scope } from '../plan/scopes.js';

interface CountRow {
  readonly zh: string;
  readonly en: string;
  readonly unit: 'case' | 'point' | 'yuan' | '1';
  /** CASES: of scored cases, so that it is known by disease group too; INSTITUTION: of institutions and what they sent or were paid. */
  readonly of: 'CASES' | 'INSTITUTION';
}

/**
 * 平台计数 what the mechanism counts and no ruleset can work out: the closed list of names with a dot that an indicator may name. Of scored cases by
 * their month; of settlement lists by the month of discharge, as they stand now; of declarations, payments and institutions by period.
 */
export const PLATFORM_COUNTS = {
  'counted.cases': { zh: '计入的病例数', en: 'cases of the run', unit: 'case', of: 'CASES' },
  'counted.points': { zh: '计入的分值', en: 'points of the run’s cases', unit: 'point', of: 'CASES' },
  'counted.excluded': { zh: '排除的病例数', en: 'cases that were excluded', unit: 'case', of: 'CASES' },
  'counted.exceptions': { zh: '未能计分的病例数', en: 'cases that could not be scored', unit: 'case', of: 'CASES' },
  'lists.accepted': { zh: '上传并接收的清单数', en: 'settlement lists that were accepted', unit: 'case', of: 'INSTITUTION' },
  'lists.faulty': { zh: '其中有质控问题未关闭的清单数', en: 'of those, lists with an open finding', unit: 'case', of: 'INSTITUTION' },
  'lists.late': {
    zh: '其中有及时性问题的清单数（出院至上传的天数超出质控规则）',
    en: 'of those, lists with a finding of timeliness: too many days from discharge to upload',
    unit: 'case',
    of: 'INSTITUTION',
  },
  'lists.returned': {
    zh: '质控退回未重传的清单数（不分险种）',
    en: 'lists that were sent back and are still out, whatever the insurance',
    unit: 'case',
    of: 'INSTITUTION',
  },
  'declared.cases': { zh: '申报的病例数', en: 'cases that were declared', unit: 'case', of: 'INSTITUTION' },
  'declared.fund': { zh: '申报的基金记账金额', en: 'recorded fund amount that was declared', unit: 'yuan', of: 'INSTITUTION' },
  'payments.count': { zh: '拨付笔数', en: 'payments made', unit: '1', of: 'INSTITUTION' },
  'payments.amount': { zh: '拨付金额', en: 'amount paid', unit: 'yuan', of: 'INSTITUTION' },
  'institutions.all': { zh: '在册医疗机构数', en: 'institutions with a profile', unit: '1', of: 'INSTITUTION' },
  'institutions.settled': { zh: '有病例的医疗机构数', en: 'institutions with cases', unit: '1', of: 'INSTITUTION' },
} as const satisfies Readonly<Record<string, CountRow>>;

/** The name of one of them. */
export type PlatformCount = keyof typeof PLATFORM_COUNTS;

/** Whether a name is one of theirs. */
export function isPlatformCount(name: string): name is PlatformCount {
  return Object.hasOwn(PLATFORM_COUNTS, name);
}

/**
 * Where a sum comes from. CASES: an aggregate of cases, by month and group. VALUE: a fact or rounded output of an institution or the fund year, as
 * a run left it. COUNT: counted by the mechanism.
 */
export type IndicatorSource =
  { readonly kind: 'CASES' } | { readonly kind: 'VALUE'; readonly scope: Exclude<Scope, 'case'> } | { readonly kind: 'COUNT' };

/** A sum that an indicator adds (1) or takes off (−1). */
export interface IndicatorTerm {
  readonly name: string;
  readonly sign: 1 | -1;
  readonly source: IndicatorSource;
}

/** 指标 a ratio of sums, or a sum, compiled: defined for every cell in which its sums are (record 0039). */
export interface IndicatorPlan {
  readonly id: string;
  readonly label: Label;
  /** Canonical unit of the figure. */
  readonly unit: string;
  readonly numerator: readonly IndicatorTerm[];
  /** Absent: the figure is the numerator. */
  readonly denominator?: readonly IndicatorTerm[];
  readonly round: { readonly scale: number; readonly mode: RoundingMode };
  /** Which way is better, where one is. */
  readonly direction?: 'HIGHER' | 'LOWER';
  readonly isPublic: boolean;
  /** The count that decides whether a published cell is small. */
  readonly cell?: IndicatorTerm;
  readonly note?: Label;
  readonly basis: readonly string[];
}
