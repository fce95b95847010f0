import type { ReactNode } from 'react';
import { compareDecimalTexts } from './decimal-text.ts';
import type { WrittenTable } from './sheet-file.ts';

/** What stands in a column: words, exact numbers, or days and instants. */
export type ColumnKind = 'TEXT' | 'FIGURE' | 'DAY';

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly kind?: ColumnKind;
  /** The exact text of a cell: what is sorted and filtered by, and what is exported. Empty where there is nothing. */
  readonly text: (row: Row) => string;
  /** How the cell is shown, where that is more than its text. */
  readonly show?: (row: Row) => ReactNode;
  /** Shown only once somebody chooses it. */
  readonly isExtra?: boolean;
  /** In pixels. */
  readonly width?: number;
}

/** Orders rows by a column: numbers by value, days and words as texts; what is empty stands last. */
export function compareRows<Row>({ kind, text }: Column<Row>): (a: Row, b: Row) => number {
  return (a, b) => {
    const [left, right] = [text(a), text(b)];
    if (left === '' || right === '') return left === right ? 0 : left === '' ? 1 : -1;
    return kind === 'FIGURE' ? compareDecimalTexts(left, right) : left.localeCompare(right, 'zh');
  };
}

/** Most values by which a column offers to be filtered: more of them are looked for by the filter of the table. */
const MOST_CHOICES = 30;

/** The values of a column of words, where they are few. */
export function choicesOf<Row>({ kind = 'TEXT', text }: Column<Row>, rows: readonly Row[]): readonly string[] {
  if (kind !== 'TEXT') return [];
  const values = new Set(rows.map(text));
  return values.size < 2 || values.size > MOST_CHOICES ? [] : [...values].sort((a, b) => a.localeCompare(b, 'zh'));
}

/** The rows in which every word that somebody typed occurs, in whichever column. */
export function rowsWith<Row>(rows: readonly Row[], columns: readonly Column<Row>[], typed: string): readonly Row[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const line = columns
      .map(({ text }) => text(row))
      .join('\n')
      .toLowerCase();
    return words.every((word) => line.includes(word));
  });
}

/** A table as it is exported: the columns that are shown, the rows in the order in which they stand. */
export function writtenTable<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): WrittenTable {
  return {
    name,
    columns: columns.map(({ title, kind }) => ({ heading: title, isFigure: kind === 'FIGURE' })),
    rows: rows.map((row) => columns.map(({ text }) => text(row))),
  };
}
