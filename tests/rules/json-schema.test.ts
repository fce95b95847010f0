import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDecimalText } from '../../src/engine/number/quantity.js';
import { DECIMAL_PATTERN } from '../../src/rules/document/document-patterns.js';
import { rulesetJsonSchemaText } from '../../scripts/ruleset-json-schema.js';

test('the published schema is fresh: npx tsx scripts/write-ruleset-schema.ts', () => {
  const file = path.join(import.meta.dirname, '../../schema/ruleset.schema.json');
  expect(readFileSync(file, 'utf8')).toBe(rulesetJsonSchemaText());
});

test("the schema's pattern for decimals is the gate of quantities", () => {
  const pattern = new RegExp(DECIMAL_PATTERN);
  const piece = fc.constantFrom('0', '1', '9', '00', '-', '.', 'e', '１', ' ', '123456789', '\n');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      expect(pattern.test(pieces.join(''))).toBe(isDecimalText(pieces.join('')));
    }),
    { numRuns: 5_000 },
  );
});

/** What the test reads of a place in the schema. */
interface Place {
  readonly description?: unknown;
}

/** Keys of the published schema with what an editor shows for them, by the path at which they stand. */
function describedKeys(node: unknown, path: string): [string, unknown][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    const at = `${path}/${key}`;
    const isKey = path.endsWith('/properties');
    return [...(isKey ? [[at, (value as Place).description] satisfies [string, unknown]] : []), ...describedKeys(value, at)];
  });
}

/** One line of Chinese, one of English: both end up in the hover of an editor. */
function isInBothLanguages(description: unknown): boolean {
  const [zh = '', en = '', ...more] = String(description).split('\n');
  return /\p{Script=Han}/u.test(zh) && /[A-Za-z]{2}/.test(en) && !/\p{Script=Han}/u.test(en) && more.length === 0;
}
const withoutWords = (schema: unknown) => describedKeys(schema, '').filter(([, description]) => !isInBothLanguages(description));

test('every key of the published schema says in Chinese and in English what it is', () => {
  const schema: unknown = JSON.parse(rulesetJsonSchemaText());
  expect(describedKeys(schema, '').length).toBeGreaterThan(150);
  expect(withoutWords(schema), 'give the shape its words in src/rules/descriptions').toEqual([]);
});

test.each([
  ['no description', undefined],
  ['Chinese only', '生效日'],
  ['English only', 'first day'],
  ['both, the wrong way round', 'first day\n生效日'],
])('a key with %s is found', (_, description) => {
  const schema = { anyOf: [{ properties: { from: { description }, to: { description: '最后一天\nlast day' } } }] };
  expect(withoutWords(schema)).toEqual([['/anyOf/0/properties/from', description]]);
});
