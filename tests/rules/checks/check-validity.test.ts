import { describe, expect, test } from 'vitest';
import { validityFindings } from '../../../src/rules/checks/check-validity.js';
import { goodCity } from '../good-city.js';

function said(until: string | undefined, effective: { from: string; to?: string }, day?: string): readonly string[] {
  const city = goodCity((document) => {
    document.effective = effective;
    document.parameters = {
      rate: { value: '0.1', label: { zh: '比例' }, basis: ['demo#1'], ...(until === undefined ? {} : { validUntil: until }) },
    };
  });
  return validityFindings(city, day).map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
}

const EXPIRED = 'WARNING PARAMETER_EXPIRED /parameters/rate/validUntil';
const at = (severity: string): string => `${severity} PARAMETER_EXPIRING /parameters/rate/validUntil`;
const YEAR = { from: '2026-01-01', to: '2026-12-31' };

describe('parameters with a last day of their own', () => {
  test('none, or one that the version does not outlive, says nothing', () => {
    expect(said(undefined, YEAR)).toEqual([]);
    expect(said('2026-12-31', YEAR)).toEqual([]);
    expect(said('2026-12-31', YEAR, '2026-12-30')).toEqual([]);
  });

  test('past before the version begins: expired, whatever the day', () => {
    expect(said('2025-12-31', YEAR)).toEqual([EXPIRED]);
    expect(said('2025-12-31', YEAR, '2025-06-01')).toEqual([EXPIRED]);
    expect(said('2026-01-01', YEAR)).toEqual([at('INFO')]);
  });

  test('a version without end outlives every last day', () => {
    expect(said('2030-12-31', { from: '2026-01-01' })).toEqual([at('INFO')]);
  });

  test('by the day of the check: near the end a warning, past it expired', () => {
    const open = { from: '2026-01-01' };
    expect(said('2026-12-31', open, '2026-10-01')).toEqual([at('INFO')]);
    expect(said('2026-12-31', open, '2026-10-02')).toEqual([at('WARNING')]);
    expect(said('2026-12-31', open, '2026-12-31')).toEqual([at('WARNING')]);
    expect(said('2026-12-31', open, '2027-01-01')).toEqual([EXPIRED]);
  });
});
