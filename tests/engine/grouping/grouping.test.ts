import { describe, expect, it } from 'vitest';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import { chooseGroup, deniedFlags, explainGrouping } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../src/engine/grouping/grouping-match.js';
import type { Ref, GroupingMethod } from '../../../src/engine/plan/plan.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import { codeList, diseaseGroup as group, groupingFacts as facts, groupingMethod as method } from '../../support/disease-group.js';

/** The code chosen, checked to be the same with and without reasons; and why every other candidate lost. */
function grouped(groups: readonly DiseaseGroup[], how: Partial<GroupingMethod>, input: GroupingFacts) {
  const index = buildGroupIndex(groups, method(how));
  const chosen = chooseGroup(index, input)?.code ?? null;
  const explained = explainGrouping(index, input);
  expect(explained.chosen?.code ?? null).toBe(chosen);
  const lost = explained.candidates.filter((candidate) => !candidate.chosen).map(({ group: { code }, code: why }) => `${code} ${why}`);
  return { chosen, lost, outcome: explained.outcome, candidates: explained.candidates };
}

const codeOf = (groups: readonly DiseaseGroup[], how: Partial<GroupingMethod>, input: GroupingFacts) => grouped(groups, how, input).chosen;

const KINDS = {
  SURGERY: codeList('surgery', ['47.*', '68.*', '36.0601']),
  TREATMENT: codeList('treatment', ['00.01*', '54.9801', '39.9500']),
  DIAGNOSTIC: codeList('diagnostic', ['45.1301', '88.5*']),
  CONSERVATIVE: codeList('asConservative', ['00.0100']),
};

describe('WE-03 综合病种：类目 × 治疗方式', () => {
  const A09 = (['CONSERVATIVE', 'DIAGNOSTIC', 'TREATMENT', 'SURGERY'] as const).map((operationKind, i) =>
    group({ code: `A09-${i + 1}`, kind: 'COMPOSITE', diagnoses: 'A09', operationKind }),
  );
  const how = { operationKinds: KINDS };

  it.each([
    ['no operation', [], 'A09-1'],
    ['a diagnostic operation', ['45.1301'], 'A09-2'],
    ['a treatment', ['54.9801'], 'A09-3'],
    ['a surgery', ['47.0100'], 'A09-4'],
    ['therapeutic ultrasound, listed as conservative although a treatment', ['00.0100'], 'A09-1'],
    ['an operation in no list', ['99.9900x001'], 'A09-1'],
    ['the highest kind present, wherever it stands', ['45.1301', '47.0100', '54.9801'], 'A09-4'],
  ])('%s', (_, procedures, expected) => {
    expect(codeOf(A09, how, facts('A09.900', procedures))).toBe(expected);
  });

  it('says of the others that their kind of treatment differs', () => {
    expect(grouped(A09, how, facts('A09.900', ['47.0100'])).lost).toEqual([
      'A09-1 TREATMENT_KIND_DIFFERS',
      'A09-2 TREATMENT_KIND_DIFFERS',
      'A09-3 TREATMENT_KIND_DIFFERS',
    ]);
  });

  it('leaves a case ungrouped where no layer has a place for it', () => {
    expect(grouped(A09, how, facts('B15.000'))).toMatchObject({ chosen: null, outcome: 'NO_CANDIDATE', lost: [] });
  });
});

describe('layers (POLICY 2.1)', () => {
  const layers = [
    group({ code: 'AA2', kind: 'PRE', operations: '37.5100|37.5100x001' }),
    group({ code: 'BX-1', kind: 'MERGED', diagnoses: 'I21.0|I21.1|I21.2', operations: '36.0601|36.0700' }),
    group({ code: 'FZ-1', kind: 'SUBDIVIDED', diagnoses: 'I21.0', others: 'J96*|R57.0', operations: '36.0601' }),
    group({ code: 'JC-1', kind: 'CORE', diagnoses: 'I21.0', operations: '36.0601' }),
    group({ code: 'I21-1', kind: 'COMPOSITE', diagnoses: 'I21' }),
    group({ code: 'KBBZ', kind: 'UNGROUPED' }),
  ];
  const without = (...codes: string[]) => layers.filter(({ code }) => !codes.includes(code));

  it('the first layer with a candidate wins', () => {
    expect(codeOf(layers, {}, facts('I21.000', ['36.0601', '37.5100x001']))).toBe('AA2');
    expect(codeOf(layers, {}, facts('I21.000', ['36.0601']))).toBe('BX-1');
    expect(codeOf(without('BX-1'), {}, facts('I21.000', ['36.0601'], { otherDiagnoses: ['J96.000'] }))).toBe('FZ-1');
    expect(codeOf(without('BX-1'), {}, facts('I21.000', ['36.0601'], { otherDiagnoses: ['I10.x00'] }))).toBe('JC-1');
    expect(codeOf(layers, {}, facts('I21.900'))).toBe('I21-1');
    expect(codeOf(layers, {}, facts('Z99.000'))).toBe('KBBZ');
  });

  it('the declared order of the layers counts, not the one of the list of kinds', () => {
    const reversed = { layers: ['COMPOSITE', 'CORE', 'UNGROUPED'] } as const;
    expect(codeOf(layers, reversed, facts('I21.000', ['36.0601']))).toBe('I21-1');
  });

  it('a group whose layer the method does not name is no candidate', () => {
    expect(codeOf(layers, { layers: ['CORE'] }, facts('I21.900'))).toBe(null);
  });

  it('says that the later layers lost', () => {
    expect(grouped(layers, {}, facts('I21.000', ['36.0601'])).lost).toEqual([
      'FZ-1 OTHER_DIAGNOSIS_MISSING',
      'JC-1 LATER_LAYER',
      'I21-1 LATER_LAYER',
      'KBBZ LATER_LAYER',
    ]);
  });

  it('where LAYER is itself a tie all layers compete, except that of ungrouped cases', () => {
    const rich = [
      group({ code: 'I21-1', kind: 'COMPOSITE', diagnoses: 'I21', points: '2000' }),
      group({ code: 'KBBZ', kind: 'UNGROUPED', points: '9000' }),
    ];
    const groups = [...without('I21-1', 'KBBZ', 'BX-1', 'FZ-1', 'AA2'), ...rich];
    const input = facts('I21.000', ['36.0601']);
    expect(codeOf(groups, { ties: ['HIGHEST_POINTS', 'GROUP_CODE'] }, input)).toBe('JC-1');
    expect(codeOf(groups, { ties: ['HIGHEST_POINTS', 'LAYER', 'GROUP_CODE'] }, input)).toBe('I21-1');
    expect(codeOf(groups, { ties: ['LAYER', 'HIGHEST_POINTS', 'GROUP_CODE'] }, input)).toBe('JC-1');
  });

  it('the exclusion list goes before every layer', () => {
    const exclude = codeList('excluded', ['I21*']);
    expect(grouped(layers, { exclude }, facts('I21.000', ['36.0601']))).toMatchObject({ chosen: null, outcome: 'EXCLUDED' });
    expect(codeOf(layers, { exclude }, facts('I22.000', ['37.5100']))).toBe('AA2');
  });

  it('a core group without operations is conservative treatment: an operation that counts for more goes to the composite group', () => {
    const groups = [
      group({ code: 'K35.8', diagnoses: 'K35.8' }),
      group({ code: 'K35-4', kind: 'COMPOSITE', diagnoses: 'K35', operationKind: 'SURGERY' }),
    ];
    expect(codeOf(groups, { operationKinds: KINDS }, facts('K35.800', ['47.0100']))).toBe('K35-4');
    expect(codeOf(groups, { operationKinds: KINDS }, facts('K35.800', ['99.1000']))).toBe('K35.8');
    expect(codeOf(groups, {}, facts('K35.800', ['47.0100']))).toBe('K35.8');
  });
});

describe('先期分组 ranges, both ends included', () => {
  const AI = [
    group({ code: 'AI1', kind: 'PRE', diagnoses: 'P07*', ageDaysMax: 28, birthWeightMax: 749 }),
    group({ code: 'AI2', kind: 'PRE', diagnoses: 'P07*', ageDaysMax: 28, birthWeightMin: 750, birthWeightMax: 999 }),
  ];
  it.each([
    [749, 28, 'AI1'],
    [750, 0, 'AI2'],
    [999, 28, 'AI2'],
    [1000, 28, null],
    [750, 29, null],
    [null, 28, null],
    [750, null, null],
  ])('%s g, %s days → %s', (birthWeightGrams, ageDays, expected) => {
    expect(codeOf(AI, {}, facts('P07.000', [], { birthWeightGrams, ageDays }))).toBe(expected);
  });
  it('says which range was missed', () => {
    expect(grouped(AI, {}, facts('P07.000', [], { birthWeightGrams: 800, ageDays: 28 })).lost).toEqual(['AI1 BIRTH_WEIGHT_OUT_OF_RANGE']);
    expect(grouped(AI, {}, facts('P07.000', [], { birthWeightGrams: 800, ageDays: 29 })).lost).toEqual([
      'AI1 AGE_OUT_OF_RANGE',
      'AI2 AGE_OUT_OF_RANGE',
    ]);
  });
});

describe('codes are opaque keys of the medical-insurance editions', () => {
  it.each([
    ['EXACT', 'A15.000x010', 'A15.000x010', true],
    ['EXACT', 'A15.000x010', 'A15.000', false],
    ['SUBCATEGORY_4', 'A15.0', 'A15.000x010', true],
    ['SUBCATEGORY_4', 'A15.000', 'A15.000x010', true],
    ['SUBCATEGORY_4', 'A15.0', 'A15.100', false],
    ['CATEGORY_3', 'A15.0', 'A15.900', true],
    ['CATEGORY_3', 'A15', 'A16.900', false],
    ['EXACT', 'A15*', 'A15.000x010', true],
    ['EXACT', 'A15.00*', 'A15.000x010', true],
    ['SUBCATEGORY_4', 'A15.00*', 'A15.010', false],
    ['EXACT', 'E11.600x015+M14.2*', 'E11.600x015+M14.2*', true],
    ['EXACT', 'E11.600x015+M14.2*', 'E11.600x015+M14.20', false],
    ['EXACT', 'M14.2*', 'M14.2*', true],
    ['EXACT', 'M14.2*', 'M14.200', true],
    ['EXACT', 'M14.2**', 'M14.2*', true],
    ['EXACT', 'M14.2**', 'M14.200', false],
    ['EXACT', 'E11.6*', 'E11.600x015+M14.2*', true],
    ['SUBCATEGORY_4', 'I10', 'I10', true],
    ['SUBCATEGORY_4', 'I10.x', 'I10.x00x002', true],
    ['EXACT', ' A15.000 ', 'A15.000 ', true],
  ] as const)('%s: %s finds %s: %s', (diagnosis, pattern, code, expected) => {
    expect(codeOf([group({ code: 'g', diagnoses: pattern })], { diagnosis }, facts(code))).toBe(expected ? 'g' : null);
  });

  it('operations are compared whole, or by prefix', () => {
    const how = { diagnosis: 'EXACT' } as const;
    expect(codeOf([group({ code: 'g', operations: '21.0300x003' })], how, facts('J34.200', ['21.0300x003']))).toBe('g');
    expect(codeOf([group({ code: 'g', operations: '21.0300x003' })], how, facts('J34.200', ['21.0300']))).toBe(null);
    expect(codeOf([group({ code: 'g', operations: '21.03*' })], how, facts('J34.200', ['21.0300x003']))).toBe('g');
  });
});

describe('any-of and all-of operations, related operations (3.0 例外入组)', () => {
  const I21 = [
    group({ code: 'stent', diagnoses: 'I21.0', operations: '36.0601' }),
    group({ code: 'stent+catheter', diagnoses: 'I21.0', operations: '36.0601', related: '37.2200|88.5500' }),
    group({ code: 'stent+catheter+ivus', diagnoses: 'I21.0', operations: '36.0601', related: '37.2200|88.5500+00.2400' }),
    group({ code: 'stent+three', diagnoses: 'I21.0', operations: '36.0601', related: '37.2200+00.2400+89.6400' }),
  ];
  const RELATED: Partial<GroupingMethod> = { partial: true, ties: ['MOST_RELATED_OPERATIONS', 'GROUP_CODE'] };

  it('every clause must be met, by any of its codes', () => {
    const groups = [group({ code: 'g', diagnoses: 'I21.0', operations: '36.0601+37.2200|88.5500' })];
    expect(codeOf(groups, {}, facts('I21.000', ['36.0601', '88.5500']))).toBe('g');
    expect(grouped(groups, {}, facts('I21.000', ['36.0601']))).toMatchObject({ chosen: null, lost: ['g OPERATIONS_NOT_MET'] });
  });

  it('② without a related operation a case falls back to diagnosis and main operation', () => {
    expect(grouped(I21, RELATED, facts('I21.000', ['36.0601']))).toMatchObject({
      chosen: 'stent',
      lost: [
        'stent+catheter RELATED_OPERATIONS_NOT_MET',
        'stent+catheter+ivus RELATED_OPERATIONS_NOT_MET',
        'stent+three RELATED_OPERATIONS_NOT_MET',
      ],
    });
  });

  it('MOST_RELATED_OPERATIONS: all related operations met go before some', () => {
    expect(grouped(I21, RELATED, facts('I21.000', ['36.0601', '88.5500']))).toMatchObject({
      chosen: 'stent+catheter',
      lost: ['stent MOST_RELATED_OPERATIONS', 'stent+catheter+ivus MOST_RELATED_OPERATIONS', 'stent+three RELATED_OPERATIONS_NOT_MET'],
    });
  });

  it('① of groups not fully matched the one with most matched related operations', () => {
    const groups = I21.filter(({ code }) => code !== 'stent+catheter');
    expect(codeOf(groups, RELATED, facts('I21.000', ['36.0601', '37.2200', '89.6400']))).toBe('stent+three');
  });

  it('③ still several: the ties decide, and say so', () => {
    const groups = I21.filter(({ code }) => code !== 'stent+catheter');
    const input = facts('I21.000', ['36.0601', '37.2200']);
    expect(grouped(groups, { partial: true, ties: ['MOST_RELATED_OPERATIONS', 'MOST_CLAUSES', 'GROUP_CODE'] }, input)).toMatchObject({
      chosen: 'stent+three',
      lost: ['stent MOST_RELATED_OPERATIONS', 'stent+catheter+ivus MOST_CLAUSES'],
    });
  });

  it('groups with other main operations are left to the ties', () => {
    const groups = [...I21, group({ code: 'bypass', diagnoses: 'I21.0', operations: '36.1100' })];
    const input = facts('I21.000', ['36.1100', '36.0601', '88.5500']);
    expect(grouped(groups, RELATED, input)).toMatchObject({ chosen: 'bypass' });
    expect(grouped(groups, { partial: true, ties: ['MOST_RELATED_OPERATIONS', 'MOST_OPERATIONS', 'GROUP_CODE'] }, input)).toMatchObject({
      chosen: 'stent+catheter',
    });
  });

  it('a method that does not name MOST_RELATED_OPERATIONS compares no related operations (O4)', () => {
    const ties = ['HIGHEST_POINTS', 'GROUP_CODE'] as const;
    const groups = [group({ code: 'plain', points: '9', diagnoses: 'I21.0', operations: '36.0601' }), ...I21.slice(1)];
    const input = facts('I21.000', ['36.0601', '88.5500']);
    expect(grouped(groups, { partial: true, ties: [...ties] }, input)).toMatchObject({ chosen: 'stent+catheter' });
    const dear = [group({ code: 'plain', points: '9000', diagnoses: 'I21.0', operations: '36.0601' }), ...I21.slice(1)];
    expect(grouped(dear, { partial: true, ties: [...ties] }, input)).toMatchObject({
      chosen: 'plain',
      lost: ['stent+catheter HIGHEST_POINTS', 'stent+catheter+ivus HIGHEST_POINTS', 'stent+three RELATED_OPERATIONS_NOT_MET'],
    });
  });

  it('MOST_RELATED_OPERATIONS acts where the ruleset puts it: after HIGHEST_POINTS it decides among equal points only (O4)', () => {
    const ties = ['HIGHEST_POINTS', 'MOST_RELATED_OPERATIONS', 'GROUP_CODE'] as const;
    const input = facts('I21.000', ['36.0601', '88.5500']);
    expect(codeOf(I21, { partial: true, ties: [...ties] }, input)).toBe('stent+catheter');
    const dear = [group({ code: 'plain', points: '9000', diagnoses: 'I21.0', operations: '36.0601' }), ...I21.slice(1)];
    expect(codeOf(dear, { partial: true, ties: [...ties] }, input)).toBe('plain');
  });

  it('without `partial` all related operations are asked for, and the ties decide the rest', () => {
    expect(codeOf(I21, { ties: ['GROUP_CODE'] }, facts('I21.000', ['36.0601', '88.5500']))).toBe('stent');
    expect(codeOf(I21, { ties: ['MOST_OPERATIONS', 'GROUP_CODE'] }, facts('I21.000', ['36.0601', '88.5500']))).toBe('stent+catheter');
  });
});

describe('RULESET-LANGUAGE 6.4 tie rules, each alone before GROUP_CODE', () => {
  const A = 'X10.0';
  const pick = (
    tie: GroupingMethod['ties'][number],
    groups: readonly DiseaseGroup[],
    input: GroupingFacts,
    more: Partial<GroupingMethod> = {},
  ) => grouped(groups, { ...more, ties: [tie, 'GROUP_CODE'] }, input);

  it('EXACT: all operations of case and group coincide', () => {
    const groups = [group({ code: 'a', diagnoses: A, operations: '1' }), group({ code: 'b', diagnoses: A, operations: '1+2' })];
    expect(pick('EXACT', groups, facts(A, ['1', '2']))).toMatchObject({ chosen: 'b', lost: ['a EXACT'] });
    expect(pick('EXACT', groups, facts(A, ['1', '2', '3']))).toMatchObject({ chosen: 'a', lost: ['b GROUP_CODE'] });
  });

  it('ALL_OPERATIONS: the group names every operation of the case', () => {
    const groups = [group({ code: 'a', diagnoses: A, operations: '1' }), group({ code: 'b', diagnoses: A, operations: '1|2' })];
    expect(pick('ALL_OPERATIONS', groups, facts(A, ['1', '2', '2']))).toMatchObject({ chosen: 'b', lost: ['a ALL_OPERATIONS'] });
  });

  it('MOST_OPERATIONS: the group names more operations of the case', () => {
    const groups = [group({ code: 'a', diagnoses: A, operations: '1' }), group({ code: 'b', diagnoses: A, operations: '1|2' })];
    expect(pick('MOST_OPERATIONS', groups, facts(A, ['1', '2', '3']))).toMatchObject({ chosen: 'b', lost: ['a MOST_OPERATIONS'] });
  });

  it('MOST_CLAUSES: “+”组数多者优先', () => {
    const groups = [group({ code: 'a', diagnoses: A, operations: '1|2' }), group({ code: 'b', diagnoses: A, operations: '1+2' })];
    expect(pick('MOST_CLAUSES', groups, facts(A, ['1', '2']))).toMatchObject({ chosen: 'b', lost: ['a MOST_CLAUSES'] });
  });

  it('NEAREST_MEAN_COST: by exact distance at the level of the institution; a missing mean goes last', () => {
    const groups = [
      group({ code: 'a', diagnoses: A }),
      group({ code: 'b', diagnoses: A, mean: { '3': '9999.98', ALL: '1' } }),
      group({ code: 'c', diagnoses: A, mean: { '3': '10000.01', ALL: '9000' } }),
    ];
    const at = (institutionLevel: string | null) => pick('NEAREST_MEAN_COST', groups, facts(A, [], { institutionLevel })).chosen;
    expect(at('3')).toBe('c');
    expect(at(null)).toBe('c');
    expect(at('2')).toBe('a');
    const equal = [
      group({ code: 'a', diagnoses: A, mean: { '3': '9999.99' } }),
      group({ code: 'b', diagnoses: A, mean: { '3': '10000.01' } }),
    ];
    expect(pick('NEAREST_MEAN_COST', equal, facts(A, [], { institutionLevel: '3' }))).toMatchObject({
      chosen: 'a',
      lost: ['b GROUP_CODE'],
    });
  });

  it('HIGHEST_POINTS: 分值较高者优先', () => {
    const groups = [
      group({ code: 'a', diagnoses: A, points: '999.9999' }),
      group({ code: 'b', diagnoses: A, points: '1000' }),
      group({ code: 'c', diagnoses: A, points: '1000.0000' }),
    ];
    expect(pick('HIGHEST_POINTS', groups, facts(A))).toMatchObject({ chosen: 'b', lost: ['a HIGHEST_POINTS', 'c GROUP_CODE'] });
  });

  it('OPERATION_KIND: surgery before treatment before diagnostic before conservative', () => {
    const groups = [
      group({ code: 'a', diagnoses: A, operations: '88.5500' }),
      group({ code: 'b', diagnoses: A, operations: '54.9801' }),
      group({ code: 'c', diagnoses: A, operations: '47.0100' }),
    ];
    const more = { operationKinds: KINDS };
    expect(pick('OPERATION_KIND', groups, facts(A, ['88.5500', '54.9801', '47.0100']), more)).toMatchObject({
      chosen: 'c',
      lost: ['a OPERATION_KIND', 'b OPERATION_KIND'],
    });
    expect(pick('OPERATION_KIND', groups, facts(A, ['88.5500', '54.9801']), more)).toMatchObject({ chosen: 'b' });
  });

  it('GROUP_CODE: by code unit, whatever order the catalogue has', () => {
    const groups = ['b', 'a', 'B', '10', '9'].map((code) => group({ code, diagnoses: A }));
    expect(pick('GROUP_CODE', groups, facts(A)).chosen).toBe('10');
    expect(pick('GROUP_CODE', [...groups].reverse(), facts(A)).chosen).toBe('10');
  });
});

describe('N25-14 a group assigned elsewhere, and admission', () => {
  const groups = [
    group({ code: 'FM19', kind: 'DRG' }),
    group({ code: 'tcm', diagnoses: 'M54.5', flags: ['TCM'], points: '900' }),
    group({ code: 'west', diagnoses: 'M54.5', points: '700' }),
  ];
  const how: Partial<GroupingMethod> = {
    admit: [{ groupFlag: 'TCM', when: { name: 'tcmQualified', scope: 'case', slot: 0 } }],
    ties: ['HIGHEST_POINTS', 'GROUP_CODE'],
  };

  it('is taken as it is, before the exclusion list', () => {
    const exclude = codeList('excluded', ['M54*']);
    const result = grouped(groups, { ...how, exclude }, facts('M54.500', [], { assignedGroupCode: 'FM19' }));
    expect(result).toMatchObject({ chosen: 'FM19', outcome: 'ASSIGNED' });
    expect(result.candidates.map(({ code }) => code)).toEqual(['ASSIGNED']);
  });

  it('that the catalogue does not hold leaves the case ungrouped and says so', () => {
    expect(grouped(groups, how, facts('M54.500', [], { assignedGroupCode: 'XX99' }))).toMatchObject({
      chosen: null,
      outcome: 'ASSIGNED_UNKNOWN',
    });
  });

  it('a DRG group asks nothing of a case and is reached by assignment only', () => {
    expect(codeOf(groups, { ...how, layers: ['DRG', 'CORE'] }, facts('M54.500'))).toBe('tcm');
  });

  it('admit drops a flagged candidate where its boolean is false', () => {
    expect(codeOf(groups, how, facts('M54.500'))).toBe('tcm');
    expect(grouped(groups, how, facts('M54.500', [], { deniedFlags: ['TCM'] }))).toMatchObject({
      chosen: 'west',
      lost: ['tcm NOT_ADMITTED'],
    });
    expect(grouped(groups, how, facts('M54.500', [], { deniedFlags: ['TCM'], assignedGroupCode: 'tcm' }))).toMatchObject({
      chosen: 'west',
      lost: ['tcm NOT_ADMITTED'],
    });
    const elsewhere = grouped(groups, how, facts('Z00.000', [], { deniedFlags: ['TCM'], assignedGroupCode: 'tcm' }));
    expect(elsewhere).toMatchObject({ chosen: null, outcome: 'NO_CANDIDATE', lost: ['tcm NOT_ADMITTED'] });
  });

  it('deniedFlags names the flags whose boolean does not hold', () => {
    expect(deniedFlags(method(how), () => false)).toEqual(['TCM']);
    expect(deniedFlags(method(how), (when: Ref) => when.name === 'tcmQualified')).toEqual([]);
  });
});

describe('reasons', () => {
  it('N21-09 every candidate has one in Chinese and English', () => {
    const groups = [
      group({ code: 'a', diagnoses: 'X10.0', points: '1' }),
      group({ code: 'b', diagnoses: 'X10.0', points: '2' }),
      group({ code: 'c', kind: 'COMPOSITE', diagnoses: 'X10' }),
    ];
    const { candidates } = grouped(groups, { ties: ['HIGHEST_POINTS', 'GROUP_CODE'] }, facts('X10.000', [], { totalCost: decimal('1') }));
    expect(candidates.map(({ group: { code }, reason }) => [code, reason.zh, reason.en])).toEqual([
      [
        'b',
        '符合条件的病种中，按分组层次与并列规则胜出（核心病种）',
        'Preferred among the candidates by layers and tie rules. (Layer: core groups.)',
      ],
      [
        'a',
        '并列规则“分值较高者优先”落选（核心病种）',
        'Lost by the tie rule HIGHEST_POINTS: the chosen group has more points. (Layer: core groups.)',
      ],
      ['c', '已在更靠前的分组层入组（综合病种）', 'The case found a group in an earlier layer. (Layer: composite groups.)'],
    ]);
  });

  it('a duplicate group code and ties without an end are bugs', () => {
    expect(() => buildGroupIndex([group({ code: 'a' }), group({ code: 'a' })], method())).toThrow(/stands twice/);
    expect(() => buildGroupIndex([], method({ ties: ['EXACT'] }))).toThrow(/GROUP_CODE/);
  });
});
