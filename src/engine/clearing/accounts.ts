import { assert, must } from '../kit/assert.js';
import { linesOf, signedFen, totalsOf } from './lines.js';
import {
  ACCOUNTS,
  accountUse,
  ADJUSTMENT_FUND_BALANCE,
  ADVANCED_FROM,
  BY_ITEM_OPENING,
  POOL_ACCOUNTS,
  POOL_OPENINGS,
  SELDOM_USED,
  STATEMENT_TOTAL,
  TRANSFER_SCOPES,
  type Account,
} from '../plan/accounts.js';
import { PERIODS, type PeriodTerms } from '../plan/periods.js';
import type { DecisionPlan } from '../plan/plan.js';
import { slotOf, type Program } from '../decide/program.js';
import { Fraction, type Fen, yuanToFen } from '../number/quantity.js';
import type { KeyRun } from '../decide/key-run.js';
import { isWholeFen, type RunFailure, type RunFailureCode } from '../decide/scope-run.js';
import type { Scope } from '../plan/scopes.js';

/**
 * One movement of money: how an account's balance changes. Every line of every statement is one; a line that moves money between FUND and
 * another account is two, and so is what FUND leaves to RETAINED.
 */
export interface Posting {
  /** `null`: of no institution. */
  readonly institutionCode: string | null;
  /** The decision whose line it is; `<decision>.FUND` on FUND's side of a transfer; for what is left in FUND `retained` and the account. */
  readonly decision: string;
  /** The total that it is a line of, or `retained`. */
  readonly total: string;
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
  | {
      readonly kind: 'closed';
      readonly postings: readonly Posting[];
      readonly accounts: readonly AccountClosing[];
      /** Accounts that could not have closed below 0. */
      readonly guarded: readonly Account[];
    }
  | { readonly kind: 'failed'; readonly failures: readonly RunFailure[] };

/** Accounts that must not close below 0; a pool that opens with its budget is another. */
const NEVER_OVERDRAWN: readonly Account[] = ['FUND', 'ADJUSTMENT_FUND'];

/** A line that moves an account, of the key that it is worked out for. */
interface PostedLine {
  readonly plan: DecisionPlan;
  readonly run: KeyRun;
}

/** Every line of the statements of a period, as the account that it moves. In a period within the year a line without an account is an advance. */
function statementPostings(program: Program, { scope, total }: PeriodTerms, runs: readonly KeyRun[]): readonly Posting[] {
  const lines = linesOf(program, scope, total);
  const advance = total === STATEMENT_TOTAL ? undefined : ADVANCED_FROM;
  return runs.flatMap((run) => lines.map(({ plan }) => linePosting({ plan, run }, advance)));
}

/** The books of a month or quarter: what its statements move. Every account opens with 0, since what went before stands in its own books. */
export interface PeriodBooks {
  readonly postings: readonly Posting[];
  readonly accounts: readonly AccountClosing[];
  readonly payableFen: Fen;
  /** Always 0. */
  readonly imbalanceFen: Fen;
}

/** Posts the lines of a period's statements. What the accounts pay is what the statements come to, asserted. */
export function closePeriodBooks(program: Program, terms: PeriodTerms, runs: readonly KeyRun[]): PeriodBooks {
  const postings = statementPostings(program, terms, runs);
  const changeOf = (account: Account): Fen =>
    postings.reduce((sum, posting) => (posting.account === account ? sum + posting.changeFen : sum), 0n);
  const accounts = listed(ACCOUNTS.map((account) => ({ account, openingFen: 0n, closingFen: changeOf(account) })));
  const payableFen = runs.reduce((sum, run) => sum + amountOf(program, run, terms.total), 0n);
  const imbalanceFen = -accounts.reduce((sum, { closingFen }) => sum + closingFen, 0n) - payableFen;
  assert(imbalanceFen === 0n, `the accounts of the period are out by ${imbalanceFen} fen`);
  return { postings, accounts, payableFen, imbalanceFen };
}

function listed(accounts: readonly AccountClosing[]): readonly AccountClosing[] {
  return accounts.filter(({ account, openingFen, closingFen }) => !SELDOM_USED.has(account) || openingFen !== 0n || closingFen !== 0n);
}

function amountOf(program: Program, run: KeyRun, id: string): Fen {
  const value = run.frame[must(slotOf(program, run.scope.scope, id), id)];
  assert(value instanceof Fraction, `${id} has no value`);
  return yuanToFen(value);
}

/**
 * Posts the lines of `payable` of all institutions and those that move money between FUND and another account (ARCHITECTURE 6, "the
 * identity of money"): a `+` line leaves its account, a `−` line enters it. FUND opens with `fund`, ADJUSTMENT_FUND with its balance, the
 * others at 0. What is left in FUND goes to RETAINED.
 */
export function closeBooks(program: Program, fundFen: Fen, yearEnd: KeyRun, years: readonly KeyRun[]): Books {
  const paid = linesOf(program, 'institutionYear', STATEMENT_TOTAL);
  const statements = statementPostings(program, PERIODS.YEAR, years);
  const moved = transferLines(program, { fundYearEnd: [yearEnd], institutionYear: years }).flatMap(transferPostings);
  const postings = [...statements, ...moved];
  const used = [...paid.map(({ plan }) => plan.line?.account), ...moved.map(({ account }) => account)];
  const opened = openAccounts(program, yearEnd, new Set<string | undefined>(used));
  if (opened.kind === 'failed') return opened;
  const openings: Partial<Record<Account, Fen>> = { FUND: fundFen, ...opened.openings };
  const guarded = [...new Set([...NEVER_OVERDRAWN, ...opened.budgeted])];
  const balance = (account: Account): Fen =>
    postings.reduce((sum, posting) => (posting.account === account ? sum + posting.changeFen : sum), openings[account] ?? 0n);
  const overdrawn = guarded.filter((account) => balance(account) < 0n);
  if (overdrawn.length > 0) return { kind: 'failed', failures: overdrawn.map((account) => failure('ACCOUNT_OVERDRAWN', account)) };
  postings.push(...retainedPostings(balance('FUND')));
  const between = postings.reduce((sum, { total, changeFen }) => (total === STATEMENT_TOTAL ? sum : sum + changeFen), 0n);
  assert(between === 0n, `between accounts ${between} fen came from nowhere`);
  const accounts = listed(ACCOUNTS.map((account) => ({ account, openingFen: openings[account] ?? 0n, closingFen: balance(account) })));
  return { kind: 'closed', postings, accounts, guarded };
}

/** The lines by which money moves between FUND and other accounts, with their values: those of the year, then those of institutions. */
function transferLines(
  program: Program,
  runs: Readonly<Record<(typeof TRANSFER_SCOPES)[number], readonly KeyRun[]>>,
): readonly PostedLine[] {
  return TRANSFER_SCOPES.flatMap((scope) => {
    const totalOf = new Map(program.scopes[scope].decisions.map(({ plan }) => [plan.id, plan.line?.of]));
    const totals = totalsOf(program, scope).filter((of) => accountUse({ scope, of }, (id) => totalOf.get(id)) === 'TRANSFER');
    const lines = totals.flatMap((total) => linesOf(program, scope, total)).filter(({ plan }) => plan.line?.account !== undefined);
    return runs[scope].flatMap((run) => lines.map(({ plan }) => ({ plan, run })));
  });
}

function linePosting({ plan, run }: PostedLine, otherwise?: Account): Posting {
  assert(plan.line !== undefined, `${plan.id} is a line`);
  const { of: total, order, sign, account } = plan.line;
  const changeFen = -signedFen(plan, run.frame);
  const institutionCode = run.key.institutionCode ?? null;
  return { institutionCode, decision: plan.id, total, order, sign, account: accountOf(account ?? otherwise, plan.id), changeFen };
}

/** A `−` line leaves FUND and enters its account, a `+` line the other way. */
function transferPostings(line: PostedLine): readonly Posting[] {
  const named = linePosting(line);
  const sign = named.sign === '+' ? '-' : '+';
  return [named, { ...named, decision: `${named.decision}.FUND`, sign, account: 'FUND', changeFen: -named.changeFen }];
}

function retainedPostings(leftFen: Fen): readonly Posting[] {
  if (leftFen === 0n) return [];
  const kept = { institutionCode: null, total: 'retained' } as const;
  return [
    { ...kept, decision: 'retained.FUND', order: 1, sign: '+', account: 'FUND', changeFen: -leftFen },
    { ...kept, decision: 'retained.RETAINED', order: 2, sign: '-', account: 'RETAINED', changeFen: leftFen },
  ];
}

function failure(code: RunFailureCode, fact: string): RunFailure {
  return { code, scope: 'institutionYear', key: {}, decision: 'payable', fact };
}

type Opened =
  | { readonly kind: 'opened'; readonly openings: Partial<Record<Account, Fen>>; readonly budgeted: readonly Account[] }
  | { readonly kind: 'failed'; readonly failures: readonly RunFailure[] };

/** What the adjustment fund opens with, what is set aside for cases paid by item, and each pool that lines name, where the ruleset says with what. */
function openAccounts(program: Program, yearEnd: KeyRun, used: ReadonlySet<string | undefined>): Opened {
  const adjustment = openingOf(program, yearEnd, ADJUSTMENT_FUND_BALANCE, used.has('ADJUSTMENT_FUND'));
  const pools = POOL_ACCOUNTS.filter((pool) => used.has(pool)).flatMap((pool) => {
    const opening = openingOf(program, yearEnd, POOL_OPENINGS[pool], true);
    return opening === undefined ? [] : [[pool, opening] as const];
  });
  const byItem = used.has('BY_ITEM') ? [['BY_ITEM', openingOf(program, yearEnd, BY_ITEM_OPENING, true) ?? { fen: 0n }] as const] : [];
  const all = [['ADJUSTMENT_FUND', adjustment ?? { fen: 0n }] as const, ...byItem, ...pools];
  const failures = all.flatMap(([, opening]) => ('code' in opening ? [opening] : []));
  if (failures.length > 0) return { kind: 'failed', failures };
  const openings = Object.fromEntries(all.map(([account, opening]) => [account, 'fen' in opening ? opening.fen : 0n]));
  return { kind: 'opened', openings, budgeted: [...byItem, ...pools].map(([account]) => account) };
}

/** The amount of a name that an account opens with; `undefined`: the ruleset has no such name. */
function openingOf(program: Program, yearEnd: KeyRun, name: string, isUsed: boolean): { readonly fen: Fen } | RunFailure | undefined {
  for (const scope of ['fundYearEnd', 'fundYear'] satisfies Scope[]) {
    const slot = slotOf(program, scope, name);
    if (slot === undefined) continue;
    const value = yearEnd.environment.frame(program.scopes[scope].index)[slot];
    if (value instanceof Fraction) return isWholeFen(value) ? { fen: yuanToFen(value) } : failure('NOT_WHOLE_FEN', name);
    return isUsed ? failure(value === null ? 'MISSING_VALUE' : 'NOT_SUPPLIED', name) : { fen: 0n };
  }
  return undefined;
}

function accountOf(name: string | undefined, decision: string): Account {
  const account = ACCOUNTS.find((known) => known === name);
  assert(account !== undefined, `${decision}: its line names no account`);
  return account;
}
