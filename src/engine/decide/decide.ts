import { assert, AssertionError, must } from '../kit/assert.js';
import { classify } from './classify.js';
import type { Environment, ProblemCode } from '../formula/environment.js';
import { keptSmall } from '../formula/formula.js';
import type { DecisionPlan, Frame, Verdict, VerdictSource } from '../plan/plan.js';
import type { PreparedDecision, PreparedOutcome, PreparedScope, PreparedTable } from './program.js';
import { add, compare, Fraction, isBelow, multiply, pow10, round } from '../number/quantity.js';
import type { Scope } from '../plan/scopes.js';

/** A situation that was never put to the Judge: ask it, add the verdict, run again. */
export interface Unmet {
  readonly kind: 'unmet';
  readonly decision: DecisionPlan;
  readonly table: number;
  readonly situation: number;
}

/** EVALUATION_FAILED: a decision that could not be worked out, why, and the name that it concerns (empty for arithmetic). */
export interface EvaluationFailure {
  readonly kind: 'failure';
  readonly scope: Scope;
  readonly decision: string;
  readonly code: ProblemCode;
  readonly fact: string;
}

/** Why a decision gave no value. */
export type Stop = Unmet | EvaluationFailure;

const NONE: readonly number[] = [];
const EMPTY_SET: readonly string[] = [];

/** Digits before the point of a rounded output: money of them still fits 64-bit fen. Exact outputs are held by the formulas' own limit. */
const OUTPUT_DIGITS = 16;

/** What one evaluation of a scope leaves behind beside the frame's values: enough to replay and explain it. */
export class Evaluation {
  /** Situations by table of the scope; −1 where not met. */
  readonly situations: number[];
  /** Indexes of the rules that held, by decision; `undefined` where not decided. */
  readonly fired: (readonly number[] | undefined)[];
  /** Of pooled decisions, by index: what all weights, or claims, come to. */
  pooled?: Map<number, Fraction>;

  constructor(scope: PreparedScope) {
    this.situations = scope.noSituations.slice();
    this.fired = scope.noneFired.slice();
  }

  /** Forgets everything, for the next key of the same scope. */
  clear(): void {
    this.situations.fill(-1);
    this.fired.fill(undefined);
  }
}

/**
 * Decides once: facts to classes, classes to a situation, the situation's verdict to the rules that hold, the hit policy to a value.
 * Writes the value and `<id>.rule` into `frame` and the record into `evaluation`; gives what stopped it, if anything did.
 */
export function decide(
  decision: PreparedDecision,
  environment: Environment,
  frame: Frame,
  evaluation: Evaluation,
  verdicts: VerdictSource,
): Stop | undefined {
  const fired = judge(decision, environment, evaluation, verdicts);
  if (!isFired(fired)) return fired;
  evaluation.fired[decision.plan.index] = fired;
  return settle(decision, environment, frame, fired);
}

function isFired(value: readonly number[] | Stop): value is readonly number[] {
  return Array.isArray(value);
}

/** The rules that hold, rising. */
function judge(
  { plan, tables, tableOffset }: PreparedDecision,
  environment: Environment,
  evaluation: Evaluation,
  verdicts: VerdictSource,
): readonly number[] | Stop {
  let fired = NONE;
  for (let t = 0; t < tables.length; t++) {
    const table = tables[t];
    if (table === undefined) break;
    let situation = 0;
    for (let i = 0; i < table.tests.length; i++) {
      const test = table.tests[i];
      const found = test === undefined ? -1 : classify(test, environment);
      if (found < 0) return failure(plan, environment);
      situation += found * (table.plan.strides[i] ?? 0);
    }
    evaluation.situations[tableOffset + t] = situation;
    const verdict = verdictOf(table, plan, t, situation, verdicts);
    if (verdict === undefined) return { kind: 'unmet', decision: plan, table: t, situation };
    if (verdict.fired.length > 0) fired = fired.length === 0 ? verdict.fired : [...fired, ...verdict.fired].sort((a, b) => a - b);
  }
  return fired;
}

/** Asks the source once for each situation. */
function verdictOf(
  { known, plan: { size } }: PreparedTable,
  plan: DecisionPlan,
  table: number,
  situation: number,
  verdicts: VerdictSource,
): Verdict | undefined {
  if (known.source !== verdicts) {
    known.source = verdicts;
    known.verdicts = new Array<Verdict | undefined>(size).fill(undefined);
  }
  return (known.verdicts[situation] ??= verdicts(plan, table, situation));
}

/** Applies the hit policy to the rules that hold and writes the value; `undefined` when all went well. */
function settle(
  decision: PreparedDecision,
  environment: Environment,
  frame: Frame,
  fired: readonly number[],
): EvaluationFailure | undefined {
  const { plan } = decision;
  switch (plan.hit) {
    case 'unique':
      if (fired.length > 1) throw new AssertionError(`${plan.id}: ${fired.length} rules of a unique decision hold`);
      return single(decision, environment, frame, fired[0]);
    case 'first':
    case 'formula':
      return single(decision, environment, frame, fired[0]);
    case 'max':
      return fired.length === 0 ? single(decision, environment, frame, undefined) : highest(decision, environment, frame, fired);
    case 'sum':
    case 'product':
      return fired.length === 0 ? single(decision, environment, frame, undefined) : total(decision, environment, frame, fired);
    case 'collect':
      frame[plan.slot] = collect(decision.members, fired);
      return undefined;
  }
}

/** One rule's outcome, or `otherwise` where no rule holds. */
function single(
  decision: PreparedDecision,
  environment: Environment,
  frame: Frame,
  rule: number | undefined,
): EvaluationFailure | undefined {
  const outcome = outcomeOf(decision, rule);
  nameRule(decision.plan, frame, rule);
  if (outcome.formula !== undefined) return write(decision.plan, environment, frame, outcome.formula(environment));
  frame[decision.plan.slot] = outcome.rounded;
  return undefined;
}

function outcomeOf(decision: PreparedDecision, rule: number | undefined): PreparedOutcome {
  return must(rule === undefined ? decision.otherwise : decision.outcomes[rule], 'outcome');
}

function nameRule(plan: DecisionPlan, frame: Frame, rule: number | undefined): void {
  if (plan.ruleSlot !== undefined) frame[plan.ruleSlot] = rule === undefined ? 'otherwise' : (plan.rules[rule]?.name ?? null);
}

/** The highest exact value, rounded once; the earliest rule among equals. */
function highest(
  decision: PreparedDecision,
  environment: Environment,
  frame: Frame,
  fired: readonly number[],
): EvaluationFailure | undefined {
  let best: Fraction | undefined;
  let winner = -1;
  for (const rule of fired) {
    const value = exactValue(outcomeOf(decision, rule), environment);
    if (value === undefined) return write(decision.plan, environment, frame, undefined);
    if (best === undefined || compare(value, best) > 0) [best, winner] = [value, rule];
  }
  nameRule(decision.plan, frame, winner);
  return write(decision.plan, environment, frame, best);
}

/** The exact sum or product, rounded once. */
function total(
  decision: PreparedDecision,
  environment: Environment,
  frame: Frame,
  fired: readonly number[],
): EvaluationFailure | undefined {
  const combine = decision.plan.hit === 'sum' ? add : multiply;
  let result: Fraction | undefined;
  for (const rule of fired) {
    const value = exactValue(outcomeOf(decision, rule), environment);
    if (value === undefined) return write(decision.plan, environment, frame, undefined);
    result = result === undefined ? value : keptSmall(environment, combine(result, value));
    if (result === undefined) break;
  }
  return write(decision.plan, environment, frame, result);
}

function exactValue(outcome: PreparedOutcome, environment: Environment): Fraction | undefined {
  if (outcome.formula !== undefined) return outcome.formula(environment);
  assert(outcome.constant instanceof Fraction, 'only numbers are combined');
  return outcome.constant;
}

/** Members in rule order, each once. */
function collect(members: readonly string[], fired: readonly number[]): readonly string[] {
  if (fired.length === 0) return EMPTY_SET;
  return [...new Set(fired.map((rule) => must(members[rule], 'member')))];
}

/** Rounds and writes a decimal. A missing optional input makes an optional output missing; any other problem is a failure. */
function write(plan: DecisionPlan, environment: Environment, frame: Frame, value: Fraction | undefined): EvaluationFailure | undefined {
  if (value === undefined) {
    const code = environment.problem?.code;
    if (!plan.output.optional || (code !== 'MISSING_VALUE' && code !== 'GROUP_COLUMN_MISSING')) return failure(plan, environment);
    frame[plan.slot] = null;
    return undefined;
  }
  frame[plan.slot] = value;
  if (plan.output.exact) return undefined;
  const rounding = must(plan.output.round, 'rounding');
  const rounded = round(value, rounding);
  frame[plan.slot] = rounded;
  const limit = pow10(OUTPUT_DIGITS + rounding.scale);
  if (isBelow(rounded, limit)) return undefined;
  frame[plan.slot] = undefined;
  return { kind: 'failure', scope: plan.scope, decision: plan.id, code: 'OUT_OF_RANGE', fact: plan.id };
}

function failure(plan: DecisionPlan, environment: Environment): EvaluationFailure {
  const problem = must(environment.problem, 'problem');
  return { kind: 'failure', scope: plan.scope, decision: plan.id, code: problem.code, fact: problem.name };
}
