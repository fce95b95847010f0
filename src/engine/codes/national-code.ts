/**
 * 国家版编码 how the national editions (医保版 ICD-10 诊断, ICD-9-CM-3 手术操作) write codes, place by place: `K80.100`, `I10.x00`; `51.2300`,
 * `74.1x00`; each with an extension behind it where there is one (`K80.100x001`). An x fills a place that has no subdivision.
 */
export type CodeUse = 'diagnoses' | 'operations';

const DIGITS = [...'0123456789'];
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const WITH_X = [...DIGITS, 'x'];

/** The signs that may stand in each place of a code, without its extension. */
export const CODE_PLACES: Readonly<Record<CodeUse, readonly (readonly string[])[]>> = {
  diagnoses: [LETTERS, DIGITS, DIGITS, ['.'], WITH_X, WITH_X, DIGITS],
  operations: [DIGITS, DIGITS, ['.'], DIGITS, WITH_X, DIGITS, DIGITS],
};

/** 扩展码 the places of an extension: `x001`. */
export const EXTENSION_PLACES: readonly (readonly string[])[] = [['x'], DIGITS, DIGITS, DIGITS];

/** A dagger code with its asterisk code (`A18.0+M01.1*`), or an asterisk code by itself. */
const PAIR = /[+*].{0,40}$/;

const WHOLE: Readonly<Record<CodeUse, RegExp>> = { diagnoses: wholeCodes('diagnoses'), operations: wholeCodes('operations') };

function wholeCodes(use: CodeUse): RegExp {
  const allOf = (places: readonly (readonly string[])[]): string => places.map((signs) => `[${signs.join('')}]`).join('');
  return new RegExp(`^${allOf(CODE_PLACES[use])}(?:${allOf(EXTENSION_PLACES)})?$`);
}

/** Whether a code is written out as the national editions write it, to its last digit. */
export function isWholeCode(code: string, use: CodeUse): boolean {
  return WHOLE[use].test(code) || (use === 'diagnoses' && PAIR.test(code) && WHOLE[use].test(code.replace(PAIR, '')));
}

/** Some code of each use: what it has behind a beginning makes that whole. */
const SOME_CODE: Readonly<Record<CodeUse, string>> = { diagnoses: 'A00.000', operations: '00.0000' };
/** How many signs the shortest beginning has that is spoken of as a code: `K80`; `51.2`. */
const SHORTEST: Readonly<Record<CodeUse, number>> = { diagnoses: 3, operations: 4 };

/** An extension behind a code that is not written out: `K80.1x001`. */
const EXTENDED = /^(.{5,})x\d{3}$/;

/** Whether a code is written as the national editions write codes or their beginnings, with an extension or not: `K80`, `K80.1`; `51.2`. */
export function isNationalCode(code: string, use: CodeUse): boolean {
  if (isWholeCode(code, use)) return true;
  const unpaired = use === 'diagnoses' ? code.replace(PAIR, '') : code;
  const first = EXTENDED.exec(unpaired)?.[1] ?? unpaired;
  return first.length >= SHORTEST[use] && !first.endsWith('.') && WHOLE[use].test(first + SOME_CODE[use].slice(first.length));
}
