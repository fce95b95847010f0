import { firstCharacters } from '../../engine/kit/text.js';
import type { Label } from '../../engine/plan/plan.js';

/** Where in a workbook something stands: row and column 0 where it is the sheet as a whole; an empty sheet is the file. */
export interface BookPlace {
  readonly sheet: string;
  readonly row: number;
  /** Heading of the column, or letters where it has none; empty: the row as a whole. */
  readonly column: string;
}

/** One thing that is wrong with a book: an error keeps it out, a warning must be seen. */
export interface BookProblem extends BookPlace {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: BookProblemCode;
  /** What and what to do; the place is said before it. */
  readonly message: Label;
}

const ERRORS = {
  SHEET_MISSING: {
    zh: '没有这张工作表。请核对文件，或把对应的工作表改回这个官方名称',
    en: 'this sheet is not there. Check the file, or give the sheet that it is this official name',
  },
  SHEETS_SWAPPED: {
    zh: '与另一张工作表放反了（表头或内容是对方的）。请把两张工作表的名称互换后重新导入，其中各行未核对',
    en: 'it was exchanged with another sheet (the headings or the content are those of the other). Exchange the names of the two and import again; their rows were not looked at',
  },
  SHEET_DOUBTFUL: {
    zh: '工作表可能放错：表头或内容像是另一张工作表的。请先核对工作表名称，再看其他问题',
    en: 'the sheet may be in the wrong place: its headings or content look like those of another. Check the names of the sheets first',
  },
  HEADER_MISSING: {
    zh: '找不到表头列，其下各行未读。请核对工作表是否放错，或补上列名',
    en: 'columns are missing, so the rows below were not read. See whether sheets were swapped, or write their headings',
  },
  HEADER_REPEATED: { zh: '同一列出现两次，请只保留一列', en: 'the column stands twice; keep one' },
  ROW_OUTSIDE: {
    zh: '这一行不在任何表头之下，或没有序号，未读。请补上序号，或删去此行',
    en: 'the row stands under no header or has no number, and was not read. Number it, or remove it',
  },
  CELL_MISSING: { zh: '必填单元格为空，请补上', en: 'the cell is empty; fill it in' },
  CELL_NUMBER: {
    zh: '编码存成了数字，末尾的 0 可能已丢失。请把单元格设为文本后重新填写完整编码',
    en: 'the code is stored as a number and may have lost its zeros. Make the cell text and write the whole code again',
  },
  CELL_DATE: {
    zh: '单元格是日期。请设为文本后重新填写',
    en: 'the cell is a date. Make it text and write it again',
  },
  CELL_FORMULA: {
    zh: '单元格是公式，其缓存结果不可信。请“复制—选择性粘贴—数值”后再导入',
    en: 'the cell is a formula, whose kept result can not be trusted. Paste it as a value',
  },
  CELL_KIND: { zh: '单元格是逻辑值或错误值，请改为文本', en: 'the cell is a truth value or an error; write text' },
  CELL_TOO_LONG: {
    zh: '单元格文本过长（Excel 至多 32,767 字），请核对',
    en: 'the text of the cell is longer than Excel allows (32,767); check it',
  },
  MERGED: {
    zh: '合并单元格盖住了数据行。请取消合并并逐行填写',
    en: 'a merged range covers rows of data. Split it and fill every row',
  },
  BAD_CODE: { zh: '不是编码的写法，请改正', en: 'this is not written like a code; correct it' },
  SET_IN_SET: {
    zh: '编码集的成员又是编码集（不能引用自己或别的集）。请写出编码',
    en: 'a member is a set itself: sets hold codes, neither themselves nor others. Write the codes',
  },
  NOT_WHOLE: { zh: '应为 0 或正整数', en: 'a whole number of 0 or more is asked for' },
  UNKNOWN_WORD: { zh: '不是官方方案所用的词，请核对', en: "this is none of the book's words; check it" },
  ROW_MISPLACED: {
    zh: '这一行的分类属于另一张工作表，请移到那张表',
    en: 'the class of this row is that of another sheet; move the row there',
  },
  TWICE: { zh: '与前面的行重复，请只保留一行', en: 'it stands twice; keep one row' },
  PARENT_DIFFERS: { zh: '所属 MDC 与其 ADRG 的不一致，请核对', en: 'its MDC is not that of its ADRG; check both' },
  DOCUMENT: { zh: '', en: '' },
  AMENDMENT: { zh: '更正无法应用', en: 'the amendment can not be made' },
} satisfies Record<string, Label>;

const WARNINGS = {
  EMPTY_RULE_ORDER: {
    zh: '规则为空却排在有规则的行之前；按“空规则最后”处理',
    en: 'the rule is empty, yet it stands before rows that have one; it is asked last',
  },
  REPEATED_MEMBERS: { zh: '成员重复，各取一次', en: 'members repeated; each is taken once' },
  REPEATED_CODE: { zh: '编码在单元格里重复，取一次', en: 'a code stands twice in the cell; it is taken once' },
  MIXED: {
    zh: '同一单元格里 | 与 + 混用，按“+ 先于 |”读，请核对是否误印',
    en: 'both | and + in one cell: + is read first; see whether it is a misprint',
  },
  SHEET_EMPTY: {
    zh: '只有表头，没有数据行。官方工作簿的每张工作表都有内容，请核对是否被截断或误删',
    en: 'it has headings and no rows. Every sheet of the official book has some; see whether it was cut off',
  },
  NOTE: { zh: '视为附注，未读', en: 'taken for a note, and not read' },
  ANNEX_OUTSIDE: {
    zh: '不在任何一行结核类病种的主要诊断之下，不会用到。请核对编码，或是否放错工作表',
    en: 'it is under the diagnosis of no row of tuberculosis and is never asked for; check the code, and whether the sheet is the right one',
  },
  UNMATCHED: { zh: '没有与之对应的病种行，未作标记', en: 'no row of a group is the same, so nothing was marked' },
  AMENDMENT_IDLE: { zh: '更正的内容工作簿已有，此更正不再起作用', en: 'the workbook already has it: the amendment is idle' },
} satisfies Record<string, Label>;

/** One code of the closed list. */
export type BookProblemCode = keyof typeof ERRORS | keyof typeof WARNINGS;

const isWarning = (code: BookProblemCode): code is keyof typeof WARNINGS => Object.hasOwn(WARNINGS, code);

/** A place in words, as Excel shows it. */
export function placeText({ sheet, row, column }: BookPlace): { readonly zh: string; readonly en: string } {
  const rows = row === 0 ? { zh: '', en: '' } : { zh: `第 ${row} 行`, en: `, row ${row}` };
  const columns = column === '' ? { zh: '', en: '' } : { zh: `“${column}”列`, en: `, column "${column}"` };
  return { zh: `工作表“${sheet}”${rows.zh}${columns.zh}`, en: `Sheet "${sheet}"${rows.en}${columns.en}` };
}

/** `ADRG!17 规则`: a place in short. */
export function placeKey({ sheet, row, column }: BookPlace): string {
  return [`${sheet}${row === 0 ? '' : `!${row}`}`, column].filter((part) => part !== '').join(' ');
}

const LONGEST_DETAIL = 200;

/** A problem in words, with where, and what stands there. */
export function bookProblem(place: BookPlace, code: BookProblemCode, detail: string | Label = ''): BookProblem {
  const warning = isWarning(code);
  const words = warning ? WARNINGS[code] : ERRORS[code];
  const at = placeText(place);
  const { zh, en } = typeof detail === 'string' ? { zh: firstCharacters(detail, LONGEST_DETAIL), en: undefined } : detail;
  return {
    ...place,
    severity: warning ? 'WARNING' : 'ERROR',
    code,
    message: {
      zh: `${at.zh}：${words.zh}${zh === '' ? '' : `：${zh}`}。`,
      en: `${at.en}: ${words.en}${zh === '' ? '' : `: ${en ?? zh}`}.`,
    },
  };
}
