/** `|` is or, `+` is and and binds tighter: any of the alternatives, each of which asks for all of its codes. */
export type Alternatives = readonly (readonly string[])[];

const BLANK = /\s/g;

/** The alternatives of a cell; none for an empty one. */
export function alternativesOf(cell: string): Alternatives {
  const text = cell.replace(BLANK, '').replaceAll('｜', '|').replaceAll('＋', '+');
  return text === '' ? [] : text.split('|').map((part) => part.split('+'));
}

/** Most clauses that a cell with both `|` and `+` may become. */
const MOST_CLAUSES = 16;

/**
 * The same condition as a catalogue says it: all clauses, each met by any of its codes. `A|B+C` is `A or (B and C)`, so `(A or B) and (A or
 * C)`. Undefined: too many.
 */
export function clausesOf(alternatives: Alternatives): readonly (readonly string[])[] | undefined {
  let clauses: readonly (readonly string[])[] = [[]];
  for (const codes of alternatives) {
    clauses = clauses.flatMap((clause) => codes.map((code) => (clause.includes(code) ? clause : [...clause, code])));
    if (clauses.length > MOST_CLAUSES) return undefined;
  }
  const kept = clauses.filter((clause, i) => !clauses.some((other, k) => other !== clause && isWithin(other, clause, k < i)));
  return alternatives.length === 0 ? [] : kept;
}

/** Whether a clause says as much as another in fewer words, or as many and earlier. */
function isWithin(small: readonly string[], large: readonly string[], isEarlier: boolean): boolean {
  return small.every((code) => large.includes(code)) && (small.length < large.length || isEarlier);
}

/** A range of whole numbers in words: `0-999克`, `<29天`, `≥2500`. */
export interface WordedRange {
  readonly min?: number;
  readonly max?: number;
}

const BETWEEN = /^(\d{1,6})(?:克|g|天)?[-—–~～至](\d{1,6})(?:克|g|天)?$/i;
const BOUND = /^(<=|>=|[<>＜＞≤≥])(\d{1,6})(?:克|g|天)?$/i;

/** Undefined: no range that can be read. */
export function rangeOf(cell: string): WordedRange | undefined {
  const text = cell.replace(BLANK, '');
  const [, from, to] = BETWEEN.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return Number(from) <= Number(to) ? { min: Number(from), max: Number(to) } : undefined;
  const [, sign, digits] = BOUND.exec(text) ?? [];
  if (sign === undefined || digits === undefined) return undefined;
  const bound = Number(digits);
  switch (sign) {
    case '<':
    case '＜':
      return { max: bound - 1 };
    case '>':
    case '＞':
      return { min: bound + 1 };
    case '<=':
    case '≤':
      return { max: bound };
    default:
      return { min: bound };
  }
}
