import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError } from '../../../src/engine/kit/assert.js';
import {
  add,
  compare,
  divide,
  divideRounded,
  Fraction,
  isBelow,
  multiply,
  negate,
  pow10,
  printFixed,
  printScaled,
  round,
  ROUNDING_MODES,
  sign,
  subtract,
} from '../../../src/engine/number/quantity.js';

/** Whole numbers of every size, crowded where numbers hand over to bigint: around 2^26, 2^52, 2^53. */
const edge = fc
  .tuple(fc.constantFrom(0n, 1n, 10n ** 4n, 10n ** 8n, 2n ** 26n, 2n ** 52n, 2n ** 53n, 10n ** 20n), fc.bigInt({ min: -3n, max: 3n }))
  .map(([near, off]) => near + off);
const magnitude = fc.oneof(edge, fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 10n ** 30n }));
const top = fc.tuple(magnitude, fc.boolean()).map(([n, isNegative]) => (isNegative ? -n : n));
const bottom = fc.oneof(
  magnitude.map((d) => (d < 1n ? 1n : d)),
  fc.constantFrom(1n, 100n, 10_000n, 10n ** 8n),
);
const fraction = fc.tuple(top, bottom).map(([n, d]) => new Fraction(n, d));
const parts = (value: Fraction | undefined): string => (value === undefined ? 'none' : `${value.n}/${value.d}`);

/** What the arithmetic means, in bigint alone. */
const plain = {
  add: (a: Fraction, b: Fraction) => (a.d === b.d ? `${a.n + b.n}/${a.d}` : `${a.n * b.d + b.n * a.d}/${a.d * b.d}`),
  subtract: (a: Fraction, b: Fraction) => (a.d === b.d ? `${a.n - b.n}/${a.d}` : `${a.n * b.d - b.n * a.d}/${a.d * b.d}`),
  multiply: (a: Fraction, b: Fraction) => `${a.n * b.n}/${a.d * b.d}`,
  divide: (a: Fraction, b: Fraction) => (b.n === 0n ? 'none' : b.n < 0n ? `${-a.n * b.d}/${a.d * -b.n}` : `${a.n * b.d}/${a.d * b.n}`),
};

describe('fractions in numbers are the fractions in bigint', () => {
  it('adds, subtracts, multiplies and divides to the same parts', () => {
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        expect(parts(add(a, b))).toBe(plain.add(a, b));
        expect(parts(subtract(a, b))).toBe(plain.subtract(a, b));
        expect(parts(multiply(a, b))).toBe(plain.multiply(a, b));
        expect(parts(divide(a, b))).toBe(plain.divide(a, b));
        expect(parts(negate(a))).toBe(`${-a.n}/${a.d}`);
      }),
      { numRuns: 5_000 },
    );
  });

  it('compares by cross-multiplication', () => {
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        const difference = a.n * b.d - b.n * a.d;
        expect(compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(sign(a)).toBe(a.n < 0n ? -1 : a.n > 0n ? 1 : 0);
        expect(isBelow(a, pow10(20))).toBe(a.n < pow10(20) && a.n > -pow10(20) && a.d < pow10(20));
      }),
      { numRuns: 5_000 },
    );
  });

  it('rounds and prints alike in every mode and at every scale', () => {
    fc.assert(
      fc.property(fraction, fc.integer({ min: 0, max: 18 }), fc.constantFrom(...ROUNDING_MODES), (value, scale, mode) => {
        const scaled = value.d === pow10(scale) ? value.n : divideRounded(value.n * pow10(scale), value.d, mode);
        expect(parts(round(value, { scale, mode }))).toBe(`${scaled}/${pow10(scale)}`);
        expect(printFixed(value, scale)).toBe(printScaled(divideRounded(value.n * pow10(scale), value.d, 'HALF_UP'), scale));
      }),
      { numRuns: 10_000 },
    );
  });

  it('rounds exact halves by the mode, also where twice the rest is no safe number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), fc.bigInt({ min: 1n, max: 2n ** 31n }), (whole, half) => {
        const value = new Fraction((2n * whole + 1n) * half, 2n * half);
        for (const mode of ROUNDING_MODES) expect(round(value, { scale: 0, mode }).n).toBe(divideRounded(2n * whole + 1n, 2n, mode));
      }),
    );
  });

  it('is one object for one pair of parts, however they were given', () => {
    expect(new Fraction(-0, 1)).toStrictEqual(new Fraction(0n, 1n));
    expect(new Fraction(12, 5)).toStrictEqual(new Fraction(12n, 5n));
    expect(multiply(new Fraction(0, 1), new Fraction(-5, 1))).toStrictEqual(new Fraction(0n, 1n));
    expect(new Fraction(2n ** 53n, 1)).toStrictEqual(new Fraction(2n ** 53n, 1n));
    expect(() => new Fraction(2 ** 53, 1)).toThrow(AssertionError);
    expect(() => new Fraction(0.5, 1)).toThrow(AssertionError);
  });
});
