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

/** A cell as it was meant: `="0012"` is 0012, and the apostrophe of `csvCell` is no part of the text. */
export function plainCell(cell: string): string {
  const first = cell.charCodeAt(0);
  if (first === EQUALS) return AS_TEXT.exec(cell)?.[1] ?? cell;
  return first === APOSTROPHE && ESCAPED.test(cell) ? cell.slice(1) : cell;
}

const EQUALS = 0x3d;
const APOSTROPHE = 0x27;

/** `="0012"` as a spreadsheet writes it, with quotes in the middle of a cell, made well-formed CSV. */
export function quoteTextCells(csv: string): string {
  return csv.includes('="') ? csv.replace(/(^|[,\r\n])="([^"\r\n]*)"(?=[,\r\n]|$)/g, '$1"$2"') : csv;
}

/** Whether a record is the line `sep=,` that tells a spreadsheet the separator. */
export function isSeparatorLine(record: readonly string[]): boolean {
  return record.length === 2 && record[0]?.toLowerCase() === 'sep=' && record[1] === '';
}

const WRITTEN_DATE = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?: 0?0:00(?::00)?)?$/;

/**
 * A day as spreadsheets write it (`2025/1/1`, `2025-1-1`, `2025年1月1日`, `20250101`, with 0:00 behind it), as YYYY-MM-DD. Year first only, so
 * that nothing is guessed; anything else stays as it is, for whoever checks the date.
 */
export function writtenDate(text: string): string {
  const match = WRITTEN_DATE.exec(text);
  if (match === null) return text;
  const [, year = '', ...parts] = match;
  const [month = '', day = ''] = parts.filter((part) => part !== undefined);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
