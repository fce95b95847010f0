import fc from 'fast-check';
import type { DrgYear } from './drg-year.js';
import { ofThreeMonths, sandboxYear, steady, SWITCHES } from './arbitraries.js';
import { cutDown, larger, minus, NIL, over, plus, rational, read, times, UNIT, type Rational } from './rational.js';
import { clearSandbox } from './sandbox-clearing.js';
import { sandboxFund, type SandboxYear } from './sandbox-year.js';
import { NotSplit } from './rational.js';

/** A fen below, none, a fen above. */
const BESIDE = fc.constantFrom(-1n, 0n, 1n);
const OVERRUN = fc.record({ ratio: fc.constantFrom('1.00', '1.10', '1.20', '1.50'), beside: BESIDE });
const fen = (count: bigint): Rational => rational(count, 100n);

/** Institutions with equal points, each of which recorded just what a band of overruns begins or ends with, or a fen less or more. */
function recordedAt(year: SandboxYear, overruns: readonly { readonly ratio: string; readonly beside: bigint }[]): SandboxYear {
  const equal = year.institutions.map(({ code }, index) => ({ ...steady(code, 1 + (index % 3)), points: read('100') }));
  const { lines } = clearSandbox({ ...year, cases: equal });
  const cases = equal.map((one, index) => {
    const { ratio, beside } = overruns[index] ?? { ratio: '1.10', beside: 0n };
    const exact = times(lines.get(one.code)?.['entitlement'] ?? NIL, read(ratio));
    const fund = larger(plus(cutDown(exact, 2), fen(beside)), NIL);
    return { ...one, fund, cost: fund };
  });
  return { ...year, cases };
}

/** An adjustment fund that opens so that its share for overruns is just what is claimed of it, or a fen less or more. */
function poolAt(year: SandboxYear, beside: bigint): SandboxYear {
  const { figures } = clearSandbox(year);
  const claimed = plus(...year.institutions.map(({ code }) => read(figures.get(`institutionYear ${code}`)?.['overrunClaim'] ?? '0')));
  const balance = cutDown(over(plus(claimed, fen(beside)), read('0.80')), 2);
  const opening = minus(balance, sandboxFund(year)['reserveToAdjustmentFund'] ?? NIL);
  return opening.n < 0n ? year : { ...year, adjustmentFundOpening: opening };
}

/** Years in which everything lies at a threshold; those that can't be divided stay as they were drawn. */
export const atThresholds: fc.Arbitrary<SandboxYear> = fc
  .record({ drawn: ofThreeMonths(sandboxYear), overruns: fc.array(OVERRUN, { minLength: 7, maxLength: 7 }), pool: BESIDE })
  .map(({ drawn, overruns, pool }) => {
    const year = { ...drawn, switches: SWITCHES[2] ?? drawn.switches };
    try {
      return poolAt(recordedAt(year, overruns), pool);
    } catch (failure) {
      if (failure instanceof NotSplit) return year;
      throw failure;
    }
  });

/** A small institution before one with three times its points: both shares end in half a fen, and the larger weight has it. */
export const drgTies: fc.Arbitrary<DrgYear> = fc.nat(1_000_000).map((drawn) => {
  const institutions = ['H1', 'H2'].map((code) => ({ code, record: { deduction: NIL, prepaid: NIL } }));
  const cases = ['1', '3'].map((points, index) => ({ ...steady(`H${index + 1}`, 1), points: read(points), cost: UNIT, fund: UNIT }));
  // 20 fen more of the plan are 19 more of the fund: one of four leaves 2 fen over every 4.
  const plan = [0n, 20n, 40n, 60n].map((more) => 20n * BigInt(drawn % 40_000) + more).find((one) => ((one / 20n) * 19n) % 4n === 2n);
  return { byGroupPlan: fen(plan ?? 40n), institutions, cases };
});
