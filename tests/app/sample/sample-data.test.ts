import { describe, expect, test } from 'vitest';
import { COST_CATEGORIES } from '../../../src/engine/plan/inpatient-case.js';
import { INSTITUTION_CLASSES } from '../../../src/app/sample/generate/institution-classes.js';
import { sampleData } from '../../../src/app/sample/generate/sample-data.js';

const DIAGNOSIS = /^[A-Z]\d{2}\.(?:\d{3}|x\d{2})(?:x\d{3})?(?:\+[A-Z]\d{2}\.\d\*)?$/;
const OPERATION = /^\d{2}\.(?:\d{4}|\dx\d{2})(?:x\d{3})?$/;

describe('the data files of the sample city', () => {
  const data = sampleData();

  test('several hundred combinations, each with its own key', () => {
    expect(data.combinations.length).toBeGreaterThanOrEqual(350);
    const keys = data.combinations.map(({ diagnoses, operations, birthWeight }) => JSON.stringify([diagnoses, operations, birthWeight]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('codes are written as in the medical-insurance editions, dagger and star included', () => {
    expect([...data.diagnoses.keys()].filter((code) => !DIAGNOSIS.test(code))).toEqual([]);
    expect([...data.operations.keys()].filter((code) => !OPERATION.test(code))).toEqual([]);
    expect([...data.diagnoses.keys()].some((code) => code.endsWith('*'))).toBe(true);
  });

  test('every code that is used is named, every name is used', () => {
    const used = new Set(data.combinations.flatMap(({ diagnoses }) => diagnoses));
    for (const pool of data.comorbidities.values()) for (const { diagnosis } of pool) used.add(diagnosis);
    expect([...used].filter((code) => !data.diagnoses.has(code))).toEqual([]);
    expect([...data.diagnoses.keys()].filter((code) => !used.has(code))).toEqual([]);
    const operations = new Set(data.combinations.flatMap((combination) => combination.operations));
    expect([...operations].filter((code) => !data.operations.has(code))).toEqual([]);
    expect([...data.operations.keys()].filter((code) => !operations.has(code))).toEqual([]);
  });

  test('rare diagnoses are none of the common ones', () => {
    expect(data.rareDiagnoses.length).toBeGreaterThanOrEqual(50);
    expect(data.rareDiagnoses.filter((code) => data.diagnoses.has(code) || !DIAGNOSIS.test(code))).toEqual([]);
  });

  test('every profile that a combination names exists', () => {
    for (const { comorbidity, costs } of data.combinations) {
      expect(data.comorbidities.has(comorbidity), comorbidity).toBe(true);
      expect(data.costProfiles.get(costs), costs).toHaveLength(COST_CATEGORIES.length);
    }
  });

  test('every kind of treatment, low birth weights before all others, and combinations too rare for a core group (WE-02)', () => {
    expect(new Set(data.combinations.map(({ kind }) => kind))).toEqual(new Set(['SURGERY', 'TREATMENT', 'DIAGNOSTIC', 'CONSERVATIVE']));
    const weights = data.combinations.filter(({ flags }) => flags.has('PRE')).map(({ birthWeight }) => birthWeight);
    expect(weights).toEqual(
      expect.arrayContaining([
        { min: 500, max: 749 },
        { min: 750, max: 999 },
        { min: 1000, max: 1499 },
        { min: 1500, max: 1999 },
        { min: 2000, max: 2499 },
      ]),
    );
    const uterus = data.combinations.filter(({ diagnoses }) => diagnoses[0]?.startsWith('C54'));
    expect(uterus.map(({ operations }) => operations.join('+'))).toEqual(
      expect.arrayContaining(['68.4902', '68.4101', '68.4101+65.6300', '68.4901']),
    );
  });

  test('all seven classes of Zibo have a profile (ZB-12)', () => {
    expect(data.classes.map(({ institutionClass }) => institutionClass)).toEqual(INSTITUTION_CLASSES);
  });
});
