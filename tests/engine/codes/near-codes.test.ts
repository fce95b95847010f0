import { describe, expect, it } from 'vitest';
import { NearCodes } from '../../../src/engine/codes/near-codes.js';

describe('a code that stands nowhere names the near one that does (R1)', () => {
  const operations = new NearCodes('operations', {
    patterns: ['51.2300', '51.2300x002', '00.6600x004', '74.1x02', '51*', '88*'],
    mode: 'EXACT',
  });

  it.each([
    ['51.23', '51.2300'],
    ['512300', '51.2300'],
    ['51.2300X002', '51.2300x002'],
    ['0.66', '00.6600x004'],
    ['00.66', '00.6600x004'],
    ['51.230', '51.2300'],
    ['74.1X02', '74.1x02'],
  ])('operation %s: %s', (code, near) => {
    expect(operations.near(code)).toBe(near);
    expect(operations.near(code)).toBe(near);
  });

  it.each(['51.2300', '51.2300x001', '51.9900', '88.7400', '99.9900', '36.06'])('nothing of operation %s', (code) => {
    expect(operations.near(code)).toBe(null);
  });

  const diagnoses = new NearCodes('diagnoses', { patterns: ['K80.1', 'I10.x00', 'C34*'], mode: 'SUBCATEGORY_4' });

  it.each([
    ['k80.100', 'K80.100'],
    ['c34.900', 'C34.900'],
    ['C34900', 'C34.900'],
    ['I10.X00', 'I10.x00'],
  ])('diagnosis %s: %s', (code, near) => {
    expect(diagnoses.near(code)).toBe(near);
  });

  it.each(['K80.100', 'K80.100x003', 'C34.900', 'Z99.100', 'K80100'])('nothing of diagnosis %s', (code) => {
    expect(diagnoses.near(code)).toBe(null);
  });
});
