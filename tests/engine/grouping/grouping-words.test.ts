import { describe, expect, it, test } from 'vitest';
import { diagnosisPatterns, prefixesOfRange } from '../../../src/engine/codes/code-pattern.js';
import type { GroupMatch } from '../../../src/engine/plan/catalogue.js';
import { chooseGroup, explainGrouping } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import { conditionFactsOf, type GroupingFacts } from '../../../src/engine/grouping/grouping-match.js';
import { diseaseGroup, groupingFacts, groupingMethod } from '../../support/disease-group.js';

/** How a group that asks for a condition fares beside one that asks for nothing but the diagnosis. */
function reason(match: Partial<GroupMatch>, more: Partial<GroupingFacts>): string | undefined {
  const plain = diseaseGroup({ code: 'z-plain', diagnoses: 'P07.2|P07.3' });
  const asking = { ...plain, code: 'asking', match: { ...plain.match, ...match } };
  const index = buildGroupIndex([asking, plain], groupingMethod({ ties: ['MOST_CONDITIONS', 'GROUP_CODE'] }));
  const facts = groupingFacts('P07.200', [], more);
  const { chosen, candidates } = explainGrouping(index, facts);
  expect(chooseGroup(index, facts)?.code).toBe(chosen?.code);
  return candidates.find(({ group }) => group.code === 'asking')?.code;
}

describe('what a row asks for besides diagnosis and operations, both ends included', () => {
  test.each<[string, Partial<GroupMatch>, Partial<GroupingFacts>, Partial<GroupingFacts>, string]>([
    ['age in years', { ageYearsMin: 7, ageYearsMax: 17 }, { ageYears: 17 }, { ageYears: 18 }, 'AGE_YEARS_OUT_OF_RANGE'],
    [
      'weight at admission',
      { admissionWeightMax: 1499 },
      { admissionWeightGrams: 1499 },
      { admissionWeightGrams: 1500 },
      'ADMISSION_WEIGHT_OUT_OF_RANGE',
    ],
    ['birth weight', { birthWeightMin: 1000 }, { birthWeightGrams: 1000 }, { birthWeightGrams: 999 }, 'BIRTH_WEIGHT_OUT_OF_RANGE'],
    ['ventilation', { ventilationHoursMin: 96 }, { ventilationHours: 96 }, { ventilationHours: 95 }, 'VENTILATION_OUT_OF_RANGE'],
    ['a fact that is not stated', { ventilationHoursMin: 0 }, { ventilationHours: 0 }, {}, 'VENTILATION_OUT_OF_RANGE'],
    ['sex', { sex: 'FEMALE' }, { sex: 'FEMALE' }, { sex: 'MALE' }, 'SEX_DIFFERS'],
    ['another diagnosis', { otherDiagnoses: ['P07.2'] }, { otherDiagnoses: ['p07.201'] }, {}, 'OTHER_DIAGNOSIS_MISSING'],
    [
      'a diagnosis anywhere',
      { otherDiagnoses: ['P07.2'], otherDiagnosisPlace: 'ANY' },
      {},
      { principalDiagnosis: 'P07.200', otherDiagnoses: [] },
      'ok',
    ],
    [
      'another diagnosis, or a principal one that counts as it',
      { otherDiagnoses: ['U84.3'], principalInstead: ['P07.2'] },
      { principalDiagnosis: 'p07.200' },
      { principalDiagnosis: 'P07.300', otherDiagnoses: ['P07.200'] },
      'DIAGNOSIS_MISSING',
    ],
    [
      'neither such a diagnosis nor a principal one that counts as it',
      { absentDiagnoses: ['U84.3'], principalInstead: ['P07.3'] },
      { otherDiagnoses: ['P07.300'] },
      { principalDiagnosis: 'P07.300' },
      'ABSENT_DIAGNOSIS_PRESENT',
    ],
    ['no such diagnosis', { absentDiagnoses: ['U84.3'] }, {}, { otherDiagnoses: ['U84.300'] }, 'ABSENT_DIAGNOSIS_PRESENT'],
  ])('%s', (_, match, held, failed, code) => {
    expect(reason(match, held)).toBe('PREFERRED');
    expect(reason(match, failed)).toBe(code === 'ok' ? 'PREFERRED' : code);
  });

  it('a diagnosis that must be absent is looked for in the principal one, too', () => {
    expect(reason({ absentDiagnoses: ['P07.2'] }, {})).toBe('ABSENT_DIAGNOSIS_PRESENT');
  });

  it('a run reads the columns that some row asks for, and no others', () => {
    const plain = diseaseGroup({ code: 'a', diagnoses: 'P07.2', ageDaysMax: 28 });
    const asking = { ...plain, match: { ...plain.match, sex: 'MALE' as const, ventilationHoursMin: 96 } };
    expect([...conditionFactsOf([plain])]).toEqual([]);
    expect([...conditionFactsOf([plain, asking])]).toEqual(['sex', 'ventilationHours']);
  });
});

describe('diagnoses as the national book writes them', () => {
  test.each([
    ['A15-A16', ['A15', 'A16']],
    ['a15*-a16*', ['A15', 'A16']],
    ['B99-C01', ['B99', 'C00', 'C01']],
    ['K80.8-K81.1', ['K80.8', 'K80.9', 'K81.0', 'K81.1']],
    ['A16-A15', undefined],
    ['A15-A16.1', undefined],
    ['A15', undefined],
  ])('the range %s', (text, prefixes) => {
    expect(prefixesOfRange(text)).toEqual(prefixes);
  });

  test.each([
    ['K80', [{ kind: 'prefix', prefix: 'K80' }]],
    ['A09.0', [{ kind: 'prefix', prefix: 'A09.0' }]],
    ['M47.0+', [{ kind: 'prefix', prefix: 'M47.0' }]],
    ['A15.000x010', [{ kind: 'exact', code: 'A15.000X010' }]],
    ['A52.106+H48.0*', [{ kind: 'exact', code: 'A52.106+H48.0*' }]],
  ])('%s, read as PREFIX', (text, patterns) => {
    expect(diagnosisPatterns(text, 'PREFIX')).toEqual(patterns);
  });

  it('otherwise a range is a code that no case has, as it always was', () => {
    expect(diagnosisPatterns('A15-A16', 'EXACT')).toEqual([{ kind: 'exact', code: 'A15-A16' }]);
  });
});

describe('ties', () => {
  const grouped = (codes: readonly [string, string][], ties: Parameters<typeof groupingMethod>[0]): string | undefined =>
    chooseGroup(
      buildGroupIndex(
        codes.map(([code, diagnoses]) => diseaseGroup({ code, diagnoses })),
        groupingMethod(ties),
      ),
      groupingFacts('I21.000x003'),
    )?.code;

  it('GROUP_NUMBER goes by the number at the end and not by letter', () => {
    const rows: [string, string][] = [
      ['BX-1000', 'I21*'],
      ['BX-999', 'I21*'],
      ['BX', 'I21*'],
    ];
    expect(grouped(rows, { ties: ['GROUP_NUMBER', 'GROUP_CODE'] })).toBe('BX-999');
    expect(grouped(rows, { ties: ['GROUP_CODE'] })).toBe('BX');
  });

  it('LONGEST_DIAGNOSIS prefers the row that names the diagnosis more closely, whatever else it names', () => {
    const rows: [string, string][] = [
      ['a', 'I21*|I22.0*'],
      ['b', 'I21.0*'],
      ['c', 'I2*'],
    ];
    expect(grouped(rows, { ties: ['LONGEST_DIAGNOSIS', 'GROUP_CODE'] })).toBe('b');
    expect(grouped([...rows, ['d', 'I21.000x003']], { ties: ['LONGEST_DIAGNOSIS', 'GROUP_CODE'], diagnosis: 'EXACT' })).toBe('d');
  });
});
