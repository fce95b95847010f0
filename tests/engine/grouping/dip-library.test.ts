import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { chooseGroup, explainGrouping } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../src/engine/grouping/grouping-match.js';
import type { GroupingMethod } from '../../../src/engine/plan/plan.js';
import { DIP_BOOK, DIP_CASES, DIP_METHOD } from '../../support/grouping-3/dip-book.js';
import { groupingFacts } from '../../support/disease-group.js';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
const facts = (diagnoses: string, operations: string, more: Partial<GroupingFacts> = {}): GroupingFacts => {
  const [principal = '', ...otherDiagnoses] = words(diagnoses);
  return groupingFacts(principal, words(operations), { otherDiagnoses, ...more });
};
const INDEX = buildGroupIndex(DIP_BOOK, DIP_METHOD);
const NAMED = [...new Set(DIP_BOOK.flatMap(({ match }) => [...match.operations, ...match.relatedOperations].flat(2)))];

describe('the national DIP 3.0 library, read as its books are meant', () => {
  test.each(DIP_CASES.map((one, i) => ({ ...one, no: i + 1 })))('case $no: $diagnoses with $operations goes to $group', (one) => {
    const { diagnoses, operations, group, ageDays, birthWeightGrams } = one;
    const asked = facts(diagnoses, operations, { ageDays, birthWeightGrams });
    const { chosen, outcome, candidates } = explainGrouping(INDEX, asked);
    expect(chosen?.code ?? (outcome === 'EXCLUDED' ? outcome : 'NONE')).toBe(group);
    expect(chooseGroup(INDEX, asked)?.code).toBe(chosen?.code);
    expect(candidates.filter((candidate) => !candidate.chosen).every(({ reason }) => reason.zh !== '' && reason.en !== '')).toBe(true);
  });

  it('says of every candidate why it lost, by the words of the book', () => {
    const lost = (asked: GroupingFacts): Record<string, string> =>
      Object.fromEntries(explainGrouping(INDEX, asked).candidates.map(({ group, code }) => [group.code, code]));
    expect(lost(facts('C56.x00', '99.2503 65.1201'))).toMatchObject({
      'JC-2099': 'NOT_MAIN_OPERATION',
      'JC-2107': 'TREATMENT_KIND_DIFFERS',
    });
    expect(lost(facts('K80.302', '51.2300 51.8803'))).toMatchObject({
      'BX-1029': 'MOST_CONDITIONS',
      'BX-1027': 'RELATED_OPERATIONS_NOT_MET',
    });
    expect(lost(facts('A15.000x010', ''))).toMatchObject({ 'FZ-1837': 'ABSENT_DIAGNOSIS_PRESENT' });
    expect(lost(facts('A15.001', ''))).toMatchObject({ 'FZ-1836': 'DIAGNOSIS_MISSING', 'FZ-1837': 'ONLY_CANDIDATE' });
    expect(lost(facts('A41.101', '33.2400'))).toMatchObject({ 'JC-1882': 'ONLY_CANDIDATE' });
    expect(lost(facts('A09.001', '37.2600x001 44.1401'))).toMatchObject({ 'BX-21': 'ONLY_CANDIDATE' });
  });

  it('says nothing of rows that ask for a diagnosis which the case has nowhere; an excluded diagnosis says so', () => {
    const adult = explainGrouping(INDEX, facts('K80.302', '51.2300 51.8803', { ageDays: 14_600 }));
    expect(adult.candidates.map(({ group }) => group.code).filter((code) => code.startsWith('XQ'))).toEqual([]);
    const newborn = explainGrouping(INDEX, facts('P22.000 P07.000', '', { ageDays: 3, birthWeightGrams: 900 }));
    expect(newborn.candidates.some(({ group }) => group.code.startsWith('XQ'))).toBe(true);
    const excluded = explainGrouping(INDEX, facts('K80.000', '51.2300'));
    expect(excluded).toMatchObject({ outcome: 'EXCLUDED', reason: { zh: expect.stringContaining('排除表') as unknown } });
  });

  it('an operation that is never main gives way to the next, or makes the case conservative: as the ruleset declares', () => {
    const group = (method: GroupingMethod): string | undefined =>
      chooseGroup(buildGroupIndex(DIP_BOOK, method), facts('A09.001', '45.1101 44.1401'))?.code;
    const [conservative, digestive, never] = DIP_METHOD.mainOperations ?? [];
    expect(group(DIP_METHOD)).toBe('BX-21');
    const strict = [conservative, digestive, never && { ...never, otherwise: 'CONSERVATIVE' as const }].filter((one) => one !== undefined);
    expect(group({ ...DIP_METHOD, mainOperations: strict })).toBe('JC-1867');
  });

  it('a city that takes any operation goes on as it does, whatever comes first', () => {
    const { mainOperations: _, ...any } = DIP_METHOD;
    const index = buildGroupIndex(DIP_BOOK, { ...any, operations: 'ANY', ties: ['GROUP_NUMBER', 'GROUP_CODE'] });
    expect(chooseGroup(index, facts('C56.x00', '99.2503 65.1201'))?.code).toBe('JC-2099');
  });

  it('an operation in none of the lists counts as the ruleset says: as conservative, a case that no row names is conservative treatment', () => {
    const index = buildGroupIndex(DIP_BOOK, { ...DIP_METHOD, unlistedOperations: 'CONSERVATIVE' });
    expect(chooseGroup(index, facts('C56.x00', '51.2300 65.6300'))?.code).toBe('JC-2107');
  });

  it('codes in any case are the same codes', () => {
    for (const { diagnoses, operations, ageDays, birthWeightGrams } of DIP_CASES) {
      const more = { ageDays, birthWeightGrams };
      const expected = chooseGroup(INDEX, facts(diagnoses, operations, more))?.code;
      expect(chooseGroup(INDEX, facts(diagnoses.toLowerCase(), operations.toUpperCase(), more))?.code).toBe(expected);
    }
  });
});

const caseArbitrary = fc
  .record({
    one: fc.constantFrom(...DIP_CASES),
    others: fc.uniqueArray(fc.constantFrom('U84.300', 'C34.900', 'P07.200', 'T31.100', 'I10.x00'), { maxLength: 2 }),
    more: fc.array(fc.constantFrom(...NAMED, '33.2400', '45.1101', '96.0400'), { maxLength: 3 }),
    first: fc.boolean(),
  })
  .map(({ one, others, more, first }) =>
    facts(`${one.diagnoses} ${others.join(' ')}`, first ? `${more.join(' ')} ${one.operations}` : `${one.operations} ${more.join(' ')}`, {
      ageDays: one.ageDays,
      birthWeightGrams: one.birthWeightGrams,
    }),
  );

describe('for random cases of the library', () => {
  it('the bulk path equals the explained path, and the order of rows never matters', () => {
    fc.assert(
      fc.property(caseArbitrary, fc.shuffledSubarray([...DIP_BOOK], { minLength: DIP_BOOK.length }), (asked, shuffled) => {
        const expected = explainGrouping(INDEX, asked).chosen?.code;
        expect(chooseGroup(INDEX, asked)?.code).toBe(expected);
        expect(chooseGroup(buildGroupIndex(shuffled, DIP_METHOD), asked)?.code).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('a code that no row and no list names never changes the group of a case whose main operation stays', () => {
    fc.assert(
      fc.property(caseArbitrary, fc.nat(), (asked, place) => {
        const expected = chooseGroup(INDEX, asked)?.code;
        const otherDiagnoses = [...asked.otherDiagnoses, 'L20.900'];
        expect(chooseGroup(INDEX, { ...asked, otherDiagnoses })?.code).toBe(expected);
        if (explainGrouping(INDEX, asked).outcome === 'EXCLUDED' || asked.procedures.length === 0) return;
        const after = asked.procedures.findIndex((code) => !['33.2400', '45.1101'].includes(code)) + 1;
        if (after === 0) return;
        const at = after + (place % (asked.procedures.length - after + 1));
        const procedures = [...asked.procedures.slice(0, at), '89.5200', ...asked.procedures.slice(at)];
        expect(chooseGroup(INDEX, { ...asked, procedures })?.code).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});
