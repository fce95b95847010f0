import { assert, must } from '../kit/assert.js';
import { prepareTest, type PreparedTest } from './classify.js';
import { compileFormula, type Formula } from '../formula/formula.js';
import type {
  DecisionPlan,
  Expr,
  Outcome,
  OutputSpec,
  Plan,
  Ref,
  SituationTable,
  Slot,
  Value,
  Verdict,
  VerdictSource,
} from '../plan/plan.js';
import { Fraction, round } from '../number/quantity.js';
import { mapScopes, SCOPE_INDEX, type Scope } from '../plan/scopes.js';

/** What a rule gives, ready: a constant (with its exact and its rounded form), or a formula. */
export interface PreparedOutcome {
  readonly formula: Formula | undefined;
  /** What the formula was compiled from. */
  readonly expr: Expr | undefined;
  /** As stated; only read where there is no formula. */
  readonly constant: Value;
  /** As the output rounds it. */
  readonly rounded: Value;
}

/** A table of situations, ready. */
export interface PreparedTable {
  readonly plan: SituationTable;
  readonly tests: readonly PreparedTest[];
  /** Verdicts given before, by situation: a verdict never changes. They are those of one source, and forgotten for another. */
  readonly known: { source: VerdictSource | undefined; verdicts: (Verdict | undefined)[] };
}

/** One decision, ready to run. */
export interface PreparedDecision {
  readonly plan: DecisionPlan;
  readonly tables: readonly PreparedTable[];
  /** Number of its first table among the scope's tables. */
  readonly tableOffset: number;
  readonly outcomes: readonly PreparedOutcome[];
  readonly otherwise: PreparedOutcome | undefined;
  /** Members of collect rules, by rule. */
  readonly members: readonly string[];
}

/** One scope of a ruleset, ready to run. */
export interface PreparedScope {
  readonly scope: Scope;
  readonly index: number;
  readonly slots: readonly Slot[];
  readonly slotByName: ReadonlyMap<string, number>;
  readonly decisions: readonly PreparedDecision[];
  /** −1 for every table of its decisions: what an evaluation starts from. */
  readonly noSituations: readonly number[];
  /** `undefined` for every decision: what an evaluation starts from. */
  readonly noneFired: readonly undefined[];
}

/** A ruleset version, ready to run: made once, used for any number of cases and years. */
export interface Program {
  readonly plan: Plan;
  readonly scopes: Readonly<Record<Scope, PreparedScope>>;
  /** Case decisions that are decided before grouping, and those after it, each in document order. */
  readonly beforeGrouping: readonly PreparedDecision[];
  readonly afterGrouping: readonly PreparedDecision[];
}

/** Prepares a plan: formulas are compiled and names looked up once. */
export function prepare(plan: Plan): Program {
  const scopes = mapScopes((scope) => prepareScope(plan, scope));
  const cases = scopes.case;
  return {
    plan,
    scopes,
    beforeGrouping: cases.decisions.filter((decision) => decision.plan.beforeGrouping),
    afterGrouping: cases.decisions.filter((decision) => !decision.plan.beforeGrouping),
  };
}

function prepareScope(plan: Plan, scope: Scope): PreparedScope {
  const slots = plan.slots[scope];
  const decisions: PreparedDecision[] = [];
  let tableCount = 0;
  plan.decisions[scope].forEach((decision, index) => {
    assert(decision.index === index && decision.scope === scope, `${decision.id} stands at ${index} of ${scope}`);
    decisions.push(prepareDecision(decision, tableCount));
    tableCount += decision.tables.length;
  });
  const noSituations = Array.from({ length: tableCount }, () => -1);
  const noneFired = decisions.map(() => undefined);
  const slotByName = new Map(slots.map((slot, index) => [slot.name, index]));
  return { scope, index: SCOPE_INDEX[scope], slots, slotByName, decisions, noSituations, noneFired };
}

/** Prepares one decision; `tableOffset` numbers its tables within an evaluation of its scope. */
function prepareDecision(plan: DecisionPlan, tableOffset: number): PreparedDecision {
  const outcomes = plan.rules.map((rule) => prepareOutcome(rule.outcome, plan.output));
  const otherwise = plan.otherwise === undefined ? undefined : prepareOutcome(plan.otherwise.outcome, plan.output);
  const isPooled = plan.allocate !== undefined || plan.rank !== undefined;
  assert(otherwise !== undefined || plan.hit === 'collect' || isPooled || plan.isChoice === true, `${plan.id} has no otherwise`);
  return {
    plan,
    tables: plan.tables.map((table) => ({ plan: table, tests: table.tests.map(prepareTest), known: { source: undefined, verdicts: [] } })),
    tableOffset,
    outcomes,
    otherwise,
    members: plan.hit === 'collect' ? outcomes.map((outcome) => memberOf(outcome, plan.id)) : [],
  };
}

function memberOf(outcome: PreparedOutcome, id: string): string {
  assert(outcome.formula === undefined && typeof outcome.constant === 'string', `${id} collects only members of an enum`);
  return outcome.constant;
}

function prepareOutcome(outcome: Outcome, output: OutputSpec): PreparedOutcome {
  if (outcome.kind === 'formula') return { formula: compileFormula(outcome.expr), expr: outcome.expr, constant: null, rounded: null };
  return { formula: undefined, expr: undefined, constant: outcome.value, rounded: roundOutput(outcome.value, output) };
}

/** A value as an output keeps it: decimals rounded as declared unless exact. */
export function roundOutput(value: Value, output: OutputSpec): Value {
  if (!(value instanceof Fraction) || output.exact) return value;
  return round(value, must(output.round, 'the rounding of an output'));
}

/** The slot of a name in a scope; `undefined` where the ruleset has no such name there. */
export function slotOf(program: Program, scope: Scope, name: string): number | undefined {
  return program.scopes[scope].slotByName.get(name);
}

/** The decision of an id in a scope; `undefined` where the ruleset has none. */
export function decisionOf(program: Program, scope: Scope, id: string): PreparedDecision | undefined {
  return program.scopes[scope].decisions.find((decision) => decision.plan.id === id);
}

/** The slot that a name stands for. */
export function slotFor(program: Program, ref: Ref): Slot | undefined {
  return program.plan.slots[ref.scope][ref.slot];
}
