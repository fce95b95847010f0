import { must } from '../../engine/kit/assert.js';
import { Fraction, ONE } from '../../engine/number/quantity.js';
import type { Plan, Ref } from '../../engine/plan/plan.js';

/** The smallest difference of money, and of other decimals, that a number is tried with. */
const FEN = new Fraction(1n, 100n);
const TEN_THOUSANDTH = new Fraction(1n, 10_000n);

/** 最小单位 the smallest difference that a fact is tried with: a whole, a fen of money, a ten-thousandth of anything else. */
export function stepOf(plan: Pick<Plan, 'slots'>, ref: Ref): Fraction {
  const slot = must(plan.slots[ref.scope][ref.slot], ref.name);
  if (slot.type === 'integer') return ONE;
  return slot.unit === 'yuan' ? FEN : TEN_THOUSANDTH;
}
