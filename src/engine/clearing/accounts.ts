import { assert } from '../kit/assert.js';
import { linesOf, signedFen } from './lines.js';
import { ACCOUNTS, type Account, type Scope } from '../plan/plan.js';
import { slotOf, type Program } from '../decide/program.js';
import { Fraction, type Fen, yuanToFen } from '../number/quantity.js';
import type { KeyRun } from '../decide/key-run.js';
import { isWholeFen, type RunFailure, type RunFailureCode } from '../decide/scope-run.js';

/** One movement of money: how an account's balance changes. Every line of every statement is one; so is what FUND leaves to RETAINED. */
export interface Posting {
  /** `null`: between accounts, of no institution. */
  readonly institutionCode: string | null;
  /** The decision whose line it is; for what is left in FUND `retained` and the account. */
  readonly decision: string;
  /** The total that it is a line of: `payable`, or `retained`. */
  readonly total: 'payable' | 'retained';
  /** Order within the total. */
  readonly order: number;
  readonly sign: '+' | '-';
  readonly account: Account;
  /** In fen; negative where the account pays. */
  readonly changeFen: Fen;
}

/** An account over the year. Amounts are fen. */
export interface AccountClosing {
  readonly account: Account;
  readonly openingFen: Fen;
  readonly closingFen: Fen;
}

/** A settled set of accounts, or why they could not be. */
export type Books =
  | { readonly kind: 'closed'; readonly postings: readonly Posting[]; readonly accounts: readonly AccountClosing[] }
  | { readonly kind: 'failed'; readonly failures: readonly RunFailure[] };

/** Accounts that must not close below 0. */
const NEVER_OVERDRAWN: readonly Account[] = ['FUND', 'ADJUSTMENT_FUND'];

/** Where the adjustment fund's balance stands: a fact or output of this name in either scope. */
const ADJUSTMENT_FUND_BALANCE = 'adjustmentFundBalance';

/**
 * Posts the lines of `payable` of all institutions (ARCHITECTURE 6, "the identity of money"): a `+` line leaves its account, a `−` line
 * enters it. FUND opens with `fund`, ADJUSTMENT_FUND with its balance, the others at 0. What is left in FUND goes to RETAINED.
 */
export function closeBooks(program: Program, fundFen: Fen, yearEnd: KeyRun, years: readonly KeyRun[]): Books {
  const lines = linesOf(program, 'institutionYear', 'payable');
  const adjustment = openAdjustmentFund(
    program,
    yearEnd,
    lines.some(({ plan }) => plan.line?.account === 'ADJUSTMENT_FUND'),
  );
  if ('code' in adjustment) return { kind: 'failed', failures: [adjustment] };
  const postings: Posting[] = years.flatMap((run) =>
    lines.map(({ plan }) => ({
      institutionCode: run.key.institutionCode ?? null,
      decision: plan.id,
      total: 'payable',
      order: plan.line?.order ?? 0,
      sign: plan.line?.sign ?? '+',
      account: accountOf(plan.line?.account, plan.id),
      changeFen: -signedFen(plan, run.frame),
    })),
  );
  const openings: Partial<Record<Account, Fen>> = { FUND: fundFen, ADJUSTMENT_FUND: adjustment.fen };
  const balance = (account: Account): Fen =>
    postings.reduce((sum, posting) => (posting.account === account ? sum + posting.changeFen : sum), openings[account] ?? 0n);
  const overdrawn = NEVER_OVERDRAWN.filter((account) => balance(account) < 0n);
  if (overdrawn.length > 0) return { kind: 'failed', failures: overdrawn.map((account) => failure('ACCOUNT_OVERDRAWN', account)) };
  const leftFen = balance('FUND');
  if (leftFen > 0n) {
    const kept = { institutionCode: null, total: 'retained' } as const;
    postings.push({ ...kept, decision: 'retained.FUND', order: 1, sign: '+', account: 'FUND', changeFen: -leftFen });
    postings.push({ ...kept, decision: 'retained.RETAINED', order: 2, sign: '-', account: 'RETAINED', changeFen: leftFen });
  }
  const accounts = ACCOUNTS.map((account) => ({ account, openingFen: openings[account] ?? 0n, closingFen: balance(account) }));
  return { kind: 'closed', postings, accounts };
}

function failure(code: RunFailureCode, fact: string): RunFailure {
  return { code, scope: 'institutionYear', key: {}, decision: 'payable', fact };
}

/** The balance that the adjustment fund opens with; a ruleset without the name has none. */
function openAdjustmentFund(program: Program, yearEnd: KeyRun, isUsed: boolean): { readonly fen: Fen } | RunFailure {
  for (const scope of ['fundYearEnd', 'fundYear'] satisfies Scope[]) {
    const slot = slotOf(program, scope, ADJUSTMENT_FUND_BALANCE);
    if (slot === undefined) continue;
    const value = yearEnd.environment.frame(program.scopes[scope].index)[slot];
    if (value instanceof Fraction) {
      return isWholeFen(value) ? { fen: yuanToFen(value) } : failure('NOT_WHOLE_FEN', ADJUSTMENT_FUND_BALANCE);
    }
    return isUsed ? failure(value === null ? 'MISSING_VALUE' : 'NOT_SUPPLIED', ADJUSTMENT_FUND_BALANCE) : { fen: 0n };
  }
  return { fen: 0n };
}

function accountOf(name: string | undefined, decision: string): Account {
  const account = ACCOUNTS.find((known) => known === name);
  assert(account !== undefined, `${decision}: a line of payable names no account`);
  return account;
}
