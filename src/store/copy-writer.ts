import { copyText } from './copy.js';
import { assert } from '../engine/assert.js';

const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const ASCII_END = 128;
const LETTER_N = 78;
const FIRST_SIZE = 1 << 20;
/** Bytes of a character in UTF-8, and of its escape, at most. */
const MOST_BYTES = 4;
/** Digits of the database's decimals: before the point, and after it. A ninth place would be rounded away without a word. */
const WHOLE_DIGITS = 20;
const PLACES = 8;

/** Writes rows in COPY's text format, byte by byte: a string a row would be made, joined and encoded again. */
export class CopyWriter {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE);
  #at = 0;

  /** What was written. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** A text; null is `\N`. */
  text(value: string | null): void {
    if (value === null) return this.null();
    this.#plain(value);
    this.#put(TAB);
  }

  /** A decimal, looked at digit by digit. */
  decimal(value: string | null): void {
    if (value === null) return this.null();
    this.#digits(value);
    this.#put(TAB);
  }

  /** A list of decimals as PostgreSQL's array text; `values(index)` gives each. */
  decimals(count: number, values: (index: number) => string | null): void {
    this.#put(123); // {
    for (let index = 0; index < count; index++) {
      if (index > 0) this.#put(44); // ,
      const value = values(index);
      if (value === null) this.#plain('NULL');
      else this.#digits(value);
    }
    this.#put(125); // }
    this.#put(TAB);
  }

  /** A whole number. */
  whole(value: number | bigint): void {
    this.#plain(String(value));
    this.#put(TAB);
  }

  /** A missing value. */
  null(): void {
    this.#room(3);
    this.#bytes[this.#at++] = BACKSLASH;
    this.#bytes[this.#at++] = LETTER_N;
    this.#bytes[this.#at++] = TAB;
  }

  /** Ends a row: the separator after its last field becomes the row's end. */
  endRow(): void {
    assert(this.#bytes[this.#at - 1] === TAB, 'a row has fields');
    this.#bytes[this.#at - 1] = NEWLINE;
  }

  #put(byte: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = byte;
  }

  /** Letters and digits as they are; anything else is escaped and encoded. */
  #plain(value: string): void {
    this.#room(value.length * MOST_BYTES);
    const start = this.#at;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code < SPACE || code >= ASCII_END || code === BACKSLASH) {
        this.#at = start + this.#bytes.write(copyText(value), start, 'utf8');
        return;
      }
      this.#bytes[this.#at++] = code;
    }
  }

  #digits(value: string): void {
    this.#room(value.length);
    const isNegative = value.charCodeAt(0) === MINUS;
    let point = -1;
    let digits = 0;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      const isDigit = code >= ZERO && code <= NINE;
      if (isDigit) digits += 1;
      if (code === POINT && point < 0) point = digits;
      else if (!isDigit && !(i === 0 && isNegative)) assert(false, `not a decimal: ${value}`);
      this.#bytes[this.#at++] = code;
    }
    const whole = point < 0 ? digits : point;
    assert(whole >= 1 && whole <= WHOLE_DIGITS, `not a decimal that the database holds: ${value}`);
    assert(point < 0 || (digits > point && digits - point <= PLACES), `not a decimal of at most ${PLACES} places: ${value}`);
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
