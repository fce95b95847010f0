import { refsOf } from '../../engine/formula/formula.js';
import { add, compare, Fraction, subtract } from '../../engine/number/quantity.js';
import {
  leavesOf,
  type Condition,
  type DecisionPlan,
  type Expr,
  type LeafCondition,
  type Outcome,
  type Plan,
  type Ref,
  type Slot,
  type Value,
} from '../../engine/plan/plan.js';
import type { MadeFacts } from './made-facts.js';
import { stepOf } from './step.js';

/** One thing that is unusual of a case: a fact or member of a set by name, and its value. */
type Unusual = readonly [name: string, value: Value];

/** Unusual things that are tried one by one; the rest is left out. */
const MOST_UNUSUAL = 60;

/** The case decisions that points depend on, points among them, in their order. None where points are no number. */
export function decisionsOfPoints({ decisions: { case: decisions } }: Plan): DecisionPlan[] {
  const found = new Set<DecisionPlan>();
  const visit = (decision: DecisionPlan | undefined): void => {
    if (decision === undefined || found.has(decision)) return;
    found.add(decision);
    for (const ref of readBy(decision)) visit(giverOf(decisions, ref));
  };
  visit(decisions.find(({ id, output }) => id === 'points' && output.type === 'decimal'));
  return decisions.filter((decision) => found.has(decision));
}

/** The case decision that gives what is read; none where it is a fact, or another scope's. */
export function giverOf(decisions: readonly DecisionPlan[], { scope, slot: read }: Ref): DecisionPlan | undefined {
  return scope === 'case' ? decisions.find(({ slot, ruleSlot }) => slot === read || ruleSlot === read) : undefined;
}

function readBy(decision: DecisionPlan): readonly Ref[] {
  const asked = decision.rules.flatMap(({ condition }) => leavesOf(condition).map(({ ref }) => ref));
  return [...asked, ...outcomesOf(decision).flatMap(exprOf).flatMap(refsOf)];
}

/** What the rules of a decision give, and what `otherwise` gives. */
export function outcomesOf({ rules, otherwise }: DecisionPlan): readonly Outcome[] {
  return [...rules.map(({ outcome }) => outcome), ...(otherwise === undefined ? [] : [otherwise.outcome])];
}

/** The formula of an outcome, if it is one. */
export function exprOf(outcome: Outcome): readonly Expr[] {
  return outcome.kind === 'formula' ? [outcome.expr] : [];
}

/** Situations in which a made case is tried. */
export interface MadeVariants {
  /** One thing unusual: an institution's class, a flag, a layer, a number on the side of a threshold on which a rule holds. */
  readonly singles: readonly MadeFacts[];
  /** What one rule asks for together. */
  readonly together: readonly MadeFacts[];
}

/** 试算情形 what the decisions ask of a case, each alone, and by rule. */
export function madeVariants(plan: Plan, decisions: readonly DecisionPlan[]): MadeVariants {
  const rules = decisions.flatMap((decision) => decision.rules);
  return {
    singles: unusualOf(plan, decisions)
      .slice(0, MOST_UNUSUAL)
      .map((one) => new Map([one])),
    together: rules.map(({ condition }) => new Map(askedTogether(plan, condition))).filter(({ size }) => size > 1),
  };
}

/** Two by two, those that stand early first, so that of each kind something is tried. Two values of one fact are no pair. */
export function* pairsOf(singles: readonly MadeFacts[]): Generator<MadeFacts> {
  for (let sum = 1; sum < 2 * singles.length; sum += 1) {
    for (let first = Math.max(0, sum - singles.length + 1); first < sum - first; first += 1) {
      const pair: MadeFacts = new Map([...(singles[first] ?? []), ...(singles[sum - first] ?? [])]);
      if (pair.size > 1) yield pair;
    }
  }
}

/** What the decisions ask of a case, and all that an institution may be. */
function unusualOf(plan: Plan, decisions: readonly DecisionPlan[]): readonly Unusual[] {
  const asked = new Map<string, Value[]>();
  const ask = (name: string, values: readonly Value[]): void => {
    const known = asked.get(name) ?? [];
    asked.set(name, known);
    for (const value of values) if (!known.some((one) => isSame(one, value))) known.push(value);
  };
  for (const leaf of decisions.flatMap(({ rules }) => rules.flatMap(({ condition }) => leavesOf(condition)))) {
    const slot = plan.slots[leaf.ref.scope][leaf.ref.slot];
    if (slot?.source !== 'fact' || slot.name === 'totalCost') continue;
    if (leaf.ref.member !== undefined) ask(`${slot.name}.${leaf.ref.member}`, [true]);
    else ask(slot.name, leaf.operand instanceof Fraction ? numbersOf(plan, leaf, leaf.operand) : valuesOf(slot));
  }
  for (const slot of plan.slots.institution) if (slot.source === 'fact') ask(slot.name, valuesOf(slot));
  return [...asked].flatMap(([name, values]) => values.map((value): Unusual => [name, value]));
}

function isSame(one: Value, other: Value): boolean {
  return one instanceof Fraction && other instanceof Fraction ? compare(one, other) === 0 : one === other;
}

/** Values of a fact that tell cases apart. */
function valuesOf({ type, values }: Slot): readonly Value[] {
  if (type === 'enum') return values ?? [];
  return type === 'boolean' ? [true] : [];
}

/** The threshold of a comparison, and the next number on the side on which it holds. */
function numbersOf(plan: Plan, { ref, operator }: LeafCondition, threshold: Fraction): readonly Fraction[] {
  const { min, max } = plan.slots[ref.scope][ref.slot] ?? {};
  const step = stepOf(plan, ref);
  const beyond = operator === 'lessThan' ? [subtract(threshold, step)] : operator === 'greaterThan' ? [add(threshold, step)] : [];
  return [threshold, ...beyond].filter(
    (value) => (min === undefined || compare(min, value) <= 0) && (max === undefined || compare(value, max) <= 0),
  );
}

/** Facts by which a condition holds, as far as it asks for facts: of alternatives the first. */
function askedTogether(plan: Plan, condition: Condition): readonly Unusual[] {
  switch (condition.kind) {
    case 'all':
      return condition.of.flatMap((one) => askedTogether(plan, one));
    case 'any':
      return condition.of.slice(0, 1).flatMap((one) => askedTogether(plan, one));
    case 'not':
      return [];
    case 'leaf':
      return askedBy(plan, condition);
  }
}

function askedBy(plan: Plan, leaf: LeafCondition): readonly Unusual[] {
  const { ref, operator, operand } = leaf;
  const slot = plan.slots[ref.scope][ref.slot];
  if (slot?.source !== 'fact' || slot.name === 'totalCost' || operator === 'known') return [];
  if (ref.member !== undefined) return operand === true ? [[`${slot.name}.${ref.member}`, true]] : [];
  if (operand instanceof Fraction)
    return numbersOf(plan, leaf, operand)
      .slice(-1)
      .map((value): Unusual => [slot.name, value]);
  const wanted: unknown = operator === 'in' && Array.isArray(operand) ? operand[0] : operator === 'equal' ? operand : undefined;
  return typeof wanted === 'string' || typeof wanted === 'boolean' ? [[slot.name, wanted]] : [];
}
