import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleFailures } from '../../src/graph/rulesets/check-report.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { baseResolver } from '../../src/rules/extend/base-resolver.js';
import { checkRuleset } from '../../src/rules/load.js';
import { parseDocument } from '../../src/rules/shape/parse.js';

const textOf = (file: string): string => readFileSync(new URL(`../../rulesets/${file}`, import.meta.url), 'utf8');
const NATION = parseDocument(textOf('100000-national/2025.1.json')).document;

/** The failures of the template with another text in place of one of its own. */
const failures = async (from: string, to: string) => {
  const text = textOf('_template/2025.1.json');
  expect(text).toContain(from);
  const { examples } = await checkRuleset(
    text.replace(from, to),
    baseResolver(() => NATION),
    new Judge(),
  );
  return examples.flatMap(exampleFailures);
};

it('a failing example says what it expected of each output, and what came out', async () => {
  const found = await failures('"deviationHigh": { "value": "2.5"', '"deviationHigh": { "value": "3"');
  expect(found).toMatchObject([
    { id: 'cost-high', field: 'deviation', expected: 'HIGH', actual: 'NORMAL' },
    { id: 'cost-high', field: 'points', expected: '1232.0000', actual: '1120' },
    { id: 'cost-high', field: 'fired', expected: 'deviation-high', actual: expect.stringContaining('deviation.otherwise') as string },
  ]);
});

it('one that could not be run says what it lacks, and what to do', async () => {
  const [first, ...more] = await failures(
    '"given": { "institutionLevel": "3", "keyDiscipline": true }',
    '"given": { "keyDiscipline": true }',
  );
  expect(more).toEqual([]);
  expect(first).toMatchObject({ id: 'tertiary-with-discipline', field: 'EXAMPLE_FACT_MISSING' });
  expect(first?.actual).toContain('institutionLevel');
  expect(first?.expected).toContain('given');
});
