import { assert, AssertionError } from '../../engine/kit/assert.js';
import { inCodeList } from '../../engine/codes/code-pattern.js';
import type { CodeList, Operand, Operator, Value } from '../../engine/plan/plan.js';
import { compare, Fraction } from '../../engine/number/quantity.js';

/**
 * The operators that json-rules-engine is given in place of its own (ARCHITECTURE 4). They are typed: a value of another type than the
 * operand's is a bug and asserts. A comparison with a missing fact (`null`) is false, `notEqual` and `notIn` included; only `known` sees it.
 */
type Evaluate = (value: Value, operand: Operand) => boolean;

/** Whether an operand is a list of texts or numbers. */
export function isList(operand: Operand): operand is readonly string[] | readonly Fraction[] {
  return Array.isArray(operand);
}

/** Whether an operand is a list of codes. */
export function isCodeList(operand: Operand): operand is CodeList {
  return typeof operand === 'object' && !(operand instanceof Fraction) && !isList(operand);
}

function isTexts(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

function mistyped(operator: Operator, value: Value): never {
  throw new AssertionError(`${operator}: mistyped fact or operand (${value === null ? 'null' : typeof value})`);
}

function same(operator: Operator, value: Value, operand: Operand): boolean {
  if (value instanceof Fraction && operand instanceof Fraction) return compare(value, operand) === 0;
  if (typeof value === 'string' && typeof operand === 'string') return value === operand;
  if (typeof value === 'boolean' && typeof operand === 'boolean') return value === operand;
  return mistyped(operator, value);
}

function order(operator: Operator, value: Value, operand: Operand): number {
  if (value instanceof Fraction && operand instanceof Fraction) return compare(value, operand);
  if (typeof value === 'string' && typeof operand === 'string') return value < operand ? -1 : value > operand ? 1 : 0;
  return mistyped(operator, value);
}

function among(operator: Operator, value: Value, operand: Operand): boolean {
  assert(isList(operand), `${operator}: the operand is not a list`);
  return operand.some((item) => same(operator, value, item));
}

/** What each operator answers for a value that is there. */
const PRESENT: Readonly<Record<Exclude<Operator, 'known'>, Evaluate>> = {
  equal: (value, operand) => same('equal', value, operand),
  notEqual: (value, operand) => !same('notEqual', value, operand),
  in: (value, operand) => among('in', value, operand),
  notIn: (value, operand) => !among('notIn', value, operand),
  lessThan: (value, operand) => order('lessThan', value, operand) < 0,
  lessThanInclusive: (value, operand) => order('lessThanInclusive', value, operand) <= 0,
  greaterThan: (value, operand) => order('greaterThan', value, operand) > 0,
  greaterThanInclusive: (value, operand) => order('greaterThanInclusive', value, operand) >= 0,
  inCodes: (value, operand) => (typeof value === 'string' && isCodeList(operand) ? inCodeList(operand, value) : mistyped('inCodes', value)),
  anyInCodes: (value, operand) =>
    isTexts(value) && isCodeList(operand) ? value.some((code) => inCodeList(operand, code)) : mistyped('anyInCodes', value),
};

/** Evaluates one operator. Handed to json-rules-engine, and called by nothing else. */
export function evaluateOperator(operator: Operator, value: Value, operand: Operand): boolean {
  if (operator === 'known') {
    assert(typeof operand === 'boolean', 'known: the operand is not a boolean');
    return (value !== null) === operand;
  }
  return value !== null && PRESENT[operator](value, operand);
}
