import { printed, valueKey } from './cell-forms.js';
import type { MatchedRow, MatchedSheet } from './match-rows.js';
import { formAt, type DraftSheet, type SheetRow } from './sheet-model.js';
import { relativeChange } from '../../../engine/number/relative-change.js';

/** What became of a row. */
export const ROW_CHANGES = ['ADDED', 'REMOVED', 'CHANGED', 'MOVED'] as const;
/** One of ROW_CHANGES. */
export type RowChange = (typeof ROW_CHANGES)[number];

/** 逐行差异 one difference between a sheet as it left and as it came back: a cell, or a row that came, went or was moved. */
export interface RowDifference {
  /** Name of the sheet. */
  readonly sheet: string;
  readonly change: RowChange;
  /** As the spreadsheet counts, from 1: in the file; of a row that is gone, as it left. */
  readonly row: number;
  /** What the row is called: the name of a parameter, the keys of a coefficient. */
  readonly name: string;
  /** Heading of the cell that was changed; null: it is about the row. */
  readonly column: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** By how much a number changed, of what it was: `−4.17%`; null where there is none. */
  readonly percent: string | null;
}

/** The differences of a sheet, in the order of the file; what is gone comes last. */
export function sheetDifferences(name: string, sheet: DraftSheet, { rows, removed, moved }: MatchedSheet): readonly RowDifference[] {
  return [
    ...rows.flatMap((row) => rowDifferences(name, sheet, row, moved)),
    ...removed.map((place): RowDifference => {
      const row = sheet.rows[place];
      const values = row?.values ?? [];
      const after = row?.removal ?? null;
      return { ...told(name, 'REMOVED', place + 2, rowName(sheet, values)), before: rowText(sheet, row, values), after };
    }),
  ];
}

function told(sheet: string, change: RowChange, row: number, name: string) {
  return { sheet, change, row, name, column: null, before: null, after: null, percent: null };
}

function rowDifferences(
  name: string,
  sheet: DraftSheet,
  { row, from, values }: MatchedRow,
  moved: ReadonlySet<number>,
): readonly RowDifference[] {
  const called = rowName(sheet, values);
  if (from === undefined) return [{ ...told(name, 'ADDED', row, called), after: rowText(sheet, undefined, values) }];
  const before = sheet.rows[from];
  const cells = sheet.columns.flatMap(({ heading }, column): RowDifference[] => {
    const form = formAt(sheet, before, column);
    const [old, now] = [before?.values[column], values[column]];
    if (valueKey(form, old) === valueKey(form, now)) return [];
    const [was, is] = [printed(form, old), printed(form, now)];
    return [
      {
        ...told(name, 'CHANGED', row, called),
        column: heading,
        before: was,
        after: is,
        percent: form.as === 'NUMBER' ? relativeChange(was, is) : null,
      },
    ];
  });
  const place = moved.has(from) ? [{ ...told(name, 'MOVED', row, called), before: `第 ${from + 2} 行`, after: `第 ${row} 行` }] : [];
  return [...cells, ...place];
}

/** What a row is called: its keys and its name, the Chinese name beside it where it has one. */
function rowName(sheet: DraftSheet, values: readonly unknown[]): string {
  return sheet.columns
    .flatMap(({ is, heading }, column) => {
      const text =
        is === 'KEY' || is === 'IDENTITY' || heading === '中文名' ? printed(formAt(sheet, undefined, column), values[column]) : '';
      return text === '' ? [] : [text];
    })
    .join(' › ');
}

function rowText(sheet: DraftSheet, row: SheetRow | undefined, values: readonly unknown[]): string {
  const cells = sheet.columns.map((column, index) => (column.is === 'NOTE' ? '' : printed(formAt(sheet, row, index), values[index])));
  return cells.filter((text) => text !== '').join(' | ');
}
