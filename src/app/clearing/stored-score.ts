import { hasValue, printSum, type BulkVersion } from './bulk-version.js';
import type { PartialSums } from './partial-sums.js';
import type { Frame } from '../../engine/plan.js';
import { ONE } from '../../engine/quantity.js';
import type { GroupingAnswer, Scored } from '../../engine/scoring.js';
import { printOutput } from '../../engine/value-text.js';

/** Outputs of a case that have a column of their own where scores are stored. */
export const STORED_OUTPUTS = ['inclusion', 'deviation', 'costRatio', 'institutionCoefficient', 'auxiliaryFactor', 'points'] as const;
/** One of them. */
export type StoredOutput = (typeof STORED_OUTPUTS)[number];

/** What is stored of a scored case. */
export interface StoredScore {
  readonly groupCode: string | null;
  /** An output as text; null where it is missing, or where the ruleset has none of this name. */
  text(output: StoredOutput): string | null;
  /** The summed value number `index` as it is stored; null where the case has none. */
  printedSum(index: number): string | null;
  /** Adds the case to every aggregate in which it counts, and sets their bits in the mask (two words a row, the lower first). */
  addTo(partial: PartialSums, mask: Uint32Array, row: number): void;
}

/** A case that was scored by itself: its values stand in its frame. */
export class FrameScore implements StoredScore {
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

  addTo(partial: PartialSums, mask: Uint32Array, row: number): void {
    for (const { bit, sum, where } of this.version.aggregates) {
      if (!where.every(({ ref, equals }) => hasValue(this.#frame[ref.slot], ref, equals))) continue;
      setBit(mask, row, bit);
      const value = sum === undefined ? ONE : this.version.sumOf(this.#frame, sum);
      if (value !== null) partial.add(bit, value);
    }
  }
}

const WORD_BITS = 32;

/** Sets a bit of a row's mask. */
export function setBit(mask: Uint32Array, row: number, bit: number): void {
  const word = 2 * row + (bit < WORD_BITS ? 0 : 1);
  mask[word] = (mask[word] ?? 0) | (1 << (bit % WORD_BITS));
}
