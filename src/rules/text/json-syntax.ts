import type { Label } from '../../engine/plan/plan.js';

/** What can be wrong with JSON text, for people. */
export const ENDS_EARLY: Label = { zh: '文本提前结束', en: 'the text ends too early' };
export const AFTER_END: Label = { zh: '文档结束之后还有内容', en: 'there is more after the end of the document' };
export const LIST_GOES_ON: Label = { zh: '此处应为逗号或 ]', en: 'a comma or ] is expected here' };
export const OBJECT_GOES_ON: Label = { zh: '此处应为逗号或 }', en: 'a comma or } is expected here' };
export const TRAILING_COMMA: Label = { zh: '最后一项之后多了逗号', en: 'there is a comma after the last entry' };
export const KEY_EXPECTED: Label = { zh: '此处应为加双引号的键', en: 'a key in double quotes is expected here' };
export const COLON_EXPECTED: Label = { zh: '键之后应为冒号', en: 'a colon is expected after the key' };
export const VALUE_EXPECTED: Label = { zh: '此处应为一个值（文本须加双引号）', en: 'a value is expected here (text in double quotes)' };
export const BAD_NUMBER: Label = { zh: '数字的写法不对', en: 'the number is malformed' };
export const CONTROL_CHARACTER: Label = {
  zh: '文本中有换行或其他控制字符',
  en: 'the text holds a line break or another control character',
};
export const BAD_ESCAPE: Label = { zh: '反斜杠后的写法不对', en: 'what follows the backslash is no escape' };
export const TEXT_NOT_CLOSED: Label = { zh: '文本缺少结尾的双引号', en: 'the closing double quote of the text is missing' };

const SIMPLE_ESCAPES = new Set('"\\/bfnrt');
const HEX4 = /[0-9a-fA-F]{4}/y;

/** Length of the escape that starts with the backslash at `at`; `undefined` if it is none. */
export function escapeLength(text: string, at: number): number | undefined {
  const next = text.charAt(at + 1);
  if (SIMPLE_ESCAPES.has(next)) return 2;
  HEX4.lastIndex = at + 2;
  return next === 'u' && HEX4.test(text) ? 6 : undefined;
}

/** Characters of a Chinese keyboard or a word processor that stand where JSON has an ASCII one. */
const MEANT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '“': '"',
    '”': '"',
    '„': '"',
    '‟': '"',
    '‘': '"',
    '’': '"',
    '「': '"',
    '」': '"',
    '、': ',',
    '；': ',',
    '【': '[',
    '】': ']',
  }),
);
const WIDE_QUOTE_THEN_SIGN = /[“”„‟＂][ \t]*(?:[,:，：}\]]|$)/;
/** Quotes that belong to the words of a text. */
const PAIRED_QUOTES = /“[^“”]*”/g;

const SIGNS = new Set('",:[]{}');

/** The sign of JSON that was probably meant by a full-width or typographic one, or `undefined`. */
function meantBy(character: string): string | undefined {
  const listed = MEANT.get(character);
  if (listed !== undefined) return listed;
  const point = character.codePointAt(0) ?? 0;
  if (point < 0xff01 || point > 0xff5e) return undefined;
  const narrow = String.fromCodePoint(point - 0xfee0);
  return SIGNS.has(narrow) ? narrow : undefined;
}

/** What was found at `at` and what was meant, if it is a look-alike of an ASCII sign; otherwise `undefined`. */
export function strangeSign(text: string, at: number): Label | undefined {
  const found = text.charAt(at);
  const meant = meantBy(found);
  if (meant === undefined) return undefined;
  return { zh: `此处是全角字符 ${found}，应为半角 ${meant}`, en: `${found} stands here where the ASCII ${meant} is meant` };
}

/** Where a text that began with an ASCII quote seems to end with a wide one: between `start` and `end`; otherwise `undefined`. */
export function wideQuote(text: string, { start, end }: { readonly start: number; readonly end: number }): number | undefined {
  const unpaired = text.slice(start, end).replace(PAIRED_QUOTES, (pair) => ' '.repeat(pair.length));
  const at = unpaired.search(WIDE_QUOTE_THEN_SIGN);
  return at < 0 ? undefined : start + at;
}
