import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionPlan, Expr, Outcome, Plan, Value } from '../../../src/engine/plan/plan.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import { diffBehaviour, type BehaviourChange } from '../../../src/rules/analysis/diff-behaviour.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { ruleOutcomeKey, outcomeTexts } from '../../../src/rules/analysis/rule-outcome-text.js';
import { buildTables } from '../../../src/rules/judge/tables.js';
import { randomCase, randomPlan } from '../arbitrary-plans.js';
import { parseWitness } from '../cases.js';
import { decisionOf, leaf, makePlan, number, reading, type DecisionSketch, type FactSketch } from '../plan-builder.js';

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

  it('names a fact that the later version has no more', async () => {
    const byAge: DecisionSketch = { id: 'other', hit: 'first', rules: [{ name: 'old', when: number('cmi', 'greaterThan', '1') }] };
    const byLevel: DecisionSketch = { id: 'other', hit: 'first', rules: [{ name: 'old', when: leaf('level', 'equal', '3') }] };
    const before = await version(
      makePlan({ level: { type: 'enum', values: ['1', '2', '3'] }, sex: { type: 'boolean' }, cmi: { type: 'decimal' } }, [byAge]),
    );
    const after = await version(makePlan({ level: { type: 'enum', values: ['1', '2', '3'] } }, [byLevel]));
    expect(short(diffBehaviour(before, after))).toEqual([
      'other CHANGED',
      'level 3；cmi ≤1 | {"level":"3","cmi":"0.5"} | NONE → old',
      'level 1、2；cmi >1 | {"level":"1","cmi":"2"} | old → NONE',
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

  it('knows an outcome by what it works out, not by how it is written', () => {
    const times = (left: Expr, right: Expr, text: string): Outcome => ({
      kind: 'formula',
      text,
      expr: { kind: 'binary', op: '*', left, right },
    });
    const points = (slot: number): Expr => ({ kind: 'fact', ref: { name: 'points', scope: 'case', slot } });
    const literal = (text: string): Expr => ({ kind: 'number', value: decimal(text), text });
    const parameter = (value: string): Expr => ({ kind: 'parameter', name: 'rate', value: decimal(value) });
    const table = (id: string, value: string): Expr => ({
      kind: 'lookup',
      table: { id, key: ['level'], rows: new Map([['3', decimal(value)]]) },
      keys: [{ kind: 'text', value: '3' }],
    });
    const key = ruleOutcomeKey(times(points(1), literal('0.5'), 'points * 0.5'));
    expect(ruleOutcomeKey(times(points(7), literal('0.50'), 'points*0.50'))).toBe(key);
    expect(ruleOutcomeKey(times(points(1), parameter('0.5'), 'points * rate'))).toBe(key);
    expect(ruleOutcomeKey(times(points(1), parameter('0.6'), 'points * rate'))).not.toBe(key);
    expect(ruleOutcomeKey(times(points(1), table('a', '1.2'), 'x'))).toBe(ruleOutcomeKey(times(points(1), table('b', '1.20'), 'x')));
    expect(ruleOutcomeKey(times(points(1), table('a', '1.2'), 'x'))).not.toBe(ruleOutcomeKey(times(points(1), table('a', '1.3'), 'x')));
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
          expect(await differs({ ...cases[0], ...parseWitness(plan, witness) })).toBe(true);
        }
        if (found === undefined) for (const values of cases) expect(await differs(values)).toBe(false);
      }),
      { numRuns: 150 },
    );
    expect(witnesses).toBeGreaterThan(50);
  });
});
