import type { Fraction, Rounding } from '../number/quantity.js';

/** Which count of a combination is compared with the threshold; N21-18 and ZB-10 leave it to the region. */
export const CASE_COUNTINGS = ['YEARLY_AVERAGE', 'EACH_YEAR', 'LAST_YEAR'] as const;
/** 例数口径 yearly average, every year by itself, or the last year. */
export type CaseCounting = (typeof CASE_COUNTINGS)[number];

/**
 * 异地参保病例 what of the history is of patients whom another region insures (N25-15, 兼顾异地): COUNT takes them as all others, LEAVE_OUT computes from
 * the region's own insured alone. A case that states no region of insurance is of the region itself.
 */
export const INSURED_ELSEWHERE = ['COUNT', 'LEAVE_OUT'] as const;
/** One of INSURED_ELSEWHERE. */
export type InsuredElsewhere = (typeof INSURED_ELSEWHERE)[number];

/** 分值测算方法 how a mean cost becomes points: by the region's mean (平均费用法), a benchmark group's (基准病种法), or a fixed sum (标准定额法). */
type PointsMethod =
  | { readonly kind: 'MEAN_COST' }
  | { readonly kind: 'BENCHMARK'; readonly groupCode: string }
  /** Yuan. */
  | { readonly kind: 'FIXED_STANDARD'; readonly standard: Fraction };

/** 成组临界值 a count of cases (15, 50 …, the boundary included), or the share of all cases that core groups must cover. */
type CoreThreshold = { readonly kind: 'CASES'; readonly min: Fraction } | { readonly kind: 'COVERAGE'; readonly share: Fraction };

/** 方差口径 whether the variance divides by n or by n − 1. */
export type VarianceKind = 'POPULATION' | 'SAMPLE';

/**
 * 目录测算方法 every number and choice that a catalogue is computed with. They are the region's: nothing here has a default.
 */
export interface CatalogueMethod {
  /** Weights of the years, oldest first (national: 1, 2, 7). A year without cases of a group takes no part in its mean. */
  readonly yearWeights: readonly Fraction[];
  readonly points: PointsMethod;
  /** 1000 nationally, 100 and 1 elsewhere. */
  readonly pointsScale: Fraction;
  readonly counting: CaseCounting;
  readonly threshold: CoreThreshold;
  /** 相关操作单独成组 by how much the mean cost must at least exceed that of the main operation alone (0.10, the boundary included). */
  readonly relatedIncrease: Fraction;
  /** Where combinations below the threshold go whose main operation alone is a core group: to the composite group, or to that core group. */
  readonly smallCombinations: 'COMPOSITE' | 'MAIN_OPERATION';
  readonly variance: VarianceKind;
  /** 分位裁剪 quantiles of a group's cost outside which a case does not count, ends kept; by nearest rank. */
  readonly trim: { readonly lower: Fraction; readonly upper: Fraction } | null;
  /** 基层病种遴选 core groups with at least this share of all cases and at most this variation: proposed in the report, or flagged too. */
  readonly primaryCare: { readonly minShare: Fraction; readonly maxVariation: Fraction; readonly use: 'PROPOSE' | 'FLAG' } | null;
  /** 不稳定病种 a variation above this, or a year with fewer cases than this. */
  readonly unstable: { readonly maxVariation: Fraction; readonly minYearlyCases: number } | null;
  /** 总分值不变 the total points that last year's cases must keep (N25-15); null: no normalisation. */
  readonly keepTotalPoints: Fraction | null;
  readonly rounding: {
    readonly points: Rounding;
    readonly meanCost: Rounding;
    readonly meanDays: Rounding;
    readonly variation: Rounding;
  };
}
