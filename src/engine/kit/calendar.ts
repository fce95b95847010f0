/** Calendar dates are text `YYYY-MM-DD`, without a time zone; nothing here asks a clock. */
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Whether a year has a 29 February. */
export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days of a month, 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Whether the text is a date that the calendar has, from 1900 to 2199: 2025-02-29 is not. */
export function isRealDate(text: string): boolean {
  const [, year, month, day] = SHAPE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const y = Number(year);
  return y >= 1900 && y <= 2199 && Number(day) >= 1 && Number(day) <= daysInMonth(y, Number(month));
}

/** Day numbers worked out before: real dates from 1900 to 2199 are some hundred thousand. */
const DAY_NUMBERS = new Map<string, number>();
const MOST_DAYS = 200_000;

/** Days since 1970-01-01 of a real date. */
export function dayNumber(date: string): number {
  const known = DAY_NUMBERS.get(date);
  if (known !== undefined) return known;
  const day = daysFromCivil(date);
  if (DAY_NUMBERS.size < MOST_DAYS) DAY_NUMBERS.set(date, day);
  return day;
}

/** Proleptic Gregorian; Howard Hinnant's days_from_civil. */
function daysFromCivil(date: string): number {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day number. */
export function dateOfDay(dayNumberValue: number): string {
  const z = dayNumberValue + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The date so many days later (earlier where negative). */
export function addDays(date: string, days: number): string {
  return dateOfDay(dayNumber(date) + days);
}

/** The settlement year of a date: the calendar year in which it began. `yearStart` is `MM-DD`. */
export function settlementYearOf(date: string, yearStart: string): number {
  const year = Number(date.slice(0, 4));
  return date.slice(5) >= yearStart ? year : year - 1;
}

/** First and last day of a settlement year. */
export function settlementYearDays(year: number, yearStart: string): { readonly from: string; readonly to: string } {
  return { from: `${year}-${yearStart}`, to: addDays(`${year + 1}-${yearStart}`, -1) };
}
