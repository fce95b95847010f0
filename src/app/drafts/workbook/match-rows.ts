import { printed, parseCell, valueKey, type ReadCell, type Wrong } from './cell-forms.js';
import { formAt, type DraftSheet, type EditedRow, type ReadRow, type ReadSheet } from './sheet-model.js';
import type { FieldProblem } from '../../base/errors.js';
import { fieldProblem } from '../../requests/request-fields.js';
import { cellText } from '../../workbooks/cell-text.js';
import { columnLetters } from '../../workbooks/sheet-reader.js';
import { shownText } from '../../../engine/kit/text.js';

/** A row that came back, with which row it was and what its cells say. */
export interface MatchedRow extends EditedRow {
  /** As the spreadsheet counts. */
  readonly row: number;
}

/** A sheet that came back, beside what left. */
export interface MatchedSheet {
  readonly rows: readonly MatchedRow[];
  /** Places of the rows that did not come back. */
  readonly removed: readonly number[];
  /** Places of the rows that stand elsewhere among those that came back. */
  readonly moved: ReadonlySet<number>;
  /** Columns of the file that the sheet has not: notes of whoever edited it. */
  readonly ignored: readonly string[];
}

/** Reads a sheet that came back. What is wrong with it is added to the problems, with the place as the spreadsheet names it; then nothing of it may be used. */
export function matchSheet(sheet: DraftSheet, read: ReadSheet, problems: FieldProblem[]): MatchedSheet {
  const site: Site = { sheet, read, problems, places: columnPlaces(sheet, read, problems) };
  for (const range of read.merged) {
    problems.push(
      placed(read, range, {
        code: 'MERGED',
        zh: '是合并的单元格，其中的行无从分辨。请取消合并，逐行填写。',
        en: 'is merged: its rows can not be told apart. Unmerge it and fill every row.',
      }),
    );
  }
  // Without all of its columns no row can be told from another.
  if (site.places.includes(undefined)) return { rows: [], removed: [], moved: new Set(), ignored: [] };
  const found = pairedRows(site);
  const rows = read.rows.map((row, index): MatchedRow => {
    const from = found[index];
    return { row: row.row, values: valuesOf(site, row, from), ...(from === undefined ? {} : { from }) };
  });
  const kept = new Set(found);
  const removed = sheet.rows.flatMap((_, place) => (kept.has(place) ? [] : [place]));
  if (sheet.rowsAre === 'FIXED') problems.push(...fixedProblems(site, rows, removed));
  return { rows, removed, moved: sheet.rowsAre === 'LIST' ? movedRows(rows) : new Set(), ignored: ignoredColumns(sheet, read) };
}

interface Site {
  readonly sheet: DraftSheet;
  readonly read: ReadSheet;
  readonly problems: FieldProblem[];
  /** Where each column of the sheet stands in the file. */
  readonly places: readonly (number | undefined)[];
}

/** A problem of a place of a sheet: `参数!C5`. */
function placed({ name }: Pick<ReadSheet, 'name'>, at: string, { code, zh, en }: Wrong): FieldProblem {
  const place = `${name}!${at}`;
  return fieldProblem([place], code, zh, en);
}

function columnPlaces({ columns }: DraftSheet, read: ReadSheet, problems: FieldProblem[]): readonly (number | undefined)[] {
  return columns.map(({ heading }) => {
    const found = read.headings.flatMap((one, place) => (one === cellText(heading) ? [place] : []));
    if (found.length === 1) return found[0];
    const unknown = read.headings
      .filter((one) => one !== '' && !columns.some((column) => cellText(column.heading) === one))
      .map((one) => `“${shownText(one)}”`);
    const candidates = unknown.length === 0 ? '' : `表中另有 ${unknown.join('、')}，是否改了名？`;
    problems.push(
      placed(
        read,
        '1',
        found.length > 1
          ? {
              code: 'COLUMN_REPEATED',
              zh: `列“${heading}”出现 ${found.length} 次，请只留一列。`,
              en: `Column "${heading}" is there ${found.length} times; keep one.`,
            }
          : {
              code: 'COLUMN_MISSING',
              zh: `首行没有列“${heading}”。${candidates}请把表头改回，列可以移动，不能改名或删去。`,
              en: `There is no column "${heading}" in the first row. Columns may be moved, not renamed or removed.`,
            },
      ),
    );
    return undefined;
  });
}

function ignoredColumns({ columns }: DraftSheet, { name, headings }: ReadSheet): readonly string[] {
  return headings
    .filter((one) => one !== '' && !columns.some(({ heading }) => cellText(heading) === one))
    .map((heading) => `${name}!${heading}`);
}

const EMPTY: ReadCell = { text: '' };

/** For each row of the file the place of the row that it was. */
function pairedRows({ sheet, read, places, problems }: Site): readonly (number | undefined)[] {
  const before = new Map<string, number[]>();
  sheet.rows.forEach(({ values }, place) => {
    const key = identity(sheet, (column) => valueKey(formAt(sheet, undefined, column), values[column]));
    before.set(key, [...(before.get(key) ?? []), place]);
  });
  const seen = new Map<string, number>();
  const keyOf = (row: ReadRow, only?: 'KEY'): string =>
    identity(sheet, (column) => cellKey(sheet, column, row.cells[places[column] ?? -1] ?? EMPTY), only);
  const left: number[] = [];
  const found = read.rows.map((row, index) => {
    const key = keyOf(row);
    const known = before.get(key);
    const place = known?.shift();
    const first = seen.get(key);
    if (place === undefined && first !== undefined) problems.push(repeated(read, row.row, first));
    if (place === undefined) left.push(index);
    seen.set(key, first ?? row.row);
    return place;
  });
  return pairedLeftovers(sheet, found, {
    left,
    before: [...before.values()].flat(),
    keyOf: (index) => keyOf(read.rows[index] ?? { row: 0, cells: [] }, 'KEY'),
  });
}

interface Leftovers {
  /** Rows of the file that were not found, and places of rows that nothing was found for. */
  readonly left: readonly number[];
  readonly before: readonly number[];
  readonly keyOf: (index: number) => string;
}

/** A band whose boundary is another is the same band: within the same keys, what is left over on both sides is paired in order. */
function pairedLeftovers(
  sheet: DraftSheet,
  found: readonly (number | undefined)[],
  { left, before, keyOf }: Leftovers,
): readonly (number | undefined)[] {
  const hasBoth = sheet.columns.some(({ is }) => is === 'IDENTITY') && sheet.columns.length > 1 && sheet.rowsAre === 'LIST';
  if (!hasBoth) return found;
  const waiting = new Map<string, number[]>();
  for (const place of [...before].sort((a, b) => a - b)) {
    const values = sheet.rows[place]?.values ?? [];
    const key = identity(sheet, (column) => valueKey(formAt(sheet, undefined, column), values[column]), 'KEY');
    waiting.set(key, [...(waiting.get(key) ?? []), place]);
  }
  const paired = [...found];
  for (const index of left) paired[index] = waiting.get(keyOf(index))?.shift();
  return paired;
}

function identity({ columns }: DraftSheet, key: (column: number) => string, only?: 'KEY'): string {
  const ofIdentity = (is: string | undefined): boolean => (only === undefined ? is === 'KEY' || is === 'IDENTITY' : is === only);
  return columns.flatMap(({ is }, column) => (ofIdentity(is) ? [key(column)] : [])).join('\u0000');
}

function cellKey(sheet: DraftSheet, column: number, cell: ReadCell): string {
  const form = formAt(sheet, undefined, column);
  const parsed = parseCell(form, cell);
  return 'value' in parsed ? valueKey(form, parsed.value) : cell.text;
}

function repeated(read: ReadSheet, row: number, first: number): FieldProblem {
  return placed(read, String(row), {
    code: 'ROW_REPEATED',
    zh: `与第 ${first} 行重复。请只留一行，或改正其中一行。`,
    en: `is the same as row ${first}. Keep one, or correct one of them.`,
  });
}

/** What a row's cells say. A cell that is as it left keeps what the document states, however it is written there. */
function valuesOf({ sheet, read, places, problems }: Site, { row, cells }: ReadRow, from: number | undefined): readonly unknown[] {
  const before = from === undefined ? undefined : sheet.rows[from];
  return sheet.columns.map((column, index) => {
    const place = places[index];
    const form = formAt(sheet, before, index);
    const [old, cell] = [before?.values[index], place === undefined ? EMPTY : (cells[place] ?? EMPTY)];
    if (place === undefined) return old;
    const parsed = parseCell(form, cell);
    const at = `${columnLetters(place + 1)}${row}`;
    if ('value' in parsed && before !== undefined && valueKey(form, parsed.value) === valueKey(form, old)) return old;
    if (!('value' in parsed)) problems.push(placed(read, at, parsed.wrong));
    else if (column.is === 'NOTE' && before !== undefined) problems.push(placed(read, at, readOnly(column.heading, printed(form, old))));
    else if (column.required === true && parsed.value === undefined) problems.push(placed(read, at, missing(column.heading)));
    return 'value' in parsed ? parsed.value : undefined;
  });
}

function readOnly(heading: string, before: string): Wrong {
  return {
    code: 'READ_ONLY',
    zh: `“${heading}”只供查看，不在表格中改。请改回“${shownText(before)}”。`,
    en: `"${heading}" is for reading only. Write "${shownText(before)}" again.`,
  };
}

function missing(heading: string): Wrong {
  return { code: 'REQUIRED', zh: `“${heading}”不能为空。`, en: `"${heading}" must not be empty.` };
}

function fixedProblems({ sheet, read }: Site, rows: readonly MatchedRow[], removed: readonly number[]): readonly FieldProblem[] {
  const added = rows.flatMap(({ row, from }) =>
    from === undefined
      ? [
          placed(read, String(row), {
            code: 'ROW_ADDED',
            zh: '这张表不能增加行，也不能改首列的名称。请删去这一行，或改回原来的名称。',
            en: 'Rows can not be added to this sheet, nor their names changed. Remove the row, or write its name again.',
          }),
        ]
      : [],
  );
  const gone = removed.flatMap((place) => {
    const row = sheet.rows[place];
    if (row === undefined || row.removal !== undefined) return [];
    const name = shownText(String(row.values[0]));
    return [
      placed(read, name, {
        code: 'ROW_REMOVED',
        zh: `“${name}”这一行不见了；它不能在表格中删去。请补回（可重新导出）。`,
        en: `The row "${name}" is gone; it can not be removed here. Put it back (export again).`,
      }),
    ];
  });
  return [...added, ...gone];
}

/** Rows that came back and stand elsewhere: all but the longest run that is still in order. */
function movedRows(rows: readonly MatchedRow[]): ReadonlySet<number> {
  const places = rows.flatMap(({ from }) => (from === undefined ? [] : [from]));
  const kept = new Set(longestRising(places));
  return new Set(places.filter((place) => !kept.has(place)));
}

/** The longest rising run of a list of different numbers, in its order (patience sorting). */
function longestRising(numbers: readonly number[]): readonly number[] {
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  numbers.forEach((number, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    before[index] = ends[low - 1];
    ends[low] = index;
  });
  const run: number[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) run.push(numbers[at] ?? 0);
  return run;
}
