import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/engine/plan/plan.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import { analyse } from '../../../src/rules/analysis/analysis.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { Reachability } from '../../../src/rules/analysis/reachability.js';
import { buildTables } from '../../../src/rules/judge/tables.js';
import { randomCase, randomChain } from '../arbitrary-plans.js';
import { parseWitness, situationOfCase } from '../cases.js';
import { decisionOf, leaf, makePlan, number, reading, type DecisionSketch, type FactSketch } from '../plan-builder.js';

const FACTS: Readonly<Record<string, FactSketch>> = {
  costRatio: { type: 'decimal', optional: true },
  ageYears: { type: 'integer', min: whole(0), max: whole(130) },
  ageDays: { type: 'integer', min: whole(0), max: whole(47_850) },
  level: { type: 'enum', values: ['1', '2', '3'] },
  urgent: { type: 'boolean' },
};

async function findings(...decisions: DecisionSketch[]): Promise<readonly Pick<Finding, 'code' | 'pointer' | 'severity' | 'witness'>[]> {
  const { plan, verdicts } = await buildTables(makePlan(FACTS, decisions), new Judge());
  return analyse(plan, verdicts).map(({ code, pointer, severity, witness }) => ({
    code,
    pointer,
    severity,
    ...(witness === undefined ? {} : { witness }),
  }));
}

const known = leaf('costRatio', 'known', true);
/** N21-21: below 0.5 LOW, above 2 HIGH. */
const DEVIATION: DecisionSketch = {
  id: 'deviation',
  hit: 'unique',
  rules: [
    { name: 'low', when: { all: [known, number('costRatio', 'lessThan', '0.5')] }, gives: 'LOW' },
    { name: 'high', when: { all: [known, number('costRatio', 'greaterThan', '2')] }, gives: 'HIGH' },
  ],
  otherwise: 'NORMAL',
};

describe('analysis', () => {
  it('N21-21: finds nothing but the gap that otherwise answers', async () => {
    expect(await findings(DEVIATION)).toEqual([{ code: 'GAP', pointer: '/decisions/0', severity: 'INFO', witness: { costRatio: '0.5' } }]);
  });

  it('shows an overlap of a unique decision by a case, also one on a boundary only', async () => {
    const touching: DecisionSketch = {
      ...DEVIATION,
      rules: [
        { name: 'low', when: number('costRatio', 'lessThanInclusive', '1'), gives: 'LOW' },
        { name: 'high', when: number('costRatio', 'greaterThanInclusive', '1'), gives: 'HIGH' },
      ],
    };
    expect((await findings(touching)).filter(({ code }) => code === 'OVERLAP')).toEqual([
      { code: 'OVERLAP', pointer: '/decisions/0/rules/1', severity: 'ERROR', witness: { costRatio: '1' } },
    ]);
    expect((await findings({ ...touching, hit: 'first' })).map(({ code }) => code)).toEqual(['GAP']);
  });

  it('finds rules that can never hold: impossible together, or by the domain', async () => {
    const rules = [
      { name: 'both', when: { all: [number('costRatio', 'lessThan', '0.5'), number('costRatio', 'greaterThan', '2')] } },
      { name: 'older', when: number('ageYears', 'greaterThan', '130') },
      { name: 'fine', when: leaf('level', 'equal', '1') },
    ];
    expect((await findings({ id: 'decided', hit: 'collect', rules })).map(({ code, pointer }) => [code, pointer])).toEqual([
      ['RULE_UNREACHABLE', '/decisions/0/rules/0'],
      ['RULE_UNREACHABLE', '/decisions/0/rules/1'],
    ]);
  });

  it('finds a rule of `first` that earlier ones always beat', async () => {
    const rules = [
      { name: 'wide', when: number('costRatio', 'greaterThan', '2'), gives: 'A' },
      { name: 'level-1', when: leaf('level', 'equal', '1'), gives: 'B' },
      { name: 'narrow', when: { all: [number('costRatio', 'greaterThan', '5'), leaf('urgent', 'equal', true)] }, gives: 'C' },
    ];
    const found = await findings({ id: 'decided', hit: 'first', rules, otherwise: 'D' });
    expect(found.map(({ code, pointer, severity }) => [code, pointer, severity])).toEqual([
      ['RULE_SHADOWED', '/decisions/0/rules/2', 'WARNING'],
      ['GAP', '/decisions/0', 'INFO'],
    ]);
  });

  it('looks beneath the outputs of earlier decisions: a ratio cannot be LOW and above 5', async () => {
    const points: DecisionSketch = {
      id: 'points',
      hit: 'unique',
      rules: [
        { name: 'low', when: leaf('deviation', 'equal', 'LOW'), gives: 'A' },
        { name: 'extreme', when: number('costRatio', 'greaterThan', '5'), gives: 'B' },
        { name: 'never', when: { all: [leaf('deviation', 'equal', 'NORMAL'), number('costRatio', 'greaterThan', '3')] }, gives: 'C' },
      ],
      otherwise: 'D',
    };
    expect((await findings(DEVIATION, points)).map(({ code, pointer }) => [code, pointer])).toEqual([
      ['GAP', '/decisions/0'],
      ['RULE_UNREACHABLE', '/decisions/1/rules/2'],
      ['GAP', '/decisions/1'],
    ]);
    const overlapping = {
      ...points,
      rules: [...points.rules.slice(0, 2), { name: 'high', when: leaf('deviation', 'equal', 'HIGH'), gives: 'C' }],
    };
    expect((await findings(DEVIATION, overlapping)).filter(({ code }) => code === 'OVERLAP')).toEqual([
      { code: 'OVERLAP', pointer: '/decisions/1/rules/2', severity: 'ERROR', witness: { costRatio: '6' } },
    ]);
  });

  it('looks beneath collected sets, two decisions deep', async () => {
    const flags: DecisionSketch = {
      id: 'flags',
      hit: 'collect',
      rules: [
        { name: 'f1', when: leaf('deviation', 'equal', 'HIGH'), gives: 'COSTLY' },
        { name: 'f2', when: number('ageYears', 'lessThan', '6'), gives: 'CHILD' },
      ],
    };
    const reviewed: DecisionSketch = {
      id: 'reviewed',
      hit: 'unique',
      rules: [
        { name: 'costly', when: leaf('flags.COSTLY', 'equal', true), gives: 'A' },
        { name: 'cheap', when: number('costRatio', 'lessThanInclusive', '2'), gives: 'B' },
        { name: 'no-ratio', when: leaf('costRatio', 'known', false), gives: 'C' },
      ],
      otherwise: 'D',
    };
    expect((await findings(DEVIATION, flags, reviewed)).map(({ code, pointer }) => [code, pointer])).toEqual([['GAP', '/decisions/0']]);
  });

  it('minds the ties of age in years and in days', async () => {
    const factor: DecisionSketch = {
      id: 'factor',
      hit: 'unique',
      rules: [
        { name: 'newborn', when: number('ageDays', 'lessThanInclusive', '28'), gives: decimal('1.35') },
        {
          name: 'child',
          when: { all: [number('ageDays', 'greaterThan', '28'), number('ageYears', 'lessThan', '6')] },
          gives: decimal('1.12'),
        },
        { name: 'old', when: number('ageYears', 'greaterThanInclusive', '80'), gives: decimal('1.09') },
        {
          name: 'never',
          when: { all: [number('ageYears', 'greaterThan', '1'), number('ageDays', 'lessThan', '365')] },
          gives: decimal('1'),
        },
      ],
      otherwise: decimal('1'),
    };
    expect((await findings(factor)).map(({ code, pointer }) => [code, pointer])).toEqual([
      ['RULE_UNREACHABLE', '/decisions/0/rules/3'],
      ['GAP', '/decisions/0'],
    ]);
  });
});

describe('reachability', () => {
  it('holds every situation that a random case meets, and each is met by its witness', async () => {
    const judge = new Judge();
    await fc.assert(
      fc.asyncProperty(randomChain, fc.array(randomCase, { minLength: 4, maxLength: 4 }), async (sketched, cases) => {
        const { plan, verdicts } = await buildTables(sketched, judge);
        const [first, second] = [decisionOf(plan, 'decided'), decisionOf(plan, 'second')];
        const [table] = second.tables;
        if (first.tables.length === 0 || table === undefined) return;
        const met = async (values: Readonly<Record<string, Value>>): Promise<number> => {
          const { fired } = await judge.verdict(first, [...first.rules.keys()], reading(values));
          const names = fired.map((rule) => `R${rule}`);
          return situationOfCase(table, { ...values, decided: names[0] ?? 'NONE', 'decided.R0': names.includes('R0') });
        };
        const ways = new Reachability(plan, verdicts.verdict).ways(second, table);
        for (const values of cases) expect([...ways.keys()]).toContain(await met(values));
        for (const [situation, witness] of ways) {
          // Too much to look beneath: then the output itself is stated.
          if ('decided' in witness || 'decided.R0' in witness) continue;
          expect(await met({ ...cases[0], ...parseWitness(plan, witness) })).toBe(situation);
        }
      }),
      { numRuns: 200 },
    );
  });
});
