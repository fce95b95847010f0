import type { Workbook } from '../workbooks/workbook.js';

/** What a column holds: CODE must be text, as a number loses zeros; TEXT and NUMBER may be either. */
export type ColumnHolds = 'CODE' | 'TEXT' | 'NUMBER';

/** A column of a sheet: its headings, whichever edition, and whether the sheet must have it. */
export interface BookColumn {
  readonly headings: readonly string[];
  readonly holds: ColumnHolds;
  readonly isOptional?: boolean;
}

/** A sheet of a book. Rows that begin with one of `starts` are headers, wherever they stand. */
export interface BookSheet<K extends string> {
  /** Names of the sheet. */
  readonly names: readonly string[];
  /** First cells of header rows. */
  readonly starts: readonly string[];
  readonly columns: Readonly<Record<K, BookColumn>>;
  /** A column that every row of data has; rows without it are notes, the rest of a header, or refused. */
  readonly numbered?: K;
}

/** A heading or a sheet's name without blanks, in one case. */
export const plain = (text: string): string =>
  text
    .replace(/\s/g, '')
    .replace(/—+|-+|–/g, '—')
    .toUpperCase();

/** The workbook's own name of a sheet; undefined: it has none. */
export function sheetNamed(workbook: Pick<Workbook, 'sheets'>, names: readonly string[]): string | undefined {
  const wanted = new Set(names.map(plain));
  return workbook.sheets.find((sheet) => wanted.has(plain(sheet)));
}

/** Whether a row of headings has every column that a sheet can't do without. */
export function isHeadedLike({ columns }: BookSheet<string>, headings: ReadonlySet<string>): boolean {
  return Object.values(columns).every((column) => column.isOptional === true || column.headings.some((text) => headings.has(plain(text))));
}
