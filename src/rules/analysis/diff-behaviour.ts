import { must } from '../../engine/kit/assert.js';
import { prepareTest } from '../../engine/decide/classify.js';
import {
  type DecisionPlan,
  type FactTest,
  type Label,
  type Outcome,
  type Plan,
  type Ref,
  type SituationTable,
} from '../../engine/plan/plan.js';
import { commonFacts } from './diff-refinement.js';
import { ruleOutcomeKey, outcomeTexts, outputText } from './rule-outcome-text.js';
import { combinations } from './reachability.js';
import { factLabel, situationText } from './situation-text.js';
import { situationOf, type Tables } from '../judge/tables.js';
import { printWitness, type Witness } from './witness.js';
import { SCOPES } from '../../engine/plan/scopes.js';

/** A version of a ruleset, with its tables. */
export interface Version {
  readonly plan: Plan;
  readonly tables: Tables;
}

/** A situation that two versions decide differently, in words, with a case that is in it. */
export interface ChangedSituation {
  readonly situation: Label;
  readonly witness: Witness;
  /** The rules that take effect (empty: otherwise), and what they give. */
  readonly before: { readonly rules: readonly string[]; readonly outcome: string };
  readonly after: { readonly rules: readonly string[]; readonly outcome: string };
  /** In which situation of which of its tables a case is that is in it, on each side. */
  readonly places: { readonly before: readonly TablePlace[]; readonly after: readonly TablePlace[] };
}

/** A situation of one of a decision's tables. */
export interface TablePlace {
  readonly table: number;
  readonly situation: number;
}

/** How a decision's behaviour differs. `INCOMPARABLE`: its facts changed type, or it is too wide to compare situation by situation. */
export interface BehaviourChange {
  readonly decision: string;
  readonly label: Label;
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED' | 'INCOMPARABLE';
  /** What changed of its output and hit policy, where that changed. */
  readonly output?: { readonly before: string; readonly after: string };
  /** The first of those that are decided differently. */
  readonly situations: readonly ChangedSituation[];
  /** How many situations were compared, and how many of them are decided differently. */
  readonly compared: number;
  readonly changed: number;
}

/** Situations listed of one decision. */
const MOST_LISTED = 500;

/**
 * Which situations two versions decide differently, decision by decision. Both versions' classes are cut to a common refinement, inside
 * which neither changes its answer, so that the comparison is exact. Only a decision's own rules are compared: what changes because an
 * earlier decision changed is listed there. A renamed rule with the same outcome is no change.
 */
export function diffBehaviour(before: Version, after: Version): BehaviourChange[] {
  const [old, now] = [decisionsOf(before.plan), decisionsOf(after.plan)];
  const removed = [...old.values()].filter(({ id }) => !now.has(id)).map((decision) => oneSided('REMOVED', decision));
  const rest = [...now.values()].flatMap((decision) => {
    const was = old.get(decision.id);
    return was === undefined ? [oneSided('ADDED', decision)] : compare({ ...before, decision: was }, { ...after, decision });
  });
  return [...removed, ...rest];
}

function decisionsOf(plan: Plan): Map<string, DecisionPlan> {
  return new Map(SCOPES.flatMap((scope) => plan.decisions[scope].map((decision) => [decision.id, decision])));
}

function oneSided(kind: 'ADDED' | 'REMOVED', decision: DecisionPlan): BehaviourChange {
  return { decision: decision.id, label: decision.label, kind, situations: [], compared: 0, changed: 0 };
}

interface Side extends Version {
  readonly decision: DecisionPlan;
}

function compare(before: Side, after: Side): BehaviourChange[] {
  const { id, label } = after.decision;
  const [was, is] = [describe(before.decision), describe(after.decision)];
  const output = was === is ? {} : { output: { before: was, after: is } };
  const situations: ChangedSituation[] = [];
  const labelOf = (ref: Ref): Label => factLabel(reads(after, ref) ? after.plan : before.plan, ref);
  let [compared, changed] = [0, 0];
  for (const part of parts(before.decision, after.decision)) {
    const facts = factsOf(before, after, part);
    if (facts === undefined) return [{ decision: id, label, kind: 'INCOMPARABLE', ...output, situations, compared, changed }];
    const decideBefore = decider(before, part.before, facts);
    const decideAfter = decider(after, part.after, facts);
    for (const classes of combinations(facts.map((fact) => fact.representatives.length))) {
      const [first, second] = [decideBefore(classes), decideAfter(classes)];
      if (first === undefined || second === undefined) continue;
      compared += 1;
      if (first.key === second.key) continue;
      changed += 1;
      if (changed > MOST_LISTED) continue;
      situations.push({
        situation: situationText(labelOf, facts, classes),
        witness: printWitness(facts, classes),
        ...inWords(first, second),
        places: { before: first.places, after: second.places },
      });
    }
  }
  return changed === 0 && was === is ? [] : [{ decision: id, label, kind: 'CHANGED', ...output, situations, compared, changed }];
}

/** Whether this side's tables read a fact; then its references are this side's. */
function reads({ decision }: Side, ref: Ref): boolean {
  return decision.tables.some((table) => table.tests.some((test) => test.ref === ref));
}

/** The facts of both sides, cut alike; `undefined` where they can't be compared, also because a side was too wide for tables. */
function factsOf(before: Side, after: Side, part: Part): FactTest[] | undefined {
  const isTabled = ({ decision }: Side): boolean => decision.rules.length === 0 || decision.tables.length > 0;
  if (!isTabled(before) || !isTabled(after)) return undefined;
  return commonFacts({ ...before, tables: pick(before, part.before) }, { ...after, tables: pick(after, part.after) });
}

function describe(decision: DecisionPlan): string {
  return `${outputText(decision)}; ${decision.hit}`;
}

function pick(side: Side, indexes: readonly number[]): SituationTable[] {
  return indexes.map((index) => must(side.decision.tables[index], 'table'));
}

interface Part {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Tables that share facts, of both versions, are compared together; of combined rules, the others answer independently. */
function parts(before: DecisionPlan, after: DecisionPlan): Part[] {
  const all: Part = { before: [...before.tables.keys()], after: [...after.tables.keys()] };
  const isCombined = before.hit === after.hit && before.tables.length + after.tables.length > 2;
  if (!isCombined) return [all];
  const items = [
    ...before.tables.map((table, index) => ({ side: 'before' as const, index, names: table.tests.map((test) => test.ref.name) })),
    ...after.tables.map((table, index) => ({ side: 'after' as const, index, names: table.tests.map((test) => test.ref.name) })),
  ];
  const groups: { names: Set<string>; items: typeof items }[] = [];
  for (const item of items) {
    const touching = groups.filter((group) => item.names.some((name) => group.names.has(name)));
    const joined = {
      names: new Set([...item.names, ...touching.flatMap((group) => [...group.names])]),
      items: [...touching.flatMap((group) => group.items), item],
    };
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  const of = (group: { items: typeof items }, side: 'before' | 'after'): number[] =>
    group.items.filter((item) => item.side === side).map((item) => item.index);
  return groups.map((group) => ({ before: of(group, 'before'), after: of(group, 'after') }));
}

interface Decided {
  readonly places: readonly TablePlace[];
  readonly key: string;
  readonly rules: readonly string[];
  readonly outcomes: readonly Outcome[];
}

/** Decides a combination of common classes by one side's tables; `undefined` where that side has no such situation. */
function decider(side: Side, indexes: readonly number[], facts: readonly FactTest[]): (classes: readonly number[]) => Decided | undefined {
  const { decision, tables } = side;
  const lookups = indexes.map((index) => ({
    index,
    classes: pick(side, [index]).flatMap((table) => table.tests.map((test) => translation(test, facts))),
  }));
  return (classes) => {
    const fired: number[] = [];
    const places: TablePlace[] = [];
    for (const { index, classes: translations } of lookups) {
      const own = translations.map(({ fact, to }) => to[must(classes[fact], 'class')] ?? -1);
      if (own.some((found) => found < 0)) return undefined;
      const situation = situationOf(must(decision.tables[index], 'table'), own);
      const verdict = tables.verdict(decision, index, situation);
      if (verdict === undefined) return undefined;
      fired.push(...verdict.fired);
      places.push({ table: index, situation });
    }
    fired.sort((a, b) => a - b);
    return { ...decided(decision, fired), places };
  };
}

/** From a common class of a fact to the class of one side's test. */
function translation(test: FactTest, facts: readonly FactTest[]): { readonly fact: number; readonly to: readonly number[] } {
  const fact = facts.findIndex((one) => one.ref.name === test.ref.name);
  const prepared = prepareTest(test);
  return {
    fact,
    to: must(facts[fact], test.ref.name).representatives.map((value) => (value === null ? prepared.missing : prepared.classOf(value))),
  };
}

function decided(decision: DecisionPlan, fired: readonly number[]): Omit<Decided, 'places'> {
  const effective = decision.hit === 'first' ? fired.slice(0, 1) : fired;
  const rules = effective.map((index) => must(decision.rules[index], 'rule'));
  const otherwise = decision.otherwise === undefined ? [] : [decision.otherwise.outcome];
  const outcomes = rules.length === 0 ? otherwise : rules.map((rule) => rule.outcome);
  // What is collected or combined does not depend on the order of rules, except that a list keeps it.
  const keys = outcomes.map(ruleOutcomeKey);
  return { key: (decision.hit === 'collect' ? keys : keys.sort()).join('\u001f'), rules: rules.map((rule) => rule.name), outcomes };
}

function inWords(before: Decided, after: Decided): Pick<ChangedSituation, 'before' | 'after'> {
  const [one, other] = [before.outcomes[0], after.outcomes[0]];
  const single = before.outcomes.length === 1 && after.outcomes.length === 1 && one !== undefined && other !== undefined;
  const texts = single
    ? outcomeTexts(one, other)
    : { before: before.outcomes.map(({ text }) => text).join(', '), after: after.outcomes.map(({ text }) => text).join(', ') };
  return { before: { rules: before.rules, outcome: texts.before }, after: { rules: after.rules, outcome: texts.after } };
}
