import { MISSING_FEN, MISSING_INT } from '../../app/ports/cases/ports-case.js';
import { assert } from '../../engine/kit/assert.js';

const TAB = 9;
const NEWLINE = 10;
const BACKSLASH = 92;
const LETTER_N = 78;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Numbers of up to 15 digits are exact in a double; longer ones are read as BigInt. */
const SAFE_DIGITS = 15;
const TWO_32 = 2 ** 32;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };
/** Texts longer than this are not looked for among those seen before. */
const REPEATED_BYTES = 64;
const POOL_SIZE = 1 << 15;
/** Texts seen before, in any batch, at a slot that their bytes hash to: the same object for a code, however often it comes. */
const POOL: string[] = new Array<string>(POOL_SIZE).fill('');

/**
 * Reads the fields of COPY's text format one after another, straight from the bytes: whole numbers without making a string, and repeated
 * texts (codes, dates) as the string that was made the first time.
 */
export class CopyReader {
  readonly #bytes: Buffer;
  #at = 0;
  /** The columns that numbers are written into, as 32-bit words. */
  readonly #words = new Map<BigInt64Array, Uint32Array>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Fails unless every byte was read. */
  assertEnd(): void {
    assert(this.#at === this.#bytes.length, 'COPY gave other columns than were asked for');
  }

  /** A text field that is never null. */
  text(): string {
    const start = this.#at;
    const end = this.#fieldEnd();
    this.#at = end + 1;
    return this.#decode(start, end);
  }

  /** A text field that recurs in many rows and is never null. */
  repeatedText(): string {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let hash = 0;
    for (let byte = bytes[at]; byte !== TAB && byte !== NEWLINE && byte !== undefined; byte = bytes[++at])
      hash = (Math.imul(hash, 31) + byte) | 0;
    this.#at = at + 1;
    if (at - start > REPEATED_BYTES) return this.#decode(start, at);
    const slot = (hash ^ (hash >>> 15)) & (POOL_SIZE - 1);
    const seen = POOL[slot] ?? '';
    if (this.#isText(seen, start, at)) return seen;
    const text = this.#decode(start, at);
    POOL[slot] = text;
    return text;
  }

  /** As `repeatedText`; `\N` is null. */
  repeatedTextOrNull(): string | null {
    return this.#skipNull() ? null : this.repeatedText();
  }

  /** A whole number of at most 32 bits; `\N` is MISSING_INT. */
  int32(): number {
    if (this.#skipNull()) return MISSING_INT;
    const start = this.#at;
    const end = this.#fieldEnd();
    this.#at = end + 1;
    const negative = this.#bytes[start] === MINUS;
    const value = this.#digits(negative ? start + 1 : start, end);
    return negative ? -value : value;
  }

  /** A whole number of 64 bits, into a column. */
  int64(column: BigInt64Array, row: number): void {
    const start = this.#at;
    const end = this.#fieldEnd();
    this.#at = end + 1;
    const negative = this.#bytes[start] === MINUS;
    if (negative || end - start > SAFE_DIGITS) {
      column[row] = BigInt(this.#bytes.toString('latin1', start, end).replace('.', ''));
      return;
    }
    const value = this.#digits(start, end);
    const words = this.#wordsOf(column);
    words[2 * row] = value >>> 0; // little endian on every platform that Node runs on
    words[2 * row + 1] = Math.floor(value / TWO_32);
  }

  /** Yuan with two places as fen, into a column; `\N` is MISSING_FEN. */
  fen(column: BigInt64Array, row: number): void {
    if (this.#skipNull()) column[row] = MISSING_FEN;
    else this.int64(column, row);
  }

  #wordsOf(column: BigInt64Array): Uint32Array {
    const known = this.#words.get(column);
    if (known !== undefined) return known;
    const words = new Uint32Array(column.buffer, column.byteOffset, 2 * column.length);
    this.#words.set(column, words);
    return words;
  }

  #digits(start: number, end: number): number {
    let value = 0;
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte !== POINT) value = value * 10 + (byte - ZERO);
    }
    return value;
  }

  #fieldEnd(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let byte = bytes[at]; byte !== TAB && byte !== NEWLINE && byte !== undefined; byte = bytes[++at]);
    return at;
  }

  #skipNull(): boolean {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== BACKSLASH || bytes[this.#at + 1] !== LETTER_N) return false;
    const after = bytes[this.#at + 2];
    if (after !== TAB && after !== NEWLINE) return false;
    this.#at += 3;
    return true;
  }

  /** Whether the bytes are those of a text in ASCII; any other is decoded anew. */
  #isText(text: string, start: number, end: number): boolean {
    if (text.length !== end - start) return false;
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== this.#bytes[start + i]) return false;
    return true;
  }

  #decode(start: number, end: number): string {
    const text = this.#bytes.toString('utf8', start, end);
    return text.includes('\\') ? text.replace(/\\(.)/g, (_, letter: string) => ESCAPED[letter] ?? letter) : text;
  }
}
