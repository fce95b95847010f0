/**
 * A code as it is compared: without regard to case. Books write the `x` of extension codes small and all else large, hospitals and
 * spreadsheets do not always. Codes are kept and shown as they came; only comparisons fold them, once for each code that occurs.
 */
export function foldCode(code: string): string {
  return code.trim().toUpperCase();
}

/** A code, or a prefix of codes, as the national editions write it: letters large, the `x` of extension codes small. */
export function asNationalCase(code: string): string {
  return foldCode(code).replace(/(?<=[^+])X/g, 'x');
}

const LISTS = new WeakMap<readonly string[], readonly string[]>();

/** Codes as they are compared. Bulk runs give the same list for the same codes, so that it is folded once. */
export function foldCodes(codes: readonly string[]): readonly string[] {
  if (codes.length === 0) return codes;
  const known = LISTS.get(codes);
  if (known !== undefined) return known;
  const folded = codes.map((code) => foldCode(code));
  LISTS.set(codes, folded);
  return folded;
}
