import { assert, must } from '../kit/assert.js';
import type { Environment, Problem } from '../formula/environment.js';
import { evaluateReference, roundReference } from './formula-reference.js';
import type { DecisionPlan, Outcome, Value } from '../plan/plan.js';
import { add, compare, Fraction, multiply } from '../number/quantity.js';

/**
 * What a decision should have given for the rules that the Judge says hold, worked out anew with the reference evaluator: a run compares it
 * with what it stored and halts on any difference. A problem stands in place of a value that is neither there nor missing.
 */
export function referenceOutput(
  plan: DecisionPlan,
  environment: Environment,
  fired: readonly number[],
): Value | { readonly problem: Problem } {
  if (plan.hit === 'collect') return [...new Set(fired.map((rule) => memberOf(plan, rule)))];
  const outcomes = outcomesOf(plan, fired);
  const first = must(outcomes[0], `${plan.id}: outcome`);
  if (outcomes.length === 1 && first.kind === 'value' && !(first.value instanceof Fraction)) return first.value;
  const exact: Fraction[] = [];
  for (const outcome of outcomes) {
    const value = exactOf(outcome, environment);
    if (!(value instanceof Fraction)) return isMissing(plan, value.problem) ? null : value;
    exact.push(value);
  }
  return finish(plan, exact);
}

function memberOf(plan: DecisionPlan, rule: number): string {
  const outcome = must(plan.rules[rule], 'rule').outcome;
  assert(outcome.kind === 'value' && typeof outcome.value === 'string', `${plan.id} collects only members of an enum`);
  return outcome.value;
}

/** The outcomes that count: those of the rules that hold, or `otherwise`. */
function outcomesOf(plan: DecisionPlan, fired: readonly number[]): readonly Outcome[] {
  const rules = plan.hit === 'first' ? fired.slice(0, 1) : fired;
  assert(plan.hit !== 'unique' || rules.length <= 1, `${plan.id}: two rules of a unique decision hold`);
  if (rules.length === 0) return [must(plan.otherwise, `${plan.id}: otherwise`).outcome];
  return rules.map((rule) => must(plan.rules[rule], 'rule').outcome);
}

function exactOf(outcome: Outcome, environment: Environment): Fraction | { readonly problem: Problem } {
  if (outcome.kind === 'formula') return evaluateReference(outcome.expr, environment);
  assert(outcome.value instanceof Fraction, 'only numbers are combined');
  return outcome.value;
}

function isMissing(plan: DecisionPlan, { code }: Problem): boolean {
  return plan.output.optional && (code === 'MISSING_VALUE' || code === 'GROUP_COLUMN_MISSING');
}

function finish({ id, hit, output }: DecisionPlan, exact: readonly Fraction[]): Value {
  const combine = hit === 'sum' ? add : hit === 'product' ? multiply : (a: Fraction, b: Fraction) => (compare(b, a) > 0 ? b : a);
  const value = exact.reduce(combine);
  if (output.exact) return value;
  const { scale, mode } = must(output.round, `${id}: rounding`);
  return roundReference(value, scale, mode);
}

/** Whether two values are the same: numbers by value, lists in order. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a instanceof Fraction && b instanceof Fraction) return compare(a, b) === 0;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((member, index) => member === b[index]);
  return a === b;
}
