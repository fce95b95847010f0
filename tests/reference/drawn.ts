import { NIL, plus, times, rational, type Rational } from './rational.js';

/** A case as far as a clearing knows it: what it scored and cost, when it ended, when it came to be known, and whether it was voided. */
export interface DrawnCase {
  readonly code: string;
  /** 1 to 12: the month of its discharge. */
  readonly month: number;
  /** The month at whose end it was known first: its own, or a later one. */
  readonly known: number;
  /** The month at whose end it had been voided; absent: it stands. */
  readonly voided?: number;
  readonly kind: 'INCLUDED' | 'BY_ITEM';
  readonly points: Rational;
  readonly cost: Rational;
  readonly fund: Rational;
}

/** What a case adds up to. */
export interface Added {
  readonly code: string;
  /** The month in which it counts. */
  readonly month: number;
  readonly sign: Rational;
  readonly one: DrawnCase;
}

/** The cases as every month counts them once it is closed: a late case where it came to be known, a voided one taken off where it was. */
export function asClosed(cases: readonly DrawnCase[]): readonly Added[] {
  return cases.flatMap((one): Added[] => [
    { code: one.code, month: one.known, sign: rational(1n), one },
    ...(one.voided === undefined ? [] : [{ code: one.code, month: one.voided, sign: rational(-1n), one }]),
  ]);
}

/** The cases as they are known at the end of the year, each in the month of its discharge. */
export function asKnown(cases: readonly DrawnCase[]): readonly Added[] {
  return cases.filter(({ voided }) => voided === undefined).map((one) => ({ code: one.code, month: one.month, sign: rational(1n), one }));
}

/** Adds a figure up over what counts. */
export function sumOf(
  added: readonly Added[],
  of: 'points' | 'cost' | 'fund',
  wanted: (one: Added) => boolean,
  kind: DrawnCase['kind'] = 'INCLUDED',
): Rational {
  return added.reduce((sum, each) => (each.one.kind === kind && wanted(each) ? plus(sum, times(each.sign, each.one[of])) : sum), NIL);
}

/** Figures of a reference as the product prints them, by scope and key: `institutionYear H1`. */
export type Figures = ReadonlyMap<string, Readonly<Record<string, string>>>;
