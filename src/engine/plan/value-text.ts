import { isTexts, type OutputSpec, type Value } from './plan.js';
import { EXACT_DISPLAY_SCALE, Fraction, lowestTerms, pow10, printFixed, printShort } from '../number/quantity.js';

/** Prints a value for people and for comparison; `null` where it is missing. Exact outputs at 8 places HALF_UP, rounded ones at their scale. */
export function printOutput(output: OutputSpec, value: Value | undefined): string | null {
  if (!(value instanceof Fraction)) return printValue(value);
  return printFixed(value, output.exact ? EXACT_DISPLAY_SCALE : (output.round?.scale ?? EXACT_DISPLAY_SCALE));
}

/** Prints any value: numbers with the places that they were stated or rounded to, others as short as they are exactly. */
export function printValue(value: Value | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Fraction) return printNumber(value);
  return isTexts(value) ? value.join(' ') : String(value);
}

/** A decimal that was stated or rounded keeps its places: its denominator is a power of ten. */
function printNumber(value: Fraction): string {
  const denominator = value.d.toString();
  const places = denominator.length - 1;
  return places <= EXACT_DISPLAY_SCALE && /^10*$/.test(denominator) ? printFixed(value, places) : printShort(value);
}

/** The most places that an exact number is written out with; longer ones are fractions. */
const MOST_PLACES = 16;

/**
 * Prints a number so that nothing of it is lost, for whoever works a formula out again: as a decimal where it is one of at most 16 places,
 * otherwise as a fraction in lowest terms with brackets, `(1/3)`.
 */
export function printExact(value: Fraction): string {
  const { n, d } = lowestTerms(value);
  let [rest, twos, fives] = [d, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos++;
  for (; rest % 5n === 0n; rest /= 5n) fives++;
  const places = Math.max(twos, fives);
  return rest === 1n && places <= MOST_PLACES ? printFixed(value, places) : `(${n}/${d})`;
}

/** As `printExact`, with the places that a number of at most 8 was stated or rounded to. Other values as they are. */
export function printValueExactly(value: Value | undefined): string | null {
  if (!(value instanceof Fraction)) return printValue(value);
  return isShown(value) ? printNumber(value) : printExact(value);
}

/** Whether the 8 places that exact numbers are shown with are all of it. */
export function isShown(value: Fraction): boolean {
  return pow10(EXACT_DISPLAY_SCALE) % lowestTerms(value).d === 0n;
}
