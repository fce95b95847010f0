import { comparedOf, comparedProblem, type BatchMarks, type CaseMoves } from './case-marks.js';
import type { CaseException } from '../../clearing/blocks/case-exception.js';
import type { RunOutcome } from '../../clearing/blocks/outcome-index.js';
import { CountingSink, type ScoreSink } from '../../clearing/blocks/score-sink.js';
import type { StoredScore } from '../../clearing/blocks/stored-score.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import type { Accumulator } from '../../../engine/clearing/accumulator.js';
import { ExactSums } from '../../../engine/number/exact-sums.js';

const [CASES, POINTS] = [0, 1];

/** 一方合计 what the cases of a year come to under one set of rules: sums by institution and month, and by group. */
export class SideSums {
  readonly accumulator: Accumulator;
  /** Cases and points by group; the empty code is for those without one. */
  readonly groups = new Map<string, ExactSums>();
  /** How many cases could not be scored, by reason. */
  readonly problems = new Map<string, number>();
  cases = 0;

  constructor(readonly plan: RunPlan) {
    this.accumulator = plan.totals.accumulator();
  }

  /** Where the scores of a batch go. `marks` notes each case; `compared` counts what differs from those that were noted. */
  sink(batch: CaseBatch, notes: { readonly marks?: BatchMarks; readonly before?: BatchMarks; readonly moves?: CaseMoves }): ScoreSink {
    this.cases += batch.count;
    return new SideSink(this, new CountingSink(this.plan.totals, batch, this.accumulator), notes);
  }

  group(code: string): ExactSums {
    const known = this.groups.get(code);
    if (known !== undefined) return known;
    const sums = new ExactSums(2);
    this.groups.set(code, sums);
    return sums;
  }

  /** Adds a case to its group. */
  addToGroup(score: StoredScore): void {
    const sums = this.group(score.groupCode ?? '');
    sums.addParts(CASES, 1, 1);
    score.addPoints(sums, POINTS);
  }

  addProblem({ code }: CaseException): void {
    this.problems.set(code, (this.problems.get(code) ?? 0) + 1);
    this.group('').addParts(CASES, 1, 1);
  }
}

class SideSink implements ScoreSink {
  constructor(
    readonly sums: SideSums,
    readonly counting: CountingSink,
    readonly notes: { readonly marks?: BatchMarks; readonly before?: BatchMarks; readonly moves?: CaseMoves },
  ) {}

  addScore(row: number, date: string, score: StoredScore, { key }: RunOutcome): void {
    this.counting.addScore(row, date, score);
    this.sums.addToGroup(score);
    this.#note(row, comparedOf(score), key);
  }

  addProblem(row: number, date: string, problem: CaseException, { key }: RunOutcome): void {
    this.counting.addProblem(row, date);
    this.sums.addProblem(problem);
    this.#note(row, comparedProblem(problem), key);
  }

  #note(row: number, texts: readonly string[], outcome: string): void {
    const { marks, before, moves } = this.notes;
    marks?.set(row, texts, outcome);
    if (before !== undefined) moves?.add(before, row, texts, outcome);
  }
}
