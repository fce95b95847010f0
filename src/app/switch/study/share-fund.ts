import { StateError } from '../../base/errors.js';
import { assert, must } from '../../../engine/kit/assert.js';
import { allocate, type AllocationTies, type Weighted } from '../../../engine/number/allocate.js';
import { add, divide, ZERO, type Fen, type Fraction } from '../../../engine/number/quantity.js';

/** Shares of a fund by party, under both sides. */
export interface BothShares {
  readonly from: readonly Fen[];
  readonly to: readonly Fen[];
}

/** What is shared out by whose points. */
export interface SharedFund {
  readonly fundFen: Fen;
  readonly parties: readonly { readonly code: string; readonly points: readonly [from: Fraction, to: Fraction] }[];
  readonly ties: { readonly from: AllocationTies; readonly to: AllocationTies };
}

/**
 * Shares one and the same fund out by the points of each side, to the fen. Both sides come to the fund, so that what the parties win and lose
 * is 0.00 in all: asserted. Throws RULESET_INVALID where a side has no points to divide by.
 */
export function shareFund({ fundFen, parties, ties }: SharedFund): BothShares {
  const by = (side: 0 | 1): readonly Fen[] => {
    const weights = parties.map(({ code, points }): Weighted => ({ code, weight: points[side] }));
    const shared = allocate({ totalFen: fundFen, weights, ties: side === 0 ? ties.from : ties.to });
    if (shared.kind === 'refused') throw noPoints(side, shared.reason);
    return shared.sharesFen;
  };
  const [from, to] = [by(0), by(1)];
  const differences = from.reduce((sum, fen, index) => sum + must(to[index], 'share') - fen, 0n);
  assert(differences === 0n, 'what institutions win and lose comes to 0.00');
  return { from, to };
}

function noPoints(side: 0 | 1, reason: string): StateError {
  const name = side === 0 ? { zh: '旧', en: 'old' } : { zh: '新', en: 'new' };
  return new StateError('RULESET_INVALID', {
    zh: `${name.zh}方案下，所研究年度的病例没有可用于分配基金的分值（${reason}）。请核对该年度的病例、目录库分值和机构系数。`,
    en: `Under the ${name.en} side the cases of the year have no points to share the fund by (${reason}). Check its cases, the points of the catalogue and the institutions' coefficients.`,
  });
}

/** Part ÷ whole; 0 of nothing. */
export function shareOf(part: Fraction, all: Fraction): Fraction {
  return divide(part, all) ?? ZERO;
}

/** The sum of fractions. */
export function sumOf(values: readonly Fraction[]): Fraction {
  return values.reduce(add, ZERO);
}
