import type { Sex } from '../plan/inpatient-case.js';

/**
 * Places of a case where a rule looks for codes: 主要诊断 (ZYZD), 其他诊断 (QTZD), 主要手术操作 (ZYSS), 其他手术操作 (QTSS).
 * The order is that of the official book.
 */
export const GROUPER_PLACES = ['principal', 'others', 'mainOperation', 'otherOperations'] as const;
/** One place of a case where codes stand. */
export type CodePlace = (typeof GROUPER_PLACES)[number];

/** What a rule compares with numbers: 年龄 in whole years (NL), 日龄 (XSRTL), 入院体重 in grams (XSRTZ), 性别 (XB: 1 male, 2 female). */
export const MEASURES = ['ageYears', 'ageDays', 'admissionWeight', 'sex'] as const;
/** One number of a case that a rule compares. */
export type Measure = (typeof MEASURES)[number];

/** Comparisons of the official book. */
export const COMPARISONS = ['=', '>', '>=', '<', '<='] as const;
/** One comparison. */
export type Comparison = (typeof COMPARISONS)[number];

/** 分组规则 the condition of an MDC, ADRG or DRG, as data. Sets are named; `MCC` and `CC` are the case's own after exclusion. */
export type GroupRule =
  | { readonly kind: 'always' }
  | { readonly kind: 'all' | 'any'; readonly rules: readonly GroupRule[] }
  | CodesRule
  | { readonly kind: 'compare'; readonly measure: Measure; readonly comparison: Comparison; readonly value: number }
  | CountRule;

/** Whether any code at any of the places is in any of the sets; `negated`: whether none is (true where there is no code). */
export interface CodesRule {
  readonly kind: 'codes';
  readonly places: readonly CodePlace[];
  readonly sets: readonly string[];
  readonly negated: boolean;
}

/** How many distinct codes at the places are in the set, compared with a number. */
export interface CountRule {
  readonly kind: 'count';
  readonly set: string;
  readonly places: readonly CodePlace[];
  readonly comparison: Comparison;
  readonly value: number;
}

/** The rule that every case meets: an empty cell of the book. */
export const ALWAYS: GroupRule = { kind: 'always' };

/** What grouping reads of a case. Codes of the edition that the grouper speaks; `null`: not recorded. Weight in grams. */
export interface GrouperCase {
  readonly principal: string;
  readonly others: readonly string[];
  /** The first is the main one. */
  readonly operations: readonly string[];
  readonly sex: Sex;
  readonly ageYears: number | null;
  readonly ageDays: number | null;
  readonly admissionWeight: number | null;
}

/** A measure of a case as the book counts it, or `null` where it isn't recorded. */
export function measureOf(measure: Measure, facts: GrouperCase): number | null {
  if (measure !== 'sex') return facts[measure];
  if (facts.sex === 'MALE') return 1;
  return facts.sex === 'FEMALE' ? 2 : null;
}

/** Whether the comparison holds. A missing value makes every comparison false. */
export function compares(value: number | null, comparison: Comparison, limit: number): boolean {
  if (value === null) return false;
  switch (comparison) {
    case '=':
      return value === limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
  }
}

/** The set names that a rule uses, `MCC` and `CC` among them. */
export function setsOf(rule: GroupRule): readonly string[] {
  switch (rule.kind) {
    case 'always':
    case 'compare':
      return [];
    case 'all':
    case 'any':
      return rule.rules.flatMap(setsOf);
    case 'codes':
      return rule.sets;
    case 'count':
      return [rule.set];
  }
}
