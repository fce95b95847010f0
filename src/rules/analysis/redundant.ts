import { must } from '../../engine/kit/assert.js';
import { refsOf } from '../../engine/formula/formula.js';
import { compare, Fraction, ONE, sign } from '../../engine/number/quantity.js';
import { leavesOf, type DecisionPlan, type Label, type Outcome, type Plan, type Ref, type RulePlan } from '../../engine/plan/plan.js';
import { SCOPES } from '../../engine/plan/scopes.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import type { Tables } from '../judge/tables.js';
import type { Reachability } from './reachability.js';
import { ruleOutcomeKey } from './rule-outcome-text.js';
import type { Witness } from './witness.js';

/** What the tables prove, and what asks them. */
interface Proofs {
  readonly plan: Plan;
  readonly tables: Tables;
  readonly reachability: Reachability;
}

/**
 * 多余的规则 rules without which every case would be decided as it is: where one takes effect, others give the same. All that are named may go at once. A rule
 * that a parameter switches, or of which another decision reads the name, does more than give its outcome; a scorecard's rules answer for every score.
 * As information only where `otherwise` is what gives the same: many a rule is there to state its basis.
 */
export function redundantRules({ plan, tables, reachability }: Proofs): Finding[] {
  const named = namesRead(plan);
  return SCOPES.flatMap((scope) => plan.decisions[scope]).flatMap((decision) => {
    if (decision.isChoice === true || decision.answersAll === true || named.has(slotKey(decision.scope, decision.ruleSlot ?? -1)))
      return [];
    return decision.tables.flatMap((table, number) => {
      const met = [...reachability.ways(decision, table)].flatMap(([situation, witness]) => {
        const fired = tables.verdict(decision, number, situation)?.fired;
        return fired === undefined ? [] : [{ fired, witness }];
      });
      return redundantIn(decision, met, (rule) => stands(plan, rule));
    });
  });
}

interface Met {
  readonly fired: readonly number[];
  readonly witness: Witness;
}

/** From the last rule to the first: of two that say the same, the later one goes. */
function redundantIn(decision: DecisionPlan, met: readonly Met[], mayGo: (rule: RulePlan) => boolean): Finding[] {
  const gone = new Set<number>();
  const found: Finding[] = [];
  for (const [index, rule] of [...decision.rules.entries()].reverse()) {
    if (!mayGo(rule)) continue;
    const without = (fired: readonly number[]): readonly number[] => fired.filter((one) => one !== index && !gone.has(one));
    const kept = (fired: readonly number[]): readonly number[] => fired.filter((one) => !gone.has(one));
    const own = met.filter(({ fired }) => (decision.hit === 'first' ? kept(fired)[0] === index : fired.includes(index)));
    const isSame = own.every(({ fired }) => {
      const rest = effectOf(decision, without(fired));
      return rest !== undefined && rest === effectOf(decision, kept(fired));
    });
    if (own.length === 0 || !isSame) continue;
    gone.add(index);
    const others = [...new Set(own.flatMap(({ fired }) => coverOf(decision, without(fired), rule)))];
    const byRules = others.filter((one) => one >= 0).map((one) => must(decision.rules[one], 'rule').name);
    const names = [...byRules, ...(others.includes(OTHERWISE) ? ['otherwise'] : [])];
    const by: Label = { zh: names.join('、'), en: names.join(', ') };
    const witness = must(own[0], 'situation').witness;
    const severity = byRules.length === 0 ? ('INFO' as const) : undefined;
    found.push(finding('RULE_REDUNDANT', rule.pointer, { rule: rule.name, by }, { witness, severity, mend: [{ pointer: rule.pointer }] }));
  }
  return found.reverse();
}

const OTHERWISE = -1;

/** The rules that give what a rule gave: of `first` the next one that holds, of the others those that say the same. */
function coverOf({ hit, rules }: DecisionPlan, rest: readonly number[], rule: RulePlan): readonly number[] {
  if (rest.length === 0) return [OTHERWISE];
  if (hit === 'first') return rest.slice(0, 1);
  const same = rest.filter((one) => keyOf(must(rules[one], 'rule').outcome) === keyOf(rule.outcome));
  return same.length === 0 ? rest : same.slice(0, 1);
}

/** What a decision gives where these rules hold, as text that is equal where it is the same; `undefined` where that can't be said. */
function effectOf(decision: DecisionPlan, fired: readonly number[]): string | undefined {
  const { hit, otherwise, rules, tables } = decision;
  const outcomes = fired.map((rule) => must(rules[rule], 'rule').outcome);
  const [first] = outcomes;
  if (hit === 'collect') return [...new Set(outcomes.map(keyOf))].sort().join('\n');
  if (first === undefined) {
    const other = otherwise?.outcome;
    // With several tables, rules of another one may hold: `otherwise` need not answer.
    if (other === undefined || (tables.length > 1 && !isNeutral(decision, other))) return undefined;
    return isNeutral(decision, other) ? '' : keyOf(other);
  }
  switch (hit) {
    case 'unique':
      // Rules that contradict each other give nothing that could be the same.
      return new Set(outcomes.map(keyOf)).size === 1 ? keyOf(first) : undefined;
    case 'first':
      return keyOf(first);
    case 'max':
      return largest(outcomes);
    case 'sum':
    case 'product':
      return outcomes
        .filter((outcome) => !isNeutral(decision, outcome))
        .map(keyOf)
        .sort()
        .join('\n');
    case 'formula':
      return undefined;
  }
}

/** The largest of constants; of formulas only those that are the same collapse. */
function largest(outcomes: readonly Outcome[]): string {
  const constants = outcomes.flatMap((outcome) => (outcome.kind === 'value' && outcome.value instanceof Fraction ? [outcome.value] : []));
  const most = constants.toSorted(compare).at(-1);
  const others = outcomes.filter(({ kind }) => kind === 'formula').map(keyOf);
  return [...new Set([...(most === undefined ? [] : [keyOf({ kind: 'value', value: most, text: '' })]), ...others])].sort().join('\n');
}

/** Whether an outcome changes nothing that is added up or multiplied. */
function isNeutral({ hit }: DecisionPlan, outcome: Outcome): boolean {
  if (outcome.kind !== 'value' || !(outcome.value instanceof Fraction)) return false;
  return (hit === 'sum' && sign(outcome.value) === 0) || (hit === 'product' && compare(outcome.value, ONE) === 0);
}

/** Formulas are the same by what stands in them, not by what it comes to now: a parameter is there to be changed. */
function keyOf(outcome: Outcome): string {
  const key = ruleOutcomeKey(outcome);
  return outcome.kind === 'value' ? key : `${outcome.text.replaceAll(/\s/gu, '')} ${key}`;
}

/** Whether a rule stands for its outcome alone. */
function stands(plan: Plan, { condition, quality }: RulePlan): boolean {
  return quality === undefined && !leavesOf(condition).some(({ ref }) => plan.slots[ref.scope][ref.slot]?.source === 'parameter');
}

const slotKey = (scope: string, slot: number): string => `${scope} ${slot}`;

/** The slots that anything reads. */
function namesRead(plan: Plan): ReadonlySet<string> {
  const ofOutcome = (outcome: Outcome | undefined): readonly Ref[] => (outcome?.kind === 'formula' ? refsOf(outcome.expr) : []);
  const refs = SCOPES.flatMap((scope) => plan.decisions[scope]).flatMap(({ rules, otherwise }) => [
    ...rules.flatMap(({ condition, outcome }) => [...leavesOf(condition).map(({ ref }) => ref), ...ofOutcome(outcome)]),
    ...ofOutcome(otherwise?.outcome),
  ]);
  const added = plan.aggregates.flatMap(({ sum, where }) => [...(sum === undefined ? [] : [sum]), ...where.map(({ ref }) => ref)]);
  return new Set([...refs, ...added].map((ref) => slotKey(ref.scope, ref.slot)));
}
