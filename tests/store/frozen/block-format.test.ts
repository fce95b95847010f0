import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeBlock, StoredBlock, type PlainColumn } from '../../../src/store/frozen/block-format.js';

const MISSING_WIDE = -(2n ** 63n);
const MISSING_NARROW = -(2 ** 31);

const wide = fc.oneof(
  fc.constant(MISSING_WIDE),
  fc.bigInt({ min: 0n, max: 300n }),
  fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
  fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
);
const narrow = fc.oneof(
  fc.constant(MISSING_NARROW),
  fc.integer({ min: -100, max: 100 }),
  fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
);
const text = fc.oneof(fc.constant(null), fc.constantFrom('I63.900', '{A01,"B,02"}', '演示', ''), fc.string());

const table = fc.integer({ min: 0, max: 700 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    wide: fc.array(fc.oneof(wide, fc.constant(7n)), { minLength: rows, maxLength: rows }),
    narrow: fc.array(narrow, { minLength: rows, maxLength: rows }),
    text: fc.array(text, { minLength: rows, maxLength: rows }),
  }),
);

function columnsOf(given: { wide: bigint[]; narrow: number[]; text: (string | null)[] }): ReadonlyMap<string, PlainColumn> {
  return new Map<string, PlainColumn>([
    ['wide', { kind: 'WHOLE', values: BigInt64Array.from(given.wide), missing: MISSING_WIDE }],
    ['narrow', { kind: 'WHOLE', values: Int32Array.from(given.narrow), missing: MISSING_NARROW }],
    ['text', { kind: 'TEXT', values: given.text }],
  ]);
}

it('what is written into a block is read back, all of it or some rows, whatever its numbers and texts are (E2)', () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 5 }), (given, step) => {
      const bytes = encodeBlock(given.rows, columnsOf(given));
      expect(encodeBlock(given.rows, columnsOf(given)).equals(bytes)).toBe(true);
      const block = new StoredBlock(bytes);
      expect(block.rows).toBe(given.rows);
      const rows = Int32Array.from({ length: Math.ceil(given.rows / step) }, (_, i) => i * step);
      const wideRead = new BigInt64Array(rows.length + 1);
      const narrowRead = new Int32Array(rows.length + 1);
      const textRead: (string | null)[] = ['before'];
      block.whole('wide', rows, wideRead, 1, MISSING_WIDE);
      block.whole('narrow', rows, narrowRead, 1, MISSING_NARROW);
      block.texts('text', rows, textRead, 1);
      expect([...wideRead.subarray(1)]).toEqual([...rows].map((row) => given.wide[row]));
      expect([...narrowRead.subarray(1)]).toEqual([...rows].map((row) => given.narrow[row]));
      expect(textRead).toEqual(['before', ...[...rows].map((row) => given.text[row])]);
    }),
  );
});

it('bytes that are not whole, and columns that are not there, are refused', () => {
  const bytes = encodeBlock(2, columnsOf({ wide: [1n, 2n], narrow: [1, 2], text: ['a', null] }));
  expect(() => new StoredBlock(bytes.subarray(0, bytes.length - 8))).toThrow('bytes');
  const block = new StoredBlock(bytes);
  expect(() => block.texts('wide', Int32Array.of(0), [], 0)).toThrow('wide');
  expect(() => block.texts('other', Int32Array.of(0), [], 0)).toThrow('other');
});
