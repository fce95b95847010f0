import type { Label } from '../../engine/plan/plan.js';

/** Letters of other scripts that look like ASCII ones, with the one that was probably meant. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // Cyrillic
    А: 'A',
    В: 'B',
    Е: 'E',
    З: '3',
    І: 'I',
    Ј: 'J',
    К: 'K',
    М: 'M',
    Н: 'H',
    О: 'O',
    Р: 'P',
    С: 'C',
    Т: 'T',
    У: 'Y',
    Х: 'X',
    Ѕ: 'S',
    а: 'a',
    е: 'e',
    і: 'i',
    ј: 'j',
    о: 'o',
    р: 'p',
    с: 'c',
    у: 'y',
    х: 'x',
    ѕ: 's',
    б: '6',
    // Greek
    Α: 'A',
    Β: 'B',
    Ε: 'E',
    Ζ: 'Z',
    Η: 'H',
    Ι: 'I',
    Κ: 'K',
    Μ: 'M',
    Ν: 'N',
    Ο: 'O',
    Ρ: 'P',
    Τ: 'T',
    Υ: 'Y',
    Χ: 'X',
    ο: 'o',
    ν: 'v',
    // Punctuation
    '−': '-',
    '–': '-',
    '—': '-',
    '‐': '-',
    '‑': '-',
    '－': '-',
    '。': '.',
    '·': '.',
    '，': ',',
    '、': ',',
    '；': ';',
    '：': ':',
    '×': 'x',
    '✕': 'x',
    '╳': 'x',
    '†': '+',
    '∗': '*',
    '﹡': '*',
  }),
);

const INVISIBLE: ReadonlyMap<number, Label> = new Map([
  [0x00a0, { zh: '不间断空格', en: 'no-break space' }],
  [0x00ad, { zh: '软连字符', en: 'soft hyphen' }],
  [0x200b, { zh: '零宽空格', en: 'zero-width space' }],
  [0x200c, { zh: '零宽不连字', en: 'zero-width non-joiner' }],
  [0x200d, { zh: '零宽连字', en: 'zero-width joiner' }],
  [0x200e, { zh: '从左至右标记', en: 'left-to-right mark' }],
  [0x200f, { zh: '从右至左标记', en: 'right-to-left mark' }],
  [0x2060, { zh: '零宽连接符', en: 'word joiner' }],
  [0x3000, { zh: '全角空格', en: 'ideographic space' }],
  [0xfeff, { zh: '字节顺序标记', en: 'byte order mark' }],
]);

/** A character that may not stand in codes, dates and numbers: what it is, and what was probably meant. */
export interface StrangeCharacter {
  /** Counted from 1, in characters. */
  readonly position: number;
  /** `U+0406`. */
  readonly codePoint: string;
  readonly name: Label;
  /** The ASCII character meant; empty: leave it out. `undefined`: unknown. */
  readonly meant: string | undefined;
}

/** The first character that is not printable ASCII (a space is not either), or `undefined`. */
export function strangeCharacter(text: string): StrangeCharacter | undefined {
  if (/^[\x21-\x7e]*$/.test(text)) return undefined;
  let position = 0;
  for (const character of text) {
    position++;
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x21 || point > 0x7e)
      return { position, codePoint: `U+${point.toString(16).toUpperCase().padStart(4, '0')}`, ...identify(character, point) };
  }
  return undefined;
}

function identify(character: string, point: number): { name: Label; meant: string | undefined } {
  const invisible = INVISIBLE.get(point);
  if (invisible) return { name: invisible, meant: '' };
  if (point === 0x20) return { name: { zh: '空格', en: 'space' }, meant: '' };
  if (point < 0x20 || point === 0x7f) return { name: { zh: '控制字符', en: 'control character' }, meant: '' };
  const shown = { zh: `“${character}”`, en: `"${character}"` };
  const alike = LOOK_ALIKES.get(character);
  if (point >= 0xff01 && point <= 0xff5e) {
    return { name: { zh: `全角字符${shown.zh}`, en: `full-width ${shown.en}` }, meant: String.fromCodePoint(point - 0xfee0) };
  }
  if (point >= 0x0400 && point <= 0x04ff) return { name: { zh: `西里尔字母${shown.zh}`, en: `Cyrillic ${shown.en}` }, meant: alike };
  if (point >= 0x0370 && point <= 0x03ff) return { name: { zh: `希腊字母${shown.zh}`, en: `Greek ${shown.en}` }, meant: alike };
  return { name: { zh: `字符${shown.zh}`, en: `character ${shown.en}` }, meant: alike };
}

/** What is wrong and what to do, as one sentence. */
export function describeStrange({ position, codePoint, name, meant }: StrangeCharacter): Label {
  const place = { zh: `第 ${position} 个字符是${name.zh}（${codePoint}）`, en: `character ${position} is a ${name.en} (${codePoint})` };
  if (meant === undefined)
    return { zh: `${place.zh}，只能用半角字母、数字和符号`, en: `${place.en}; only ASCII letters, digits and signs may stand here` };
  if (meant === '') return { zh: `${place.zh}，请删去`, en: `${place.en}; remove it` };
  return { zh: `${place.zh}，应为半角“${meant}”`, en: `${place.en}; write the ASCII "${meant}"` };
}
