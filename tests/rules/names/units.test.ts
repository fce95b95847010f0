import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_UNIT, canonicalUnit, commonUnit, divideUnits, multiplyUnits } from '../../../src/rules/names/units.js';

describe('units are products of powers of yuan, point, day, case and person', () => {
  test.each([
    ['1', '1'],
    ['yuan', 'yuan'],
    ['yuan/point', 'yuan/point'],
    ['point*yuan/point', 'yuan'],
    ['yuan/day/case', 'yuan/day/case'],
    ['yuan/case/day', 'yuan/day/case'],
    ['1/day', '1/day'],
    ['day/day', '1'],
    ['day*day', 'day*day'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalUnit(written, 'point')).toBe(canonical);
  });

  test('where points are yuan, point is another word for yuan (WE-18)', () => {
    expect(canonicalUnit('point', 'yuan')).toBe('yuan');
    expect(canonicalUnit('yuan/point', 'yuan')).toBe('1');
  });

  test('yuan = point × yuan/point, and yuan + point has no unit', () => {
    expect(multiplyUnits('point', 'yuan/point')).toBe('yuan');
    expect(divideUnits('yuan', 'point')).toBe('yuan/point');
    expect(divideUnits('1', 'yuan/point')).toBe('point/yuan');
    expect(commonUnit('yuan', 'point')).toBeUndefined();
    expect(commonUnit('yuan', 'yuan')).toBe('yuan');
  });

  test('the literal 0 fits any unit', () => {
    expect(commonUnit(ANY_UNIT, 'yuan')).toBe('yuan');
    expect(commonUnit('point', ANY_UNIT)).toBe('point');
    expect(multiplyUnits(ANY_UNIT, 'yuan')).toBe(ANY_UNIT);
    expect(divideUnits(ANY_UNIT, 'yuan')).toBe(ANY_UNIT);
  });

  test('dividing undoes multiplying, whatever the units', () => {
    const base = fc.constantFrom('1', 'yuan', 'point', 'day', 'case', 'person');
    const unit = fc
      .array(fc.tuple(fc.constantFrom('*', '/'), base), { maxLength: 5 })
      .map((parts) => canonicalUnit(`1${parts.map(([sign, part]) => sign + part).join('')}`, 'point'));
    fc.assert(
      fc.property(unit, unit, (a, b) => {
        expect(divideUnits(multiplyUnits(a, b), b)).toBe(a);
        expect(multiplyUnits(a, b)).toBe(multiplyUnits(b, a));
        expect(canonicalUnit(a, 'point')).toBe(a);
      }),
    );
  });
});
