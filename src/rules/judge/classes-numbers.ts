import { assert, must } from '../../engine/kit/assert.js';
import { addDays } from '../../engine/kit/calendar.js';
import type { Label, Value } from '../../engine/plan/plan.js';
import { add, compare, divideRounded, Fraction, multiply, ONE, printShort, sign, subtract, whole } from '../../engine/number/quantity.js';
import { either, type Cut, type Domain, type Leaves, type DomainPiece } from './classes-cut.js';
import { isList } from './judge-operators.js';

const HALF = new Fraction(1n, 2n);

/** The constants that a fact is compared with: lists opened, `known` left out. */
function constants(leaves: Leaves): (string | Fraction)[] {
  return leaves.flatMap(({ operand }) => {
    if (isList(operand)) return [...operand];
    return operand instanceof Fraction || typeof operand === 'string' ? [operand] : [];
  });
}

function inOrder<T>(values: readonly T[], order: (a: T, b: T) => number): T[] {
  return [...values].sort(order).filter((value, index, sorted) => index === 0 || order(must(sorted[index - 1], 'cut'), value) !== 0);
}

/** Cuts a number's domain at every constant: below, at, between, …, above. */
export function cutNumber(domain: Domain, leaves: Leaves): Cut {
  const cuts = inOrder(
    constants(leaves).filter((value) => value instanceof Fraction),
    compare,
  );
  const pieces = rawClasses(cuts, (low, high) => {
    const value = low !== undefined && high !== undefined && compare(low, high) === 0 ? low : undefined;
    if (value !== undefined) return allowed(domain, value) ? value : undefined;
    return domain.type === 'integer' ? wholeBetween(domain, low, high) : between(domain, low, high);
  });
  return {
    pieces,
    classifier: (classOf, missing) => ({ kind: 'decimal', cuts, classOf: dense(cuts.length, classOf), missing }),
    label: (raws) => labelOf(cuts.map(printShort), pieces, raws),
  };
}

/** Cuts dates, which compare as text; between a day and the next there is none. */
export function cutDate(leaves: Leaves): Cut {
  const cuts = inOrder(
    constants(leaves).filter((value) => typeof value === 'string'),
    (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
  const pieces = rawClasses(cuts, (low, high) => {
    if (low === undefined) return high === undefined ? '2000-01-01' : addDays(high, -1);
    if (low === high) return low;
    const next = addDays(low, 1);
    return high === undefined || next < high ? next : undefined;
  });
  return {
    pieces,
    classifier: (classOf, missing) => ({ kind: 'date', cuts, classOf: dense(cuts.length, classOf), missing }),
    label: (raws) => labelOf(cuts, pieces, raws),
  };
}

/** The possible raw classes of n rising cuts; `find` gives a value strictly between its ends, or the end itself when both are the same. */
function rawClasses<T extends Value>(cuts: readonly T[], find: (low: T | undefined, high: T | undefined) => T | undefined): DomainPiece[] {
  const pieces: DomainPiece[] = [];
  for (let raw = 0; raw <= 2 * cuts.length; raw++) {
    const representative = raw % 2 === 1 ? find(cuts[(raw - 1) / 2], cuts[(raw - 1) / 2]) : find(cuts[raw / 2 - 1], cuts[raw / 2]);
    if (representative !== undefined) pieces.push({ raw, representative });
  }
  return pieces;
}

function dense(cuts: number, classOf: ReadonlyMap<number, number>): number[] {
  return Array.from({ length: 2 * cuts + 1 }, (_, raw) => classOf.get(raw) ?? -1);
}

function allowed(domain: Domain, value: Fraction): boolean {
  if (domain.type === 'integer' && value.n % value.d !== 0n) return false;
  return (domain.min === undefined || compare(domain.min, value) <= 0) && (domain.max === undefined || compare(value, domain.max) <= 0);
}

/** A number strictly between two cuts and inside the domain; −∞ and +∞ where absent. */
function between(domain: Domain, low: Fraction | undefined, high: Fraction | undefined): Fraction | undefined {
  const { min, max } = domain;
  const from = min !== undefined && (low === undefined || compare(low, min) < 0) ? min : low;
  const to = max !== undefined && (high === undefined || compare(max, high) < 0) ? max : high;
  if (from !== undefined && to !== undefined) {
    const order = compare(from, to);
    // Where the ends meet, only a domain of one value is left.
    if (order === 0)
      return (low === undefined || compare(low, from) < 0) && (high === undefined || compare(to, high) < 0) ? from : undefined;
    return order < 0 ? multiply(add(from, to), HALF) : undefined;
  }
  return likely(from, to);
}

/**
 * A number above `from` or below `to` that a quantity may well have, where no domain says: amounts, ratios and coefficients are not below 0
 * where they need not be, and a share (above 0.15) is not above 1.
 */
function likely(from: Fraction | undefined, to: Fraction | undefined): Fraction {
  if (from !== undefined) return isShare(from) ? multiply(add(from, ONE), HALF) : add(from, ONE);
  if (to === undefined) return ONE;
  return sign(to) > 0 ? multiply(to, HALF) : subtract(to, ONE);
}

const isShare = (value: Fraction): boolean => sign(value) > 0 && compare(value, ONE) < 0;

/** A whole number strictly between two cuts and inside the domain, the neighbour of a cut. */
function wholeBetween(domain: Domain, low: Fraction | undefined, high: Fraction | undefined): Fraction | undefined {
  const floor = (value: Fraction) => divideRounded(value.n, value.d, 'FLOOR');
  const ceil = (value: Fraction) => divideRounded(value.n, value.d, 'CEIL');
  const lowest = [low && floor(low) + 1n, domain.min && ceil(domain.min)].filter((value) => value !== undefined);
  const highest = [high && ceil(high) - 1n, domain.max && floor(domain.max)].filter((value) => value !== undefined);
  const from = lowest.reduce<bigint | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
  const to = highest.reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
  if (from !== undefined && to !== undefined && from > to) return undefined;
  const nearest = low === undefined ? (to ?? from) : from;
  return whole(nearest ?? 1n);
}

/** 任意值 the class of every number that a fact may be. */
export const ANY_VALUE: Label = { zh: '任意值', en: 'any value' };

/** Names a class of intervals; neighbouring pieces read as one range. */
function labelOf(cuts: readonly string[], pieces: readonly DomainPiece[], raws: readonly number[]): Label {
  assert(raws.length > 0, 'a class of no pieces');
  const order = pieces.map((piece) => piece.raw);
  const runs: number[][] = [];
  for (const raw of raws) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && order.indexOf(raw) === order.indexOf(last) + 1) run.push(raw);
    else runs.push([raw]);
  }
  return either(runs.map((run) => rangeLabel(cuts, must(run[0], 'raw'), must(run.at(-1), 'raw'))));
}

function rangeLabel(cuts: readonly string[], first: number, last: number): Label {
  const low =
    first === 0 ? undefined : first % 2 === 1 ? { sign: '≥', cut: cuts[(first - 1) / 2] } : { sign: '>', cut: cuts[first / 2 - 1] };
  const high =
    last === 2 * cuts.length ? undefined : last % 2 === 1 ? { sign: '≤', cut: cuts[(last - 1) / 2] } : { sign: '<', cut: cuts[last / 2] };
  if (low === undefined && high === undefined) return ANY_VALUE;
  if (low === undefined || high === undefined) {
    const text = low === undefined ? `${high?.sign}${high?.cut}` : `${low.sign}${low.cut}`;
    return { zh: text, en: text };
  }
  if (low.cut === high.cut) return { zh: `=${low.cut}`, en: `=${low.cut}` };
  if (low.sign === '>' && high.sign === '<') return { zh: `${low.cut}–${high.cut}`, en: `${low.cut}–${high.cut}` };
  const [from, to] = [`${low.sign}${low.cut}`, `${high.sign}${high.cut}`];
  return { zh: `${from} 且 ${to}`, en: `${from} and ${to}` };
}
