import { MASK_BITS } from '../../ports/clearing/ports-score.js';
import type { BulkVersion } from './bulk-version.js';
import { hasValue, printSum, type StoredOutput } from './stored-outputs.js';
import type { ExactSums } from '../../../engine/number/exact-sums.js';
import { must } from '../../../engine/kit/assert.js';
import type { Frame } from '../../../engine/plan/plan.js';
import { ONE } from '../../../engine/number/quantity.js';
import type { GroupingAnswer, Scored } from '../../../engine/scoring/scoring.js';
import { printOutput } from '../../../engine/plan/value-text.js';

/** What is stored of a scored case. */
export interface StoredScore {
  readonly groupCode: string | null;
  /** An output as text; null where it is missing, or where the ruleset has none of this name. */
  text(output: StoredOutput): string | null;
  /** The summed value number `index` as it is stored; null where the case has none. */
  printedSum(index: number): string | null;
  /** Adds the points of the case, whatever it counts in. */
  addPoints(sums: ExactSums, index: number): void;
}

/** What came of a case that counts by itself. */
export interface CountedScore extends StoredScore {
  /**
   * Adds the case to every aggregate in which it counts, and sets their bits in the masks, where there are any (two words a row in each, the lower
   * first); to the sums of its disease group those that are grouped.
   */
  addTo(sums: ExactSums, row: number, masks?: readonly Uint32Array[], group?: ExactSums): void;
}

/** A case that was scored by itself: its values stand in its frame. */
export class FrameScore implements CountedScore {
  readonly groupCode: string | null;
  readonly #frame: Frame;

  constructor(
    readonly version: BulkVersion,
    { frame, grouping }: Scored<GroupingAnswer>,
  ) {
    this.#frame = frame;
    this.groupCode = grouping?.group?.code ?? null;
  }

  text(name: StoredOutput): string | null {
    const stored = this.version.outputs[name];
    return stored === undefined ? null : printOutput(stored.output, this.#frame[stored.slot]);
  }

  printedSum(index: number): string | null {
    return printSum(this.version.sumOf(this.#frame, index));
  }

  addTo(sums: ExactSums, row: number, masks?: readonly Uint32Array[], group?: ExactSums): void {
    for (const { bit, grouped, sum, where } of this.version.aggregates) {
      if (!where.every(({ ref, equals }) => hasValue(this.#frame[ref.slot], ref, equals))) continue;
      if (masks !== undefined) setBit(masks, row, bit);
      const value = sum === undefined ? ONE : this.version.sumOf(this.#frame, sum);
      if (value === null) continue;
      sums.add(bit, value);
      if (grouped !== undefined) group?.add(grouped, value);
    }
  }

  addPoints(sums: ExactSums, index: number): void {
    const points = this.version.sumOf(this.#frame, 'POINTS');
    if (points !== null) sums.add(index, points);
  }
}

const WORD_BITS = 32;

/** The numbers of the masks that so many aggregates need; there is always one. */
export function masksFor(aggregates: number): readonly number[] {
  return Array.from({ length: Math.max(1, Math.ceil(aggregates / MASK_BITS)) }, (_, index) => index);
}

/** Sets a bit of a row's masks. */
export function setBit(masks: readonly Uint32Array[], row: number, bit: number): void {
  const mask = must(masks[bit >>> 6], 'mask');
  const word = 2 * row + ((bit >>> 5) & 1);
  mask[word] = (mask[word] ?? 0) | (1 << (bit % WORD_BITS));
}
