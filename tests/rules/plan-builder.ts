import { must } from '../../src/engine/kit/assert.js';
import type {
  CodeList,
  Condition,
  DecisionPlan,
  HitPolicy,
  LeafCondition,
  Operand,
  Operator,
  Outcome,
  OutputSpec,
  Plan,
  Ref,
  RulePlan,
  Slot,
  Value,
} from '../../src/engine/plan/plan.js';
import { decimal, Fraction, printShort } from '../../src/engine/number/quantity.js';
import { mapScopes } from '../../src/engine/plan/scopes.js';

/** A fact of a hand-made plan: type and what differs from a plain required one. */
export type FactSketch = Pick<Slot, 'type'> & Partial<Pick<Slot, 'optional' | 'values' | 'min' | 'max' | 'unit' | 'source'>>;

/** A condition without numbers of leaves. */
export type Sketch =
  | { readonly all: readonly Sketch[] }
  | { readonly any: readonly Sketch[] }
  | { readonly not: Sketch }
  | { readonly fact: string; readonly operator: Operator; readonly value: Operand };

/** A rule: its name, when it holds, what it gives. */
export interface RuleSketch {
  readonly name: string;
  readonly when: Sketch;
  readonly gives?: Value;
}

/** A decision of scope case; its output is a slot that later ones may read. */
export interface DecisionSketch {
  readonly id: string;
  readonly hit: HitPolicy;
  readonly rules: readonly RuleSketch[];
  readonly otherwise?: Value;
  readonly values?: readonly string[];
}

export const leaf = (fact: string, operator: Operator, value: Operand | string): Sketch => ({ fact, operator, value });
/** A comparison with a number written as text. */
export const number = (fact: string, operator: Operator, value: string): Sketch => ({ fact, operator, value: decimal(value) });
export const codes = (id: string, ...patterns: string[]): CodeList => ({
  id,
  exact: new Set(patterns.filter((pattern) => !pattern.endsWith('*'))),
  prefixes: patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1)),
});

const print = (value: unknown): string => {
  if (value instanceof Fraction) return printShort(value);
  if (Array.isArray(value)) return value.map(print).join(',');
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value);
};

/** Makes a whole plan of scope `case` by hand, with `tables` empty, as the compiler does. */
export function makePlan(facts: Readonly<Record<string, FactSketch>>, decisions: readonly DecisionSketch[]): Plan {
  const slots: Slot[] = Object.entries(facts).map(([name, fact]) => ({
    name,
    label: { zh: name, en: name },
    unit: '',
    optional: false,
    source: 'fact',
    ...fact,
  }));
  const plans = decisions.map((sketch, index) => {
    const members = sketch.values ?? sketch.rules.map((rule) => print(rule.gives ?? rule.name));
    const output: OutputSpec = outputOf(sketch, members);
    slots.push({
      name: sketch.id,
      label: { zh: sketch.id, en: sketch.id },
      type: sketch.hit === 'collect' ? 'set' : output.type,
      unit: output.unit,
      optional: false,
      source: 'output',
      ...(output.values === undefined ? {} : { values: output.values }),
    });
    return makeDecision(slots, sketch, index, output);
  });
  return {
    region: '990000',
    version: '2024.1',
    scheme: 'DIP',
    effectiveHash: '0'.repeat(64),
    pointUnit: 'point',
    settlementReady: false,
    slots: { ...mapScopes(() => []), case: slots },
    decisions: { ...mapScopes(() => []), case: plans },
    aggregates: [],
    averages: [],
    groupingHash: '0'.repeat(64),
    allocationTies: 'INSTITUTION_CODE',
    periodBy: 'DISCHARGE',
    yearStart: '01-01',
  };
}

function outputOf(sketch: DecisionSketch, members: readonly string[]): OutputSpec {
  const sample = sketch.rules[0]?.gives ?? sketch.otherwise ?? '';
  const common = { unit: '1', exact: false, optional: false };
  if (sample instanceof Fraction) return { ...common, type: 'decimal', round: { scale: 4, mode: 'HALF_UP' } };
  if (typeof sample === 'boolean') return { ...common, type: 'boolean', unit: '' };
  const values = [...new Set([...members, ...(typeof sketch.otherwise === 'string' ? [sketch.otherwise] : [])])];
  return { ...common, type: 'enum', unit: '', values };
}

function makeDecision(slots: readonly Slot[], sketch: DecisionSketch, index: number, output: OutputSpec): DecisionPlan {
  const outcome = (value: Value): Outcome => ({ kind: 'value', value, text: print(value) });
  const rules = sketch.rules.map((rule, position): RulePlan => ({
    name: rule.name,
    label: { zh: rule.name, en: rule.name },
    basis: ['demo#1'],
    condition: makeCondition(slots, rule.when),
    outcome: outcome(rule.gives ?? rule.name),
    pointer: `/decisions/${index}/rules/${position}`,
  }));
  return {
    id: sketch.id,
    scope: 'case',
    index,
    label: { zh: sketch.id, en: sketch.id },
    output,
    slot: slots.length - 1,
    hit: sketch.hit,
    rules,
    ...(sketch.hit === 'collect' ? {} : { otherwise: { outcome: outcome(sketch.otherwise ?? 'NONE'), basis: ['demo#1'] } }),
    basis: [],
    tables: [],
    beforeGrouping: false,
    pointer: `/decisions/${index}`,
  };
}

/** The reference of a fact, `name` or `set.MEMBER`. */
export function makeRef(slots: readonly Slot[], name: string): Ref {
  const [base = '', member] = name.split('.');
  const slot = slots.findIndex((one) => one.name === base);
  if (slot < 0) throw new Error(`no fact ${name}`);
  return { name, scope: 'case', slot, ...(member === undefined ? {} : { member }) };
}

function makeCondition(slots: readonly Slot[], sketch: Sketch): Condition {
  let next = 0;
  const build = (part: Sketch): Condition => {
    if ('all' in part) return { kind: 'all', of: part.all.map(build) };
    if ('any' in part) return { kind: 'any', of: part.any.map(build) };
    if ('not' in part) return { kind: 'not', of: build(part.not) };
    const ref = makeRef(slots, part.fact);
    const made: LeafCondition = {
      kind: 'leaf',
      leaf: next++,
      ref,
      operator: part.operator,
      operand: part.value,
      expected: print(part.value),
    };
    return made;
  };
  return build(sketch);
}

/** Reads facts given by name. */
export const reading =
  (values: Readonly<Record<string, Value>>) =>
  (ref: Ref): Value | undefined =>
    values[ref.name];

/** The decision of an id. */
export const decisionOf = (plan: Plan, id: string): DecisionPlan =>
  must(
    plan.decisions.case.find((decision) => decision.id === id),
    id,
  );
