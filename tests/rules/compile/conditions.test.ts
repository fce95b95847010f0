import { describe, expect, test } from 'vitest';
import type { ConditionDocument, EffectiveDocument } from '../../../src/rules/document/document.js';
import { Fraction } from '../../../src/engine/number/quantity.js';
import { compiled, decided, goodCity, leaves, planOf, ruleOf, seen } from '../good-city.js';

const label = { zh: '某项' };
const basis = ['demo#1'];
type Leaf = Extract<ConditionDocument, { fact: string }>;

/** The city with these conditions on its first inclusion rule. */
function having(
  conditions: Exclude<ConditionDocument, Leaf>,
  change: (city: EffectiveDocument) => void = () => undefined,
): EffectiveDocument {
  return goodCity((city) => {
    ruleOf(city, 'inclusion').conditions = conditions;
    change(city);
  });
}
const one = (fact: string, operator: Leaf['operator'], value: Leaf['value']) => ({ all: [{ fact, operator, value }] });
const codesOf = (city: EffectiveDocument): string[] => seen(city).map((finding) => finding.split(' ')[0] ?? '');

describe('conditions meet only constants', () => {
  test('a parameter becomes its value, and the leaf says where it came from', () => {
    const [known, compared] = leaves(planOf(goodCity()), 'deviation');
    expect(known).toMatchObject({ leaf: 0, operator: 'known', operand: true, expected: 'true' });
    expect(compared).toMatchObject({
      leaf: 1,
      operator: 'lessThanInclusive',
      operand: new Fraction(5n, 10n),
      expected: '0.5',
      from: 'deviationLow',
    });
  });

  test('lists of numbers and of texts are typed', () => {
    expect(leaves(planOf(having(one('lengthOfStay', 'in', ['1', '2']))), 'inclusion')[0]?.operand).toEqual([
      new Fraction(1n, 1n),
      new Fraction(2n, 1n),
    ]);
    expect(leaves(planOf(having(one('sex', 'notIn', ['MALE']))), 'inclusion')[0]?.operand).toEqual(['MALE']);
  });

  test('a literal code in another case than the national editions write it is told with the one meant', () => {
    const { findings } = compiled(
      having(one('principalDiagnosis', 'in', ['i63.900', 'I10.X00x002', 'I63.900', 'I10.x00x002', 'k', '其他'])),
    );
    const told = findings.filter(({ code }) => code === 'CODE_CASE');
    expect(told.map(({ severity, suggestion }) => [severity, suggestion?.en])).toEqual([
      ['WARNING', expect.stringContaining('Write “I63.900”')],
      ['WARNING', expect.stringContaining('Write “I10.x00x002”')],
    ]);
    expect(codesOf(having(one('groupCode', 'equal', 'K63_x')))).not.toContain('CODE_CASE');
  });

  test('a list of codes is one operand', () => {
    const city = having(one('procedures', 'anyInCodes', { table: 'tumours' }), (document) => {
      document.tables['tumours'] = { kind: 'codes', codes: ['C50*', 'C34.100'], basis };
    });
    expect(leaves(planOf(city), 'inclusion')[0]).toMatchObject({
      operand: { id: 'tumours', exact: new Set(['C34.100']), prefixes: ['C50'] },
      from: 'tumours',
    });
  });

  test('a table becomes one branch a row: the key facts equal the row and the fact compares with its value', () => {
    const city = having(one('lengthOfStay', 'greaterThan', { table: 'limits', key: ['institutionClass'] }), (document) => {
      document.tables['limits'] = {
        kind: 'map',
        key: ['institutionClass'],
        unit: 'day',
        complete: true,
        rows: [
          { key: ['A'], value: '60' },
          { key: ['B'], value: '30' },
        ],
        basis,
      };
    });
    const condition = decided(planOf(city), 'inclusion').rules[0]?.condition;
    expect(condition).toMatchObject({
      kind: 'all',
      of: [
        {
          kind: 'any',
          of: [
            {
              kind: 'all',
              of: [
                { leaf: 0, operator: 'equal', operand: 'A' },
                { leaf: 1, operator: 'greaterThan', operand: new Fraction(60n, 1n), from: 'limits' },
              ],
            },
            {
              kind: 'all',
              of: [
                { leaf: 2, operator: 'equal', operand: 'B' },
                { leaf: 3, operator: 'greaterThan', operand: new Fraction(30n, 1n) },
              ],
            },
          ],
        },
      ],
    });
  });

  test('an enum or boolean parameter stands as a fact with one value, in the fund year', () => {
    const city = having({ all: [...one('billing', 'equal', 'BY_ITEM').all, ...one('strict', 'equal', true).all] }, (document) => {
      document.parameters['billing'] = { enum: ['BY_ITEM', 'BY_CASE'], value: 'BY_CASE', label, basis };
      document.parameters['strict'] = { value: true, label, basis };
    });
    const plan = planOf(city);
    expect(leaves(plan, 'inclusion').map((leaf) => [leaf.ref.scope, leaf.operand])).toEqual([
      ['fundYear', 'BY_ITEM'],
      ['fundYear', 'true'],
    ]);
    expect(
      plan.slots.fundYear.filter((slot) => slot.source === 'parameter').map(({ name, constant, values }) => [name, constant, values]),
    ).toEqual([
      ['billing', 'BY_CASE', ['BY_CASE']],
      ['strict', 'true', ['true']],
    ]);
  });

  test('dates compare as text', () => {
    expect(leaves(planOf(having(one('dischargeDate', 'lessThan', '2024-07-01'))), 'inclusion')[0]?.operand).toBe('2024-07-01');
  });

  test('all, any and not keep their shape', () => {
    const sex = { fact: 'sex', operator: 'equal', value: 'MALE' } as const;
    const condition = decided(planOf(having({ any: [{ not: sex }, { all: [sex, sex] }] })), 'inclusion').rules[0]?.condition;
    expect(condition).toMatchObject({
      kind: 'any',
      of: [
        { kind: 'not', of: { leaf: 0 } },
        { kind: 'all', of: [{ leaf: 1 }, { leaf: 2 }] },
      ],
    });
  });
});

describe('a comparison fits its fact', () => {
  test.each<[string, Exclude<ConditionDocument, Leaf>, string]>([
    ['in with a string', one('sex', 'in', 'MALE'), 'OPERAND_TYPE'],
    ['equal with a list', one('sex', 'equal', ['MALE']), 'OPERAND_TYPE'],
    ['a number that is none', one('totalCost', 'greaterThan', '1e9'), 'OPERAND_TYPE'],
    ['a boolean for a number', one('totalCost', 'equal', true), 'OPERAND_TYPE'],
    ['half a day', one('lengthOfStay', 'equal', '0.5'), 'OPERAND_TYPE'],
    ['a text for a boolean', one('caseFlag.TCM', 'equal', 'true'), 'OPERAND_TYPE'],
    ['a date that the calendar does not have', one('dischargeDate', 'equal', '2025-02-29'), 'OPERAND_TYPE'],
    ['codes without a list', one('principalDiagnosis', 'inCodes', 'C50*'), 'OPERAND_TYPE'],
    ['known what', one('ageYears', 'known', 'true'), 'OPERAND_TYPE'],
    ['a table without its keys', one('totalCost', 'lessThan', { table: 'baseCoefficients' }), 'OPERAND_TYPE'],
    ['a value that the enum does not have', one('sex', 'equal', 'M'), 'OUT_OF_DOMAIN'],
    ['a negative cost', one('totalCost', 'lessThan', '-1'), 'OUT_OF_DOMAIN'],
    ['more days than there are', one('lengthOfStay', 'greaterThan', '40000'), 'OUT_OF_DOMAIN'],
    ['an enum compared by size', one('sex', 'lessThan', 'MALE'), 'OPERATOR_FOR_TYPE'],
    ['a boolean compared by size', one('caseFlag.TCM', 'greaterThan', true), 'OPERATOR_FOR_TYPE'],
    ['a list of codes by equal', one('procedures', 'equal', '21.0300'), 'OPERATOR_FOR_TYPE'],
    ['one code by anyInCodes', one('principalDiagnosis', 'anyInCodes', { table: 'baseCoefficients' }), 'OPERATOR_FOR_TYPE'],
    ['known of what is never missing', one('totalCost', 'known', true), 'OPERATOR_FOR_TYPE'],
    ['a whole set', one('caseFlag', 'equal', 'TCM'), 'TYPE_MISMATCH'],
    ['a parameter that is a number as a fact', one('deviationLow', 'equal', '0.5'), 'TYPE_MISMATCH'],
    ['a parameter of another unit', one('totalCost', 'greaterThan', { parameter: 'deviationHigh' }), 'UNIT_MISMATCH'],
    ['a fact as the right side', one('totalCost', 'greaterThan', { parameter: 'fundPaid' }), 'TYPE_MISMATCH'],
    ['an unknown parameter', one('totalCost', 'greaterThan', { parameter: 'limit' }), 'UNKNOWN_NAME'],
    ['a list of codes that is a map', one('principalDiagnosis', 'inCodes', { table: 'baseCoefficients' }), 'TABLE_KIND_WRONG'],
    ['too few keys', one('lengthOfStay', 'lessThan', { table: 'baseCoefficients', key: ['insurance'] }), 'TABLE_KEY_COUNT'],
    [
      'a table of another unit',
      one('totalCost', 'lessThan', { table: 'baseCoefficients', key: ['institutionClass', 'insurance'] }),
      'UNIT_MISMATCH',
    ],
    ['bands as operand', one('totalCost', 'lessThan', { table: 'overrunBands', key: ['insurance'] }), 'TABLE_KIND_WRONG'],
  ])('%s is %s', (_, conditions, code) => {
    expect(codesOf(having(conditions))).toEqual([code]);
  });

  test('a table that may lack rows is no operand', () => {
    const city = having(one('year', 'lessThan', { table: 'limits', key: ['insurance'] }), (document) => {
      document.tables['limits'] = { kind: 'map', key: ['insurance'], rows: [{ key: ['EMPLOYEE'], value: '2030' }], basis };
    });
    expect(codesOf(city)).toEqual(['TABLE_NOT_COMPLETE']);
  });
});

describe('an optional fact is read beside known', () => {
  const known = { fact: 'ageYears', operator: 'known', value: true } as const;
  const unknown = { fact: 'ageYears', operator: 'known', value: false } as const;
  const young = { fact: 'ageYears', operator: 'lessThan', value: '18' } as const;
  test.each<[string, Exclude<ConditionDocument, Leaf>, string[]]>([
    ['alone', { all: [young] }, ['OPTIONAL_WITHOUT_KNOWN']],
    ['in the same all', { all: [known, young] }, []],
    ['after it in the same all', { all: [young, known] }, []],
    ['in an enclosing all', { all: [known, { any: [{ not: young }] }] }, []],
    ['beside it in an any', { any: [known, young] }, ['OPTIONAL_WITHOUT_KNOWN']],
    ['known to be missing', { all: [unknown, young] }, ['OPTIONAL_WITHOUT_KNOWN']],
    ['known only in a branch', { all: [{ any: [known] }, young] }, ['OPTIONAL_WITHOUT_KNOWN']],
  ])('%s', (_, conditions, codes) => {
    expect(codesOf(having(conditions))).toEqual(codes);
  });
});

describe('limits', () => {
  const sex: ConditionDocument = { fact: 'sex', operator: 'equal', value: 'MALE' };

  test('32 levels are enough, 33 are too many', () => {
    const nested = (levels: number): Exclude<ConditionDocument, Leaf> => {
      let condition: Exclude<ConditionDocument, Leaf> = { all: [sex] };
      for (let level = 2; level < levels; level++) condition = { all: [condition] };
      return condition;
    };
    expect(codesOf(having(nested(32)))).toEqual([]);
    expect(codesOf(having(nested(33)))).toEqual(['CONDITION_FORM']);
  });

  test('a table that expands to more than 10,000 comparisons is refused once', () => {
    const keys = Array.from({ length: 5_001 }, (_, index) => `K${index}`);
    const city = having(one('lengthOfStay', 'lessThan', { table: 'limits', key: ['kind'] }), (document) => {
      document.facts['kind'] = { scope: 'case', type: 'enum', values: keys, label };
      document.tables['limits'] = {
        kind: 'map',
        key: ['kind'],
        unit: 'day',
        complete: true,
        rows: keys.map((key) => ({ key: [key], value: '9' })),
        basis,
      };
    });
    const { plan, findings } = compiled(city);
    expect(plan).toBeUndefined();
    expect(findings.filter((finding) => finding.code === 'CONDITION_COUNT')).toHaveLength(1);
  });
});
