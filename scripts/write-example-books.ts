/**
 * Writes the example books (examples/books/*.xlsx) from their readable texts (*.tsv): `npx tsx scripts/write-example-books.ts`. A test says
 * when a workbook is not what its text gives.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workbookBytes, type WrittenCell, type WrittenSheet } from '../tests/support/workbook-writer.js';

const FOLDER = path.resolve(import.meta.dirname, '../examples/books');
/** The books by the name of their files. */
export const BOOKS = ['drg-book', 'dip-book'] as const;

const NUMBERED = /排序|序号/;

/** The sheets of a text: `## name`, then rows of cells between tabs; `#` begins a remark, `↵` is a line break inside a cell. */
export function sheetsOf(text: string): WrittenSheet[] {
  const sheets: { name: string; rows: WrittenCell[][]; numbered: ReadonlySet<number> }[] = [];
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('# '))) {
    if (line.startsWith('## ')) sheets.push({ name: line.slice(3), rows: [], numbered: new Set() });
    const sheet = sheets.at(-1);
    if (sheet === undefined || line.startsWith('## ')) continue;
    const cells = line.split('\t').map((cell) => cell.replaceAll('↵', '\n'));
    const numbered = cells.flatMap((cell, i) => (NUMBERED.test(cell) ? [i] : []));
    if (numbered.length > 0) sheet.numbered = new Set(numbered);
    sheet.rows.push(cells.map((cell, i) => (sheet.numbered.has(i) && /^\d+$/.test(cell) ? Number(cell) : cell)));
  }
  return sheets;
}

/** The workbook that a book's text gives. */
export function bookBytes(book: (typeof BOOKS)[number]): Uint8Array {
  return workbookBytes(sheetsOf(readFileSync(path.join(FOLDER, `${book}.tsv`), 'utf8')));
}

if (process.argv[1] === import.meta.filename) {
  for (const book of BOOKS) {
    const bytes = bookBytes(book);
    writeFileSync(path.join(FOLDER, `${book}.xlsx`), bytes);
    process.stdout.write(`examples/books/${book}.xlsx ${bytes.byteLength}\n`);
  }
}
