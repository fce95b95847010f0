import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionPlan, Plan } from '../../../src/engine/plan/plan.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import { redundantRules } from '../../../src/rules/analysis/redundant.js';
import { Reachability } from '../../../src/rules/analysis/reachability.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { buildTables } from '../../../src/rules/judge/tables.js';
import { randomCase, randomPlan } from '../arbitrary-plans.js';
import { decisionOf, leaf, makePlan, number, reading, type DecisionSketch, type FactSketch } from '../plan-builder.js';

const FACTS: Readonly<Record<string, FactSketch>> = {
  costRatio: { type: 'decimal', optional: true },
  ageYears: { type: 'integer', min: whole(0), max: whole(130) },
  ageDays: { type: 'integer', min: whole(0), max: whole(47_850) },
  level: { type: 'enum', values: ['1', '2', '3'] },
};
const judge = new Judge();

async function redundant(plan: Plan): Promise<readonly Finding[]> {
  const { plan: built, verdicts: tables } = await buildTables(plan, judge);
  return redundantRules({ plan: built, tables, reachability: new Reachability(built, tables.verdict) });
}

const saidOf = async (...decisions: DecisionSketch[]): Promise<readonly string[]> =>
  (await redundant(makePlan(FACTS, decisions))).map(({ severity, pointer, message }) => `${severity} ${pointer} ${message.en ?? ''}`);

describe('redundant rules', () => {
  it('a rule whose cases another one answers alike: the later one may go, with a case and the edit that takes it out', async () => {
    const decision: DecisionSketch = {
      id: 'reasons',
      hit: 'collect',
      rules: [
        { name: 'costly', when: number('costRatio', 'greaterThan', '2'), gives: 'COST' },
        { name: 'very-costly', when: number('costRatio', 'greaterThan', '5'), gives: 'COST' },
        { name: 'old', when: number('ageYears', 'greaterThan', '80'), gives: 'AGE' },
      ],
    };
    const [found, ...others] = await redundant(makePlan(FACTS, [decision]));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: 'RULE_REDUNDANT',
      severity: 'WARNING',
      pointer: '/decisions/0/rules/1',
      witness: { costRatio: '6' },
      mend: [{ pointer: '/decisions/0/rules/1' }],
    });
    expect(found?.message.en).toContain('costly gives the same');
  });

  it('a rule that says what otherwise says is information only: it may be there for its basis', async () => {
    const rules = [
      { name: 'low', when: number('costRatio', 'lessThan', '0.5'), gives: decimal('0.8') },
      { name: 'middle', when: number('costRatio', 'greaterThanInclusive', '0.5'), gives: decimal('1') },
    ];
    const otherwise = decimal('1');
    expect(await saidOf({ id: 'factor', hit: 'unique', rules, otherwise })).toEqual([
      expect.stringMatching(/^INFO \/decisions\/0\/rules\/1 .*otherwise/u),
    ]);
  });

  it('a rule of `first` behind which the next one says the same; not one that another follows elsewhere', async () => {
    const rules = [
      { name: 'costly-old', when: { all: [number('costRatio', 'greaterThan', '2'), number('ageYears', 'greaterThan', '80')] }, gives: 'B' },
      { name: 'costly', when: number('costRatio', 'greaterThan', '2'), gives: 'B' },
      { name: 'first-level', when: leaf('level', 'equal', '1'), gives: 'A' },
    ];
    expect((await saidOf({ id: 'decided', hit: 'first', rules, otherwise: 'C' })).map((one) => one.slice(0, 30))).toEqual([
      'WARNING /decisions/0/rules/0 R',
    ]);
  });

  it('of the largest, what never is the largest; nothing that is added up, but 0', async () => {
    const rules = [
      { name: 'small', when: number('costRatio', 'greaterThan', '5'), gives: decimal('1.1') },
      { name: 'large', when: number('costRatio', 'greaterThan', '2'), gives: decimal('1.2') },
    ];
    expect(await saidOf({ id: 'factor', hit: 'max', rules, otherwise: decimal('1') })).toHaveLength(1);
    expect(await saidOf({ id: 'factor', hit: 'sum', rules, otherwise: decimal('0') })).toEqual([]);
    const nothing = [{ name: 'none', when: number('costRatio', 'greaterThan', '5'), gives: decimal('0') }, ...rules.slice(1)];
    expect(await saidOf({ id: 'factor', hit: 'sum', rules: nothing, otherwise: decimal('0') })).toHaveLength(1);
  });

  it('facts tied to each other: a newborn is no child of two years, so neither rule is redundant; below 28 days and below a year is', async () => {
    const tied = [
      { name: 'newborn', when: number('ageDays', 'lessThanInclusive', '28'), gives: 'A' },
      { name: 'child', when: { all: [number('ageYears', 'greaterThanInclusive', '2'), number('ageYears', 'lessThan', '6')] }, gives: 'A' },
    ];
    expect(await saidOf({ id: 'kind', hit: 'collect', rules: tied })).toEqual([]);
    const within = [{ name: 'infant', when: number('ageYears', 'lessThan', '1'), gives: 'A' }, ...tied.slice(0, 1)];
    expect(await saidOf({ id: 'kind', hit: 'collect', rules: within })).toHaveLength(1);
  });

  it('a decision of which another reads the name of the rule says nothing', async () => {
    const rules = [
      { name: 'b', when: number('costRatio', 'greaterThan', '5'), gives: 'X' },
      { name: 'a', when: number('costRatio', 'greaterThan', '2'), gives: 'X' },
    ];
    const plan = makePlan(FACTS, [{ id: 'decided', hit: 'first', rules, otherwise: 'Y' }]);
    expect(await redundant(plan)).toHaveLength(1);
    const [decision] = plan.decisions.case;
    const slot = plan.slots.case.length;
    const named: Plan = {
      ...plan,
      slots: {
        ...plan.slots,
        case: [...plan.slots.case, { name: 'decided.rule', label: { zh: 'r' }, type: 'enum', unit: '', optional: false, source: 'rule' }],
      },
      decisions: { ...plan.decisions, case: decision === undefined ? [] : [{ ...decision, ruleSlot: slot }] },
      aggregates: [
        {
          ...{ id: 'n', of: 'case', per: 'institutionTotal', label: { zh: 'n' }, unit: 'case', slot: 0, regionSlots: [] },
          where: [{ ref: { name: 'decided.rule', scope: 'case', slot }, equals: 'a' }],
        },
      ],
    };
    expect(await redundant(named)).toEqual([]);
  });

  it('as brute force finds: without the rules that are named, random cases are decided as before', async () => {
    const effect = ({ hit, rules, otherwise }: DecisionPlan, fired: readonly number[]): string => {
      const outcomes = fired.map((rule) => JSON.stringify(rules[rule]?.outcome.kind === 'value' ? rules[rule].outcome.text : ''));
      if (hit === 'first') return outcomes[0] ?? otherwise?.outcome.text ?? '';
      return hit === 'collect' ? [...new Set(outcomes)].sort().join() : outcomes.sort().join();
    };
    let named = 0;
    // The rules of `collect` and `first` give one of two things, so that many say the same.
    const alike = randomPlan.map((plan): Plan => {
      const halved = plan.decisions.case.map((decision) =>
        decision.hit === 'sum'
          ? decision
          : {
              ...decision,
              rules: decision.rules.map((rule, index) => ({
                ...rule,
                outcome: { kind: 'value' as const, value: `R${index % 2}`, text: `R${index % 2}` },
              })),
            },
      );
      return { ...plan, decisions: { ...plan.decisions, case: halved } };
    });
    await fc.assert(
      fc.asyncProperty(alike, fc.array(randomCase, { minLength: 5, maxLength: 5 }), async (plan, cases) => {
        const decision = decisionOf(plan, 'decided');
        const gone = new Set((await redundant(plan)).map(({ pointer }) => Number(pointer.split('/').at(-1))));
        named += gone.size;
        for (const values of cases) {
          const { fired } = await judge.verdict(decision, [...decision.rules.keys()], reading(values));
          expect(
            effect(
              decision,
              fired.filter((rule) => !gone.has(rule)),
            ),
          ).toBe(effect(decision, fired));
        }
      }),
      { numRuns: 200 },
    );
    expect(named).toBeGreaterThan(0);
  });
});
