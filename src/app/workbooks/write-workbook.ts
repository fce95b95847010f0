import writeXlsxFile, { type Cell, type Sheet } from 'write-excel-file/node';

/** What a cell of a workbook holds: text, a whole number, yuan with 2 places, another decimal as text. */
export type WorkbookCellKind = 'TEXT' | 'COUNT' | 'MONEY' | 'DECIMAL';

/** A sheet: lines above its table, headings, rows. */
export interface WorkbookSheet {
  /** At most 31 characters. */
  readonly name: string;
  /** Lines of label and value that stand above the table. */
  readonly above: readonly (readonly [label: string, value: string])[];
  readonly columns: readonly { readonly heading: string; readonly kind: WorkbookCellKind }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A spreadsheet's numbers are exact to 15 digits; what has more is written as text. */
const EXACT_DIGITS = 15;
const MOST_CELL_CHARACTERS = 32_767;
const HEADING = { fontWeight: 'bold', wrap: true } as const;

/**
 * Writes a workbook (.xlsx), a sheet for each table. Money and decimals of up to 15 digits become numbers, so that a clerk can add them up: a
 * spreadsheet keeps as many exactly; longer ones stay text. Texts are text cells, never formulas.
 */
export async function writeWorkbook(sheets: readonly WorkbookSheet[]): Promise<Uint8Array> {
  return await writeXlsxFile(sheets.map(sheetOf), { fontFamily: 'Microsoft YaHei', fontSize: 10 }).toBuffer();
}

function sheetOf({ name, above, columns, rows }: WorkbookSheet): Sheet<never> {
  const basis = above.map(([label, value]): Cell[] => [{ value: label, type: String, ...HEADING }, textCell(value)]);
  const headings = columns.map(({ heading }): Cell => ({ value: heading, type: String, ...HEADING }));
  const body = rows.map((row) => row.map((value, index) => cellOf(value, columns[index]?.kind ?? 'TEXT')));
  return {
    data: [...basis, [], headings, ...body],
    sheet: name,
    columns: columns.map(({ kind }) => ({ width: kind === 'TEXT' ? 18 : 14 })),
  };
}

function textCell(value: string): Cell {
  return { value: value.slice(0, MOST_CELL_CHARACTERS), type: String };
}

function cellOf(value: string | number | null, kind: WorkbookCellKind): Cell {
  if (value === null) return null;
  const text = String(value);
  if (kind === 'TEXT' || text.replace(/[-.]/g, '').length > EXACT_DIGITS) return textCell(text);
  switch (kind) {
    case 'COUNT':
      return { value: Number(text), type: Number, format: '0' };
    case 'MONEY':
      return { value: Number(text), type: Number, format: '#,##0.00' };
    case 'DECIMAL':
      return { value: Number(text), type: Number };
  }
}
