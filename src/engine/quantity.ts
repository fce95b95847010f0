import { assert } from './assert.js';

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

/**
 * An exact rational number: `n / d`, `d > 0`, not necessarily in lowest terms.
 * Every decimal quantity in the engine is one; only a declared rounding ever loses a digit.
 */
export class Fraction {
  constructor(
    readonly n: bigint,
    readonly d: bigint,
  ) {}
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
  if (point < 0) return new Fraction(BigInt(text), 1n);
  return new Fraction(BigInt(text.slice(0, point) + text.slice(point + 1)), pow10(text.length - point - 1));
}

/** A whole number (count, days) as a fraction. */
export function whole(value: number | bigint): Fraction {
  return new Fraction(BigInt(value), 1n);
}

/** Money in fen as yuan. */
export function fenToYuan(fen: Fen): Fraction {
  return new Fraction(fen, 100n);
}

/** Yuan as whole fen; a fraction of a fen is a bug, because money is rounded by declaration before it gets here. */
export function yuanToFen(yuan: Fraction): Fen {
  const hundred = yuan.n * 100n;
  assert(hundred % yuan.d === 0n, `not whole fen: ${yuan.n}/${yuan.d} yuan`);
  return hundred / yuan.d;
}

/** a + b. */
export function add(a: Fraction, b: Fraction): Fraction {
  return a.d === b.d ? new Fraction(a.n + b.n, a.d) : new Fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** a − b. */
export function subtract(a: Fraction, b: Fraction): Fraction {
  return a.d === b.d ? new Fraction(a.n - b.n, a.d) : new Fraction(a.n * b.d - b.n * a.d, a.d * b.d);
}

/** a × b. */
export function multiply(a: Fraction, b: Fraction): Fraction {
  return new Fraction(a.n * b.n, a.d * b.d);
}

/** a ÷ b; `undefined` when b is zero (the caller makes it a typed failure). */
export function divide(a: Fraction, b: Fraction): Fraction | undefined {
  if (b.n === 0n) return undefined;
  return b.n < 0n ? new Fraction(-a.n * b.d, a.d * -b.n) : new Fraction(a.n * b.d, a.d * b.n);
}

/** −1, 0 or 1 as a is less than, equal to or greater than b, by cross-multiplication. */
export function compare(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const left = a.d === b.d ? a.n : a.n * b.d;
  const right = a.d === b.d ? b.n : b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
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
  const unit = pow10(scale);
  if (value.d === unit) return value;
  return new Fraction(divideRounded(value.n * unit, value.d, mode), unit);
}

/** Prints a whole number of 10^−scale as fixed-point text. */
export function printScaled(scaled: bigint, scale: number): string {
  if (scale === 0) return scaled.toString();
  const sign = scaled < 0n ? '-' : '';
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(scale + 1, '0');
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** Prints with exactly `scale` places, rounding HALF_UP: for display, and for values that were rounded to that scale before. */
export function printFixed(value: Fraction, scale: number): string {
  return printScaled(divideRounded(value.n * pow10(scale), value.d, 'HALF_UP'), scale);
}

/** Prints money: yuan with 2 places. */
export function printFen(fen: Fen): string {
  return printScaled(fen, 2);
}

/** The places at which exact outputs are shown and compared with `expect` (ARCHITECTURE 6). */
export const EXACT_DISPLAY_SCALE = 8;

/**
 * Prints a number as short as it is exactly when it has at most `EXACT_DISPLAY_SCALE` places, otherwise at that scale HALF_UP.
 * For display only.
 */
export function printShort(value: Fraction): string {
  const text = printFixed(value, EXACT_DISPLAY_SCALE);
  return text.replace(/\.?0+$/, '');
}
