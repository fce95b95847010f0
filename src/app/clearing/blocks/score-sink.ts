import type { CaseException } from './case-exception.js';
import type { KeyedOutcome, RunOutcome } from './outcome-index.js';
import type { ScoredBlock } from './scored-block.js';
import type { CountedScore } from './stored-score.js';
import type { Aggregates } from '../run/aggregates.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import type { Accumulator } from '../../../engine/clearing/accumulator.js';
import { must } from '../../../engine/kit/assert.js';
import type { ExactSums } from '../../../engine/number/exact-sums.js';

/**
 * 去处 where the scorer hands what came of the cases of a batch: most of them as columns, block by block; those that went alone by themselves.
 * Each row once, in no order that anything may rest on.
 */
export interface ScoreSink {
  /** Takes the cases that were scored together: a view, which the next block changes. */
  addBlock(block: ScoredBlock): void;
  /** Takes a case that was scored by itself. `date` is the one by which it counts. */
  addScore(row: number, date: string, score: CountedScore, outcome: RunOutcome): void;
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
  /** Of the block at hand: where each of its cases is added. */
  readonly #sums: ExactSums[] = [];

  constructor(
    readonly aggregates: Aggregates,
    readonly batch: Pick<CaseBatch, 'institutionCode'>,
    readonly accumulator: Accumulator,
    /** Where the bits of the aggregates are written in which a row counts, if anywhere. */
    readonly masks?: readonly Uint32Array[],
  ) {}

  addBlock(block: ScoredBlock<KeyedOutcome>): void {
    const { cases, points, excluded } = this.aggregates.counted;
    const { scores, rows, places, months, count } = block;
    const sums = this.#sums;
    sums.length = 0;
    for (let i = 0; i < count; i++) sums.push(this.#sumsOf(rows[i] ?? 0, months[i] ?? 0));
    scores.addAll(block, sums, this.masks, this.#groupsOf(block));
    scores.addAllPoints(block, sums, points);
    const inclusion = scores.reader('inclusion');
    for (let i = 0; i < count; i++) {
      sums[i]?.addParts(cases, 1, 1);
      if (inclusion(places[i] ?? 0) === 'EXCLUDED') sums[i]?.addParts(excluded, 1, 1);
    }
  }

  addScore(row: number, date: string, score: CountedScore): void {
    const { cases, points, excluded } = this.aggregates.counted;
    const sums = this.#sumsOf(row, monthNumber(date));
    score.addTo(sums, row, this.masks, this.#groupOf(score.groupCode, row, monthNumber(date)));
    score.addPoints(sums, points);
    sums.addParts(cases, 1, 1);
    if (score.text('inclusion') === 'EXCLUDED') sums.addParts(excluded, 1, 1);
  }

  addProblem(row: number, date: string): void {
    const { cases, exceptions } = this.aggregates.counted;
    const sums = this.#sumsOf(row, monthNumber(date));
    sums.addParts(cases, 1, 1);
    sums.addParts(exceptions, 1, 1);
  }

  /** Where the ruleset adds anything up by disease group, the sums of the case's; a case without one adds to none. */
  #groupOf(groupCode: string | null, row: number, month: number): ExactSums | undefined {
    if (groupCode === null || this.accumulator.grouped.length === 0) return undefined;
    return this.accumulator.atGroup(must(this.batch.institutionCode[row], 'institutionCode'), month, groupCode);
  }

  #groupsOf({ scores, rows, places, months, count }: ScoredBlock<KeyedOutcome>): readonly (ExactSums | undefined)[] | undefined {
    if (this.accumulator.grouped.length === 0) return undefined;
    const group = scores.groupReader();
    return Array.from({ length: count }, (_, i) => this.#groupOf(group(places[i] ?? 0), rows[i] ?? 0, months[i] ?? 0));
  }

  #sumsOf(row: number, month: number): ExactSums {
    return this.accumulator.at(must(this.batch.institutionCode[row], 'institutionCode'), month);
  }
}
