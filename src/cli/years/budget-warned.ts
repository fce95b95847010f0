import type { OpenPlatform } from '../host/host.js';
import type { BudgetRecord } from '../../app/ports/clearing/ports-fund-year.js';
import { budgetWarnings, type BudgetWarning } from '../../app/years/budget-warnings.js';

/** A warning with the revision of the budget that it is of, as `--json` has it. */
export interface WarnedRevision extends BudgetWarning {
  readonly revision: number;
}

/** What budgets are warned of, each with its revision. */
export async function warningsOfBudgets(
  { platform, caller }: Pick<OpenPlatform, 'platform' | 'caller'>,
  budgets: readonly BudgetRecord[],
): Promise<readonly WarnedRevision[]> {
  const warned: WarnedRevision[] = [];
  for (const { regionCode, year, insurance, items, revision } of budgets) {
    const found = await budgetWarnings(platform, caller, { regionCode, year, insurance, items });
    warned.push(...found.map((warning) => ({ revision, ...warning })));
  }
  return warned;
}

/** Warnings as people are told of them; nothing where there are none. */
export function warnedText(warnings: readonly WarnedRevision[]): string {
  return warnings.map(({ revision, message }) => `警告（修订 ${revision}）：${message.zh}\n${message.en ?? ''}\n`).join('');
}
