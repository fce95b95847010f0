import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readInstitutionCsv } from '../../src/app/regions/institution-csv.js';
import { readCatalogueCsv } from '../../src/app/catalogues/catalogue-csv.js';
import { RulesetDocumentSchema } from '../../src/rules/document/document.js';

const TEMPLATE = path.resolve(import.meta.dirname, '../../rulesets/_template');
const textOf = (name: string): Promise<string> => readFile(path.join(TEMPLATE, name), 'utf8');
const page = await textOf('README.md');
const template = RulesetDocumentSchema.parse(JSON.parse(await textOf('2025.1.json')));
const base = RulesetDocumentSchema.parse(JSON.parse(await textOf('../100000-national/2025.1.json')));

test('the template’s page explains every part of the document and everything that the template changes', () => {
  const parts = [...Object.keys(RulesetDocumentSchema.shape)];
  const changed = [template.parameters, template.tables, template.facts].flatMap((entries) => Object.keys(entries ?? {}));
  expect(parts.length).toBeGreaterThan(10);
  expect([...parts, ...changed].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('it lists every decision of the base under its Chinese name', () => {
  const decisions = base.decisions ?? [];
  expect(decisions.length).toBeGreaterThan(50);
  const compact = page.replaceAll(' ', '');
  const lacking = decisions.filter((decision) => {
    const label = 'label' in decision ? decision.label?.zh.replaceAll(' ', '') : undefined;
    return !compact.includes(`\`${decision.id}\`${label ?? '?'}`);
  });
  expect(lacking.map(({ id }) => id)).toEqual([]);
});

test('it names every column of the sample institutions and groups, and they read without a fault', async () => {
  const institutions = Buffer.from(await textOf('institutions.csv'));
  const groups = Buffer.from(await textOf('catalogue.csv'));
  const headings = [institutions, groups].flatMap((file) => file.toString('utf8').split('\n')[0]?.split(',') ?? []);
  const isNamed = (heading: string): boolean => page.includes(`\`${heading}\``) || page.includes(`\`${heading.replace(/^.*\./, '.')}\``);
  expect(headings.filter((heading) => !isNamed(heading))).toEqual([]);
  expect((await readInstitutionCsv(institutions)).map(({ row }) => row.level)).toEqual(['3', '2', '1']);
  expect(await readCatalogueCsv(groups)).toMatchObject({ rows: 6, problemCount: 0 });
});
