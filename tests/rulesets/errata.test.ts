import { describe, expect, test } from 'vitest';
import type { RulesetDocument } from '../../src/rules/document/document.js';
import { checked, compiledOf, fileOf } from './ruleset-library.js';

const value = (document: RulesetDocument, parameter: string): string | boolean | undefined => {
  const found = document.parameters?.[parameter];
  return found !== undefined && 'value' in found ? found.value : undefined;
};
const notes = (document: RulesetDocument): string => (document.notes ?? []).map(({ zh }) => zh).join('\n');

describe('errata of the policy texts', () => {
  const n21 = fileOf('100000', '2021.1').document;
  const n25 = fileOf('100000', '2025.1').document;
  const zibo = fileOf('370300', '2021.1').document;
  const yiyang = fileOf('430900', '2022.1').document;

  test('E1: the special-case quota of DIP is 5 per mille, not the 5% that the text prints', () => {
    expect(value(n25, 'specialQuotaRate')).toBe('0.005');
    expect(notes(n25)).toContain('E1');
  });

  test('E2: the quota and the reserved share are cited by corrected article numbers', () => {
    const reserved = n25.parameters?.['reservedRate'];
    expect(reserved !== undefined && 'basis' in reserved ? reserved.basis : []).toContain('cn2025#12');
    expect(notes(n25)).toContain('E2');
  });

  test('E3: the remnant at the end of Yiyang’s text is named and nothing rests on it', () => {
    expect(notes(yiyang)).toContain('E3');
  });

  test('E4: the duties article is an assumption wherever it is a source', () => {
    const source = n21.sources?.['duties'];
    expect(source !== undefined && 'kind' in source ? source.kind : undefined).toBe('ASSUMPTION');
  });

  test('E5 (N25-45b): the 2021 procedure holds up to the year before the 2025 procedure', () => {
    expect(n21.effective.from).toBe('2021-05-20');
    expect(n25.effective.from).toBe('2025-01-01');
    expect(notes(n21)).toContain('E5');
  });

  test('E6: a deposit above 5% is a warning, at 5% none', async () => {
    const codes = async (region: string, version: string): Promise<string[]> =>
      (await checked(fileOf(region, version))).findings.filter(({ severity }) => severity === 'WARNING').map(({ code }) => code);
    expect(value(n25, 'qualityDepositRate')).toBe('0.05');
    expect(await codes('100000', '2025.1')).toEqual([]);
    expect(await codes('990700', '2024.1')).toEqual(['NATIONAL_LIMIT_EXCEEDED']);
  });

  test('E7: whether catastrophic insurance is deducted is a parameter, and only items 1 to 4 are topped up', async () => {
    expect(value(zibo, 'deductCatastrophic')).toBe(false);
    const { plan } = await compiledOf('370300', '2021.1');
    const shortfalls = plan.decisions.fundYearEnd.map(({ id }) => id).filter((id) => id.endsWith('Shortfall'));
    expect(shortfalls).toEqual(['outpatientShortfall', 'chronicShortfall', 'outOfRegionShortfall', 'otherShortfall']);
  });
});
