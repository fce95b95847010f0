/**
 * Exact decimals as the API states them, as text. Nothing here calculates: signs, digits and places are compared and printed as they stand, so
 * that no amount ever passes through a binary fraction.
 */
const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?$/;

interface Digits {
  readonly negative: boolean;
  readonly whole: string;
  readonly places: string;
}

function digitsOf(text: string): Digits | undefined {
  const [, sign = '', whole = '', places = ''] = DECIMAL.exec(text.trim()) ?? [];
  return whole === '' ? undefined : { negative: sign === '-', whole: whole.replace(/^0+(?=\d)/, ''), places };
}

/** Whether a text is an exact decimal. */
export function isDecimalText(text: string): boolean {
  return digitsOf(text) !== undefined;
}

function compareSizes(a: Digits, b: Digits): number {
  if (a.whole.length !== b.whole.length) return a.whole.length < b.whole.length ? -1 : 1;
  const left = a.whole + a.places.padEnd(b.places.length, '0');
  const right = b.whole + b.places.padEnd(a.places.length, '0');
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Orders two exact decimals by value: `"9.50"` before `"10"`, `"-3"` before `"-2"`. What is none stands last. */
export function compareDecimalTexts(a: string, b: string): number {
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left === undefined || right === undefined) return left === right ? a.localeCompare(b) : left === undefined ? 1 : -1;
  const sizes = compareSizes(left, right);
  const isZero = (one: Digits): boolean => /^0*$/.test(one.whole + one.places);
  if (left.negative === right.negative || (isZero(left) && isZero(right))) return left.negative ? 0 - sizes : sizes;
  return left.negative ? -1 : 1;
}

/** Digits in groups of three, from the right. */
function inThousands(digits: string): string {
  const first = digits.length % 3;
  return [...digits].map((digit, index) => (index > 0 && index % 3 === first ? `,${digit}` : digit)).join('');
}

/** An exact decimal with its thousands apart, places as they came: `"1234567.80"` as `1,234,567.80`, with a true minus sign. */
export function printDecimalText(text: string): string {
  const digits = digitsOf(text);
  if (digits === undefined) return text;
  const { negative, whole, places } = digits;
  return `${negative ? '−' : ''}${inThousands(whole)}${places === '' ? '' : `.${places}`}`;
}

/** As `printDecimalText`, with a plus before what is above nothing: a difference. */
export function printSignedText(text: string): string {
  return `${compareDecimalTexts(text, '0') > 0 ? '+' : ''}${printDecimalText(text)}`;
}

/** An exact amount of yuan, to the fen at least: `"5686.4"` as `5,686.40`. No digit is dropped. */
export function printYuanText(text: string): string {
  const digits = digitsOf(text);
  if (digits === undefined) return text;
  const { negative, whole, places } = digits;
  return `${negative ? '−' : ''}${inThousands(whole)}.${places.padEnd(2, '0')}`;
}

/** An exact share as a percentage, its point moved two digits to the right: `"0.963409"` as `96.3409%`. */
export function printShareText(text: string): string {
  const digits = digitsOf(text);
  if (digits === undefined) return text;
  const { negative, whole, places } = digits;
  const filled = places.padEnd(2, '0');
  const moved = `${whole}${filled.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  let rest = filled.slice(2);
  while (rest.endsWith('0')) rest = rest.slice(0, -1);
  return `${negative ? '−' : ''}${inThousands(moved)}${rest === '' ? '' : `.${rest}`}%`;
}
