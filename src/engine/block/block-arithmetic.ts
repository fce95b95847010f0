import type { Numbers, Selection } from './block-columns.js';
import { roundSafe, type Rounding } from '../number/quantity.js';

/**
 * Arithmetic on columns, step for step that of `quantity.ts` on safe whole numbers. A factor of 1.0000 leaves a number as it is, and where a
 * product would leave the safe whole numbers its operands are put in lowest terms first: the same number, of shorter parts. A missing operand makes the result missing; a result that
 * is too long even so, and a division by zero, can't be held (a bottom that is not a number). Hot loops: everything is a parameter, nothing
 * is allocated.
 */

const SAFE = Number.MAX_SAFE_INTEGER;

/** a + b, or a − b where `side` is −1. */
export function addColumns({ rows, count }: Selection, a: Numbers, b: Numbers, side: 1 | -1, out: Numbers): void {
  const [p, q, r, s, top, bottom] = [a.tops, a.bottoms, b.tops, b.bottoms, out.tops, out.bottoms];
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    const under = q[row] ?? NaN;
    const other = s[row] ?? NaN;
    const isSame = under === other;
    const left = isSame ? (p[row] ?? 0) : (p[row] ?? 0) * other;
    const right = (isSame ? (r[row] ?? 0) : (r[row] ?? 0) * under) * side;
    const n = left + right;
    const d = isSame ? under : under * other;
    top[row] = n;
    bottom[row] =
      d === 0 ? 0 : left <= SAFE && left >= -SAFE && right <= SAFE && right >= -SAFE && n <= SAFE && n >= -SAFE && d <= SAFE ? d : NaN;
  }
}

/** a × b. */
export function multiplyColumns({ rows, count }: Selection, a: Numbers, b: Numbers, out: Numbers): void {
  const [p, q, r, s, top, bottom] = [a.tops, a.bottoms, b.tops, b.bottoms, out.tops, out.bottoms];
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    const [over, factor, under, divisor] = [p[row] ?? 0, r[row] ?? 0, q[row] ?? NaN, s[row] ?? NaN];
    const isOne = factor === divisor && divisor > 0 && under > 0; // most factors are
    const n = isOne ? over : over * factor;
    const d = isOne ? under : under * divisor;
    top[row] = n;
    bottom[row] = d === 0 ? 0 : n <= SAFE && n >= -SAFE && d <= SAFE ? d : NaN;
    if (d > 0 && !(n <= SAFE && n >= -SAFE && d <= SAFE)) multiplyShort(out, row, over, under, factor, divisor);
  }
}

/** (p ÷ q) × (r ÷ s) in lowest terms. */
function multiplyShort(out: Numbers, row: number, p: number, q: number, r: number, s: number): void {
  const [a, b] = [commonDivisor(p, q), commonDivisor(r, s)];
  const [c, d] = [commonDivisor(p / a, s / b), commonDivisor(r / b, q / a)];
  const n = (p / a / c) * (r / b / d);
  const m = (q / a / d) * (s / b / c);
  out.tops[row] = n;
  out.bottoms[row] = n <= SAFE && n >= -SAFE && m <= SAFE ? m : NaN;
}

/** The greatest common divisor of two safe whole numbers, the second above 0. */
function commonDivisor(a: number, b: number): number {
  let x = b;
  let y = Math.abs(a) % b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** a ÷ b. */
export function divideColumns({ rows, count }: Selection, a: Numbers, b: Numbers, out: Numbers): void {
  const [p, q, r, s, top, bottom] = [a.tops, a.bottoms, b.tops, b.bottoms, out.tops, out.bottoms];
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    const under = q[row] ?? NaN;
    const divisor = r[row] ?? 0;
    const other = s[row] ?? NaN;
    const side = divisor < 0 ? -1 : 1;
    const isSame = under === other; // yuan by yuan
    const n = (p[row] ?? 0) * (isSame ? 1 : other) * side;
    const d = (isSame ? 1 : under) * divisor * side;
    top[row] = n;
    // A divisor of zero leaves d at 0, which is no missing value.
    bottom[row] = under * other === 0 ? 0 : n <= SAFE && n >= -SAFE && d <= SAFE && d > 0 ? d : NaN;
    if (d > 0 && under * other > 0 && !(n <= SAFE && n >= -SAFE && d <= SAFE))
      multiplyShort(out, row, p[row] ?? 0, under, other * side, divisor * side);
  }
}

/** a ÷ b, missing where b is 0. */
export function ratioColumns(selection: Selection, a: Numbers, b: Numbers, out: Numbers): void {
  divideColumns(selection, a, b, out);
  const { rows, count } = selection;
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    if (b.tops[row] === 0 && (a.bottoms[row] ?? NaN) > 0 && (b.bottoms[row] ?? NaN) > 0) out.bottoms[row] = 0;
  }
}

/** −a. */
export function negateColumn({ rows, count }: Selection, a: Numbers, out: Numbers): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    out.tops[row] = -(a.tops[row] ?? 0);
    out.bottoms[row] = a.bottoms[row] ?? NaN;
  }
}

/** |a|. */
export function absoluteColumn({ rows, count }: Selection, a: Numbers, out: Numbers): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    out.tops[row] = Math.abs(a.tops[row] ?? 0);
    out.bottoms[row] = a.bottoms[row] ?? NaN;
  }
}

/** The lesser (`side` 1) or greater (`side` −1) of a and b; a where they are equal. */
export function chooseColumns({ rows, count }: Selection, a: Numbers, b: Numbers, side: 1 | -1, out: Numbers): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    const under = a.bottoms[row] ?? NaN;
    const other = b.bottoms[row] ?? NaN;
    const left = (a.tops[row] ?? 0) * other;
    const right = (b.tops[row] ?? 0) * under;
    const isSafe = left <= SAFE && left >= -SAFE && right <= SAFE && right >= -SAFE;
    const chosen = (right - left) * side < 0 ? b : a;
    out.tops[row] = chosen.tops[row] ?? 0;
    out.bottoms[row] = under * other === 0 ? 0 : isSafe ? (chosen.bottoms[row] ?? NaN) : NaN;
  }
}

/** a rounded as declared. Places beyond those of the safe whole numbers can't be held. */
export function roundColumn({ rows, count }: Selection, a: Numbers, rounding: Rounding, out: Numbers): void {
  const unit = 10 ** rounding.scale;
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    const top = a.tops[row] ?? 0;
    const bottom = a.bottoms[row] ?? NaN;
    if (bottom === 0 || bottom === unit) {
      out.tops[row] = top;
      out.bottoms[row] = bottom;
    } else {
      const scaled = bottom > 0 ? roundSafe(top, bottom, rounding) : NaN;
      out.tops[row] = scaled;
      out.bottoms[row] = unit <= SAFE && scaled <= SAFE && scaled >= -SAFE ? unit : NaN;
    }
  }
}

/** a where it stands, for every row. */
export function copyColumn({ rows, count }: Selection, a: Numbers, out: Numbers): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    out.tops[row] = a.tops[row] ?? 0;
    out.bottoms[row] = a.bottoms[row] ?? NaN;
  }
}
