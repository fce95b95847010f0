import { must } from '../../../engine/kit/assert.js';
import { add, Fraction, ZERO } from '../../../engine/number/quantity.js';

/** Exact sums that grow case by case. Numbers with one denominator are added without making a fraction of each. */
export class PartialSums {
  readonly #sums: Fraction[];
  readonly #tops: Float64Array;
  readonly #bottoms: Float64Array;

  constructor(count: number) {
    this.#sums = Array.from({ length: count }, () => ZERO);
    this.#tops = new Float64Array(count);
    this.#bottoms = new Float64Array(count).fill(1);
  }

  /** Adds a number to a sum. */
  add(index: number, value: Fraction): void {
    if (value.long === undefined) this.addParts(index, value.top, value.bottom);
    else this.#sums[index] = add(must(this.#sums[index], 'sum'), value);
  }

  /** Adds top ÷ bottom, both safe whole numbers, bottom above 0. */
  addParts(index: number, top: number, bottom: number): void {
    const sum = (this.#tops[index] ?? 0) + top;
    if (this.#bottoms[index] === bottom && Number.isSafeInteger(sum)) {
      this.#tops[index] = sum;
      return;
    }
    this.#sums[index] = this.at(index);
    this.#tops[index] = top;
    this.#bottoms[index] = bottom;
  }

  /** The sum so far. */
  at(index: number): Fraction {
    return add(must(this.#sums[index], 'sum'), new Fraction(this.#tops[index] ?? 0, this.#bottoms[index] ?? 1));
  }
}
