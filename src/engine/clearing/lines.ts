import { assert, must } from '../kit/assert.js';
import { byCode } from '../number/allocate.js';
import type { DecisionPlan, Frame, Label, Value } from '../plan/plan.js';
import type { PreparedDecision, Program } from '../decide/program.js';
import { Fraction, type Fen, yuanToFen } from '../number/quantity.js';
import type { KeyRun } from '../decide/key-run.js';
import { isWholeFen, type RunFailure } from '../decide/scope-run.js';
import type { Scope } from '../plan/scopes.js';

/** One line of a waterfall. Amounts are fen. */
export interface StatementLine {
  readonly decision: string;
  /** The total that it is a line of. */
  readonly total: string;
  readonly label: Label;
  readonly order: number;
  readonly sign: '+' | '-';
  /** With the line's sign: what it adds to the total. */
  readonly amountFen: Fen;
  readonly runningTotalFen: Fen;
  /** The account that a line of `payable` leaves (+) or enters (−). */
  readonly account: string | undefined;
  readonly basis: readonly string[];
  /** The rule that decided, `otherwise`, or null for decisions without rules. */
  readonly rule: string | null;
}

/** The lines of a total in order; document order among equals. */
export function linesOf(program: Program, scope: Scope, total: string): readonly PreparedDecision[] {
  const lines = program.scopes[scope].decisions.filter(({ plan }) => plan.line?.of === total);
  return lines.sort((a, b) => (a.plan.line?.order ?? 0) - (b.plan.line?.order ?? 0) || a.plan.index - b.plan.index);
}

/** Ids of the totals of a scope that have lines, in the order of their characters. */
export function totalsOf(program: Program, scope: Scope): readonly string[] {
  return [...new Set(program.scopes[scope].decisions.flatMap(({ plan }) => (plan.line === undefined ? [] : [plan.line.of])))].sort(byCode);
}

/** The waterfall of a total, from a run whose lines all have values. */
export function waterfall(program: Program, run: KeyRun, total: string): readonly StatementLine[] {
  let runningTotalFen = 0n;
  return linesOf(program, run.scope.scope, total).map(({ plan }) => {
    const amountFen = signedFen(plan, run.frame);
    runningTotalFen += amountFen;
    const fired = run.evaluation.fired[plan.index] ?? [];
    const rule = ruleName(plan, run.frame);
    return {
      decision: plan.id,
      total,
      label: plan.label,
      order: plan.line?.order ?? 0,
      sign: plan.line?.sign ?? '+',
      amountFen,
      runningTotalFen,
      account: plan.line?.account,
      basis: basisOf(plan, run.frame, fired),
      rule,
    };
  });
}

/** The waterfall of a total after those of its own lines that are totals too: every line that leads to it, in the order in which they add up. */
export function waterfallsTo(program: Program, run: KeyRun, total: string): readonly StatementLine[] {
  const own = waterfall(program, run, total);
  return [...own.flatMap(({ decision }) => waterfallsTo(program, run, decision)), ...own];
}

/** A line's amount in fen with its sign; a line without a value is a bug by then. */
export function signedFen(plan: DecisionPlan, frame: Frame): Fen {
  const value = frame[plan.slot];
  assert(value instanceof Fraction, `${plan.id}: line without an amount`);
  return plan.line?.sign === '-' ? -yuanToFen(value) : yuanToFen(value);
}

function ruleName(plan: DecisionPlan, frame: Frame): string | null {
  const name = plan.ruleSlot === undefined || plan.hit === 'formula' ? null : frame[plan.ruleSlot];
  return typeof name === 'string' ? name : null;
}

/** The rules that made a decision's value: all that hold, but only the first of `first` and the winner of `max`. */
export function countingRules(plan: DecisionPlan, frame: Frame, fired: readonly number[]): readonly number[] {
  if (plan.hit === 'first') return fired.slice(0, 1);
  if (plan.hit !== 'max' || plan.ruleSlot === undefined) return fired;
  const winner = frame[plan.ruleSlot];
  return fired.filter((rule) => plan.rules[rule]?.name === winner);
}

/** The articles that a value rests on: of the rules that made it, of `otherwise`, or of the decision. */
export function basisOf(plan: DecisionPlan, frame: Frame, fired: readonly number[]): readonly string[] {
  const pooled = plan.allocate ?? plan.rank;
  if (pooled !== undefined) return pooled.basis;
  const rules = countingRules(plan, frame, fired);
  if (rules.length > 0) return [...new Set(rules.flatMap((rule) => must(plan.rules[rule], 'rule').basis))];
  return plan.otherwise?.basis ?? plan.basis;
}

/** Checks that Σ sign × line = total for every total of a scope; gives what does not add up, and how many sums were checked. */
export function checkTotals(
  program: Program,
  scope: Scope,
  runs: readonly KeyRun[],
): { readonly failures: RunFailure[]; readonly checked: number } {
  const failures: RunFailure[] = [];
  let checked = 0;
  for (const total of totalsOf(program, scope)) {
    for (const run of runs) {
      checked += 1;
      const wrong = checkTotal(program, run, total);
      if (wrong !== undefined) failures.push(wrong);
    }
  }
  return { failures, checked };
}

/** Whether a value is an amount in whole fen. */
export function isMoney(value: Value | undefined): value is Fraction {
  return value instanceof Fraction && isWholeFen(value);
}

function checkTotal(program: Program, run: KeyRun, total: string): RunFailure | undefined {
  const scope = run.scope.scope;
  const fail = (code: RunFailure['code'], fact: string): RunFailure => ({ code, scope, key: run.key, decision: total, fact });
  const totalDecision = must(
    run.scope.decisions.find(({ plan }) => plan.id === total),
    `the total ${total}`,
  );
  const lines = linesOf(program, scope, total);
  const missing = [...lines, totalDecision].find(({ plan }) => !(run.frame[plan.slot] instanceof Fraction));
  if (missing !== undefined) return fail('MISSING_VALUE', missing.plan.id);
  const broken = [...lines, totalDecision].find(({ plan }) => !isMoney(run.frame[plan.slot]));
  if (broken !== undefined) return fail('NOT_WHOLE_FEN', broken.plan.id);
  const sumFen = lines.reduce((sum, { plan }) => sum + signedFen(plan, run.frame), 0n);
  const value = run.frame[totalDecision.plan.slot];
  const matches = value instanceof Fraction && value.n * 100n === sumFen * value.d;
  return matches ? undefined : fail('LINES_DO_NOT_ADD_UP', total);
}
