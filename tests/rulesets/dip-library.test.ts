import { expect, test } from 'vitest';
import { explainGrouping } from '../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../src/engine/grouping/grouping-index.js';
import { must } from '../../src/engine/kit/assert.js';
import { groupingFacts } from '../support/disease-group.js';
import { DIP_BOOK, DIP_CASES } from '../support/grouping-3/dip-book.js';
import { resolveAmong } from '../../scripts/ruleset-files.js';
import { rulesetFragment } from '../../src/app/books/dip-fragment.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';
import { compiledOf, fileOf, FILES } from './ruleset-library.js';

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

interface Parts {
  readonly sources: object;
  readonly methods: { readonly grouping: object };
}

test('the lists of the library fit a ruleset in full length, beside its own entries', async () => {
  const document = JSON.parse(fileOf('990580', '2024.1').text) as Parts;
  const { sources, tables, methods } = rulesetFragment({
    excluded: Array.from({ length: 4_742 }, (_, i) => `A${String(i).padStart(5, '0').replace(/^(..)/, '$1.')}`),
    conservative: Array.from({ length: 4_109 }, (_, i) => `${10 + Math.floor(i / 100)}.${String(i % 100).padStart(2, '0')}00`),
    neverMain: ['45.1101'],
    limited: [{ operations: ['44.1300x001'], diagnoses: ['A00*-A09*', 'D01*'] }],
  });
  const merged = {
    ...document,
    sources: { ...document.sources, ...sources },
    tables,
    methods: { ...document.methods, grouping: { ...document.methods.grouping, ...methods.grouping } },
  };
  const { ruleset, findings } = await checkRuleset(JSON.stringify(merged), resolveAmong(FILES), new Judge());
  expect(findings.filter(({ severity }) => severity === 'ERROR').map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([]);
  expect(ruleset?.plan.grouping?.exclude?.exact.size).toBe(4_742);
});
