import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import type { Value } from '../../../src/engine/plan/plan.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import { coverage, coverageFindings, type MetSituation } from '../../../src/rules/analysis/coverage.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { buildTables, type BuiltTables } from '../../../src/rules/judge/tables.js';
import { situationOfCase } from '../cases.js';
import { decisionOf, leaf, makePlan, number, type DecisionSketch, type FactSketch } from '../plan-builder.js';

const FACTS: Readonly<Record<string, FactSketch>> = {
  costRatio: { type: 'decimal', optional: true },
  ageYears: { type: 'integer', min: whole(0), max: whole(130) },
  totalCost: { type: 'decimal', unit: 'yuan', min: decimal('0') },
  level: { type: 'enum', values: ['1', '2', '3'] },
  discharged: { type: 'date' },
};
const known = leaf('costRatio', 'known', true);
const DEVIATION: DecisionSketch = {
  id: 'deviation',
  hit: 'unique',
  rules: [
    { name: 'low', when: { all: [known, number('costRatio', 'lessThan', '0.5')] }, gives: 'LOW' },
    { name: 'high', when: { all: [known, number('costRatio', 'greaterThan', '2')] }, gives: 'HIGH' },
  ],
  otherwise: 'NORMAL',
};
const build = (...decisions: DecisionSketch[]): Promise<BuiltTables> => buildTables(makePlan(FACTS, decisions), new Judge());

function meet({ plan }: BuiltTables, id: string, values: Readonly<Record<string, Value>>): MetSituation {
  const table = must(decisionOf(plan, id).tables[0], 'table');
  return { decision: id, table: 0, situation: situationOfCase(table, values) };
}

describe('coverage by examples', () => {
  it('asks for a firing and a just-missing example of every rule', async () => {
    const built = await build(DEVIATION);
    const ratios = (...texts: (string | null)[]) =>
      coverage(
        built.plan,
        built.verdicts,
        texts.map((text) => meet(built, 'deviation', { costRatio: text === null ? null : decimal(text) })),
      ).map(({ rule, fired, justMissed }) => `${rule} ${fired} ${justMissed}`);
    expect(ratios()).toEqual(['low false false', 'high false false']);
    expect(ratios('0.4')).toEqual(['low true false', 'high false false']);
    // A ratio of 3 is not beside the low ones, 0.5 is beside both kinds.
    expect(ratios('0.4', '3')).toEqual(['low true false', 'high true false']);
    expect(ratios('0.5')).toEqual(['low false true', 'high false true']);
    expect(ratios('0.4', '3', '2')).toEqual(['low true true', 'high true true']);
    expect(ratios('0.4', '3', null)).toEqual(['low true true', 'high true true']);
  });

  it('a rule of `first` fires only where it takes effect', async () => {
    const rules = [
      { name: 'extreme', when: number('costRatio', 'greaterThan', '5'), gives: 'A' },
      { name: 'high', when: number('costRatio', 'greaterThan', '2'), gives: 'B' },
    ];
    const built = await build({ id: 'tier', hit: 'first', rules, otherwise: 'C' });
    const covered = coverage(built.plan, built.verdicts, [meet(built, 'tier', { costRatio: decimal('6') })]);
    expect(covered.map(({ rule, fired, justMissed }) => [rule, fired, justMissed])).toEqual([
      ['extreme', true, false],
      ['high', false, true],
    ]);
  });

  it('does not ask for what facts cannot bring about', async () => {
    const built = await build(DEVIATION, {
      id: 'points',
      hit: 'unique',
      rules: [
        { name: 'always', when: { any: [leaf('level', 'in', ['1', '2', '3'])] }, gives: 'A' },
        { name: 'never', when: { all: [leaf('deviation', 'equal', 'LOW'), number('costRatio', 'greaterThan', '5')] }, gives: 'B' },
      ],
    });
    const covered = coverage(built.plan, built.verdicts, [
      meet(built, 'points', { deviation: 'NORMAL', costRatio: decimal('1'), level: '1' }),
    ]);
    expect(
      covered.filter(({ pointer }) => pointer.startsWith('/decisions/1')).map(({ rule, fired, justMissed }) => [rule, fired, justMissed]),
    ).toEqual([
      ['always', true, true],
      ['never', true, true],
    ]);
  });

  it('is reported as EXAMPLE_MISSING at the rule, saying which example', async () => {
    const built = await build(DEVIATION);
    const found = coverageFindings(built.plan, built.verdicts, [
      meet(built, 'deviation', { costRatio: decimal('0.4') }),
      meet(built, 'deviation', { costRatio: decimal('1') }),
    ]);
    expect(found.map(({ code, pointer, severity, message }) => [code, pointer, severity, message.zh])).toEqual([
      ['EXAMPLE_MISSING', '/decisions/0/rules/1', 'WARNING', '规则 “high” 缺少成立的示例。'],
    ]);
  });
});
