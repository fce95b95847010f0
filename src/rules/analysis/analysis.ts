import { must } from '../../engine/kit/assert.js';
import { leavesOf, type DecisionPlan, type Label, type Plan, type RulePlan, type SituationTable } from '../../engine/plan/plan.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { Reachability } from './reachability.js';
import { ruleOutcomeKey } from './rule-outcome-text.js';
import type { Tables } from '../judge/tables.js';
import type { Witness } from './witness.js';
import { SCOPES } from '../../engine/plan/scopes.js';

/** Overlaps shown of one decision: the rest are mostly the same mistake. */
const MOST_OVERLAPS = 10;

/** The rules that hold in a situation that can be brought about, and a case that does. */
interface Met {
  readonly fired: readonly number[];
  readonly witness: Witness;
}

/**
 * What the tables prove of a plan, exactly: overlaps of `unique` decisions, rules that can never hold, rules of `first` that never take
 * effect, and as information how many situations fall to `otherwise`. Only situations count that facts can bring about.
 */
export function analyse(plan: Plan, verdicts: Tables, reachability = new Reachability(plan, verdicts.verdict)): Finding[] {
  const switched = (rule: RulePlan): boolean => readsParameter(plan, rule);
  return SCOPES.flatMap((scope) =>
    plan.decisions[scope].flatMap((decision) => analyseDecision(decision, { reachability, verdicts, switched })),
  );
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

function names(decision: DecisionPlan, rules: readonly number[]): string {
  return rules.map((rule) => must(decision.rules[rule], 'rule').name).join('、');
}

function overlaps(decision: DecisionPlan, met: readonly Met[]): Finding[] {
  const shown = new Map<string, Finding>();
  for (const { fired, witness } of met) {
    const [, second] = fired;
    const rules = names(decision, fired);
    if (second === undefined || shown.has(rules)) continue;
    const { pointer } = must(decision.rules[second], 'rule');
    shown.set(rules, finding('OVERLAP', pointer, { decision: decision.id, rules, what: atOdds(decision, fired) }, { witness }));
  }
  return [...shown.values()].slice(0, MOST_OVERLAPS);
}

/** Whether rules that hold at once contradict each other, or say the same twice. */
function atOdds(decision: DecisionPlan, fired: readonly number[]): Label {
  const outcomes = fired.map((rule) => must(decision.rules[rule], 'rule').outcome);
  const isSame = new Set(outcomes.map(ruleOutcomeKey)).size === 1;
  const texts = [...new Set(outcomes.map(({ text }) => text))];
  return isSame
    ? { zh: `重复给出同一结果（${texts.join('、')}）`, en: `giving the same twice (${texts.join(', ')})` }
    : { zh: `结果互相矛盾（${texts.join('、')}）`, en: `contradicting each other (${texts.join(', ')})` };
}

/** Rules that hold somewhere, but only where an earlier one does. */
function shadowed(decision: DecisionPlan, met: readonly Met[]): Finding[] {
  return decision.rules.flatMap((rule, index) => {
    const holding = met.filter(({ fired }) => fired.includes(index));
    const before = new Set(holding.flatMap(({ fired }) => fired.slice(0, 1)));
    if (holding.length === 0 || before.has(index)) return [];
    const by = names(
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
