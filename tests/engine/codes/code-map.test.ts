import { describe, expect, test } from 'vitest';
import { readCaseCodes, readCode, readCodes, readFactCodes } from '../../../src/engine/codes/code-map.js';
import type { CodeMap, CodeMaps } from '../../../src/engine/plan/code-maps.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import { inpatientCase } from '../sample-case.js';

const map = (id: string, rows: Readonly<Record<string, string>>): CodeMap => ({
  id,
  basis: [`demo#${id}`],
  rows: new Map(Object.entries(rows)),
});
const DIAGNOSES = map('oldDiagnoses', { 'K80.101': 'K80.100', 'R65.901': 'A41.900' });
const OPERATIONS = map('oldOperations', { '51.2301': '51.2300' });
const MAPS: CodeMaps = { diagnoses: DIAGNOSES, operations: OPERATIONS, basis: ['demo#codes'] };

describe('code maps', () => {
  test('a code that the map knows is read as its target, any other stays, and without a map every code stays', () => {
    expect(['K80.101', 'K80.100', 'K80.1010'].map((code) => readCode(DIAGNOSES, code))).toEqual(['K80.100', 'K80.100', 'K80.1010']);
    expect(readCode(undefined, 'K80.101')).toBe('K80.101');
  });

  test('codes are found in whatever case they are written, and those that are not mapped keep theirs', () => {
    expect(['k80.101', 'R65.901'].map((code) => readCode(DIAGNOSES, code))).toEqual(['K80.100', 'A41.900']);
    expect(readCode(map('x', { 'I10.X00': 'I10.x00x002' }), 'i10.x00')).toBe('I10.x00x002');
    expect(readCode(DIAGNOSES, 'i10.x00')).toBe('i10.x00');
  });

  test('a map of one edition reads the codes of its cases only; a case without an edition is of the one that the region says', () => {
    const swapped = map('swapped', { 'A01.100': 'A01.200', 'A01.200': 'A01.300' });
    const of = (codeSystem: 'CLINICAL' | 'INSURANCE' | null, unstated: 'CLINICAL' | 'INSURANCE') =>
      readCaseCodes(
        { diagnoses: swapped, editions: { from: 'CLINICAL', unstated }, basis: [] },
        inpatientCase({ principalDiagnosis: 'A01.100', otherDiagnoses: ['A01.200', 'A01.300'], codeSystem }),
      );
    const read = { principalDiagnosis: 'A01.200', otherDiagnoses: ['A01.300', 'A01.300'] };
    const asStated = { principalDiagnosis: 'A01.100', otherDiagnoses: ['A01.200', 'A01.300'] };
    expect(of('CLINICAL', 'INSURANCE')).toMatchObject({ ...read, codeSystem: 'CLINICAL' });
    expect(of('INSURANCE', 'CLINICAL')).toMatchObject(asStated);
    expect(of(null, 'CLINICAL')).toMatchObject(read);
    expect(of(null, 'INSURANCE')).toMatchObject(asStated);
  });

  test('a list in which nothing changes is the list itself: nothing is made for it', () => {
    const list = ['K80.100', 'I10.x00'];
    expect(readCodes(DIAGNOSES, list)).toBe(list);
    expect(readCodes(undefined, ['K80.101'])).toEqual(['K80.101']);
  });

  test('a list keeps its order and its repetitions, and the same list always reads as the same list, map by map', () => {
    const list = ['R65.901', 'I10.x00', 'A41.900'];
    const read = readCodes(DIAGNOSES, list);
    expect(read).toEqual(['A41.900', 'I10.x00', 'A41.900']);
    expect(readCodes(DIAGNOSES, list)).toBe(read);
    expect(readCodes(map('other', { 'I10.x00': 'I10.x00x002' }), list)).toEqual(['R65.901', 'I10.x00x002', 'A41.900']);
  });

  test('diagnoses are read by the map of diagnoses, operations by that of operations; the rest of the case is untouched', () => {
    const reported = inpatientCase({ principalDiagnosis: 'K80.101', otherDiagnoses: ['51.2301'], procedures: ['51.2301', 'K80.101'] });
    expect(readCaseCodes(MAPS, reported)).toEqual({
      ...reported,
      principalDiagnosis: 'K80.100',
      otherDiagnoses: ['51.2301'],
      procedures: ['51.2300', 'K80.101'],
    });
    expect(reported.principalDiagnosis).toBe('K80.101');
    expect(readCaseCodes({ operations: OPERATIONS, basis: [] }, reported).principalDiagnosis).toBe('K80.101');
  });

  test('a case in which nothing changes is the case itself', () => {
    const reported = inpatientCase({ principalDiagnosis: 'K80.100', otherDiagnoses: ['A41.900'], procedures: ['51.2300'] });
    expect(readCaseCodes(MAPS, reported)).toBe(reported);
    expect(readCaseCodes(undefined, reported)).toBe(reported);
  });

  test('of the facts only those that hold codes are read', () => {
    expect(readFactCodes(MAPS, 'principalDiagnosis', 'K80.101')).toBe('K80.100');
    expect(readFactCodes(MAPS, 'procedures', ['51.2301'])).toEqual(['51.2300']);
    expect(readFactCodes(MAPS, 'dischargeWay', 'K80.101')).toBe('K80.101');
    expect(readFactCodes(MAPS, 'principalDiagnosis', null)).toBeNull();
    expect(readFactCodes(MAPS, 'totalCost', decimal('1'))).toEqual(decimal('1'));
  });
});
