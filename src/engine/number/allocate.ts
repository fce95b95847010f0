import { assert } from '../kit/assert.js';
import { compare, type Fen, type Fraction, gcd, whole } from './quantity.js';

/** Whose fen a remainder is, where remainders are equal: `methods.allocationTies`. */
export type AllocationTies = 'INSTITUTION_CODE' | 'LARGEST_WEIGHT';

/** One party to a division. Weights are exact and never negative. */
export interface Weighted {
  readonly code: string;
  readonly weight: Fraction;
}

/** One party's claim on a limited amount. */
export interface Claim {
  readonly code: string;
  readonly claimFen: Fen;
}

/** Why money could not be divided; `code` of the institution where one is to blame. */
export interface AllocationFailure {
  readonly kind: 'refused';
  readonly reason: 'NEGATIVE_WEIGHT' | 'NO_POSITIVE_WEIGHT' | 'NEGATIVE_TOTAL' | 'NEGATIVE_CLAIM' | 'NEGATIVE_LIMIT';
  readonly code: string | undefined;
}

/** Shares in the order of the parties; they sum to the whole. */
export interface Allocation {
  readonly kind: 'allocated';
  readonly sharesFen: readonly Fen[];
}

/**
 * Divides whole fen by weight with the largest-remainder method (WE-08, WE-24): each share is its exact part rounded down, and the fen left
 * over go one each to the largest remainders. Ties go by institution code, or to the largest weight and then by code.
 */
export function allocate(request: {
  readonly totalFen: Fen;
  readonly weights: readonly Weighted[];
  readonly ties: AllocationTies;
}): Allocation | AllocationFailure {
  const { totalFen, weights, ties } = request;
  if (totalFen < 0n) return { kind: 'refused', reason: 'NEGATIVE_TOTAL', code: undefined };
  const negative = weights.find(({ weight }) => weight.n < 0n);
  if (negative !== undefined) return { kind: 'refused', reason: 'NEGATIVE_WEIGHT', code: negative.code };
  if (!weights.some(({ weight }) => weight.n > 0n)) return { kind: 'refused', reason: 'NO_POSITIVE_WEIGHT', code: undefined };
  const sharesFen = divide(totalFen, weights, ties);
  assert(sharesFen.reduce((sum, share) => sum + share, 0n) === totalFen, 'allocate: shares do not sum to the whole');
  return { kind: 'allocated', sharesFen };
}

interface Part {
  readonly index: number;
  readonly party: Weighted;
  readonly share: Fen;
  readonly remainder: bigint;
}

function divide(totalFen: Fen, weights: readonly Weighted[], ties: AllocationTies): Fen[] {
  const integers = toIntegers(weights.map(({ weight }) => weight));
  const sum = integers.reduce((total, weight) => total + weight, 0n);
  const parts = weights.map((party, index): Part => {
    const product = totalFen * (integers[index] ?? 0n);
    return { index, party, share: product / sum, remainder: product % sum };
  });
  const shares = parts.map(({ share }) => share);
  const left = totalFen - shares.reduce((total, share) => total + share, 0n);
  const ranked = [...parts].sort((a, b) => order(a, b, ties));
  for (const { index } of ranked.slice(0, Number(left))) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares;
}

/** The same proportions as whole numbers, over the least common denominator. */
function toIntegers(weights: readonly Fraction[]): bigint[] {
  const denominator = weights.reduce((common, { d }) => (common / gcd(common, d)) * d, 1n);
  return weights.map(({ n, d }) => n * (denominator / d));
}

function order(a: Part, b: Part, ties: AllocationTies): number {
  if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
  const byWeight = ties === 'LARGEST_WEIGHT' ? compare(b.party.weight, a.party.weight) : 0;
  return byWeight !== 0 ? byWeight : byCode(a.party.code, b.party.code);
}

/** Orders codes by their characters' numbers, independent of language settings. */
export function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Meets claims whole where they are within the limit, otherwise divides the limit by claim (PRO_RATA). */
export function allocateClaims(request: {
  readonly limitFen: Fen;
  readonly claims: readonly Claim[];
  readonly ties: AllocationTies;
}): Allocation | AllocationFailure {
  const { limitFen, claims, ties } = request;
  if (limitFen < 0n) return { kind: 'refused', reason: 'NEGATIVE_LIMIT', code: undefined };
  const negative = claims.find(({ claimFen }) => claimFen < 0n);
  if (negative !== undefined) return { kind: 'refused', reason: 'NEGATIVE_CLAIM', code: negative.code };
  const claimedFen = claims.reduce((sum, { claimFen }) => sum + claimFen, 0n);
  if (claimedFen <= limitFen) return { kind: 'allocated', sharesFen: claims.map(({ claimFen }) => claimFen) };
  const weights = claims.map(({ code, claimFen }) => ({ code, weight: whole(claimFen) }));
  return allocate({ totalFen: limitFen, weights, ties });
}
