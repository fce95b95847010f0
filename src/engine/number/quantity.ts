import { assert } from '../kit/assert.js';
import { withoutTrailingZeros } from '../kit/trailing-zeros.js';

/** Rounding modes. HALF_UP is half away from zero; UP away from zero; DOWN toward zero. */
export const ROUNDING_MODES = ['HALF_UP', 'HALF_EVEN', 'UP', 'DOWN', 'FLOOR', 'CEIL'] as const;
/** One of the rounding modes that a ruleset may name. */
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** A declared rounding: decimal places and mode. Nothing is ever rounded without one. */
export interface Rounding {
  readonly scale: number;
  readonly mode: RoundingMode;
}

/** Money in whole fen (分), the unit in which it is kept and added. */
export type Fen = bigint;

/** A numerator and denominator that do not both fit the safe whole numbers. */
interface LongParts {
  readonly n: bigint;
  readonly d: bigint;
}

/**
 * An exact rational number: `n / d`, `d > 0`, not necessarily in lowest terms.
 * Every decimal quantity in the engine is one; only a declared rounding ever loses a digit.
 *
 * Parts that are both safe whole numbers (up to 2^53) are kept as numbers, because arithmetic on them is several times faster than on bigint
 * and just as exact: a product or sum that leaves the safe whole numbers is worked out in bigint. Which of the two holds a value depends on
 * nothing but the value's parts, and nobody outside this file can tell.
 */
export class Fraction {
  /** Numerator and denominator where both are safe; read by this file and by the columns of a block only. */
  readonly top: number;
  readonly bottom: number;
  readonly long: LongParts | undefined;

  /** Parts given as numbers must be safe whole numbers. */
  constructor(n: bigint | number, d: bigint | number) {
    const top = Number(n);
    const bottom = Number(d);
    if (isSafe(top) && isSafe(bottom)) {
      this.top = top + 0; // −0 becomes 0
      this.bottom = bottom;
      this.long = undefined;
    } else {
      this.top = 0;
      this.bottom = 0;
      this.long = { n: exactly(n), d: exactly(d) };
    }
  }

  /** The numerator. */
  get n(): bigint {
    return this.long === undefined ? BigInt(this.top) : this.long.n;
  }

  /** The denominator, above 0. */
  get d(): bigint {
    return this.long === undefined ? BigInt(this.bottom) : this.long.d;
  }
}

/**
 * Whether a number that whole numbers were added or multiplied to is the exact result: below 2^53 every whole number is, and a result beyond
 * it never rounds to less.
 */
function isSafe(value: number): boolean {
  return Number.isSafeInteger(value);
}

function exactly(part: bigint | number): bigint {
  assert(typeof part === 'bigint' || isSafe(part), 'a number beyond the safe whole numbers is not exact');
  return BigInt(part);
}

/** The number 0. */
export const ZERO = new Fraction(0n, 1n);
/** The number 1. */
export const ONE = new Fraction(1n, 1n);

const POWERS: bigint[] = [];
/** 10^k as a bigint, cached. */
export function pow10(k: number): bigint {
  for (let i = POWERS.length; i <= k; i++) POWERS.push(10n ** BigInt(i));
  const power = POWERS[k];
  assert(power !== undefined, `pow10: ${k} is not a whole number >= 0`);
  return power;
}

/** The gate's shape: at most 15 digits before the point and 8 after, ASCII digits, no exponent, no leading zeros. */
const GATE = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,8})?$/;
const NEGATIVE_ZERO = /^-0(?:\.0+)?$/;

/** Whether text may become a decimal at all (ARCHITECTURE 6): `1e9`, `NaN`, `0x1f`, `１２`, `01`, `-0`, `.5`, `1,234.5` may not. */
export function isDecimalText(text: string): boolean {
  return GATE.test(text) && !NEGATIVE_ZERO.test(text);
}

/** The one gate from text to an exact decimal. `undefined` when the text may not pass. */
export function parseDecimal(text: string): Fraction | undefined {
  return isDecimalText(text) ? digits(text) : undefined;
}

/** As `parseDecimal`, for text that was checked before: anything else is a bug. */
export function decimal(text: string): Fraction {
  const value = parseDecimal(text);
  assert(value !== undefined, `not a decimal: ${JSON.stringify(text)}`);
  return value;
}

/** Text that our own code or the database printed, of any length: the gate's shape without its limits. */
export function storedDecimal(text: string): Fraction {
  assert(/^-?\d+(?:\.\d+)?$/.test(text), `not a stored decimal: ${JSON.stringify(text)}`);
  return digits(text);
}

function digits(text: string): Fraction {
  const point = text.indexOf('.');
  if (point < 0) return new Fraction(wholeText(text), 1);
  return new Fraction(wholeText(text.slice(0, point) + text.slice(point + 1)), pow10(text.length - point - 1));
}

/** Digits of a whole number beyond 15 may not be safe. */
function wholeText(text: string): bigint | number {
  return text.length <= 15 ? Number(text) : BigInt(text);
}

/** A whole number (count, days) as a fraction. */
export function whole(value: number | bigint): Fraction {
  return new Fraction(value, 1);
}

/** Money in fen as yuan. */
export function fenToYuan(fen: Fen): Fraction {
  return new Fraction(fen, 100);
}

/** Yuan as whole fen; a fraction of a fen is a bug, because money is rounded by declaration before it gets here. */
export function yuanToFen(yuan: Fraction): Fen {
  const hundred = yuan.n * 100n;
  assert(hundred % yuan.d === 0n, `not whole fen: ${yuan.n}/${yuan.d} yuan`);
  return hundred / yuan.d;
}

/** a + b. */
export function add(a: Fraction, b: Fraction): Fraction {
  if (a.long === undefined && b.long === undefined) {
    const same = a.bottom === b.bottom;
    const n = same ? a.top + b.top : sumOfProducts(a.top, b.bottom, b.top, a.bottom);
    const d = same ? a.bottom : a.bottom * b.bottom;
    if (isSafe(n) && isSafe(d)) return new Fraction(n, d);
  }
  return a.d === b.d ? new Fraction(a.n + b.n, a.d) : new Fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** a × b + c × d where both products are safe whole numbers; otherwise not a number, which is not safe either. */
function sumOfProducts(a: number, b: number, c: number, d: number): number {
  const left = a * b;
  const right = c * d;
  return isSafe(left) && isSafe(right) ? left + right : NaN;
}

/** a − b. */
export function subtract(a: Fraction, b: Fraction): Fraction {
  if (a.long === undefined && b.long === undefined) {
    const same = a.bottom === b.bottom;
    const n = same ? a.top - b.top : sumOfProducts(a.top, b.bottom, -b.top, a.bottom);
    const d = same ? a.bottom : a.bottom * b.bottom;
    if (isSafe(n) && isSafe(d)) return new Fraction(n, d);
  }
  return a.d === b.d ? new Fraction(a.n - b.n, a.d) : new Fraction(a.n * b.d - b.n * a.d, a.d * b.d);
}

/** a × b. */
export function multiply(a: Fraction, b: Fraction): Fraction {
  if (a.long === undefined && b.long === undefined) {
    const n = a.top * b.top;
    const d = a.bottom * b.bottom;
    if (isSafe(n) && isSafe(d)) return new Fraction(n, d);
  }
  return new Fraction(a.n * b.n, a.d * b.d);
}

/** a ÷ b; `undefined` when b is zero (the caller makes it a typed failure). */
export function divide(a: Fraction, b: Fraction): Fraction | undefined {
  const side = sign(b);
  if (side === 0) return undefined;
  if (a.long === undefined && b.long === undefined) {
    const n = a.top * b.bottom * side;
    const d = a.bottom * b.top * side;
    if (isSafe(n) && isSafe(d)) return new Fraction(n, d);
  }
  return side < 0 ? new Fraction(-a.n * b.d, a.d * -b.n) : new Fraction(a.n * b.d, a.d * b.n);
}

/** −a. */
export function negate(a: Fraction): Fraction {
  return a.long === undefined ? new Fraction(-a.top, a.bottom) : new Fraction(-a.long.n, a.long.d);
}

/** −1, 0 or 1 as a is below, at or above zero. */
export function sign({ top, long }: Fraction): -1 | 0 | 1 {
  const n = long === undefined ? top : long.n;
  return n < 0 ? -1 : n > 0 ? 1 : 0;
}

/** −1, 0 or 1 as a is less than, equal to or greater than b, by cross-multiplication. */
export function compare(a: Fraction, b: Fraction): -1 | 0 | 1 {
  if (a.long === undefined && b.long === undefined) {
    const left = a.bottom === b.bottom ? a.top : a.top * b.bottom;
    const right = a.bottom === b.bottom ? b.top : b.top * a.bottom;
    if (isSafe(left) && isSafe(right)) return left < right ? -1 : left > right ? 1 : 0;
  }
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether numerator and denominator both stay below `limit`, which is above every safe whole number. */
export function isBelow({ long }: Fraction, limit: bigint): boolean {
  return long === undefined || (long.d < limit && long.n < limit && long.n > -limit);
}

/** The greatest common divisor of two whole numbers, never negative. */
export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The same number in lowest terms. */
export function lowestTerms(value: Fraction): Fraction {
  const divisor = gcd(value.n, value.d);
  return divisor <= 1n ? value : new Fraction(value.n / divisor, value.d / divisor);
}

/** n ÷ d to a whole number in the mode named; d > 0. The only place where a digit is lost. */
export function divideRounded(n: bigint, d: bigint, mode: RoundingMode): bigint {
  assert(d > 0n, 'divideRounded: divisor must be positive');
  const quotient = n / d;
  const remainder = n % d;
  if (remainder === 0n) return quotient;
  const away = n < 0n ? -1n : 1n;
  switch (mode) {
    case 'DOWN':
      return quotient;
    case 'UP':
      return quotient + away;
    case 'FLOOR':
      return n < 0n ? quotient - 1n : quotient;
    case 'CEIL':
      return n < 0n ? quotient : quotient + 1n;
    case 'HALF_UP':
    case 'HALF_EVEN': {
      const twice = 2n * (remainder < 0n ? -remainder : remainder);
      if (twice !== d) return twice > d ? quotient + away : quotient;
      return mode === 'HALF_UP' || quotient % 2n !== 0n ? quotient + away : quotient;
    }
  }
}

/** Rounds to `scale` places. The result's denominator is exactly 10^scale, so that `print` shows that many places. */
export function round(value: Fraction, { scale, mode }: Rounding): Fraction {
  const { top, bottom, long } = value;
  if (long === undefined && scale <= SAFE_SCALE) {
    const unit = safePow10(scale);
    if (bottom === unit) return value;
    const scaled = roundSafe(top, bottom, { scale, mode });
    if (isSafe(scaled)) return new Fraction(scaled, unit);
  }
  const unit = pow10(scale);
  return value.d === unit ? value : new Fraction(divideRounded(value.n * unit, value.d, mode), unit);
}

/** 10^15 is the highest power of ten among the safe whole numbers. */
const SAFE_SCALE = 15;
const SAFE_POWERS: readonly number[] = Array.from({ length: SAFE_SCALE + 1 }, (_, k) => 10 ** k);
/** Half the safe whole numbers: a quotient that is one too high, times its divisor, is still exact. */
const HALF_SAFE = 2 ** 52;
/** So many digits of a quotient are worked out at a time, and only one where the rest of so many more would leave the safe whole numbers. */
const DIGITS_AT_ONCE = 4;
const LONG_DIVISOR = HALF_SAFE / 10 ** DIGITS_AT_ONCE;

function safePow10(k: number): number {
  return SAFE_POWERS[k] ?? NaN;
}

/**
 * top ÷ bottom in units of 10^−scale, rounded, as long division in safe whole numbers; not a number where they do not suffice. For parts of
 * a `Fraction` and for columns of them; `bottom` is above 0.
 */
export function roundSafe(top: number, bottom: number, { scale, mode }: Rounding): number {
  const factor = safePow10(scale) / bottom;
  if (Number.isInteger(factor)) {
    const whole = top * factor;
    return isSafe(whole) ? whole : NaN;
  }
  const size = top < 0 ? -top : top;
  if (size > HALF_SAFE || bottom > HALF_SAFE) return NaN;
  let quotient = wholeQuotient(size, bottom);
  let rest = size - quotient * bottom;
  const atOnce = bottom > LONG_DIVISOR ? 1 : DIGITS_AT_ONCE;
  for (let left = scale; left > 0; left -= atOnce) {
    const power = safePow10(left < atOnce ? left : atOnce);
    const grown = rest * power;
    if (grown > HALF_SAFE) return NaN;
    const digit = wholeQuotient(grown, bottom);
    quotient = quotient * power + digit;
    rest = grown - digit * bottom;
  }
  if (quotient >= HALF_SAFE) return NaN;
  if (rest > 0 && isAway(quotient, rest, bottom, mode, top < 0)) quotient += 1;
  return top < 0 ? -quotient : quotient;
}

/** The whole part of n ÷ d for n, d ≤ 2^52: the division in floating point may be one off. */
function wholeQuotient(n: number, d: number): number {
  const quotient = Math.floor(n / d);
  const product = quotient * d;
  return product > n ? quotient - 1 : n - product >= d ? quotient + 1 : quotient;
}

/** Whether a quotient with a rest is rounded away from zero. `quotient` is without sign. */
function isAway(quotient: number, rest: number, divisor: number, mode: RoundingMode, isNegative: boolean): boolean {
  switch (mode) {
    case 'DOWN':
      return false;
    case 'UP':
      return true;
    case 'FLOOR':
      return isNegative;
    case 'CEIL':
      return !isNegative;
    case 'HALF_UP':
    case 'HALF_EVEN': {
      const other = divisor - rest;
      if (rest !== other) return rest > other;
      return mode === 'HALF_UP' || quotient % 2 === 1;
    }
  }
}

/** Prints a whole number of 10^−scale as fixed-point text. */
export function printScaled(scaled: bigint, scale: number): string {
  if (scale === 0) return scaled.toString();
  const minus = scaled < 0n ? '-' : '';
  return minus + withPoint((scaled < 0n ? -scaled : scaled).toString(), scale);
}

/** Puts the point before the last `scale` digits. */
function withPoint(digitsText: string, scale: number): string {
  const text = digitsText.length > scale ? digitsText : digitsText.padStart(scale + 1, '0');
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** Prints with exactly `scale` places, rounding HALF_UP: for display, and for values that were rounded to that scale before. */
export function printFixed(value: Fraction, scale: number): string {
  const { top, bottom, long } = value;
  const scaled = long === undefined && scale <= SAFE_SCALE ? roundSafe(top, bottom, { scale, mode: 'HALF_UP' }) : NaN;
  if (!isSafe(scaled)) return printScaled(divideRounded(value.n * pow10(scale), value.d, 'HALF_UP'), scale);
  if (scale === 0) return String(scaled);
  return scaled < 0 ? `-${withPoint(String(-scaled), scale)}` : withPoint(String(scaled), scale);
}

/**
 * Prints with the places that a value of money (2) or a rounded one of 4 places has, otherwise with `scale` places HALF_UP: shorter text, of the
 * same number, for tables that hold `scale` places.
 */
export function printCompact(value: Fraction, scale: number): string {
  const { bottom, long } = value;
  return printFixed(value, long !== undefined ? scale : bottom === 100 ? 2 : bottom === 10_000 ? 4 : scale);
}

/** Prints money: yuan with 2 places. */
export function printFen(fen: Fen): string {
  return printScaled(fen, 2);
}

/** Prints an amount as it was stated, which may be wrongly: with 2 places, and with more where it has them. */
export function printAmount(yuan: Fraction): string {
  const short = printShort(yuan);
  const places = short.split('.')[1]?.length ?? 0;
  return places > 2 ? short : printFixed(yuan, 2);
}

/** The places at which exact outputs are shown and compared with `expect` (ARCHITECTURE 6). */
export const EXACT_DISPLAY_SCALE = 8;

/**
 * Prints a number as short as it is exactly when it has at most `EXACT_DISPLAY_SCALE` places, otherwise at that scale HALF_UP.
 * For display only.
 */
export function printShort(value: Fraction): string {
  return withoutTrailingZeros(printFixed(value, EXACT_DISPLAY_SCALE));
}
