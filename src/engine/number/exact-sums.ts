import { must } from '../kit/assert.js';
import { add, Fraction, ZERO } from './quantity.js';

/** Exact sums that grow case by case. Numbers with one denominator are added without making a fraction of each. */
export class ExactSums {
  readonly #sums: Fraction[];
  readonly #tops: Float64Array;
  readonly #bottoms: Float64Array;

  constructor(readonly count: number) {
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

  /** Adds what others come to. */
  merge(others: ExactSums): void {
    for (let index = 0; index < this.count; index++) {
      const exact = must(others.#sums[index], 'sum');
      if (exact !== ZERO) this.add(index, exact);
      const top = others.#tops[index] ?? 0;
      if (top !== 0) this.addParts(index, top, others.#bottoms[index] ?? 1);
    }
  }

  /** The sum so far. */
  at(index: number): Fraction {
    return add(must(this.#sums[index], 'sum'), new Fraction(this.#tops[index] ?? 0, this.#bottoms[index] ?? 1));
  }
}
