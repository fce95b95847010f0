import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CaseTally, type CaseTotals } from '../../../src/app/sample/generate/case-totals.js';
import { generateCases } from '../../../src/app/sample/generate/case-stream.js';
import { UnknownDeclaredFactError } from '../../../src/app/sample/generate/declared-facts.js';
import { makeInstitutions } from '../../../src/app/sample/generate/institutions.js';
import { declaredFacts, makeSampleYear, sampleProfiles, unsupplied, type Declarations } from '../../../src/app/sample/sample-year.js';
import type { EffectiveDocument } from '../../../src/rules/document/document.js';
import { extendDocument } from '../../../src/rules/extend/extend.js';
import { parseDocument } from '../../../src/rules/shape/parse.js';
import { add, compare, decimal, multiply, parseDecimal, subtract, type Fraction } from '../../../src/engine/number/quantity.js';
import { OPERATION_KINDS } from '../../../src/engine/plan/group-terms.js';
import { sampleData } from '../../../src/app/sample/generate/sample-data.js';
import { must } from '../../../src/engine/kit/assert.js';

const FOLDERS: Readonly<Record<string, string>> = { '100000': '100000-national', '370300': '370300-zibo', '990300': '990300-sandbox' };

/** A shipped document with its bases merged in; hashes are somebody else's test. */
function shipped(region: string, version: string): EffectiveDocument {
  const text = readFileSync(new URL(`../../../rulesets/${must(FOLDERS[region], region)}/${version}.json`, import.meta.url));
  const document = must(parseDocument(text).document, 'document');
  const effectiveHash = document.extends?.effectiveHash ?? '';
  return must(extendDocument(document, (base, of) => ({ effective: shipped(base, of), effectiveHash })).effective, 'effective document');
}

const REGION = '990300';
const institutions = makeInstitutions({ seed: 5, regionCode: REGION });

function totalsOf(year: number, facts: Declarations): CaseTotals {
  const tally = new CaseTally(REGION);
  const cases = generateCases({ seed: 5, regionCode: REGION, institutions, year, cases: 3_000, declared: declaredFacts(facts, 'case') });
  for (const inpatientCase of tally.counting(cases)) expect(inpatientCase.caseNo).toContain(String(year));
  return tally.totals();
}

const facts: Declarations = shipped(REGION, '2021.1').facts;
const previous = totalsOf(2023, facts);
const totals = totalsOf(2024, facts);
const options = { seed: 5, regionCode: REGION, year: 2024, institutions, facts, totals, previous };
const year = makeSampleYear(options);

describe('the sandbox declares nothing that the generator can not supply', () => {
  test.each(['2021.1', '2025.1'])('990300 %s', (version) => {
    expect(unsupplied(shipped(REGION, version).facts)).toEqual([]);
  });

  test('an unknown fact that is required is named, an optional one stays missing', () => {
    const strange = (optional: boolean): Declarations => ({ ...facts, moonPhase: { scope: 'fundYearEnd', optional } });
    expect(() => makeSampleYear({ ...options, facts: strange(false) })).toThrow(UnknownDeclaredFactError);
    expect(() => makeSampleYear({ ...options, facts: strange(false) })).toThrow(/moonPhase/);
    expect(makeSampleYear({ ...options, facts: strange(true) }).actuals).toEqual(year.actuals);
    expect(unsupplied(strange(true))).toEqual(['moonPhase']);
  });
});

test('the sandbox sorts every operation of the city as its data do', () => {
  const document = shipped(REGION, '2021.1');
  const tables = must(document.methods.grouping, 'grouping').operationKinds ?? {};
  const kindsOf = (code: string): string[] =>
    OPERATION_KINDS.filter((kind) => {
      const table = document.tables[tables[kind] ?? ''];
      const codes = table?.kind === 'codes' ? table.codes : [];
      return codes.some((pattern) => (pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern));
    });
  const wrong = [...sampleData().operations.values()].filter(({ code, kind }) => kindsOf(code).join() !== kind);
  expect(wrong.map(({ code, kind }) => `${code} ${kind}: ${kindsOf(code).join()}`)).toEqual([]);
});

describe('money of the year', () => {
  const item = (records: typeof year.budgets, insurance: string, name: string): Fraction =>
    decimal(
      must(
        must(
          records.find((record) => record.insurance === insurance),
          insurance,
        ).items[name],
        name,
      ),
    );

  test.each(['EMPLOYEE', 'RESIDENT'] as const)(
    'the fund of %s, reckoned as WE-11 does, is near what the cases were charged (ZB-6, ZB-7)',
    (insurance) => {
      const budget = (name: string): Fraction => item(year.budgets, insurance, name);
      const actual = (name: string): Fraction => item(year.actuals, insurance, name);
      const grown = (name: string, ...rates: string[]): Fraction =>
        rates.reduce((amount, rate) => multiply(amount, add(decimal('1'), budget(rate))), budget(name));
      const plans = [
        multiply(budget('outpatientQuota'), budget('outpatientSigned')),
        grown('chronicPrevious', 'chronicCostGrowth', 'chronicIncidenceGrowth'),
        grown('outOfRegionPrevious', 'outOfRegionGrowth'),
        grown('otherPrevious', 'otherGrowth'),
      ];
      const reserve = multiply(budget('income'), decimal('0.10'));
      const planned = plans.reduce(subtract, subtract(budget('income'), reserve));
      const actuals = ['outpatientActual', 'chronicActual', 'outOfRegionActual', 'otherActual'].map(actual);
      const shortfall = actuals
        .map((amount, index) => subtract(amount, must(plans[index], 'plan')))
        .filter((over) => over.n > 0n)
        .reduce(add, decimal('0'));
      const fund = add(planned, multiply(subtract(reserve, shortfall), decimal('0.70')));
      const { byPoints, otherwise } = totals[insurance];
      const charged = multiply(decimal(String(byPoints.fundFen + otherwise.fundFen)), decimal('0.01'));
      expect(compare(fund, multiply(charged, decimal('0.95')))).toBe(1);
      expect(compare(fund, multiply(charged, decimal('1.05')))).toBe(-1);
      expect(shortfall.n > 0n).toBe(true);
    },
  );

  test('every value is decimal text that the gate lets through', () => {
    const texts = [...year.budgets, ...year.actuals].flatMap(({ items }) => Object.values(items));
    expect([...texts, ...year.figures.map(({ value }) => value)].filter((text) => parseDecimal(text) === undefined)).toEqual([]);
  });

  test('prepaid is less than what was charged, for every institution', () => {
    for (const insurance of ['EMPLOYEE', 'RESIDENT'] as const) {
      for (const [code, sums] of totals[insurance].institutions) {
        const paid = year.payments.filter((row) => row.institutionCode === code && row.insurance === insurance);
        const sum = paid.reduce((total, { amountFen }) => total + amountFen, 0n);
        expect(sum <= sums.fundFen).toBe(true);
      }
    }
    expect(new Set(year.payments.map(({ month }) => month)).size).toBe(12);
  });

  test('deductions and deposits are recorded for some institutions, not for all (N21-30c, ZB-16)', () => {
    const pairs = institutionYears();
    for (const name of ['deduction', 'performanceDeposit']) {
      const rows = year.adjustments.filter((row) => row.name === name);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThan(pairs);
      expect(rows.every(({ amountFen }) => amountFen > 0n)).toBe(true);
    }
  });

  test('scores lie on both sides of 70 and 90 and on them (WE-12, DU-9)', () => {
    const scores = new Set(year.assessments.map(({ value }) => value));
    for (const score of ['90.00', '89.99', '70.00', '69.99']) expect(scores).toContain(score);
    expect(year.assessments).toHaveLength(institutionYears());
  });
});

describe('institutions of the year', () => {
  test('profiles carry what holds on, figures what last year showed', () => {
    const profiles = sampleProfiles({ regionCode: REGION, effectiveFrom: '2021-01-01', institutions, facts });
    expect(profiles).toHaveLength(institutions.length);
    expect(profiles.map(({ attributes }) => attributes.institutionClass)).toEqual(
      institutions.map(({ institutionClass }) => institutionClass),
    );
    expect(profiles.some(({ attributes }) => attributes.keyDiscipline === undefined)).toBe(true);
    expect(new Set(year.figures.map(({ name }) => name))).toEqual(
      new Set(['cmi', 'previousMonthlyFund', 'monthlyBudget', 'previousAssessmentRate']),
    );
  });

  test('some institutions have a monthly budget, some have none (ZB-14)', () => {
    const budgeted = new Set(year.figures.filter(({ name }) => name === 'monthlyBudget').map(({ institutionCode }) => institutionCode));
    expect(institutions.filter(({ code, level }) => level === '1' && budgeted.has(code))).toEqual([]);
    expect(budgeted.size).toBeGreaterThan(0);
  });

  test('the first year has no figures of a year before', () => {
    const first = makeSampleYear({ seed: 5, regionCode: REGION, year: 2024, institutions, facts, totals });
    expect(new Set(first.figures.map(({ name }) => name))).toEqual(new Set(['previousAssessmentRate']));
  });

  test('the same seed gives the same year', () => {
    expect(makeSampleYear(options)).toEqual(year);
    expect(makeSampleYear({ ...options, seed: 6 }).assessments).not.toEqual(year.assessments);
  });
});

function institutionYears(): number {
  return totals.EMPLOYEE.institutions.size + totals.RESIDENT.institutions.size;
}
