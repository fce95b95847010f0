import type { CaseException } from './case-exception.js';
import type { RunOutcome } from './outcome-index.js';
import type { StoredScore } from './stored-score.js';
import type { Aggregates } from '../run/aggregates.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import type { Accumulator } from '../../../engine/clearing/accumulator.js';
import { must } from '../../../engine/kit/assert.js';
import type { ExactSums } from '../../../engine/number/exact-sums.js';

/** 去处 where the scorer hands what came of each case of a batch, in the order of the rows. `date` is the one by which the case counts. */
export interface ScoreSink {
  /** Takes a scored case: a view, which the next block changes. */
  addScore(row: number, date: string, score: StoredScore, outcome: RunOutcome): void;
  /** Takes a case that could not be scored. */
  addProblem(row: number, date: string, problem: CaseException, outcome: RunOutcome): void;
}

const ZERO_CODE = 48;

/** The month of a date, 1 to 12. */
export function monthNumber(date: string): number {
  return (date.charCodeAt(5) - ZERO_CODE) * 10 + date.charCodeAt(6) - ZERO_CODE;
}

/** Counts only: the cases of a batch go into an accumulator, and no number becomes text. What-ifs need no more. */
export class CountingSink implements ScoreSink {
  constructor(
    readonly aggregates: Aggregates,
    readonly batch: CaseBatch,
    readonly accumulator: Accumulator,
    /** Where the bits of the aggregates are written in which a row counts, if anywhere. */
    readonly masks?: readonly Uint32Array[],
  ) {}

  addScore(row: number, date: string, score: StoredScore): void {
    const { cases, points, excluded } = this.aggregates.counted;
    const sums = this.#sumsOf(row, date);
    score.addTo(sums, row, this.masks, this.#groupOf(score, row, date));
    score.addPoints(sums, points);
    sums.addParts(cases, 1, 1);
    if (score.text('inclusion') === 'EXCLUDED') sums.addParts(excluded, 1, 1);
  }

  addProblem(row: number, date: string): void {
    const { cases, exceptions } = this.aggregates.counted;
    const sums = this.#sumsOf(row, date);
    sums.addParts(cases, 1, 1);
    sums.addParts(exceptions, 1, 1);
  }

  /** Where the ruleset adds anything up by disease group, the sums of the case's; a case without one adds to none. */
  #groupOf({ groupCode }: StoredScore, row: number, date: string): ExactSums | undefined {
    if (groupCode === null || this.accumulator.grouped.length === 0) return undefined;
    return this.accumulator.atGroup(must(this.batch.institutionCode[row], 'institutionCode'), monthNumber(date), groupCode);
  }

  #sumsOf(row: number, date: string): ExactSums {
    return this.accumulator.at(must(this.batch.institutionCode[row], 'institutionCode'), monthNumber(date));
  }
}
