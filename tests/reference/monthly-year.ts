import { asClosed, asKnown, sumOf, type Added, type DrawnCase } from './drawn.js';
import {
  halfUp,
  larger,
  minus,
  NIL,
  over,
  plus,
  print,
  read,
  requireFund,
  smaller,
  split,
  times,
  withinLimit,
  yuan,
  type Rational,
} from './rational.js';
import { money, type InstitutionRecord, type Named } from './sandbox-year.js';
import { accountsOf, signed, type ReferenceResult, type StatedLines } from './statements.js';

/** A year of the demonstration city of the tests with months and quarters (tests/support/monthly-city.ts). */
export interface MonthlyYear {
  readonly income: Rational;
  readonly outOfRegionPlan: Rational;
  readonly adjustmentFundBalance: Rational;
  readonly institutions: readonly {
    readonly code: string;
    readonly record: Pick<InstitutionRecord, 'deduction' | 'prepaid'>;
    /** Deductions of its twelve months. */
    readonly monthDeductions: readonly Rational[];
  }[];
  readonly cases: readonly DrawnCase[];
}

const LINES: StatedLines = {
  ...{ entitlement: ['+', 'FUND'], overrunShared: ['+', 'ADJUSTMENT_FUND'] },
  ...{ deducted: ['-', 'RETAINED'], alreadyPaid: ['-', 'PREPAID'] },
};

/** A month of every institution: 90 % of what was charged less the month's deduction; 5 % are withheld. */
export function monthlyMonth({ institutions }: MonthlyYear, added: readonly Added[], month: number): ReadonlyMap<string, Named> {
  return new Map(
    institutions.map(({ code, monthDeductions }) => {
      const charged = sumOf(added, 'fund', (each) => each.month === month && each.code === code);
      const [monthShare, depositWithheld] = [yuan(times(charged, read('0.90'))), yuan(times(charged, read('0.05')))];
      const monthDeducted = monthDeductions[month - 1] ?? NIL;
      return [code, { monthShare, depositWithheld, monthDeducted, preSettlement: minus(monthShare, depositWithheld, monthDeducted) }];
    }),
  );
}

const sumsOf = (parts: readonly ReadonlyMap<string, Named>[], code: string, name: string): Rational =>
  plus(...parts.map((part) => part.get(code)?.[name] ?? NIL));

/** A quarter of every institution: a fiftieth of the income by points, less what its months were paid. Throws `NotSplit`. */
export function monthlyQuarter(year: MonthlyYear, added: readonly Added[], quarter: number): ReadonlyMap<string, Named> {
  const months = [1, 2, 3].map((place) => (quarter - 1) * 3 + place);
  const quarterFund = yuan(times(year.income, read('0.02')));
  const weights = year.institutions.map(({ code }) => ({
    code,
    weight: sumOf(added, 'points', (each) => each.code === code && months.includes(each.month)),
  }));
  const shares = split(quarterFund, weights, 'INSTITUTION_CODE');
  const settled = months.map((month) => monthlyMonth(year, added, month));
  return new Map(
    weights.map(({ code }) => {
      const [quarterShare, quarterPaid] = [shares.get(code) ?? NIL, sumsOf(settled, code, 'preSettlement')];
      return [code, { quarterFund, quarterShare, quarterPaid, quarterSettlement: minus(quarterShare, quarterPaid) }];
    }),
  );
}

/** Clears the year, whose months and quarters were closed. */
export function clearMonthly(year: MonthlyYear): ReferenceResult {
  const [known, closed] = [asKnown(year.cases), asClosed(year.cases)];
  const months = Array.from({ length: 12 }, (_, index) => monthlyMonth(year, closed, index + 1));
  const quarters = [1, 2, 3, 4].map((quarter) => monthlyQuarter(year, closed, quarter));
  const plannedIncome = yuan(year.income);
  const riskReserve = yuan(times(plannedIncome, read('0.10')));
  const fund = requireFund(minus(plannedIncome, riskReserve, year.outOfRegionPlan));
  const all = (of: 'cost' | 'fund'): Rational => sumOf(known, of, () => true);
  const paymentRatio = halfUp(over(all('fund'), all('cost')), 4);
  const own = (of: 'points' | 'fund', code: string): Rational => sumOf(known, of, (each) => each.code === code);
  const codes = year.institutions.map(({ code }) => code);
  const weights = codes.map((code) => ({ code, weight: halfUp(times(own('points', code), paymentRatio), 8) }));
  const pointValue = over(fund, plus(...weights.map(({ weight }) => weight)));
  const shares = split(fund, weights, 'INSTITUTION_CODE');
  const claims = codes.map((code) => ({ code, weight: claimOf(shares.get(code) ?? NIL, own('fund', code)) }));
  const overruns = withinLimit(year.adjustmentFundBalance, claims, 'INSTITUTION_CODE');
  const lines = new Map(
    year.institutions.map(({ code, record }) => [
      code,
      signed(LINES, {
        ...{ entitlement: shares.get(code) ?? NIL, overrunShared: overruns.get(code) ?? NIL },
        ...{ deducted: record.deduction, alreadyPaid: record.prepaid },
      }),
    ]),
  );
  const payable = new Map([...lines].map(([code, each]) => [code, plus(...Object.values(each))]));
  const ofYear = (code: string): Named => ({
    ...signed(LINES, lines.get(code) ?? {}),
    overrunClaim: claims.find((claim) => claim.code === code)?.weight ?? NIL,
    depositInYear: sumsOf(months, code, 'depositWithheld'),
    advancedInYear: sumsOf(months, code, 'preSettlement'),
    quartersInYear: sumsOf(quarters, code, 'quarterSettlement'),
    payable: payable.get(code) ?? NIL,
  });
  const figures = new Map([
    ['fundYear *', money({ plannedIncome, riskReserve, outOfRegion: year.outOfRegionPlan, dipBudget: fund })],
    ['fundYearEnd *', { ...money({ fund }), settlementPointValue: print(pointValue, 8) }],
    ...weights.map(
      ({ code, weight }) =>
        [`institutionTotal ${code}`, { settlementWeight: print(weight, 8), paymentRatio: print(paymentRatio, 4) }] as const,
    ),
    ...codes.map((code) => [`institutionYear ${code}`, money(ofYear(code))] as const),
  ]);
  return { figures, pointValue, lines, payable, accounts: accountsOf(LINES, lines, { fund, balance: year.adjustmentFundBalance }) };
}

/** Up to a tenth above its entitlement 70 % of it, from there to a fifth 50 %, nothing above. */
function claimOf(entitlement: Rational, recorded: Rational): Rational {
  if (entitlement.n <= 0n) return NIL;
  const rate = over(larger(minus(recorded, entitlement), NIL), entitlement);
  const [tenth, fifth] = [read('0.10'), read('0.20')];
  const second = larger(minus(smaller(rate, fifth), tenth), NIL);
  return yuan(times(plus(times(smaller(rate, tenth), read('0.70')), times(second, read('0.50'))), entitlement));
}
