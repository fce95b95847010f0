import { absolute } from './absolute.js';
import { compare, divide, multiply, parseDecimal, printFixed, round, sign, subtract, whole } from './quantity.js';

const PLACES = 2;

/**
 * 变动幅度 by how much a number changed, in percent of what it was, at two places (HALF_UP): `−4.17%`, `+25.00%`. For people only: nothing is
 * counted with it. Null where either is no number, where it was zero, and where it is the same.
 */
export function relativeChange(before: string, after: string): string | null {
  const [was, is] = [parseDecimal(before), parseDecimal(after)];
  if (was === undefined || is === undefined || compare(was, is) === 0) return null;
  const share = divide(subtract(is, was), absolute(was));
  if (share === undefined) return null;
  const percent = round(multiply(absolute(share), whole(100)), { scale: PLACES, mode: 'HALF_UP' });
  return `${sign(share) < 0 ? '−' : '+'}${printFixed(percent, PLACES)}%`;
}
