import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/rules/findings/finding.js';
import { hasErrors } from '../../src/rules/findings/finding-codes.js';
import { readRuleset } from '../../src/rules/extend/read-ruleset.js';

/** Each bad document has its expected diagnostics beside it: `vitest run -u` rewrites them, and whoever runs it answers for the diff. */
const FOLDER = path.join(import.meta.dirname, 'fixtures/bad/front');
const bad = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !name.endsWith('.findings.json'));

const printed = (findings: readonly Finding[]): string =>
  `${JSON.stringify(
    findings.map(({ code, pointer, message, suggestion }) => ({ code, pointer, ...message, ...(suggestion && { todo: suggestion.zh }) })),
    null,
    2,
  )}\n`;

describe('bad documents are refused with everything that is wrong with them', () => {
  test.each(bad)('%s', async (name) => {
    const read = readRuleset(readFileSync(path.join(FOLDER, name)), () => undefined);
    expect(hasErrors(read.findings)).toBe(true);
    expect(read.effective === undefined || name === 'to-before-from.json').toBe(true);
    await expect(printed(read.findings)).toMatchFileSnapshot(path.join(FOLDER, name.replace(/\.json$/, '.findings.json')));
  });
});

test('the demonstration city is read without a finding', () => {
  const text = readFileSync(path.join(import.meta.dirname, 'fixtures/good/demonstration-city.json'));
  const { effective, findings } = readRuleset(text, () => undefined);
  expect(findings).toEqual([]);
  expect(effective?.decisions.map((decision) => decision.id).slice(0, 2)).toEqual(['plannedIncome', 'riskReserve']);
});
