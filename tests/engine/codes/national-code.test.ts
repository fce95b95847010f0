import { describe, expect, it } from 'vitest';
import { CodeFamilies } from '../../../src/engine/catalogue/catalogue-reach-codes.js';
import { diagnosisForm, operationForms } from '../../../src/engine/codes/code-form.js';
import { isNationalCode, isWholeCode } from '../../../src/engine/codes/national-code.js';
import { NearCodes } from '../../../src/engine/codes/near-codes.js';

describe('what a national code looks like is said once', () => {
  it.each([
    ['K80.100', true, true],
    ['K80.100x001', true, true],
    ['I10.x00', true, true],
    ['I10.x00x002', true, true],
    ['E11.600x015+M14.2*', true, true],
    ['M14.200*', true, true],
    ['K80.1', false, true],
    ['K80', false, true],
    ['A18.0+M01.1*', false, true],
    ['K80.', false, false],
    ['K8', false, false],
    ['k80.100', false, false],
    ['K80.100x01', false, false],
    ['K80.1x001', false, true],
    ['K80x001', false, false],
    ['C7A.000', false, false],
    ['K80.1000', false, false],
    ['80.100', false, false],
  ])('the diagnosis %s: whole %s, national %s', (code, whole, national) => {
    expect([isWholeCode(code, 'diagnoses'), isNationalCode(code, 'diagnoses')]).toEqual([whole, national]);
  });

  it.each([
    ['51.2300', true, true],
    ['51.2300x001', true, true],
    ['74.1x02', true, true],
    ['51.23', false, true],
    ['51.2', false, true],
    ['51.23x001', false, true],
    ['51.', false, false],
    ['51', false, false],
    ['512300', false, false],
    ['51.2300X001', false, false],
    ['51.2300*', false, false],
  ])('the operation %s: whole %s, national %s', (code, whole, national) => {
    expect([isWholeCode(code, 'operations'), isNationalCode(code, 'operations')]).toEqual([whole, national]);
  });

  it('the codes that stand for a family are whole ones, have the national form, and are taken as they are', () => {
    for (const [use, prefix, within] of [
      ['diagnoses', 'I10', 'I10.x'],
      ['operations', '74.1', '74.1x'],
    ] as const) {
      const codes = new CodeFamilies(use, [prefix, within]).representatives(within) ?? [];
      expect(codes).not.toEqual([]);
      for (const code of codes) {
        expect(isWholeCode(code, use)).toBe(true);
        expect(use === 'diagnoses' ? [diagnosisForm(code)] : operationForms([code])).toEqual(['NATIONAL']);
        expect(new NearCodes(use, { patterns: [`${prefix}*`], mode: 'EXACT' }).near(code)).toBe(null);
      }
    }
  });
});
