import { asKnown, sumOf, type Added, type DrawnCase } from './drawn.js';
import {
  cutDown,
  larger,
  minus,
  NIL,
  over,
  plus,
  print,
  rational,
  read,
  smaller,
  split,
  times,
  UNIT,
  yuan,
  type Rational,
} from './rational.js';

/** The choices of 990300/2025.1 and its bases between readings of one policy. */
export interface SandboxSwitches {
  readonly reserveBasis: 'WITHOUT_INTEREST' | 'WITH_INTEREST';
  readonly deductCatastrophic: 'true' | 'false';
  readonly shortfallBasis: 'GROSS' | 'NET';
  readonly paymentRatioBasis: 'REGION' | 'INSTITUTION' | 'FULL';
  readonly deductionAt: 'RECORDED' | 'PAYABLE';
  readonly surplusRetentionRate: '1' | '0.65';
}

/** What 990300/2025.1 says where nothing is changed. */
export const AS_PUBLISHED: SandboxSwitches = {
  reserveBasis: 'WITHOUT_INTEREST',
  deductCatastrophic: 'false',
  shortfallBasis: 'GROSS',
  paymentRatioBasis: 'REGION',
  deductionAt: 'PAYABLE',
  surplusRetentionRate: '1',
};

const BUDGET_ITEMS = [
  ...['income', 'interestIncome', 'outpatientQuota', 'outpatientSigned', 'chronicPrevious', 'chronicCostGrowth', 'chronicIncidenceGrowth'],
  ...['outOfRegionPrevious', 'outOfRegionGrowth', 'otherPrevious', 'otherGrowth', 'catastrophicStandard', 'catastrophicInsured'],
] as const;
const EXPENDITURES = ['outpatient', 'chronic', 'outOfRegion', 'other'] as const;

/** What an institution's year brought beside its cases. */
export interface InstitutionRecord {
  readonly deduction: Rational;
  readonly prepaid: Rational;
  readonly performanceDeposit: Rational | null;
  readonly assessmentScore: Rational | null;
}

/** A year of the sample city as drawn. */
export interface SandboxYear {
  readonly switches: SandboxSwitches;
  /** Budget items by the name of the fact, as decimal text. */
  readonly budget: Readonly<Record<string, string>>;
  readonly actuals: Readonly<Record<(typeof EXPENDITURES)[number], Rational>>;
  readonly adjustmentFundOpening: Rational | null;
  readonly institutions: readonly { readonly code: string; readonly monthlyBudget: Rational | null; readonly record: InstitutionRecord }[];
  readonly cases: readonly DrawnCase[];
}

/** Figures by name. */
export type Named = Readonly<Record<string, Rational>>;

/** Yuan as text. */
export const money = (named: Named): Record<string, string> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, print(value, 2)]));
/** A figure by name. */
export const one = (named: Named, name: string): Rational => {
  const value = named[name];
  if (value === undefined) throw new RangeError(name);
  return value;
};
/** A share by code; nothing where there is none. */
export const of = (shares: ReadonlyMap<string, Rational>, code: string): Rational => shares.get(code) ?? NIL;

/** The budget (370300: decisions of scope fundYear), yuan. */
export function sandboxBudget({ budget, switches }: Pick<SandboxYear, 'budget' | 'switches'>): Named {
  const item = Object.fromEntries(BUDGET_ITEMS.map((name) => [name, read(budget[name] ?? '0')]));
  const grown = (previous: string, ...growths: readonly string[]): Rational =>
    yuan(times(one(item, previous), ...growths.map((growth) => plus(UNIT, one(item, growth)))));
  const plannedIncome = yuan(one(item, 'income'));
  const reserveBase = switches.reserveBasis === 'WITH_INTEREST' ? yuan(plus(plannedIncome, one(item, 'interestIncome'))) : plannedIncome;
  const riskReserve = yuan(times(reserveBase, read('0.10')));
  const outpatientBudget = yuan(times(one(item, 'outpatientQuota'), one(item, 'outpatientSigned')));
  const chronicBudget = grown('chronicPrevious', 'chronicCostGrowth', 'chronicIncidenceGrowth');
  const outOfRegionBudget = grown('outOfRegionPrevious', 'outOfRegionGrowth');
  const otherBudget = grown('otherPrevious', 'otherGrowth');
  const catastrophicBudget = yuan(times(one(item, 'catastrophicStandard'), one(item, 'catastrophicInsured')));
  const catastrophicDeducted = switches.deductCatastrophic === 'true' ? catastrophicBudget : NIL;
  const dipBudget = minus(
    plannedIncome,
    ...[riskReserve, outpatientBudget, chronicBudget, outOfRegionBudget, otherBudget, catastrophicDeducted],
  );
  return {
    ...{ plannedIncome, reserveBase, riskReserve, outpatientBudget, chronicBudget, outOfRegionBudget, otherBudget },
    ...{ catastrophicBudget, catastrophicDeducted, dipBudget },
  };
}

/** The pre-settlements of a month (370300, 100000/2021.1: scope institutionMonth), yuan, by institution; those for whom nothing counts too. */
export function sandboxMonth(
  year: Pick<SandboxYear, 'budget' | 'switches' | 'institutions'>,
  added: readonly Added[],
  month: number,
): ReadonlyMap<string, Named> {
  const dipBudget = one(sandboxBudget(year), 'dipBudget');
  const region = sumOf(added, 'fund', (each) => each.month === month);
  return new Map(
    year.institutions.map(({ code, monthlyBudget }) => {
      const monthFund = sumOf(added, 'fund', (each) => each.month === month && each.code === code);
      const share = (): Rational => over(times(over(monthFund, region), dipBudget), rational(12n));
      const base = monthlyBudget !== null ? smaller(monthFund, monthlyBudget) : region.n > 0n ? share() : monthFund;
      const preSettlementBase = yuan(base);
      const preSettlementShare = yuan(times(preSettlementBase, read('0.90')));
      const depositWithheld = yuan(times(monthFund, read('0.05')));
      const preSettlement = minus(preSettlementShare, depositWithheld);
      return [code, { preSettlementBase, preSettlementShare, depositWithheld, preSettlement }];
    }),
  );
}

/** The quarterly clearing (990300/2025.1: scope institutionQuarter), yuan, by institution. Throws `NotSplit` where no points can split it. */
export function sandboxQuarter(
  year: Pick<SandboxYear, 'budget' | 'switches' | 'institutions'>,
  added: readonly Added[],
  quarter: number,
): ReadonlyMap<string, Named> {
  const months = [1, 2, 3].map((place) => (quarter - 1) * 3 + place);
  const quarterFund = yuan(times(one(sandboxBudget(year), 'dipBudget'), read('0.25'), read('0.80')));
  const points = year.institutions.map(({ code }) => ({
    code,
    weight: sumOf(added, 'points', (each) => each.code === code && months.includes(each.month)),
  }));
  const shares = split(quarterFund, points, 'INSTITUTION_CODE');
  const settled = months.map((month) => sandboxMonth(year, added, month));
  return new Map(
    points.map(({ code }) => {
      const monthsOfQuarter = plus(...settled.map((month) => one(month.get(code) ?? {}, 'preSettlement')));
      const quarterEntitlement = of(shares, code);
      const quarterSettlement = minus(quarterEntitlement, monthsOfQuarter);
      return [code, { quarterFund, quarterEntitlement, monthsOfQuarter, quarterSettlement }];
    }),
  );
}

/** The fund at the year's end (370300: scope fundYearEnd), yuan. */
export function sandboxFund(year: SandboxYear): Named {
  const budget = sandboxBudget(year);
  const actual = (name: (typeof EXPENDITURES)[number]): Rational => year.actuals[name];
  const short = EXPENDITURES.map((name) => [`${name}Shortfall`, larger(minus(actual(name), one(budget, `${name}Budget`)), NIL)] as const);
  const gross = plus(...short.map(([, value]) => value));
  const net = larger(minus(plus(...EXPENDITURES.map(actual)), ...EXPENDITURES.map((name) => one(budget, `${name}Budget`))), NIL);
  const shortfall = yuan(year.switches.shortfallBasis === 'NET' ? net : gross);
  const reserveUsed = smaller(shortfall, one(budget, 'riskReserve'));
  const reserveRemaining = minus(one(budget, 'riskReserve'), reserveUsed);
  const reserveToSettlement = yuan(times(reserveRemaining, read('0.70')));
  const reserveToAdjustmentFund = minus(reserveRemaining, reserveToSettlement);
  const adjustmentFundBalance = plus(year.adjustmentFundOpening ?? NIL, reserveToAdjustmentFund);
  const byItemCarvedOut = sumOf(asKnown(year.cases), 'fund', () => true, 'BY_ITEM');
  const fund = minus(plus(one(budget, 'dipBudget'), reserveToSettlement), byItemCarvedOut);
  const overrunPool = cutDown(times(adjustmentFundBalance, read('0.80')), 2);
  return {
    ...Object.fromEntries(short),
    ...{ budgetCarried: one(budget, 'dipBudget'), shortfall, reserveUsed, reserveGap: minus(shortfall, reserveUsed), reserveRemaining },
    ...{ reserveToSettlement, reserveToAdjustmentFund, adjustmentFundBalance, byItemCarvedOut, fund, overrunPool },
    assessmentPool: minus(adjustmentFundBalance, overrunPool),
  };
}
