import { Decimal } from 'decimal.js';
import { cellText } from './cell-text.js';
import { TextPieces, type CellStyles } from './shared-parts.js';
import { damaged, tooMuch, WORKBOOK_LIMITS } from './workbook-error.js';
import type { XmlReader } from './workbook-xml.js';

/** What a cell holds when it is no text: whoever reads it says whether that will do. */
export type CellKind = 'NUMBER' | 'DATE' | 'BOOLEAN' | 'ERROR' | 'FORMULA' | 'TOO_LONG';

/** A row of a sheet that has something in it. */
export interface WorkbookRow {
  readonly sheet: string;
  /** As Excel shows it, from 1. */
  readonly row: number;
  /** Texts as they are seen (`cellText`); numbers as Excel keeps them, to 15 digits; empty where there is nothing to be trusted. */
  readonly cells: readonly string[];
  /** Places of cells that are no text. */
  readonly kinds: ReadonlyMap<number, CellKind>;
}

/** 合并单元格: both corners belong to it, rows and columns from 1. */
export interface MergedRange {
  readonly range: string;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/** The letters of a column, from 1. */
export function columnLetters(column: number): string {
  return column <= 26
    ? String.fromCharCode(64 + column)
    : columnLetters(Math.floor((column - 1) / 26)) + columnLetters(((column - 1) % 26) + 1);
}

const CELL = /^([A-Z]{1,3})(\d{1,7})$/;

function placeOf(reference: string): { readonly column: number; readonly row: number } | undefined {
  const [, letters, digits] = CELL.exec(reference) ?? [];
  if (letters === undefined || digits === undefined) return undefined;
  return { column: [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0), row: Number(digits) };
}

/** Rows and merged ranges of one sheet. */
export class SheetReader implements XmlReader {
  readonly merged: MergedRange[] = [];
  readonly #rows: WorkbookRow[] = [];
  readonly #pieces = new TextPieces();
  #row = 0;
  #cells: string[] = [];
  #kinds = new Map<number, CellKind>();
  #cell: { readonly type: string; readonly style: string | undefined; hasFormula: boolean } | undefined;
  #column = 0;
  #phonetic = 0;
  #isText = false;

  constructor(
    private readonly sheet: string,
    private readonly texts: readonly (string | null)[],
    private readonly styles: CellStyles,
  ) {}

  /** The rows since the last call. */
  takeRows(): readonly WorkbookRow[] {
    return this.#rows.splice(0);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') this.#openRow(attributes.r);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'f' && this.#cell !== undefined) this.#cell.hasFormula = true;
    else if (name === 'rPh') this.#phonetic += 1;
    else if (name === 'v' || name === 't') this.#isText = this.#cell !== undefined && this.#phonetic === 0;
    else if (name === 'mergeCell') this.#merge(attributes.ref ?? '');
  }

  text(text: string): void {
    if (this.#isText) this.#pieces.add(text);
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#isText = false;
    else if (name === 'rPh') this.#phonetic -= 1;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  }

  #openRow(stated: string | undefined): void {
    const row = stated === undefined ? this.#row + 1 : Number(stated);
    if (!Number.isSafeInteger(row) || row <= this.#row) throw damaged(`${this.sheet}: row ${stated ?? ''}`);
    if (row > WORKBOOK_LIMITS.rows) {
      const what = { zh: `工作表“${this.sheet}”的行数`, en: `Rows of sheet "${this.sheet}"` };
      throw tooMuch('TOO_MANY_ROWS', what, WORKBOOK_LIMITS.rows);
    }
    this.#row = row;
    this.#cells = [];
    this.#kinds = new Map();
    this.#column = 0;
  }

  #openCell({ r, t, s }: Readonly<Record<string, string>>): void {
    const column = r === undefined ? this.#column + 1 : (placeOf(r)?.column ?? 0);
    if (column <= this.#column) throw damaged(`${this.sheet}: ${r ?? ''}`);
    if (column > WORKBOOK_LIMITS.columns) {
      const what = { zh: `工作表“${this.sheet}”第 ${this.#row} 行的列数`, en: `Columns of row ${this.#row} of sheet "${this.sheet}"` };
      throw tooMuch('TOO_MANY_COLUMNS', what, WORKBOOK_LIMITS.columns);
    }
    this.#column = column;
    this.#cell = { type: t ?? 'n', style: s, hasFormula: false };
  }

  #closeCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    const stored = this.#pieces.take();
    if (cell === undefined) return;
    const place = this.#column - 1;
    const { text, kind } = cell.hasFormula ? { text: '', kind: 'FORMULA' as const } : this.#valueOf(stored, cell.type, cell.style);
    while (this.#cells.length < place) this.#cells.push('');
    this.#cells[place] = text;
    if (kind !== undefined) this.#kinds.set(place, kind);
  }

  #valueOf(stored: string | null, type: string, style: string | undefined): { readonly text: string; readonly kind?: CellKind } {
    if (stored === null) return { text: '', kind: 'TOO_LONG' };
    if (type === 's') {
      const text = this.texts[Number(stored)];
      if (text === undefined) throw damaged(`${this.sheet}: text ${stored}`);
      return text === null ? { text: '', kind: 'TOO_LONG' } : { text: cellText(text) };
    }
    if (type === 'inlineStr' || type === 'str') return { text: cellText(stored) };
    if (stored === '') return { text: '' };
    if (type === 'b') return { text: '', kind: 'BOOLEAN' };
    if (type === 'e') return { text: '', kind: 'ERROR' };
    if (type === 'd' || this.styles.isDate(style)) return { text: '', kind: 'DATE' };
    return { text: numberText(stored), kind: 'NUMBER' };
  }

  #closeRow(): void {
    if (this.#cells.every((text) => text === '') && this.#kinds.size === 0) return;
    this.#rows.push({ sheet: this.sheet, row: this.#row, cells: this.#cells, kinds: this.#kinds });
  }

  #merge(range: string): void {
    const [from = '', to = from] = range.split(':');
    const [first, last] = [placeOf(from), placeOf(to)];
    if (first === undefined || last === undefined) throw damaged(`${this.sheet}: ${range}`);
    if (this.merged.length >= WORKBOOK_LIMITS.merges)
      throw tooMuch('WORKBOOK_TOO_LARGE', { zh: '合并单元格数', en: 'Merged ranges' }, WORKBOOK_LIMITS.merges);
    this.merged.push({ range, rows: [first.row, last.row], columns: [first.column, last.column] });
  }
}

/** Digits that Excel keeps and shows of a number: beyond them is only how a computer stores it (27.129200000000001). */
const DIGITS = 15;

function numberText(stored: string): string {
  const value = Number(stored);
  if (!Number.isFinite(value)) throw damaged(stored.slice(0, 30));
  return new Decimal(value.toPrecision(DIGITS)).toFixed();
}
