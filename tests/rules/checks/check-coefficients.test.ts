import { expect, it } from 'vitest';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import { tinyDocument, type Edit } from '../../support/tiny-city.js';

const coefficients =
  (value: string, min?: string): Edit =>
  (document) => {
    const table = document.tables?.['baseCoefficients'];
    if (table === undefined || !('kind' in table) || table.kind !== 'map') throw new Error('the city has a table of coefficients');
    const rows = table.rows.map((row, i) => (i === 0 ? { ...row, value } : row));
    return { ...document, tables: { ...document.tables, baseCoefficients: { ...table, rows, ...(min === undefined ? {} : { min }) } } };
  };

it.each([
  ['0', undefined, ['/tables/baseCoefficients/rows/0/value']],
  ['0.00', undefined, ['/tables/baseCoefficients/rows/0/value']],
  ['0', '0', []],
  ['0.01', undefined, []],
])('warns of a coefficient of %s in a table with min %s (H9)', async (value, min, pointers) => {
  const text = await tinyDocument(coefficients(value, min));
  const { findings } = await checkRuleset(
    text,
    baseResolver(() => undefined),
    new Judge(),
  );
  const found = findings.filter(({ code }) => code === 'COEFFICIENT_ZERO');
  expect(found.map(({ pointer }) => pointer)).toEqual(pointers);
  expect(found.every(({ severity }) => severity === 'WARNING')).toBe(true);
});
