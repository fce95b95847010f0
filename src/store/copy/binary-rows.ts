import { assert } from '../../engine/kit/assert.js';

/** Signature, flags and the length of what follows them (nothing) in COPY's binary format. */
const HEADER = 19;
const END = -1;
const NULL = -1;

/** The fields of the rows of `COPY … TO STDOUT (FORMAT binary)`: views of the bytes; null where a field is. */
export function readBinaryRows(bytes: Buffer): readonly (readonly (Buffer | null)[])[] {
  const rows: (Buffer | null)[][] = [];
  let at = HEADER;
  for (let fields = bytes.readInt16BE(at); fields !== END; fields = bytes.readInt16BE(at)) {
    at += 2;
    const row: (Buffer | null)[] = [];
    for (let field = 0; field < fields; field++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length === NULL ? null : bytes.subarray(at, at + length));
      if (length !== NULL) at += length;
    }
    rows.push(row);
  }
  assert(at + 2 === bytes.length, 'COPY ends where it says');
  return rows;
}
