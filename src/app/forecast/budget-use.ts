import type { RunPlan } from '../clearing/run/run-plan.js';
import type { Reader } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';
import { divide, fenToYuan, Fraction, printFen, printFixed, yuanToFen, type Fen } from '../../engine/number/quantity.js';
import { periodOf, YEAR_KEY } from '../../engine/plan/periods.js';

/** 预算执行 what of a year's budget was settled and paid by a day. Yuan; shares over 6 places, null without a budget. */
export interface BudgetUse {
  readonly budget: string;
  /** 已结算 payable of the months and quarters that ended by that day and are closed by now. */
  readonly preSettled: string;
  readonly preSettledShare: string | null;
  /** Payments, what came back taken off. */
  readonly paid: string;
  readonly paidShare: string | null;
}

const SHARE_PLACES = 6;

/**
 * Adds up what was settled and paid. A month or quarter counts from its last day on, as the forecast's known months do, whenever it was closed. A
 * quarter's payable is what it gives beside its months (the ledger books it so): both together are what institutions were given, each fen once.
 */
export async function budgetUse(read: Reader, plan: RunPlan, asOf: string): Promise<BudgetUse> {
  const { regionCode, year, insurance } = plan.snapshot;
  const key = { regionCode, year, insurance };
  const isOver = (period: string): boolean => must(periodOf(plan.snapshot, period), 'period of the year').to <= asOf;
  const { payments, runs } = await read(async (unit) => {
    const parts = (await unit.runs.closed(key)).filter(({ period }) => period !== YEAR_KEY && isOver(period));
    const found = [];
    for (const { id } of parts) found.push(must(await unit.runs.find(regionCode, id), 'a closed run'));
    return { payments: await unit.fundYears.payments(key), runs: found };
  });
  const paid = payments.filter(({ paidOn }) => paidOn <= asOf).reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const preSettled = runs.reduce((sum, { totals }) => sum + (totals.payableFen ?? 0n), 0n);
  const budget = budgetOf(plan);
  const share = (part: Fen): string | null => {
    const value = divide(fenToYuan(part), fenToYuan(budget));
    return value === undefined ? null : printFixed(value, SHARE_PLACES);
  };
  return {
    ...{ budget: printFen(budget), preSettled: printFen(preSettled), preSettledShare: share(preSettled) },
    ...{ paid: printFen(paid), paidShare: share(paid) },
  };
}

/** 年度DIP医保基金支出 as the year opens. */
function budgetOf(plan: RunPlan): Fen {
  const { frame, scope } = plan.settings.openedOn(plan.snapshot.to).opened.fundYear;
  const slot = scope.slotByName.get('dipBudget');
  const value = slot === undefined ? undefined : frame[slot];
  return value instanceof Fraction ? yuanToFen(value) : 0n;
}
