import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findingsPage } from '../../scripts/findings-page.js';
import { FINDINGS } from '../../src/rules/findings/finding-list.js';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

it('docs/findings.md is what the messages say (npx tsx scripts/write-findings.ts)', () => {
  expect(read('docs/findings.md')).toBe(findingsPage());
});

it('the page names every finding once', () => {
  const page = findingsPage();
  const codes = Object.keys(FINDINGS);
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter((code) => page.split(`| \`${code}\` |`).length !== 2)).toEqual([]);
});

it('a message that changes, or a finding that is new, is noticed', () => {
  const [first] = Object.entries(FINDINGS);
  if (first === undefined) throw new Error('no findings');
  expect(findingsPage({ ...FINDINGS, NEW_ONE: first[1] })).not.toBe(findingsPage());
  expect(findingsPage({ ...FINDINGS, [first[0]]: { ...first[1], message: { zh: '别的', en: 'else' } } })).not.toBe(findingsPage());
});

it('docs/add-a-city.md leads to it in both languages', () => {
  expect(read('docs/add-a-city.md').split('(findings.md)')).toHaveLength(3);
});
