import type { FieldProblem } from '../base/errors.js';
import { addDays } from '../../engine/kit/calendar.js';

/**
 * 日期写法 how a day stands in a cell: ISO (2025-01-01), WRITTEN (2025/1/1, 2025.1.1, 2025年1月1日), DIGITS (20250101), SERIAL (45658, a
 * spreadsheet's number of a day), WITH_TIME (any of them with a time of the day, which is left out).
 */
export const DAY_STYLES = ['ISO', 'WRITTEN', 'DIGITS', 'SERIAL', 'WITH_TIME'] as const;
/** One of them. */
export type DayStyle = (typeof DAY_STYLES)[number];

/** A day as it was read. Text that is no day stays as it is, without a style, for whoever checks the date. */
export interface ReadDay {
  readonly day: string;
  readonly style?: DayStyle;
  /** Whether it stood as a number: sheets that count from 1904 mean another day. */
  readonly isNumber?: boolean;
}

const ISO = /^\d{4}-\d{2}-\d{2}$/;
const TIMED = /^(\S{1,12})[ T](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.0{1,6})?)?$/;
const WRITTEN = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日)$/;
const DIGITS = /^(\d{4})(\d{2})(\d{2})$/;
const NUMBER = /^(\d{5})(\.\d{1,15})?$/;

/** Reads a day as spreadsheets write it. Year first only, so that nothing is guessed. */
export function readDay(text: string): ReadDay {
  if (ISO.test(text)) return { day: text, style: 'ISO' };
  const number = dayOfNumber(text);
  if (number !== undefined) return number;
  const [, before] = TIMED.exec(text) ?? [];
  const day = before === undefined ? undefined : dayOf(before);
  if (day !== undefined) return { day, style: 'WITH_TIME' };
  const plain = dayOf(text);
  return plain === undefined ? { day: text } : { day: plain, style: DIGITS.test(text) ? 'DIGITS' : 'WRITTEN' };
}

function dayOf(text: string): string | undefined {
  const match = WRITTEN.exec(text) ?? DIGITS.exec(text);
  if (match === null) return undefined;
  const [, year = '', ...parts] = match;
  const [month = '', day = ''] = parts.filter((part) => part !== undefined);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** 日期序号 the numbers of the days 1990-01-01 to 2099-12-31 in a spreadsheet. */
const SERIAL = { from: 32_874, to: 73_050 };
/** The day of number 0, as spreadsheets count the days after February 1900. */
const SERIAL_ZERO = '1899-12-30';

/** The day that a number in a column of days stands for in a spreadsheet (45658 is 2025-01-01); what is behind the point is the time. */
function dayOfNumber(text: string): ReadDay | undefined {
  const [, whole, time] = NUMBER.exec(text) ?? [];
  const number = Number(whole);
  if (whole === undefined || number < SERIAL.from || number > SERIAL.to) return undefined;
  return { day: addDays(SERIAL_ZERO, number), style: time === undefined ? 'SERIAL' : 'WITH_TIME', isNumber: true };
}

/** What is said of a day that stood as a number. */
export function serialDayNotice(path: readonly string[], text: string, day: string): FieldProblem {
  return {
    path,
    code: 'DATE_FROM_SERIAL',
    messages: {
      zh: `“${text}”是电子表格的日期序号，已按 ${day} 读取。请核对；以 1904 年起算的表格会相差 1462 天，请将该列设为日期格式后重新导出。`,
      en: `"${text}" is a spreadsheet's number of a day and was read as ${day}. Check it: sheets that count from 1904 are 1462 days off. Format the column as dates and export it again.`,
    },
  };
}
