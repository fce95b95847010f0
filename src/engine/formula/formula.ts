import { assert, assertNever } from '../kit/assert.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import { readRef, type Environment } from './environment.js';
import { compileBandLookup, compileBandsByKey, compileTiered } from './formula-bands.js';
import type { BandsTable } from '../plan/bands.js';
import { mapKey, type Expr, type GroupColumn, type KeyExpr, type Ref, type StepMode } from '../plan/plan.js';
import { absolute } from '../number/absolute.js';
import {
  add,
  compare,
  divide,
  Fraction,
  isBelow,
  lowestTerms,
  multiply,
  negate,
  pow10,
  round,
  sign,
  subtract,
  whole,
  ZERO,
} from '../number/quantity.js';
import { SCOPE_INDEX } from '../plan/scopes.js';

/** A compiled formula: its exact value, or `undefined` with the problem recorded on the environment. Never throws on data. */
export type Formula = (environment: Environment) => Fraction | undefined;

/** A text used as a key; `undefined` where the fact is missing. */
type Key = (environment: Environment) => string | undefined;

/** In lowest terms, numerator and denominator of every step have at most this many digits: the reference evaluator's operands. */
const MAX_DIGITS = 400;
const LIMIT = pow10(MAX_DIGITS);

/** Compiles a formula to closures over exact fractions (ARCHITECTURE 3, "Formulas"). Arguments are worked out from left to right. */
export function compileFormula(expr: Expr): Formula {
  switch (expr.kind) {
    case 'number':
    case 'parameter':
      return constant(expr.value);
    case 'fact':
      return compileFact(expr.ref);
    case 'negate':
      return compileNegate(expr.operand);
    case 'binary':
      return compileBinary(expr);
    case 'ratio':
      return compileRatio(compileFormula(expr.part), compileFormula(expr.whole));
    case 'call':
      return compileCall(expr);
    case 'round':
      return compileRound(expr);
    case 'step':
      return compileStep(expr);
    case 'tiered':
      return compileTiered(compileFormula(expr.operand), expr.table, keptSmall);
    case 'lookupBand':
      return compileBandLookup(compileFormula(expr.operand), expr.table);
    case 'keyedBands': {
      const operand = compileFormula(expr.operand);
      const read = (bands: BandsTable): Formula =>
        expr.fn === 'lookup' ? compileBandLookup(operand, bands) : compileTiered(operand, bands, keptSmall);
      return compileBandsByKey(expr.table, expr.keys.map(compileKey), read);
    }
    case 'lookup':
      return compileLookup(expr);
    case 'group':
      return compileGroup(expr);
    default:
      return assertNever(expr, 'formula');
  }
}

/** Keeps a fraction small: reduced when it has grown, OUT_OF_RANGE when even its lowest terms are too long. */
export function keptSmall(environment: Environment, value: Fraction): Fraction | undefined {
  if (isSmall(value)) return value;
  const reduced = lowestTerms(value);
  return isSmall(reduced) ? reduced : environment.fail('OUT_OF_RANGE', '');
}

function isSmall(value: Fraction): boolean {
  return isBelow(value, LIMIT);
}

function constant(value: Fraction): Formula {
  return () => value;
}

function compileFact(ref: Ref): Formula {
  const scope = SCOPE_INDEX[ref.scope];
  const { slot, name } = ref;
  return (environment) => {
    const value = environment.frame(scope)[slot];
    if (value instanceof Fraction) return value;
    assert(value === null || value === undefined, `${name} is not a number`);
    return environment.absent(value, name);
  };
}

function compileNegate(operand: Expr): Formula {
  const inner = compileFormula(operand);
  return (environment) => {
    const value = inner(environment);
    return value === undefined ? undefined : negate(value);
  };
}

function compileBinary(expr: Extract<Expr, { kind: 'binary' }>): Formula {
  const left = compileFormula(expr.left);
  const right = compileFormula(expr.right);
  if (expr.op === '/') return compileDivision(left, right);
  const combine = expr.op === '+' ? add : expr.op === '-' ? subtract : multiply;
  return (environment) => {
    const a = left(environment);
    if (a === undefined) return undefined;
    const b = right(environment);
    return b === undefined ? undefined : keptSmall(environment, combine(a, b));
  };
}

function compileDivision(left: Formula, right: Formula): Formula {
  return compileQuotient(left, right, (environment) => environment.fail('DIVISION_BY_ZERO', ''));
}

/** ratio(part, whole): of nothing there is no share, which is a missing value and no failure. */
function compileRatio(part: Formula, all: Formula): Formula {
  return compileQuotient(part, all, (environment) => environment.absent(null, 'ratio'));
}

function compileQuotient(left: Formula, right: Formula, byZero: (environment: Environment) => undefined): Formula {
  return (environment) => {
    const a = left(environment);
    if (a === undefined) return undefined;
    const b = right(environment);
    if (b === undefined) return undefined;
    const quotient = divide(a, b);
    return quotient === undefined ? byZero(environment) : keptSmall(environment, quotient);
  };
}

function compileCall(expr: Extract<Expr, { kind: 'call' }>): Formula {
  const args = expr.args.map(compileFormula);
  const apply = applyOf(expr.fn);
  return (environment) => {
    const values: Fraction[] = [];
    for (const arg of args) {
      const value = arg(environment);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return apply(values);
  };
}

function applyOf(fn: Extract<Expr, { kind: 'call' }>['fn']): (values: readonly Fraction[]) => Fraction {
  switch (fn) {
    case 'min':
      return (values) => values.reduce(lesser);
    case 'max':
      return (values) => values.reduce(greater);
    case 'abs':
      return ([x = ZERO]) => absolute(x);
    case 'floor':
      return ([x = ZERO]) => round(x, { scale: 0, mode: 'FLOOR' });
    case 'ceil':
      return ([x = ZERO]) => round(x, { scale: 0, mode: 'CEIL' });
    case 'clamp':
      return ([x = ZERO, low = ZERO, high = ZERO]) => lesser(greater(x, low), high);
  }
}

function lesser(a: Fraction, b: Fraction): Fraction {
  return compare(b, a) < 0 ? b : a;
}

function greater(a: Fraction, b: Fraction): Fraction {
  return compare(b, a) > 0 ? b : a;
}

function compileRound(expr: Extract<Expr, { kind: 'round' }>): Formula {
  const inner = compileFormula(expr.operand);
  const rounding = { scale: expr.places, mode: expr.mode };
  return (environment) => {
    const value = inner(environment);
    return value === undefined ? undefined : keptSmall(environment, round(value, rounding));
  };
}

/** step(x, every, add, MODE) = MODE(x ÷ every) × add, 0 for x ≤ 0; LINEAR does not round, STRICT is CEIL − 1: most whole steps strictly below x. */
function compileStep(expr: Extract<Expr, { kind: 'step' }>): Formula {
  const operand = compileFormula(expr.operand);
  const every = compileFormula(expr.every);
  const addition = compileFormula(expr.add);
  const { mode } = expr;
  return (environment) => {
    const x = operand(environment);
    if (x === undefined) return undefined;
    const width = every(environment);
    if (width === undefined) return undefined;
    const each = addition(environment);
    if (each === undefined) return undefined;
    if (sign(x) <= 0) return ZERO;
    const quotient = divide(x, width);
    if (quotient === undefined) return environment.fail('DIVISION_BY_ZERO', '');
    const linear = keptSmall(environment, quotient);
    if (linear === undefined) return undefined;
    const steps = keptSmall(environment, stepsOf(linear, mode));
    return steps === undefined ? undefined : keptSmall(environment, multiply(steps, each));
  };
}

function stepsOf(linear: Fraction, mode: StepMode): Fraction {
  if (mode === 'LINEAR') return linear;
  if (mode === 'STRICT') return subtract(round(linear, { scale: 0, mode: 'CEIL' }), whole(1));
  return round(linear, { scale: 0, mode });
}

function compileKey(key: KeyExpr): Key {
  if (key.kind === 'text') return () => key.value;
  const { name } = key.ref;
  return (environment) => {
    const value = readRef(environment, key.ref); // a member of a set is true or false
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return String(value);
    assert(value === null || value === undefined, `${name} is not a key`);
    return environment.absent(value, name);
  };
}

/** `otherwise` answers for a row that the table lacks, and for a key that is missing (a missing key has no row). */
function compileLookup(expr: Extract<Expr, { kind: 'lookup' }>): Formula {
  const keys = expr.keys.map(compileKey);
  const otherwise = expr.otherwise === undefined ? undefined : compileFormula(expr.otherwise);
  const { rows, id } = expr.table;
  return (environment) => {
    const texts: string[] = [];
    for (const key of keys) {
      const text = key(environment);
      if (text === undefined) return otherwise === undefined || isUnsupplied(environment) ? undefined : otherwise(environment);
      texts.push(text);
    }
    const value = rows.get(mapKey(texts));
    if (value !== undefined) return value;
    return otherwise === undefined ? environment.fail('TABLE_KEY_MISSING', id) : otherwise(environment);
  };
}

function isUnsupplied(environment: Environment): boolean {
  return environment.problem?.code === 'NOT_SUPPLIED';
}

/** group(column[, key][, else]): a column of the disease group; `otherwise` where there is no group, no such column or no key. */
function compileGroup(expr: Extract<Expr, { kind: 'group' }>): Formula {
  const key = expr.key === undefined ? undefined : compileKey(expr.key);
  const otherwise = expr.otherwise === undefined ? undefined : compileFormula(expr.otherwise);
  const { column } = expr;
  return (environment) => {
    const text = key === undefined ? '' : key(environment);
    if (text === undefined) return otherwise === undefined || isUnsupplied(environment) ? undefined : otherwise(environment);
    const value = environment.group === null ? undefined : readColumn(environment.group, column, text);
    if (value !== undefined) return value;
    return otherwise === undefined ? environment.fail('GROUP_COLUMN_MISSING', columnName(column, text)) : otherwise(environment);
  };
}

/** A column of a disease group; `undefined` where the catalogue has no value. */
export function readColumn(group: DiseaseGroup, column: GroupColumn, key: string): Fraction | undefined {
  switch (column) {
    case 'points':
      return group.points;
    case 'meanCost':
      return group.meanCost.get(key);
    case 'meanDays':
      return group.meanDays ?? undefined;
    case 'variation':
      return group.variation ?? undefined;
    case 'caseCount':
      return group.caseCount === null ? undefined : whole(group.caseCount);
    case 'drugPoints':
      return group.drugPoints;
    case 'consumablePoints':
      return group.consumablePoints;
    case 'auxiliary':
      return group.auxiliary.get(key);
  }
}

/** A catalogue column as printed to people: `meanCost(3)`. */
function columnName(column: GroupColumn, key: string): string {
  return key === '' ? column : `${column}(${key})`;
}

/** Names that a formula reads, each once, in the order in which they stand. */
export function refsOf(expr: Expr): readonly Ref[] {
  const found = new Map<string, Ref>();
  collectRefs(expr, (ref) => found.set(ref.name, found.get(ref.name) ?? ref));
  return [...found.values()];
}

function collectRefs(expr: Expr, visit: (ref: Ref) => void): void {
  if (expr.kind === 'fact') visit(expr.ref);
  if (expr.kind === 'lookup' || expr.kind === 'keyedBands') expr.keys.forEach((key) => key.kind === 'fact' && visit(key.ref));
  if (expr.kind === 'group' && expr.key?.kind === 'fact') visit(expr.key.ref);
  childrenOf(expr).forEach((child) => collectRefs(child, visit));
}

/** The formulas inside a formula, from left to right. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'parameter':
    case 'fact':
      return [];
    case 'negate':
    case 'round':
    case 'tiered':
    case 'lookupBand':
    case 'keyedBands':
      return [expr.operand];
    case 'binary':
      return [expr.left, expr.right];
    case 'ratio':
      return [expr.part, expr.whole];
    case 'call':
      return expr.args;
    case 'step':
      return [expr.operand, expr.every, expr.add];
    case 'lookup':
    case 'group':
      return expr.otherwise === undefined ? [] : [expr.otherwise];
  }
}
