import type { OutputSpec, Value } from '../../engine/plan/plan.js';
import {
  compare,
  divideRounded,
  EXACT_DISPLAY_SCALE,
  Fraction,
  isDecimalText,
  pow10,
  printFixed,
  storedDecimal,
} from '../../engine/number/quantity.js';
import { withoutTrailingZeros } from '../../engine/kit/trailing-zeros.js';
import type { Stated } from './example-frames.js';

/** The places at which an output is compared: those that it is rounded to, where they are more than 8. */
export function comparedAt(output: OutputSpec | undefined): number {
  return Math.max(EXACT_DISPLAY_SCALE, output?.round?.scale ?? 0);
}

/** Exact values are compared at 8 places HALF_UP (ARCHITECTURE 6), rounded ones at the places that they have, others as they are. */
export function isExpected(value: Value | undefined, stated: Stated, places: number): boolean {
  if (value instanceof Fraction) {
    // More places than the gate lets in are the example's to state where the output keeps them.
    const expected = typeof stated === 'string' && (isDecimalText(stated) || LONG_DECIMAL.test(stated)) ? storedDecimal(stated) : undefined;
    return expected !== undefined && compare(atPlaces(value, places), expected) === 0;
  }
  return value !== undefined && JSON.stringify(value) === JSON.stringify(stated);
}

/** A plain decimal of more places than a stated fact may have. */
const LONG_DECIMAL = /^-?(?:0|[1-9]\d{0,14})\.\d{9,16}$/;

function atPlaces(value: Fraction, places: number): Fraction {
  const unit = pow10(places);
  return new Fraction(divideRounded(value.n * unit, value.d, 'HALF_UP'), unit);
}

/** A value as an example states it; undefined where there is none. */
export function statedAs(value: Value | undefined, places: number): Stated | undefined {
  return value instanceof Fraction ? withoutTrailingZeros(printFixed(value, places)) : value;
}
