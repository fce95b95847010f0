import { must } from '../../engine/kit/assert.js';
import { leavesOf, type DecisionPlan, type Plan, type SituationTable, type Value } from '../../engine/plan/plan.js';
import { refKey } from '../judge/judge-panel.js';
import { classesOf, situationOf, type Tables } from '../judge/tables.js';
import { neighbouringSituations } from '../analysis/neighbours.js';
import { Reachability } from '../analysis/reachability.js';
import { takingEffect } from '../analysis/coverage.js';
import { printGiven } from '../analysis/witness.js';
import { agreeing, thresholdOf, triedAt, type Side } from './tried-values.js';

/** A place worth an example: values of one table's facts, in a situation that facts can bring about. */
export interface Point {
  readonly decision: DecisionPlan;
  readonly table: number;
  /** The rule that it shows, by index. */
  readonly rule: number;
  /** The fact that is moved, by its place in the table. */
  readonly at: number;
  /** The threshold that is tried; absent where a fact has no order. */
  readonly threshold: string | undefined;
  /** Beside, at the threshold; or whether the rule takes effect. */
  readonly side: Side | 'HOLDS' | 'MISSES';
  readonly situation: number;
  readonly values: readonly Value[];
}

/** What points are found by. */
export interface Proven {
  readonly plan: Plan;
  readonly tables: Tables;
  readonly reachability: Reachability;
}

/** A plan with what facts can bring about in it. */
export function provenOf({ plan, tables }: Pick<Proven, 'plan' | 'tables'>): Proven {
  return { plan, tables, reachability: new Reachability(plan, tables.verdict) };
}

/**
 * 界值点 For every comparison of every rule: each threshold t at t − step, t and t + step, with the other facts standing so that the
 * comparison decides whether the rule takes effect; for facts without order a situation in which it does and the one beside in which it does
 * not. Only situations that facts can bring about. `wanted` chooses rules.
 */
export function boundaryPoints(proven: Proven, decision: DecisionPlan, wanted: (rule: number) => boolean): Point[] {
  return decision.tables.flatMap((table, number) => {
    const rules = table.rules.filter(wanted);
    if (rules.length === 0) return [];
    const possible = [...proven.reachability.ways(decision, table).keys()].sort((a, b) => a - b);
    const effects = new Map(possible.map((one) => [one, new Set(takingEffect(decision, proven.tables.verdict(decision, number, one)))]));
    return rules.flatMap((rule) => pointsOfRule(proven.plan, { decision, table, number, effects }, rule));
  });
}

interface Place {
  readonly decision: DecisionPlan;
  readonly table: SituationTable;
  readonly number: number;
  /** The rules that take effect, by possible situation. */
  readonly effects: ReadonlyMap<number, ReadonlySet<number>>;
}

function pointsOfRule(plan: Plan, place: Place, rule: number): Point[] {
  const found = new Map<string, Point>();
  for (const leaf of leavesOf(must(place.decision.rules[rule], 'rule').condition)) {
    const at = place.table.tests.findIndex(({ ref }) => refKey(ref) === refKey(leaf.ref));
    const threshold = thresholdOf(plan, leaf);
    const points =
      threshold === undefined
        ? pairOf(place, rule, { at, isKnown: leaf.operator === 'known' })
        : atThreshold(plan, place, { rule, at, threshold });
    for (const point of points) found.set(`${point.at} ${point.situation} ${point.values.map(printGiven).join('|')}`, point);
  }
  return [...found.values()];
}

interface AtThreshold {
  readonly rule: number;
  readonly at: number;
  readonly threshold: Exclude<ReturnType<typeof thresholdOf>, undefined>;
}

/** The first context in which the threshold tells whether the rule takes effect; one in which all three values are possible comes first. */
function atThreshold(plan: Plan, place: Place, { rule, at, threshold }: AtThreshold): Point[] {
  const { table, effects } = place;
  const tried = triedAt(plan, must(table.tests[at], 'test'), threshold);
  let best: { readonly situation: number; readonly one: (typeof tried)[number] }[] = [];
  for (const situation of effects.keys()) {
    const classes = classesOf(table, situation);
    if (classes[at] !== tried[0]?.found && classes[at] !== tried.at(-1)?.found) continue;
    const here = tried
      .map((one) => ({ one, situation: situationOf(table, classes.with(at, one.found)) }))
      .filter((one) => effects.has(one.situation));
    const matters = new Set(here.map((one) => effects.get(one.situation)?.has(rule))).size > 1;
    const isBetter = here.length > best.length || (here.length === best.length && noise(place, here) < noise(place, best));
    if (matters && isBetter) best = here;
  }
  const text = printGiven(threshold);
  return best.map(({ situation, one }) => pointAt(place, { rule, at, threshold: text, side: one.side, situation, value: one.value }));
}

/** How many rules take effect besides: what combines many outcomes may hide one. */
function noise({ effects }: Place, here: readonly { readonly situation: number }[]): number {
  return here.reduce((sum, { situation }) => sum + (effects.get(situation)?.size ?? 0), 0);
}

interface Asked {
  readonly at: number;
  /** Whether it is asked whether the fact is known at all: beside stands the missing value. */
  readonly isKnown: boolean;
}

/** A situation in which the rule takes effect, and one beside it by this fact in which it does not. */
function pairOf(place: Place, rule: number, { at, isKnown }: Asked): Point[] {
  const { table, effects } = place;
  const { missing } = must(table.tests[at], 'test').classifier;
  let best: { readonly situation: number }[] = [];
  for (const [situation, own] of effects) {
    if (!own.has(rule)) continue;
    const classes = classesOf(table, situation);
    for (const other of neighbouringSituations(table, situation)) {
      const moved = classesOf(table, other);
      const isMissing = [classes[at], moved[at]].includes(missing);
      if (classes[at] === moved[at] || (isKnown && !isMissing) || effects.get(other)?.has(rule) !== false) continue;
      const here = [{ situation }, { situation: other }];
      if (best.length === 0 || noise(place, here) < noise(place, best)) best = here;
    }
  }
  const sides = ['HOLDS', 'MISSES'] as const;
  return best.map(({ situation }, index) =>
    pointAt(place, { rule, at, threshold: undefined, side: must(sides[index], 'side'), situation }),
  );
}

type Found = Omit<Point, 'decision' | 'table' | 'values'> & { readonly value?: Value };

function pointAt({ decision, table, number }: Place, { value, ...found }: Found): Point {
  const classes = classesOf(table, found.situation);
  const representatives = table.tests.map((test, index) => test.representatives[must(classes[index], 'class')] ?? null);
  const values = agreeing(table.tests, value === undefined ? representatives : representatives.with(found.at, value), found.at);
  return { decision, table: number, ...found, values };
}
