import { addDays, daysInMonth } from '../kit/calendar.js';
import { workingDayAfter, type StatedDays } from '../kit/working-days.js';

/** 拨付起算日 from which day the working days of a payment are counted. */
export const PAID_FROM = ['DECLARATION_DUE', 'CONFIRMATION'] as const;
/** One of PAID_FROM. */
export type PaidFrom = (typeof PAID_FROM)[number];

/** 期限 the deadlines of a kind of period, as a ruleset states them (`methods.periods`). What is not stated has none. */
export interface PeriodDeadlines {
  /** Day of the month after the period's end by which institutions declare it; of a shorter month its last day. */
  readonly declareBy?: { readonly day: number } | undefined;
  /** Within how many working days it is paid, and counted from which day. */
  readonly payWithinWorkingDays?: { readonly days: number; readonly from: PaidFrom } | undefined;
  /** By which day of which month after the period's end its run is published to the institutions; of a shorter month its last day. */
  readonly publishBy?: { readonly months: number; readonly day: number } | undefined;
  /** Within how many working days after the publication institutions may object. */
  readonly objectionWorkingDays?: { readonly days: number } | undefined;
  /** Stated: its run is confirmed only after every institution with a statement has confirmed it. */
  readonly confirmStatements?: object | undefined;
  /** Stated: an institution that has not objected when the days are over has consented. */
  readonly silentConsent?: object | undefined;
  /** By which day of which month after the period's end it is closed; of a shorter month its last day. */
  readonly closeBy?: { readonly months: number; readonly day: number } | undefined;
  /** Within how many working days after its run is confirmed its figures are published (N26-5). */
  readonly figuresWithinWorkingDays?: { readonly days: number } | undefined;
}

/** What days due are worked out from. */
export interface PeriodDays {
  /** Last day of the period. */
  readonly to: string;
  /** The day on which its run was confirmed; null: it was not. */
  readonly confirmedOn: string | null;
  readonly stated: StatedDays;
}

/** 到期日 the days by which a period is declared, published, paid, closed and its figures are published; null: nothing is stated, or not known yet. */
export interface DueDays {
  readonly declareBy: string | null;
  readonly publishBy: string | null;
  readonly payBy: string | null;
  readonly closeBy: string | null;
  readonly figuresBy: string | null;
}

/** The days due of a period. What is counted from the confirmation is due on no day until there is one. */
export function dueDays(deadlines: PeriodDeadlines, { to, confirmedOn, stated }: PeriodDays): DueDays {
  const {
    declareBy: declare,
    publishBy: publish,
    payWithinWorkingDays: pay,
    closeBy: close,
    figuresWithinWorkingDays: figures,
  } = deadlines;
  const declareBy = declare === undefined ? null : dayInMonthAfter(to, 1, declare.day);
  const counted = pay?.from === 'CONFIRMATION' ? confirmedOn : declareBy;
  return {
    declareBy,
    publishBy: publish === undefined ? null : dayInMonthAfter(to, publish.months, publish.day),
    payBy: pay === undefined || counted === null ? null : workingDayAfter(counted, pay.days, stated),
    closeBy: close === undefined ? null : dayInMonthAfter(to, close.months, close.day),
    figuresBy: figures === undefined || confirmedOn === null ? null : workingDayAfter(confirmedOn, figures.days, stated),
  };
}

/** A day of the n-th month after a day's month; where that month is shorter, its last day. */
function dayInMonthAfter(day: string, months: number, wanted: number): string {
  let [year, month] = monthOf(day);
  for (let left = months; left > 0; left--) [year, month] = monthOf(addDays(`${key(year, month)}-01`, 31));
  const last = daysInMonth(year, month);
  return `${key(year, month)}-${String(Math.min(wanted, last)).padStart(2, '0')}`;
}

function monthOf(day: string): [number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
}

function key(year: number, month: number): string {
  return `${String(year)}-${String(month).padStart(2, '0')}`;
}
