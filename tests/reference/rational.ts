import { strictEqual } from 'node:assert/strict';

/**
 * Plain fractions of whole numbers for the independent reference: nothing here knows the product's numbers, its rounding or its splitting.
 * They are what docs/architecture.md, section 6, says in words.
 */
export interface Rational {
  readonly n: bigint;
  /** Above 0. */
  readonly d: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** top ÷ bottom in lowest terms. Throws where the bottom is 0. */
export function rational(top: bigint, bottom = 1n): Rational {
  if (bottom === 0n) throw new RangeError('divided by zero');
  const [n, d] = bottom < 0n ? [-top, -bottom] : [top, bottom];
  const common = gcd(n, d);
  return { n: n / common, d: d / common };
}

export const NIL = rational(0n);
export const UNIT = rational(1n);

/** Decimal text: `-12.50`. */
export function read(text: string): Rational {
  const [, sign = '', whole = '', places = ''] = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text) ?? [];
  if (whole === '') throw new RangeError(`${text} is no decimal`);
  const top = BigInt(whole + places);
  return rational(sign === '-' ? -top : top, 10n ** BigInt(places.length));
}

export const plus = (...all: readonly Rational[]): Rational => all.reduce((a, b) => rational(a.n * b.d + b.n * a.d, a.d * b.d), NIL);
export const negative = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const minus = (a: Rational, ...less: readonly Rational[]): Rational => plus(a, ...less.map(negative));
export const times = (...all: readonly Rational[]): Rational => all.reduce((a, b) => rational(a.n * b.n, a.d * b.d), UNIT);
export const over = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
/** Below, at or above 0 as a is below, at or above b. */
export const order = (a: Rational, b: Rational): bigint => a.n * b.d - b.n * a.d;
export const larger = (a: Rational, b: Rational): Rational => (order(a, b) < 0n ? b : a);
export const smaller = (a: Rational, b: Rational): Rational => (order(a, b) > 0n ? b : a);

/** How many whole units a rational holds, towards the lower ones. */
export function wholes({ n, d }: Rational): bigint {
  const cut = n / d;
  return n < 0n && cut * d !== n ? cut - 1n : cut;
}

/** Rounded to so many places, halves away from zero. */
export function halfUp(a: Rational, places: number): Rational {
  const unit = 10n ** BigInt(places);
  const size = a.n < 0n ? -a.n : a.n;
  const rounded = (size * unit * 2n + a.d) / (a.d * 2n);
  return rational(a.n < 0n ? -rounded : rounded, unit);
}

/** Cut after so many places. */
export function cutDown(a: Rational, places: number): Rational {
  const unit = 10n ** BigInt(places);
  return rational((a.n * unit) / a.d, unit);
}

/** Yuan, rounded to the fen. */
export const yuan = (a: Rational): Rational => halfUp(a, 2);

/** With exactly so many places, rounded HALF_UP. */
export function print(a: Rational, places: number): string {
  const { n, d } = halfUp(a, places);
  const unit = 10n ** BigInt(places);
  const digits = String(((n < 0n ? -n : n) * unit) / d).padStart(places + 1, '0');
  const split = digits.length - places;
  return `${n < 0n ? '-' : ''}${digits.slice(0, split)}${places > 0 ? `.${digits.slice(split)}` : ''}`;
}

/** Who gets the fen that are left first, of two whose remainders are alike. */
export type Ties = 'INSTITUTION_CODE' | 'LARGEST_WEIGHT';

/** A weight that splits a total. */
export interface Weighed {
  readonly code: string;
  readonly weight: Rational;
}

/** Nothing can be divided: no points, a negative amount, no budget. */
export class NotSplit extends Error {}

/** A year without a fund is no year: zero budget is a typed result. */
export function requireFund(fund: Rational): Rational {
  if (fund.n <= 0n) throw new NotSplit('no fund');
  return fund;
}

/**
 * Splits whole fen by weights: everybody gets the whole fen of their exact share; what is left goes, a fen each, to the largest remainders, of
 * equal ones to the larger weight (where that is declared), then to the first code.
 */
export function split(total: Rational, weights: readonly Weighed[], ties: Ties): ReadonlyMap<string, Rational> {
  const fen = times(total, rational(100n));
  strictEqual(fen.d, 1n, 'a total of whole fen');
  const all = plus(...weights.map(({ weight }) => weight));
  if (fen.n < 0n || weights.some(({ weight }) => weight.n < 0n) || all.n === 0n) throw new NotSplit('no split');
  const shares = weights.map(({ code, weight }) => {
    const exact = over(times(fen, weight), all);
    return { code, weight, sure: wholes(exact), rest: minus(exact, rational(wholes(exact))) };
  });
  const left = fen.n - shares.reduce((sum, { sure }) => sum + sure, 0n);
  const turn = [...shares].sort((a, b) => {
    const byRest = order(b.rest, a.rest);
    if (byRest !== 0n) return byRest > 0n ? 1 : -1;
    const byWeight = ties === 'LARGEST_WEIGHT' ? order(b.weight, a.weight) : 0n;
    if (byWeight !== 0n) return byWeight > 0n ? 1 : -1;
    return a.code < b.code ? -1 : 1;
  });
  return new Map(turn.map(({ code, sure }, place) => [code, rational(sure + (BigInt(place) < left ? 1n : 0n), 100n)]));
}

/** Claims within a limit: met whole where they fit, otherwise the limit is split by them. */
export function withinLimit(limit: Rational, claims: readonly Weighed[], ties: Ties): ReadonlyMap<string, Rational> {
  const asked = plus(...claims.map(({ weight }) => weight));
  if (order(asked, limit) <= 0n) return new Map(claims.map(({ code, weight }) => [code, weight]));
  return split(limit, claims, ties);
}
