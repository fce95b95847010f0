import { assert } from '../kit/assert.js';
import { fillGroup, prepareCaseFiller, type CaseFiller } from './case-frame.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import { decide, Evaluation, type EvaluationFailure, type Stop, type Unmet } from '../decide/decide.js';
import { Environment } from '../formula/environment.js';
import type { Frame, VerdictSource } from '../plan/plan.js';
import { decisionOf, type PreparedDecision, type Program } from '../decide/program.js';
import { type Fen, type Fraction, multiply, round, yuanToFen, ZERO } from '../number/quantity.js';
import { SCOPE_INDEX } from '../plan/scopes.js';

/** What grouping finds for a case: its disease group, or none. */
export interface GroupingAnswer {
  readonly group: DiseaseGroup | null;
}

/** Finds the group of a case whose before-grouping decisions are decided. */
export type GroupCase<A extends GroupingAnswer> = (caseFrame: Frame) => A;

/** A ruleset with what scoring looks up once. */
export interface ScoringProgram {
  readonly program: Program;
  readonly filler: CaseFiller;
  readonly inclusion: PreparedDecision | undefined;
  readonly points: PreparedDecision | undefined;
}

/** A scored case: every output in `frame`, the record for its trace in `evaluation`. */
export interface Scored<A extends GroupingAnswer> {
  readonly kind: 'scored';
  readonly frame: Frame;
  readonly evaluation: Evaluation;
  /** Whether `inclusion` is INCLUDED; otherwise points are 0 and what stands after `inclusion` is null. */
  readonly included: boolean;
  /** What grouping answered; `undefined` where the case was excluded before it. */
  readonly grouping: A | undefined;
}

/** The frames that a case is scored in. `caseFrame` comes from `fillCase` and is written to. */
export interface ScoringFrames {
  readonly fundYear: Frame;
  readonly institution: Frame;
  readonly caseFrame: Frame;
}

/**
 * What scoring one case needs room for. Whoever scores many keeps one: what came of a case stands in it until the next one is scored, and
 * making it anew for every case costs a fifth of the time.
 */
export class ScoringSpace {
  readonly environment = new Environment({});
  readonly evaluation: Evaluation;

  constructor({ program }: ScoringProgram) {
    this.evaluation = new Evaluation(program.scopes.case);
  }

  /** Makes room for the next case. */
  open({ fundYear, institution, caseFrame }: ScoringFrames): void {
    const { frames } = this.environment;
    frames[SCOPE_INDEX.fundYear] = fundYear;
    frames[SCOPE_INDEX.institution] = institution;
    frames[SCOPE_INDEX.case] = caseFrame;
    this.environment.group = null;
    this.environment.problem = undefined;
    this.evaluation.clear();
  }
}

/** Looks up what scoring needs beside the program. */
export function prepareScoring(program: Program): ScoringProgram {
  return {
    program,
    filler: prepareCaseFiller(program),
    inclusion: decisionOf(program, 'case', 'inclusion'),
    points: decisionOf(program, 'case', 'points'),
  };
}

/**
 * Scores one case (N21-21, C11): decisions that read nothing of the group, grouping, the rest in document order.
 * Asking changes nothing but `caseFrame` and `space`. An excluded case has points 0, and null for every decision after `inclusion`.
 */
export function runScoring<A extends GroupingAnswer>(
  scoring: ScoringProgram,
  frames: ScoringFrames,
  group: GroupCase<A>,
  verdicts: VerdictSource,
  space: ScoringSpace = new ScoringSpace(scoring),
): Scored<A> | Unmet | EvaluationFailure {
  const { program, filler } = scoring;
  const frame = frames.caseFrame;
  space.open(frames);
  const { environment, evaluation } = space;
  const before = runUntilExcluded(scoring, program.beforeGrouping, environment, evaluation, verdicts);
  if (before === 'excluded') return exclude<A>(scoring, frame, evaluation, undefined);
  if (before !== undefined) return before;
  const grouping = group(frame);
  environment.group = grouping.group;
  fillGroup(filler, frame, grouping.group);
  const after = runUntilExcluded(scoring, program.afterGrouping, environment, evaluation, verdicts);
  if (after === 'excluded') return exclude(scoring, frame, evaluation, grouping);
  return after ?? { kind: 'scored', frame, evaluation, included: true, grouping };
}

function runUntilExcluded(
  { program, inclusion }: ScoringProgram,
  decisions: readonly PreparedDecision[],
  environment: Environment,
  evaluation: Evaluation,
  verdicts: VerdictSource,
): Stop | 'excluded' | undefined {
  const frame = environment.frame(program.scopes.case.index);
  for (const decision of decisions) {
    const stop = decide(decision, environment, frame, evaluation, verdicts);
    if (stop !== undefined) return stop;
    if (decision === inclusion && frame[decision.plan.slot] !== 'INCLUDED') return 'excluded';
  }
  return undefined;
}

/** What stands after `inclusion` does not count for an excluded case, also where it was decided before grouping. */
function exclude<A extends GroupingAnswer>(
  { program, filler, inclusion, points }: ScoringProgram,
  frame: Frame,
  evaluation: Evaluation,
  grouping: A | undefined,
): Scored<A> {
  assert(inclusion !== undefined, 'excluded without inclusion');
  if (grouping === undefined) fillGroup(filler, frame, null);
  for (const { plan, tables, tableOffset } of program.scopes.case.decisions) {
    const kept = plan.index <= inclusion.plan.index && frame[plan.slot] !== undefined;
    if (kept) continue;
    frame[plan.slot] = null;
    if (plan.ruleSlot !== undefined) frame[plan.ruleSlot] = null;
    evaluation.fired[plan.index] = undefined;
    tables.forEach((_, t) => (evaluation.situations[tableOffset + t] = -1));
  }
  if (points !== undefined) frame[points.plan.slot] = pointsZero(points);
  return { kind: 'scored', frame, evaluation, included: false, grouping };
}

/** The points of an excluded case: 0, with the places of points. */
export function pointsZero({ plan }: PreparedDecision): Fraction {
  return plan.output.round === undefined ? ZERO : round(ZERO, plan.output.round);
}

/** A case's indicative payment: points × point value, to the fen HALF_UP. Case payments need not sum to the statement (ARCHITECTURE 6). */
export function indicativePayment(points: Fraction, pointValue: Fraction): Fen {
  return yuanToFen(round(multiply(points, pointValue), { scale: 2, mode: 'HALF_UP' }));
}
