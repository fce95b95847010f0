import { isRealDate } from '../../engine/kit/calendar.js';
import { compare, isDecimalText, parseDecimal } from '../../engine/number/quantity.js';
import type { Label } from '../../engine/plan/plan.js';
import type { LeafDocument, OperandDocument } from '../document/document.js';
import { IDENTIFIER } from '../document/document-patterns.js';
import type { TableCell } from '../document/document-table.js';
import { VOCABULARY } from '../document/vocabulary.js';
import { bilingual } from '../findings/report.js';

/** What a cell asks: comparisons that all must hold (none for `-`), or why it can't be read. */
export type CellReading = { readonly leaves: readonly LeafDocument[] } | { readonly why: Label };

/** One end of an interval. */
interface Bound {
  readonly included: boolean;
  /** Number, date or name of a parameter; empty where the interval is open to that side. */
  readonly text: string;
}

/** Reads a cell of a decision table as comparisons of its column's fact. */
export function readCell(fact: string, cell: TableCell): CellReading {
  if (typeof cell === 'string') return readText(fact, cell);
  if (typeof cell === 'boolean') return leaf(fact, 'equal', cell);
  if (Array.isArray(cell)) return leaf(fact, 'in', cell);
  if ('not' in cell) return leaf(fact, Array.isArray(cell.not) ? 'notIn' : 'notEqual', cell.not);
  if ('known' in cell) return leaf(fact, 'known', cell.known);
  if ('table' in cell) return leaf(fact, VOCABULARY[fact]?.type === 'codes' ? 'anyInCodes' : 'inCodes', cell);
  return leaf(fact, 'equal', cell);
}

function leaf(fact: string, operator: LeafDocument['operator'], value: OperandDocument): CellReading {
  return { leaves: [{ fact, operator, value }] };
}

/** What begins like an interval is one, or a mistake: never a value. */
const BRACKETED = /^[[(（［【〔]/u;
const CHINESE = /^(?:含|不含|至|-?[\d.]+\s*至)/u;
const COMPARED = /^[<>=≤≥＜＞＝≠]/u;

function readText(fact: string, text: string): CellReading {
  if (text === '-') return { leaves: [] };
  if (text.trim() !== text || text === '') {
    return { why: bilingual('单元格是空的，或首尾有空格', 'the cell is empty, or begins or ends with a blank') };
  }
  if (BRACKETED.test(text)) return readInterval(fact, bracketed(text));
  if (CHINESE.test(text)) return readInterval(fact, spelled(text));
  if (COMPARED.test(text)) {
    return {
      why: bilingual(
        '比较写成区间：大于 60 写 "(60,)"，不小于 60 写 "[60,)"',
        'a comparison is written as an interval: more than 60 is "(60,)", at least 60 is "[60,)"',
      ),
    };
  }
  return leaf(fact, 'equal', text);
}

type Bounds = { readonly low: Bound; readonly high: Bound } | { readonly why: Label };

const BRACKETS = /^([[(])([^,]*),([^,]*)([\])])$/u;

function bracketed(text: string): Bounds {
  const [, open, low = '', high = '', close] = (BRACKETS.exec(text) ?? []).map((part) => part.trim());
  if (open === undefined) {
    return {
      why: bilingual(
        '区间由半角括号、下界、半角逗号、上界组成，如 "[1.5,2)"',
        'an interval is a bracket, its lower end, a comma, its upper end and a bracket, such as "[1.5,2)"',
      ),
    };
  }
  if ((low === '' && open === '[') || (high === '' && close === ']')) {
    return { why: bilingual('没有界值的一侧用圆括号，如 "(,0.5]"', 'the side without a bound takes a round bracket, such as "(,0.5]"') };
  }
  return { low: { included: open === '[', text: low }, high: { included: close === ']', text: high } };
}

const SPELLED = /^(?:(含|不含)\s*([^\s含至]+))?\s*至\s*(?:(含|不含)\s*([^\s含至]+))?$/u;

function spelled(text: string): Bounds {
  const match = SPELLED.exec(text);
  if (match === null) {
    return {
      why: bilingual(
        '每个界值前写“含”或“不含”，中间写“至”，如 "含1.5 至 不含2"、"不含2 至"',
        'each bound says 含 (included) or 不含 (excluded) before it, with 至 between them, such as "含1.5 至 不含2"',
      ),
    };
  }
  const [, low, lowText = '', high, highText = ''] = match;
  return { low: { included: low === '含', text: lowText }, high: { included: high === '含', text: highText } };
}

function readInterval(fact: string, bounds: Bounds): CellReading {
  if ('why' in bounds) return bounds;
  const { low, high } = bounds;
  if (low.text === '' && high.text === '') return { why: bilingual('区间没有界值；不限请写 "-"', 'the interval has no bound; any is "-"') };
  const ends = [low.text, high.text].filter((text) => text !== '');
  const wrong = ends.find((text) => operandOf(text) === undefined);
  if (wrong !== undefined) {
    return { why: bilingual(`界值 “${wrong}” 不是数、日期或参数名`, `the bound “${wrong}” is no number, date or name of a parameter`) };
  }
  if (isEmpty(low, high)) return { why: bilingual('区间里没有任何值', 'no value lies in the interval') };
  return {
    leaves: [
      ...boundLeaf(fact, low.included ? 'greaterThanInclusive' : 'greaterThan', low.text),
      ...boundLeaf(fact, high.included ? 'lessThanInclusive' : 'lessThan', high.text),
    ],
  };
}

function boundLeaf(fact: string, operator: LeafDocument['operator'], text: string): readonly LeafDocument[] {
  const value = operandOf(text);
  return value === undefined ? [] : [{ fact, operator, value }];
}

/** A bound as it is compared; `undefined` where it is none, or the interval is open there. */
function operandOf(text: string): string | { readonly parameter: string } | undefined {
  if (isDecimalText(text) || isRealDate(text)) return text;
  return IDENTIFIER.test(text) ? { parameter: text } : undefined;
}

/** Whether no value can lie between two stated bounds. Bounds that are parameters are left to the checks of the rule. */
function isEmpty(low: Bound, high: Bound): boolean {
  const order = orderOf(low.text, high.text);
  return order !== undefined && (order > 0 || (order === 0 && !(low.included && high.included)));
}

function orderOf(low: string, high: string): number | undefined {
  const [a, b] = [parseDecimal(low), parseDecimal(high)];
  if (a !== undefined && b !== undefined) return compare(a, b);
  if (!isRealDate(low) || !isRealDate(high)) return undefined;
  return low < high ? -1 : Number(low > high);
}
