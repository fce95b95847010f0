import { entriesOf } from './ledger-entries.js';
import { ForbiddenError, NotFoundError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import { periodProblems } from '../periods/period-requests.js';
import { refuseProblems } from '../requests/request-fields.js';
import { declarationsOf } from '../periods/declared/declarations.js';
import { chinaDay } from '../base/china-day.js';
import type { LedgerEntry } from '../ports/clearing/ports-ledger.js';
import type { ClosedRun } from '../ports/clearing/ports-run.js';
import type { LedgerAccount } from '../../engine/clearing/ledger.js';
import { changesThatCount, payeeOn, type Payee } from '../../engine/clearing/institution-changes.js';
import { assert } from '../../engine/kit/assert.js';
import type { Fen } from '../../engine/number/quantity.js';
import { POOLS, type Pool } from '../../engine/plan/accounts.js';
import { PERIOD_KINDS, periodKindOf } from '../../engine/plan/periods.js';

/** 对账明细 an entry as it moves what an institution is owed, or what is held of it. */
export interface ReconciledEntry {
  readonly seq: bigint;
  readonly date: string;
  readonly period: string;
  readonly line: string;
  readonly pool: Pool;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly amountFen: Fen;
  /** What it changes of what the institution is owed (应付医疗机构), and what it is owed after it. */
  readonly changeFen: Fen;
  readonly balanceFen: Fen;
  /** 收款方 of a payment that somebody else received in its place. */
  readonly payee: Payee | null;
}

/** 机构对账单 what an institution declared, was settled, withheld, paid and cleared in a fund year or one of its periods, entry by entry. */
export interface Reconciliation extends FundYearKey {
  readonly institutionCode: string;
  /** 收款方 who receives what it is paid as of today: itself, who took it over, or its consortium. */
  readonly payee: Payee;
  /** Null: the whole year. */
  readonly period: string | null;
  /** 期初 what the periods that were closed before this one left it owed, so that lists of periods follow one another; 0 for a year. */
  readonly openingFen: Fen;
  /** 申报 fund amounts of the declarations that stand: the period's; for a year its months', which its quarters declare once more. */
  readonly declaredFen: Fen;
  /** 结算 what runs of months and quarters brought it, less what they took. */
  readonly preSettledFen: Fen;
  /** 年度清算 what the clearing brought it, less what it took back. */
  readonly clearedFen: Fen;
  /**
   * 预拨 what of `paidFen` was paid ahead, less what came back of it: advances on a period that was not settled yet, emergency advances. The runs
   * set it off, so that what is settled and cleared is net of it, and it is added to them before payments are taken off.
   */
  readonly advancedFen: Fen;
  /** 拨付 paid out to it, advances among it. */
  readonly paidFen: Fen;
  /** 质量保证金 held of it by the entries, less what was given back. */
  readonly depositFen: Fen;
  /** 履约保证金, likewise. */
  readonly performanceDepositFen: Fen;
  /** 期末 what it is owed after the last of them: opening + settled + cleared + advanced − paid, which is asserted. */
  readonly closingFen: Fen;
  /** 其中各基金 what each fund owes it of that (below 0: it owes the fund), as far as anything was moved. */
  readonly owedByPool: readonly { readonly pool: Pool; readonly owedFen: Fen }[];
  readonly entries: readonly ReconciledEntry[];
}

/**
 * 机构对账 an institution's reconciliation list (N25-25): it is the ledger, entry by entry, and its closing balance is the ledger's own, summed in SQL,
 * which is asserted. An institution's key gets its own. Throws FORBIDDEN, NOT_FOUND.
 */
export async function reconciliation(
  caller: Caller,
  { period = null, institutionCode, ...key }: FundYearKey & { readonly institutionCode: string; readonly period?: string | null },
): Promise<Reconciliation> {
  requirePermission(caller.actor, 'statement:read', key.regionCode);
  if (caller.actor.institutionCode !== null && caller.actor.institutionCode !== institutionCode) throw otherInstitution();
  if (period !== null) refuseProblems(periodProblems(period));
  const own = { ...key, institutionCode };
  const { known, all, declarations, closed, balances, payee } = await caller.read(async (unit) => ({
    known: await unit.institutions.find(key.regionCode, institutionCode),
    all: await entriesOf(unit, own),
    declarations: await unit.periods.declarations(key),
    closed: await unit.runs.closed(key),
    payee: payeeOn(changesThatCount(await unit.institutions.changes(key.regionCode)), institutionCode, chinaDay(await unit.now())),
    balances: await unit.ledger.balances({ ...own, ...(period === null ? {} : { period }) }),
  }));
  if (known === undefined) throw new NotFoundError({ zh: '医疗机构', en: 'institution' }, institutionCode);
  const wanted = all.filter((entry) => period === null || entry.period === period);
  const before = periodsBefore(closed, period);
  const openingFen = all.filter((entry) => before.has(entry.period)).reduce((sum, entry) => sum + changeOf(entry), 0n);
  let balanceFen = openingFen;
  const entries = wanted.map((entry): ReconciledEntry => {
    const { seq, line, pool, from, to, amountFen, bookedAt, payee } = entry;
    balanceFen += changeOf(entry);
    return {
      seq,
      date: chinaDay(bookedAt),
      period: entry.period,
      line,
      pool,
      from,
      to,
      amountFen,
      changeFen: changeOf(entry),
      balanceFen,
      payee,
    };
  });
  const moved = entries.reduce((sum, { changeFen }) => sum + changeFen, 0n);
  const stored = balances.reduce((sum, one) => (one.account === 'INSTITUTION' ? sum + one.balanceFen : sum), 0n);
  assert(moved === stored, `the list of ${institutionCode} moves ${moved} fen, the ledger ${stored}`);
  const sums = sumsOf(wanted);
  const { preSettledFen, clearedFen, advancedFen, paidFen } = sums;
  const summed = openingFen + preSettledFen + clearedFen + advancedFen - paidFen;
  assert(summed === balanceFen, `the sums of ${institutionCode} come to ${summed} fen, its list to ${balanceFen}`);
  return {
    ...{ ...key, institutionCode, payee, period, openingFen, closingFen: balanceFen, entries },
    declaredFen: declaredFen(
      declarations.filter((event) => event.institutionCode === institutionCode && (period === null || event.period === period)),
    ),
    owedByPool: owedByPool(all.filter((entry) => before.has(entry.period) || period === null || entry.period === period)),
    ...sums,
  };
}

/** The sums of a list: what each kind of entry moved. */
function sumsOf(entries: readonly LedgerEntry[]) {
  const runs = entries.filter(({ cause }) => cause === 'RUN');
  const changed = (of: readonly LedgerEntry[]): Fen => of.reduce((sum, entry) => sum + changeOf(entry), 0n);
  const ahead = ({ from, to }: LedgerEntry): boolean => from !== 'INSTITUTION' && to !== 'INSTITUTION';
  return {
    preSettledFen: changed(runs.filter(({ period }) => period !== 'YEAR')),
    clearedFen: changed(runs.filter(({ period }) => period === 'YEAR')),
    advancedFen: heldIn('BANK', entries.filter(ahead)),
    paidFen: heldIn('BANK', entries),
    depositFen: heldIn('QUALITY_DEPOSIT', entries),
    performanceDepositFen: heldIn('PERFORMANCE_DEPOSIT', entries),
  };
}

function otherInstitution(): ForbiddenError {
  return new ForbiddenError('statement:read', {
    zh: '机构密钥只能查看本机构的对账单。',
    en: 'A key of an institution may see its own reconciliation list only.',
  });
}

function owedByPool(entries: readonly LedgerEntry[]): Reconciliation['owedByPool'] {
  return POOLS.flatMap((pool) => {
    const own = entries.filter((entry) => entry.pool === pool);
    return own.length === 0 ? [] : [{ pool, owedFen: own.reduce((sum, entry) => sum + changeOf(entry), 0n) }];
  });
}

function changeOf({ from, to, amountFen }: LedgerEntry): Fen {
  return to === 'INSTITUTION' ? amountFen : from === 'INSTITUTION' ? -amountFen : 0n;
}

function heldIn(account: LedgerAccount, entries: readonly LedgerEntry[]): Fen {
  return entries.reduce((sum, { from, to, amountFen }) => sum + (to === account ? amountFen : from === account ? -amountFen : 0n), 0n);
}

/** The periods that were closed before one: they are closed in their order. None before the year as a whole. */
function periodsBefore(closed: readonly ClosedRun[], period: string | null): ReadonlySet<string> {
  if (period === null) return new Set();
  const inOrder = [...closed].sort((a, b) => a.confirmedAt.getTime() - b.confirmedAt.getTime()).map((run) => run.period);
  const at = inOrder.indexOf(period);
  return new Set(inOrder.slice(0, at < 0 ? undefined : at));
}

/** Months and quarters declare the same cases: of the kinds of periods that stand declared only the shortest counts. */
function declaredFen(events: Parameters<typeof declarationsOf>[0]): Fen {
  for (const kind of PERIOD_KINDS) {
    const periods = new Set(events.flatMap(({ period }) => (periodKindOf(period) === kind ? [period] : [])));
    const all = [...periods].flatMap((period) => [...declarationsOf(events.filter((event) => event.period === period)).values()]);
    const standing = all.filter(({ state }) => state !== 'RETURNED');
    if (standing.length > 0) return standing.reduce((sum, { figures }) => sum + figures.fundFen, 0n);
  }
  return 0n;
}
