import { must } from '../../engine/kit/assert.js';
import { prepareTest } from '../../engine/decide/classify.js';
import { childrenOf, refsOf } from '../../engine/formula/formula.js';
import { Fraction, printShort } from '../../engine/number/quantity.js';
import type { DecisionPlan, Expr, Outcome, Slot, Value } from '../../engine/plan/plan.js';
import { takingEffect } from '../analysis/coverage.js';
import type { ExampleDocument } from '../document/document.js';
import { answerOf } from '../examples/examples.js';
import type { Stated } from '../examples/example-frames.js';
import type { Trial } from '../examples/example-trials.js';
import { refKey } from '../judge/judge-panel.js';
import { usualValue } from '../made/made-facts.js';
import { classesOf } from '../judge/tables.js';
import { agreeing } from './tried-values.js';
import type { Point, Proven } from './points.js';

type Written = string | boolean | string[] | null;
type Given = Record<string, Written>;

/** The disease group of a made example, where a formula reads one: round figures. */
const MADE_GROUP: NonNullable<ExampleDocument['given']['group']> = {
  kind: 'CORE',
  points: '1000',
  meanCost: { ALL: '10000.00', 1: '10000.00', 2: '10000.00', 3: '10000.00' },
  meanDays: '8',
  variation: '0.5',
  caseCount: '100',
  drugPoints: '1',
  consumablePoints: '1',
  flags: [],
};

/**
 * The example of a point: what its decision needs, what it gives now, and which of its rules hold. `undefined` where it can't be worked out
 * alone (a formula needs a row of a table, say, that nobody can guess).
 */
export async function exampleAt(proven: Proven, trial: Trial, point: Point, id: string): Promise<ExampleDocument | undefined> {
  const { decision } = point;
  const stated = statedAt(proven, point);
  if (stated === undefined) return undefined;
  const { given, effective } = stated;
  const formulas = effective.flatMap((outcome) => (outcome.kind === 'formula' ? [outcome.expr] : []));
  for (const ref of formulas.flatMap(refsOf)) {
    const slot = must(proven.plan.slots[ref.scope][ref.slot], ref.name);
    if (slot.source !== 'parameter' && !Object.hasOwn(given, ref.name))
      given[ref.name] = ref.member === undefined ? likelyValue(slot) : false;
  }
  const group = formulas.some(readsGroup) ? { group: MADE_GROUP } : {};
  const example: ExampleDocument = { id, scope: decision.scope, given: { ...given, ...group }, expect: {} };
  const answer = await answerOf(trial, example, decision.id);
  if ('findings' in answer) return undefined;
  return {
    ...example,
    expect: { [decision.id]: written(answer.value) },
    fired: decision.hit === 'first' ? answer.fired.slice(0, 1) : [...answer.fired],
  };
}

/** What the decision's facts are, of all its tables, and the outcomes that then take effect. */
function statedAt(proven: Proven, point: Point): { readonly given: Given; readonly effective: readonly Outcome[] } | undefined {
  const { decision } = point;
  const values = new Map<string, Value>();
  const given: Given = {};
  const fired: number[] = [];
  for (const index of inOrder(decision, point.table)) {
    const table = must(decision.tables[index], 'table');
    const situation = index === point.table ? point.situation : quietSituation(proven, decision, index, values);
    if (situation === undefined) return undefined;
    const classes = classesOf(table, situation);
    const made = agreeing(
      table.tests,
      table.tests.map(({ ref, representatives }, at) => values.get(refKey(ref)) ?? representatives[must(classes[at], 'class')] ?? null),
      -1,
    );
    const own = index === point.table ? point.values : made;
    table.tests.forEach(({ ref }, at) => {
      const value = own[at] ?? null;
      if (values.has(refKey(ref))) return;
      values.set(refKey(ref), value);
      if (proven.plan.slots[ref.scope][ref.slot]?.source !== 'parameter') given[ref.name] = statedText(value);
    });
    fired.push(...takingEffect(decision, proven.tables.verdict(decision, index, situation)));
  }
  const rules = fired.map((rule) => must(decision.rules[rule], 'rule').outcome);
  const otherwise = decision.otherwise === undefined ? [] : [decision.otherwise.outcome];
  return { given, effective: rules.length === 0 ? otherwise : rules };
}

/** The tables of a decision, the one that matters first. */
function inOrder(decision: DecisionPlan, first: number): number[] {
  return [first, ...decision.tables.keys()].filter((index, at) => at === 0 || index !== first);
}

/** A situation of another table that agrees with what is stated already: one in which none of its rules holds, if there is one. */
function quietSituation(
  { reachability, tables }: Proven,
  decision: DecisionPlan,
  index: number,
  values: ReadonlyMap<string, Value>,
): number | undefined {
  const table = must(decision.tables[index], 'table');
  const wanted = table.tests.map((test) => {
    const value = values.get(refKey(test.ref));
    const prepared = prepareTest(test);
    return value === undefined ? undefined : value === null ? prepared.missing : prepared.classOf(value);
  });
  const agree = [...reachability.ways(decision, table).keys()].filter((situation) =>
    classesOf(table, situation).every((found, at) => wanted[at] === undefined || wanted[at] === found),
  );
  return agree.find((situation) => tables.verdict(decision, index, situation)?.fired.length === 0) ?? agree[0];
}

function statedText(value: Value): Written {
  return value instanceof Fraction ? printShort(value) : written(value);
}

/** A list of its own: an example is the clerk's to change. */
function written(stated: Stated): Written {
  return typeof stated === 'object' && stated !== null ? [...stated] : stated;
}

function readsGroup(expr: Expr): boolean {
  return expr.kind === 'group' || childrenOf(expr).some(readsGroup);
}

/** A value that a fact may well have: what a formula reads beside the facts that decide. A flag is set, so that what asks for it has something to say. */
function likelyValue(slot: Slot): Written {
  return slot.type === 'boolean' ? true : statedText(usualValue(slot));
}
