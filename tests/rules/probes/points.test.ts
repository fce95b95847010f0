import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import { takingEffect } from '../../../src/rules/analysis/coverage.js';
import { printGiven } from '../../../src/rules/analysis/witness.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { buildTables, type BuiltTables } from '../../../src/rules/judge/tables.js';
import { boundaryPoints, provenOf, type Point } from '../../../src/rules/probes/points.js';
import { decisionOf, leaf, makePlan, number, type DecisionSketch, type FactSketch } from '../plan-builder.js';

const FACTS: Readonly<Record<string, FactSketch>> = {
  costRatio: { type: 'decimal', optional: true },
  ageYears: { type: 'integer', min: whole(0), max: whole(130) },
  ageDays: { type: 'integer', min: whole(0), max: whole(47_850) },
  totalCost: { type: 'decimal', unit: 'yuan', min: decimal('0') },
  level: { type: 'enum', values: ['1', '2', '3'] },
  discharged: { type: 'date' },
};
const known = leaf('costRatio', 'known', true);
const build = (...decisions: DecisionSketch[]): Promise<BuiltTables> => buildTables(makePlan(FACTS, decisions), new Judge());

function shown({ plan, verdicts }: BuiltTables, id: string): (readonly unknown[])[] {
  const decision = decisionOf(plan, id);
  return boundaryPoints(provenOf({ plan, tables: verdicts }), decision, () => true)
    .filter(({ threshold }) => threshold !== undefined)
    .map((point) => [
      ...where(point),
      ...takingEffect(decision, verdicts.verdict(decision, point.table, point.situation)).map(
        (rule) => must(decision.rules[rule], 'rule').name,
      ),
    ]);
}

function where({ decision, table, at, values }: Point): readonly string[] {
  return [must(decision.tables[table]?.tests[at], 'test').ref.name, printGiven(values[at] ?? null)];
}

describe('boundary points', () => {
  it('WE-06: try every threshold at t − step, t, t + step, where it matters', async () => {
    const built = await build({
      id: 'deviation',
      hit: 'unique',
      rules: [
        { name: 'low', when: { all: [known, number('costRatio', 'lessThan', '0.5')] }, gives: 'LOW' },
        { name: 'high', when: { all: [known, number('costRatio', 'greaterThan', '2')] }, gives: 'HIGH' },
      ],
      otherwise: 'NORMAL',
    });
    expect(shown(built, 'deviation')).toEqual([
      ['costRatio', '0.4999', 'low'],
      ['costRatio', '0.5'],
      ['costRatio', '0.5001'],
      ['costRatio', '1.9999'],
      ['costRatio', '2'],
      ['costRatio', '2.0001', 'high'],
    ]);
  });

  it('step by the fen, the year and the day, inside the domain', async () => {
    const rules = [
      { name: 'old', when: { all: [number('ageYears', 'greaterThanInclusive', '130'), leaf('level', 'equal', '3')] } },
      { name: 'dear', when: number('totalCost', 'greaterThan', '1000') },
      { name: 'late', when: leaf('discharged', 'greaterThan', '2024-02-28') },
    ];
    expect(
      shown(await build({ id: 'flags', hit: 'collect', rules }), 'flags').map(([fact, value, ...fired]) => [fact, value, fired.length > 0]),
    ).toEqual([
      ['ageYears', '129', false],
      ['ageYears', '130', true],
      ['totalCost', '999.99', false],
      ['totalCost', '1000', false],
      ['totalCost', '1000.01', true],
      ['discharged', '2024-02-27', false],
      ['discharged', '2024-02-28', false],
      ['discharged', '2024-02-29', true],
    ]);
  });

  it('an age in years and one in days agree', async () => {
    const built = await build({
      id: 'young',
      hit: 'first',
      rules: [
        { name: 'neonate', when: number('ageDays', 'lessThanInclusive', '28'), gives: 'A' },
        { name: 'old', when: number('ageYears', 'greaterThanInclusive', '65'), gives: 'B' },
      ],
      otherwise: 'C',
    });
    const decision = decisionOf(built.plan, 'young');
    const points = boundaryPoints(provenOf({ plan: built.plan, tables: built.verdicts }), decision, () => true);
    const ages = points.map(({ values }) => {
      const named = new Map(decision.tables[0]?.tests.map(({ ref }, at) => [ref.name, Number(printGiven(values[at] ?? null))]));
      return [named.get('ageYears') ?? -1, named.get('ageDays') ?? -1] as const;
    });
    expect(ages.length).toBeGreaterThanOrEqual(5);
    for (const [years, days] of ages) expect([years, days, days >= 365 * years && days < 366 * (years + 1)]).toEqual([years, days, true]);
  });
});
