import { expect } from 'vitest';
import type { RunTotals } from '../../src/app/ports/clearing/ports-run.js';

/** The totals of a finished run, for `toEqual`: what a test does not state is of its kind, and nothing may stand beside. */
export function wholeTotals(stated: Partial<RunTotals>): RunTotals {
  const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
  const decimals = expect.stringMatching(/^\d+(\.\d+)?$/) as string;
  const whole = expect.any(BigInt) as bigint;
  return {
    ...{ casesHash: digest, resultHash: digest, budgetFen: whole, fundFen: whole, payableFen: whole, imbalanceFen: 0n },
    ...{ cases: whole, exceptions: 0n, distinctSituations: whole, reJudged: whole },
    ...{ totalPoints: decimals, pointValue: decimals, pointValueFraction: expect.stringMatching(/^\d+(\/\d+)?$/) as string },
    waterfall: expect.anything() as unknown,
    ...stated,
  };
}
