import { isDecimalText } from './decimal-text.ts';

/** A column of a written table: its heading, and whether what stands in it are numbers. */
export interface WrittenColumn {
  readonly heading: string;
  readonly isFigure: boolean;
}

/** A table as it is written to a file: columns, and rows of the exact texts in them. */
export interface WrittenTable {
  readonly name: string;
  readonly columns: readonly WrittenColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** A spreadsheet would run a text that begins so; a number may begin with a minus. */
function safeText(text: string): string {
  return /^[=+@\t\r-]/.test(text) && !isDecimalText(text) ? `'${text}` : text;
}

function csvField(text: string): string {
  const safe = safeText(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as CSV for Excel: UTF-8 with its mark, lines end in CRLF. */
export function csvText({ columns, rows }: WrittenTable): string {
  const headings = columns.map(({ heading }) => heading);
  return `\uFEFF${[headings, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('')}`;
}

/** Saves bytes as a file. */
export function save(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}

/** Saves a table as CSV. */
export function saveCsv(table: WrittenTable): void {
  save(new Blob([csvText(table)], { type: 'text/csv;charset=utf-8' }), `${table.name}.csv`);
}

/** What a cell of numbers keeps exactly: it is a double, which holds fifteen digits. What is longer stays text. */
const MOST_DIGITS = 15;

function cellOf(text: string, isFigure: boolean) {
  return isFigure && isDecimalText(text) && text.replace(/\D/g, '').length <= MOST_DIGITS
    ? { value: Number(text), type: Number }
    : { value: text, type: String };
}

/** Saves a table as a workbook. The library is loaded when it is first asked for. */
export async function saveWorkbook({ name, columns, rows }: WrittenTable): Promise<void> {
  const { default: writeXlsxFile } = await import('write-excel-file/browser');
  const headings = columns.map(({ heading }) => ({ value: heading, type: String, fontWeight: 'bold' as const }));
  const cells = rows.map((row) => row.map((text, index) => cellOf(text, columns[index]?.isFigure === true)));
  await writeXlsxFile([headings, ...cells], { sheet: name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31) }).toFile(`${name}.xlsx`);
}

/** Fetches a file as whoever calls, and saves it; false where it was not given. */
export async function saveFrom(path: string, fileName: string, key: string | undefined): Promise<boolean> {
  try {
    const headers = { 'x-dip-client': 'console', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
    const response = await fetch(path, { credentials: 'same-origin', headers });
    if (!response.ok) return false;
    save(await response.blob(), fileName);
    return true;
  } catch {
    return false;
  }
}
