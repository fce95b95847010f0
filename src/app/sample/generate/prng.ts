/**
 * A small seeded generator (sfc32) on 32-bit integers: the same numbers on every machine and engine.
 * Nothing of the sample city uses `Math.random`, a clock or `Math.exp`, whose last bits differ between engines.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** A stream of its own for every combination of seed and `stream` numbers (year, number of the case …). */
  constructor(seed: number, ...stream: readonly number[]) {
    let hash = mix(seed | 0);
    for (const part of stream) hash = mix((hash ^ (part | 0)) + 0x9e3779b9);
    this.a = hash;
    this.b = mix(hash ^ 0x85ebca6b);
    this.c = mix(hash ^ 0xc2b2ae35);
    for (let i = 0; i < 8; i++) this.uint32();
  }

  /** The next 32 bits, as a whole number from 0. */
  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to `limit` − 1, for limits up to 2^21 (so that the product stays exact). */
  below(limit: number): number {
    return Math.floor((this.uint32() * limit) / 0x1_0000_0000);
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** True in so many of a thousand. */
  perMille(chance: number): boolean {
    return this.below(1000) < chance;
  }

  /** The index that a list of rising sums (`cumulative`) gives to a random weight. */
  weighted(cumulative: readonly number[]): number {
    const target = this.below(cumulative[cumulative.length - 1] ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Scrambles 32 bits (the finisher of MurmurHash3). */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Rising sums of weights, for `weighted`. */
export function cumulate(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}
