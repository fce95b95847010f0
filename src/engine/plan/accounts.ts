import { PERIOD_KINDS, PERIODS } from './periods.js';
import type { Scope } from './scopes.js';

/**
 * 其他基金 funds beside the basic pooled fund, each an account and a pool of its own (record 0042): 大病保险（职工大额） CATASTROPHIC, 医疗救助 ASSISTANCE,
 * 公务员医疗补助 CIVIL_SERVANT, 异地就医 OUT_OF_REGION, what is charged to the regions in which patients are insured.
 */
export const POOL_ACCOUNTS = ['CATASTROPHIC', 'ASSISTANCE', 'CIVIL_SERVANT', 'OUT_OF_REGION'] as const;
/** One of POOL_ACCOUNTS. */
export type PoolAccount = (typeof POOL_ACCOUNTS)[number];

/** Accounts that lines may name where they move money (ARCHITECTURE 3). */
export const ACCOUNTS = [
  'FUND',
  'ADJUSTMENT_FUND',
  'RESERVE',
  'QUALITY_DEPOSIT',
  'PERFORMANCE_DEPOSIT',
  'PREPAID',
  'RETAINED',
  'EMERGENCY_ADVANCE',
  'BY_ITEM',
  ...POOL_ACCOUNTS,
] as const;
/** One of the accounts of a settlement. */
export type Account = (typeof ACCOUNTS)[number];

/** What the accounts are called, everywhere: in the ledger, in what a run prints, in the description of rulesets. */
export const ACCOUNT_LABELS: Readonly<Record<Account, { readonly zh: string; readonly en: string }>> = {
  FUND: { zh: '可分配基金', en: 'fund to allocate' },
  ADJUSTMENT_FUND: { zh: '区域调节金', en: 'adjustment fund' },
  RESERVE: { zh: '风险备用金', en: 'reserve' },
  QUALITY_DEPOSIT: { zh: '质量保证金', en: 'quality deposit' },
  PERFORMANCE_DEPOSIT: { zh: '履约保证金', en: 'performance deposit' },
  PREPAID: { zh: '预拨款', en: 'advances' },
  RETAINED: { zh: '留存（未拨）', en: 'retained' },
  EMERGENCY_ADVANCE: { zh: '突发专项预拨', en: 'emergency advances' },
  BY_ITEM: { zh: '按项目付费', en: 'paid by item' },
  CATASTROPHIC: { zh: '大病保险（职工大额）', en: 'catastrophic insurance' },
  ASSISTANCE: { zh: '医疗救助', en: 'medical assistance' },
  CIVIL_SERVANT: { zh: '公务员医疗补助', en: 'civil-servant subsidy' },
  OUT_OF_REGION: { zh: '异地就医', en: 'care of patients insured elsewhere' },
};

/** Accounts that few cities have: listed where something is or moved on them. */
export const SELDOM_USED: ReadonlySet<Account> = new Set<Account>([
  'PERFORMANCE_DEPOSIT',
  'EMERGENCY_ADVANCE',
  'BY_ITEM',
  ...POOL_ACCOUNTS,
]);

/** 基金池 whose money it is: the basic pooled fund's, or another fund's. Money of one pool never pays what another owes. */
export const POOLS = ['BASIC', ...POOL_ACCOUNTS] as const;
/** One of POOLS. */
export type Pool = (typeof POOLS)[number];

/** The pool that an account of a settlement is of. */
export function poolOf(account: string): Pool {
  return POOL_ACCOUNTS.find((known) => known === account) ?? 'BASIC';
}

/**
 * 年初额度 the fact or output of the fund year that a pool opens with, where a ruleset has one: its budget, which is never overdrawn. A ruleset
 * without the name bills the pool's payer in full: the account closes at minus what the payer owes.
 */
export const POOL_OPENINGS: Readonly<Record<PoolAccount, string>> = {
  CATASTROPHIC: 'catastrophicFund',
  ASSISTANCE: 'assistanceFund',
  CIVIL_SERVANT: 'civilServantFund',
  OUT_OF_REGION: 'outOfRegionFund',
};

/**
 * 按项目付费的开账 the output (or fact) that BY_ITEM opens with: what was set aside of the DIP budget, before the point value, for cases that are paid
 * by item (cn2021#22, cn2025#23). It is money of the basic fund beside FUND, and is never overdrawn.
 */
export const BY_ITEM_OPENING = 'byItemCarvedOut';

/** 调节金余额 where the adjustment fund's balance stands: a fact or output of this name in scope fundYear or fundYearEnd. */
export const ADJUSTMENT_FUND_BALANCE = 'adjustmentFundBalance';

/** 调节金期初余额 what a ruleset that works the balance out itself may begin from: a fact of this name in scope fundYearEnd. */
export const ADJUSTMENT_FUND_OPENING = 'adjustmentFundOpening';

/** The total of a year's statement: each of its lines moves the account that it names. */
export const STATEMENT_TOTAL = PERIODS.YEAR.total;

/** What a period within the year is paid from where its line names no account: it is an advance on what the year will come to. */
export const ADVANCED_FROM: Account = 'PREPAID';

/** Scopes whose lines may move money between accounts: those in which the fund is known, in the order in which they post. */
export const TRANSFER_SCOPES = ['fundYearEnd', 'institutionYear'] as const satisfies readonly Scope[];

/** What FUND opens with; lines that lead to it say how that came about. */
const OPENING = 'fund';

/**
 * What an account on a line does. STATEMENT: the institution is paid from it or pays into it. ADVANCE: likewise in a month's or quarter's statement,
 * where a line without one leaves or enters PREPAID. TRANSFER: money moves between FUND and it.
 * RECORD: nothing is posted, since the accounts open with what the line leads to. PART: its total is a line itself, so that the same money
 * would move twice; such a line may name no account.
 */
export type AccountUse = 'STATEMENT' | 'ADVANCE' | 'TRANSFER' | 'RECORD' | 'PART';

/** What an account does on a line of scope `scope` and total `of`; `totalOf` gives the total that a decision is a line of. */
export function accountUse({ scope, of }: { scope: Scope; of: string }, totalOf: (decision: string) => string | undefined): AccountUse {
  if (of === STATEMENT_TOTAL) return 'STATEMENT';
  if (PERIOD_KINDS.some((kind) => PERIODS[kind].scope === scope && PERIODS[kind].total === of)) return 'ADVANCE';
  if (!TRANSFER_SCOPES.some((known) => known === scope)) return 'RECORD';
  const totals = new Set<string>();
  for (let total: string | undefined = of; total !== undefined && !totals.has(total); total = totalOf(total)) totals.add(total);
  if (totals.has(OPENING)) return 'RECORD';
  return totals.size > 1 ? 'PART' : 'TRANSFER';
}
