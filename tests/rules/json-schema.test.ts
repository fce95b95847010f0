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
