import { refsOf } from '../formula/formula.js';
import type { Condition, DecisionPlan, Outcome, Plan, Ref } from '../plan/plan.js';
import type { Scope } from '../plan/scopes.js';

/**
 * The slots of a case that anything reads: conditions and formulas of its decisions, aggregates, and what grouping admits by. A bulk run
 * fills no others. A trace or an answer to one case shows every fact, and fills them all.
 */
export function caseSlotsRead(plan: Plan): ReadonlySet<number> {
  return slotsReadByCases(plan, 'case');
}

/** The slots of a scope that the scoring of cases reads: of `case`, or of a scope around it. */
export function slotsReadByCases(plan: Plan, scope: Scope): ReadonlySet<number> {
  const read = new Set<number>();
  for (const decision of plan.decisions.case) for (const slot of slotsReadBy(decision, scope)) read.add(slot);
  for (const slot of slotsReadBesides(plan, scope)) read.add(slot);
  return read;
}

/** The slots of a scope that a decision reads. */
export function slotsReadBy(decision: DecisionPlan, scope: Scope): ReadonlySet<number> {
  const { read, add } = reading(scope);
  addDecision(decision, add);
  return read;
}

/** The slots of a scope that aggregates of cases read, and what grouping admits by. */
export function slotsReadBesides({ aggregates, grouping }: Plan, scope: Scope): ReadonlySet<number> {
  const { read, add } = reading(scope);
  for (const { of, sum, where } of aggregates) {
    if (of !== 'case') continue;
    if (sum !== undefined) add(sum);
    where.forEach(({ ref }) => add(ref));
  }
  grouping?.admit.forEach(({ when }) => add(when));
  return read;
}

function reading(scope: Scope): { readonly read: Set<number>; readonly add: (ref: Ref) => void } {
  const read = new Set<number>();
  return { read, add: (ref) => ref.scope === scope && read.add(ref.slot) };
}

function addDecision({ rules, otherwise }: DecisionPlan, add: (ref: Ref) => void): void {
  for (const { condition, outcome } of rules) {
    addCondition(condition, add);
    addOutcome(outcome, add);
  }
  if (otherwise !== undefined) addOutcome(otherwise.outcome, add);
}

function addCondition(condition: Condition, add: (ref: Ref) => void): void {
  switch (condition.kind) {
    case 'leaf':
      return add(condition.ref);
    case 'not':
      return addCondition(condition.of, add);
    case 'all':
    case 'any':
      return condition.of.forEach((part) => addCondition(part, add));
  }
}

function addOutcome(outcome: Outcome, add: (ref: Ref) => void): void {
  if (outcome.kind === 'formula') refsOf(outcome.expr).forEach(add);
}
