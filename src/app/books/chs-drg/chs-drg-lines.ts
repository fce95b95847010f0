/** The seven texts of CHS-DRG 1.1, each whole. */
export interface TextFiles {
  readonly mdc: string;
  readonly adrg: string;
  readonly drg: string;
  readonly detail: string;
  readonly mcc: string;
  readonly cc: string;
  readonly exclusions: string;
}

/** One line of a text, numbered from 1. */
export interface TextLine {
  readonly no: number;
  readonly text: string;
}

/** A line that is no row, no heading and no rest of a name. */
export interface UnreadLine {
  readonly file: keyof TextFiles;
  readonly no: number;
  readonly text: string;
}

/** A row of complications: the code and its exclusion table, `null` for 无. */
export interface ComplicationRow {
  readonly code: string;
  readonly table: string | null;
}

const DIAGNOSIS = /^[A-Z]\d{2}\.\S*$/;
const OPERATION = /^\d{2}\.\S*$/;
const NAMED = /^(\S+)\s+(\S.*)$/;
const TABLE = /表\s*(\d+-\d+)$/;

/** Whether a word is a diagnosis or an operation code. */
export function isCode(word: string): boolean {
  return DIAGNOSIS.test(word) || OPERATION.test(word);
}

/** Whether a word is an operation code. */
export function isOperation(word: string): boolean {
  return OPERATION.test(word);
}

/** Where a page of the print was run together into one line after its number: a new row, heading or table begins here. */
const ROW_START = /\s(?=[A-Z]\d{2}\.[0-9x]|\d{2}\.[0-9x]{2}|表\s*\d+-\d+|包含以下)/;
const PAGE = /^\d{1,4}\s+/;

/** The lines of a text that aren't blank, without byte order mark; pages that were run together are cut into their rows again. */
export function textLines(files: TextFiles, file: keyof TextFiles): TextLine[] {
  return files[file]
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line, i) => rowsOf(line.trim()).map((text) => ({ no: i + 1, text })))
    .filter(({ text }) => text !== '');
}

function rowsOf(line: string): readonly string[] {
  return PAGE.test(line)
    ? line
        .replace(PAGE, ' ')
        .split(ROW_START)
        .map((text) => text.trim())
    : [line];
}

/** Rows of code and name, in order. */
export function namedCodes(files: TextFiles, file: 'mdc' | 'adrg' | 'drg'): Map<string, string> {
  const rows = new Map<string, string>();
  for (const { text } of textLines(files, file)) {
    const row = NAMED.exec(text);
    if (row) rows.set(row[1] ?? '', (row[2] ?? '').replaceAll('~~', ''));
  }
  return rows;
}

/** Rows of complications, each once (the print repeats some). A name that runs on over several lines ends where its table stands. */
export function complicationRows(files: TextFiles, file: 'mcc' | 'cc'): ComplicationRow[] {
  const rows: ComplicationRow[] = [];
  let open: string | undefined;
  for (const { text } of textLines(files, file)) {
    const [word = ''] = text.split(/\s+/);
    if (isCode(word)) open = word;
    if (open === undefined) continue;
    const table = TABLE.exec(text);
    if (!table && !/(?:^|\s)无$/.test(text)) continue;
    rows.push({ code: open, table: table ? (table[1] ?? null) : null });
    open = undefined;
  }
  return [...new Map(rows.map((row) => [`${row.code} ${row.table ?? ''}`, row])).values()];
}

/** Exclusion tables: number → principal diagnoses. */
export function exclusionTables(files: TextFiles): Record<string, string[]> {
  const tables: Record<string, string[]> = {};
  let open: string[] | undefined;
  for (const { text } of textLines(files, 'exclusions')) {
    const heading = /^表\s*(\d+-\d+)$/.exec(text);
    if (heading) open = tables[heading[1] ?? ''] ??= [];
    const [word = ''] = text.split(/\s+/);
    if (isCode(word)) open?.push(word);
  }
  return tables;
}

/** Lines of the short texts that are no row: those of the long ones are rests of names, headings or page numbers. */
export function unread(files: TextFiles): UnreadLine[] {
  return (['mdc', 'adrg', 'drg'] as const).flatMap((file) =>
    textLines(files, file)
      .filter(({ text }) => !NAMED.test(text))
      .map(({ no, text }) => ({ file, no, text })),
  );
}
