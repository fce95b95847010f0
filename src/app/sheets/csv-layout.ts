/** Signs that may stand between the cells of a file. */
export const SEPARATORS = [',', '\t', ';'] as const;
/** One of them. */
export type Separator = (typeof SEPARATORS)[number];

/** Characters of a file within which its first line ends. */
const LONGEST_HEADER = 100_000;

/** 分隔符 the sign between cells: what `sep=` in the first line says; else a tab or a semicolon where the header has it and no comma. */
export function separatorOf(text: string): Separator {
  const [header = ''] = /^[^\r\n]*/.exec(text.replace(/^[\ufeff\r\n]+/, '')) ?? [];
  const [, stated] = /^sep=([,;\t])/i.exec(header) ?? [];
  const found = SEPARATORS.find((separator) => separator === stated) ?? SEPARATORS.find((separator) => header.includes(separator));
  return found ?? ',';
}

/** The end of a line that holds something. */
const LINE_END = /[^\ufeff\r\n][\r\n]/;

/** The beginning of a text, to the end of its first line that holds something, with the text as a whole. */
export async function withBeginning(
  text: AsyncIterable<string>,
): Promise<{ readonly beginning: string; readonly whole: AsyncGenerator<string> }> {
  const pieces = text[Symbol.asyncIterator]();
  let beginning = '';
  let ended = false;
  while (!ended && beginning.length < LONGEST_HEADER) {
    const next = await pieces.next();
    if (next.done === true) break;
    // Only what is new is looked at: a file may come byte by byte.
    ended = LINE_END.test(beginning.slice(-1) + next.value);
    beginning += next.value;
  }
  return { beginning, whole: resumed(beginning, pieces) };
}

async function* resumed(beginning: string, pieces: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    if (beginning !== '') yield beginning;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  } finally {
    await pieces.return?.();
  }
}

/** A header without the columns at its end that have no heading: a spreadsheet writes them once a cell there was touched. */
export function headedColumns(header: readonly string[]): readonly string[] {
  return header.slice(0, header.findLastIndex((heading) => heading.trim() !== '') + 1);
}

/**
 * A row without the empty cells that stand under the columns without a heading at the end of the header. Any other number of cells stays, to
 * be reported: one more, though empty, may come of a comma inside an amount, which moved all that follows.
 */
export function cellsWithin(record: readonly string[], header: readonly string[]): readonly string[] {
  if (record.length !== header.length || (header.at(-1) ?? '').trim() !== '') return record;
  const columns = headedColumns(header).length;
  return record.slice(columns).every((cell) => cell.trim() === '') ? record.slice(0, columns) : record;
}
