import { comparedOf, comparedProblem, type BatchMarks } from './case-marks.js';
import type { CaseNotes } from './case-notes.js';
import type { CaseException } from '../../clearing/blocks/case-exception.js';
import type { KeyedOutcome, RunOutcome } from '../../clearing/blocks/outcome-index.js';
import type { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import { CountingSink, type ScoreSink } from '../../clearing/blocks/score-sink.js';
import type { CountedScore, StoredScore } from '../../clearing/blocks/stored-score.js';
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

  /** Where the scores of a batch go. */
  sink(batch: Pick<CaseBatch, 'institutionCode'>, noted: SideSink['noted']): SideSink {
    return new SideSink(this, new CountingSink(this.plan.totals, batch, this.accumulator), noted);
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

  /** As `addToGroup`, of the cases of a block. */
  addGroupsOf(block: ScoredBlock<KeyedOutcome>): void {
    const { scores, places, count } = block;
    const code = scores.groupReader();
    const sums: ExactSums[] = [];
    for (let i = 0; i < count; i++) sums.push(this.group(code(places[i] ?? 0) ?? ''));
    for (const one of sums) one.addParts(CASES, 1, 1);
    scores.addAllPoints(block, sums, POINTS);
  }

  addProblem({ code }: CaseException): void {
    this.problems.set(code, (this.problems.get(code) ?? 0) + 1);
    this.group('').addParts(CASES, 1, 1);
  }
}

/** Takes what came of the cases of a batch: adds it up, and notes it case by case. */
export class SideSink implements ScoreSink {
  constructor(
    readonly sums: SideSums,
    readonly counting: CountingSink,
    /** Where the cases of the batch in force stand, and what notes those of this side. */
    readonly noted: { readonly marks: BatchMarks; readonly notes: CaseNotes },
  ) {}

  addBlock(block: ScoredBlock<KeyedOutcome>): void {
    this.sums.cases += block.count;
    this.counting.addBlock(block);
    this.sums.addGroupsOf(block);
    this.noted.notes.addBlock(this.noted.marks, block);
  }

  addScore(row: number, date: string, score: CountedScore, { key }: RunOutcome): void {
    this.sums.cases += 1;
    this.counting.addScore(row, date, score);
    this.sums.addToGroup(score);
    this.noted.notes.add(this.noted.marks, row, comparedOf(score), key);
  }

  addProblem(row: number, date: string, problem: CaseException, { key }: RunOutcome): void {
    this.sums.cases += 1;
    this.counting.addProblem(row, date);
    this.sums.addProblem(problem);
    this.noted.notes.add(this.noted.marks, row, comparedProblem(problem), key);
  }
}
