import { countedMonths, countedOf } from '../declared/counted-figures.js';
import { declarationsOf, type Declaration } from '../declared/declarations.js';
import { deadlinesOf, yearVersionsOf } from '../declared/period-of-year.js';
import { calendarFrom } from '../../calendars/region-calendar.js';
import { chinaDay } from '../../base/china-day.js';
import type { YearVersions } from '../../clearing/run/run-versions.js';
import type { Platform } from '../../kernel/platform.js';
import type { FundYearKey, PaymentRecord } from '../../ports/clearing/ports-fund-year.js';
import type { CountedMonth, DeclarationEvent, BestRun, StatedFigures } from '../../ports/clearing/ports-period.js';
import type { RunPublicationRecord } from '../../ports/clearing/ports-statement.js';
import { arrives, reversedIds } from '../../statements/confirm-receipts.js';
import { standingsOf, wordsOfRuns, type Consent, type RunWords, type StatementStanding } from '../../statements/consents.js';
import type { ClosedRun } from '../../ports/clearing/ports-run.js';
import type { Unit } from '../../ports/ports.js';
import { changesThatCount, statusOn, type Changes, type InstitutionStatus } from '../../../engine/clearing/institution-changes.js';
import { unpaidByPeriod } from '../../../engine/clearing/paid.js';
import { dueDays, type DueDays, type PeriodDeadlines } from '../../../engine/plan/period-deadlines.js';
import { YEAR_KEY, type Period } from '../../../engine/plan/periods.js';
import type { Fen } from '../../../engine/number/quantity.js';
import type { StatedDays } from '../../../engine/kit/working-days.js';

/** 机构在一期的情况 where an institution stands in a period. */
export interface InstitutionStanding {
  readonly regionCode: string;
  readonly institutionCode: string;
  /** Null: it was not declared. */
  readonly declaration: Declaration | null;
  /** What the platform counts of its cases, as they are known now. */
  readonly counted: StatedFigures;
  /** Of the period's run, confirmed or not; null: there is none, or it has no statement in it. */
  readonly payableFen: Fen | null;
  readonly paidFen: Fen;
  /** Of the run that was published, or is confirmed; null: it was told of no statement. */
  readonly consent: Consent | null;
  readonly openObjections: number;
  /** Payments of the period that are to arrive, and how many of them the institution has confirmed to have received. */
  readonly payments: number;
  readonly receipts: number;
  /** 状态 whether it was in service on the first day of the period; one that was closed or merged by then is not waited for. */
  readonly status: InstitutionStatus;
  /** Whether the run is confirmed and the institution is owed nothing of the period any more: it was paid, or set off. */
  readonly isPaid: boolean;
}

/** A period with its deadlines and how far it is. */
export interface PeriodStanding {
  readonly period: Period;
  readonly deadlines: PeriodDeadlines;
  readonly due: DueDays;
  /** Whether the region states holidays of the year in which it has to be paid. */
  readonly isCalendarStated: boolean;
  /** Its best run; null: none has succeeded. */
  readonly run: BestRun | null;
  readonly isConfirmed: boolean;
  /** 不再单独结算 the year was cleared for good without it: nothing of it is waited for any more. */
  readonly isPassedOver: boolean;
  /** How its run was published; null: it was not. */
  readonly publication: RunPublicationRecord | null;
  /** 公布数据 when figures of the period were published last; null: they were not. */
  readonly figuresPublishedAt: Date | null;
  /** By institution code: those with cases, a declaration or a statement. */
  readonly institutions: readonly InstitutionStanding[];
  /** When what has deadlines was done. */
  readonly done: DaysDone;
  /** Holidays and made-up days of the region. */
  readonly stated: StatedDays;
}

/** Days in China on which something of a period was done; null: it was not. */
interface DaysDone {
  /** Confirmed first; a year that is cleared once more is confirmed again. */
  readonly firstConfirmedOn: string | null;
  readonly confirmedOn: string | null;
  /** The last day of payments that were made for it and stand. */
  readonly lastPaidOn: string | null;
  /** When its figures were published first. */
  readonly figuresFirstOn: string | null;
}

/** What every period of a fund year is looked at with. */
export interface YearStanding {
  readonly key: FundYearKey;
  readonly years: YearVersions;
  readonly today: string;
  readonly months: readonly CountedMonth[];
  readonly events: readonly DeclarationEvent[];
  readonly settled: ReadonlyMap<string, BestRun>;
  readonly closed: ReadonlyMap<string, ClosedRun>;
  readonly payments: readonly PaymentRecord[];
  readonly received: ReadonlySet<string>;
  /** When each period was confirmed first. */
  readonly firstClosed: ReadonlyMap<string, Date>;
  /** When figures of a period were published first and last. */
  readonly figures: ReadonlyMap<string, { readonly first: Date; readonly last: Date }>;
  /** What is said of the statements of the periods' runs, by number. */
  readonly words: ReadonlyMap<number, RunWords>;
  /** Who is still owed something, by period, as the ledger says; null: it has booked nothing. */
  readonly unpaid: ReadonlyMap<string, ReadonlySet<string>> | null;
  readonly changes: Changes;
  readonly calendar: { readonly stated: StatedDays; readonly years: ReadonlySet<number> };
}

/** Reads it. Throws NO_RULESET_IN_FORCE, RULESET_INVALID. */
export async function yearStanding(platform: Platform, unit: Unit, key: FundYearKey): Promise<YearStanding> {
  const years = await yearVersionsOf(platform, (work) => work(unit), key);
  const settled = await unit.periods.settled(key);
  const payments = await unit.fundYears.payments(key);
  const closed = await unit.runs.closed(key);
  return {
    key,
    years,
    today: chinaDay(await unit.now()),
    months: await countedMonths(unit, key, years),
    events: await unit.periods.declarations(key),
    settled: new Map(settled.map((run) => [run.period, run])),
    closed: new Map(closed.map((run) => [run.period, run])),
    firstClosed: new Map([...closed].reverse().map(({ period, confirmedAt }) => [period, confirmedAt])),
    payments,
    received: await receivedIds(unit, key, payments),
    figures: figuresPublished(await unit.publications.list(key)),
    words: await wordsOfRuns(
      unit,
      key.regionCode,
      settled.map(({ runNo }) => runNo),
    ),
    unpaid: await unpaidNow(unit, key),
    changes: changesThatCount(await unit.institutions.changes(key.regionCode)),
    calendar: await calendarFrom(unit, key.regionCode, years.from),
  };
}

/** Where a period of the year stands. */
export async function periodStanding(unit: Unit, year: YearStanding, period: Period): Promise<PeriodStanding> {
  const { key, calendar } = year;
  const closed = year.closed.get(period.key);
  const run = year.settled.get(period.key) ?? null;
  const deadlines = deadlinesOf(year.years, period);
  const done = daysDone(year, period);
  const due = dueDays(deadlines, { to: period.to, stated: calendar.stated, confirmedOn: done.confirmedOn });
  const words = (run === null ? undefined : year.words.get(run.runNo)) ?? { publication: null, objections: [], confirmations: [] };
  const payables = run === null ? [] : await unit.periods.payables(key.regionCode, run.runNo);
  return {
    ...{ period, deadlines, due, run, isConfirmed: closed !== undefined, publication: words.publication },
    isPassedOver: closed === undefined && year.closed.has(YEAR_KEY),
    ...{ done, stated: calendar.stated },
    figuresPublishedAt: year.figures.get(period.key)?.last ?? null,
    isCalendarStated: due.payBy === null || calendar.years.has(Number(due.payBy.slice(0, 4))),
    institutions: standings(year, period, standingsOf(payables, words, year.today)),
  };
}

function daysDone({ closed, firstClosed, figures, payments }: YearStanding, { key }: Period): DaysDone {
  const day = (moment: Date | undefined): string | null => (moment === undefined ? null : chinaDay(moment));
  const reversed = reversedIds(payments);
  const paid = payments.flatMap((payment) => (payment.period === key && arrives(payment, reversed) ? [payment.paidOn] : []));
  return {
    ...{ firstConfirmedOn: day(firstClosed.get(key)), confirmedOn: day(closed.get(key)?.confirmedAt) },
    ...{ lastPaidOn: paid.sort().at(-1) ?? null, figuresFirstOn: day(figures.get(key)?.first) },
  };
}

/** When figures of each period were published first and last, from publications with the newest first. */
function figuresPublished(publications: readonly { readonly period: string; readonly createdAt: Date }[]): YearStanding['figures'] {
  const found = new Map<string, { readonly first: Date; readonly last: Date }>();
  for (const { period, createdAt } of publications) found.set(period, { first: createdAt, last: found.get(period)?.last ?? createdAt });
  return found;
}

function standings(year: YearStanding, period: Period, statements: readonly StatementStanding[]): readonly InstitutionStanding[] {
  const counted = countedOf(year.months, period);
  const declared = declarationsOf(year.events.filter((event) => event.period === period.key));
  const paid = paidFor(year, period);
  const arriving = arrivingFor(year, period);
  const own = new Map(statements.map((one) => [one.institutionCode, one]));
  const isConfirmed = year.closed.has(period.key);
  const runNo = year.settled.get(period.key)?.runNo;
  const isPublished = runNo !== undefined && year.words.get(runNo)?.publication !== null;
  const codes = [...new Set([...counted.keys(), ...declared.keys(), ...own.keys()])].sort();
  return codes.map((institutionCode) => {
    const statement = own.get(institutionCode);
    const payableFen = statement?.payableFen ?? null;
    const isTold = isConfirmed || isPublished;
    const paidFen = paid.get(institutionCode) ?? 0n;
    return {
      ...{ regionCode: year.key.regionCode, institutionCode, payableFen, paidFen },
      consent: isTold ? (statement?.consent ?? null) : null,
      openObjections: statement?.openObjections ?? 0,
      ...(arriving.get(institutionCode) ?? { payments: 0, receipts: 0 }),
      declaration: declared.get(institutionCode) ?? null,
      status: statusOn(year.changes, institutionCode, period.from).status,
      counted: counted.get(institutionCode) ?? { cases: 0, fundFen: 0n },
      isPaid: isConfirmed && (year.unpaid === null ? paidFen >= (payableFen ?? 0n) : !isUnpaid(year.unpaid, period, institutionCode)),
    };
  });
}

/** Payments that were confirmed to have arrived: by themselves, or with the joint payment that they are parts of. */
async function receivedIds(
  { statementWords, jointPayments }: Unit,
  key: FundYearKey,
  payments: readonly PaymentRecord[],
): Promise<ReadonlySet<string>> {
  const own = (await statementWords.receipts(key)).map(({ paymentId }) => paymentId);
  if (payments.every(({ jointId }) => jointId === null)) return new Set(own);
  const joint = new Set((await jointPayments.receipts(key)).map(({ jointId }) => jointId));
  return new Set([...own, ...payments.flatMap(({ id, jointId }) => (jointId !== null && joint.has(jointId) ? [id] : []))]);
}

async function unpaidNow({ ledger }: Unit, key: FundYearKey): Promise<YearStanding['unpaid']> {
  const owed = await ledger.owedByPeriod(key);
  return owed.length === 0 ? null : unpaidByPeriod(owed);
}

function isUnpaid(unpaid: NonNullable<YearStanding['unpaid']>, { key }: Period, institutionCode: string): boolean {
  return unpaid.get(key)?.has(institutionCode) === true;
}

/** Payments for a period that are to arrive, by institution, and how many of them did. */
function arrivingFor({ payments, received }: YearStanding, { key }: Period) {
  const reversed = reversedIds(payments);
  const counts = new Map<string, { readonly payments: number; readonly receipts: number }>();
  for (const payment of payments) {
    if (payment.period !== key || !arrives(payment, reversed)) continue;
    const before = counts.get(payment.institutionCode) ?? { payments: 0, receipts: 0 };
    const receipts = before.receipts + (received.has(payment.id) ? 1 : 0);
    counts.set(payment.institutionCode, { payments: before.payments + 1, receipts });
  }
  return counts;
}

/** Payments of a period by institution. What was paid for the year before it was cleared is an advance, which its payable has taken off. */
function paidFor({ payments, closed }: YearStanding, { key }: Period): ReadonlyMap<string, Fen> {
  const since = key === YEAR_KEY ? closed.get(key)?.confirmedAt : undefined;
  const sums = new Map<string, Fen>();
  for (const { period, institutionCode, amountFen, createdAt } of payments) {
    if (period !== key || (since !== undefined && createdAt < since)) continue;
    sums.set(institutionCode, (sums.get(institutionCode) ?? 0n) + amountFen);
  }
  return sums;
}
