import { must } from '../../engine/kit/assert.js';
import { prepare } from '../../engine/decide/program.js';
import type { DecisionPlan, Plan } from '../../engine/plan/plan.js';
import type { Trial, TrialTables } from '../examples/example-trials.js';
import type { Judge } from '../judge/judge.js';
import { Tables, withTables } from '../judge/tables.js';
import type { Mutation } from './mutants.js';

/** Where a mutation is made. */
export interface MutatedRule {
  readonly decision: string;
  readonly rule: number;
  readonly mutation: Mutation;
}

/** What examples run on once a rule is mutated; `undefined` where the decision then tells too many situations apart. */
export async function mutatedTrial(trial: Trial, judge: Judge, { decision, rule, mutation }: MutatedRule): Promise<Trial | undefined> {
  const { plan } = trial.program;
  const own = Object.values(plan.decisions)
    .flat()
    .find(({ id }) => id === decision);
  const changed = own && (await withTables(plan, judge, mutatedDecision(own, rule, mutation)));
  if (changed === undefined) return undefined;
  return { ...trial, program: prepare(withDecision(plan, changed)), tables: only(decision, new Tables(judge), trial.tables) };
}

/** A decision with one of its rules mutated. */
export function mutatedDecision(decision: DecisionPlan, rule: number, mutation: Mutation): DecisionPlan {
  const { condition, ...rest } = must(decision.rules[rule], 'rule');
  return { ...decision, rules: decision.rules.with(rule, { ...rest, condition: mutation.apply(condition) }) };
}

function withDecision(plan: Plan, decision: DecisionPlan): Plan {
  const { scope, index } = decision;
  return { ...plan, decisions: { ...plan.decisions, [scope]: plan.decisions[scope].with(index, decision) } };
}

/** The verdicts of one decision from its own tables, all others from those that there are. */
function only(decision: string, own: Tables, others: TrialTables): TrialTables {
  const of = (id: string): TrialTables => (id === decision ? own : others);
  return {
    verdict: (one, table, situation) => of(one.id).verdict(one, table, situation),
    learn: (one, table, situation, read) => of(one.id).learn(one, table, situation, read),
  };
}
