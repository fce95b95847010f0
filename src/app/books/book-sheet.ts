import { bookProblem, type BookPlace, type BookProblem, type BookProblemCode } from './book-problems.js';
import { columnLetters, type CellKind, type MergedRange, type WorkbookRow } from '../workbooks/sheet-reader.js';
import type { Workbook } from '../workbooks/workbook.js';
import type { BookReport } from './book-report.js';
import { plain, sheetNamed, type BookColumn, type BookSheet } from './book-shape.js';
import type { Label } from '../../engine/plan/plan.js';
import { firstCharacters } from '../../engine/kit/text.js';
import { lowerBound } from '../../engine/kit/lower-bound.js';

/** A row of data. */
export interface BookRow<K extends string> {
  readonly row: number;
  /** The cell's text; empty where it states nothing or the sheet has no such column. */
  readonly get: (key: K) => string;
  readonly has: (key: K) => boolean;
  readonly place: (key?: K) => BookPlace;
}

const KIND_PROBLEMS: Readonly<Record<CellKind, BookProblemCode>> = {
  NUMBER: 'CELL_NUMBER',
  DATE: 'CELL_DATE',
  BOOLEAN: 'CELL_KIND',
  ERROR: 'CELL_KIND',
  FORMULA: 'CELL_FORMULA',
  TOO_LONG: 'CELL_TOO_LONG',
};

/** What is wrong with a cell that is no text: `place` has its row, `at` its column from 0, `text` what it shows. */
export function cellProblem(
  place: BookPlace,
  kind: CellKind,
  { at, text }: { readonly at: number; readonly text: string | undefined },
): BookProblem {
  return bookProblem(place, KIND_PROBLEMS[kind], `${columnLetters(at + 1)}${place.row} ${text ?? ''}`.trim());
}

interface Block<K extends string> {
  readonly header: number;
  /** Column's place by key. */
  readonly places: ReadonlyMap<K, number>;
  readonly headings: ReadonlyMap<K, string>;
}

/**
 * Every row of data of a sheet, by the headings above it; `refused` hears of rows that have a cell which can't be trusted. What can't be read is reported: a missing sheet or column, cells of another kind
 * than text, merged ranges over data. Rows with a cell that can't be trusted are not given. Throws `WorkbookError`.
 */
export async function* bookRows<K extends string>(
  workbook: Workbook,
  spec: BookSheet<K>,
  report: BookReport,
  refused: (row: BookRow<K>) => void = () => undefined,
): AsyncGenerator<BookRow<K>> {
  const sheet = sheetNamed(workbook, spec.names);
  if (sheet === undefined) {
    report.add({ sheet: spec.names[0] ?? '', row: 0, column: '' }, 'SHEET_MISSING', sheetNames(report, workbook));
    return;
  }
  const reader = new BlockReader(sheet, spec, report, refused);
  const rows = workbook.rows(sheet);
  for (;;) {
    const next = await rows.next();
    if (next.done === true) {
      reader.end(next.value);
      return;
    }
    const row = reader.read(next.value);
    if (row !== undefined) yield row;
  }
}

/** What the sheets should be called, and what those of the file are. */
function sheetNames({ official }: BookReport, { sheets }: Workbook): Label {
  const own = firstCharacters(sheets.join('、'), LONGEST_NAMES);
  const wanted = official.map(({ names: [name = ''] }) => name).join('、');
  return { zh: `官方工作表有 ${wanted}；文件里有 ${own}`, en: `the official sheets are ${wanted}; the file has ${own}` };
}

const LONGEST_NAMES = 300;

class BlockReader<K extends string> {
  #block: Block<K> | undefined;
  #firstHeader = 0;
  /** Rows of data, rising. */
  readonly #data: number[] = [];
  readonly #keys: readonly K[];
  readonly #starts: ReadonlySet<string>;

  constructor(
    private readonly sheet: string,
    private readonly spec: BookSheet<K>,
    private readonly report: BookReport,
    private readonly refused: (row: BookRow<K>) => void,
  ) {
    this.#keys = keysOf(spec.columns);
    this.#starts = new Set(spec.starts.map(plain));
  }

  read(row: WorkbookRow): BookRow<K> | undefined {
    this.report.begins(this.spec, this.sheet, row.cells);
    if (this.#starts.has(plain(row.cells.find((text) => text !== '') ?? ''))) {
      this.#open(row);
      return undefined;
    }
    const block = this.#block;
    if (block === undefined || block.places.size === 0 || !this.#isData(row, block)) return undefined;
    this.#data.push(row.row);
    const read = this.#rowOf(row, block);
    if (this.#isSound(row, block)) return read;
    this.refused(read);
    return undefined;
  }

  end(merged: readonly MergedRange[]): void {
    if (this.#firstHeader === 0) {
      const required = this.#keys.filter((key) => this.spec.columns[key].isOptional !== true);
      this.report.add({ sheet: this.sheet, row: 0, column: '' }, 'HEADER_MISSING', required.map((key) => this.#heading(key)).join('、'));
      return;
    }
    if (this.#data.length === 0 && (this.#block?.places.size ?? 0) > 0)
      this.report.add({ sheet: this.sheet, row: 0, column: '' }, 'SHEET_EMPTY');
    for (const { range, rows, columns } of merged) {
      const isOverData = (firstFrom(this.#data, rows[0]) ?? Infinity) <= rows[1];
      const isRead = [...(this.#block?.places.values() ?? [])].some((place) => place + 1 >= columns[0] && place + 1 <= columns[1]);
      if (isOverData && isRead) this.report.add({ sheet: this.sheet, row: rows[0], column: '' }, 'MERGED', range);
    }
  }

  #open(row: WorkbookRow): void {
    const before = this.#block;
    const places = new Map<K, number>();
    const headings = new Map<K, string>();
    for (const key of this.#keys) {
      const wanted = new Set(this.spec.columns[key].headings.map(plain));
      const found = row.cells.flatMap((text, place) => (wanted.has(plain(text)) ? [place] : []));
      const [place] = found;
      const inherited = before?.places.get(key);
      if (place !== undefined) places.set(key, place);
      else if (inherited !== undefined && (row.cells[inherited] ?? '') === '') places.set(key, inherited);
      const heading = place === undefined ? undefined : row.cells[place];
      headings.set(key, heading ?? this.#heading(key));
      if (found.length > 1) this.report.add({ sheet: this.sheet, row: row.row, column: heading ?? '' }, 'HEADER_REPEATED');
    }
    this.#firstHeader = this.#firstHeader === 0 ? row.row : this.#firstHeader;
    const missing = this.#keys.filter((key) => this.spec.columns[key].isOptional !== true && !places.has(key));
    if (missing.length > 0) {
      const place = { sheet: this.sheet, row: row.row, column: '' };
      this.report.add(place, 'HEADER_MISSING', missing.map((key) => this.#heading(key)).join('、'));
    }
    this.#block = { header: row.row, places: missing.length > 0 ? new Map() : places, headings };
  }

  #heading(key: K): string {
    return this.spec.columns[key].headings[0] ?? key;
  }

  /** A numbered sheet: the rest of a header has no number and comes right after it; a note is one cell that says so; all else is refused. */
  #isData({ row, cells, kinds }: WorkbookRow, { header, places }: Block<K>): boolean {
    const used = [...places.values()].filter((place) => (cells[place] ?? '') !== '' || kinds.has(place));
    const filled = cells.filter((text) => text !== '');
    const isNote = filled.length === 1 && /^(?:注|备注|说明|附注)/.test(filled[0] ?? '');
    if (isNote) {
      this.report.add({ sheet: this.sheet, row, column: '' }, 'NOTE', filled[0]);
      return false;
    }
    if (used.length === 0) return false;
    const { numbered } = this.spec;
    const place = numbered === undefined ? undefined : places.get(numbered);
    if (place === undefined || kinds.has(place) || (cells[place] ?? '') !== '') return true;
    if (row > header + 1) this.report.add({ sheet: this.sheet, row, column: '' }, 'ROW_OUTSIDE', filled.join(' | '));
    return false;
  }

  #isSound({ row, kinds, cells }: WorkbookRow, { places, headings }: Block<K>): boolean {
    if (kinds.size === 0) return true;
    let isSound = true;
    for (const [key, at] of places) {
      const kind = kinds.get(at);
      if (kind === undefined) continue;
      if (kind === 'NUMBER' && this.spec.columns[key].holds !== 'CODE') continue;
      const place = { sheet: this.sheet, row, column: headings.get(key) ?? '' };
      this.report.push(cellProblem(place, kind, { at, text: cells[at] }));
      isSound = false;
    }
    return isSound;
  }

  #rowOf({ row, cells }: WorkbookRow, { places, headings }: Block<K>): BookRow<K> {
    return {
      row,
      get: (key) => cells[places.get(key) ?? -1] ?? '',
      has: (key) => places.has(key),
      place: (key) => ({ sheet: this.sheet, row, column: key === undefined ? '' : (headings.get(key) ?? '') }),
    };
  }
}

/** The first of rising numbers that is not below one. */
function firstFrom(rising: readonly number[], least: number): number | undefined {
  return rising[lowerBound(rising.length, (place) => (rising[place] ?? 0) < least)];
}

function keysOf<K extends string>(columns: Readonly<Record<K, BookColumn>>): readonly K[] {
  const keys: K[] = [];
  for (const key in columns) keys.push(key);
  return keys;
}
