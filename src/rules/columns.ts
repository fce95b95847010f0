import { assert } from '../engine/assert.js';

/** Which rows are missing: 1 where the value is null. Absent: none is. */
export type MissingMask = Uint8Array | undefined;

/** Dictionary codes: small ones in small arrays. */
export type Codes = Uint8Array | Uint16Array | Int32Array;

/**
 * The values of one fact for many cases. Decimals and whole numbers are scaled: value × 10^scale, each a safe whole number (up to 2^53);
 * larger ones go as `big`. `ratio` is an exact quotient, e.g. a cost ratio in fen ÷ fen. Enums, codes and dates are codes of a dictionary of
 * texts, lists of codes of a dictionary of lists. A set's member is a boolean column of its own.
 */
export type Column =
  | { readonly kind: 'number'; readonly scale: number; readonly values: Float64Array | Int32Array; readonly missing: MissingMask }
  | { readonly kind: 'big'; readonly scale: number; readonly values: BigInt64Array; readonly missing: MissingMask }
  | { readonly kind: 'ratio'; readonly numerators: Float64Array; readonly denominators: Float64Array; readonly missing: MissingMask }
  | { readonly kind: 'boolean'; readonly values: Uint8Array; readonly missing: MissingMask }
  | { readonly kind: 'text'; readonly dictionary: readonly string[]; readonly codes: Codes; readonly missing: MissingMask }
  | { readonly kind: 'lists'; readonly dictionary: readonly (readonly string[])[]; readonly codes: Codes; readonly missing: MissingMask };

/** A column of scaled numbers; asserts that each is a safe whole number, which is what makes comparing them exact. */
export function numberColumn(scale: number, values: Float64Array | Int32Array, missing?: Uint8Array): Column {
  assert(values.every(Number.isSafeInteger), 'a scaled value is not a safe whole number');
  return { kind: 'number', scale, values, missing };
}

/** A column of exact quotients; asserts safe whole numbers and denominators above zero. */
export function ratioColumn(numerators: Float64Array, denominators: Float64Array, missing?: Uint8Array): Column {
  assert(numerators.length === denominators.length, 'a quotient lacks a part');
  assert(numerators.every(Number.isSafeInteger), 'a numerator is not a safe whole number');
  assert(
    denominators.every((value, row) => (Number.isSafeInteger(value) && value > 0) || missing?.[row] === 1),
    'a denominator is not a safe whole number above 0',
  );
  return { kind: 'ratio', numerators, denominators, missing };
}

/** A column of texts: enums, codes, dates. */
export function textColumn(dictionary: readonly string[], codes: Codes, missing?: Uint8Array): Column {
  assertCodes(dictionary.length, codes);
  return { kind: 'text', dictionary, codes, missing };
}

/** A column of lists of codes. */
export function listsColumn(dictionary: readonly (readonly string[])[], codes: Codes, missing?: Uint8Array): Column {
  assertCodes(dictionary.length, codes);
  return { kind: 'lists', dictionary, codes, missing };
}

/** A column of booleans, 0 or 1. */
export function booleanColumn(values: Uint8Array, missing?: Uint8Array): Column {
  assertCodes(2, values);
  return { kind: 'boolean', values, missing };
}

function assertCodes(size: number, codes: Codes): void {
  assert(
    codes.every((code) => code >= 0 && code < Math.max(size, 1)),
    'a code is not in the dictionary',
  );
}
