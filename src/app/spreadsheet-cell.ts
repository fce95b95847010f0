import type { Separator } from './csv-layout.js';
import type { FieldProblem } from './errors.js';
import { addDays } from '../engine/calendar.js';

/** What a spreadsheet takes for the beginning of a formula, full-width signs included. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;
const ESCAPED = /^'+[=+\-@\t\r＝＋－＠]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** A code that a spreadsheet was told to leave alone: `="0012"`. */
const AS_TEXT = /^="([^"]*)"$/;

/**
 * One cell of a CSV row that a spreadsheet may open, in quotes where it needs them. Text that would run as a formula gets an apostrophe, which
 * `plainCell` takes away again; numbers stay numbers.
 */
export function csvCell(cell: string | number | boolean | null): string {
  const stated = cell === null ? '' : String(cell);
  const text = FORMULA.test(stated) && !NUMBER.test(stated) ? `'${stated}` : stated;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell as it was meant: `="0012"` is 0012, and the apostrophe of `csvCell` is no part of the text. */
export function plainCell(cell: string): string {
  const first = cell.charCodeAt(0);
  if (first === EQUALS) return AS_TEXT.exec(cell)?.[1] ?? cell;
  return first === APOSTROPHE && ESCAPED.test(cell) ? cell.slice(1) : cell;
}

const EQUALS = 0x3d;
const APOSTROPHE = 0x27;

const TEXT_CELLS: Readonly<Record<Separator, RegExp>> = {
  ',': /(^|[,\r\n])="([^"\r\n]*)"(?=[,\r\n]|$)/g,
  '\t': /(^|[\t\r\n])="([^"\r\n]*)"(?=[\t\r\n]|$)/g,
  ';': /(^|[;\r\n])="([^"\r\n]*)"(?=[;\r\n]|$)/g,
};

/** `="0012"` as a spreadsheet writes it, with quotes in the middle of a cell, made well-formed CSV. */
export function quoteTextCells(csv: string, separator: Separator): string {
  return csv.includes('="') ? csv.replace(TEXT_CELLS[separator], '$1"$2"') : csv;
}

/** Whether a record is the line `sep=,` (or with another sign) that tells a spreadsheet the separator. */
export function isSeparatorLine(record: readonly string[]): boolean {
  return record.length === 2 && record[0]?.toLowerCase() === 'sep=' && record[1] === '';
}

const WRITTEN_DATE = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?: 0?0:00(?::00)?)?$/;

/**
 * A day as spreadsheets write it (`2025/1/1`, `2025-1-1`, `2025年1月1日`, `20250101`, with 0:00 behind it), as YYYY-MM-DD. Year first only, so
 * that nothing is guessed; anything else stays as it is, for whoever checks the date.
 */
export function writtenDate(text: string): string {
  const match = WRITTEN_DATE.exec(text);
  if (match === null) return text;
  const [, year = '', ...parts] = match;
  const [month = '', day = ''] = parts.filter((part) => part !== undefined);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** 日期序号 the numbers of the days 1990-01-01 to 2099-12-31 in a spreadsheet. */
const SERIAL = { from: 32_874, to: 73_050 };
/** The day of number 0, as spreadsheets count the days after February 1900. */
const SERIAL_ZERO = '1899-12-30';

/** The day that a number in a column of days stands for in a spreadsheet (45658 is 2025-01-01); `undefined` where it is no such number. */
export function serialDay(text: string): string | undefined {
  if (text.length !== 5 || !/^\d{5}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= SERIAL.from && number <= SERIAL.to ? addDays(SERIAL_ZERO, number) : undefined;
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
