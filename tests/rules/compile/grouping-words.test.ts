import { describe, expect, test } from 'vitest';
import type { EffectiveDocument } from '../../../src/rules/document/document.js';
import { goodCity, planOf, seen } from '../good-city.js';

type Grouping = NonNullable<EffectiveDocument['methods']['grouping']>;

const city = (changes: Partial<Grouping>, codes: readonly string[] = ['45.1101']): EffectiveDocument =>
  goodCity((document) => {
    const { grouping } = document.methods;
    if (grouping === undefined) return;
    if (changes.mainOperations !== undefined)
      document.tables['limited'] = { kind: 'codes', codes: [...codes], label: { zh: '清单' }, basis: ['demo#1'] };
    document.methods.grouping = { ...grouping, ...changes };
  });
const MAIN: Partial<Grouping> = {
  operations: 'MAIN_THEN_RELATED',
  unlistedOperations: 'SURGERY',
  mainOperations: [{ operations: 'limited', otherwise: 'NEXT', basis: ['demo#1'] }],
};

describe('words of the grouping method', () => {
  test('a method that reads the first operation as the main one', () => {
    expect(seen(city(MAIN))).toEqual([]);
    expect(planOf(city(MAIN)).grouping).toMatchObject({ operations: 'MAIN_THEN_RELATED', unlistedOperations: 'SURGERY' });
  });

  test('what main operations are is of no use where any operation may be any', () => {
    const { mainOperations } = MAIN;
    expect(seen(city({ ...(mainOperations && { mainOperations }) }))).toEqual(['GROUPING_MAIN /methods/grouping/mainOperations']);
  });

  test('what operations in none of the lists count as must be said', () => {
    const { operations, mainOperations } = MAIN;
    expect(seen(city({ ...(operations && { operations }), ...(mainOperations && { mainOperations }) }))).toEqual([
      'GROUPING_UNLISTED /methods/grouping',
    ]);
  });

  test('lists are code lists', () => {
    const wrong = city({
      ...MAIN,
      mainOperations: [{ operations: 'limited', diagnoses: 'nothing', otherwise: 'NEXT', basis: ['demo#1'] }],
    });
    expect(seen(wrong)).toEqual(['GROUPING_TABLE /methods/grouping/mainOperations/0/diagnoses']);
  });

  test('a range of diagnoses in a code list is all that lies between', () => {
    const list = planOf(city({ ...MAIN }, ['A00*-A02*', 'K80.0*-K80.1*', 'I85*'])).grouping?.mainOperations?.[0]?.operations;
    expect(list?.prefixes).toEqual(['A00', 'A01', 'A02', 'K80.0', 'K80.1', 'I85']);
    expect(seen(city(MAIN, ['A09*-A00*']))).toEqual(['CODE_PATTERN /tables/limited/codes/0']);
  });

  test('each word is part of the grouping hash, and a method without them keeps its own', () => {
    const hash = (changes: Partial<Grouping>): string => planOf(city(changes)).groupingHash;
    const hashes = [MAIN, { ...MAIN, unlistedOperations: 'TREATMENT' as const }, { match: { diagnosis: 'PREFIX' as const } }, {}].map(hash);
    expect(new Set(hashes).size).toBe(4);
    expect(hashes[3]).toBe(planOf(goodCity()).groupingHash);
  });
});
