import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClearingFailed } from '../../src/app/clearing/parts/clearing-failed.js';
import type { SettledRun } from '../../src/app/clearing/settle/settle-run.js';
import { monthlyYear, sandboxYear, steady } from './arbitraries.js';
import { bookedBalances, expectSame, ofFen, sameFigures } from './compare.js';
import { asClosed, type Figures } from './drawn.js';
import { clearMonthly, monthlyMonth, monthlyQuarter } from './monthly-year.js';
import { closeProduct, type ProductYear } from './product-year.js';
import { monthlyProduct, sandboxProduct } from './products.js';
import { negative, NIL, NotSplit, plus, print, type Rational } from './rational.js';
import { clearSandbox } from './sandbox-clearing.js';
import { money, sandboxMonth, sandboxQuarter, type Named, type SandboxYear } from './sandbox-year.js';
import type { ReferenceResult } from './statements.js';

/** What a reference makes of a year whose periods are closed as they end. */
interface Periods {
  readonly month: (month: number) => ReadonlyMap<string, Named>;
  readonly quarter: (quarter: number) => ReadonlyMap<string, Named>;
  readonly year: () => ReferenceResult;
}

/** Everything that a reference says of the closed periods and the year; null where something can't be divided. */
function worked({ month, quarter, year }: Periods) {
  try {
    const months = Array.from({ length: 12 }, (_, index) => month(index + 1));
    return { months, quarters: [1, 2, 3, 4].map(quarter), year: year() };
  } catch (failure) {
    if (failure instanceof NotSplit || failure instanceof RangeError) return null;
    throw failure;
  }
}

/** The part's figures and the totals of its statements; a period in which nothing counts has none. */
function expectPart(
  run: SettledRun | undefined,
  wanted: ReadonlyMap<string, Named>,
  of: { scope: string; key: string; total: string },
): void {
  if (run === undefined || run.statements.length === 0) {
    expect(
      [...wanted.values()].flatMap((own) => Object.entries(own)).filter(([name, value]) => name === of.total && value.n !== 0n),
    ).toEqual([]);
    return;
  }
  const figures: Figures = new Map([...wanted].map(([code, own]) => [`${of.scope} ${code}/${of.key}`, money(own)]));
  expect(sameFigures(run, figures)).toEqual(Object.fromEntries(figures));
  expect(run.statements.map(({ institutionCode, payableFen }) => [institutionCode, ofFen(payableFen)])).toEqual(
    [...wanted].map(([code, own]) => [code, print(own[of.total] ?? NIL, 2)]),
  );
}

async function expectPeriods(periods: Periods, product: ProductYear): Promise<boolean> {
  const wanted = worked(periods);
  if (wanted === null) {
    await expect(closeProduct(product)).rejects.toThrow(ClearingFailed);
    return false;
  }
  const { parts, year } = await closeProduct(product);
  for (const [index, month] of wanted.months.entries()) {
    const key = String(index + 1).padStart(2, '0');
    expectPart(parts.get(key), month, { scope: 'institutionMonth', key, total: 'preSettlement' });
  }
  for (const [index, quarter] of wanted.quarters.entries()) {
    const key = `Q${index + 1}`;
    expectPart(parts.get(key), quarter, { scope: 'institutionQuarter', key, total: 'quarterSettlement' });
  }
  expectSame(wanted.year, year);
  return true;
}

/** What was paid on the periods: whatever they owed. */
function paidOf({ month, quarter }: Periods, code: string): Rational {
  const totals = [
    ...Array.from({ length: 12 }, (_, index) => month(index + 1).get(code)?.['preSettlement'] ?? NIL),
    ...[1, 2, 3, 4].map((each) => quarter(each).get(code)?.['quarterSettlement'] ?? NIL),
  ];
  return plus(...totals.filter(({ n }) => n > 0n));
}

/** What the ledger must hold, as docs/architecture.md says in section 6: PREPAID and FUND nothing, institutions what is payable. */
function balances({ accounts, payable }: ReferenceResult, paid: Rational): Record<string, string> {
  const closing = (name: string): Rational => accounts.get(name)?.closing ?? NIL;
  const kept = (['ADJUSTMENT_FUND', 'QUALITY_DEPOSIT', 'PERFORMANCE_DEPOSIT', 'RETAINED'] as const).map(
    (name) => [name, closing(name)] as const,
  );
  const owed = [...payable].map(([code, value]) => [`INSTITUTION ${code}`, value] as const);
  const opened = plus(...[...accounts.values()].map(({ opening }) => opening));
  const all = [...kept, ...owed, ['BANK', paid] as const, ['BUDGET', negative(opened)] as const];
  return Object.fromEntries(all.filter(([, value]) => value.n !== 0n).map(([name, value]) => [name, print(value, 2)]));
}

/** Cases of a year whose quarters can be divided. */
function withSteady(drawn: SandboxYear): SandboxYear {
  const code = drawn.institutions[0]?.code ?? 'H1';
  return { ...drawn, cases: [...drawn.cases, ...[1, 4, 7, 10].map((month) => steady(code, month))] };
}

function sandboxPeriods(year: SandboxYear): Periods {
  const closed = asClosed(year.cases);
  return {
    month: (month) => sandboxMonth(year, closed, month),
    quarter: (quarter) => sandboxQuarter(year, closed, quarter),
    year: () => clearSandbox(year, 'MONTHS_CLOSED'),
  };
}

describe('an independent reference agrees on months and quarters that are closed one after the other, and on the year that counts them', () => {
  it('of the sample city: late and voided cases count by the difference where they came to be known (N21-27, N21-28, N26-3, ZB-14)', async () => {
    let both = 0;
    await fc.assert(
      fc.asyncProperty(sandboxYear, async (drawn) => {
        const year = withSteady(drawn);
        if (await expectPeriods(sandboxPeriods(year), await sandboxProduct(year))) both += 1;
      }),
      { numRuns: 60 },
    );
    expect(both).toBeGreaterThan(20);
  });

  it('of a city whose months take deductions off and whose year carries months and quarters (N21-27, N21-28)', async () => {
    let both = 0;
    await fc.assert(
      fc.asyncProperty(monthlyYear, async (year) => {
        const closed = asClosed(year.cases);
        const periods: Periods = {
          month: (month) => monthlyMonth(year, closed, month),
          quarter: (quarter) => monthlyQuarter(year, closed, quarter),
          year: () => clearMonthly(year),
        };
        if (await expectPeriods(periods, await monthlyProduct(year))) both += 1;
      }),
      { numRuns: 60 },
    );
    expect(both).toBeGreaterThan(20);
  });

  it('months + quarters + clearing = year in the ledger: PREPAID and FUND hold nothing, each institution is owed what its statement says (N21-30d, N21-28, ZB-16)', async () => {
    let both = 0;
    await fc.assert(
      fc.asyncProperty(sandboxYear, async (drawn) => {
        const before = withSteady(drawn);
        if (worked(sandboxPeriods(before)) === null) return;
        const paid = new Map(before.institutions.map(({ code }) => [code, paidOf(sandboxPeriods(before), code)]));
        const institutions = before.institutions.map((one) => ({
          ...one,
          record: { ...one.record, prepaid: paid.get(one.code) ?? NIL },
        }));
        const year = { ...before, institutions };
        const product = await closeProduct(await sandboxProduct(year));
        expect(bookedBalances(product)).toEqual(balances(clearSandbox(year, 'MONTHS_CLOSED'), plus(...paid.values())));
        both += 1;
      }),
      { numRuns: 60 },
    );
    expect(both).toBeGreaterThan(20);
  });
});
