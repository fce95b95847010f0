import type { Caller, Platform } from '../kernel/platform.js';
import type { BudgetRecord } from '../ports/clearing/ports-fund-year.js';
import { refuseProblems } from '../requests/request-fields.js';
import { itemProblems, recordItems, type SetBudget } from './set-budget.js';

/**
 * Records a fund year's actuals (ZB-16): facts of scope `fundYearEnd` of every version in force in the year. Throws as `setBudget`.
 */
export async function setBudgetActuals(platform: Platform, caller: Caller, input: SetBudget): Promise<BudgetRecord> {
  refuseProblems(await itemProblems(platform, caller, input, 'ACTUALS'));
  return await recordItems(platform, caller, input, 'ACTUALS');
}
