import { expect, test } from 'vitest';
import { explainGrouping } from '../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../src/engine/grouping/grouping-index.js';
import { must } from '../../src/engine/kit/assert.js';
import { groupingFacts } from '../support/disease-group.js';
import { DIP_BOOK, DIP_CASES } from '../support/grouping-3/dip-book.js';
import { compiledOf } from './ruleset-library.js';

/** The demonstration region whose method reads the national library: every case of the book's rows, by the document and not by hand. */
test('990580 groups every case of the DIP 3.0 rows as the book means', async () => {
  const { plan } = await compiledOf('990580', '2024.1');
  const index = buildGroupIndex(DIP_BOOK, must(plan.grouping, 'grouping'));
  const found = DIP_CASES.map(({ diagnoses, operations, ageDays, birthWeightGrams }) => {
    const [principal = '', ...otherDiagnoses] = diagnoses.split(' ');
    const procedures = operations.split(' ').filter((code) => code !== '');
    const { chosen, outcome } = explainGrouping(index, groupingFacts(principal, procedures, { otherDiagnoses, ageDays, birthWeightGrams }));
    return chosen?.code ?? (outcome === 'EXCLUDED' ? outcome : 'NONE');
  });
  expect(found).toEqual(DIP_CASES.map(({ group }) => group));
});
