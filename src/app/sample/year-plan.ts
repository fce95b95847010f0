import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { printFen, printScaled, type Fen } from '../../engine/number/quantity.js';
import type { CaseTotals } from './generate/case-totals.js';
import { Random } from './generate/prng.js';

/** What is known of a fund year when its figures are made. */
export interface FundPlan {
  readonly random: Random;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  /** What the year's fund should come to: what the cases were charged, give or take. */
  readonly targetFen: Fen;
  readonly totals: CaseTotals;
  /** The year before, where it was generated, too. */
  readonly previous: CaseTotals | undefined;
}

/** Makes the value of one fact as decimal text; null where it cannot be known (no year before). */
export type PlanMaker = (plan: FundPlan) => string | null;

/** The fund of a year is between these thousandths of what the cases were charged. */
const FUND_PER_MILLE = { min: 965, max: 1030 } as const;
const STREAM = 0x3003;

/** Sets out a fund year. */
export function planFund(options: {
  readonly seed: number;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly totals: CaseTotals;
  readonly previous: CaseTotals | undefined;
}): FundPlan {
  const { seed, year, insurance, totals, previous } = options;
  const random = new Random(seed, STREAM, year, insurance === 'EMPLOYEE' ? 1 : 2);
  const { byPoints, otherwise } = totals[insurance];
  const perMille = BigInt(random.between(FUND_PER_MILLE.min, FUND_PER_MILLE.max));
  return { random, year, insurance, targetFen: (byPoints.fundFen * perMille) / 1000n + otherwise.fundFen, totals, previous };
}

/**
 * How the income of the sample city is spent, in ten-thousandths: the shape of worked example WE-11, in which
 * 4,355 of 10,000 are what DIP settles at the year's end (3,900 planned and what the reserve adds).
 */
const OF_INCOME = {
  settled: 4355n,
  interest: 80n,
  outpatient: 1800n,
  chronic: 1200n,
  outOfRegion: 1500n,
  other: 600n,
  catastrophic: 500n,
  outpatientActual: 1880n,
  chronicActual: 1250n,
  outOfRegionActual: 1720n,
  otherActual: 570n,
  adjustmentFund: 150n,
} as const;

/** Another shape: a budget for hospital care from which three items are taken, in thousandths. */
const OF_INPATIENT = { settled: 800n, adjustmentFund: 50n, outOfRegion: 120n, excluded: 30n } as const;

const income = ({ targetFen }: FundPlan): Fen => (targetFen * 10_000n) / OF_INCOME.settled;
const share =
  (of: keyof typeof OF_INCOME): PlanMaker =>
  (plan) =>
    printFen((income(plan) * OF_INCOME[of]) / 10_000n);
/** The year before's amount from which growth by `perMille` thousandths leads to this year's share. */
const before =
  (of: keyof typeof OF_INCOME, perMille: bigint): PlanMaker =>
  (plan) =>
    printFen((income(plan) * OF_INCOME[of]) / 10n / perMille);
/** How many people at so many fen a head make up a share. */
const people =
  (of: keyof typeof OF_INCOME, headFen: bigint): PlanMaker =>
  (plan) =>
    ((income(plan) * OF_INCOME[of]) / 10_000n / headFen).toString();
const inpatient =
  (of: keyof typeof OF_INPATIENT): PlanMaker =>
  ({ targetFen }) =>
    printFen((targetFen * OF_INPATIENT[of]) / OF_INPATIENT.settled);
const fixed =
  (text: string): PlanMaker =>
  () =>
    text;

const OUTPATIENT_HEAD_FEN = 9_000n;
const CATASTROPHIC_HEAD_FEN = 7_500n;

/** Facts of the budget, by name. */
export const BUDGET_MAKERS: Readonly<Record<string, PlanMaker>> = {
  income: (plan) => printFen(income(plan)),
  interestIncome: share('interest'),
  outpatientQuota: fixed(printFen(OUTPATIENT_HEAD_FEN)),
  outpatientSigned: people('outpatient', OUTPATIENT_HEAD_FEN),
  chronicPrevious: before('chronic', 1081n),
  chronicCostGrowth: fixed('0.06'),
  chronicIncidenceGrowth: fixed('0.02'),
  outOfRegionPrevious: before('outOfRegion', 1080n),
  outOfRegionGrowth: fixed('0.08'),
  otherPrevious: before('other', 1050n),
  otherGrowth: fixed('0.05'),
  catastrophicStandard: fixed(printFen(CATASTROPHIC_HEAD_FEN)),
  catastrophicInsured: people('catastrophic', CATASTROPHIC_HEAD_FEN),
  // The national base's shape.
  inpatientPlan: ({ targetFen }) => printFen((targetFen * 1000n) / OF_INPATIENT.settled),
  adjustmentFundPlan: inpatient('adjustmentFund'),
  outOfRegionPlan: inpatient('outOfRegion'),
  excludedPlan: inpatient('excluded'),
  previousExpenditure: ({ previous, insurance }) => {
    if (!previous) return null;
    const { byPoints, otherwise } = previous[insurance];
    return printFen(byPoints.fundFen + otherwise.fundFen);
  },
  insuredGrowth: fixed('0.01'),
  benefitGrowth: fixed('0.005'),
  demandGrowth: fixed('0.02'),
  emergencyGrowth: fixed('0'),
  historicalCost: ({ previous, insurance }) => (previous ? printFen(previous[insurance].byPoints.costFen) : null),
  // With the mean-cost method a case has 1,000 points on average.
  historicalPoints: ({ previous, insurance }) =>
    previous ? printScaled(BigInt(previous[insurance].byPoints.cases) * 10_000_000n, 4) : null,
};

/** Facts of the year's end, by name. */
export const ACTUALS_MAKERS: Readonly<Record<string, PlanMaker>> = {
  outpatientActual: share('outpatientActual'),
  chronicActual: share('chronicActual'),
  outOfRegionActual: share('outOfRegionActual'),
  otherActual: share('otherActual'),
  adjustmentFundOpening: share('adjustmentFund'),
  adjustmentFundBalance: share('adjustmentFund'),
};
