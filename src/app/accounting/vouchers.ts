import { entriesOf, type AskedEntries } from './ledger-entries.js';
import { ledgerLineLabel } from '../../engine/clearing/ledger-lines.js';
import { LEDGER_ACCOUNT_LABELS, type LedgerAccount } from '../../engine/clearing/ledger.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { ForbiddenError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import { chinaDay } from '../base/china-day.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import type { LedgerEntry } from '../ports/clearing/ports-ledger.js';
import { assert, must } from '../../engine/kit/assert.js';
import { printFen, type Fen } from '../../engine/number/quantity.js';
import type { Pool } from '../../engine/plan/accounts.js';
import type { Label } from '../../engine/plan/plan.js';
import { periodLabel } from '../../engine/plan/periods.js';

/** 凭证分录 a line of a voucher: one of debit and credit is filled, in yuan with 2 places. */
export interface VoucherLine {
  /** 凭证号: one a cause (a confirmed run, a payment), numbered in the order of booking. */
  readonly voucher: number;
  readonly line: number;
  readonly date: string;
  readonly period: string;
  readonly summary: string;
  /** 基金池 whose books it belongs into: each fund keeps its own, and each pool's vouchers balance. */
  readonly pool: Pool;
  readonly account: LedgerAccount;
  readonly accountName: string;
  /** 往来单位 the institution; null: none. */
  readonly institutionCode: string | null;
  readonly debit: string | null;
  readonly credit: string | null;
  /** 对方科目 the account on the other side. */
  readonly counterpart: LedgerAccount;
}

/**
 * 会计凭证 the entries of the ledger as vouchers that bookkeeping software takes (N25-27b): each entry as a debit of the account that it enters and
 * a credit of the one that it leaves. Debits and credits are equal in each voucher and in all, which is asserted. A voucher keeps its number whichever
 * period or institution is asked for. They are the agency's books: an institution reconciles with its own list. Throws FORBIDDEN.
 */
export async function vouchers(platform: Platform, caller: Caller, asked: AskedEntries): Promise<readonly VoucherLine[]> {
  requirePermission(caller.actor, 'statement:read', asked.regionCode);
  if (caller.actor.institutionCode !== null) throw agencyOnly();
  const { entries, numbers } = await caller.read(async (unit) => ({
    numbers: await voucherNumbers(unit, asked),
    entries: await entriesOf(unit, asked),
  }));
  const labels = await labelsOfRuns(platform, caller, asked.regionCode, entries);
  const lines = entries.flatMap((entry) => linesOf(entry, numbers(entry), ledgerLineLabel(entry.line, labels(entry)).zh));
  const sums = new Map<number, { debit: Fen; credit: Fen }>();
  const places = new Map<number, number>();
  const numbered = lines.map((line) => {
    const place = (places.get(line.voucher) ?? 0) + 1;
    places.set(line.voucher, place);
    const sum = sums.get(line.voucher) ?? { debit: 0n, credit: 0n };
    sums.set(line.voucher, { debit: sum.debit + fenOf(line.debit), credit: sum.credit + fenOf(line.credit) });
    return { ...line, line: place };
  });
  for (const [voucher, { debit, credit }] of sums) assert(debit === credit, `voucher ${voucher} is out by ${debit - credit} fen`);
  return numbered;
}

/** 凭证号 the number of an entry's voucher in its fund year, for the agency. */
export async function voucherNumbers({ ledger }: Pick<Unit, 'ledger'>, key: FundYearKey): Promise<(entry: EntryCause) => number> {
  const numbers = new Map((await ledger.voucherNumbers(key)).map((one) => [causeKey(one), one.voucher]));
  return (entry) => must(numbers.get(causeKey(entry)), 'number of a voucher');
}

/** What lines of runs are called by the rulesets that the runs pinned: a few runs a year, of one or two versions. */
async function labelsOfRuns(
  platform: Platform,
  { read }: Caller,
  regionCode: string,
  entries: readonly LedgerEntry[],
): Promise<(entry: EntryCause) => (id: string) => { readonly zh: string; readonly en: string } | undefined> {
  const runNos = [...new Set(entries.flatMap(({ cause, causeId }) => (cause === 'RUN' ? [Number(causeId)] : [])))];
  const runs = await read(({ runs: stored }) => Promise.all(runNos.map((runNo) => stored.findByNo(regionCode, runNo))));
  const labels = new Map<string, ReadonlyMap<string, Label>>();
  for (const run of runs) {
    const id = run?.rulesetIds.at(-1);
    if (run === undefined || id === undefined) continue;
    const found = must(await read(({ rulesets }) => rulesets.findById(regionCode, id)), 'ruleset of a run');
    const { plan } = await platform.rulesets.get(read, found);
    const decisions = Object.values(plan.decisions).flat();
    labels.set(String(run.runNo), new Map(decisions.map((decision) => [decision.id, decision.label])));
  }
  return ({ cause, causeId }) =>
    (id) => {
      const label = cause === 'RUN' ? labels.get(causeId)?.get(id) : undefined;
      return label === undefined ? undefined : { zh: label.zh, en: label.en ?? label.zh };
    };
}

/** 分录各行的名称 what the lines of entries are called, in words. */
export async function entryLabels(
  platform: Platform,
  caller: Caller,
  regionCode: string,
  entries: readonly LedgerEntry[],
): Promise<(entry: LedgerEntry) => { readonly zh: string; readonly en: string }> {
  const labels = await labelsOfRuns(platform, caller, regionCode, entries);
  return (entry) => ledgerLineLabel(entry.line, labels(entry));
}

type EntryCause = Pick<LedgerEntry, 'cause' | 'causeId'>;

function causeKey({ cause, causeId }: EntryCause): string {
  return `${cause} ${causeId}`;
}

function agencyOnly(): ForbiddenError {
  return new ForbiddenError('statement:read', {
    zh: '会计凭证是经办机构的账；医疗机构请用对账单（dip ledger reconcile，fundYear.reconciliation）。',
    en: 'Vouchers are the books of the agency; an institution reconciles with its own list (dip ledger reconcile, fundYear.reconciliation).',
  });
}

function linesOf(entry: LedgerEntry, voucher: number, said: string): VoucherLine[] {
  const { period, institutionCode, pool, from, to, amountFen, bookedAt, cause, causeId, payee } = entry;
  const what = cause === 'RUN' ? `清算 ${causeId}：` : '';
  const common = {
    ...{ voucher, line: 0, date: chinaDay(bookedAt), period },
    summary: `${periodLabel(period).zh}${what}${said}${payee === null ? '' : `（收款方 ${payee.code}）`}`,
    institutionCode,
    pool,
  };
  const amount = printFen(amountFen);
  const side = (account: LedgerAccount, counterpart: LedgerAccount) => ({
    account,
    accountName: LEDGER_ACCOUNT_LABELS[account].zh,
    counterpart,
  });
  return [
    { ...common, ...side(to, from), debit: amount, credit: null },
    { ...common, ...side(from, to), debit: null, credit: amount },
  ];
}

function fenOf(amount: string | null): Fen {
  return amount === null ? 0n : BigInt(amount.replace('.', ''));
}
