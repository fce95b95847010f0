import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, allocateClaims, type Allocation, type AllocationFailure } from '../../../src/engine/number/allocate.js';
import { decimal, Fraction, printFen, round, yuanToFen } from '../../../src/engine/number/quantity.js';

const parties = (...weights: string[]) => weights.map((weight, i) => ({ code: `H0${i + 1}`, weight: decimal(weight) }));

function shares(result: Allocation | AllocationFailure): string[] {
  if (result.kind === 'refused') throw new Error(result.reason);
  return result.sharesFen.map(printFen);
}

describe('allocation by largest remainder', () => {
  it('WE-08: 7 亿 by 5200/3000/1600 万 points sums to the fund; B and C tie, and the code decides', () => {
    const weights = parties('52000000', '30000000', '16000000');
    const result = allocate({ totalFen: 70_000_000_000n, weights, ties: 'INSTITUTION_CODE' });
    expect(shares(result)).toEqual(['371428571.43', '214285714.29', '114285714.28']);
  });

  it('WE-08: each share rounded for itself would pay 0.01 too much', () => {
    const each = [52n, 30n, 16n].map((weight) => yuanToFen(round(new Fraction(700_000_000n * weight, 98n), { scale: 2, mode: 'HALF_UP' })));
    expect(printFen(each.reduce((a, b) => a + b, 0n))).toBe('700000000.01');
  });

  it('WE-24: 100.00 by 1:1:1 gives the odd fen to the first code', () => {
    const result = allocate({ totalFen: 10_000n, weights: parties('1', '1', '1').reverse(), ties: 'INSTITUTION_CODE' });
    expect(shares(result)).toEqual(['33.33', '33.33', '33.34']);
  });

  it('LARGEST_WEIGHT gives the fen of equal remainders to the larger weight', () => {
    const weights = parties('1', '3');
    expect(shares(allocate({ totalFen: 2n, weights, ties: 'INSTITUTION_CODE' }))).toEqual(['0.01', '0.01']);
    expect(shares(allocate({ totalFen: 2n, weights, ties: 'LARGEST_WEIGHT' }))).toEqual(['0.00', '0.02']);
  });

  it('codes are ordered by their characters, not by a language', () => {
    const weights = ['a', 'B', 'ä'].map((code) => ({ code, weight: decimal('1') }));
    expect(shares(allocate({ totalFen: 1n, weights, ties: 'INSTITUTION_CODE' }))).toEqual(['0.00', '0.01', '0.00']);
  });

  it('takes exact weights of unlike denominators', () => {
    const weights = [
      { code: 'A', weight: new Fraction(1n, 3n) },
      { code: 'B', weight: new Fraction(1n, 6n) },
    ];
    expect(shares(allocate({ totalFen: 30_000n, weights, ties: 'INSTITUTION_CODE' }))).toEqual(['200.00', '100.00']);
  });

  it('refuses a negative weight, no positive weight and a negative total', () => {
    const ties = 'INSTITUTION_CODE';
    expect(allocate({ totalFen: 1n, weights: parties('1', '-1'), ties })).toEqual({
      kind: 'refused',
      reason: 'NEGATIVE_WEIGHT',
      code: 'H02',
    });
    expect(allocate({ totalFen: 1n, weights: parties('0', '0'), ties })).toMatchObject({ reason: 'NO_POSITIVE_WEIGHT' });
    expect(allocate({ totalFen: 0n, weights: [], ties })).toMatchObject({ reason: 'NO_POSITIVE_WEIGHT' });
    expect(allocate({ totalFen: -1n, weights: parties('1'), ties })).toMatchObject({ reason: 'NEGATIVE_TOTAL' });
  });

  it('property: shares sum to the whole, none is further than a fen from its exact part, and row order changes nothing', () => {
    const weight = fc.tuple(fc.bigInt(0n, 10n ** 16n), fc.constantFrom(1n, 3n, 100n, 10n ** 8n)).map(([n, d]) => new Fraction(n, d));
    const many = fc.array(weight, { minLength: 1, maxLength: 30 }).filter((weights) => weights.some(({ n }) => n > 0n));
    fc.assert(
      fc.property(
        many,
        fc.bigInt(0n, 10n ** 13n),
        fc.constantFrom('INSTITUTION_CODE' as const, 'LARGEST_WEIGHT' as const),
        (list, totalFen, ties) => {
          const weights = list.map((one, i) => ({ code: String(i).padStart(3, '0'), weight: one }));
          const result = allocate({ totalFen, weights, ties });
          const reversed = allocate({ totalFen, weights: [...weights].reverse(), ties });
          if (result.kind === 'refused' || reversed.kind === 'refused') throw new Error('refused');
          expect(result.sharesFen.reduce((a, b) => a + b, 0n)).toBe(totalFen);
          expect([...reversed.sharesFen].reverse()).toEqual(result.sharesFen);
          const common = 3n * 10n ** 8n;
          const scaled = list.map(({ n, d }) => n * (common / d));
          const sum = scaled.reduce((a, b) => a + b, 0n);
          result.sharesFen.forEach((share, i) => {
            const off = share * sum - totalFen * (scaled[i] ?? 0n);
            expect(off > -sum && off < sum).toBe(true);
          });
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('claims on a limited amount', () => {
  const claims = (...fen: bigint[]) => fen.map((claimFen, i) => ({ code: `H0${i + 1}`, claimFen }));
  const ties = 'INSTITUTION_CODE';

  it('are met whole within the limit, also exactly at it', () => {
    expect(shares(allocateClaims({ limitFen: 300n, claims: claims(100n, 200n), ties }))).toEqual(['1.00', '2.00']);
    expect(shares(allocateClaims({ limitFen: 0n, claims: claims(0n, 0n), ties }))).toEqual(['0.00', '0.00']);
  });

  it('are met in proportion beyond it: 13,000,000.00 and 10,142,857.15 on 20,000,000.00', () => {
    const result = allocateClaims({ limitFen: 2_000_000_000n, claims: claims(1_300_000_000n, 0n, 1_014_285_715n), ties });
    expect(shares(result)).toEqual(['11234567.90', '0.00', '8765432.10']);
  });

  it('are refused where one is negative, or the limit is', () => {
    expect(allocateClaims({ limitFen: 1n, claims: claims(1n, -1n), ties })).toMatchObject({ reason: 'NEGATIVE_CLAIM', code: 'H02' });
    expect(allocateClaims({ limitFen: -1n, claims: claims(0n), ties })).toMatchObject({ reason: 'NEGATIVE_LIMIT' });
  });

  it('property: nobody gets more than claimed, and the limit is used up or every claim is met', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 20 }), fc.bigInt(0n, 10n ** 12n), (list, limitFen) => {
        const result = allocateClaims({
          limitFen,
          claims: list.map((claimFen, i) => ({ code: String(i).padStart(2, '0'), claimFen })),
          ties,
        });
        if (result.kind === 'refused') throw new Error(result.reason);
        const claimed = list.reduce((a, b) => a + b, 0n);
        expect(result.sharesFen.reduce((a, b) => a + b, 0n)).toBe(claimed < limitFen ? claimed : limitFen);
        result.sharesFen.forEach((share, i) => expect(share <= (list[i] ?? 0n)).toBe(true));
      }),
    );
  });
});
