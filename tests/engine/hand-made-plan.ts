import type { BandsTable } from '../../src/engine/plan/bands.js';
import {
  mapKey,
  type AllocatePlan,
  type Classifier,
  type Condition,
  type DecisionPlan,
  type Expr,
  type FactTest,
  type GroupColumn,
  type HitPolicy,
  type KeyExpr,
  type Outcome,
  type OutputSpec,
  type Plan,
  type Ref,
  type RulePlan,
  type Slot,
  type SituationTable,
  type Verdict,
  type VerdictSource,
  type StepMode,
} from '../../src/engine/plan/plan.js';
import type { Account } from '../../src/engine/plan/accounts.js';
import { must } from '../../src/engine/kit/assert.js';
import type { DiseaseGroup } from '../../src/engine/plan/catalogue.js';
import { decimal, type Rounding } from '../../src/engine/number/quantity.js';
import { mapScopes, type Scope } from '../../src/engine/plan/scopes.js';

/** Two places HALF_UP: money. */
export const CENTS: Rounding = { scale: 2, mode: 'HALF_UP' };
/** Four places HALF_UP: points and coefficients. */
export const FOUR: Rounding = { scale: 4, mode: 'HALF_UP' };

export const num = (text: string): Expr => ({ kind: 'number', value: decimal(text), text });
export const par = (name: string, text: string): Expr => ({ kind: 'parameter', name, value: decimal(text) });
const binary =
  (op: '+' | '-' | '*' | '/') =>
  (left: Expr, right: Expr): Expr => ({ kind: 'binary', op, left, right });
export const plus = binary('+');
export const minus = binary('-');
export const times = binary('*');
export const over = binary('/');
export const call = (fn: Extract<Expr, { kind: 'call' }>['fn'], ...args: Expr[]): Expr => ({ kind: 'call', fn, args });
export const group = (column: GroupColumn, key?: KeyExpr, otherwise?: Expr): Expr => ({
  kind: 'group',
  column,
  ...(key === undefined ? {} : { key }),
  ...(otherwise === undefined ? {} : { otherwise }),
});
export const step = (operand: Expr, every: string, add: string, mode: StepMode): Expr => ({
  kind: 'step',
  operand,
  every: num(every),
  add: num(add),
  mode,
});
export const bands = (mode: BandsTable['mode'], includes: BandsTable['includes'], ...rows: [string | undefined, string][]): BandsTable => ({
  id: 'bands',
  mode,
  includes,
  rows: rows.map(([upTo, value]) => ({ value: decimal(value), ...(upTo === undefined ? {} : { upTo: decimal(upTo) }) })),
});
export const tiered = (operand: Expr, table: BandsTable): Expr => ({ kind: 'tiered', operand, table });
export const lookup = (rows: Record<string, string>, keys: readonly KeyExpr[], otherwise?: Expr): Expr => ({
  kind: 'lookup',
  table: {
    id: 'table',
    key: keys.map(() => 'key'),
    rows: new Map(Object.entries(rows).map(([key, value]) => [mapKey(key.split(',')), decimal(value)])),
  },
  keys,
  ...(otherwise === undefined ? {} : { otherwise }),
});

export const text = (value: string): KeyExpr => ({ kind: 'text', value });

export const constant = (value: string): Outcome => ({ kind: 'value', value, text: value });
export const numberOutcome = (value: string): Outcome => ({ kind: 'value', value: decimal(value), text: value });
export const formula = (expr: Expr, shown = 'formula'): Outcome => ({ kind: 'formula', expr, text: shown });

export const rounded = (unit: string, round: Rounding, optional = false): OutputSpec => ({
  type: 'decimal',
  unit,
  round,
  exact: false,
  optional,
});
export const exact = (unit: string, optional = false): OutputSpec => ({ type: 'decimal', unit, exact: true, optional });
export const oneOf = (...values: string[]): OutputSpec => ({ type: 'enum', unit: '', exact: false, optional: false, values });

/** One rule by hand: its condition is only for traces, because the verdicts are written by hand too. */
export interface HandRule {
  readonly name: string;
  readonly outcome: Outcome;
  readonly condition?: Condition;
}

/** One table of situations by hand: the facts, and for each combination of classes the rules that hold and their leaves. */
export interface HandTable {
  readonly tests: readonly FactTest[];
  readonly rules?: readonly number[];
  readonly verdict: (...classes: number[]) => readonly number[] | Verdict;
}

export interface HandDecision {
  readonly scope: Scope;
  readonly id: string;
  readonly output: OutputSpec;
  readonly hit?: HitPolicy;
  readonly rules?: readonly HandRule[];
  readonly otherwise?: Outcome;
  readonly formula?: Expr;
  readonly tables?: readonly HandTable[];
  readonly allocate?: AllocatePlan;
  readonly line?: { readonly of: string; readonly order: number; readonly sign: '+' | '-'; readonly account?: Account };
  readonly beforeGrouping?: boolean;
}

/** Two raw intervals a cut and one more, each its own class; one more class where the fact may be missing. */
export function decimalTest(ref: Ref, cuts: readonly string[], missing: 'optional' | 'required' = 'required'): FactTest {
  const classOf = Array.from({ length: 2 * cuts.length + 1 }, (_, i) => i);
  return testOf(ref, { kind: 'decimal', cuts: cuts.map(decimal), classOf, missing: missing === 'optional' ? classOf.length : -1 });
}
export function textTest(ref: Ref, values: readonly string[]): FactTest {
  return testOf(ref, { kind: 'text', classOf: new Map(values.map((value, i) => [value, i])), other: values.length, missing: -1 });
}
export function booleanTest(ref: Ref): FactTest {
  return testOf(ref, { kind: 'boolean', whenTrue: 1, whenFalse: 0, missing: -1 });
}
export function testOf(ref: Ref, classifier: Classifier): FactTest {
  return { ref, classifier, representatives: [], labels: [] };
}

function sizeOf({ classifier }: FactTest): number {
  const classes =
    classifier.kind === 'text'
      ? [...classifier.classOf.values(), classifier.other]
      : classifier.kind === 'boolean'
        ? [classifier.whenTrue, classifier.whenFalse]
        : classifier.classOf;
  return Math.max(...classes, classifier.missing) + 1;
}

/** Makes plans without a ruleset: names become slots as they are declared. */
export class PlanBuilder {
  readonly #slots: Record<Scope, Slot[]> = mapScopes(() => []);
  readonly #decisions: Record<Scope, DecisionPlan[]> = mapScopes(() => []);
  readonly #verdicts = new Map<string, Verdict>();
  readonly #aggregates: Plan['aggregates'][number][] = [];
  readonly #averages: Plan['averages'][number][] = [];
  #asked = 0;

  /** How often a verdict was asked for. */
  get asked(): number {
    return this.#asked;
  }

  slot(scope: Scope, name: string, slot: Partial<Slot> = {}): Ref {
    this.#slots[scope].push({ name, label: { zh: name }, type: 'decimal', unit: '1', optional: false, source: 'fact', ...slot });
    return { name, scope, slot: this.#slots[scope].length - 1 };
  }

  ref(name: string, member?: string): Ref {
    for (const [scope, slots] of Object.entries(this.#slots) as [Scope, Slot[]][]) {
      const slot = slots.findIndex((item) => item.name === name);
      if (slot >= 0)
        return { name: member === undefined ? name : `${name}.${member}`, scope, slot, ...(member === undefined ? {} : { member }) };
    }
    throw new Error(`no slot ${name}`);
  }

  fact(name: string): Expr {
    return { kind: 'fact', ref: this.ref(name) };
  }

  key(name: string): KeyExpr {
    return { kind: 'fact', ref: this.ref(name) };
  }

  decide(hand: HandDecision): Ref {
    const { scope, id, output } = hand;
    const hit = hand.hit ?? 'formula';
    const ref = this.slot(scope, id, {
      type: hit === 'collect' ? 'set' : output.type,
      unit: output.unit,
      source: 'output',
      optional: output.optional,
    });
    const hasRule = hit === 'unique' || hit === 'first' || hit === 'max';
    const ruleSlot = hasRule ? this.slot(scope, `${id}.rule`, { type: 'enum', unit: '', source: 'rule' }).slot : undefined;
    const otherwise = hand.formula === undefined ? hand.otherwise : formula(hand.formula, id);
    const plan: DecisionPlan = {
      id,
      scope,
      index: this.#decisions[scope].length,
      label: { zh: id },
      output,
      slot: ref.slot,
      ...(ruleSlot === undefined ? {} : { ruleSlot }),
      hit,
      rules: (hand.rules ?? []).map((rule): RulePlan => handRule(rule)),
      ...(otherwise === undefined ? {} : { otherwise: { outcome: otherwise, basis: [`${id}#otherwise`] } }),
      basis: [`${id}#1`],
      tables: (hand.tables ?? []).map((table, t) => this.#table(id, t, table, (hand.rules ?? []).length)),
      ...(hand.allocate === undefined ? {} : { allocate: hand.allocate }),
      ...(hand.line === undefined ? {} : { line: hand.line }),
      beforeGrouping: hand.beforeGrouping ?? false,
      pointer: `/decisions/${id}`,
    };
    this.#decisions[scope].push(plan);
    return ref;
  }

  #table(id: string, t: number, table: HandTable, ruleCount: number): SituationTable {
    const sizes = table.tests.map(sizeOf);
    const strides = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a * b, 1));
    const size = sizes.reduce((a, b) => a * b, 1);
    for (let situation = 0; situation < size; situation++) {
      const classes = sizes.map((length, i) => Math.floor(situation / must(strides[i], 'stride')) % length);
      const answer = table.verdict(...classes);
      this.#verdicts.set(`${id}/${t}/${situation}`, 'fired' in answer ? answer : { fired: answer, leaves: [] });
    }
    return { tests: table.tests, strides, size, rules: table.rules ?? Array.from({ length: ruleCount }, (_, i) => i) };
  }

  aggregate(
    plan: Omit<Plan['aggregates'][number], 'slot' | 'regionSlots' | 'label' | 'unit' | 'where'> &
      Partial<Pick<Plan['aggregates'][number], 'where'>>,
    regionIn: readonly Scope[] = [],
  ): Ref {
    const ref = this.slot(plan.per, plan.id, { source: 'aggregate' });
    const regionSlots = regionIn.map((scope) => ({ scope, slot: this.slot(scope, `${plan.id}.region`, { source: 'aggregate' }).slot }));
    this.#aggregates.push({ where: [], label: { zh: plan.id }, unit: '1', ...plan, slot: ref.slot, regionSlots });
    return ref;
  }

  average(fact: string, weight?: string): void {
    const [peer, region] = [
      this.slot('institution', `${fact}.peer`, { source: 'average' }),
      this.slot('institution', `${fact}.region`, { source: 'average' }),
    ];
    const weightSlot = weight === undefined ? {} : { weight: this.ref(weight).slot };
    this.#averages.push({ fact, slot: this.ref(fact).slot, ...weightSlot, peerSlot: peer.slot, regionSlot: region.slot });
  }

  readonly verdicts: VerdictSource = (decision, table, situation) => {
    this.#asked += 1;
    return this.#verdicts.get(`${decision.id}/${table}/${situation}`);
  };

  /** Forgets a verdict, as if the situation had never been put to the Judge. */
  forget(key: string): void {
    if (!this.#verdicts.delete(key)) throw new Error(`no verdict ${key}`);
  }

  build(more: Partial<Plan> = {}): Plan {
    return {
      region: '990900',
      version: '2024.1',
      scheme: 'DIP',
      effectiveHash: '0'.repeat(64),
      pointUnit: 'point',
      settlementReady: false,
      slots: this.#slots,
      decisions: this.#decisions,
      aggregates: this.#aggregates,
      averages: this.#averages,
      groupingHash: '0'.repeat(64),
      allocationTies: 'INSTITUTION_CODE',
      periodBy: 'DISCHARGE',
      yearStart: '01-01',
      ...more,
    };
  }
}

function handRule(rule: HandRule): RulePlan {
  const condition = rule.condition ?? { kind: 'all', of: [] };
  return {
    name: rule.name,
    label: { zh: rule.name },
    basis: [`${rule.name}#1`],
    condition,
    outcome: rule.outcome,
    pointer: `/rules/${rule.name}`,
  };
}

/** A disease group with the columns that a test needs. */
export function diseaseGroup(
  columns: Partial<Omit<DiseaseGroup, 'points' | 'meanCost'>> & { points?: string; meanCost?: Record<string, string> } = {},
): DiseaseGroup {
  const { points = '1000', meanCost = { 3: '10000.00' }, ...rest } = columns;
  return {
    code: 'J18.9',
    name: '肺炎',
    kind: 'CORE',
    flags: [],
    meanDays: null,
    variation: null,
    caseCount: null,
    auxiliary: new Map(),
    match: { diagnoses: [], otherDiagnoses: [], operations: [], relatedOperations: [] },
    ...rest,
    points: decimal(points),
    meanCost: new Map(Object.entries(meanCost).map(([level, cost]) => [level, decimal(cost)])),
  };
}
