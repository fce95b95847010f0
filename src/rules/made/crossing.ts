import { compileFormula } from '../../engine/formula/formula.js';
import type { Fraction } from '../../engine/number/quantity.js';
import { compare, divide, multiply, subtract, whole, type Fen } from '../../engine/number/quantity.js';
import type { Expr } from '../../engine/plan/plan.js';
import type { MadeScore } from './made-scoring.js';

/** How a cost in fen is scored. */
export type ScoreAt = (cost: Fen) => Promise<MadeScore | undefined>;

/** Costs between which a fact is looked for: nobody is treated for less than a fen, or for more than ten million yuan. */
const LEAST = 1n;
const MOST = 1_000_000_000n;
/** Where the least or the most is not paid by points at all, these are looked at instead: a hundred yuan, a million. */
const INNER = { least: 10_000n, most: 100_000_000n } as const;
/** Two usual costs: what is in proportion to the cost is known from them. */
const USUAL = [1_000_000n, 2_000_000n] as const;

/**
 * 跨界费用 the largest cost in fen at which a number that rises or falls with the cost is still on the near side of a threshold: one fen more, and it is at it or
 * beyond. `undefined`: it does not cross it. Most numbers are in proportion to the cost, and two looks say where; else it is looked for by halves.
 */
export async function crossing(scoreAt: ScoreAt, expr: Expr, threshold: Fraction): Promise<Fen | undefined> {
  const formula = compileFormula(expr);
  const valueAt = async (cost: Fen): Promise<Fraction | undefined> => (await scoreAt(cost))?.valueOf(formula);
  const sideAt = async (cost: Fen): Promise<number | undefined> => {
    const value = await valueAt(cost);
    return value === undefined ? undefined : compare(value, threshold);
  };
  let low = (await sideAt(LEAST)) === undefined ? INNER.least : LEAST;
  let high = (await sideAt(MOST)) === undefined ? INNER.most : MOST;
  const [first, last] = [await sideAt(low), await sideAt(high)];
  if (first === undefined || last === undefined || first === 0 || first === last) return undefined;
  const guess = guessOf(threshold, await valueAt(USUAL[0]), await valueAt(USUAL[1]));
  if (guess !== undefined && (await sideAt(guess)) === first && (await sideAt(guess + 1n)) !== first) return guess;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if ((await sideAt(middle)) === first) low = middle;
    else high = middle;
  }
  return low;
}

/** The last fen before the threshold, were the number in proportion. */
function guessOf(threshold: Fraction, one: Fraction | undefined, other: Fraction | undefined): Fen | undefined {
  if (one === undefined || other === undefined) return undefined;
  const [from, to] = USUAL;
  const steps = divide(subtract(threshold, one), subtract(other, one));
  if (steps === undefined) return undefined;
  const { n, d } = multiply(steps, whole(to - from));
  // One less than the first whole fen at or beyond it.
  const guess = (from * d + n + d - 1n) / d - 1n;
  return guess >= LEAST && guess < MOST ? guess : undefined;
}
