import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { QUANTILE_BETWEEN, quantileOf, type QuantileBetween } from '../../../src/engine/number/quantile.js';
import { compare, decimal, Fraction, printShort } from '../../../src/engine/number/quantity.js';

const at = (values: readonly string[], share: string, between: QuantileBetween): string => {
  const found = quantileOf(values.map(decimal), decimal(share), between);
  return found === undefined ? 'none' : printShort(found);
};

const rotated = <T>(values: readonly T[], by: number): T[] => [...values.slice(by % values.length), ...values.slice(0, by % values.length)];

describe('a quantile (N26-6)', () => {
  // By hand: of 4, 1, 3, 2 sorted 1 2 3 4, share 0.5 stands at 0.5 × 3 = 1.5, between 2 and 3; share 0.9 at 2.7, between 3 and 4.
  it.each<[readonly string[], string, readonly string[]]>([
    [['4', '1', '3', '2'], '0.5', ['2', '2.5', '3']],
    [['4', '1', '3', '2'], '0.9', ['3', '3.7', '4']],
    [['4', '1', '3', '2'], '0', ['1', '1', '1']],
    [['4', '1', '3', '2'], '1', ['4', '4', '4']],
    [['1', '2', '3', '4', '5'], '0.25', ['2', '2', '2']], // it stands on a value: nothing lies between
    [['7'], '0.3', ['7', '7', '7']],
    [['5', '5', '5', '9'], '0.5', ['5', '5', '5']], // equal values count each for itself
    [['-2', '2'], '0.025', ['-2', '-1.9', '2']],
    [[], '0.5', ['none', 'none', 'none']],
  ])('of %j at %s is %j', (values, share, expected) => {
    expect(QUANTILE_BETWEEN.map((between) => at(values, share, between))).toEqual(expected);
  });

  it('is exact where floats are not, and one step beside a value is already between', () => {
    const values = ['0', '1', '2', '3'];
    expect(at(values, '0.33333333', 'LOWER')).toBe('0');
    const third = quantileOf(values.map(decimal), new Fraction(1n, 3n), 'HIGHER');
    expect(compare(must(third, 'third'), decimal('1'))).toBe(0); // 1/3 × 3 is 1, not a hair above it
    expect(at(values, '0.33333334', 'HIGHER')).toBe('2');
  });

  it('does not depend on the order, rises with its share, and agrees with a count of what stands below', () => {
    const value = fc.bigInt({ min: -5n, max: 5n }); // ties are the rule
    const hundredths = fc.bigInt({ min: 0n, max: 100n });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), hundredths, fc.nat(8), (values, share, turn) => {
        const fractions = values.map((one) => new Fraction(one, 1n));
        const shuffled = rotated(fractions, turn).reverse();
        const q = (of: readonly Fraction[], n: bigint, between: QuantileBetween): Fraction =>
          must(quantileOf(of, new Fraction(n, 100n), between), 'quantile');
        for (const between of QUANTILE_BETWEEN) {
          expect(compare(q(fractions, share, between), q(shuffled, share, between))).toBe(0);
          if (share > 0n) expect(compare(q(fractions, share - 1n, between), q(fractions, share, between))).not.toBe(1);
        }
        // Apart from the code under test: the k-th smallest is the least value that has more than k values at or below it.
        const kth = (k: bigint): bigint =>
          must(
            Array.from({ length: 11 }, (_, n) => BigInt(n - 5)).find((one) => BigInt(values.filter((other) => other <= one).length) > k),
            'k-th',
          );
        const place = share * BigInt(values.length - 1); // in hundredths
        const low = kth(place / 100n);
        const high = kth((place + 99n) / 100n);
        expect(compare(q(fractions, share, 'LOWER'), new Fraction(low, 1n))).toBe(0);
        expect(compare(q(fractions, share, 'HIGHER'), new Fraction(high, 1n))).toBe(0);
        expect(compare(q(fractions, share, 'LINEAR'), new Fraction(low * 100n + (high - low) * (place % 100n), 100n))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
