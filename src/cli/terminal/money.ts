import { printFen, type Fen } from '../../engine/number/quantity.js';

/** A decimal text with a comma between thousands, for people. */
export function grouped(text: string): string {
  const [whole = '', rest] = text.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const groups: string[] = [];
  for (let end = whole.length; end > sign.length; end -= 3) groups.unshift(whole.slice(Math.max(sign.length, end - 3), end));
  const digits = `${sign}${groups.join(',')}`;
  return rest === undefined ? digits : `${digits}.${rest}`;
}

/** Money for people: yuan with 2 places and thousands. */
export function yuan(fen: Fen): string {
  return grouped(printFen(fen));
}
