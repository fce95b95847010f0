import fc from 'fast-check';
import type { DrawnCase } from './drawn.js';
import type { DrgYear } from './drg-year.js';
import type { MonthlyYear } from './monthly-year.js';
import { minus, NIL, over, plus, print, rational, read, type Rational } from './rational.js';
import { AS_PUBLISHED, sandboxBudget, type InstitutionRecord, type SandboxSwitches, type SandboxYear } from './sandbox-year.js';

/** Whole fen as yuan: often a few fen, where every rounding shows. */
export const fen = (max: number): fc.Arbitrary<Rational> =>
  fc
    .oneof({ weight: 3, arbitrary: fc.nat(max) }, { weight: 2, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.constant(0) })
    .map((whole) => rational(BigInt(whole), 100n));
const CODES = ['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'H7'] as const;
const POINTS = fc
  .oneof(
    { weight: 4, arbitrary: fc.nat(40_000_000) },
    // Equal ones, so that remainders tie.
    { weight: 4, arbitrary: fc.constantFrom(10_000, 20_000, 10_000_000) },
    { weight: 1, arbitrary: fc.nat(3) },
  )
  .map((whole) => rational(BigInt(whole), 10_000n));

/** Institutions of a year: one, two or more. */
export const codes = fc.integer({ min: 1, max: CODES.length }).map((count) => CODES.slice(0, count));

/** Cases of some of the institutions, most of them in some months only. */
export function drawnCases(from: readonly string[], max = 24): fc.Arbitrary<readonly DrawnCase[]> {
  const one = fc.record({
    code: fc.constantFrom(...from),
    month: fc.integer({ min: 1, max: 12 }),
    late: fc.constantFrom(0, 0, 0, 1, 2, 5),
    voided: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 3),
    byItem: fc.integer({ min: 0, max: 9 }),
    points: POINTS,
    cost: fen(9_000_000),
    perMille: fc.integer({ min: 0, max: 1000 }),
  });
  return fc.array(one, { minLength: 1, maxLength: max }).map((all) =>
    all.map(({ code, month, late, voided, byItem, points, cost, perMille }): DrawnCase => {
      const known = Math.min(12, month + late);
      const gone = voided === 0 || known + voided > 12 ? {} : { voided: known + voided };
      const fund = rational((cost.n * 100n * BigInt(perMille)) / (cost.d * 1000n), 100n);
      const kind = byItem === 0 ? 'BY_ITEM' : 'INCLUDED';
      return { code, month, known, ...gone, kind, points: kind === 'BY_ITEM' ? NIL : points, cost, fund };
    }),
  );
}

/** 90.00, 89.99, 70.00, 69.99 and others: thresholds and what lies a hundredth below. */
const SCORE = fc.option(
  fc.oneof(fc.constantFrom(9000, 8999, 9001, 7000, 6999, 7001), fc.nat(10_000)).map((whole) => rational(BigInt(whole), 100n)),
  { freq: 5 },
);

/** What a year brought to an institution beside its cases. */
export const record: fc.Arbitrary<InstitutionRecord> = fc.record({
  deduction: fen(2_000_000),
  prepaid: fen(90_000_000),
  performanceDeposit: fc.option(fen(500_000)),
  assessmentScore: SCORE,
});

const GROWTH = fc.integer({ min: -1000, max: 3000 }).map((whole) => print(rational(BigInt(whole), 10_000n), 4));
const text = (of: fc.Arbitrary<Rational>): fc.Arbitrary<string> => of.map((value) => print(value, 2));
const people = fc.nat(2000).map(String);

const ITEMS = fc.record({
  interestIncome: text(fen(1_000_000)),
  ...{ outpatientQuota: text(fen(300_00)), outpatientSigned: people },
  ...{ chronicPrevious: text(fen(80_000_000)), chronicCostGrowth: GROWTH, chronicIncidenceGrowth: GROWTH },
  ...{ outOfRegionPrevious: text(fen(80_000_000)), outOfRegionGrowth: GROWTH },
  ...{ otherPrevious: text(fen(80_000_000)), otherGrowth: GROWTH },
  ...{ catastrophicStandard: text(fen(50_00)), catastrophicInsured: people },
});
/** What is left of the budget: much, a few fen, nothing. */
const LEFT = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 10_000_000, max: 2_000_000_000 }) },
  { weight: 1, arbitrary: fc.nat(300) },
);

/** Budget items whose income is enough for the others and the reserve. */
function budgetOf(items: Readonly<Record<string, string>>, left: number, of: SandboxSwitches): Readonly<Record<string, string>> {
  const spent = minus(rational(BigInt(left), 100n), sandboxBudget({ budget: items, switches: of })['dipBudget'] ?? NIL);
  return { ...items, income: print(over(spent, read('0.9')), 2) };
}

/** The choices of the ruleset. */
export const SWITCHES: readonly SandboxSwitches[] = [
  AS_PUBLISHED,
  {
    ...{ reserveBasis: 'WITH_INTEREST', deductCatastrophic: 'true', shortfallBasis: 'NET' },
    ...{ paymentRatioBasis: 'INSTITUTION', deductionAt: 'RECORDED', surplusRetentionRate: '0.65' },
  },
  {
    ...{ reserveBasis: 'WITHOUT_INTEREST', deductCatastrophic: 'true', shortfallBasis: 'NET' },
    ...{ paymentRatioBasis: 'FULL', deductionAt: 'PAYABLE', surplusRetentionRate: '0.65' },
  },
];

/** A year of the sample city. */
export const sandboxYear: fc.Arbitrary<SandboxYear> = codes.chain((all) =>
  fc
    .record({
      switches: fc.constantFrom(...SWITCHES),
      items: ITEMS,
      left: LEFT,
      actuals: fc.record({ outpatient: fen(80_000_000), chronic: fen(90_000_000), outOfRegion: fen(90_000_000), other: fen(90_000_000) }),
      adjustmentFundOpening: fc.option(fen(50_000_000)),
      institutions: fc
        .array(fc.record({ monthlyBudget: fc.option(fen(2_000_000), { freq: 2 }), record }), {
          minLength: all.length,
          maxLength: all.length,
        })
        .map((drawn) => drawn.map((each, index) => ({ code: all[index] ?? 'H1', ...each }))),
      cases: drawnCases(all),
    })
    .map(({ items, left, ...year }) => ({ ...year, budget: budgetOf(items, left, year.switches) })),
);

const included = (cases: readonly DrawnCase[]): readonly DrawnCase[] =>
  cases.map((one) => ({ ...one, kind: 'INCLUDED', points: one.kind === 'BY_ITEM' ? rational(1n) : one.points }));
const yearRecords = <T>(all: readonly string[], more: fc.Arbitrary<T>) =>
  fc
    .array(fc.tuple(record, more), { minLength: all.length, maxLength: all.length })
    .map((drawn) =>
      drawn.map(([{ deduction, prepaid }, own], index) => ({ code: all[index] ?? 'H1', record: { deduction, prepaid }, ...own })),
    );

/** A year of the DRG region: now the budget is enough for the fixed rate, now it is not. */
export const drgYear: fc.Arbitrary<DrgYear> = codes.chain((all) =>
  fc.record({ byGroupPlan: fen(2_000_000_000), institutions: yearRecords(all, fc.constant({})), cases: drawnCases(all).map(included) }),
);

/** A year of the demonstration city with months and quarters; with a case a quarter at least, so that quarters can be divided. */
export const monthlyYear: fc.Arbitrary<MonthlyYear> = codes.chain((all) =>
  fc.record({
    income: fen(2_000_000_000).map((value) => plus(value, read('1.00'))),
    outOfRegionPlan: fen(20),
    adjustmentFundBalance: fen(5_000_000),
    institutions: yearRecords(all, fc.record({ monthDeductions: fc.array(fen(1_000), { minLength: 12, maxLength: 12 }) })),
    cases: drawnCases(all)
      .map(included)
      .map((cases) => [...cases, ...[2, 5, 8, 11].map((month) => steady(all[month % all.length] ?? 'H1', month))]),
  }),
);

/** A case that is known at once and stands. */
export function steady(code: string, month: number): DrawnCase {
  return { ...{ code, month, known: month, kind: 'INCLUDED' }, points: rational(7n), cost: rational(120n), fund: rational(60n) };
}

/** The same years with cases of three months only: a month is a key for every institution. */
export const ofThreeMonths = (years: fc.Arbitrary<SandboxYear>): fc.Arbitrary<SandboxYear> =>
  years.map((year) => ({ ...year, cases: year.cases.map((one) => ({ ...one, month: 1 + 4 * (one.month % 3), known: 12 })) }));

/** Another order, always the same one. */
export const shuffled = <T>(all: readonly T[]): readonly T[] =>
  [...all.filter((_, i) => i % 2 === 1), ...all.filter((_, i) => i % 2 === 0)].reverse();
