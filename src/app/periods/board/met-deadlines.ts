import type { PeriodStanding } from './year-standing.js';
import { chinaDay } from '../../base/china-day.js';
import { dayNumber } from '../../../engine/kit/calendar.js';
import { workingDaysBetween } from '../../../engine/kit/working-days.js';
import type { DueDays } from '../../../engine/plan/period-deadlines.js';

/** 逾期 what is late: a day due is over, and it is not done. */
export const LATE_STEPS = ['DECLARATION', 'PUBLICATION', 'PAYMENT', 'CLOSING', 'FIGURES'] as const;
/** One of LATE_STEPS. */
export type LateStep = (typeof LATE_STEPS)[number];

/** 期限的履行 a deadline of a period: when it was due and met, and how much too late; it stays when everything is done. */
export interface DeadlineMet {
  readonly step: LateStep;
  readonly dueOn: string;
  /** The day in China on which it was met; null: it is not, or there was nothing to do. */
  readonly metOn: string | null;
  /** 逾期天数 days from the day due until it was met, or until today where it still is not; 0: in time. */
  readonly daysLate: number;
  /** 逾期工作日 the working days among them, by the region's calendar. */
  readonly workingDaysLate: number;
}

/** A period, with for whom it waits. */
interface Waiting extends PeriodStanding {
  readonly undeclared: readonly string[];
  readonly unpaid: readonly string[];
}

const DUE: Readonly<Record<LateStep, keyof DueDays>> = {
  DECLARATION: 'declareBy',
  PUBLICATION: 'publishBy',
  PAYMENT: 'payBy',
  CLOSING: 'closeBy',
  FIGURES: 'figuresBy',
};

/** The deadlines of a period that are known, in the order of LATE_STEPS, as of a day. */
export function deadlinesMet(period: Waiting, today: string): readonly DeadlineMet[] {
  const { due, stated } = period;
  if (period.isPassedOver) return [];
  return LATE_STEPS.flatMap((step): DeadlineMet[] => {
    const dueOn = due[DUE[step]];
    if (dueOn === null) return [];
    const metOn = isDone(period, step) ? metDay(period, step) : null;
    const until = isDone(period, step) ? (metOn ?? dueOn) : today;
    const isLate = until > dueOn;
    const daysLate = isLate ? dayNumber(until) - dayNumber(dueOn) : 0;
    return [{ step, dueOn, metOn, daysLate, workingDaysLate: isLate ? workingDaysBetween(dueOn, until, stated) : 0 }];
  });
}

/** What is late as of a day: due before it, and still not done, though it can be. */
export function lateSteps(period: Waiting, today: string): readonly LateStep[] {
  if (period.isPassedOver) return [];
  return LATE_STEPS.filter((step) => {
    const dueOn = period.due[DUE[step]];
    return dueOn !== null && dueOn < today && !isDone(period, step);
  });
}

function isDone({ isConfirmed, publication, figuresPublishedAt, undeclared, unpaid }: Waiting, step: LateStep): boolean {
  switch (step) {
    case 'DECLARATION':
      return undeclared.length === 0;
    case 'PUBLICATION':
      return publication !== null || isConfirmed;
    case 'PAYMENT':
      return isConfirmed && unpaid.length === 0;
    case 'CLOSING':
      return isConfirmed;
    case 'FIGURES':
      return figuresPublishedAt !== null;
  }
}

/** The day on which a step that is done was done. */
function metDay({ institutions, publication, done }: Waiting, step: LateStep): string | null {
  switch (step) {
    case 'DECLARATION':
      // The last declaration that stands: one that was returned is made anew.
      return lastOf(
        institutions.map(({ declaration }) => {
          const made = declaration?.state === 'RETURNED' ? undefined : declaration?.events.findLast(({ state }) => state === 'DECLARED');
          return made === undefined ? null : chinaDay(made.createdAt);
        }),
      );
    case 'PUBLICATION':
      // A later run of a period that was confirmed is published later: the first confirmation shows that the step was done by then.
      return firstOf([publication === null ? null : chinaDay(publication.createdAt), done.firstConfirmedOn]);
    case 'PAYMENT':
      // Money that came before the confirmation is settled by it.
      return lastOf([done.confirmedOn, done.lastPaidOn]);
    case 'CLOSING':
      return done.firstConfirmedOn;
    case 'FIGURES':
      return done.figuresFirstOn;
  }
}

function lastOf(days: readonly (string | null)[]): string | null {
  return days.reduce((last, day) => (day !== null && (last === null || day > last) ? day : last), null);
}

function firstOf(days: readonly (string | null)[]): string | null {
  return days.reduce((first, day) => (day !== null && (first === null || day < first) ? day : first), null);
}
