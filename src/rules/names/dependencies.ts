import { isWithinScope } from '../../engine/decide/aggregates.js';
import { refsOf } from '../../engine/formula/formula.js';
import type { AggregatePlan, Condition, DecisionPlan, Expr, Outcome, Plan, Ref } from '../../engine/plan/plan.js';
import type { Scope } from '../../engine/plan/scopes.js';

/** Every name that a condition reads. */
function conditionRefs(condition: Condition): readonly Ref[] {
  switch (condition.kind) {
    case 'leaf':
      return [condition.ref];
    case 'not':
      return conditionRefs(condition.of);
    case 'all':
    case 'any':
      return condition.of.flatMap(conditionRefs);
  }
}

function outcomesOf(decision: DecisionPlan): readonly Outcome[] {
  const otherwise = decision.otherwise === undefined ? [] : [decision.otherwise.outcome];
  return [...decision.rules.map((rule) => rule.outcome), ...otherwise];
}

function formulasOf(decision: DecisionPlan): readonly Expr[] {
  return outcomesOf(decision).flatMap((outcome) => (outcome.kind === 'formula' ? [outcome.expr] : []));
}

/** Every name that a decision reads: in conditions, formulas, allocations and rankings. Each once. */
export function decisionRefs(decision: DecisionPlan): readonly Ref[] {
  const { allocate, rank } = decision;
  const ranked = rank === undefined ? [] : [rank.by, ...(rank.within === undefined ? [] : [rank.within])];
  const pooled =
    allocate === undefined ? [] : allocate.kind === 'total' ? [allocate.total, allocate.weight] : [allocate.claim, allocate.limit];
  const refs = [
    ...decision.rules.flatMap((rule) => conditionRefs(rule.condition)),
    ...formulasOf(decision).flatMap(refsOf),
    ...pooled,
    ...ranked,
  ];
  return [...new Map(refs.map((ref) => [`${ref.scope} ${ref.slot} ${ref.member ?? ''}`, ref])).values()];
}

/** The decision that writes a slot, if a decision does. */
export function writerOf(plan: Plan, scope: Scope, slot: number): DecisionPlan | undefined {
  return plan.decisions[scope].find((decision) => decision.slot === slot || decision.ruleSlot === slot);
}

/** The aggregate that writes a slot while its own scope is worked out, if one does. */
export function addedWithin({ aggregates }: Plan, scope: Scope, slot: number): AggregatePlan | undefined {
  const writes = ({ slot: own, regionSlots }: AggregatePlan): boolean =>
    own === slot || regionSlots.some((region) => region.scope === scope && region.slot === slot);
  return aggregates.find((plan) => isWithinScope(plan) && plan.per === scope && writes(plan));
}
