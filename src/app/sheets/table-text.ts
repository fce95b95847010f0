import { csvCell } from './spreadsheet-cell.js';

/** Formats in which files leave. */
export const EXPORT_FORMATS = ['CSV', 'JSONL'] as const;
/** One of the formats. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A cell of a table that is exported: decimals are text. */
export type Cell = string | number | boolean | null;

/** Rows of a table: the same columns in all. JSON lines may carry more beside them. */
export interface Table<Row> {
  readonly columns: readonly string[];
  readonly cells: (row: Row) => readonly Cell[];
  /** What only JSON lines have: lists and objects. */
  readonly more?: (row: Row) => Readonly<Record<string, unknown>>;
}

/** Tells spreadsheets that the file is UTF-8: without it Chinese is read as GBK. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** A table as text, a page at a time; the header first, also where there are no rows. */
export async function* tableText<Row>(
  { columns, cells, more }: Table<Row>,
  pages: AsyncIterable<readonly Row[]>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'CSV') yield `${BYTE_ORDER_MARK}${columns.join(',')}\n`;
  for await (const page of pages) {
    const lines = page.map((row) =>
      format === 'CSV'
        ? cells(row).map(csvCell).join(',')
        : JSON.stringify({ ...Object.fromEntries(cells(row).map((cell, column) => [columns[column] ?? '', cell])), ...more?.(row) }),
    );
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
  }
}
