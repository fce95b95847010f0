import { Engine, type TopLevelCondition } from 'json-rules-engine';
import { LogicEngine } from 'json-logic-engine';
import { BlockRun, decideByBlock, readBlock } from './blocks.js';
import { plainValue, type Cases } from './cases.js';
import { DECISIONS, FACTS, RULES, rulesetText, type Fact, type Node } from './rules.js';
import { must } from '../../src/engine/kit/assert.js';
import { decide, Evaluation } from '../../src/engine/decide/decide.js';
import { Environment } from '../../src/engine/formula/environment.js';
import type { Frame, Value } from '../../src/engine/plan/plan.js';
import { Fraction } from '../../src/engine/number/quantity.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';

/** Which rules hold for each case: bit i of `low` is rule i, bit i of `high` rule 32 + i. */
export interface Held {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Nothing held yet. */
export function noneHeld(count: number): Held {
  return { low: new Int32Array(count), high: new Int32Array(count) };
}

const WORD = 32;
function mark(held: Held, row: number, rule: number): void {
  const word = rule < WORD ? held.low : held.high;
  word[row] = (word[row] ?? 0) | (1 << (rule % WORD));
}

/** Cases as objects: what the engines that take one case at a time are given. */
export function plainObjects({ count, columns }: Cases): Readonly<Record<string, number | string | boolean>>[] {
  const facts = Object.entries(FACTS);
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(facts.map(([name, fact]) => [name, plainValue(fact, columns[name]?.[row] ?? 0)])),
  );
}

/** json-rules-engine as its documentation says: one engine with its own operators, one run a case. */
export async function plainLoop(cases: readonly Readonly<Record<string, unknown>>[], held: Held): Promise<void> {
  const engine = new Engine();
  RULES.forEach(({ name, when }, index) => {
    const conditions = ('fact' in when ? { all: [when] } : when) as TopLevelCondition;
    engine.addRule({ name, conditions, event: { type: String(index) } });
  });
  for (const [row, facts] of cases.entries()) {
    const { events } = await engine.run({ ...facts });
    for (const event of events) mark(held, row, Number(event.type));
  }
}

const OPERATORS = {
  equal: '===',
  notEqual: '!==',
  in: 'in',
  notIn: 'in',
  lessThan: '<',
  lessThanInclusive: '<=',
  greaterThan: '>',
  greaterThanInclusive: '>=',
} as const;

function logicOf(node: Node): unknown {
  if ('all' in node) return { and: node.all.map(logicOf) };
  if ('any' in node) return { or: node.any.map(logicOf) };
  if ('not' in node) return { '!': [logicOf(node.not)] };
  const logic = { [OPERATORS[node.operator]]: [{ var: node.fact }, node.value] };
  return node.operator === 'notIn' ? { '!': [logic] } : logic;
}

/** json-logic-engine: every rule compiled to a function of a case. */
export function compiledLogic(): (cases: readonly Readonly<Record<string, unknown>>[], held: Held) => void {
  const engine = new LogicEngine();
  const rules = RULES.map(({ when }) => engine.build(logicOf(when)) as (data: unknown) => unknown);
  return (cases, held) => {
    for (let row = 0; row < cases.length; row++) {
      for (let rule = 0; rule < rules.length; rule++) if (rules[rule]?.(cases[row]) === true) mark(held, row, rule);
    }
  };
}

/** Our ruleset, loaded as a city's is. `asked` is how often json-rules-engine was run to make its tables. */
export async function loadOurs(): Promise<{ readonly ruleset: CompiledRuleset; readonly asked: number }> {
  const judge = new Judge();
  const { ruleset, findings } = await checkRuleset(rulesetText(), () => must(undefined, 'a base'), judge);
  return { ruleset: must(ruleset, findings.map(({ code }) => code).join(' ')), asked: judge.asked };
}

/** The decisions of our ruleset, each with the number of its first rule. */
function decisionsOf({
  program,
}: CompiledRuleset): { readonly prepared: CompiledRuleset['program']['beforeGrouping'][number]; readonly first: number }[] {
  return DECISIONS.map((id) => ({
    prepared: must(
      program.scopes.case.decisions.find(({ plan }) => plan.id === id),
      id,
    ),
    first: RULES.findIndex(({ decision }) => decision === id),
  }));
}

function valueOf(fact: Fact, stored: number): Value {
  switch (fact.type) {
    case 'decimal':
      return new Fraction(stored, 10 ** fact.scale);
    case 'integer':
      return new Fraction(stored, 1);
    case 'enum':
      return fact.values[stored] ?? '';
    case 'boolean':
      return stored === 1;
  }
}

/** The tables, a case at a time: the path of one case and of a clearing. */
export function tablesByCase(ruleset: CompiledRuleset, { count, columns }: Cases, held: Held): void {
  const scope = ruleset.program.scopes.case;
  const decisions = decisionsOf(ruleset);
  const facts = Object.entries(FACTS).map(([name, fact]) => ({
    fact,
    slot: must(scope.slotByName.get(name), name),
    column: must(columns[name], name),
  }));
  for (let row = 0; row < count; row++) {
    const frame: Frame = new Array<Value>(scope.slots.length).fill(null);
    for (const { fact, slot, column } of facts) frame[slot] = valueOf(fact, column[row] ?? 0);
    const environment = new Environment({ case: frame });
    const evaluation = new Evaluation(scope);
    for (const { prepared, first } of decisions) {
      const stop = decide(prepared, environment, frame, evaluation, ruleset.tables.verdict);
      if (stop !== undefined) throw new Error(`${prepared.plan.id}: ${stop.kind}`);
      for (const rule of evaluation.fired[prepared.plan.index] ?? []) mark(held, row, first + rule);
    }
  }
}

/** Our tables, a block at a time: the path of every run. */
export function blockRun(ruleset: CompiledRuleset): BlockRun {
  return new BlockRun(
    ruleset,
    decisionsOf(ruleset).map(({ prepared }) => prepared),
  );
}

/** Which rules hold by the block path, spelled out as bits. */
export function heldByBlock(ruleset: CompiledRuleset, cases: Cases): Held {
  const held = noneHeld(cases.count);
  const run = blockRun(ruleset);
  const firsts = decisionsOf(ruleset).map(({ first }) => first);
  decideByBlock(
    run,
    cases,
    readBlock(run, (row, decision, rule) => mark(held, row, (firsts[decision] ?? 0) + rule)),
  );
  return held;
}
