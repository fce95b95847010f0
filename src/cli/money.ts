import { printFen, type Fen } from '../engine/quantity.js';

/** A decimal text with a comma between thousands, for people. */
export function grouped(text: string): string {
  const [whole = '', rest] = text.split('.');
  const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return rest === undefined ? digits : `${digits}.${rest}`;
}

/** Money for people: yuan with 2 places and thousands. */
export function yuan(fen: Fen): string {
  return grouped(printFen(fen));
}
