import { assertNever } from '../../engine/kit/assert.js';
import { shownText } from '../../engine/kit/text.js';
import type { BookProblemCode } from '../books/book-problems.js';
import type { Label } from '../../engine/plan/plan.js';

/** What is wrong with a row of a file of codes. */
export type CodeRowFault =
  | { readonly fault: 'CODE_MISSING' | 'NAME_MISSING' | 'NO_ROWS' }
  | { readonly fault: 'CODE_FORM'; readonly code: string; readonly wanted: Label }
  | { readonly fault: 'TOO_LONG'; readonly most: number }
  | { readonly fault: 'TOO_MANY'; readonly most: number }
  | { readonly fault: 'NO_DAY' | 'NO_FLAG'; readonly text: string }
  | { readonly fault: 'DAYS_REVERSED' }
  | { readonly fault: 'SHEETS_SEVERAL'; readonly sheets: readonly string[] }
  | { readonly fault: 'TWICE'; readonly code: string; readonly first: number };

/** A row that can't be used: the line, which mistake, what to do. */
export interface CodeRowProblem {
  readonly line: number;
  readonly code: CodeRowFault['fault'] | BookProblemCode;
  readonly message: Label;
}

/** A fault at a line, in words. */
export function codeRowProblem(line: number, fault: CodeRowFault): CodeRowProblem {
  const { zh, en } = words(fault);
  return { line, code: fault.fault, message: { zh: `第 ${line} 行：${zh}`, en: `Line ${line}: ${en}` } };
}

function words(fault: CodeRowFault): { readonly zh: string; readonly en: string } {
  switch (fault.fault) {
    case 'CODE_MISSING':
      return { zh: '没有编码，请补上或删去该行。', en: 'the code is missing; add it or delete the row.' };
    case 'NAME_MISSING':
      return { zh: '没有名称，请补上。', en: 'the name is missing; add it.' };
    case 'NO_ROWS':
      return { zh: '文件里没有编码。', en: 'the file holds no codes.' };
    case 'CODE_FORM':
      return {
        zh: `“${shownText(fault.code)}”不像${fault.wanted.zh}；可能选错了种类，用了全角字符，或被电子表格当作数字改写。`,
        en: `"${shownText(fault.code)}" is not written like ${fault.wanted.en ?? ''}: the wrong kind, full-width characters, or a spreadsheet took it for a number.`,
      };
    case 'TOO_LONG':
      return { zh: `文字多于 ${fault.most} 个字符。`, en: `a cell has more than ${fault.most} characters.` };
    case 'TOO_MANY':
      return { zh: `编码多于 ${fault.most} 个。`, en: `there are more than ${fault.most} codes.` };
    case 'NO_DAY':
      return { zh: `“${shownText(fault.text)}”不是日期，应为 YYYY-MM-DD。`, en: `"${shownText(fault.text)}" is no day; write YYYY-MM-DD.` };
    case 'NO_FLAG':
      return { zh: `“${shownText(fault.text)}”应为“是”或“否”。`, en: `"${shownText(fault.text)}" must be true or false (是, 否).` };
    case 'DAYS_REVERSED':
      return { zh: '停用日期早于启用日期。', en: 'its last day is before its first.' };
    case 'SHEETS_SEVERAL':
      return {
        zh: `不止一张工作表有编码表的表头（${fault.sheets.join('、')}），请只留一张，或分别另存后导入。`,
        en: `more than one sheet has the header of a code table (${fault.sheets.join(', ')}); keep one, or save and import each by itself.`,
      };
    case 'TWICE':
      return {
        zh: `编码“${shownText(fault.code)}”与第 ${fault.first} 行相同（不分大小写），请只留一行。`,
        en: `the code "${shownText(fault.code)}" stands in line ${fault.first} already, whatever its case; keep one.`,
      };
    default:
      return assertNever(fault);
  }
}
