import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CatalogueMethodSchema } from '../../src/app/catalogues/catalogue-method-document.js';
import { FILES } from './ruleset-library.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../docs/shapes.md'), 'utf8');

interface Row {
  readonly shape: string;
  readonly regions: readonly string[];
  readonly examples: readonly string[];
}

/** Rows of the tables that name a ruleset and examples; the page's last table says what can't be said. */
function rows(page: string): Row[] {
  const [said = ''] = page.split('## 还不能说的');
  const grouping = said.slice(said.indexOf('## 分组'), said.indexOf('## 预算'));
  return said.split('\n').flatMap((line) => {
    const [, shape, where, how] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const regions = [...(where ?? '').matchAll(/\b\d{6}\b/g)].map(([code]) => code);
    if (shape === undefined || regions.length === 0) return [];
    // Of grouping the page names disease groups of a test, except where the id of a worked example stands beside.
    const isExample = !grouping.includes(line) || (how ?? '').includes('WE-');
    const named = isExample ? [...(how ?? '').matchAll(/`([^`]+)`/g)].map(([, id]) => id ?? '') : [];
    const examples = named.filter((id) => !id.startsWith('tests/'));
    return [{ shape, regions, examples }];
  });
}

const examplesOf = (region: string): string[] =>
  FILES.filter(({ document }) => document.region === region).flatMap(({ document }) => document.examples?.map(({ id }) => id) ?? []);
const isMet = (id: string, known: readonly string[]): boolean =>
  id.endsWith('*') ? known.some((one) => one.startsWith(id.slice(0, -1))) : known.includes(id);

describe('docs/shapes.md', () => {
  const table = rows(PAGE);

  test('every shape that a peer’s city has is in the table', () => {
    expect(table.length).toBeGreaterThan(50);
  });

  test.each(table.map((row) => [row.shape, row] as const))('%s: its rulesets exist and hold the examples named', (_, { regions, examples }) => {
    expect(regions.filter((region) => !FILES.some(({ document }) => document.region === region))).toEqual([]);
    const known = regions.flatMap(examplesOf);
    expect(examples.filter((id) => !isMet(id, known))).toEqual([]);
  });

  test('the tests that it names are there, and so is every choice of the method of catalogues', () => {
    const files = [...PAGE.matchAll(/`(tests\/[^`]+)`/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(path.resolve(import.meta.dirname, '../..', file)))).toEqual([]);
    expect(Object.keys(CatalogueMethodSchema.shape).filter((key) => !PAGE.includes(`\`${key}\``))).toEqual([]);
  });

  test('every demonstration region stands in the table', () => {
    const named = new Set(table.flatMap(({ regions }) => regions));
    const regions = FILES.map(({ document }) => document.region).filter((region) => region.startsWith('99') && region !== '990000');
    expect(regions.filter((region) => !named.has(region))).toEqual([]);
  });
});
