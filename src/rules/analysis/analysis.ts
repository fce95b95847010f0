import { must } from '../../engine/kit/assert.js';
import { leavesOf, type DecisionPlan, type Plan, type RulePlan, type SituationTable, type VerdictSource } from '../../engine/plan/plan.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { Reachability } from './reachability.js';
import { namesOf, overlaps, type Met } from './overlaps.js';
import type { Tables } from '../judge/tables.js';
import { SCOPES } from '../../engine/plan/scopes.js';

/**
 * What the tables prove of a plan, exactly: overlaps of `unique` decisions, rules that can never hold, rules of `first` that never take
 * effect, and as information how many situations fall to `otherwise`. Only situations count that facts can bring about. A rule that never holds only because
 * what it reads is undecided where other rules overlap is not said to be unreachable: it is the same fault.
 */
export function analyse(plan: Plan, verdicts: Tables, reachability = new Reachability(plan, verdicts.verdict)): Finding[] {
  const switched = (rule: RulePlan): boolean => readsParameter(plan, rule);
  const decisions = SCOPES.flatMap((scope) => plan.decisions[scope]);
  const found = decisions.map((decision) => ({ decision, of: analyseDecision(decision, { reachability, verdicts, switched }) }));
  const most = Math.max(1, ...decisions.flatMap((decision) => mostAtOnce(decision, reachability, verdicts)));
  const settled = Array.from({ length: most > 1 ? most : 0 }, (_, which) => new Reachability(plan, onlyOne(verdicts.verdict, which)));
  return found.flatMap(({ decision, of }) => of.filter((one) => one.code !== 'RULE_UNREACHABLE' || !isReached(decision, one.pointer)));

  function isReached(decision: DecisionPlan, pointer: string): boolean {
    const rule = decision.rules.findIndex((one) => one.pointer === pointer);
    return settled.some((one) =>
      decision.tables.some((table, index) => metIn(decision, table, index, one, verdicts).some(({ fired }) => fired.includes(rule))),
    );
  }
}

/** How many rules of a `unique` decision hold at once at most. */
function mostAtOnce(decision: DecisionPlan, reachability: Reachability, verdicts: Tables): readonly number[] {
  if (decision.hit !== 'unique') return [];
  return decision.tables.flatMap((table, index) => metIn(decision, table, index, reachability, verdicts).map(({ fired }) => fired.length));
}

/** Of the rules that overlap, one counts: the first, the second, and so on, as far as there are so many. */
function onlyOne(verdicts: VerdictSource, which: number): VerdictSource {
  return (decision, table, situation) => {
    const verdict = verdicts(decision, table, situation);
    if (decision.hit !== 'unique' || verdict === undefined || verdict.fired.length < 2) return verdict;
    return { ...verdict, fired: [must(verdict.fired[Math.min(which, verdict.fired.length - 1)], 'rule')] };
  };
}

/** Whether a parameter switches a rule: that it is off with this value is what the parameter is for. */
function readsParameter(plan: Plan, rule: RulePlan): boolean {
  return leavesOf(rule.condition).some(({ ref }) => plan.slots[ref.scope][ref.slot]?.source === 'parameter');
}

interface Analysis {
  readonly reachability: Reachability;
  readonly verdicts: Tables;
  readonly switched: (rule: RulePlan) => boolean;
}

function analyseDecision(decision: DecisionPlan, { reachability, verdicts, switched }: Analysis): Finding[] {
  const tables = decision.tables.map((table, index) => metIn(decision, table, index, reachability, verdicts));
  if (tables.length === 0) return [];
  const found = unreachable(decision, tables.flat(), switched);
  const [only = []] = tables;
  if (decision.hit === 'unique') found.push(...overlaps(decision, only));
  if (decision.hit === 'first') found.push(...shadowed(decision, only));
  if (decision.hit === 'unique' || decision.hit === 'first') found.push(...gap(decision, only));
  return found;
}

function metIn(decision: DecisionPlan, table: SituationTable, index: number, reachability: Reachability, verdicts: Tables): Met[] {
  return [...reachability.ways(decision, table)].flatMap(([situation, witness]) => {
    const verdict = verdicts.verdict(decision, index, situation);
    return verdict === undefined ? [] : [{ fired: verdict.fired, witness }];
  });
}

function unreachable(decision: DecisionPlan, met: readonly Met[], switched: (rule: RulePlan) => boolean): Finding[] {
  const reached = new Set(met.flatMap(({ fired }) => fired));
  return decision.rules.flatMap((rule, index) =>
    reached.has(index) || switched(rule) ? [] : [finding('RULE_UNREACHABLE', rule.pointer, { rule: rule.name })],
  );
}

/** Rules that hold somewhere, but only where an earlier one does. */
function shadowed(decision: DecisionPlan, met: readonly Met[]): Finding[] {
  return decision.rules.flatMap((rule, index) => {
    const holding = met.filter(({ fired }) => fired.includes(index));
    const before = new Set(holding.flatMap(({ fired }) => fired.slice(0, 1)));
    if (holding.length === 0 || before.has(index)) return [];
    const by = namesOf(
      decision,
      [...before].sort((a, b) => a - b),
    );
    return [finding('RULE_SHADOWED', rule.pointer, { rule: rule.name, by }, { witness: must(holding[0], 'situation').witness })];
  });
}

function gap(decision: DecisionPlan, met: readonly Met[]): Finding[] {
  const unanswered = met.filter(({ fired }) => fired.length === 0);
  const [first] = unanswered;
  if (first === undefined) return [];
  const code = decision.answersAll === true ? 'SCORECARD_GAP' : 'GAP';
  return [finding(code, decision.pointer, { decision: decision.id, count: unanswered.length }, { witness: first.witness })];
}
