import { assert } from './assert.js';
import { addDays, dayNumber } from './calendar.js';

/** Days on which a region works, or does not, otherwise than the week has it: `true` is a working day (调休上班日), `false` a holiday. */
export type StatedDays = ReadonlyMap<string, boolean>;

/** Day 0, 1970-01-01, was a Thursday. */
const THURSDAY = 4;
/** The most working days that are counted from a day: no deadline is further off. */
export const MOST_WORKING_DAYS = 1_000;

/** Whether a day is a Saturday or a Sunday. */
export function isWeekend(day: string): boolean {
  const ofWeek = (((dayNumber(day) + THURSDAY) % 7) + 7) % 7;
  return ofWeek === 0 || ofWeek === 6;
}

/** Whether a day is a working day: as stated, else as the week has it. */
export function isWorkingDay(day: string, stated: StatedDays): boolean {
  return stated.get(day) ?? !isWeekend(day);
}

/** The n-th working day after a day, which itself is never counted. `count` is a whole number from 1 to MOST_WORKING_DAYS. */
export function workingDayAfter(day: string, count: number, stated: StatedDays): string {
  assert(Number.isInteger(count) && count >= 1 && count <= MOST_WORKING_DAYS, 'a number of working days');
  let left = count;
  let next = day;
  while (left > 0) {
    next = addDays(next, 1);
    if (isWorkingDay(next, stated)) left--;
  }
  return next;
}

/** How many working days lie after a day, up to another one, which counts. */
export function workingDaysBetween(after: string, through: string, stated: StatedDays): number {
  let count = 0;
  for (let day = addDays(after, 1); day <= through; day = addDays(day, 1)) if (isWorkingDay(day, stated)) count++;
  return count;
}
