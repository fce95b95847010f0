import { Decimal } from 'decimal.js';
import { assert, assertNever, must } from '../kit/assert.js';
import { readRef, type Environment, type Problem, type ProblemCode } from '../formula/environment.js';
import type { Band, BandsTable } from '../plan/bands.js';
import type { Expr, KeyExpr, StepMode } from '../plan/plan.js';
import { Fraction, type RoundingMode } from '../number/quantity.js';

/**
 * The second evaluator of formulas, written apart from `formula.ts` and on other arithmetic: fractions of two whole decimal.js numbers.
 * A run re-computes a sample with it and halts on any difference (ARCHITECTURE 4). Only declared rounding, floor, ceil and step divide.
 */
const Whole = Decimal.clone({ precision: 1000, rounding: Decimal.ROUND_DOWN, modulo: Decimal.ROUND_DOWN, toExpPos: 1200 });

/** No operand may be longer: a product of two of them still fits the precision twice over. */
const MAX_DIGITS = 400;

interface Ratio {
  readonly top: Decimal;
  /** Always positive. */
  readonly bottom: Decimal;
}

class Unworkable extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** The value of a formula by the reference evaluator, or the problem that it met. */
export function evaluateReference(expr: Expr, environment: Environment): Fraction | { readonly problem: Problem } {
  try {
    return toFraction(evaluate(expr, environment));
  } catch (error) {
    if (error instanceof Unworkable) return { problem: error.problem };
    throw error;
  }
}

/** Rounds by the reference arithmetic. */
export function roundReference(value: Fraction, places: number, mode: RoundingMode): Fraction {
  return toFraction(roundTo(fromFraction(value), places, mode));
}

function stop(code: ProblemCode, name: string): never {
  throw new Unworkable({ code, name });
}

function fromFraction(value: Fraction): Ratio {
  return { top: operand(new Whole(value.n.toString())), bottom: operand(new Whole(value.d.toString())) };
}

function toFraction(value: Ratio): Fraction {
  return new Fraction(BigInt(value.top.toFixed(0)), BigInt(value.bottom.toFixed(0)));
}

function digits(value: Decimal): number {
  return value.isZero() ? 1 : value.e + 1;
}

function operand(value: Decimal): Decimal {
  assert(value.isInteger() && digits(value) <= MAX_DIGITS, 'reference: an operand is not whole or has more than 400 digits');
  return value;
}

/** Brings a result back to operands: in lowest terms where it is too long, out of range where that does not help. */
function settle(top: Decimal, bottom: Decimal): Ratio {
  if (digits(top) <= MAX_DIGITS && digits(bottom) <= MAX_DIGITS) return { top, bottom };
  let [a, b] = [top.abs(), bottom];
  while (!b.isZero()) [a, b] = [b, a.mod(b)];
  const reduced = { top: top.divToInt(a), bottom: bottom.divToInt(a) };
  if (digits(reduced.top) > MAX_DIGITS || digits(reduced.bottom) > MAX_DIGITS) stop('OUT_OF_RANGE', '');
  return reduced;
}

const plus = (a: Ratio, b: Ratio): Ratio => settle(a.top.times(b.bottom).plus(b.top.times(a.bottom)), a.bottom.times(b.bottom));
const minus = (a: Ratio, b: Ratio): Ratio => plus(a, negated(b));
const times = (a: Ratio, b: Ratio): Ratio => settle(a.top.times(b.top), a.bottom.times(b.bottom));
const negated = (a: Ratio): Ratio => ({ top: a.top.negated(), bottom: a.bottom });
const order = (a: Ratio, b: Ratio): number => a.top.times(b.bottom).cmp(b.top.times(a.bottom));

function over(a: Ratio, b: Ratio): Ratio {
  if (b.top.isZero()) return stop('DIVISION_BY_ZERO', '');
  const top = a.top.times(b.bottom);
  return settle(b.top.isNegative() ? top.negated() : top, a.bottom.times(b.top.abs()));
}

/** The whole number that a ratio rounds to, by integer quotient and remainder. */
function toWhole({ top, bottom }: Ratio, mode: RoundingMode): Decimal {
  const magnitude = top.abs();
  const down = magnitude.divToInt(bottom);
  const rest = magnitude.minus(down.times(bottom));
  const negative = top.isNegative();
  const up = !rest.isZero() && isUp(mode, { negative, half: rest.times(2).cmp(bottom), odd: !down.mod(2).isZero() });
  const result = up ? down.plus(1) : down;
  return negative ? result.negated() : result;
}

/** Whether a magnitude with a remainder goes up; `half` compares the remainder with one half. */
function isUp(mode: RoundingMode, { negative, half, odd }: { negative: boolean; half: number; odd: boolean }): boolean {
  switch (mode) {
    case 'UP':
      return true;
    case 'DOWN':
      return false;
    case 'FLOOR':
      return negative;
    case 'CEIL':
      return !negative;
    case 'HALF_UP':
      return half >= 0;
    case 'HALF_EVEN':
      return half > 0 || (half === 0 && odd);
  }
}

function roundTo(value: Ratio, places: number, mode: RoundingMode): Ratio {
  const unit = new Whole(10).pow(places);
  return { top: toWhole({ top: value.top.times(unit), bottom: value.bottom }, mode), bottom: unit };
}

const zero = (): Ratio => ({ top: new Whole(0), bottom: new Whole(1) });
const integer = (value: Decimal): Ratio => ({ top: value, bottom: new Whole(1) });

function evaluate(expr: Expr, environment: Environment): Ratio {
  const value = (inner: Expr): Ratio => evaluate(inner, environment);
  switch (expr.kind) {
    case 'number':
    case 'parameter':
      return fromFraction(expr.value);
    case 'fact':
      return readNumber(expr, environment);
    case 'negate':
      return negated(value(expr.operand));
    case 'binary': {
      const [left, right] = [value(expr.left), value(expr.right)];
      return { '+': plus, '-': minus, '*': times, '/': over }[expr.op](left, right);
    }
    case 'ratio': {
      const [part, all] = [value(expr.part), value(expr.whole)];
      return all.top.isZero() ? stop('MISSING_VALUE', 'ratio') : over(part, all);
    }
    case 'call':
      return call(expr.fn, expr.args.map(value));
    case 'round': {
      const rounded = roundTo(value(expr.operand), expr.places, expr.mode);
      return settle(rounded.top, rounded.bottom);
    }
    case 'step':
      return step(expr.mode, [value(expr.operand), value(expr.every), value(expr.add)]);
    case 'tiered':
      return tiered(expr.table, value(expr.operand));
    case 'lookupBand':
      return band(expr.table, value(expr.operand));
    case 'keyedBands':
      return keyedBands(expr, environment);
    case 'lookup':
      return lookup(expr, environment);
    case 'group':
      return column(expr, environment);
    default:
      return assertNever(expr, 'formula');
  }
}

function readNumber({ ref }: Extract<Expr, { kind: 'fact' }>, environment: Environment): Ratio {
  const value = readRef(environment, ref);
  if (value === undefined) return stop('NOT_SUPPLIED', ref.name);
  if (value === null) return stop('MISSING_VALUE', ref.name);
  assert(value instanceof Fraction, `${ref.name} is not a number`);
  return fromFraction(value);
}

function call(fn: Extract<Expr, { kind: 'call' }>['fn'], args: readonly Ratio[]): Ratio {
  const first = must(args[0], 'argument');
  const least = (a: Ratio, b: Ratio): Ratio => (order(a, b) <= 0 ? a : b);
  const most = (a: Ratio, b: Ratio): Ratio => (order(a, b) >= 0 ? a : b);
  switch (fn) {
    case 'min':
      return args.reduce(least);
    case 'max':
      return args.reduce(most);
    case 'abs':
      return { top: first.top.abs(), bottom: first.bottom };
    case 'floor':
      return integer(toWhole(first, 'FLOOR'));
    case 'ceil':
      return integer(toWhole(first, 'CEIL'));
    case 'clamp':
      return least(most(first, must(args[1], 'lower end')), must(args[2], 'upper end'));
  }
}

function isPositive(value: Ratio): boolean {
  return value.top.isPositive() && !value.top.isZero();
}

function step(mode: StepMode, [x, every, add]: readonly [Ratio, Ratio, Ratio]): Ratio {
  if (!isPositive(x)) return zero();
  const quotient = over(x, every);
  if (mode === 'LINEAR') return times(quotient, add);
  const steps = mode === 'STRICT' ? toWhole(quotient, 'CEIL').minus(1) : toWhole(quotient, mode);
  return times(settle(steps, new Whole(1)), add);
}

function isInBand(table: BandsTable, x: Ratio, { upTo, includes }: Band): boolean {
  if (upTo === undefined) return true;
  const sign = order(x, fromFraction(upTo));
  return sign < 0 || (sign === 0 && (includes ?? table.includes) === 'UPPER');
}

function band(table: BandsTable, x: Ratio): Ratio {
  for (const row of table.rows) if (isInBand(table, x, row)) return fromFraction(row.value);
  return stop('TABLE_KEY_MISSING', table.id);
}

function tiered(table: BandsTable, x: Ratio): Ratio {
  if (!isPositive(x)) return zero();
  if (table.mode === 'WHOLE') return times(x, band(table, x));
  let [sum, reached] = [zero(), zero()];
  for (const row of table.rows) {
    const end = row.upTo === undefined || order(x, fromFraction(row.upTo)) <= 0 ? x : fromFraction(row.upTo);
    if (order(end, reached) <= 0) continue;
    sum = plus(sum, times(minus(end, reached), fromFraction(row.value)));
    reached = end;
  }
  return sum;
}

function keyedBands({ fn, table, keys, operand }: Extract<Expr, { kind: 'keyedBands' }>, environment: Environment): Ratio {
  const texts = keys.map((key) => {
    const text = keyText(key, environment);
    return typeof text === 'string' ? text : stop(text.code, text.name);
  });
  const bands = table.bands.get(texts.join('\u001f')) ?? stop('TABLE_KEY_MISSING', table.id);
  const x = evaluate(operand, environment);
  return fn === 'lookup' ? band(bands, x) : tiered(bands, x);
}

/** The text of a key, or the problem in its place. */
function keyText(key: KeyExpr, environment: Environment): string | Problem {
  if (key.kind === 'text') return key.value;
  const value = readRef(environment, key.ref);
  if (value === undefined || value === null) return { code: value === null ? 'MISSING_VALUE' : 'NOT_SUPPLIED', name: key.ref.name };
  assert(typeof value === 'string' || typeof value === 'boolean', `${key.ref.name} is not a key`);
  return `${value}`;
}

function instead(otherwise: Expr | undefined, problem: Problem, environment: Environment): Ratio {
  if (otherwise === undefined || problem.code === 'NOT_SUPPLIED') return stop(problem.code, problem.name);
  return evaluate(otherwise, environment);
}

function lookup(expr: Extract<Expr, { kind: 'lookup' }>, environment: Environment): Ratio {
  const texts: string[] = [];
  for (const key of expr.keys) {
    const text = keyText(key, environment);
    if (typeof text !== 'string') return instead(expr.otherwise, text, environment);
    texts.push(text);
  }
  const found = expr.table.rows.get(texts.join('\u001f'));
  return found === undefined
    ? instead(expr.otherwise, { code: 'TABLE_KEY_MISSING', name: expr.table.id }, environment)
    : fromFraction(found);
}

function column(expr: Extract<Expr, { kind: 'group' }>, environment: Environment): Ratio {
  const key = expr.key === undefined ? '' : keyText(expr.key, environment);
  if (typeof key !== 'string') return instead(expr.otherwise, key, environment);
  const value = columnValue(expr.column, key, environment);
  if (value !== undefined && value !== null) return value instanceof Fraction ? fromFraction(value) : integer(new Whole(value));
  const name = key === '' ? expr.column : `${expr.column}(${key})`;
  return instead(expr.otherwise, { code: 'GROUP_COLUMN_MISSING', name }, environment);
}

function columnValue(
  name: Extract<Expr, { kind: 'group' }>['column'],
  key: string,
  { group }: Environment,
): Fraction | number | null | undefined {
  if (group === null) return null;
  return name === 'meanCost' || name === 'auxiliary' ? group[name].get(key) : group[name];
}
