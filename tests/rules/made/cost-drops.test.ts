import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { must } from '../../../src/engine/kit/assert.js';
import { nobodysCase } from '../../../src/rules/made/made-facts.js';
import { pointsFindings } from '../../../src/rules/made/points-findings.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { findingsOf, formulaOf } from './tiny-findings.js';
import { edits, parameter, tinyDocument, type Edit } from '../../support/tiny-city.js';

const judge = new Judge();

const drops = (edit: Edit): Promise<readonly Finding[]> => findingsOf('COST_MORE_PAYS_LESS', edit);

/** The auxiliary factor of cases that a rule asks for; 1 of all others. */
const factorWith =
  (conditions: readonly object[], value: string): Edit =>
  (document) =>
    JSON.parse(
      JSON.stringify(document, (_, one: unknown) =>
        typeof one === 'object' && one !== null && 'id' in one && one.id === 'auxiliaryFactor'
          ? {
              ...one,
              rules: [
                {
                  ...{ name: 'factor', label: { zh: '试' }, basis: ['demo#3'], conditions: { all: conditions } },
                  event: { type: 'auxiliaryFactor', params: { value } },
                },
              ],
            }
          : one,
      ),
    ) as typeof document;

const none = parameter('deviationLow', '0.5');

describe('costing one fen more pays less', () => {
  test('N21-21: 1.0 jumps up at the low threshold and is continuous at the high one: nothing is said', async () => {
    expect(await drops(none)).toEqual([]);
  });

  test('a formula that does not meet its neighbour: both sides, a fen apart, with points and rules, once', async () => {
    const rest = 'auxiliaryFactor * institutionCoefficient';
    const [found, ...others] = await drops(
      edits(none, formulaOf('points-high', `group(points) * (costRatio - deviationHigh + 0.9) * ${rest}`)),
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'WARNING', witness: { totalCost: '19999.99' }, beside: { totalCost: '20000.00' } });
    expect(found?.message.en).toMatch(/19999\.99 yuan give \S+ \(.*otherwise.*\), 20000\.00 yuan give \S+ \(.*points-high.*\)/u);
    expect(found?.message.en).toContain('deviationHigh = 2');
  });

  test('a jump up at the high threshold, and one down at the low', async () => {
    const rest = 'auxiliaryFactor * institutionCoefficient';
    const up = formulaOf('points-high', `group(points) * (costRatio - deviationHigh + 1.1) * ${rest}`);
    expect(await drops(edits(none, up))).toEqual([]);
    const down = formulaOf('points-low', `group(points) * costRatio * 3 * ${rest}`);
    const [found] = await drops(edits(none, down));
    expect(found).toMatchObject({ witness: { totalCost: '5000.00' }, beside: { totalCost: '5000.01' } });
  });

  test('only in institutions of one class: the case is tried in each', async () => {
    // Class A has 1.2, and the formula rises from 1.2 to 1.45; class B has 0.9, and it falls to 0.85.
    const twice = formulaOf(
      'points-high',
      'group(points) * (costRatio - deviationHigh) + group(points) * (2 * institutionCoefficient - 0.95)',
    );
    const [found, ...others] = await drops(edits(none, twice));
    expect(others).toEqual([]);
    expect(found?.witness).toEqual({ institutionClass: 'B', costRatio: '1.999999', totalCost: '19999.99' });
    expect(found?.message.en).toContain('19999.99 yuan give 900.0000');
  });

  test('only where two things are unusual together: class B and a case of traditional medicine', async () => {
    // What the formula falls to is 2 c − 0.5 of what it falls from, c: class A has 1.2, B 0.9, and traditional medicine half of it.
    const half = factorWith([{ fact: 'caseFlag.TCM', operator: 'equal', value: true }], '0.5');
    const twice = formulaOf(
      'points-high',
      'group(points) * (costRatio - deviationHigh) + group(points) * (2 * institutionCoefficient * auxiliaryFactor - 0.5)',
    );
    expect(await drops(edits(none, twice))).toEqual([]);
    const [found, ...others] = await drops(edits(none, half, twice));
    expect(others).toEqual([]);
    expect(found?.witness).toEqual({ 'caseFlag.TCM': 'true', institutionClass: 'B', costRatio: '1.999999', totalCost: '19999.99' });
    expect(found?.message.en).toContain('19999.99 yuan give 450.0000');
  });

  test('only where one rule asks for three things together, one of them a number below its threshold', async () => {
    const asked = [
      { fact: 'caseFlag.TCM', operator: 'equal', value: true },
      { fact: 'sex', operator: 'in', value: ['FEMALE', 'MALE'] },
      { fact: 'ageYears', operator: 'lessThan', value: '6' },
    ];
    const twice = formulaOf(
      'points-high',
      'group(points) * (costRatio - deviationHigh) + group(points) * institutionCoefficient * (2 * auxiliaryFactor - 0.9)',
    );
    expect(await drops(edits(none, twice))).toEqual([]);
    const known = [{ fact: 'ageYears', operator: 'known', value: true }];
    const [found, ...others] = await drops(edits(none, factorWith([...known, ...asked], '0.5'), twice));
    expect(others).toEqual([]);
    expect(found?.witness).toMatchObject({ 'caseFlag.TCM': 'true', sex: 'FEMALE', ageYears: '5' });
  });

  test('what is tried is bounded by the cases that are scored, not by time: little is found with a small budget, and always the same', async () => {
    const half = factorWith([{ fact: 'caseFlag.TCM', operator: 'equal', value: true }], '0.5');
    const formula = 'group(points) * (costRatio - deviationHigh) + group(points) * (2 * institutionCoefficient * auxiliaryFactor - 0.5)';
    const { compiled } = await checkRuleset(
      await tinyDocument(edits(none, half, formulaOf('points-high', formula))),
      baseResolver(() => undefined),
      judge,
    );
    const within = async (most: number) => (await pointsFindings(must(compiled, 'compiled'), nobodysCase('2024-01-01'), most)).length;
    expect([await within(1), await within(40), await within(6_000), await within(6_000)]).toEqual([0, 0, 1, 1]);
  });

  test('is found exactly where it is by hand: random thresholds and factors', async () => {
    const hundredths = (low: number, high: number) => fc.integer({ min: low, max: high }).map((n) => (n / 100).toFixed(2));
    await fc.assert(
      fc.asyncProperty(
        hundredths(10, 90),
        hundredths(110, 400),
        hundredths(50, 400),
        hundredths(-50, 50),
        async (low, high, slope, lift) => {
          const rest = 'auxiliaryFactor * institutionCoefficient';
          const said = await drops(
            edits(
              parameter('deviationLow', low),
              parameter('deviationHigh', high),
              formulaOf('points-low', `group(points) * costRatio * ${slope} * ${rest}`),
              formulaOf('points-high', `group(points) * (costRatio - deviationHigh + 1 + ${lift}) * ${rest}`),
            ),
          );
          // Low: up to and with the threshold; high: from it on. Points are 1000 at a mean cost of 10,000.00, so a fen is worth 0.001.
          const isLower = Math.round(Number(low) * Number(slope) * 10_000) > 10_000;
          const isLess = Number(lift) < 0;
          const expected = [...(isLower ? [cost(low)] : []), ...(isLess ? [(Number(cost(high)) - 0.01).toFixed(2)] : [])];
          expect(said.map(({ witness }) => witness?.['totalCost'])).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });
});

const cost = (ratio: string): string => (Number(ratio) * 10_000).toFixed(2);
