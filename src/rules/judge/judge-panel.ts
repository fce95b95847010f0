import { Engine, type EngineResult, type RuleProperties } from 'json-rules-engine';
import { assert, assertNever, must } from '../../engine/kit/assert.js';
import { OPERATORS, type Condition, type Operand, type Ref, type Value } from '../../engine/plan/plan.js';
import { evaluateOperator } from './judge-operators.js';

/** What json-rules-engine found of one condition: whether it holds, and every leaf's result by leaf number. */
export interface Opinion {
  readonly holds: boolean;
  readonly leaves: readonly boolean[];
}

/** Reads a fact that a condition names; `undefined` means that nobody supplied it, which is a bug. */
export type ReadRef = (ref: Ref) => Value | undefined;

/** The identity of a reference, member included. */
export function refKey(ref: Ref): string {
  return `${ref.scope}\u001f${ref.slot}\u001f${ref.member ?? ''}`;
}

/** json-rules-engine's own operators and decorators, all removed: they compare decimals as text and search text for text. */
const ENGINE_OPERATORS = ['equal', 'notEqual', 'in', 'notIn', 'contains', 'doesNotContain'];
const ENGINE_COMPARISONS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const ENGINE_DECORATORS = ['someFact', 'someValue', 'everyFact', 'everyValue', 'swap', 'not'];

function refusePath(): never {
  throw new Error('conditions have no path');
}

type EngineCondition = RuleProperties['conditions'];
type EngineNode = EngineCondition | { fact: string; operator: string; value: number };

/**
 * A set of conditions before one json-rules-engine Engine. The Engine sees facts under names of ours (`f0`, `f1`, …) and operands as
 * numbers of a list that our operators look up, so that no text of a ruleset is ever a key, a path or a fact reference to it.
 * Runs stand in a queue (a second `run()` on one Engine loses rules), and after any rejection the Engine is thrown away.
 */
export class Panel {
  readonly #conditions: readonly Condition[];
  readonly #facts = new Map<string, { readonly id: string; readonly ref: Ref }>();
  readonly #operands: Operand[] = [];
  readonly #rules: RuleProperties[];
  #engine: Engine | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(conditions: readonly Condition[]) {
    this.#conditions = conditions;
    this.#rules = conditions.map((condition, name) => ({
      // The engine takes names that are not text, and 0: results are found again by them, whatever order they complete in.
      name: String(name),
      conditions: this.#root(condition),
      event: { type: 'held' },
    }));
  }

  /** Judges every condition on one set of facts. Rejects with an assertion when a fact is absent or mistyped. */
  async judge(read: ReadRef): Promise<readonly Opinion[]> {
    const facts = this.#complete(read);
    const turn = this.#queue.then(() => this.#run(facts));
    this.#queue = turn.catch(() => undefined);
    return this.#collect(await turn);
  }

  #complete(read: ReadRef): Record<string, Value> {
    const facts: Record<string, Value> = {};
    for (const { id, ref } of this.#facts.values()) {
      const value = read(ref);
      assert(value !== undefined, `the Judge needs ${ref.name}, which nobody supplied`);
      facts[id] = value;
    }
    return facts;
  }

  async #run(facts: Record<string, Value>): Promise<EngineResult> {
    this.#engine ??= this.#build();
    try {
      return await this.#engine.run(facts);
    } catch (error) {
      this.#engine = undefined;
      throw error;
    }
  }

  #build(): Engine {
    const engine = new Engine(this.#rules, { allowUndefinedFacts: false, allowUndefinedConditions: false, pathResolver: refusePath });
    for (const name of [...ENGINE_OPERATORS, ...ENGINE_COMPARISONS]) assert(engine.removeOperator(name), `no operator ${name}`);
    for (const name of ENGINE_DECORATORS) assert(engine.removeOperatorDecorator(name), `no decorator ${name}`);
    for (const operator of OPERATORS) {
      engine.addOperator(operator, (value: Value, operand: number) =>
        evaluateOperator(operator, value, must(this.#operands[operand], 'operand')),
      );
    }
    return engine;
  }

  #root(condition: Condition): EngineCondition {
    const node = this.#node(condition);
    return 'fact' in node ? { all: [node] } : node;
  }

  #node(condition: Condition): EngineNode {
    switch (condition.kind) {
      case 'all':
        assert(condition.of.length > 0, 'all: [] is true to json-rules-engine');
        return { all: condition.of.map((part) => this.#node(part)) };
      case 'any':
        assert(condition.of.length > 0, 'any: [] is true to json-rules-engine');
        return { any: condition.of.map((part) => this.#node(part)) };
      case 'not':
        return { not: this.#node(condition.of) };
      case 'leaf':
        assert(OPERATORS.includes(condition.operator), `unknown operator ${condition.operator}`);
        return { fact: this.#factId(condition.ref), operator: condition.operator, value: this.#operands.push(condition.operand) - 1 };
      default:
        return assertNever(condition, 'condition');
    }
  }

  #factId(ref: Ref): string {
    const key = refKey(ref);
    const known = this.#facts.get(key);
    if (known !== undefined) return known.id;
    const id = `f${this.#facts.size}`;
    this.#facts.set(key, { id, ref });
    return id;
  }

  #collect(result: EngineResult): readonly Opinion[] {
    const byName = new Map([...result.results, ...result.failureResults].map((rule) => [rule.name, rule]));
    assert(byName.size === this.#conditions.length, 'json-rules-engine lost a rule');
    return this.#conditions.map((condition, index) => {
      const rule = must(byName.get(String(index)), 'result of a rule');
      assert(typeof rule.result === 'boolean', 'a rule was not decided');
      const leaves: boolean[] = [];
      readLeaves(condition.kind === 'leaf' ? { kind: 'all', of: [condition] } : condition, rule.conditions, leaves);
      return { holds: rule.result, leaves };
    });
  }
}

/**
 * Takes each leaf's result from the engine's own annotated tree. No condition states a priority, so the engine puts all of them in one
 * set and evaluates every leaf; a leaf without a result would be a short circuit, and asserts.
 */
function readLeaves(condition: Condition, node: unknown, leaves: boolean[]): void {
  assert(typeof node === 'object' && node !== null, 'a result without conditions');
  if (condition.kind === 'leaf') {
    assert('result' in node && typeof node.result === 'boolean', `leaf ${condition.leaf} was not evaluated`);
    leaves[condition.leaf] = node.result;
    return;
  }
  if (condition.kind === 'not') {
    assert('not' in node, 'a result of another shape');
    return readLeaves(condition.of, node.not, leaves);
  }
  const parts: unknown = condition.kind === 'all' ? 'all' in node && node.all : 'any' in node && node.any;
  assert(Array.isArray(parts) && parts.length === condition.of.length, 'a result of another shape');
  condition.of.forEach((part, index) => readLeaves(part, parts[index], leaves));
}
