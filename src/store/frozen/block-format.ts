import { parseBlockHead, parseDictionary, type BlockHead, type ColumnHead } from './block-head-parse.js';
import { assert, must } from '../../engine/kit/assert.js';

/**
 * 冻结块的字节 columns as bytes: a head in JSON that names them, then each column's own bytes. Texts are codes of a dictionary, whole numbers what they are
 * above the least of them, both in as few bytes a row as that takes. 0 is a missing value. The same columns are the same bytes, always.
 */

/** The columns of a block by name: texts with null for missing, or whole numbers with a value for missing. */
export type PlainColumn =
  | { readonly kind: 'TEXT'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'WHOLE'; readonly values: BigInt64Array | Int32Array; readonly missing: bigint | number };

const TWO_32 = 2 ** 32;
/** The upper half of a safe whole number is below this one. */
const SAFE_UPPER = 2 ** 21;
const HEAD_LENGTH = 4;
const ALIGN = 8;

const padding = (length: number): number => (ALIGN - (length % ALIGN)) % ALIGN;

function widthOf(most: bigint): 1 | 2 | 4 | 8 {
  if (most < 1n << 8n) return 1;
  if (most < 1n << 16n) return 2;
  return most < 1n << 32n ? 4 : 8;
}

type Codes = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

function codesOfWidth(width: 1 | 2 | 4 | 8, rows: number): Codes {
  if (width === 1) return new Uint8Array(rows);
  if (width === 2) return new Uint16Array(rows);
  return width === 4 ? new Uint32Array(rows) : new BigUint64Array(rows);
}

interface Encoded {
  readonly head: ColumnHead;
  readonly parts: readonly Uint8Array[];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Codes): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

function encodeTexts(name: string, values: readonly (string | null)[]): Encoded {
  const codes = new Map<string, number>();
  const found = new Uint32Array(values.length);
  values.forEach((value, row) => {
    if (value === null) return;
    let code = codes.get(value);
    if (code === undefined) codes.set(value, (code = codes.size + 1));
    found[row] = code;
  });
  if (codes.size === 0) return { head: { name, kind: 'TEXT', width: 0 }, parts: [] };
  const dictionary = Buffer.from(JSON.stringify([...codes.keys()]));
  const width = widthOf(BigInt(codes.size));
  assert(width !== 8, 'a block has fewer texts than rows');
  const column = width === 4 ? found : width === 2 ? Uint16Array.from(found) : Uint8Array.from(found);
  return { head: { name, kind: 'TEXT', width, dictionary: dictionary.length }, parts: [dictionary, bytesOf(column)] };
}

function encodeWhole(name: string, values: BigInt64Array | Int32Array, missing: bigint | number): Encoded {
  const plain = values instanceof Int32Array ? values : safeNumbers(values, missing);
  return plain === undefined ? encodeBig(name, values, missing) : encodeNumbers(name, plain, values instanceof Int32Array ? missing : NaN);
}

/** Whole numbers as doubles, NaN where one is missing; `undefined` where one is below 0 or not safe: without making a bigint of each. */
function safeNumbers(values: BigInt64Array, missing: bigint | number): Float64Array | undefined {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const found = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const upper = words[2 * row + 1] ?? 0;
    if (upper < SAFE_UPPER) found[row] = upper * TWO_32 + (words[2 * row] ?? 0);
    else if (values[row] === missing) found[row] = NaN;
    else return undefined;
  }
  return found;
}

function encodeNumbers(name: string, values: Float64Array | Int32Array, missing: bigint | number): Encoded {
  const isThere = (value: number): boolean => value === value && value !== missing;
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (!isThere(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least === Infinity) return { head: { name, kind: 'WHOLE', width: 0 }, parts: [] };
  const width = widthOf(BigInt(most) - BigInt(least) + 1n);
  const column = codesOfWidth(width, values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    if (!isThere(value)) continue;
    if (column instanceof BigUint64Array) column[row] = BigInt(value) - BigInt(least) + 1n;
    else column[row] = value - least + 1;
  }
  return { head: { name, kind: 'WHOLE', width, least: BigInt(least).toString() }, parts: [bytesOf(column)] };
}

function encodeBig(name: string, values: BigInt64Array | Int32Array, missing: bigint | number): Encoded {
  const there = [...values].filter((value) => value !== missing).map(BigInt);
  const [first = 0n] = there;
  const least = there.reduce((one, other) => (other < one ? other : one), first);
  const most = there.reduce((one, other) => (other > one ? other : one), first);
  const width = widthOf(most - least + 1n);
  const column = codesOfWidth(width, values.length);
  values.forEach((value: bigint | number, row: number) => {
    if (value === missing) return;
    const code = BigInt(value) - least + 1n;
    if (column instanceof BigUint64Array) column[row] = code;
    else column[row] = Number(code);
  });
  return { head: { name, kind: 'WHOLE', width, least: least.toString() }, parts: [bytesOf(column)] };
}

/** Columns of so many rows as bytes. */
export function encodeBlock(rows: number, columns: ReadonlyMap<string, PlainColumn>): Buffer {
  const encoded = [...columns].map(([name, column]) => {
    assert(column.values.length === rows, `column ${name} has a value for every row`);
    return column.kind === 'TEXT' ? encodeTexts(name, column.values) : encodeWhole(name, column.values, column.missing);
  });
  const head = Buffer.from(JSON.stringify({ rows, columns: encoded.map((one) => one.head) } satisfies BlockHead));
  const length = Buffer.alloc(HEAD_LENGTH);
  length.writeUInt32LE(head.length);
  const parts: Uint8Array[] = [length, head, Buffer.alloc(padding(HEAD_LENGTH + head.length))];
  for (const part of encoded.flatMap((one) => one.parts)) parts.push(part, Buffer.alloc(padding(part.length)));
  return Buffer.concat(parts);
}

/** A block read back: its columns are read when they are asked for. */
export class StoredBlock {
  readonly rows: number;
  readonly #columns = new Map<string, { readonly head: ColumnHead; readonly at: number }>();

  constructor(readonly bytes: Buffer) {
    const length = bytes.readUInt32LE(0);
    const { rows, columns } = parseBlockHead(bytes.toString('utf8', HEAD_LENGTH, HEAD_LENGTH + length));
    this.rows = rows;
    let at = HEAD_LENGTH + length + padding(HEAD_LENGTH + length);
    for (const head of columns) {
      this.#columns.set(head.name, { head, at });
      const { dictionary, width } = head;
      if (dictionary !== undefined) at += dictionary + padding(dictionary);
      at += width * rows + padding(width * rows);
    }
    assert(at === bytes.length, 'a block has the bytes that its head says');
  }

  /** Writes the texts of some rows into a column, from `to` on; null where one is missing. */
  texts(name: string, rows: Int32Array, into: (string | null)[], to: number): void {
    const { head, at } = this.#column(name, 'TEXT');
    const length = head.dictionary ?? 0;
    const dictionary = length === 0 ? [] : parseDictionary(this.bytes.toString('utf8', at, at + length));
    const codes = head.width === 0 ? undefined : this.#codes(head, at + length + padding(length));
    for (let i = 0; i < rows.length; i++) {
      const code = Number(codes?.[rows[i] ?? 0] ?? 0);
      into[to + i] = code === 0 ? null : must(dictionary[code - 1], 'text of a code');
    }
  }

  /** Writes the whole numbers of some rows into a column, from `to` on; missing ones as `missing`. */
  whole(name: string, rows: Int32Array, into: BigInt64Array | Int32Array, to: number, missing: bigint | number): void {
    const { head, at } = this.#column(name, 'WHOLE');
    const codes = head.width === 0 ? undefined : this.#codes(head, at);
    const base = BigInt(head.least ?? 0) - 1n;
    if (into instanceof Int32Array) writeNarrow(codes, rows, { into, to, base: Number(base), missing: Number(missing) });
    else if (codes instanceof BigUint64Array || base < 0n || base > MOST_BASE)
      writeBig(codes, rows, { into, to, base, missing: BigInt(missing) });
    else writeWords(codes, rows, { into, to, base: Number(base), missing: BigInt(missing) });
  }

  #column(name: string, kind: PlainColumn['kind']): { readonly head: ColumnHead; readonly at: number } {
    const column = must(this.#columns.get(name), `column ${name} of a block`);
    assert(column.head.kind === kind, `column ${name} is ${kind}`);
    return column;
  }

  #codes({ width }: ColumnHead, at: number): Codes {
    assert(width !== 0, 'a column of missing values has no codes');
    const codes = codesOfWidth(width, this.rows);
    bytesOf(codes).set(this.bytes.subarray(at, at + width * this.rows));
    return codes;
  }
}

/** Where numbers are written: from `to` on, `base` above their codes; 0 is `missing`. */
interface Target<Column, N> {
  readonly into: Column;
  readonly to: number;
  readonly base: number | bigint;
  readonly missing: N;
}

/** So that base and a code of four bytes together are a safe whole number. */
const MOST_BASE = 1n << 52n;

function writeNarrow(codes: Codes | undefined, rows: Int32Array, { into, to, base, missing }: Target<Int32Array, number>): void {
  for (let i = 0; i < rows.length; i++) {
    const code = Number(codes?.[rows[i] ?? 0] ?? 0);
    into[to + i] = code === 0 ? missing : Number(base) + code;
  }
}

function writeBig(codes: Codes | undefined, rows: Int32Array, { into, to, base, missing }: Target<BigInt64Array, bigint>): void {
  for (let i = 0; i < rows.length; i++) {
    const code = BigInt(codes?.[rows[i] ?? 0] ?? 0);
    into[to + i] = code === 0n ? missing : BigInt(base) + code;
  }
}

/** As `writeBig`, of numbers from 0 on that are safe: without making a bigint of each. */
function writeWords(
  codes: Exclude<Codes, BigUint64Array> | undefined,
  rows: Int32Array,
  { into, to, base, missing }: Target<BigInt64Array, bigint>,
): void {
  const words = new Uint32Array(into.buffer, into.byteOffset, 2 * into.length);
  const start = Number(base);
  for (let i = 0; i < rows.length; i++) {
    const code = codes?.[rows[i] ?? 0] ?? 0;
    if (code === 0) into[to + i] = missing;
    else {
      const value = start + code;
      words[2 * (to + i)] = value >>> 0; // little endian, as Node's platforms are
      words[2 * (to + i) + 1] = Math.floor(value / TWO_32);
    }
  }
}
