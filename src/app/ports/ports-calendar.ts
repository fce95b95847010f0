/** 日期种类 what a region states of a day: a holiday, a day that is worked (调休上班), or as the week has it, which takes an earlier statement back. */
export const DAY_KINDS = ['HOLIDAY', 'WORKDAY', 'ORDINARY'] as const;
/** One of DAY_KINDS. */
export type DayKind = (typeof DAY_KINDS)[number];

/** A day as it is stated: what day it is, and which notice says so. */
export interface StatedDay {
  readonly day: string;
  readonly kind: DayKind;
  readonly note: string;
  readonly source: string;
}

/** A day as it was recorded. */
export interface CalendarDayRecord extends StatedDay {
  readonly regionCode: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** 工作日历 calendars of regions: append-only, the last statement of a day holds. */
export interface Calendars {
  /** What holds of the days from one to another, both included, by day. */
  days(regionCode: string, between: { readonly from: string; readonly to: string }): Promise<readonly CalendarDayRecord[]>;
  state(regionCode: string, days: readonly StatedDay[]): Promise<void>;
}
