import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { CopyWriter, int64Column } from '../../../src/store/copy/copy-writer.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';

interface Row {
  readonly text: string | null;
  readonly decimal: string | null;
  readonly list: readonly (string | null)[];
  readonly small: number;
  readonly whole: number;
  readonly large: bigint;
}

const STAGE = 'stage_copied';
const COLUMNS = 'idx int, text text, decimal numeric(28,8), list numeric(28,8)[], small smallint, whole int, large bigint, nothing text';

/** The rows as the writer gives them to COPY. */
function written(rows: readonly Row[]): Buffer {
  const writer = new CopyWriter(8);
  const large = int64Column(BigInt64Array.from(rows, (row) => row.large));
  rows.forEach(({ text, decimal, list, small, whole }, index) => {
    writer.startRow();
    writer.int32(index);
    writer.text(text);
    writer.decimal(decimal);
    writer.decimals(list.length, (at) => list[at] ?? null);
    writer.int16(small);
    writer.int32(whole);
    writer.int64(large, index);
    writer.null();
  });
  return writer.finish();
}

const digits = (most: number, least = 1): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });
/** A decimal as our own code prints it: up to 20 digits before the point, up to 8 behind. */
const decimals = fc
  .tuple(fc.boolean(), digits(20), fc.option(digits(8), { nil: undefined }))
  .map(([negative, whole, places]) => `${negative ? '-' : ''}${whole}${places === undefined ? '' : `.${places}`}`);
const rows = fc.array(
  fc.record({
    text: fc.option(fc.string({ unit: fc.constantFrom('a', '9', '\\', 'N', '\t', '\n', '"', "'", ',', 'é', '病', '😀', ' ') })),
    decimal: fc.option(decimals),
    list: fc.array(fc.option(decimals), { maxLength: 4 }),
    small: fc.integer({ min: -32_768, max: 32_767 }),
    whole: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    large: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  }),
  { maxLength: 40 },
);

const LONGEST = '12345678901234567890.12345678';
const ODD: readonly Row[] = [
  '0',
  '-0',
  '0.00000000',
  '0.00000001',
  '-0.1',
  '10000',
  '100000000.0001',
  '9999.9999',
  '00012.50',
  LONGEST,
  `-${LONGEST}`,
].map((decimal) => ({
  text: decimal,
  decimal,
  list: [decimal, null, '1'],
  small: -32_768,
  whole: -1,
  large: -(2n ** 63n),
}));

describe.each(TEST_ENGINES)('rows in the binary format on %s', (engine) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
  });
  afterAll(() => test.close());

  /** The values that the database read, beside what it makes of the same values as text. */
  const copied = (given: readonly Row[]) =>
    test.store.session(PLATFORM_ACCESS, 'WRITE', async (session) => {
      await session.stage(STAGE, COLUMNS, written(given));
      const read = await session.rows(
        `SELECT text, decimal::text, list::text, small, whole, large::text, nothing FROM pg_temp.${STAGE} ORDER BY idx`,
      );
      const lists = given.map(({ list }) => `{${list.map((value) => value ?? 'NULL').join(',')}}`);
      const expected = await session.rows(
        `SELECT text, decimal::numeric(28,8)::text, list::numeric(28,8)[]::text, small, whole, large::text, NULL AS nothing
         FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::int[], $6::bigint[])
           WITH ORDINALITY AS given (text, decimal, list, small, whole, large, n) ORDER BY n`,
        [
          given.map(({ text }) => text),
          given.map(({ decimal }) => decimal),
          lists,
          given.map(({ small }) => small),
          given.map(({ whole }) => whole),
          given.map(({ large }) => large.toString()),
        ],
      );
      return { read, expected };
    });

  it('hold what their text holds, for odd texts and for every decimal', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const { read, expected } = await copied(given);
        expect(read).toEqual(expected);
      }),
      { examples: [[[...ODD]]], numRuns: 60 },
    );
  });

  it('may be larger than the buffer that the writer begins with', async () => {
    const long = 'x病'.repeat(1_000);
    const given = Array.from({ length: 500 }, (_, index): Row => ({ ...ODD[0], text: `${long}${index}` }) as Row);
    const { read } = await copied(given);
    expect(read.map((row): unknown => row['text'])).toEqual(given.map(({ text }) => text));
  });

  it.each(['', '-', '1.', '.5', '1e3', '1,5', '٣', '1.2.3', '--1', '+1', ' 1', 'NaN', '1.123456789', '123456789012345678901'])(
    'refuse what is no decimal of theirs: %j',
    (text) => {
      expect(() => new CopyWriter(1).decimal(text)).toThrow(/not a decimal/);
    },
  );

  it('refuse whole numbers that are too large', () => {
    expect(() => new CopyWriter(1).int16(32_768)).toThrow(/16 bits/);
    expect(() => new CopyWriter(1).int32(2 ** 31)).toThrow(/32 bits/);
    expect(() => new CopyWriter(1).int32(1.5)).toThrow(/32 bits/);
    expect(() => new CopyWriter(1).int64(new Uint32Array(0), 0)).toThrow(/too short/);
  });
});
