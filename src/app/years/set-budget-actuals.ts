import type { Caller, Platform } from '../kernel/platform.js';
import type { BudgetRecord } from '../ports/clearing/ports-fund-year.js';
import { checkedVersions, recordItems, type SetBudget } from './set-budget.js';

/**
 * Records a fund year's actuals (ZB-16): facts of scope `fundYearEnd` of every version in force in the year. Throws as `setBudget`.
 */
export async function setBudgetActuals(platform: Platform, caller: Caller, input: SetBudget): Promise<BudgetRecord> {
  await checkedVersions(platform, caller, input, 'fundYearEnd');
  return await recordItems(platform, caller, input, 'ACTUALS');
}
