import type { IndicatorPlan, IndicatorTerm } from './indicator.js';
import { add, divide, negate, printFixed, round, type Fraction, ZERO } from '../number/quantity.js';

/**
 * 没有数值的原因 why a cell has no figure: the denominator is 0; no run has settled what is asked for; the sum is not of this kind of period
 * (a year's total in a month), of this kind of cell (the fund's budget for one institution) or not known by disease group; an institution of
 * the cell that has cases does not state it (its beds), so that a sum of the others would be compared with too much.
 */
export const NO_FIGURE = ['ZERO_DENOMINATOR', 'NOT_SETTLED', 'NOT_OF_PERIOD', 'NOT_OF_CELL', 'NOT_BY_GROUP', 'NOT_STATED'] as const;
/** One of NO_FIGURE. */
export type NoFigure = (typeof NO_FIGURE)[number];

/** 指标值 the figure of an indicator in one cell: exact sums, and their ratio rounded as declared. */
export interface IndicatorFigure {
  readonly id: string;
  /** Decimal text; null: there is none. */
  readonly value: string | null;
  readonly reason: NoFigure | null;
  readonly numerator: Fraction | null;
  readonly denominator: Fraction | null;
}

/** The sum of a term in a cell, or why there is none. */
export type SumOfTerm = (term: IndicatorTerm) => Fraction | NoFigure;

/** Works an indicator out in one cell. Sums are exact; only the figure is rounded. */
export function figureOf({ id, numerator, denominator, round: rounding }: IndicatorPlan, sumOf: SumOfTerm): IndicatorFigure {
  const above = total(numerator, sumOf);
  const below = denominator === undefined ? undefined : total(denominator, sumOf);
  const known = { id, numerator: isReason(above) ? null : above, denominator: below === undefined || isReason(below) ? null : below };
  if (isReason(above)) return { ...known, value: null, reason: above };
  if (isReason(below)) return { ...known, value: null, reason: below };
  const ratio = below === undefined ? above : divide(above, below);
  if (ratio === undefined) return { ...known, value: null, reason: 'ZERO_DENOMINATOR' };
  return { ...known, value: printFixed(round(ratio, rounding), rounding.scale), reason: null };
}

function total(terms: readonly IndicatorTerm[], sumOf: SumOfTerm): Fraction | NoFigure {
  let sum = ZERO;
  for (const term of terms) {
    const value = sumOf(term);
    if (isReason(value)) return value;
    sum = add(sum, term.sign === 1 ? value : negate(value));
  }
  return sum;
}

function isReason(value: Fraction | NoFigure | undefined): value is NoFigure {
  return typeof value === 'string';
}
