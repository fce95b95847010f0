import { must } from '../../engine/kit/assert.js';
import type { DecisionPlan } from '../../engine/plan/plan.js';
import { classCount, type CutFact } from './classes.js';

/** A table no wider than this may be joined with another, although the two apart would be smaller: fewer look-ups a case. */
const COMFORTABLE = 64;

/** The combinations of classes that some rules tell apart. */
function combinations(facts: readonly CutFact[], rules: ReadonlySet<number>): number {
  return facts.reduce((product, fact) => product * classCount(fact, rules), 1);
}

interface Group {
  readonly rules: Set<number>;
  readonly size: number;
}

/**
 * Which rules of a decision are judged together. `unique` and `first` need all of them in one table; rules that are combined
 * (`collect`, `sum`, `max`, `product`) answer independently, and are grouped so that few combinations have to be judged.
 */
export function groupRules(
  decision: DecisionPlan,
  facts: readonly CutFact[],
): { readonly rules: readonly number[]; readonly size: number }[] {
  const all = decision.rules.map((_, index) => index);
  if (decision.hit === 'unique' || decision.hit === 'first') return [{ rules: all, size: combinations(facts, new Set(all)) }];
  const groups: Group[] = [];
  for (const rules of byFacts(facts, all)) {
    const size = combinations(facts, rules);
    const joined = join(facts, groups, { rules, size });
    if (joined === undefined) groups.push({ rules, size });
    else groups[joined.at] = joined.group;
  }
  return groups.map(({ rules, size }) => ({ rules: [...rules].sort((a, b) => a - b), size }));
}

/** Rules that mention the same facts, in order of their first rule. */
function byFacts(facts: readonly CutFact[], all: readonly number[]): Set<number>[] {
  const mentioned = new Map<number, string>(all.map((rule) => [rule, '']));
  facts.forEach((fact, index) => {
    for (const rule of new Set(fact.leaves.map((item) => item.rule))) mentioned.set(rule, `${mentioned.get(rule) ?? ''},${index}`);
  });
  const groups = new Map<string, Set<number>>();
  for (const [rule, key] of mentioned) groups.set(key, (groups.get(key) ?? new Set()).add(rule));
  return [...groups.values()];
}

/** The first group with which these rules need no more combinations than apart, or comfortably few. */
function join(facts: readonly CutFact[], groups: readonly Group[], own: Group): { readonly at: number; readonly group: Group } | undefined {
  for (let at = 0; at < groups.length; at++) {
    const group = must(groups[at], 'group');
    const rules = new Set([...group.rules, ...own.rules]);
    const size = combinations(facts, rules);
    if (size <= Math.max(COMFORTABLE, group.size + own.size)) return { at, group: { rules, size } };
  }
  return undefined;
}
