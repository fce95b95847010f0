import type { Reason } from '../../engine/grouping/grouping-reasons.js';

/** One thing that is wrong with a catalogue file. `line` counts from 1, the header included; 0 is the file as a whole. */
export interface CatalogueProblem {
  readonly line: number;
  readonly column: string;
  readonly code: string;
  readonly message: Reason;
}

const MESSAGES = {
  EMPTY: { zh: '文件里没有病种；第一行应为表头，其后每行一个病种。', en: 'The file has no groups: a header line, then one group a line.' },
  CSV_SYNTAX: { zh: '此行不是合法的 CSV（多为引号不成对）：', en: 'This line is not well-formed CSV (usually an unpaired quote): ' },
  HEADER_UNKNOWN: { zh: '没有这一列，请核对表头：', en: 'There is no such column; check the header: ' },
  HEADER_REPEATED: { zh: '表头重复（中英文列名视为同一列）：', en: 'The header stands twice (Chinese and English names are one column): ' },
  HEADER_MISSING: { zh: '缺少必填列：', en: 'A required column is missing: ' },
  CELL_COUNT: {
    zh: '单元格数与表头不一致，该行未读；请核对是否缺列或文件被截断：',
    en: 'The number of cells differs from the header, so the row was not read; look for a missing cell or a truncated file: ',
  },
  DUPLICATE_CODE: { zh: '病种编码重复（首次出现的行见括号）：', en: 'The group code stands twice (its first line in brackets): ' },
  POINTS_STATED: {
    zh: '按未定分值导入（--unpriced，priced: false）的文件不能有分值；请清空这一列，或按有分值导入：',
    en: 'A file imported without points (--unpriced, priced: false) must state none; clear the column, or import it with points: ',
  },
  BOOK_WITHOUT_POINTS: {
    zh: '这是没有分值的国家病种库工作簿；请按未定分值导入（--unpriced，priced: false），测算分值后再导入带分值的表',
    en: 'This is the national DIP workbook, which has no points: import it without points (--unpriced, priced: false), and the table with points once they are worked out',
  },
  TOO_MANY_ROWS: { zh: '行数超过上限：', en: 'There are more rows than the limit: ' },
} satisfies Record<string, Reason>;

/** A problem of the file or of a line as a whole, in words. */
export function catalogueFileProblem(line: number, column: string, code: keyof typeof MESSAGES, detail: string): CatalogueProblem {
  const { zh, en } = MESSAGES[code];
  return { line, column, code, message: { zh: `${zh}${detail}`, en: `${en}${detail}` } };
}
