import { chinaTime } from '../../app/base/china-day.js';
import stringWidth from 'string-width';
import type { CommonOptions, Context } from '../host/context.js';
import { printJson } from '../host/context.js';
import { list, table } from '../terminal/table.js';
import { TERMINAL_WIDTH } from '../terminal/wrapped.js';
import { BYTE_ORDER_MARK } from '../../app/sheets/table-text.js';
import { csvCell } from '../../app/sheets/spreadsheet-cell.js';

/** `--csv`, beside `--json`, on commands that show rows. */
export const CSV_OPTION = ['--csv', '以 CSV 输出（列名同接口，UTF-8 带 BOM） print CSV'] as const;

/** In what form rows are shown. */
export interface RowsOptions extends CommonOptions {
  readonly csv?: boolean;
}

/** A value of a shown row: decimals are text. */
export type ShownValue = string | number | boolean | null;

/** A column: its name in JSON and CSV (the API's), its Chinese heading, where its cells stand, and how a person reads its values. */
export interface ShownColumn {
  readonly name: string;
  readonly title: string;
  readonly align?: 'left' | 'right';
  readonly text?: (value: ShownValue) => string;
}

/** Rows to be shown; `key` names them in JSON. */
export interface ShownRows {
  readonly key: string;
  readonly columns: readonly ShownColumn[];
  readonly rows: readonly Readonly<Record<string, ShownValue>>[];
  /** What is said where there are none. */
  readonly none: string;
  /** What people are told beside the rows; commands that record something say it. */
  readonly note?: string;
  /** What `--json` has beside the rows. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** Prints rows: as a table of at most 80 columns, as JSON, or as CSV. */
export async function printRows(context: Context, { json, csv }: RowsOptions, shown: ShownRows): Promise<void> {
  if (json === true) return await printJson(context, { [shown.key]: shown.rows, ...shown.beside });
  await context.terminal.out(csv === true ? rowsCsv(shown) : rowsText(shown));
}

/** Rows as a CSV file. */
export function rowsCsv({ columns, rows }: ShownRows): string {
  const lines = rows.map((row) => columns.map(({ name }) => csvCell(row[name] ?? null)).join(','));
  return `${BYTE_ORDER_MARK}${[columns.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}

/** A table, or, where it would be wider than a terminal, the rows one beneath the other. */
export function rowsText({ columns, rows, none }: ShownRows): string {
  if (rows.length === 0) return `${none}\n`;
  const cells = rows.map((row) => columns.map((column) => cellText(column, row[column.name] ?? null)));
  const drawn = table(columns, cells);
  if (widthOf(drawn) <= TERMINAL_WIDTH) return drawn;
  return cells.map((row) => list(columns.map(({ title }, index) => [title, row[index] ?? '']))).join('\n');
}

function cellText({ text }: ShownColumn, value: ShownValue): string {
  if (text !== undefined) return text(value);
  return value === null ? '' : String(value);
}

/** The columns that a text takes on a terminal: Chinese characters take two. */
export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** A moment of a row, which is RFC 3339 in files, as a table shows it. */
export function timeText(value: ShownValue): string {
  return typeof value === 'string' ? chinaTime(new Date(value)) : '';
}
