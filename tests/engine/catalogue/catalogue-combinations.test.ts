import { describe, expect, it } from 'vitest';
import {
  combinationKey,
  compositeGroupCode,
  coreAssignments,
  coreGroupCode,
  exactPattern,
  shownDiagnosis,
  type Combination,
} from '../../../src/engine/catalogue/catalogue-combinations.js';
import { chooseGroup } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import { catalogueMethod } from '../../support/catalogue-method.js';
import { diseaseGroup, groupingFacts, groupingMethod } from '../../support/disease-group.js';

/** A combination with the same cases and mean (yuan) in each of three years. */
const combination = (operations: readonly string[], cases: number, mean: string): Combination => ({
  diagnosis: 'I210',
  operations: [...operations].sort(),
  main: operations[0] ?? null,
  years: [1, 2, 3].map(() => ({ cases, cost: decimal(mean).n * BigInt(cases) })),
});
const stent = (cases: number, mean = '28033.00') => combination(['36.0601'], cases, mean);
const withIvus = (cases: number, mean = '44003.00') => combination(['36.0601', '00.2400'], cases, mean);

function assigned(combinations: readonly Combination[]): Record<string, string> {
  const assignments = coreAssignments(combinations, catalogueMethod(), decimal('15'));
  return Object.fromEntries(assignments.map((one) => [one.combination.operations.join('+'), one.group.operations.join('+')]));
}

describe('WE-01 which combinations become core groups', () => {
  it('15 cases are enough, 14 are not', () => {
    expect(assigned([stent(15)])).toEqual({ '36.0601': '36.0601' });
    expect(assigned([stent(14)])).toEqual({});
  });
  it('related operations need the increase and 15 cases of their own', () => {
    expect(assigned([stent(15), withIvus(15)])).toEqual({ '36.0601': '36.0601', '00.2400+36.0601': '00.2400+36.0601' });
    expect(assigned([stent(15), withIvus(14)])).toEqual({ '36.0601': '36.0601' });
  });
  it('without the increase their cases belong to the main operation alone; the boundary of 10% is reached', () => {
    expect(assigned([stent(15), withIvus(15, '30836.29')])).toEqual({ '36.0601': '36.0601', '00.2400+36.0601': '36.0601' });
    expect(assigned([stent(15), withIvus(15, '30836.30')])).toEqual({ '36.0601': '36.0601', '00.2400+36.0601': '00.2400+36.0601' });
  });
  it('the main operation is the base even with too few cases of its own; then there is no core group to belong to', () => {
    expect(assigned([stent(3), withIvus(15, '28849.00')])).toEqual({});
    expect(assigned([stent(3), withIvus(15)])).toEqual({ '00.2400+36.0601': '00.2400+36.0601' });
  });
  it('a main operation that was never done alone is no base', () => {
    expect(assigned([withIvus(15, '1.00')])).toEqual({ '00.2400+36.0601': '00.2400+36.0601' });
  });
});

describe('codes of computed groups', () => {
  it('core groups name the main operation first, composite groups the kind by number (WE-03)', () => {
    expect(coreGroupCode(combination([], 1, '1'), 'SUBCATEGORY_4')).toBe('I21.0');
    expect(coreGroupCode(withIvus(1), 'SUBCATEGORY_4')).toBe('I21.0_36.0601+00.2400');
    expect((['CONSERVATIVE', 'DIAGNOSTIC', 'TREATMENT', 'SURGERY'] as const).map((kind) => compositeGroupCode('A09', kind))).toEqual([
      'A09-1',
      'A09-2',
      'A09-3',
      'A09-4',
    ]);
    expect(combinationKey(stent(1))).not.toBe(combinationKey(withIvus(1)));
  });

  it.each([
    ['I210', 'SUBCATEGORY_4', 'I21.0'],
    ['I10', 'SUBCATEGORY_4', 'I10'],
    ['G01*', 'SUBCATEGORY_4', 'G01*'],
    ['I21.000', 'EXACT', 'I21.000'],
    ['I21', 'CATEGORY_3', 'I21'],
  ] as const)('the key %s of %s is written %s', (key, mode, expected) => {
    expect(shownDiagnosis(key, mode)).toBe(expected);
  });

  it.each([
    ['I21.000', 'EXACT', 'I21'],
    ['M14.2*', 'EXACT', 'M14.2'],
    ['E11.600x015+M14.2*', 'EXACT', 'E11.600x015'],
    ['G01*', 'SUBCATEGORY_4', 'G01'],
    ['I21.0', 'SUBCATEGORY_4', 'I21.1'],
  ] as const)('the pattern of %s (%s) finds it and not %s', (code, diagnosis, other) => {
    const groups = [diseaseGroup({ code: 'g', diagnoses: exactPattern(code) })];
    const index = buildGroupIndex(groups, groupingMethod({ diagnosis }));
    expect(chooseGroup(index, groupingFacts(code))?.code).toBe('g');
    expect(chooseGroup(index, groupingFacts(other))).toBeNull();
  });
});
