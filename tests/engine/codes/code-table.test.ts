import { describe, expect, it } from 'vitest';
import { CodeIndex, type CodeRow } from '../../../src/engine/codes/code-table.js';

const row = (code: string, name: string, more: Partial<CodeRow> = {}): CodeRow => ({
  ...{ code, name, isValid: true, validFrom: null, validTo: null, note: '', ...more },
});
const DIAGNOSES = new CodeIndex('diagnoses', [
  row('K35.800', '急性阑尾炎，其他未特指'),
  row('K35.200', '急性阑尾炎伴有弥漫性腹膜炎'),
  row('E11.301+H36.0*', '2型糖尿病性视网膜病变'),
  row('I10.x00x002', '高血压', { isValid: false }),
  row('U07.100', '新型冠状病毒感染', { validFrom: '2020-01-28', validTo: '2024-12-31' }),
]);
const OPERATIONS = new CodeIndex('operations', [row('51.2300', '腹腔镜下胆囊切除术'), row('17.912A0', '电针治疗')]);
const codes = (rows: readonly CodeRow[]): readonly string[] => rows.map(({ code }) => code);

describe('an index of codes', () => {
  it('says how a code stands, whatever its case, on a day where the table states days', () => {
    expect(DIAGNOSES.find('k35.800')?.name).toBe('急性阑尾炎，其他未特指');
    expect(['K35.800', 'I10.X00X002', 'K35.900', 'U07.100'].map((code) => DIAGNOSES.standing(code))).toEqual([
      ...['VALID', 'NOT_VALID', 'UNKNOWN', 'VALID'],
    ]);
    expect(['2020-01-27', '2020-01-28', '2024-12-31', '2025-01-01'].map((day) => DIAGNOSES.standing('U07.100', day))).toEqual([
      ...['NOT_VALID', 'VALID', 'VALID', 'NOT_VALID'],
    ]);
  });

  it('knows the beginnings and prefixes that catalogues write', () => {
    const patterns = ['K35', 'K35.8', 'K35*', 'E11.301', 'K36', 'K36*', 'K35.900'];
    expect(patterns.filter((pattern) => DIAGNOSES.knowsSome(pattern))).toEqual(['K35', 'K35.8', 'K35*', 'E11.301']);
  });

  it('names the codes that were meant: what a spreadsheet ate, the pair of a dagger code, else codes of the category', () => {
    expect(codes(OPERATIONS.near('51.23'))).toEqual(['51.2300']);
    expect(codes(OPERATIONS.near('17.9120'))).toEqual(['17.912A0']);
    expect(codes(DIAGNOSES.near('E11.301'))).toEqual(['E11.301+H36.0*']);
    expect(codes(DIAGNOSES.near('K35.900'))).toEqual(['K35.200', 'K35.800']);
    expect(codes(DIAGNOSES.near('B99.900'))).toEqual([]);
  });

  it('is searched by the beginning of codes and by words of names, codes first', () => {
    expect(codes(DIAGNOSES.search({ text: '阑尾' }))).toEqual(['K35.200', 'K35.800']);
    expect(codes(DIAGNOSES.search({ text: 'k35' }))).toEqual(['K35.200', 'K35.800']);
    expect(codes(DIAGNOSES.search({ text: '阑尾', most: 1 }))).toEqual(['K35.200']);
    expect(DIAGNOSES.search({ text: ' ' })).toEqual([]);
  });
});
