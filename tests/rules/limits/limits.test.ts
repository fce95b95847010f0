import { describe, expect, test } from 'vitest';
import { nationalLimits } from '../../../src/compose.js';
import type { EffectiveDocument } from '../../../src/rules/document/document.js';
import { limitFindings } from '../../../src/rules/limits/check-limits.js';
import { parseNationalLimits } from '../../../src/rules/limits/national-limits.js';
import { goodCity } from '../good-city.js';

const LIMITS = nationalLimits();
type Parameter = EffectiveDocument['parameters'][string];

function said(name: string, value: string, change: Partial<EffectiveDocument> = {}, more: Partial<Parameter> = {}): readonly string[] {
  const city = goodCity();
  const parameter: Parameter = { value, label: { zh: '比例' }, basis: ['demo#1'], ...more };
  const effective = { from: '2025-01-01' };
  return limitFindings({ ...city, effective, parameters: { [name]: parameter }, ...change }, LIMITS).map(
    ({ code, severity, pointer, message }) => `${severity} ${code} ${pointer} ${message.zh}`,
  );
}

describe('limits of national texts', () => {
  test('N25-26: a deposit above 5% from the 2025 text on is a warning that cites both texts; at 5%, or before it, none', () => {
    const [found] = said('qualityDepositRate', '0.10');
    expect(found).toMatch(/^WARNING NATIONAL_LIMIT_EXCEEDED \/parameters\/qualityDepositRate\/value /u);
    expect(found).toContain('第二十六条');
    expect(found).toContain('10%');
    expect(found).toContain('E6');
    expect(said('qualityDepositRate', '0.05')).toEqual([]);
    expect(said('qualityDepositRate', '0.10', { effective: { from: '2021-01-01', to: '2024-12-31' } })).toEqual([]);
    expect(said('qualityDepositRate', '0.10', { effective: { from: '2021-01-01', to: '2025-01-01' } })).toHaveLength(1);
  });

  test('N25-21, E1: special cases above 5‰ for DIP, above 5% for DRG; as a rule (原则上), and with the misprint told', () => {
    expect(said('specialQuotaRate', '0.005')).toEqual([]);
    const [found] = said('specialQuotaRate', '0.05');
    expect(found).toContain('0.005');
    expect(found).toContain('原则上');
    expect(found).toContain('E1');
    expect(said('specialQuotaRate', '0.05', { scheme: 'DRG' })).toEqual([]);
    expect(said('specialQuotaRate', '0.051', { scheme: 'DRG' })).toHaveLength(1);
  });

  test('a parameter of another name says by its meaning what it is, and one of the usual name that it is something else', () => {
    expect(said('retained', '0.06')).toEqual([]);
    expect(said('retained', '0.06', {}, { meaning: 'QUALITY_DEPOSIT_RATE' })).toHaveLength(1);
    expect(said('qualityDepositRate', '0.06', {}, { meaning: 'SOMETHING_ELSE' })).toEqual([]);
  });

  test('N25-26: quality and performance deposits count together; at 5% in sum none, above it one warning that names both', () => {
    const both = (quality: string, performance: string, more: Partial<Parameter> = {}): readonly string[] => {
      const own = (value: string): Parameter => ({ value, label: { zh: '比例' }, basis: ['demo#1'] });
      const parameters = { qualityDepositRate: own(quality), performanceDepositRate: { ...own(performance), ...more } };
      return said('', '', { parameters });
    };
    expect(both('0.03', '0.02')).toEqual([]);
    const [found, ...others] = both('0.03', '0.0200001');
    expect(others).toEqual([]);
    expect(found).toMatch(/^WARNING NATIONAL_LIMIT_EXCEEDED \/parameters\/performanceDepositRate\/value /u);
    expect(found).toContain('performanceDepositRate + qualityDepositRate');
    expect(found).toContain('0.0500001');
    expect(found).toContain('10%');
    expect(both('0', '0.051')).toHaveLength(1);
    expect(both('0.051', '0')).toHaveLength(1); // by its own limit alone
    expect(both('0.051', '0.01')).toHaveLength(2);
    expect(both('0.03', '0.03', { meaning: 'SOMETHING_ELSE' })).toEqual([]);
  });

  test('the edit that mends it is one that a draft takes', () => {
    const city = goodCity();
    const parameter: Parameter = { value: '0.06', label: { zh: '保证金' }, basis: ['demo#1'] };
    const [found] = limitFindings({ ...city, effective: { from: '2025-01-01' }, parameters: { qualityDepositRate: parameter } }, LIMITS);
    expect(found?.mend).toEqual([{ pointer: '/parameters/qualityDepositRate/value', value: '0.05' }]);
  });

  test('the file is read strictly: an unknown key, a basis without source, a number without quotes', () => {
    const good = { sources: { a: { title: 't', kind: 'OFFICIAL' } }, limits: [] as object[] };
    const limit = {
      ...{ id: 'x', meaning: 'X', parameters: [], schemes: ['DIP'], max: '0.1', from: '2025-01-01' },
      ...{ label: { zh: '甲', en: 'a' }, basis: ['a#1'], text: { zh: '甲', en: 'a' } },
    };
    const parse = (one: object) => () => parseNationalLimits(JSON.stringify({ ...good, limits: [one] }));
    expect(parse(limit)).not.toThrow();
    expect(parse({ ...limit, maximum: '1' })).toThrow();
    expect(parse({ ...limit, basis: ['b#1'] })).toThrow();
    expect(parse({ ...limit, max: 0.1 })).toThrow();
  });
});
