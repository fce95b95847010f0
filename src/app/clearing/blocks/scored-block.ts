import type { BlockScore } from './block-score.js';
import type { KeyedOutcome, RunOutcome } from './outcome-index.js';
import { BLOCK_ROWS } from '../../../engine/block/block-columns.js';

/**
 * 块内结果 the cases of a block that were scored together and whose outcomes are known, in the order of their rows: where each stands in the
 * batch and in the block's columns. A view, which the next block changes.
 */
export class ScoredBlock<O extends KeyedOutcome = RunOutcome> {
  /** How many cases. */
  count = 0;
  /** The row of each in its batch. */
  readonly rows = new Int32Array(BLOCK_ROWS);
  /** The place of each in the block's columns. */
  readonly places = new Int32Array(BLOCK_ROWS);
  /** The month in which each counts, 1 to 12. */
  readonly months = new Uint8Array(BLOCK_ROWS);
  readonly outcomes: O[] = [];

  constructor(readonly scores: BlockScore) {}

  /** Empties it. */
  clear(): void {
    this.count = 0;
    this.outcomes.length = 0;
  }

  /** Takes a case. */
  take(row: number, place: number, month: number, outcome: O): void {
    const index = this.count++;
    this.rows[index] = row;
    this.places[index] = place;
    this.months[index] = month;
    this.outcomes.push(outcome);
  }

  /** Hands on every case by itself: its row, and what came of it (a view, which the next one changes). */
  each(visit: (row: number, score: BlockScore) => void): void {
    for (let index = 0; index < this.count; index++) {
      this.scores.row = this.places[index] ?? 0;
      visit(this.rows[index] ?? 0, this.scores);
    }
  }
}
