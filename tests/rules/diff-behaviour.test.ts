import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionPlan, Outcome, Plan, Value } from '../../src/engine/plan.js';
import { decimal, whole } from '../../src/engine/quantity.js';
import { diffBehaviour, type BehaviourChange } from '../../src/rules/diff-behaviour.js';
import { Judge } from '../../src/rules/judge.js';
import { outcomeTexts } from '../../src/rules/outcome-text.js';
import { buildTables } from '../../src/rules/tables.js';
import { randomCase, randomPlan } from './arbitrary-plans.js';
import { decisionOf, leaf, makePlan, number, reading, type DecisionSketch, type FactSketch } from './plan-builder.js';

const FACTS: Readonly<Record<string, FactSketch>> = {
  costRatio: { type: 'decimal', optional: true },
  ageYears: { type: 'integer', min: whole(0), max: whole(130) },
  level: { type: 'enum', values: ['1', '2', '3'] },
};
const judge = new Judge();
const known = leaf('costRatio', 'known', true);
const deviation = (low: string, high: string): DecisionSketch => ({
  id: 'deviation',
  hit: 'unique',
  rules: [
    { name: 'low', when: { all: [known, number('costRatio', 'lessThan', low)] }, gives: 'LOW' },
    { name: 'high', when: { all: [known, number('costRatio', 'greaterThan', high)] }, gives: 'HIGH' },
  ],
  otherwise: 'NORMAL',
  values: ['LOW', 'HIGH'],
});

async function version(plan: Plan) {
  const built = await buildTables(plan, judge);
  return { plan: built.plan, tables: built.verdicts };
}
async function changes(before: DecisionSketch[], after: DecisionSketch[], facts = FACTS): Promise<BehaviourChange[]> {
  return diffBehaviour(await version(makePlan(FACTS, before)), await version(makePlan(facts, after)));
}
const short = (found: BehaviourChange[]) =>
  found.flatMap(({ decision, kind, situations }) => [
    `${decision} ${kind}`,
    ...situations.map((one) => `${one.situation.zh} | ${JSON.stringify(one.witness)} | ${one.before.outcome} → ${one.after.outcome}`),
  ]);

describe('the behavioural difference of two versions', () => {
  it('is nothing between equal ones, whatever the rules are called', async () => {
    const renamed = deviation('0.50', '2.0');
    expect(
      await changes([deviation('0.5', '2')], [{ ...renamed, rules: renamed.rules.map((rule) => ({ ...rule, name: `${rule.name}-new` })) }]),
    ).toEqual([]);
  });

  it('N21-21: a moved threshold changes exactly the situations between', async () => {
    expect(short(await changes([deviation('0.5', '2')], [deviation('0.4', '2')]))).toEqual([
      'deviation CHANGED',
      'costRatio ≥0.4 且 <0.5 | {"costRatio":"0.4"} | LOW → NORMAL',
    ]);
  });

  it('a boundary that changes sides changes one point', async () => {
    const inclusive = deviation('0.5', '2');
    const [low, high] = inclusive.rules;
    const after = {
      ...inclusive,
      rules: [
        ...(low ? [low] : []),
        ...(high ? [{ ...high, when: { all: [known, number('costRatio', 'greaterThanInclusive', '2')] } }] : []),
      ],
    };
    expect(short(await changes([inclusive], [after]))).toEqual(['deviation CHANGED', 'costRatio =2 | {"costRatio":"2"} | NORMAL → HIGH']);
  });

  it('names added and removed decisions, and facts that a version adds to a decision', async () => {
    const other: DecisionSketch = { id: 'other', hit: 'collect', rules: [{ name: 'old', when: number('ageYears', 'greaterThan', '80') }] };
    expect(short(await changes([deviation('0.5', '2')], [other]))).toEqual(['deviation REMOVED', 'other ADDED']);
    const byLevel: DecisionSketch = {
      ...other,
      rules: [{ name: 'old', when: { all: [number('ageYears', 'greaterThan', '80'), leaf('level', 'equal', '3')] } }],
    };
    expect(short(await changes([other], [byLevel]))).toEqual([
      'other CHANGED',
      'ageYears >80；level 1、2 | {"ageYears":"131","level":"1"} | old → '.replace('131', '81'),
    ]);
  });

  it('compares independent rules of a list apart', async () => {
    const flag = (fact: string, value: string) => ({ name: `${fact}-${value}`, when: number(fact, 'greaterThan', value), gives: fact });
    const flags = (...values: [string, string][]): DecisionSketch => ({
      id: 'flags',
      hit: 'collect',
      rules: values.map(([fact, value]) => flag(fact, value)),
    });
    const many = (fact: string): [string, string][] => Array.from({ length: 12 }, (_, index) => [fact, String(index)]);
    const found = await changes(
      [flags(...many('costRatio'), ...many('ageYears'))],
      [flags(...many('costRatio'), ...many('ageYears'), ['ageYears', '100'])],
    );
    expect(found.map(({ compared, situations }) => [compared, situations.map((one) => one.situation.zh)])).toEqual([
      [13 + 14, ['ageYears >100']],
    ]);
  });

  it('is incomparable where a fact changed its type', async () => {
    const facts: Record<string, FactSketch> = { ...FACTS, level: { type: 'code' } };
    const byLevel = (value: string): DecisionSketch => ({
      id: 'decided',
      hit: 'first',
      rules: [{ name: 'top', when: leaf('level', 'equal', value) }],
    });
    expect(short(await changes([byLevel('3')], [byLevel('3')], facts))).toEqual(['decided INCOMPARABLE']);
  });

  it('says which parameter changed where the formula reads the same', () => {
    const formula = (value: string): Outcome => ({
      kind: 'formula',
      text: 'costRatio - deviationHigh',
      expr: { kind: 'parameter', name: 'deviationHigh', value: decimal(value) },
    });
    expect(outcomeTexts(formula('2'), formula('2.5'))).toEqual({
      before: 'costRatio - deviationHigh (deviationHigh = 2)',
      after: 'costRatio - deviationHigh (deviationHigh = 2.5)',
    });
  });

  it('of a random ruleset with a rule dropped: every witness is decided differently, and without any no case is', async () => {
    let witnesses = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, fc.array(randomCase, { minLength: 4, maxLength: 4 }), async (plan, cases) => {
        const whole = decisionOf(plan, 'decided');
        const fewer: Plan = { ...plan, decisions: { ...plan.decisions, case: [{ ...whole, rules: whole.rules.slice(1) }] } };
        const effect = async (rules: DecisionPlan['rules'], values: Readonly<Record<string, Value>>): Promise<string> => {
          const decision = { ...whole, rules };
          const { fired } = await judge.verdict(decision, [...rules.keys()], reading(values));
          const names = fired.map((rule) => rules[rule]?.name ?? '');
          return (whole.hit === 'first' ? names.slice(0, 1) : names).join(',');
        };
        const differs = async (values: Readonly<Record<string, Value>>): Promise<boolean> =>
          (await effect(whole.rules, values)) !== (await effect(whole.rules.slice(1), values));
        const found = diffBehaviour(await version(plan), await version(fewer)).find(({ decision }) => decision === 'decided');
        if (found?.kind === 'INCOMPARABLE') return;
        for (const { witness } of found?.situations.slice(0, 3) ?? []) {
          witnesses += 1;
          expect(await differs({ ...cases[0], ...parse(plan, witness) })).toBe(true);
        }
        if (found === undefined) for (const values of cases) expect(await differs(values)).toBe(false);
      }),
      { numRuns: 150 },
    );
    expect(witnesses).toBeGreaterThan(50);
  });
});

/** Reads a witness back, as an example's `given`. */
function parse(plan: Plan, witness: Readonly<Record<string, string>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(witness).map(([name, text]): [string, Value] => {
      const type = plan.slots.case.find((slot) => slot.name === name)?.type;
      if (text === 'null') return [name, null];
      if (type === 'decimal' || type === 'integer') return [name, decimal(text)];
      if (type === 'codes') return [name, text === '' ? [] : text.split(', ')];
      return [name, type === 'boolean' ? text === 'true' : text];
    }),
  );
}
