import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import { MOST_FINDINGS } from '../../../src/rules/findings/finding-codes.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { parseDocument } from '../../../src/rules/shape/parse.js';

const textOf = (file: string): string => readFileSync(new URL(`../../../rulesets/${file}`, import.meta.url), 'utf8');
const NATION = parseDocument(textOf('100000-national/2025.1.json')).document;
const resolve = baseResolver(() => NATION);

/** The template with many more entries of a collection. */
const withEntries = (collection: 'parameters' | 'examples', entries: readonly unknown[]): string => {
  const template = JSON.parse(textOf('_template/2025.1.json')) as Record<string, Record<string, unknown> | unknown[]>;
  const before = template[collection] ?? {};
  const more = Object.fromEntries(entries.map((entry, i) => [`extra${i}`, entry]));
  return JSON.stringify({ ...template, [collection]: Array.isArray(before) ? [...before, ...entries] : { ...before, ...more } });
};

test.each([
  [
    'while the document is checked',
    withEntries('parameters', Array(900).fill({ value: '1', label: { zh: '多余' }, basis: ['nowhere#1'] })),
    900,
  ],
  [
    'while its base is merged in',
    withEntries('examples', Array(450).fill({ id: 'same', scope: 'case', given: {}, expect: { flags: [] } })),
    449,
  ],
])('hundreds of errors, found %s, are answered by a bounded list that says how many were left out', async (_, text, errors) => {
  const { findings, ruleset } = await checkRuleset(text, resolve, new Judge());
  expect(ruleset).toBeUndefined();
  expect(findings).toHaveLength(MOST_FINDINGS + 1);
  expect(findings.slice(0, -1).every(({ severity }) => severity === 'ERROR')).toBe(true);
  const { code, message } = findings.at(-1) ?? {};
  expect(code).toBe('FINDINGS_LEFT_OUT');
  expect(Number(/\d+/.exec(message?.zh ?? '')?.[0])).toBeGreaterThanOrEqual(errors - MOST_FINDINGS);
});
