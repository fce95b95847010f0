import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from 'decimal.js';
import { compareDecimalTexts, isDecimalText, printDecimalText, printShareText, printYuanText } from '../../web/parts/decimal-text.js';

describe('exact decimals as texts', () => {
  it.each([
    ['0', '0'],
    ['1234567.80', '1,234,567.80'],
    ['-1234.5', '−1,234.5'],
    ['000123', '123'],
    ['99999999999999999999.01', '99,999,999,999,999,999,999.01'],
    ['DIP', 'DIP'],
  ])('%s is printed as %s', (text, printed) => {
    expect(printDecimalText(text)).toBe(printed);
  });

  it.each([
    ['0.963409', '96.3409%'],
    ['0', '0%'],
    ['1', '100%'],
    ['0.050000', '5%'],
    ['-0.0042', '−0.42%'],
    ['12.5', '1,250%'],
    ['—', '—'],
  ])('the share %s is printed as %s', (text, printed) => {
    expect(printShareText(text)).toBe(printed);
  });

  it.each([
    ['5686.4', '5,686.40'],
    ['0', '0.00'],
    ['-1234.567', '−1,234.567'],
    ['—', '—'],
  ])('%s yuan are printed as %s', (text, printed) => {
    expect(printYuanText(text)).toBe(printed);
  });

  it('are told from words', () => {
    expect(['1', '-0.50', '', 'x', '1e3', '1,000'].map(isDecimalText)).toEqual([true, true, false, false, false, false]);
  });

  const decimals = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 8 }))
    .map(([digits, places]) => new Decimal(digits.toString()).div(new Decimal(10).pow(places)).toFixed(places));

  it('are ordered by value, as decimal.js orders them', () => {
    Decimal.set({ precision: 60 });
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(Math.sign(compareDecimalTexts(a, b))).toBe(new Decimal(a).comparedTo(new Decimal(b)));
      }),
    );
  });

  it('keep every digit when they are printed', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        expect(printDecimalText(text).replaceAll(',', '').replace('−', '-')).toBe(text.replace(/^-(?=[0.]*$)/, '-'));
      }),
    );
  });
});
