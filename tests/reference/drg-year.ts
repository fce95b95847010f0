import { asKnown, sumOf, type DrawnCase } from './drawn.js';
import { halfUp, minus, NIL, over, plus, print, read, requireFund, smaller, split, times, yuan, type Rational } from './rational.js';
import { money, type InstitutionRecord } from './sandbox-year.js';
import { accountsOf, signed, type ReferenceResult, type StatedLines } from './statements.js';

/** A year of the DRG region 991500/2024.1. */
export interface DrgYear {
  readonly byGroupPlan: Rational;
  readonly institutions: readonly { readonly code: string; readonly record: Pick<InstitutionRecord, 'deduction' | 'prepaid'> }[];
  readonly cases: readonly DrawnCase[];
}

const LINES: StatedLines = { entitlement: ['+', 'FUND'], deducted: ['-', 'RETAINED'], alreadyPaid: ['-', 'PREPAID'] };
const FIXED_RATE = read('9575.25');

/** Clears a year at a fixed rate, within the budget: weights × rate, or all of the fund where that is more than there is. */
export function clearDrg({ byGroupPlan, institutions, cases }: DrgYear): ReferenceResult {
  const known = asKnown(cases);
  const groupBudget = yuan(byGroupPlan);
  const reservedFund = yuan(times(byGroupPlan, read('0.05')));
  const fund = requireFund(minus(groupBudget, reservedFund));
  const all = (of: 'cost' | 'fund'): Rational => sumOf(known, of, () => true);
  const ratio = over(all('fund'), all('cost'));
  const weights = institutions.map(({ code }) => ({
    code,
    weight: halfUp(
      times(
        sumOf(known, 'points', (each) => each.code === code),
        ratio,
      ),
      8,
    ),
  }));
  const total = plus(...weights.map(({ weight }) => weight));
  const allocatable = yuan(smaller(fund, times(FIXED_RATE, total)));
  const pointValue = over(allocatable, total);
  const shares = split(allocatable, weights, 'LARGEST_WEIGHT');
  const lines = new Map(
    institutions.map(({ code, record }) => [
      code,
      signed(LINES, { entitlement: shares.get(code) ?? NIL, deducted: record.deduction, alreadyPaid: record.prepaid }),
    ]),
  );
  const payable = new Map([...lines].map(([code, own]) => [code, plus(...Object.values(own))]));
  const figures = new Map([
    ['fundYear *', money({ groupBudget, reservedFund, riskReserve: NIL, dipBudget: fund })],
    ['fundYearEnd *', { ...money({ fund, allocatable }), settlementPointValue: print(pointValue, 8) }],
    ...weights.map(({ code, weight }) => [`institutionTotal ${code}`, { settlementWeight: print(weight, 8) }] as const),
    ...[...lines].map(
      ([code, own]) => [`institutionYear ${code}`, money({ ...signed(LINES, own), payable: payable.get(code) ?? NIL })] as const,
    ),
  ]);
  return { figures, pointValue, lines, payable, accounts: accountsOf(LINES, lines, { fund, balance: NIL }) };
}
