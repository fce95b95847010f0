import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaBreaks } from '../../scripts/schema-breaks.js';
import { printedSchema } from '../../src/graph/schema.js';

const PUBLISHED = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');

describe('schema/schema.graphql', () => {
  it('is not broken by the code: additions are welcome, whoever relies on the rest must not notice', async () => {
    expect(await schemaBreaks(PUBLISHED, printedSchema())).toEqual([]);
  });

  it('is what the code says (npx tsx scripts/write-schema.ts)', () => {
    expect(printedSchema()).toBe(PUBLISHED);
  });

  it('the guard is alive', async () => {
    const before = 'type Query { a(x: Int): Int b: E! } enum E { ONE TWO } input I { p: Int }';
    const breaks = async (after: string) => (await schemaBreaks(before, after)).length;
    expect(await breaks(before)).toBe(0);
    expect(await breaks('type Query { a(x: Int, y: Int): Int b: E! c: Int } enum E { ONE TWO } input I { p: Int q: Int }')).toBe(0);
    expect(await breaks('type Query { b: E! } enum E { ONE TWO } input I { p: Int }')).toBe(1); // a field went
    expect(await breaks('type Query { a(x: Int): Int b: E } enum E { ONE TWO } input I { p: Int }')).toBe(1); // may be null now
    expect(await breaks('type Query { a(x: Int): Int b: E! } enum E { ONE } input I { p: Int }')).toBe(1); // a value went
    expect(await breaks('type Query { a(x: Int!): Int b: E! } enum E { ONE TWO } input I { p: Int! }')).toBe(2); // asked for more
  });
});
