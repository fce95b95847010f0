import { completeSums, wholeOf } from './complete-sums.js';
import type { ExpectedInstitution, ExpectedYear } from './forecast-figures.js';
import type { Continuation } from './month-shares.js';
import { ALL_CASES, ALL_POINTS } from '../clearing/run/aggregates.js';
import type { RunPlan } from '../clearing/run/run-plan.js';
import { clearYear, type CaseSums } from '../clearing/settle/clear-year.js';
import { keptValues } from '../clearing/settle/settle-run.js';
import { specialQuotaOf } from '../clearing/settle/special-quota.js';
import type { Accumulator } from '../../engine/clearing/accumulator.js';
import { add, divide, Fraction, ONE, ZERO } from '../../engine/number/quantity.js';

/** Completes a year in one way and settles it, by the code that a run goes through. Throws `ClearingFailed`. */
export async function expectedYear(
  plan: RunPlan,
  accumulator: Accumulator,
  known: ReadonlySet<number>,
  continuation: Continuation,
): Promise<ExpectedYear> {
  const sums = completeSums(accumulator, known, continuation);
  const { cleared } = await clearYear(plan, sums);
  const counted = new Map(sums.byInstitution.map(({ institutionCode, values }) => [institutionCode, values]));
  const of = (code: string, id: string): Fraction => {
    const value = counted.get(code)?.[id];
    return value instanceof Fraction ? value : ZERO;
  };
  const total = (id: string): Fraction => [...counted.keys()].reduce((sum, code) => add(sum, of(code, id)), ZERO);
  const institutions = new Map(
    cleared.institutions.map(({ code, entitlementFen, payableFen }): [string, ExpectedInstitution] => [
      code,
      { cases: of(code, ALL_CASES), points: of(code, ALL_POINTS), entitlementFen, payableFen },
    ]),
  );
  return {
    known: knownShare(sums, continuation, total(ALL_CASES)),
    ...{ cases: total(ALL_CASES), points: total(ALL_POINTS), fundFen: cleared.fundFen, institutions },
    pointValue: cleared.pointValue?.value ?? null,
    entitlementFen: cleared.institutions.reduce((sum, { entitlementFen }) => sum + entitlementFen, 0n),
    payableFen: cleared.payableFen,
    specialQuota: cleared.fundYearEnd === null ? null : specialQuotaOf(keptValues(cleared.fundYearEnd).values),
  };
}

/** Cases that are known ÷ those of the whole year. */
function knownShare({ byInstitution }: CaseSums, continuation: Continuation, cases: Fraction): Fraction {
  const known = byInstitution.reduce((sum, { institutionCode, values }) => {
    const own = values[ALL_CASES];
    return own instanceof Fraction ? add(sum, divide(own, wholeOf(continuation.of(institutionCode))) ?? ZERO) : sum;
  }, ZERO);
  return divide(known, cases) ?? ONE;
}
