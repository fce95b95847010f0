import { negate, sign, type Fraction } from './quantity.js';

/** |a|. */
export function absolute(a: Fraction): Fraction {
  return sign(a) < 0 ? negate(a) : a;
}
