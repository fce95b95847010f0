import { workbookBytes, type WrittenCell } from './workbook-writer.js';
import { openWorkbook } from '../../src/app/workbooks/workbook.js';

/** The cells of a workbook by sheet, rows from the first on: numbers are numbers, everything else is text. */
export type Cells = Record<string, WrittenCell[][]>;

/** The cells of a workbook file. */
export async function cellsOf(file: Uint8Array): Promise<Cells> {
  const book = await openWorkbook(file);
  const sheets: Cells = {};
  for (const name of book.sheets) {
    const rows: WrittenCell[][] = [];
    for await (const { row, cells, kinds } of book.rows(name)) {
      while (rows.length < row) rows.push([]);
      rows[row - 1] = cells.map((text, place) => (kinds.get(place) === 'NUMBER' ? Number(text) : text === '' ? null : text));
    }
    sheets[name] = rows;
  }
  return sheets;
}

/** The file as somebody sends it back: the same sheets, saved by another program, with what was changed. */
export async function edited(
  file: Uint8Array,
  change: (cells: Cells) => void = () => undefined,
  merged: Readonly<Record<string, string[]>> = {},
) {
  const cells = await cellsOf(file);
  change(cells);
  return workbookBytes(Object.entries(cells).map(([name, rows]) => ({ name, rows, merged: merged[name] ?? [] })));
}
