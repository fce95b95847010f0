import { must } from '../../engine/kit/assert.js';
import { prepareTest } from '../../engine/decide/classify.js';
import { leavesOf, type DecisionPlan, type FactTest, type SituationTable, type Value } from '../../engine/plan/plan.js';
import { takingEffect } from '../analysis/coverage.js';
import { cutFact, mergeBySignature } from '../judge/classes.js';
import { domainOf } from '../judge/classes-cut.js';
import type { Judge } from '../judge/judge.js';
import { refKey } from '../judge/judge-panel.js';
import { classesOf, situationOf, withTables } from '../judge/tables.js';
import type { Point, Proven } from './points.js';
import { agreeing } from './tried-values.js';

/**
 * A point at which a mutated rule decides otherwise than the rule does: other rules take effect, in a situation that facts can bring about.
 * `undefined`: there is none, the two are equivalent. The facts are cut so finely that neither answer changes inside a class; the rest of the
 * decision answers from its table, and the Judge is asked for the mutated rule alone.
 */
export async function differenceAt(proven: Proven, judge: Judge, mutated: DecisionPlan, rule: number): Promise<Point | undefined> {
  const decision = must(
    proven.plan.decisions[mutated.scope].find(({ id }) => id === mutated.id),
    mutated.id,
  );
  const number = decision.tables.findIndex(({ rules }) => rules.includes(rule));
  const table = must(decision.tables[number], 'table');
  const changed = must(mutated.rules[rule], 'rule');
  const alone = must(await withTables(proven.plan, judge, { ...decision, hit: 'first', rules: [changed] }), 'one rule');
  const small = must(alone.tables[0], 'table of the rule');
  const refined = refine(proven, decision, { table, small, changed });
  const joint: DecisionPlan = { ...decision, rules: [...decision.rules, changed], tables: [refined] };
  const held = new Map<number, boolean>();
  let best: { readonly point: Point; readonly noise: number } | undefined;
  for (const situation of [...proven.reachability.ways(joint, refined).keys()].sort((a, b) => a - b)) {
    const values = valuesOf(refined, situation);
    const own = situationIn(table, refined, values);
    const before = must(proven.tables.verdict(decision, number, own), 'verdict').fired;
    const asked = situationIn(small, refined, values);
    const holds = held.get(asked) ?? (await judge.verdict(alone, [0], readOf(refined, values))).fired.length > 0;
    held.set(asked, holds);
    const after = [...before.filter((one) => one !== rule), ...(holds ? [rule] : [])].sort((a, b) => a - b);
    if (takingEffect(decision, { fired: before, leaves: [] }).join() === takingEffect(decision, { fired: after, leaves: [] }).join())
      continue;
    const noise = before.length + after.length;
    if (best !== undefined && best.noise <= noise) continue;
    const point: Point = {
      ...{ decision, table: number, rule, at: 0, threshold: undefined, side: 'HOLDS', situation: own },
      values: agreeing(table.tests, values, -1),
    };
    best = { point, noise };
  }
  return best?.point;
}

interface Cutting {
  readonly table: SituationTable;
  readonly small: SituationTable;
  readonly changed: DecisionPlan['rules'][number];
}

/** The table's facts cut by its own rules and by the mutated one. */
function refine({ plan }: Proven, decision: DecisionPlan, { table, small, changed }: Cutting): SituationTable {
  const leaves = [...table.rules.map((index) => must(decision.rules[index], 'rule')), changed].flatMap(({ condition }) =>
    leavesOf(condition),
  );
  const tests = table.tests.map((test): FactTest => {
    const key = refKey(test.ref);
    const own = leaves.filter(({ ref }) => refKey(ref) === key);
    const cut = must(cutFact(domainOf(plan, test.ref), test.ref, own), test.ref.name);
    const both = [test, ...small.tests.filter(({ ref }) => refKey(ref) === key)].map(prepareTest);
    return mergeBySignature(
      cut,
      cut.values.map((value) => both.map((one) => (value === null ? one.missing : one.classOf(value))).join(' ')),
    );
  });
  const strides: number[] = [];
  let size = 1;
  for (const { representatives } of tests) {
    strides.push(size);
    size *= representatives.length;
  }
  return { tests, strides, size, rules: [...table.rules, decision.rules.length] };
}

function valuesOf(table: SituationTable, situation: number): Value[] {
  const classes = classesOf(table, situation);
  return table.tests.map(({ representatives }, at) => representatives[must(classes[at], 'class')] ?? null);
}

function situationIn(table: SituationTable, refined: SituationTable, values: readonly Value[]): number {
  const classes = table.tests.map((test) => {
    const value = values[refined.tests.findIndex(({ ref }) => refKey(ref) === refKey(test.ref))] ?? null;
    const prepared = prepareTest(test);
    return value === null ? prepared.missing : prepared.classOf(value);
  });
  return situationOf(table, classes);
}

function readOf(refined: SituationTable, values: readonly Value[]) {
  const byKey = new Map(refined.tests.map(({ ref }, at) => [refKey(ref), values[at]]));
  return (ref: FactTest['ref']): Value | undefined => byKey.get(refKey(ref));
}
