import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseInput, writeCasesCsv } from '../../../src/app/case-files/case-csv-write.js';
import { parseCase } from '../../../src/app/cases/case-parse.js';
import { drawCost, splitCost } from '../../../src/app/sample/generate/case-money.js';
import { generateCases } from '../../../src/app/sample/generate/case-stream.js';
import { UnknownDeclaredFactError } from '../../../src/app/sample/generate/declared-facts.js';
import { INSTITUTION_CLASSES } from '../../../src/app/sample/generate/institution-classes.js';
import { makeInstitutions } from '../../../src/app/sample/generate/institutions.js';
import { FACTOR_ONE } from '../../../src/app/sample/generate/log-normal.js';
import { Random } from '../../../src/app/sample/generate/prng.js';
import { CASE_FLAGS, COST_CATEGORIES, type InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { add, compare, fenToYuan, ZERO, type Fraction } from '../../../src/engine/number/quantity.js';

const REGION = '990300';
const DECLARED = [
  { name: 'specialSettlement', optional: true },
  { name: 'approvedPoints', optional: true },
];

function city(seed: number, cases: number, part: { from?: number; to?: number } = {}): InpatientCase[] {
  const institutions = makeInstitutions({ seed, regionCode: REGION });
  return [...generateCases({ seed, regionCode: REGION, institutions, year: 2024, cases, declared: DECLARED, ...part })];
}

const sum = (amounts: Iterable<Fraction>): Fraction => [...amounts].reduce(add, ZERO);

describe('the same city from the same seed', () => {
  test('a small city has these bytes on every machine', () => {
    const institutions = makeInstitutions({ seed: 7, regionCode: REGION });
    const hash = createHash('sha256').update(JSON.stringify(institutions));
    for (const piece of writeCasesCsv(city(7, 2_000), ['specialSettlement', 'approvedPoints'])) hash.update(piece);
    expect(hash.digest('hex')).toBe('a4e0407f74f964062d4c27898e53e993fe7fd433033b49387aac52a1d64d2f69');
  });

  test('another seed gives another city, another year other cases', () => {
    const institutions = makeInstitutions({ seed: 7, regionCode: REGION });
    const [other] = generateCases({ seed: 7, regionCode: REGION, institutions, year: 2023, cases: 1 });
    expect(city(8, 1)[0]?.totalCost).not.toEqual(city(7, 1)[0]?.totalCost);
    expect(other?.totalCost).not.toEqual(city(7, 1)[0]?.totalCost);
    expect(other?.dischargeDate.startsWith('2023-')).toBe(true);
  });

  test('a year made in parts is the year made at once', () => {
    const whole = city(7, 300);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (cut) => {
        expect([...city(7, 300, { to: cut }), ...city(7, 300, { from: cut })]).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  test('one attribute more changes nothing else of a case', () => {
    const institutions = makeInstitutions({ seed: 7, regionCode: REGION });
    const plain = [...generateCases({ seed: 7, regionCode: REGION, institutions, year: 2024, cases: 500 })];
    expect(city(7, 500).map((inpatientCase) => ({ ...inpatientCase, attributes: new Map() }))).toEqual(plain);
  });
});

describe('institutions', () => {
  test.each([7, 40, 400])('%i institutions: every class, fictitious names, codes of 12 characters', (count) => {
    const institutions = makeInstitutions({ seed: 1, regionCode: REGION, count });
    expect(institutions).toHaveLength(count);
    expect(new Set(institutions.map(({ institutionClass }) => institutionClass))).toEqual(new Set(INSTITUTION_CLASSES));
    expect(institutions.every(({ name }) => name.startsWith('演示市'))).toBe(true);
    expect(new Set(institutions.map(({ name }) => name)).size).toBe(count);
    expect(institutions.every(({ code }) => /^H990300\d{5}$/.test(code))).toBe(true);
    expect(new Set(institutions.map(({ code }) => code)).size).toBe(count);
  });

  test('a city of 40 has TCM hospitals and key disciplines, and hospitals without', () => {
    const institutions = makeInstitutions({ seed: 1, regionCode: REGION });
    expect(new Set(institutions.map(({ tcm }) => tcm))).toEqual(new Set([true, false]));
    expect(new Set(institutions.map(({ keySpecialty }) => keySpecialty))).toEqual(new Set(['NATIONAL', 'PROVINCIAL', 'NONE']));
  });
});

describe('5,000 cases', () => {
  const cases = city(1, 5_000);

  test('the categories of cost add up to the total cost, to the fen', () => {
    for (const { costs, totalCost } of cases) expect(compare(sum(costs.values()), totalCost)).toBe(0);
  });

  test('the parser accepts every case and gives it back unchanged', () => {
    for (const inpatientCase of cases.slice(0, 1_000))
      expect(parseCase(caseInput(inpatientCase))).toEqual({ ok: true, value: inpatientCase });
  });

  test('nothing personal: only the fields of the contract, and pseudonymous unique numbers', () => {
    expect(Object.keys(cases[0] ?? {}).filter((name) => /name|identity|phone|address|birthday/i.test(name))).toEqual([]);
    expect(cases.every(({ caseNo }) => /^S2024\d{9}$/.test(caseNo))).toBe(true);
    expect(new Set(cases.map(({ caseNo }) => caseNo)).size).toBe(cases.length);
  });

  test.each<[string, (of: InpatientCase) => boolean]>([
    ...CASE_FLAGS.map((flag): [string, (of: InpatientCase) => boolean] => [`flag ${flag}`, ({ caseFlags }) => caseFlags.includes(flag)]),
    ...['1', '2', '3', '4', '5', '9'].map((way): [string, (of: InpatientCase) => boolean] => [
      `discharge way ${way}`,
      (of) => of.dischargeWay === way,
    ]),
    ...COST_CATEGORIES.map((category): [string, (of: InpatientCase) => boolean] => [
      `cost ${category}`,
      ({ costs }) => costs.has(category),
    ]),
    ['employees', ({ insurance }) => insurance === 'EMPLOYEE'],
    ['residents', ({ insurance }) => insurance === 'RESIDENT'],
    ['men', ({ sex }) => sex === 'MALE'],
    ['women', ({ sex }) => sex === 'FEMALE'],
    ['newborns with their age in days', ({ ageYears, ageDays }) => ageYears === 0 && ageDays !== null && ageDays < 28],
    ['birth weights below 2,500 grams', ({ birthWeightGrams }) => birthWeightGrams !== null && birthWeightGrams < 2_500],
    ['people over 65', ({ ageYears }) => ageYears !== null && ageYears > 65],
    ['intensive care', ({ icuDays }) => icuDays !== null],
    ['patients insured elsewhere', ({ insuredRegionCode }) => insuredRegionCode !== REGION],
    ['a third and more paid outside the catalogue', (of) => 3n * (of.selfPaidOutside?.n ?? 0n) >= of.totalCost.n],
    ['dagger and star', ({ principalDiagnosis }) => principalDiagnosis.includes('+') && principalDiagnosis.endsWith('*')],
    ['several operations', ({ procedures }) => procedures.length > 1],
    ['severe other diagnoses', ({ otherDiagnoses }) => otherDiagnoses.some((code) => ['J96.000', 'A41.900', 'R57.900'].includes(code))],
    ['metastasis', ({ otherDiagnoses }) => otherDiagnoses.some((code) => /^C7[789]/.test(code))],
    [
      'deaths within three days',
      ({ dischargeWay, admissionDate, dischargeDate }) => dischargeWay === '5' && stay(admissionDate, dischargeDate) <= 3,
    ],
    ['deaths later', ({ dischargeWay, admissionDate, dischargeDate }) => dischargeWay === '5' && stay(admissionDate, dischargeDate) > 3],
    ['extreme cases settled by item', ({ attributes }) => attributes.get('specialSettlement') === 'BY_ITEM'],
    ['extreme cases with points of their own', ({ attributes }) => attributes.has('approvedPoints')],
    ['settlement after discharge', ({ settlementDate, dischargeDate }) => settlementDate !== null && settlementDate > dischargeDate],
    ['lists without the fund amount', ({ fundPaid }) => fundPaid === null],
    ['lists without what was paid outside', ({ selfPaidOutside }) => selfPaidOutside === null],
    ['stays of sixty days and more', ({ admissionDate, dischargeDate }) => stay(admissionDate, dischargeDate) >= 60],
  ])('there are: %s', (_, wanted) => {
    expect(cases.some(wanted)).toBe(true);
  });

  test('dates are in order and the discharge is in the year', () => {
    for (const { admissionDate, dischargeDate, settlementDate } of cases) {
      expect(admissionDate <= dischargeDate && dischargeDate.startsWith('2024-')).toBe(true);
      expect(settlementDate === null || settlementDate >= dischargeDate).toBe(true);
    }
  });

  test('the seasons show: more winter than summer pneumonia, and every month has cases', () => {
    const month = (wanted: readonly string[]) =>
      city(1, 20_000).filter(
        ({ principalDiagnosis, dischargeDate }) => principalDiagnosis === 'J18.900' && wanted.includes(dischargeDate.slice(5, 7)),
      ).length;
    expect(month(['12', '01', '02'])).toBeGreaterThan(month(['06', '07', '08']));
    expect(new Set(cases.map(({ dischargeDate }) => dischargeDate.slice(5, 7))).size).toBe(12);
  });

  test('women give birth, and nobody pays more than the bill', () => {
    for (const { principalDiagnosis, sex, fundPaid, selfPaidOutside, totalCost } of cases) {
      if (principalDiagnosis.startsWith('O')) expect(sex).toBe('FEMALE');
      expect(compare(sum([fundPaid ?? ZERO, selfPaidOutside ?? ZERO]), totalCost)).toBeLessThanOrEqual(0);
    }
  });
});

describe('costs', () => {
  test('every position around the mean occurs, on both sides of 0.5, 2 and 5 times (WE-06)', () => {
    const random = new Random(3);
    const drawn = Array.from({ length: 5_000 }, () => drawCost(random, 1_000_000, 45));
    const positions = new Set(drawn.map(({ position }) => position));
    expect(positions).toEqual(new Set(['USUAL', 'LOW', 'HIGH', 'EXTREME']));
    expect(drawn.some(({ factor }) => 2 * factor < FACTOR_ONE)).toBe(true);
    expect(drawn.some(({ factor }) => factor > 2 * FACTOR_ONE && factor <= 5 * FACTOR_ONE)).toBe(true);
    expect(drawn.some(({ factor }) => factor > 5 * FACTOR_ONE)).toBe(true);
  });

  test('usual costs have the mean and the spread asked for', () => {
    const random = new Random(4);
    const usual = Array.from({ length: 20_000 }, () => drawCost(random, 1_000_000, 45)).filter(({ position }) => position === 'USUAL');
    const mean = usual.reduce((total, { factor }) => total + factor, 0) / usual.length / FACTOR_ONE;
    const logs = usual.map(({ factor }) => Math.log(factor / FACTOR_ONE));
    const logMean = logs.reduce((total, log) => total + log, 0) / logs.length;
    const logSd = Math.sqrt(logs.reduce((total, log) => total + (log - logMean) ** 2, 0) / logs.length);
    expect(mean).toBeGreaterThan(0.98);
    expect(mean).toBeLessThan(1.02);
    expect(logSd).toBeGreaterThan(0.44);
    expect(logSd).toBeLessThan(0.46);
  });

  test('a split gives away every fen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 12, maxLength: 12 }),
        (fen, seed, weights) => {
          expect(compare(sum(splitCost(new Random(seed), fen, weights).values()), fenToYuan(BigInt(fen)))).toBe(0);
        },
      ),
    );
  });
});

test('a case fact that a ruleset requires and nobody supplies is named', () => {
  const institutions = makeInstitutions({ seed: 1, regionCode: REGION });
  const declared = [{ name: 'shoeSize', optional: false }];
  const stream = generateCases({ seed: 1, regionCode: REGION, institutions, year: 2024, cases: 1, declared });
  expect(() => stream.next()).toThrow(UnknownDeclaredFactError);
  expect(() => [...generateCases({ seed: 1, regionCode: REGION, institutions, year: 2024, cases: 1, declared })]).toThrow(/shoeSize/);
});

function stay(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
