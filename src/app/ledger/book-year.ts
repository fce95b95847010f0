import { isRecovery, type FundYearKey, type PaymentRecord } from '../ports/clearing/ports-fund-year.js';
import type { Booking, LedgerEntry } from '../ports/clearing/ports-ledger.js';
import { NO_INSTITUTION, type PostingRecord } from '../ports/clearing/ports-run-results.js';
import type { ClosedRun } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';
import {
  balancesOf,
  moveOfPayment,
  PAYMENT_SOURCES,
  type PaymentSource,
  movesOfAdvances,
  movesOfLines,
  movesOfYear,
  reversed,
  type BookedLine,
  type LedgerBalance,
  type LedgerMove,
} from '../../engine/clearing/ledger.js';
import { requirePaidAsBooked } from './paid-as-booked.js';
import { unpaidByPeriod } from '../../engine/clearing/paid.js';
import { assert, must } from '../../engine/kit/assert.js';
import type { Fen } from '../../engine/number/quantity.js';
import { ACCOUNTS, poolOf, type Account, type Pool } from '../../engine/plan/accounts.js';
import { periodKindOf, PERIODS, YEAR_KEY } from '../../engine/plan/periods.js';

/** Something that happened to a fund year and belongs into its ledger. */
export type LedgerEvent =
  | { readonly kind: 'PAYMENT'; readonly id: string; readonly at: Date; readonly payment: PaymentRecord }
  | { readonly kind: 'RUN'; readonly id: string; readonly at: Date; readonly run: ClosedRun };

/**
 * Books what has happened to a fund year and is not in its ledger yet: payments and confirmed runs, in the order in which they happened. Whoever
 * records a payment or confirms a run calls it in the same transaction, so that the ledger is never behind; calling it again books nothing.
 * Whether confirmed runs are PAID is stated anew with it: a payment completes a period, its reversal or an adjustment takes that back.
 */
export async function bookFundYear(unit: Unit, key: FundYearKey): Promise<void> {
  const { regionCode, year, insurance } = key;
  await unit.lock(regionCode, `ledger/${year}/${insurance}`);
  const done = new Set((await unit.ledger.booked(key, 'RUN')).map(({ causeId }) => causeId));
  const waiting = (await eventsOf(unit, key, { notBooked: true })).filter(({ kind, id }) => kind === 'PAYMENT' || !done.has(id));
  await requirePaidAsBooked(
    unit,
    key,
    waiting.flatMap((event) => (event.kind === 'PAYMENT' ? [event.payment] : [])),
  );
  await bookEvents(unit, key, waiting);
  if (waiting.length === 0) return;
  await requireBalance(unit, key, waiting);
  if ((await unit.runs.closed(key)).length > 0)
    await unit.runs.markPaid(key, [...unpaidByPeriod(await unit.ledger.owedByPeriod(key)).keys()]);
}

/** Books events in order: payments together, until one of them or a run has to read what is booked. */
export async function bookEvents(unit: Unit, key: FundYearKey, events: readonly LedgerEvent[]): Promise<void> {
  const settled = new Map<string, boolean>();
  const payments: Booking[] = [];
  const bookPayments = async (): Promise<void> => unit.ledger.book(payments.splice(0));
  for (const event of events) {
    if (event.kind === 'RUN') {
      await bookPayments();
      await unit.ledger.book([await bookingOfRun(unit, key, event.run)]);
      settled.clear();
      continue;
    }
    if (event.payment.reversesId !== null) await bookPayments();
    payments.push(await bookingOfPayment(unit, key, event.payment, settled));
  }
  await bookPayments();
}

/** Payments, or only those that are not booked, and confirmed runs of a fund year, in the order in which they happened. */
export async function eventsOf(
  { fundYears, runs }: Unit,
  key: FundYearKey,
  only?: { readonly notBooked: true },
): Promise<readonly LedgerEvent[]> {
  const payments = (await fundYears.payments(key, only)).map((payment): LedgerEvent => ({
    kind: 'PAYMENT',
    id: payment.id,
    at: payment.createdAt,
    payment,
  }));
  const confirmed = (await runs.closed(key)).map((run): LedgerEvent => ({ kind: 'RUN', id: String(run.runNo), at: run.confirmedAt, run }));
  // A run first where both happened at once: then the payment is of what the run owes.
  return [...confirmed, ...payments].sort(inTime);
}

/** Before 0: the first of two happened first. A run comes before what happened at the same time; payments of one time as they were recorded. */
export function inTime(a: LedgerEvent, b: LedgerEvent): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    Number(a.kind === 'PAYMENT') - Number(b.kind === 'PAYMENT') ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

async function bookingOfPayment(unit: Unit, key: FundYearKey, payment: PaymentRecord, settled: Map<string, boolean>): Promise<Booking> {
  const { id, institutionCode, amountFen, period, reversesId, payee } = payment;
  const from = reversesId === null ? await paidFrom(unit, key, payment, settled) : await paidFromBefore(unit, key, reversesId);
  return {
    ...key,
    cause: 'PAYMENT',
    causeId: id,
    period,
    payee,
    moves: moveOfPayment({ institutionCode, amountFen, from, pool: poolOf(payment.purpose) }),
  };
}

async function paidFrom(unit: Unit, key: FundYearKey, payment: PaymentRecord, settled: Map<string, boolean>): Promise<PaymentSource> {
  if (payment.purpose === 'EMERGENCY') return 'EMERGENCY_ADVANCE';
  return isRecovery(payment) || (await isSettled(unit, key, payment.period, settled)) ? 'INSTITUTION' : 'PREPAID';
}

/** A payment that is taken back goes where it came from. */
async function paidFromBefore(unit: Unit, key: FundYearKey, paymentId: string): Promise<PaymentSource> {
  const entries = await entriesOf(unit, key, paymentId);
  return PAYMENT_SOURCES.find((account) => entries.some(({ from }) => from === account)) ?? 'INSTITUTION';
}

/** Whether the ledger holds a run of a period: what is paid for it from then on is paid from what it owes. `settled` knows what was asked. */
async function isSettled({ ledger }: Unit, key: FundYearKey, period: string, settled: Map<string, boolean>): Promise<boolean> {
  const known = settled.get(period) ?? (await ledger.entries({ ...key, period, cause: 'RUN' }, { limit: 1 })).length > 0;
  settled.set(period, known);
  return known;
}

function entriesOf({ ledger }: Unit, key: FundYearKey, paymentId: string): Promise<readonly LedgerEntry[]> {
  return ledger.entries({ ...key, cause: 'PAYMENT', causeId: paymentId }, { limit: 1 });
}

async function bookingOfRun(unit: Unit, key: FundYearKey, { runNo, period }: ClosedRun): Promise<Booking> {
  const postings = await unit.runResults.postings(key.regionCode, runNo);
  const total = PERIODS[must(periodKindOf(period), 'kind of a period')].total;
  const lines = postings.map((posting) => lineOf(posting, total));
  const moves =
    period === YEAR_KEY ? await yearMoves(unit, key, runNo, lines) : [...movesOfLines(lines), ...(await advancesOf(unit, key, period))];
  return { ...key, cause: 'RUN', causeId: String(runNo), period, moves };
}

/** A posting of a run as the ledger reads it. */
export function lineOf({ institutionCode, line, total, account, sign, amountFen }: PostingRecord, statementTotal: string): BookedLine {
  const own = institutionCode === NO_INSTITUTION ? null : institutionCode;
  return { institutionCode: own, line, isStatement: total === statementTotal, account: accountNamed(account), sign, amountFen };
}

function accountNamed(name: string): Account {
  return must(
    ACCOUNTS.find((account) => account === name),
    'account of a posting',
  );
}

/** What was paid for a period before it was settled, by institution and pool. */
async function advancesOf({ ledger }: Unit, key: FundYearKey, period: string): Promise<readonly LedgerMove[]> {
  const paid = new Map<string, { readonly institutionCode: string; readonly pool: Pool; readonly amountFen: Fen }>();
  for (let after: bigint | undefined, more = true; more;) {
    const page = await ledger.entries({ ...key, period, cause: 'PAYMENT' }, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { institutionCode, pool, from, to, amountFen } of page) {
      const own = { institutionCode: must(institutionCode, 'institution of a payment'), pool };
      const change = from === 'PREPAID' ? amountFen : to === 'PREPAID' ? -amountFen : 0n;
      const place = `${pool} ${own.institutionCode}`;
      paid.set(place, { ...own, amountFen: (paid.get(place)?.amountFen ?? 0n) + change });
    }
    after = page.at(-1)?.seq;
    more = page.length === PAGE;
  }
  return movesOfAdvances([...paid.values()]);
}

const PAGE = 1_000;

/** A cleared year; what an earlier run of it booked is taken back first, so that the difference is what stays. */
async function yearMoves(unit: Unit, key: FundYearKey, runNo: number, lines: readonly BookedLine[]): Promise<readonly LedgerMove[]> {
  const openings = (await unit.runResults.accounts(key.regionCode, runNo)).map(({ account, openingFen }) => ({
    account: accountNamed(account),
    openingFen,
  }));
  const before = reversed(await movesBefore(unit, key));
  const ofPeriods = await unit.ledger.balances(key, { ofParts: true });
  const prepaid = balancesOf(before, await unit.ledger.balances(key)).filter(({ account }) => account === 'PREPAID');
  return [...before, ...movesOfYear({ openings, lines, ofPeriods, prepaid })];
}

/** What the last run of the year booked, without what it took back of the one before. */
async function movesBefore({ ledger, runs }: Unit, key: FundYearKey): Promise<readonly LedgerMove[]> {
  const booked = new Set((await ledger.booked(key, 'RUN')).map(({ causeId }) => causeId));
  const last = (await runs.closed(key)).filter(({ period, runNo }) => period === YEAR_KEY && booked.has(String(runNo))).at(-1);
  if (last === undefined) return [];
  const moves: LedgerMove[] = [];
  for (let after: bigint | undefined, more = true; more;) {
    const of = { ...key, cause: 'RUN', causeId: String(last.runNo) } as const;
    const page = await ledger.entries(of, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    moves.push(...page.filter(({ line }) => !line.startsWith('reversed.')));
    after = page.at(-1)?.seq;
    more = page.length === PAGE;
  }
  return moves;
}

/**
 * 恒等式 every fen has an account: what all of them hold is 0, of each pool by itself, since no money goes from one to another; and once the year
 * is cleared FUND as a whole holds nothing. Payments move the accounts of their institutions only: of a few of them only these are added up.
 */
async function requireBalance({ ledger, runs }: Unit, key: FundYearKey, booked: readonly LedgerEvent[]): Promise<void> {
  const codes = new Set(booked.map((event) => (event.kind === 'PAYMENT' ? event.payment.institutionCode : undefined)));
  const own = codes.size > FEW_INSTITUTIONS ? undefined : [...codes];
  if (own !== undefined && own.every((code) => code !== undefined)) {
    for (const institutionCode of own) requireZero(await ledger.balances({ ...key, institutionCode }));
    return;
  }
  const balances = await ledger.balances(key);
  requireZero(balances);
  if (!(await runs.closed(key)).some(({ period }) => period === YEAR_KEY)) return;
  const fund = sumOf(balances.filter(({ account }) => account === 'FUND'));
  assert(fund === 0n, `FUND holds ${fund} fen after the year was cleared`);
}

const FEW_INSTITUTIONS = 20;

function requireZero(balances: readonly LedgerBalance[]): void {
  for (const pool of new Set(balances.map((one) => one.pool))) {
    const out = sumOf(balances.filter((one) => one.pool === pool));
    assert(out === 0n, `the ledger of ${pool} is out by ${out} fen`);
  }
}

function sumOf(balances: readonly LedgerBalance[]): Fen {
  return balances.reduce((sum, { balanceFen }) => sum + balanceFen, 0n);
}
