import { expect, test } from 'vitest';
import { compiled, goodCity } from '../good-city.js';

test('ZB-12 a class of institutions without a coefficient: refused, with the class that would look in vain', () => {
  const city = goodCity((document) => {
    const table = document.tables['baseCoefficients'];
    if (table?.kind !== 'map') throw new Error('the city has a table of coefficients');
    document.tables['baseCoefficients'] = { ...table, rows: table.rows.filter(({ key }) => key[0] !== 'B') };
  });
  const found = compiled(city).findings.filter(({ code }) => code === 'TABLE_INCOMPLETE');
  expect(found.map(({ severity, witness }) => [severity, witness])).toEqual([['ERROR', { institutionClass: 'B', insurance: 'EMPLOYEE' }]]);
});
