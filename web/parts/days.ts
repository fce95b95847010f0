const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });

/** Today in China, `YYYY-MM-DD`. */
export function todayInChina(): string {
  return DAY.format(new Date());
}

/** An instant of the API as it is told in China: `2025-06-30 09:05`; empty where there is none. */
export function printInstant(instant: string | null | undefined): string {
  if (instant === null || instant === undefined) return '';
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? instant : `${DAY.format(at)} ${TIME.format(at)}`;
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The first day of the month after a day: `2026-11-30` to `2026-12-01`. */
export function firstOfNextMonth(day: string): string {
  const [year = 0, month = 0] = day.split('-').map((part) => parseInt(part, 10));
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}
