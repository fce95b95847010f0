import { describe, expect, it } from 'vitest';
import { nearCodeNotes } from '../../../src/app/catalogues/catalogue-near-codes.js';
import { codeList, diseaseGroup, groupingMethod } from '../../support/disease-group.js';

const METHOD = groupingMethod({
  operationKinds: { SURGERY: codeList('s', ['47.0900']), DIAGNOSTIC: codeList('d', ['87*']) },
  diagnosis: 'EXACT',
});
const told = (...groups: readonly ReturnType<typeof diseaseGroup>[]): readonly string[] =>
  nearCodeNotes(groups, METHOD, new Map([['a', 2]])).map(
    ({ line, column, level, code, message: { zh } }) => `${line} ${column} ${level} ${code} ${/中有“(.*?)”/.exec(zh)?.[1]}`,
  );
const WHOLE = diseaseGroup({ code: 'b', diagnoses: 'K80.100', operations: '51.2300' });

describe('a code of a catalogue that a spreadsheet shortened is told with the one meant (N2)', () => {
  it('an operation that another row has whole', () => {
    expect(told(diseaseGroup({ code: 'a', diagnoses: 'K81.000', operations: '51.23' }), WHOLE)).toEqual([
      '2 operations WARNING NEAR_CODE 51.2300',
    ]);
  });

  it('an operation that a list of the method has whole', () => {
    expect(told(diseaseGroup({ code: 'a', related: '47.09' }))).toEqual(['2 relatedOperations WARNING NEAR_CODE 47.0900']);
  });

  it('a diagnosis without its last zeros, and one in lower case', () => {
    expect(told(diseaseGroup({ code: 'a', diagnoses: 'K80.1', others: 'k80.100' }), WHOLE)).toEqual([
      '2 diagnoses WARNING NEAR_CODE K80.100',
      '2 otherDiagnoses WARNING NEAR_CODE K80.100',
    ]);
  });

  it('nothing of categories and ranges where the method reads them as the national library does', () => {
    const method = { ...METHOD, diagnosis: 'PREFIX' as const };
    expect(nearCodeNotes([diseaseGroup({ code: 'a', diagnoses: 'K80.1', others: 'K80-K82' }), WHOLE], method)).toEqual([]);
  });

  it('nothing of prefixes, of whole codes, and of a catalogue that writes all its codes short', () => {
    const short = [diseaseGroup({ code: 'a', diagnoses: 'K80.1', operations: '51.23' }), diseaseGroup({ code: 'b', operations: '51.22' })];
    expect(told(...short)).toEqual([]);
    expect(told(diseaseGroup({ code: 'a', diagnoses: 'K80.1*', operations: '51.2*' }), WHOLE)).toEqual([]);
  });

  it('nothing of a subcategory where the method compares subcategories', () => {
    const groups = [diseaseGroup({ code: 'a', diagnoses: 'K80.1' }), WHOLE];
    expect(nearCodeNotes(groups, { ...METHOD, diagnosis: 'SUBCATEGORY_4' })).toEqual([]);
  });
});
