import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { findingsOf, formulaOf } from './tiny-findings.js';
import { edits, parameter, tinyDocument, type Edit } from '../../support/tiny-city.js';

const judge = new Judge();

const negatives = (edit: Edit): Promise<readonly Finding[]> => findingsOf('POINTS_NEGATIVE', edit);

/** A decision with a formula in place of what it gave otherwise. */
const otherwiseOf =
  (id: string, formula: string): Edit =>
  (document) =>
    JSON.parse(
      JSON.stringify(document, (_, value: unknown) =>
        typeof value === 'object' && value !== null && 'id' in value && value.id === id
          ? { ...value, otherwise: { formula, basis: ['demo#3'] } }
          : value,
      ),
    ) as typeof document;

const none = parameter('deviationLow', '0.5');
const REST = 'auxiliaryFactor * institutionCoefficient';

describe('points below nothing', () => {
  test('a ruleset whose points are never negative: nothing is said; 0 is not below 0', async () => {
    expect(await negatives(none)).toEqual([]);
    expect(await negatives(edits(none, formulaOf('points-high', `group(points) * (costRatio - deviationHigh) * ${REST}`)))).toEqual([]);
  });

  test('a high case that gets less than nothing just above the threshold: the rule, the case, and what it gets', async () => {
    const [found, ...others] = await negatives(edits(none, formulaOf('points-high', `group(points) * (costRatio - 3) * ${REST}`)));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'WARNING', witness: { costRatio: '2' } });
    expect(found?.pointer).toMatch(/^\/decisions\/\d+\/rules\/1$/u);
    expect(found?.message.en).toContain('where a group costs 10000.00 yuan on average, a case of 20000.00 yuan gets -1200.0000');
    expect(found?.message.zh).toContain('points: points-high');
  });

  test('the place is where the sign comes from: a factor that points only multiply', async () => {
    const [found] = await negatives(edits(none, otherwiseOf('auxiliaryFactor', '0.5 - baseCoefficient')));
    const { effective } = await checkRuleset(
      await tinyDocument(none),
      baseResolver(() => undefined),
      judge,
    ).then(({ compiled }) => compiled ?? { effective: { decisions: [] } });
    const index = effective.decisions.findIndex(({ id }) => id === 'auxiliaryFactor');
    expect(found).toMatchObject({ pointer: `/decisions/${String(index)}` });
  });

  test('cases that do not count get what they get', async () => {
    const bedDayOnly: Edit = (document) =>
      JSON.parse(
        JSON.stringify(document).replace(
          '"caseFlag.BED_DAY","operator":"equal","value":true',
          '"totalCost","operator":"greaterThan","value":"0"',
        ),
      ) as typeof document;
    expect(await negatives(edits(none, formulaOf('points-high', `group(points) * (costRatio - 3) * ${REST}`), bedDayOnly))).toEqual([]);
  });

  test('is found exactly where a case has it: random thresholds and lifts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 101, max: 400 }), fc.integer({ min: -200, max: 500 }), async (high, off) => {
        const [threshold, offset] = [(high / 100).toFixed(2), (off / 100).toFixed(2)];
        const found = await negatives(
          edits(
            none,
            parameter('deviationHigh', threshold),
            formulaOf('points-high', `group(points) * (costRatio - ${offset.replace('-', '0 + ')}) * ${REST}`),
          ),
        );
        // Points rise from the threshold on, which belongs to them: they are least there. 4 places of points show a thousandth of a fen's share.
        const isNegative = off < 0 ? false : high < off;
        expect(found.map(({ witness }) => witness?.['costRatio'])).toEqual(isNegative ? [String(Number(threshold))] : []);
      }),
      { numRuns: 25 },
    );
  });
});
