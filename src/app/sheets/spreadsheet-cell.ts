import type { Separator } from './csv-layout.js';

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

/**
 * What a spreadsheet would show, and save, otherwise than it was written: numbers with more digits than it shows, with zeros at either end, or
 * with an E in them, and what it takes for a day.
 */
const REWRITTEN = /^[+-]?(?:\d{12,}|0\d+|\d*\.\d*0|\d+\.|\.\d+|[\d.]+[eE][+-]?\d+)$|^\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?$/;

/** A cell of codes, which a spreadsheet leaves as they are: `="0012"` where it would rewrite them. */
export function textCell(cell: string): string {
  return REWRITTEN.test(cell) ? `"=""${cell}"""` : csvCell(cell);
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

/** Longest part of a text that is held back while its line has not ended. */
const LONGEST_LINE = 1_000_000;

/** Whether a place of a text that is read on and on lies inside quotes: between an odd quote and the next. */
class Quotes {
  #isOpen = false;

  /** Reads on; whether the end of the piece is inside quotes. */
  read(piece: string): boolean {
    for (let at = piece.indexOf('"'); at >= 0; at = piece.indexOf('"', at + 1)) this.#isOpen = !this.#isOpen;
    return this.#isOpen;
  }
}

/**
 * `="0012"` as a spreadsheet writes it, with quotes in the middle of a cell, made well-formed CSV; the same signs inside a quoted cell are its
 * text and stay. Pieces are cut where lines end.
 */
export async function* quotedTextCells(text: AsyncIterable<string>, separator: Separator): AsyncGenerator<string> {
  const quotes = new Quotes();
  const mended = (lines: string): string => {
    let read = 0;
    const replaced = lines.replace(TEXT_CELLS[separator], (cell: string, before: string, content: string, place: number) => {
      const isInside = quotes.read(lines.slice(read, place));
      read = place;
      return isInside ? cell : `${before}"${content}"`;
    });
    quotes.read(lines.slice(read));
    return replaced;
  };
  let rest = '';
  for await (const piece of text) {
    const end = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf('\r')) + 1;
    if (end > 0) yield mended(rest + piece.slice(0, end));
    rest = end > 0 ? piece.slice(end) : rest + piece;
    if (rest.length <= LONGEST_LINE) continue;
    quotes.read(rest);
    yield rest;
    rest = '';
  }
  if (rest !== '') yield mended(rest);
}

/** Whether a record is the line `sep=,` (or with another sign) that tells a spreadsheet the separator. */
export function isSeparatorLine(record: readonly string[]): boolean {
  return record.length === 2 && record[0]?.toLowerCase() === 'sep=' && record[1] === '';
}
