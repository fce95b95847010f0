import { must } from '../kit/assert.js';
import type { Evaluation } from '../decide/decide.js';
import { Environment, readRef } from '../formula/environment.js';
import { substitute } from '../formula/formula-text.js';
import { formulaValue } from '../formula/formula-value.js';
import { basisOf, countingRules } from '../clearing/lines.js';
import type {
  AllocatePlan,
  Condition,
  DecisionPlan,
  Frame,
  HitPolicy,
  Label,
  Operator,
  Outcome,
  Ref,
  Verdict,
  VerdictSource,
  RankPlan,
} from '../plan/plan.js';
import { type PreparedScope, type Program, slotFor } from '../decide/program.js';
import { compare, divide, Fraction, multiply, printShort } from '../number/quantity.js';
import type { GroupingAnswer, Scored, ScoringFrames, ScoringProgram } from '../scoring/scoring.js';
import { exactOf, outputAt, printActual, traceInputs, traceRef, type TraceInput } from './trace-inputs.js';
import { printExact, printOutput, printValue, printValueExactly } from '../plan/value-text.js';
import type { Scope } from '../plan/scopes.js';

/** A condition with the value that it met and the Judge's answer. */
export type TraceCondition =
  | { readonly kind: 'all' | 'any' | 'not'; readonly of: readonly TraceCondition[] }
  | {
      readonly kind: 'leaf';
      readonly fact: string;
      readonly label: Label | null;
      readonly unit: string;
      readonly operator: Operator;
      readonly expected: string;
      /** The parameter or table that `expected` was read from; null for a literal. */
      readonly from: string | null;
      readonly actual: string | null;
      readonly result: boolean;
    };

/** One rule of the decision, whether it held, and whether it made the value (`first` and `max` take one of several that hold). */
export interface TraceRule {
  readonly name: string;
  readonly label: Label;
  readonly basis: readonly string[];
  readonly fired: boolean;
  readonly counted: boolean;
  readonly condition: TraceCondition;
}

/** What one rule (or `otherwise`, or the decision's formula) gave. `value` is exact (`printExact`). */
export interface TracePart {
  /** The rule's name, `otherwise`, or null for a decision without rules. */
  readonly rule: string | null;
  /** As written; null for a constant. */
  readonly formula: string | null;
  readonly substituted: string | null;
  readonly value: string | null;
}

/**
 * One decision as it was made. Language-neutral: labels are bilingual, texts are names and numbers. What it read, and how its rules came out,
 * is worked out when somebody first looks.
 */
export interface TraceStep {
  readonly seq: number;
  readonly scope: Scope;
  readonly decision: string;
  readonly label: Label;
  readonly hit: HitPolicy;
  readonly unit: string;
  /** At the declared scale, exact ones at 8 places; null where missing. */
  readonly output: string | null;
  /** The whole of an exact output that 8 places do not hold (`printExact`); null where `output` is all of it. */
  readonly exact: string | null;
  /** The formula as written and in numbers, where one made the value; of several parts, joined by the hit policy. */
  readonly formula: string | null;
  readonly substituted: string | null;
  /** The rule that decided, or `otherwise`; null for decisions without rules, and where several counted. */
  readonly rule: string | null;
  readonly basis: readonly string[];
  readonly parts: readonly TracePart[];
  readonly inputs: readonly TraceInput[];
  readonly rules: readonly TraceRule[];
  /** How a pooled decision divided: the whole (or limit) and this key's weight (or claim). */
  readonly allocation: TraceAllocation | null;
}

/** A division of money as one institution sees it. */
export interface TraceAllocation {
  readonly kind: AllocatePlan['kind'];
  readonly pool: TraceInput;
  readonly part: TraceInput;
  /** What the weights (or claims) of all institutions come to; absent in traces that were stored before it was kept. */
  readonly sum?: string;
  /** The whole × this part ÷ their sum, before it is rounded to the fen; null where claims are met whole. */
  readonly share?: string | null;
}

/** What a trace is made from: an evaluated scope of one key. A `KeyRun` is one. */
export interface TraceSource {
  readonly scope: PreparedScope;
  readonly frame: Frame;
  readonly environment: Environment;
  readonly evaluation: Evaluation;
}

/** The steps of an evaluated scope in document order. Decisions that were not made have none. */
export function traceScope(program: Program, source: TraceSource, verdicts: VerdictSource): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  for (const { plan, tableOffset } of source.scope.decisions) {
    const fired = source.evaluation.fired[plan.index];
    if (fired === undefined) continue;
    const situations = source.evaluation.situations.slice(tableOffset, tableOffset + plan.tables.length);
    const answers = plan.tables.map((_, t) => must(verdicts(plan, t, must(situations[t], 'situation')), 'verdict'));
    steps.push(traceDecision({ program, source, plan, fired, answers }, steps.length + 1));
  }
  return steps;
}

/** The steps of a scored case. An excluded case ends with its points of 0, which rest on what `inclusion` rests on. */
export function traceCase<A extends GroupingAnswer>(
  { program, points, inclusion }: ScoringProgram,
  frames: ScoringFrames,
  scored: Scored<A>,
  verdicts: VerdictSource,
): readonly TraceStep[] {
  const { frame, evaluation } = scored;
  const environment = new Environment(
    { fundYear: frames.fundYear, institution: frames.institution, case: frame },
    scored.grouping?.group ?? null,
  );
  const source = { scope: program.scopes.case, frame, environment, evaluation };
  const steps = traceScope(program, source, verdicts);
  if (scored.included || points === undefined) return steps;
  const basis = steps.find(({ decision }) => decision === inclusion?.plan.id)?.basis ?? [];
  return [...steps, { ...plainStep(points.plan, frame), basis, seq: steps.length + 1 }];
}

interface Made {
  readonly program: Program;
  readonly source: TraceSource;
  readonly plan: DecisionPlan;
  readonly fired: readonly number[];
  readonly answers: readonly Verdict[];
}

function plainStep(plan: DecisionPlan, frame: Frame): Omit<TraceStep, 'seq'> {
  return {
    scope: plan.scope,
    decision: plan.id,
    label: plan.label,
    hit: plan.hit,
    unit: plan.output.unit,
    output: printOutput(plan.output, frame[plan.slot]),
    exact: exactOf(plan.output, frame[plan.slot]),
    formula: null,
    substituted: null,
    rule: null,
    basis: [],
    parts: [],
    inputs: [],
    rules: [],
    allocation: null,
  };
}

function traceDecision(made: Made, seq: number): TraceStep {
  const { program, source, plan, fired } = made;
  const { frame, environment } = source;
  if (plan.rank !== undefined)
    return { ...plainStep(plan, frame), seq, basis: plan.rank.basis, ...traceRank(program, plan.rank, environment) };
  const counting = countingRules(plan, frame, fired);
  const outcomes = outcomesOf(plan, counting);
  const parts = outcomes.map((outcome) => tracePart(program, outcome, environment));
  let inputs: readonly TraceInput[] | undefined;
  let rules: readonly TraceRule[] | undefined;
  return {
    ...plainStep(plan, frame),
    seq,
    formula: joined(
      plan.hit,
      parts.map(({ formula, value }) => formula ?? (parts.length > 1 ? value : null)),
    ),
    substituted: joined(
      plan.hit,
      parts.map(({ substituted, value }) => substituted ?? (parts.length > 1 ? value : null)),
    ),
    rule: outcomes.length === 1 ? (outcomes[0]?.rule ?? null) : null,
    basis: basisOf(plan, frame, fired),
    parts,
    get inputs() {
      return (inputs ??= inputsOf(program, outcomes, environment));
    },
    get rules() {
      return (rules ??= traceRules(made, counting));
    },
    allocation: plan.allocate === undefined ? null : traceAllocation(made, plan.allocate),
  };
}

interface Named {
  readonly rule: string | null;
  readonly outcome: Outcome;
}

function outcomesOf(plan: DecisionPlan, counting: readonly number[]): readonly Named[] {
  if (counting.length > 0) {
    return counting.map((index) => {
      const rule = must(plan.rules[index], 'rule');
      return { rule: rule.name, outcome: rule.outcome };
    });
  }
  if (plan.otherwise === undefined) return [];
  return [{ rule: plan.hit === 'formula' ? null : 'otherwise', outcome: plan.otherwise.outcome }];
}

function tracePart(program: Program, { rule, outcome }: Named, environment: Environment): TracePart {
  if (outcome.kind === 'value') return { rule, formula: null, substituted: null, value: printValue(outcome.value) };
  const value = formulaValue(outcome.expr, environment);
  const substituted = substitute(outcome.expr, environment, (ref) => printInFormula(program, ref, environment));
  return { rule, formula: outcome.text, substituted, value: value === undefined ? null : printExact(value) };
}

/** In a formula an exact output stands as short as it can be: `2.5`, not `2.50000000`. Nothing of it is left out. */
function printInFormula(program: Program, ref: Ref, environment: Environment): string | null {
  const value = readRef(environment, ref);
  return value instanceof Fraction && outputAt(program, ref)?.exact === true ? printExact(value) : printValueExactly(value);
}

/** One part's text as it is; several as the hit policy combines them. Null where a part has none, or parts are not combined. */
function joined(hit: HitPolicy, texts: readonly (string | null)[]): string | null {
  const written = texts.filter((text) => text !== null);
  if (written.length !== texts.length || texts.length === 0) return null;
  if (written.length === 1) return written[0] ?? null;
  const sign = hit === 'sum' ? ' + ' : ' * ';
  return hit === 'sum' || hit === 'product' ? written.map((text) => `(${text})`).join(sign) : null;
}

function inputsOf(program: Program, outcomes: readonly Named[], environment: Environment): readonly TraceInput[] {
  return outcomes
    .flatMap(({ outcome }) => (outcome.kind === 'formula' ? traceInputs(program, outcome.expr, environment) : []))
    .filter(isFirst);
}

function isFirst(input: TraceInput, index: number, all: readonly TraceInput[]): boolean {
  return all.findIndex(({ name }) => name === input.name) === index;
}

function traceAllocation({ program, source, plan: { index } }: Made, plan: AllocatePlan): TraceAllocation {
  const { environment, evaluation } = source;
  const [pool, part] = plan.kind === 'total' ? [plan.total, plan.weight] : [plan.limit, plan.claim];
  const divided = { kind: plan.kind, pool: traceRef(program, pool, environment), part: traceRef(program, part, environment) };
  const [whole, own, sum] = [readRef(environment, pool), readRef(environment, part), evaluation.pooled?.get(index)];
  if (sum === undefined || !(whole instanceof Fraction) || !(own instanceof Fraction)) return divided;
  const isWhole = plan.kind === 'claim' && compare(sum, whole) <= 0;
  return { ...divided, sum: printExact(sum), share: isWhole ? null : printShort(must(divide(multiply(whole, own), sum), 'share')) };
}

/** A ranking as a formula: `rank(assessmentScore, institutionLevel)`, in numbers `rank(92.5, 3)`. */
function traceRank(
  program: Program,
  { by, within }: RankPlan,
  environment: Environment,
): Pick<TraceStep, 'formula' | 'substituted' | 'inputs'> {
  const inputs = [by, ...(within === undefined ? [] : [within])].map((ref) => traceRef(program, ref, environment));
  const call = (words: readonly (string | null)[]): string => `rank(${words.map((word) => word ?? '—').join(', ')})`;
  return { formula: call(inputs.map(({ name }) => name)), substituted: call(inputs.map(({ value }) => value)), inputs };
}

function traceRules({ program, source, plan, fired, answers }: Made, counting: readonly number[]): readonly TraceRule[] {
  const leaves = new Map<number, readonly boolean[]>();
  plan.tables.forEach((table, t) => table.rules.forEach((rule, i) => leaves.set(rule, answers[t]?.leaves[i] ?? [])));
  return plan.rules.map(({ name, label, basis, condition }, index) => ({
    name,
    label,
    basis,
    fired: fired.includes(index),
    counted: counting.includes(index),
    condition: traceCondition(program, condition, leaves.get(index) ?? [], source.environment),
  }));
}

function traceCondition(program: Program, condition: Condition, leaves: readonly boolean[], environment: Environment): TraceCondition {
  const inner = (child: Condition): TraceCondition => traceCondition(program, child, leaves, environment);
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map(inner) };
    case 'not':
      return { kind: 'not', of: [inner(condition.of)] };
    case 'leaf': {
      const slot = slotFor(program, condition.ref);
      return {
        kind: 'leaf',
        fact: condition.ref.name,
        label: slot?.label ?? null,
        unit: slot?.unit ?? '',
        operator: condition.operator,
        expected: condition.expected,
        from: condition.from ?? null,
        actual: printActual(program, condition.ref, environment, condition.expected),
        result: must(leaves[condition.leaf], 'leaf'),
      };
    }
  }
}
