import type { CellKind } from '../../workbooks/sheet-reader.js';
import { cellText } from '../../workbooks/cell-text.js';
import { shownText } from '../../../engine/kit/text.js';
import { isDecimalText, multiply, parseDecimal, decimal, printShort } from '../../../engine/number/quantity.js';
import { canonicalJson } from '../../../rules/document/hash.js';
import { same } from '../kit/draft-document.js';
import type { Label } from '../../../engine/plan/plan.js';
import type { LeafDocument } from '../../../rules/document/document.js';
import { tableCell } from '../../../rules/document/document-table.js';
import { readCell } from '../../../rules/extend/table-cells.js';

/** A cell of a sheet that came back: its text as it is seen, and what it is where it is no text. */
export interface ReadCell {
  readonly text: string;
  readonly kind?: CellKind | undefined;
}

/** Why a cell can't be taken: what is wrong, and what to do. */
export type Wrong = Label & { readonly en: string; readonly code: string };
/** What a cell says; `undefined`: nothing. */
export type ParsedCell = { readonly value: unknown } | { readonly wrong: Wrong };

/** 单元格的写法 how values of a column are written into cells and read again. */
export interface CellForm {
  /** Codes stay text, so that no spreadsheet makes numbers or days of them. */
  readonly as: 'TEXT' | 'NUMBER' | 'CODE';
  /** What a drop-down list offers. */
  readonly choices?: readonly string[];
  readonly range?: { readonly min?: string | undefined; readonly max?: string | undefined };
  /** The text of a value that is stated. */
  readonly print: (value: unknown) => string;
  /** Reads a text that is not empty. */
  readonly parse: (text: string) => ParsedCell;
  /** What two writings of one value have in common; as it is printed, where it is not stated. */
  readonly keyOf?: (value: unknown) => string;
}

/** One text for all writings of a value; empty: none is stated. */
export function valueKey({ print, keyOf = print }: CellForm, value: unknown): string {
  return value === undefined ? '' : cellText(keyOf(value));
}

/** The text of a value as the cell has it; empty: none is stated. */
export function printed({ print }: CellForm, value: unknown): string {
  return value === undefined ? '' : print(value);
}

function wrong(code: string, zh: string, en: string): { readonly wrong: Wrong } {
  return { wrong: { code, zh, en } };
}

const KINDS: Readonly<Partial<Record<CellKind, Wrong>>> = {
  FORMULA: {
    code: 'FORMULA',
    zh: '是公式，其结果不予采用。请用“选择性粘贴—数值”换成数值后再导入。',
    en: 'holds a formula, whose result is not trusted. Paste it as a value, then import.',
  },
  DATE: {
    code: 'DATE',
    zh: '成了日期（表格软件自动改的）。请把单元格格式设为“文本”，重新填写。',
    en: 'became a date. Format the cell as text and write it again.',
  },
  BOOLEAN: {
    code: 'BOOLEAN',
    zh: '是 TRUE/FALSE。请写“是”或“否”。',
    en: 'holds TRUE or FALSE. Write 是 (yes) or 否 (no).',
  },
  ERROR: { code: 'ERROR', zh: '是错误值（如 #N/A）。请改正。', en: 'holds an error such as #N/A. Correct it.' },
  TOO_LONG: { code: 'TOO_LONG', zh: '太长，读不全。请缩短。', en: 'is too long to be read. Shorten it.' },
};

/** Reads a cell by its form: an empty one states nothing. */
export function parseCell(form: CellForm, { text, kind }: ReadCell): ParsedCell {
  const refused = kind === undefined ? undefined : KINDS[kind];
  if (refused !== undefined) return { wrong: refused };
  if (kind === 'NUMBER' && form.as === 'CODE') {
    return wrong(
      'CODE_BECAME_NUMBER',
      `被表格软件改成了数 ${text}（前导零等可能已丢失）。请把单元格格式设为“文本”，按原编码重新填写。`,
      `became the number ${text}, and may have lost zeros. Format the cell as text and write the code again.`,
    );
  }
  return text === '' ? { value: undefined } : form.parse(text);
}

/** Full-width letters, digits and signs as the half-width ones that were meant. */
function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

/** Plain text for people. */
export const TEXT: CellForm = { as: 'TEXT', print: String, parse: (text) => ({ value: text }) };

/** A cell in which nothing may stand: the row's form has no such value. */
export const NONE: CellForm = {
  as: 'TEXT',
  print: () => '',
  parse: () => wrong('NOT_HERE', '本行没有这一项，请留空。', 'This row has no such value: leave it empty.'),
};

/** A code, such as one of a diagnosis. */
export const CODE: CellForm = {
  as: 'CODE',
  print: String,
  parse: (text) => {
    const code = halfWidth(text);
    return /^-?\d+(?:\.\d+)?E\+?\d+$/i.test(code) && code.includes('+')
      ? wrong(
          'CODE_BECAME_NUMBER',
          `“${shownText(text)}”是科学计数，编码已被表格软件改写。请把单元格格式设为“文本”，按原编码重新填写。`,
          `"${shownText(text)}" is a number in scientific notation. Format the cell as text and write the code again.`,
        )
      : { value: code };
  },
};

/** A decimal, exact. Full-width digits are read as digits; percent signs, separators and exponents are refused with what to write instead. */
export function decimalForm(range: CellForm['range'] = {}): CellForm {
  return { as: 'NUMBER', range, print: String, parse: parseNumber, keyOf: numberKey };
}

function numberKey(value: unknown): string {
  const number = typeof value === 'string' ? parseDecimal(value) : undefined;
  return number === undefined ? String(value) : printShort(number);
}

function parseNumber(text: string): ParsedCell {
  const number = halfWidth(text).replace(/^\+/, '');
  if (isDecimalText(number)) return { value: number };
  const percent = /^(-?\d+(?:\.\d+)?) ?%$/.exec(number)?.[1];
  const meant = percent !== undefined && isDecimalText(percent) ? printShort(multiply(decimal(percent), decimal('0.01'))) : undefined;
  const plain = number.replaceAll(',', '');
  const write = meant ?? (plain !== number && isDecimalText(plain) ? plain : undefined);
  const [zh, en] =
    write === undefined ? ['如 0.45，小数至多 8 位', 'such as 0.45, with at most 8 places'] : [`请写 ${write}`, `write ${write}`];
  return wrong('NOT_A_DECIMAL', `“${shownText(text)}”不是规范的数：${zh}。`, `"${shownText(text)}" is no plain number: ${en}.`);
}

/** A constant as it is offered, by what it is called: `职工医保（EMPLOYEE）`; by itself where it has no name. */
export function choiceText(code: string, word: string): string {
  return word === code ? code : `${word}（${code}）`;
}

/** One of several constants, shown with what they are called. Either may be written, also as workbooks of before had it: `EMPLOYEE 职工医保`. */
export function choiceForm(codes: readonly string[], wordOf: (code: string) => string): CellForm {
  const shown = (code: string): string => choiceText(code, wordOf(code));
  const writtenAs = (code: string): readonly string[] => [code, halfWidth(shown(code)), halfWidth(`${code} ${wordOf(code)}`)];
  return {
    as: 'TEXT',
    choices: codes.map(shown),
    print: (value) => shown(String(value)),
    keyOf: String,
    parse: (text) => {
      const written = halfWidth(text);
      const found = codes.filter((code) => writtenAs(code).includes(written) || text === wordOf(code));
      const [code] = found;
      if (code !== undefined && found.length === 1) return { value: code };
      const listed = codes.slice(0, 20).map(shown).join('、');
      return wrong('NOT_A_CHOICE', `“${shownText(text)}”不在可选之列：${listed}。`, `"${shownText(text)}" is none of ${listed}.`);
    },
  };
}

/** Yes or no. */
export const FLAG: CellForm = {
  as: 'TEXT',
  choices: ['是', '否'],
  print: (value) => (value === true ? '是' : '否'),
  parse: (text) => {
    if (text === '是' || /^true$/i.test(text)) return { value: true };
    if (text === '否' || /^false$/i.test(text)) return { value: false };
    return wrong('NOT_A_FLAG', `“${shownText(text)}”应为 是 或 否。`, `"${shownText(text)}" has to be 是 (yes) or 否 (no).`);
  },
};

const JSON_MARK = 'JSON ';

/**
 * A form whose writing says more than text: where its own words would not be read as the same value again, the value is written as JSON after
 * the word JSON.
 */
function faithful(print: (value: unknown) => string | undefined, parse: (text: string) => unknown): CellForm {
  const read = (text: string): ParsedCell => {
    if (!text.startsWith(JSON_MARK)) return { value: parse(text) };
    try {
      const value: unknown = JSON.parse(text.slice(JSON_MARK.length));
      return { value };
    } catch {
      return wrong('NOT_JSON', 'JSON 之后不是合法的 JSON。', 'What stands after JSON is no valid JSON.');
    }
  };
  return {
    as: 'TEXT',
    parse: read,
    print: (value) => {
      const text = print(value);
      const back = text === undefined || text !== cellText(text) || text === '' ? undefined : read(text);
      return text !== undefined && back !== undefined && 'value' in back && same(back.value, value)
        ? text
        : `${JSON_MARK}${canonicalJson(value)}`;
    },
  };
}

const strings = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;

/** 依据 articles, with ； between them. */
export const BASIS_CELL: CellForm = faithful(
  (value) => strings(value)?.join('；'),
  (text) =>
    text
      .split(/[；;]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
);

/** A value of a rule: text, or yes and no. */
export const LITERAL: CellForm = faithful((value) => (typeof value === 'boolean' ? FLAG.print(value) : String(value)), literalOf);

function literalOf(text: string): string | boolean {
  return text === '是' ? true : text === '否' ? false : text;
}

const NOTHING = '无';

/** 算例的值 a value of an example: a number, a text, yes or no, values with 、 between them; 无 where it states that there is none. */
export function exampleForm(kind: 'NUMBER' | 'LIST' | 'ANY'): CellForm {
  const plain = faithful(
    (value) => (value === null ? NOTHING : (strings(value)?.join('、') ?? LITERAL.print(value))),
    (text) =>
      text === NOTHING ? null : kind === 'LIST' || text.includes('、') ? text.split('、').map((one) => one.trim()) : literalOf(text),
  );
  if (kind !== 'NUMBER') return plain;
  const isNumber = (value: unknown): boolean => typeof value === 'string' && isDecimalText(value);
  return {
    ...plain,
    keyOf: (value) => (isNumber(value) ? numberKey(value) : plain.print(value)),
    parse: (text) => (text === NOTHING || text.startsWith(JSON_MARK) ? plain.parse(text) : parseNumber(text)),
  };
}

const WHEN_WORDS = { not: '非 ', parameter: '参数 ', table: '编码表 ' } as const;

/** 条件 a cell of a decision table: a value, an interval, `-`, `A、B`, `非 A`, `参数 p`, `编码表 t`, 有值, 无值. */
export const WHEN: CellForm = faithful(printWhen, parseWhen);

/**
 * As `WHEN`, for the cells of one fact: an interval that can't be read, or a constant that the fact never has, is refused with what to write. What stood in the
 * column before is left to the check of the draft.
 */
export function whenForm(fact: FactOfColumn, stated: readonly unknown[]): CellForm {
  return {
    ...WHEN,
    parse: (text) => {
      const parsed = WHEN.parse(text);
      if ('wrong' in parsed || stated.some((one) => same(one, parsed.value))) return parsed;
      const cell = tableCell.safeParse(parsed.value);
      const reading = cell.success ? readCell(fact.name, cell.data) : undefined;
      if (reading === undefined) return wrong('CELL', `“${shownText(text)}”不是条件的写法。`, `"${shownText(text)}" is no condition.`);
      if ('why' in reading) {
        const { zh, en = zh } = reading.why;
        return wrong('CELL', `“${shownText(text)}”：${zh}。`, `"${shownText(text)}": ${en}.`);
      }
      return reading.leaves.map((leaf) => neverHas(fact, leaf)).find((one) => one !== undefined) ?? parsed;
    },
  };
}

/** What a column of conditions is about: its name, its constants, and what its values are; empty where that can't be said. */
export interface FactOfColumn {
  readonly name: string;
  readonly values: readonly string[];
  readonly type: string;
}

/** A constant that the fact never has. */
function neverHas({ values, type }: FactOfColumn, { operator, value }: LeafDocument): { readonly wrong: Wrong } | undefined {
  const stated = typeof value === 'string' ? [value] : (strings(value) ?? []);
  if (type === 'boolean' && operator !== 'known') return stated.map((one) => FLAG.parse(one)).find((one) => 'wrong' in one);
  const isNumber = type === 'decimal' || type === 'integer';
  const odd = stated.find((one) => (isNumber ? !isDecimalText(one) : values.length > 0 && !values.includes(one)));
  if (odd === undefined) return undefined;
  if (isNumber)
    return wrong(
      'NOT_A_DECIMAL',
      `“${shownText(odd)}”不是数：写数，或区间如 [0.9,)。`,
      `"${shownText(odd)}" is no number: write one, or an interval such as [0.9,).`,
    );
  const listed = values.slice(0, 20);
  return wrong(
    'NOT_A_CHOICE',
    `“${shownText(odd)}”不在可选之列：${listed.join('、')}。`,
    `"${shownText(odd)}" is none of ${listed.join(', ')}.`,
  );
}

function printWhen(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return LITERAL.print(value);
  const listed = strings(value);
  if (listed !== undefined) return listed.join('、');
  for (const [key, word] of Object.entries(WHEN_WORDS)) {
    const inner: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    if (typeof inner === 'string') return `${word}${inner}`;
    if (strings(inner) !== undefined) return `${word}${strings(inner)?.join('、')}`;
  }
  return same(value, { known: true }) ? '有值' : same(value, { known: false }) ? '无值' : undefined;
}

function parseWhen(text: string): unknown {
  if (text === '是' || text === '否') return text === '是';
  if (text === '有值' || text === '无值') return { known: text === '有值' };
  for (const [key, word] of Object.entries(WHEN_WORDS)) {
    if (text.startsWith(word)) return { [key]: listOrOne(text.slice(word.length)) };
  }
  return listOrOne(text);
}

function listOrOne(text: string): string | readonly string[] {
  return text.includes('、') ? text.split('、').map((one) => one.trim()) : text;
}
