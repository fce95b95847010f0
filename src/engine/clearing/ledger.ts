import { assert } from '../kit/assert.js';
import type { Fen } from '../number/quantity.js';
import { ACCOUNT_LABELS, ACCOUNTS, poolOf, type Account, type Pool } from '../plan/accounts.js';

/**
 * Accounts of the ledger: those of a settlement; INSTITUTION 应付医疗机构, what an institution is owed (below 0: owes); BANK, what was paid out;
 * BUDGET, where the money of the year comes from (its balance is minus what came from it).
 */
export const LEDGER_ACCOUNTS = [...ACCOUNTS, 'INSTITUTION', 'BANK', 'BUDGET'] as const;
/** One of LEDGER_ACCOUNTS. */
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** What the accounts are called. */
export const LEDGER_ACCOUNT_LABELS: Readonly<Record<LedgerAccount, { readonly zh: string; readonly en: string }>> = {
  ...ACCOUNT_LABELS,
  INSTITUTION: { zh: '应付医疗机构', en: 'payable to institutions' },
  BANK: { zh: '已拨付', en: 'paid out' },
  BUDGET: { zh: '预算来源', en: 'budget' },
};

/** What pools are called. */
export const POOL_LABELS: Readonly<Record<Pool, { readonly zh: string; readonly en: string }>> = {
  BASIC: { zh: '基本医保统筹基金', en: 'basic pooled fund' },
  CATASTROPHIC: LEDGER_ACCOUNT_LABELS.CATASTROPHIC,
  ASSISTANCE: LEDGER_ACCOUNT_LABELS.ASSISTANCE,
  CIVIL_SERVANT: LEDGER_ACCOUNT_LABELS.CIVIL_SERVANT,
  OUT_OF_REGION: LEDGER_ACCOUNT_LABELS.OUT_OF_REGION,
};

/** 分录 money that moves from one account to another: every entry balances by itself, so the balances of all accounts add up to 0. */
export interface LedgerMove {
  /** `null`: of no institution. */
  readonly institutionCode: string | null;
  /** What moved it: a line of a statement, or one of the words below. Unique for an institution within what is booked together. */
  readonly line: string;
  /** 基金池 whose money moves: both accounts are of this pool, so that each pool's books balance by themselves. */
  readonly pool: Pool;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  /** Above 0. */
  readonly amountFen: Fen;
}

/** A stored line of a run: an amount that leaves an account (+) or enters it (−). */
export interface BookedLine {
  readonly institutionCode: string | null;
  readonly line: string;
  /** Whether it is a line of a statement: the other side is the institution, otherwise FUND. */
  readonly isStatement: boolean;
  readonly account: Account;
  readonly sign: 1 | -1;
  readonly amountFen: Fen;
}

/** What an account of an institution (`null`: of none) holds of a pool's money. */
export interface LedgerBalance {
  readonly institutionCode: string | null;
  readonly pool: Pool;
  readonly account: LedgerAccount;
  readonly balanceFen: Fen;
}

/** The moves of a run's lines. A transfer between FUND and another account stands twice among a run's lines, and moves once. */
export function movesOfLines(lines: readonly BookedLine[]): readonly LedgerMove[] {
  return lines.flatMap(({ institutionCode, line, isStatement, account, sign, amountFen }) => {
    if (!isStatement && account === 'FUND') return [];
    const pool = poolOf(account);
    return move({ institutionCode, line, pool }, account, isStatement ? 'INSTITUTION' : 'FUND', BigInt(sign) * amountFen);
  });
}

/** What a period settles of payments that were made for it before: they were advances until then. */
export function movesOfAdvances(
  advances: readonly { readonly institutionCode: string; readonly pool: Pool; readonly amountFen: Fen }[],
): readonly LedgerMove[] {
  return advances.flatMap(({ institutionCode, pool, amountFen }) =>
    move({ institutionCode, line: lineOfPool('advance.settled', pool), pool }, 'INSTITUTION', 'PREPAID', amountFen),
  );
}

/** A word of the ledger for a pool: what is booked together has one line of a name. */
function lineOfPool(line: string, pool: Pool): string {
  return pool === 'BASIC' ? line : `${line}.${pool}`;
}

/** What a payment is paid from: what a settled period owes, an advance on one that is not settled yet, or an emergency advance (N21-26). */
export const PAYMENT_SOURCES = ['INSTITUTION', 'PREPAID', 'EMERGENCY_ADVANCE'] as const satisfies readonly LedgerAccount[];
/** One of PAYMENT_SOURCES. */
export type PaymentSource = (typeof PAYMENT_SOURCES)[number];

/** A payment. Negative: money that came back. */
export function moveOfPayment(payment: {
  readonly institutionCode: string;
  readonly amountFen: Fen;
  readonly from: PaymentSource;
  /** Which fund pays; left out: the basic one. */
  readonly pool?: Pool;
}): readonly LedgerMove[] {
  const { institutionCode, amountFen, from, pool = 'BASIC' } = payment;
  return move({ institutionCode, line: 'payment', pool }, from, 'BANK', amountFen);
}

/**
 * 机构应得 what a run's lines give each institution, however much of it was advanced: a line on PREPAID only says what was paid before, so it
 * changes nothing of the two accounts together.
 */
export function dueOfLines(lines: readonly BookedLine[]): ReadonlyMap<string, Fen> {
  return changeOfInstitutions(balancesOf(movesOfLines(lines)));
}

/** What is due to each institution of these balances: INSTITUTION and PREPAID together. */
export function changeOfInstitutions(balances: readonly LedgerBalance[]): ReadonlyMap<string, Fen> {
  const due = new Map<string, Fen>();
  for (const { institutionCode, account, balanceFen } of balances) {
    if (institutionCode === null || (account !== 'INSTITUTION' && account !== 'PREPAID')) continue;
    due.set(institutionCode, (due.get(institutionCode) ?? 0n) + balanceFen);
  }
  return due;
}

/** What is booked when a year is cleared. */
export interface YearBooking {
  /** What accounts open with: the fund to allocate, the adjustment fund's balance. */
  readonly openings: readonly { readonly account: Account; readonly openingFen: Fen }[];
  readonly lines: readonly BookedLine[];
  /** What the months and quarters of the year left on accounts. */
  readonly ofPeriods: readonly LedgerBalance[];
  /** What is on PREPAID now. */
  readonly prepaid: readonly LedgerBalance[];
}

/**
 * Books a cleared year (ARCHITECTURE 6): the accounts open, what months and quarters booked for the time being is taken back to PREPAID, since
 * the year states everything anew, its lines are booked, and what is left on PREPAID of an institution is settled with it. So PREPAID closes at
 * 0, and INSTITUTION at what the statement says is payable.
 */
export function movesOfYear({ openings, lines, ofPeriods, prepaid }: YearBooking): readonly LedgerMove[] {
  const opened = openings.flatMap(({ account, openingFen }) =>
    move({ institutionCode: null, line: `opening.${account}`, pool: poolOf(account) }, 'BUDGET', account, openingFen),
  );
  const taken = ofPeriods.flatMap(({ institutionCode, pool, account, balanceFen }) =>
    account === 'PREPAID' || account === 'INSTITUTION'
      ? []
      : move({ institutionCode, line: `takenBack.${account}`, pool }, account, 'PREPAID', balanceFen),
  );
  const booked = [...opened, ...taken, ...movesOfLines(lines)];
  const left = balancesOf(booked, prepaid).filter(({ account, institutionCode }) => account === 'PREPAID' && institutionCode !== null);
  const settled = left.flatMap(({ institutionCode, pool, balanceFen }) =>
    move({ institutionCode, line: lineOfPool('prepaid.settled', pool), pool }, 'PREPAID', 'INSTITUTION', balanceFen),
  );
  return [...booked, ...settled];
}

/** What was booked, taken back: a year that is cleared once more is booked anew, and the difference is what stays. */
export function reversed(moves: readonly LedgerMove[]): readonly LedgerMove[] {
  return moves.map(({ from, to, line, ...rest }) => ({ ...rest, line: `reversed.${line}`, from: to, to: from }));
}

/** Balances by institution, pool and account after some moves; those of 0 are left out. */
export function balancesOf(moves: readonly LedgerMove[], before: readonly LedgerBalance[] = []): readonly LedgerBalance[] {
  const sums = new Map<string, LedgerBalance>();
  const add = ({ institutionCode, pool }: Pick<LedgerMove, 'institutionCode' | 'pool'>, account: LedgerAccount, changeFen: Fen): void => {
    const key = `${institutionCode ?? ''} ${pool} ${account}`;
    sums.set(key, { institutionCode, pool, account, balanceFen: (sums.get(key)?.balanceFen ?? 0n) + changeFen });
  };
  for (const balance of before) add(balance, balance.account, balance.balanceFen);
  for (const moved of moves) {
    const { from, to, amountFen } = moved;
    assert(amountFen > 0n, 'a move is of an amount above 0');
    add(moved, from, -amountFen);
    add(moved, to, amountFen);
  }
  return [...sums.values()].filter(({ balanceFen }) => balanceFen !== 0n);
}

/** One move, the other way round where the amount is negative; none of 0. */
function move(
  of: Pick<LedgerMove, 'institutionCode' | 'line' | 'pool'>,
  from: LedgerAccount,
  to: LedgerAccount,
  amountFen: Fen,
): readonly LedgerMove[] {
  if (amountFen === 0n) return [];
  return [amountFen > 0n ? { ...of, from, to, amountFen } : { ...of, from: to, to: from, amountFen: -amountFen }];
}

/** Balances by pool and account, those of all institutions added up; what comes to 0 is left out. In the order in which they came. */
export function balancesByAccount(balances: readonly LedgerBalance[]): readonly LedgerBalance[] {
  const sums = new Map<string, LedgerBalance>();
  for (const { pool, account, balanceFen } of balances) {
    const key = `${pool} ${account}`;
    sums.set(key, { institutionCode: null, pool, account, balanceFen: (sums.get(key)?.balanceFen ?? 0n) + balanceFen });
  }
  return [...sums.values()].filter(({ balanceFen }) => balanceFen !== 0n);
}
