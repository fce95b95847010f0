import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClearingFailed } from '../../src/app/clearing/parts/clearing-failed.js';
import type { SettledRun } from '../../src/app/clearing/settle/settle-run.js';
import { explainTrace, type TracedStep } from '../../src/rules/explain/explain.js';
import { bandsOf, PrintedFormula } from '../support/printed-formula.js';
import { ofThreeMonths, sandboxYear, shuffled, steady, SWITCHES } from './arbitraries.js';
import { ofFen, stepsOf } from './compare.js';
import { clearProduct } from './product-year.js';
import { compiledSandbox, sandboxProduct } from './products.js';
import { minus, NIL, order, plus, print, rational, read, times, type Rational } from './rational.js';
import { sandboxFund, type SandboxYear } from './sandbox-year.js';

const FEW = ofThreeMonths(sandboxYear);
const [REGION, , FULL] = SWITCHES;
if (REGION === undefined || FULL === undefined) throw new Error('switches');

/** The run of a year that can be cleared. */
async function cleared(year: SandboxYear, parts = 1): Promise<SettledRun | null> {
  try {
    return await clearProduct({ ...(await sandboxProduct(year)), parts });
  } catch (failure) {
    if (failure instanceof ClearingFailed) return null;
    throw failure;
  }
}

/** Asserts something of years that were cleared; some must be. */
async function always(
  years: fc.Arbitrary<SandboxYear>,
  holds: (run: SettledRun, year: SandboxYear) => void | Promise<void>,
  numRuns = 100,
): Promise<void> {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(years, async (year) => {
      const run = await cleared(year);
      if (run === null) return;
      await holds(run, year);
      seen += 1;
    }),
    { numRuns },
  );
  expect(seen).toBeGreaterThan(numRuns / 2);
}

/** What the lines of one name come to, by institution; below 0 where they are taken off. */
const lines = ({ statements }: SettledRun, name: string): ReadonlyMap<string, Rational> =>
  new Map(statements.map(({ institutionCode, steps }) => [institutionCode, read(new Map(stepsOf(steps)).get(name) ?? '0')]));
const sum = (run: SettledRun, name: string): Rational => plus(...lines(run, name).values());
const payables = ({ statements }: SettledRun): readonly Rational[] => statements.map(({ payableFen }) => rational(payableFen, 100n));
const scoped = ({ scopeValues }: SettledRun, scope: string, name: string): Rational =>
  plus(...[...scopeValues].filter((one) => one.scope === scope).map(({ values }) => read((values[name] as string | undefined) ?? '0')));
const closing = ({ accounts }: SettledRun, name: string): Rational =>
  rational(accounts.find(({ account }) => account === name)?.closingFen ?? 0n, 100n);
const same = (a: Rational, b: Rational): void => expect(print(a, 2)).toBe(print(b, 2));
const results = (run: SettledRun): Record<string, unknown> =>
  Object.fromEntries(run.statements.map(({ institutionCode, steps, payableFen }) => [institutionCode, [steps, payableFen]]));

describe('invariants of every cleared year', () => {
  it('shares sum to the fund, and no account that pays closes below 0 (WE-08, WE-24, N21-15)', async () => {
    await always(FEW, (run) => {
      same(sum(run, 'entitlement'), scoped(run, 'fundYearEnd', 'fund'));
      same(closing(run, 'FUND'), NIL);
      expect(closing(run, 'ADJUSTMENT_FUND').n).toBeGreaterThanOrEqual(0n);
    });
  });

  it('money’s identity: what came in is paid, returned, unallocated, deducted, withheld for good or still in the adjustment fund (ZB-16, N21-30d)', async () => {
    await always(FEW, (run) => {
      const end = (name: string): Rational => scoped(run, 'fundYearEnd', name);
      const recovered = plus(...payables(run).filter(({ n }) => n < 0n));
      const came = plus(
        scoped(run, 'fundYear', 'dipBudget'),
        end('reserveToSettlement'),
        end('adjustmentFundBalance'),
        minus(NIL, recovered),
      );
      const paid = plus(...payables(run).filter(({ n }) => n > 0n), minus(NIL, sum(run, 'alreadyPaid')));
      same(sum(run, 'byItemPaid'), end('byItemCarvedOut'));
      same(closing(run, 'BY_ITEM'), NIL);
      const kept = minus(NIL, sum(run, 'surplusReturned'), sum(run, 'deducted'));
      const withheld = minus(NIL, sum(run, 'depositHeld'), sum(run, 'depositReturned'), sum(run, 'performanceDepositHeld'));
      same(came, plus(paid, kept, withheld, closing(run, 'ADJUSTMENT_FUND')));
    });
  });

  it('withheld of months = returned + forfeited (N21-27)', async () => {
    await always(FEW, (run) => {
      const forfeited = closing(run, 'QUALITY_DEPOSIT');
      same(scoped(run, 'institutionMonth', 'depositWithheld'), plus(sum(run, 'depositReturned'), forfeited));
    });
  });

  it('neither the order of cases, of institutions, nor the parts in which they were added up matter', async () => {
    await always(FEW, async (run, year) => {
      const again = await cleared({ ...year, cases: shuffled(year.cases) }, 4);
      expect(again?.totals.resultHash).toBe(run.totals.resultHash);
      const other = await cleared({ ...year, institutions: shuffled(year.institutions) }, 3);
      expect(other === null ? null : results(other)).toEqual(results(run));
    });
  });

  it('every decision of a statement comes out again from the terms of its trace (N21-30a, N25-18)', async () => {
    let redone = 0;
    await always(
      FEW,
      async (run, { switches }) => {
        const ruleset = await compiledSandbox(switches);
        const bands = bandsOf(ruleset.effective.tables);
        for (const { trace } of run.statements) {
          for (const { scope, decision, substituted, exact, output } of explainTrace(trace as readonly TracedStep[], ruleset.effective)) {
            const spec = ruleset.plan.decisions[scope].find(({ id }) => id === decision)?.output;
            if (substituted === null || spec === undefined || output === null || output === '—') continue;
            const rounding = spec.round ?? { scale: 8, mode: 'HALF_UP' };
            expect([decision, new PrintedFormula(exact ?? substituted, bands).printed(rounding)]).toEqual([decision, output]);
            redone += 1;
          }
        }
      },
      40,
    );
    expect(redone).toBeGreaterThan(200);
  });
});

describe('invariants of a floating point value, at the point-value stage', () => {
  const floating = FEW.map((year): SandboxYear => ({ ...year, switches: FULL }));

  it('all points × k change nothing', async () => {
    await always(floating, async (run, year) => {
      const cases = year.cases.map((one) => ({ ...one, points: times(one.points, read('7')) }));
      const again = await cleared({ ...year, cases });
      expect(again === null ? null : results(again)).toEqual(results(run));
    });
  });

  it('equal points pay within 1 fen of each other, the first codes first (WE-24)', async () => {
    const equal = FEW.map((year): SandboxYear => {
      const one = steady('H1', 3);
      return { ...year, switches: REGION, cases: year.institutions.map(({ code }) => ({ ...one, code })) };
    });
    await always(equal, (run) => {
      const shares = [...lines(run, 'entitlement')].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, share]) => share);
      const [most = NIL, least = NIL] = [shares[0], shares.at(-1)];
      expect(order(minus(most, least), read('0.01'))).toBeLessThanOrEqual(0n);
      expect(shares.every((share, place) => place === 0 || order(share, shares[place - 1] ?? NIL) <= 0n)).toBe(true);
    });
  });

  it('points added to one never lower its share, nor raise another’s by more than 1 fen', async () => {
    await always(floating, async (run, year) => {
      const code = year.institutions[0]?.code ?? 'H1';
      const more = await cleared({ ...year, cases: [...year.cases, { ...steady(code, 2), points: read('123.4567') }] });
      if (more === null) throw new Error('refused');
      const [before, after] = [lines(run, 'entitlement'), lines(more, 'entitlement')];
      for (const [own, share] of after) {
        const gained = minus(share, before.get(own) ?? NIL);
        if (own === code) expect(gained.n).toBeGreaterThanOrEqual(0n);
        else expect(order(gained, read('0.01'))).toBeLessThanOrEqual(0n);
      }
    });
  });
});

describe('years that leave nothing to divide, and a single institution', () => {
  const [drawn] = fc.sample(FEW, { numRuns: 1, seed: 7 });
  const year = (more: Partial<SandboxYear>): SandboxYear => {
    if (drawn === undefined) throw new Error('a year');
    const institutions = ['H1', 'H2'].map((code) => ({ code, monthlyBudget: null, record: NOTHING }));
    return { ...drawn, switches: FULL, institutions, cases: [steady('H1', 1), steady('H2', 1)], ...more };
  };
  const refusal = async (of: SandboxYear): Promise<string> =>
    await clearProduct(await sandboxProduct(of)).then(
      () => 'cleared',
      (failure: unknown) => {
        if (!(failure instanceof ClearingFailed)) throw failure;
        expect(failure.messages.zh).toMatch(/\p{Script=Han}/u);
        return failure.code;
      },
    );

  it('zero points, a zero fund and one below zero are typed results', async () => {
    expect(await refusal(year({}))).toBe('cleared');
    const pointless = year({}).cases.map((one) => ({ ...one, points: NIL }));
    expect(await refusal(year({ cases: pointless }))).toBe('EVALUATION_FAILED');
    // What is paid by item takes the fund to 0.01, to 0.00 and to −0.01.
    for (const [left, wanted] of [
      ['0.01', 'cleared'],
      ['0.00', 'EVALUATION_FAILED'],
      ['-0.01', 'EVALUATION_FAILED'],
    ] as const) {
      const fund = sandboxFund(year({}))['fund'] ?? NIL;
      const byItem = { ...steady('H1', 1), kind: 'BY_ITEM' as const, points: NIL, fund: minus(fund, read(left)) };
      expect([left, await refusal(year({ cases: [...year({}).cases, byItem] }))]).toEqual([left, wanted]);
    }
  });

  it('one institution is entitled to the whole fund (ZB-15)', async () => {
    const one = year({ institutions: [{ code: 'H1', monthlyBudget: null, record: NOTHING }], cases: [steady('H1', 1)] });
    const run = await cleared(one);
    expect(run?.statements.map(({ institutionCode, steps }) => [institutionCode, new Map(stepsOf(steps)).get('entitlement')])).toEqual([
      ['H1', ofFen(run?.totals.fundFen ?? 0n)],
    ]);
  });
});

const NOTHING = { deduction: NIL, prepaid: NIL, performanceDeposit: null, assessmentScore: null };
