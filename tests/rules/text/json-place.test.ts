import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesInJson } from '../../../src/rules/text/json-place.js';

const TEXT = `{
  "parameters": {
    "low": { "value": "0.4" }, "a/b": { "说明": "有 \\"引号\\" 和 {括号}" }
  },
  "rules": [ { "name": "a" },
    { "name": "b", "codes": [] } ]
}`;

test.each([
  ['', 1, 1],
  ['/parameters/low', 3, 5],
  ['/parameters/low/value', 3, 14],
  ['/parameters/a~1b/说明', 3, 41],
  ['/rules/0', 5, 14],
  ['/rules/1/name', 6, 7],
  ['/rules/1/codes/0', 6, 20],
  ['/rules/7/name', 5, 3],
])('“%s” stands in line %i, column %i', (pointer, line, column) => {
  expect(placesInJson(TEXT)(pointer)).toEqual({ line, column });
});

test('finds every member of any object', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = JSON.stringify(value, null, 2);
      const lines = text.split('\n');
      const places = placesInJson(text);
      for (const key of Object.keys(value)) {
        const { line, column } = places(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
        expect(lines[line - 1]?.slice(column - 1).startsWith(`${JSON.stringify(key)}:`)).toBe(true);
      }
    }),
  );
});
