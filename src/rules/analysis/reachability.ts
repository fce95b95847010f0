import { assert, must } from '../../engine/kit/assert.js';
import { prepareTest, type PreparedTest } from '../../engine/decide/classify.js';
import {
  type DecisionPlan,
  type FactTest,
  type LeafCondition,
  type Plan,
  type Ref,
  type SituationTable,
  type Value,
  type VerdictSource,
  leavesOf,
} from '../../engine/plan/plan.js';
import { roundOutput } from '../../engine/decide/program.js';
import { cutFact, mergeBySignature } from '../judge/classes.js';
import { domainOf } from '../judge/classes-cut.js';
import { refKey } from '../judge/judge-panel.js';
import { printWitness, type Witness } from './witness.js';
import { tieBetween } from '../judge/reachability-ties.js';
import { situationOf } from '../judge/tables.js';
import { SCOPES, type Scope } from '../../engine/plan/scopes.js';

/** Decisions beneath another are looked into while there are no more combinations of facts than this; beyond, their outputs count as free. */
const MOST_COMBINATIONS = 20_000;

/** A decision whose outputs follow from its rules alone, and where those outputs are read. */
interface Producer {
  readonly decision: DecisionPlan;
  readonly gives: 'value' | 'rule';
}

const slotKey = (ref: { readonly scope: Scope; readonly slot: number }): string => `${ref.scope}\u001f${ref.slot}`;

/**
 * Which situations facts can really bring about. Outputs of earlier decisions are not free: they are expanded to the facts beneath them,
 * so that facts that several decisions read are consistent (a cost ratio cannot make `deviation` LOW and stand above 5), and ties between
 * facts hold. Where that is too much to enumerate, an output counts as free: nothing reachable is ever called unreachable.
 */
export class Reachability {
  readonly #plan: Plan;
  readonly #verdicts: VerdictSource;
  readonly #producers = new Map<string, Producer>();
  readonly #tests = new WeakMap<SituationTable, readonly PreparedTest[]>();
  readonly #ways = new WeakMap<SituationTable, ReadonlyMap<number, Witness>>();

  constructor(plan: Plan, verdicts: VerdictSource) {
    this.#plan = plan;
    this.#verdicts = verdicts;
    for (const scope of SCOPES) for (const decision of plan.decisions[scope]) this.#addProducer(decision);
  }

  #prepared(table: SituationTable): readonly PreparedTest[] {
    const tests = this.#tests.get(table) ?? table.tests.map(prepareTest);
    this.#tests.set(table, tests);
    return tests;
  }

  #addProducer(decision: DecisionPlan): void {
    const isConstant = [...decision.rules.map((rule) => rule.outcome), decision.otherwise?.outcome].every(
      (outcome) => outcome?.kind !== 'formula',
    );
    const { scope, slot, ruleSlot } = decision;
    const isTabled = decision.rules.length > 0 && decision.tables.length > 0;
    const picksOne = decision.hit === 'unique' || decision.hit === 'first';
    if (isTabled && isConstant && (picksOne || decision.hit === 'collect'))
      this.#producers.set(slotKey({ scope, slot }), { decision, gives: 'value' });
    if (isTabled && picksOne && ruleSlot !== undefined)
      this.#producers.set(slotKey({ scope, slot: ruleSlot }), { decision, gives: 'rule' });
  }

  /** One way to bring about each situation of a decision's table that can be brought about. Found once a table. */
  ways(decision: DecisionPlan, table: SituationTable): ReadonlyMap<number, Witness> {
    const ways = this.#ways.get(table) ?? this.#find(decision, table);
    this.#ways.set(table, ways);
    return ways;
  }

  #find(decision: DecisionPlan, table: SituationTable): ReadonlyMap<number, Witness> {
    const space = this.#space(decision, table);
    const ways = new Map<number, Witness>();
    const tests = this.#prepared(table);
    for (const classes of combinations(space.facts.map((fact) => fact.representatives.length))) {
      if (space.tie?.(classes) === false) continue;
      const values = this.#values(space, classes);
      if (values === undefined) continue;
      const situation = situationIn(table, tests, values);
      if (situation === undefined || ways.has(situation)) continue;
      ways.set(situation, printWitness(space.facts, classes));
      if (ways.size === table.size) break;
    }
    return ways;
  }

  /** The facts beneath a table, as deep as they can be enumerated. */
  #space(decision: DecisionPlan, table: SituationTable): Space {
    const own: Reader = { decision, tables: [table] };
    let expanded: DecisionPlan[] = [];
    let space = must(this.#spaceOf(own, expanded), 'space');
    const refused = new Set<DecisionPlan>();
    for (;;) {
      const next = space.facts.map((fact) => this.#producerOf(fact.ref)?.decision).find((one) => one !== undefined && !refused.has(one));
      if (next === undefined) return space;
      const deeper = this.#spaceOf(own, [...expanded, next]);
      if (deeper === undefined) refused.add(next);
      else [space, expanded] = [deeper, [...expanded, next]];
    }
  }

  #producerOf(ref: Ref): Producer | undefined {
    return this.#producers.get(slotKey(ref));
  }

  /** The space in which some decisions are expanded; `undefined` when it is too large (never when nothing is expanded). */
  #spaceOf(own: Reader, expanded: readonly DecisionPlan[]): Space | undefined {
    const readers: Reader[] = [own, ...expanded.map((decision) => ({ decision, tables: decision.tables }))];
    const isExpanded = (ref: Ref): boolean => expanded.some((decision) => this.#producerOf(ref)?.decision === decision);
    const uses = new Map<string, { readonly ref: Ref; readonly tests: PreparedTest[]; readonly leaves: LeafCondition[] }>();
    for (const { decision, tables } of readers) {
      for (const table of tables) {
        for (const test of table.tests) {
          if (isExpanded(test.ref)) continue;
          const key = refKey(test.ref);
          const use = uses.get(key) ?? { ref: test.ref, tests: [], leaves: [] };
          uses.set(key, use);
          use.tests.push(prepareTest(test));
          use.leaves.push(...leavesFor(decision, table, key));
        }
      }
    }
    const facts: FactTest[] = [];
    let size = 1;
    for (const { ref, tests, leaves } of uses.values()) {
      const cut = cutFact(domainOf(this.#plan, ref), ref, leaves);
      if (cut === undefined) return undefined;
      const fact = mergeBySignature(
        cut,
        cut.values.map((value) => tests.map((test) => classOf(test, value)).join(',')),
      );
      facts.push(fact);
      size *= fact.representatives.length;
    }
    if (size > MOST_COMBINATIONS && expanded.length > 0) return undefined;
    return { facts, expanded: inOrder(expanded), tie: tieBetween(facts) };
  }

  /** Every value that the table reads, when the facts stand so; `undefined` when the decisions beneath can't be decided then. */
  #values(space: Space, classes: readonly number[]): ReadValue | undefined {
    const given = new Map(space.facts.map((fact, index) => [refKey(fact.ref), fact.representatives[must(classes[index], 'class')]]));
    const produced = new Map<string, Value>();
    const read: ReadValue = (ref) => {
      const value = given.get(refKey(ref));
      if (value !== undefined) return value;
      const output = must(produced.get(slotKey(ref)), ref.name);
      return ref.member === undefined ? output : Array.isArray(output) && output.includes(ref.member);
    };
    for (const decision of space.expanded) {
      const fired = this.#fired(decision, read);
      if (fired === undefined) return undefined;
      produced.set(slotKey(decision), outputOf(decision, fired));
      if (decision.ruleSlot !== undefined) {
        produced.set(slotKey({ scope: decision.scope, slot: decision.ruleSlot }), decision.rules[fired[0] ?? -1]?.name ?? 'otherwise');
      }
    }
    return read;
  }

  /** The rules that hold, by the Judge's verdicts; `undefined` where facts' ties forbid the situation, or a unique decision overlaps. */
  #fired(decision: DecisionPlan, read: ReadValue): readonly number[] | undefined {
    const fired: number[] = [];
    for (const [index, table] of decision.tables.entries()) {
      const situation = situationIn(table, this.#prepared(table), read);
      const verdict = situation === undefined ? undefined : this.#verdicts(decision, index, situation);
      if (verdict === undefined) return undefined;
      fired.push(...verdict.fired);
    }
    return decision.hit === 'unique' && fired.length > 1 ? undefined : fired.sort((a, b) => a - b);
  }
}

interface Reader {
  readonly decision: DecisionPlan;
  readonly tables: readonly SituationTable[];
}

interface Space {
  readonly facts: readonly FactTest[];
  readonly expanded: readonly DecisionPlan[];
  readonly tie: ((classes: readonly number[]) => boolean) | undefined;
}

type ReadValue = (ref: Ref) => Value;

function leavesFor(decision: DecisionPlan, table: SituationTable, key: string): LeafCondition[] {
  return table.rules.flatMap((rule) => leavesOf(must(decision.rules[rule], 'rule').condition).filter((leaf) => refKey(leaf.ref) === key));
}

/** Producers before those who read them: by scope, then document order. */
function inOrder(decisions: readonly DecisionPlan[]): DecisionPlan[] {
  return [...decisions].sort((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope) || a.index - b.index);
}

function outputOf(decision: DecisionPlan, fired: readonly number[]): Value {
  if (decision.hit === 'collect') return fired.map((rule) => constant(decision, rule)).filter((value) => typeof value === 'string');
  return roundOutput(constant(decision, fired[0]), decision.output);
}

function constant(decision: DecisionPlan, rule: number | undefined): Value {
  const outcome = rule === undefined ? decision.otherwise?.outcome : decision.rules[rule]?.outcome;
  // A decision whose outcomes are formulas is expanded for its `.rule` only; nobody reads this value.
  return outcome?.kind === 'value' ? outcome.value : null;
}

function classOf(test: PreparedTest, value: Value): number {
  return value === null ? test.missing : test.classOf(value);
}

function situationIn(table: SituationTable, tests: readonly PreparedTest[], read: ReadValue): number | undefined {
  const classes = tests.map((test) => classOf(test, read(test.ref)));
  return classes.some((found) => found < 0) ? undefined : situationOf(table, classes);
}

/** Every combination of so many classes, the first changing fastest. The array is the same one each time. */
export function* combinations(sizes: readonly number[]): Generator<readonly number[]> {
  assert(
    sizes.every((size) => size > 0),
    'a fact without classes',
  );
  const classes = sizes.map(() => 0);
  for (;;) {
    yield classes;
    let at = 0;
    while (at < sizes.length) {
      const next = (classes[at] ?? 0) + 1;
      classes[at] = next === sizes[at] ? 0 : next;
      if (classes[at] !== 0) break;
      at += 1;
    }
    if (at === sizes.length) return;
  }
}
