import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  caseMixIndex,
  consumptionIndex,
  countedCases,
  coverageMinimum,
  increase,
  isPrimaryCareCandidate,
  isUnstable,
  meanRatio,
  nearestRank,
  normalisePoints,
  reachesIncrease,
  relativeWeight,
  squareRoot,
  totalPoints,
  variationAtMost,
  variationSquared,
  weightedMean,
} from '../../../src/engine/catalogue/catalogue-formulas.js';
import {
  compare,
  decimal,
  Fraction,
  printFixed,
  round,
  ROUNDING_MODES,
  subtract,
  whole,
  type Rounding,
} from '../../../src/engine/number/quantity.js';

const d = decimal;
const HALF_UP_4: Rounding = { scale: 4, mode: 'HALF_UP' };
const shown = (value: Fraction | undefined, scale = 4): string | undefined => (value === undefined ? undefined : printFixed(value, scale));
const years = (...values: (string | null)[]) => values.map((value) => (value === null ? undefined : d(value)));
const WEIGHTS = ['1', '2', '7'].map(d);

describe('weights 1:2:7', () => {
  it('WE-05 病种 9000, 9500, 10000 and 全体 11000, 11500, 12000 give 9800 and RW 830.5085', () => {
    const own = weightedMean(years('9000', '9500', '10000'), WEIGHTS);
    const all = weightedMean(years('11000', '11500', '12000'), WEIGHTS);
    expect(shown(own)).toBe('9800.0000');
    expect(shown(relativeWeight(own ?? d('0'), all ?? d('0'), d('1000')))).toBe('830.5085');
  });

  it('WE-22 institution 8000, 9000, 10000 over the city 7000, 7500, 8000: 9600 ÷ 7800 = 1.2308', () => {
    const own = weightedMean(years('8000', '9000', '10000'), WEIGHTS);
    const city = weightedMean(years('7000', '7500', '8000'), WEIGHTS);
    expect([shown(own), shown(city)]).toEqual(['9600.0000', '7800.0000']);
    expect(shown(meanRatio(own ?? d('0'), city ?? d('0')))).toBe('1.2308');
  });

  it('a year without cases takes its weight with it, and nothing at all has no mean', () => {
    expect(shown(weightedMean(years(null, '9500', '10000'), WEIGHTS))).toBe('9888.8889');
    expect(weightedMean(years(null, null, null), WEIGHTS)).toBeUndefined();
    expect(() => weightedMean(years('1'), WEIGHTS)).toThrow(/1 values, 3 weights/);
  });
});

describe('points (N21-19)', () => {
  it('WE-04 laparoscopy as benchmark: 4,099 / 9,173 / 13,385 give 306.2383 / 685.3194 / 1000.0000', () => {
    const benchmark = d('13385');
    const points = ['4099', '9173', '13385'].map((mean) => shown(relativeWeight(d(mean), benchmark, d('1000'))));
    expect(points).toEqual(['306.2383', '685.3194', '1000.0000']);
  });

  it('WE-04 the scale is a parameter: without ×1000 the same means give 0.3062 / 0.6853 / 1', () => {
    const points = ['4099', '9173', '13385'].map((mean) => shown(relativeWeight(d(mean), d('13385'), d('1'))));
    expect(points).toEqual(['0.3062', '0.6853', '1.0000']);
  });

  it('WE-21 金华: scale 100, benchmark 120, coefficient of the institution in the group 1.1, together 132; incomplete 90 and 150', () => {
    const points = relativeWeight(d('12000'), d('10000'), d('100'));
    const coefficient = meanRatio(d('13200'), d('12000'));
    expect(shown(points)).toBe('120.0000');
    expect(shown(coefficient)).toBe('1.1000');
    expect(shown(relativeWeight(d('13200'), d('10000'), d('100')))).toBe('132.0000');
    expect(['9000', '15000'].map((cost) => shown(relativeWeight(d(cost), d('10000'), d('100')), 0))).toEqual(['90', '150']);
  });

  it('标准定额法: the same formula over a fixed sum; a base of zero gives no points', () => {
    expect(shown(relativeWeight(d('4099'), d('10000'), d('1000')))).toBe('409.9000');
    expect(relativeWeight(d('4099'), d('0'), d('1000'))).toBeUndefined();
  });

  it('DU-2 open and laparoscopic appendectomy: means 30% apart give points 30% apart', () => {
    const [open, laparoscopic] = ['9000', '11700'].map((mean) => relativeWeight(d(mean), d('12000'), d('1000')));
    expect(shown(increase(laparoscopic ?? d('0'), open ?? d('0')), 2)).toBe('0.30');
  });
});

describe('WE-01 相关操作单独成组 (≥10%)', () => {
  const base = d('28033');
  it('+2.91% no, +56.97% yes', () => {
    expect(shown(increase(d('28849'), base))).toBe('0.0291');
    expect(shown(increase(d('44003'), base))).toBe('0.5697');
    expect(reachesIncrease(d('28849'), base, d('0.10'))).toBe(false);
    expect(reachesIncrease(d('44003'), base, d('0.10'))).toBe(true);
  });
  it('the boundary is included, to the last digit', () => {
    expect(reachesIncrease(d('30836.30'), base, d('0.10'))).toBe(true);
    expect(reachesIncrease(d('30836.29'), base, d('0.10'))).toBe(false);
  });
  it('nothing increases from zero', () => {
    expect(increase(d('1'), d('0'))).toBeUndefined();
  });
});

describe('counts and thresholds (N21-18, ZB-10)', () => {
  it('ZB-10 fifteen a year, by yearly average, each year or the last', () => {
    expect(shown(countedCases([14, 15, 17], 'YEARLY_AVERAGE'), 2)).toBe('15.33');
    expect(shown(countedCases([14, 15, 17], 'EACH_YEAR'), 0)).toBe('14');
    expect(shown(countedCases([14, 15, 17], 'LAST_YEAR'), 0)).toBe('17');
  });

  it('coverage: the highest count whose combinations hold the share, equal counts together', () => {
    const share = (counted: number, combinations: number) => ({ counted: whole(counted), cases: BigInt(counted * combinations) });
    const counts = [share(50, 1), share(20, 2), share(10, 1)];
    expect(shown(coverageMinimum(counts, d('0.50')), 0)).toBe('50');
    expect(shown(coverageMinimum(counts, d('0.5001')), 0)).toBe('20');
    expect(shown(coverageMinimum(counts, d('0.90')), 0)).toBe('20');
    expect(shown(coverageMinimum(counts, d('0.95')), 0)).toBe('10');
    const split = [share(50, 1), share(20, 1), share(20, 1), share(10, 1)];
    expect(shown(coverageMinimum(split, d('0.60')), 0)).toBe('20');
    expect(coverageMinimum([], d('0.95'))).toBeUndefined();
  });
});

describe('CV, quantiles, primary care, unstable groups', () => {
  const sums = (...fen: number[]) => ({
    cases: BigInt(fen.length),
    cost: BigInt(fen.reduce((a, b) => a + b, 0)),
    squares: fen.reduce((a, b) => a + BigInt(b) * BigInt(b), 0n),
  });

  it('the variance divides by n or by n − 1, as declared', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population deviation 2.
    const squared = variationSquared(sums(2, 4, 4, 4, 5, 5, 7, 9), 'POPULATION');
    expect(shown(squared)).toBe('0.1600');
    expect(shown(squareRoot(squared ?? d('0'), HALF_UP_4))).toBe('0.4000');
    expect(shown(squareRoot(variationSquared(sums(2, 4, 4, 4, 5, 5, 7, 9), 'SAMPLE') ?? d('0'), HALF_UP_4))).toBe('0.4276');
  });

  it('one case varies by 0 over n and not at all over n − 1; no cost, no variation', () => {
    expect(shown(variationSquared(sums(7), 'POPULATION'))).toBe('0.0000');
    expect(variationSquared(sums(7), 'SAMPLE')).toBeUndefined();
    expect(variationSquared(sums(0, 0), 'POPULATION')).toBeUndefined();
    expect(variationSquared(sums(), 'POPULATION')).toBeUndefined();
  });

  it('CV ≤ 0.7 is compared by squares, the boundary included', () => {
    expect(variationAtMost(d('0.49'), d('0.7'))).toBe(true);
    expect(variationAtMost(d('0.49000001'), d('0.7'))).toBe(false);
  });

  it('primary-care candidates need the share and CV ≤ 0.7, both included', () => {
    const limits = { minShare: d('0.01'), maxVariation: d('0.7'), use: 'PROPOSE' as const };
    expect(isPrimaryCareCandidate({ cases: 100n, allCases: 10_000n, squared: d('0.49') }, limits)).toBe(true);
    expect(isPrimaryCareCandidate({ cases: 99n, allCases: 10_000n, squared: d('0.49') }, limits)).toBe(false);
    expect(isPrimaryCareCandidate({ cases: 100n, allCases: 10_000n, squared: d('0.4901') }, limits)).toBe(false);
    expect(isPrimaryCareCandidate({ cases: 100n, allCases: 10_000n, squared: undefined }, limits)).toBe(false);
  });

  it('N21-18 few or scattered cases make a group unstable', () => {
    const limits = { maxVariation: d('1'), minYearlyCases: 5 };
    expect(isUnstable({ byYear: [5, 9, 9], squared: d('1') }, limits)).toBe(false);
    expect(isUnstable({ byYear: [4, 9, 9], squared: d('1') }, limits)).toBe(true);
    expect(isUnstable({ byYear: [5, 9, 9], squared: d('1.0001') }, limits)).toBe(true);
    expect(isUnstable({ byYear: [5, 9, 9], squared: undefined }, limits)).toBe(true);
  });

  it('2.5% and 97.5% of forty values are the first and the thirty-ninth', () => {
    const rising = Array.from({ length: 40 }, (_, i) => BigInt(i + 1));
    expect([nearestRank(rising, d('0.025')), nearestRank(rising, d('0.975'))]).toEqual([1n, 39n]);
    expect([nearestRank(rising, d('0')), nearestRank(rising, d('1')), nearestRank([], d('0.5'))]).toEqual([1n, 40n, undefined]);
  });

  it('the square root is exactly rounded in every mode', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 24n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(...ROUNDING_MODES),
        (n, den, scale, mode) => {
          const value = new Fraction(n, den);
          const root = squareRoot(value, { scale, mode });
          // Far more places, DOWN, then one more rounding: the same unless digits beyond were all zero or five, which `sticky` breaks.
          const places = scale + 12;
          const long = squareRoot(value, { scale: places, mode: 'DOWN' });
          const exact = compare(new Fraction(long.n * long.n, long.d * long.d), value) === 0;
          const sticky = exact ? long : new Fraction(long.n * 10n + 1n, long.d * 10n);
          expect(compare(root, round(sticky, { scale, mode }))).toBe(0);
          expect(compare(new Fraction(long.n * long.n, long.d * long.d), value)).toBeLessThanOrEqual(0);
          expect(compare(new Fraction((long.n + 1n) ** 2n, long.d * long.d), value)).toBe(1);
        },
      ),
    );
    expect(shown(squareRoot(d('2'), { scale: 8, mode: 'HALF_UP' }), 8)).toBe('1.41421356');
    expect(shown(squareRoot(d('0.0625'), { scale: 1, mode: 'HALF_UP' }), 1)).toBe('0.3');
    expect(shown(squareRoot(d('0.0625'), { scale: 1, mode: 'HALF_EVEN' }), 1)).toBe('0.2');
  });
});

describe('WE-14 CMI, time and cost consumption', () => {
  it('800.0000, 1.0833, 1.1167', () => {
    const cases = [
      { points: d('1000'), cases: 2n },
      { points: d('400'), cases: 1n },
    ];
    expect(shown(caseMixIndex(cases))).toBe('800.0000');
    const index = (rows: readonly (readonly [string, string])[]) =>
      shown(consumptionIndex(rows.map(([value, mean]) => ({ value: d(value), mean: d(mean) }))));
    expect(
      index([
        ['8', '10'],
        ['12', '10'],
        ['5', '4'],
      ]),
    ).toBe('1.0833');
    expect(
      index([
        ['9000', '10000'],
        ['12000', '10000'],
        ['5000', '4000'],
      ]),
    ).toBe('1.1167');
  });
  it('without cases, or with a mean of zero, there is none', () => {
    expect(caseMixIndex([])).toBeUndefined();
    expect(consumptionIndex([])).toBeUndefined();
    expect(consumptionIndex([{ value: d('1'), mean: d('0') }])).toBeUndefined();
  });
});

describe('N25-15 总分值不变', () => {
  const items = [
    { code: 'a', points: d('1000.0000'), cases: 3n },
    { code: 'b', points: d('500.0000'), cases: 7n },
  ];
  it('k = Σ old ÷ Σ new, each rounded, the residue listed', () => {
    const result = normalisePoints(items, d('6000'), HALF_UP_4);
    expect(result && shown(result.factor, 8)).toBe('0.92307692');
    expect(result && [...result.points].map(([code, points]) => [code, shown(points)])).toEqual([
      ['a', '923.0769'],
      ['b', '461.5385'],
    ]);
    expect(result && shown(result.residue)).toBe('-0.0002');
    expect(normalisePoints([], d('6000'), HALF_UP_4)).toBeUndefined();
  });
  it('residue + new total is the old total, always', () => {
    const item = fc.record({ code: fc.uuid(), points: fc.integer({ min: 1, max: 10 ** 8 }), cases: fc.bigInt({ min: 1n, max: 10_000n }) });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 10 ** 9 }), (raw, old) => {
        const groups = raw.map((row) => ({ ...row, points: new Fraction(BigInt(row.points), 10_000n) }));
        const result = normalisePoints(groups, whole(old), HALF_UP_4);
        const after = groups.map((row) => ({ ...row, points: result?.points.get(row.code) ?? d('0') }));
        expect(result && compare(subtract(whole(old), totalPoints(after)), result.residue)).toBe(0);
      }),
    );
  });
});
