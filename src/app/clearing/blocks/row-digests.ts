import { createHash, hash } from 'node:crypto';
import { assert } from '../../../engine/kit/assert.js';

/** Bytes kept of a row's SHA-256 (decision record 0009): two rows that collide cost 2^80 tries, one that collides with a given row 2^160. */
export const DIGEST_BYTES = 20;

/** Between the fields of a row. The database stores no NUL, so no value holds one. */
export const FIELD_END = '\0';

/** The digests of rows, one behind the other, while they are made. */
export class RowDigests {
  readonly bytes: Buffer;
  #at = 0;

  constructor(readonly count: number) {
    this.bytes = Buffer.alloc(count * DIGEST_BYTES);
  }

  /** Adds a row: its fields, with `FIELD_END` between them. */
  add(row: string): void {
    this.#at += this.bytes.write(hash('sha256', row, 'binary'), this.#at, DIGEST_BYTES, 'latin1');
  }

  /** The digests, once every row has one. */
  finish(): Buffer {
    assert(this.#at === this.bytes.length, 'every row has a digest');
    return this.bytes;
  }
}

/**
 * SHA-256 over the digests of rows, sorted: of what the rows are, whatever their order and however they were cut into parts; `DISTINCT`: fails where two
 * are the same. A sum of digests would do without sorting, but sums of many rows can be made to collide (decision record 0009).
 */
export function hashOfRows(parts: readonly Uint8Array[], are: 'DISTINCT' | 'ANY' = 'ANY'): string {
  const all = Buffer.concat(parts);
  assert(all.length % DIGEST_BYTES === 0, 'whole digests');
  const rows = all.length / DIGEST_BYTES;
  const sorted = createHash('sha256');
  let before: Buffer | undefined;
  for (const row of inOrder(all, rows)) {
    const digest = digestAt(all, row);
    assert(are === 'ANY' || before?.equals(digest) !== true, 'no row is there twice');
    sorted.update(digest);
    before = digest;
  }
  return sorted.digest('hex');
}

function digestAt(all: Buffer, row: number): Buffer {
  return all.subarray(row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES);
}

/** Rows by digest: by the first four bytes as numbers, which sort ten times as fast as bytes, then the few that have these in common. */
function inOrder(all: Buffer, rows: number): Uint32Array {
  const keys = new BigUint64Array(rows);
  const words = new Uint32Array(keys.buffer);
  for (let row = 0; row < rows; row++) {
    words[2 * row] = row;
    words[2 * row + 1] = all.readUInt32BE(row * DIGEST_BYTES);
  }
  keys.sort();
  const order = new Uint32Array(rows);
  for (let place = 0; place < rows; place++) order[place] = words[2 * place] ?? 0;
  for (let from = 0; from < rows;) {
    let to = from + 1;
    while (to < rows && words[2 * to + 1] === words[2 * from + 1]) to++;
    if (to - from > 1) order.subarray(from, to).sort((a, b) => digestAt(all, a).compare(digestAt(all, b)));
    from = to;
  }
  return order;
}
