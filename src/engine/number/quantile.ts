import { must } from '../kit/assert.js';
import { add, compare, type Fraction, lowestTerms, multiply, subtract, whole } from './quantity.js';

/** What a quantile is that falls between two values: the lower one, the point between them in proportion, or the higher one. */
export const QUANTILE_BETWEEN = ['LOWER', 'LINEAR', 'HIGHER'] as const;
/** One of them. */
export type QuantileBetween = (typeof QUANTILE_BETWEEN)[number];

/**
 * 分位数 the quantile of values at a share from 0 (the least) to 1 (the greatest): sorted rising, equal ones each for itself, it stands at
 * share × (how many − 1) counted from 0. Exact, and the same in whatever order the values come. `undefined` where there is no value.
 */
export function quantileOf(values: readonly Fraction[], share: Fraction, between: QuantileBetween): Fraction | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort(compare);
  const place = multiply(share, whole(sorted.length - 1));
  const below = place.n / place.d;
  const lower = must(sorted[Number(below)], 'value at or below the quantile');
  const part = subtract(place, whole(below));
  if (part.n === 0n || between === 'LOWER') return lower;
  const higher = must(sorted[Number(below) + 1], 'value above the quantile');
  return between === 'HIGHER' ? higher : lowestTerms(add(lower, multiply(part, subtract(higher, lower))));
}
