import { requirePermission } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import type { Caller } from '../kernel/platform.js';
import type { CalendarDayRecord } from '../ports/ports-calendar.js';
import type { Unit } from '../ports/ports.js';
import { refuseProblems, fieldProblem, requireYear } from '../requests/request-fields.js';
import { addDays } from '../../engine/kit/calendar.js';
import { isWorkingDay, MOST_WORKING_DAYS, workingDayAfter, type StatedDays } from '../../engine/kit/working-days.js';

/** 工作日历 the calendar of a region's year: what is stated of it, and how many working days it has. */
export interface RegionCalendar {
  readonly regionCode: string;
  readonly year: number;
  readonly days: readonly CalendarDayRecord[];
  readonly workingDays: number;
}

/** The calendar of a year. Throws FORBIDDEN, NOT_FOUND (region), VALIDATION_FAILED. */
export async function regionCalendar(
  { actor, read }: Caller,
  { regionCode, year }: { readonly regionCode: string; readonly year: number },
): Promise<RegionCalendar> {
  requirePermission(actor, 'region:read', regionCode);
  requireYear(year);
  return await read(async (unit) => {
    await requireRegion(unit, regionCode);
    const days = await unit.calendars.days(regionCode, { from: `${year}-01-01`, to: `${year}-12-31` });
    return { regionCode, year, days, workingDays: countWorkingDays(year, statedDays(days)) };
  });
}

/** A number of working days counted from a day. */
export interface CountedDays {
  readonly regionCode: string;
  readonly after: string;
  readonly count: number;
}

/** The n-th working day after a day by a region's calendar. Throws FORBIDDEN, NOT_FOUND (region), VALIDATION_FAILED. */
export async function nthWorkingDay({ actor, read }: Caller, { regionCode, after, count }: CountedDays): Promise<string> {
  requirePermission(actor, 'region:read', regionCode);
  if (!Number.isInteger(count) || count < 1 || count > MOST_WORKING_DAYS) {
    const zh = `工作日数应为 1 到 ${MOST_WORKING_DAYS} 的整数。`;
    refuseProblems([fieldProblem(['count'], 'OUT_OF_RANGE', zh, `A number of working days is 1 to ${MOST_WORKING_DAYS}.`)]);
  }
  return await read(async (unit) => {
    await requireRegion(unit, regionCode);
    return workingDayAfter(after, count, (await calendarFrom(unit, regionCode, after)).stated);
  });
}

/** What a region states of the days from one on, and until when it states any. */
export interface CalendarFrom {
  readonly stated: StatedDays;
  /** The years of which the region states anything: deadlines in others are counted by weekends alone. */
  readonly years: ReadonlySet<number>;
}

/** Everything that a region states of the days after one: some years at most. */
export async function calendarFrom(unit: Unit, regionCode: string, after: string): Promise<CalendarFrom> {
  const days = await unit.calendars.days(regionCode, { from: after, to: addDays(after, 4 * MOST_WORKING_DAYS) });
  return { stated: statedDays(days), years: new Set(days.map(({ day }) => Number(day.slice(0, 4)))) };
}

/** Stated days as the engine counts with them. */
function statedDays(days: readonly CalendarDayRecord[]): StatedDays {
  return new Map(days.flatMap(({ day, kind }) => (kind === 'ORDINARY' ? [] : [[day, kind === 'WORKDAY'] as const])));
}

function countWorkingDays(year: number, stated: StatedDays): number {
  let count = 0;
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) if (isWorkingDay(day, stated)) count++;
  return count;
}

async function requireRegion(unit: Unit, regionCode: string): Promise<void> {
  if ((await unit.regions.find(regionCode)) === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, regionCode);
}
