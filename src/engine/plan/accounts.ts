import type { Scope } from './scopes.js';

/** Accounts that lines may name where they move money (ARCHITECTURE 3). */
export const ACCOUNTS = ['FUND', 'ADJUSTMENT_FUND', 'RESERVE', 'QUALITY_DEPOSIT', 'PREPAID', 'RETAINED'] as const;
/** One of the accounts of a settlement. */
export type Account = (typeof ACCOUNTS)[number];

/** The total of a statement: each of its lines moves the account that it names. */
export const STATEMENT_TOTAL = 'payable';

/** Scopes whose lines may move money between accounts: those in which the fund is known, in the order in which they post. */
export const TRANSFER_SCOPES = ['fundYearEnd', 'institutionYear'] as const satisfies readonly Scope[];

/** What FUND opens with; lines that lead to it say how that came about. */
const OPENING = 'fund';

/**
 * What an account on a line does. STATEMENT: the institution is paid from it or pays into it. TRANSFER: money moves between FUND and it.
 * RECORD: nothing is posted, since the accounts open with what the line leads to. PART: its total is a line itself, so that the same money
 * would move twice; such a line may name no account.
 */
export type AccountUse = 'STATEMENT' | 'TRANSFER' | 'RECORD' | 'PART';

/** What an account does on a line of scope `scope` and total `of`; `totalOf` gives the total that a decision is a line of. */
export function accountUse({ scope, of }: { scope: Scope; of: string }, totalOf: (decision: string) => string | undefined): AccountUse {
  if (of === STATEMENT_TOTAL) return 'STATEMENT';
  if (!TRANSFER_SCOPES.some((known) => known === scope)) return 'RECORD';
  const totals = new Set<string>();
  for (let total: string | undefined = of; total !== undefined && !totals.has(total); total = totalOf(total)) totals.add(total);
  if (totals.has(OPENING)) return 'RECORD';
  return totals.size > 1 ? 'PART' : 'TRANSFER';
}
