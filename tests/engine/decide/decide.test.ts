import { describe, expect, it } from 'vitest';
import { decide, Evaluation } from '../../../src/engine/decide/decide.js';
import { Environment } from '../../../src/engine/formula/environment.js';
import { frameOf } from '../../../src/engine/decide/fact-text.js';
import { referenceOutput, sameValue } from '../../../src/engine/reference/decision-reference.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { CodeList, HitPolicy, Value } from '../../../src/engine/plan/plan.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { printOutput } from '../../../src/engine/plan/value-text.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import {
  booleanTest,
  CENTS,
  constant,
  decimalTest,
  exact,
  formula,
  type HandDecision,
  num,
  numberOutcome,
  oneOf,
  over,
  PlanBuilder,
  rounded,
  testOf,
  textTest,
  times,
} from '../hand-made-plan.js';

/** Decides the only decision of a plan on facts; its value printed, and the rule's name where it has one. */
function run(plan: PlanBuilder, facts: Record<string, Value>): unknown {
  const program = prepare(plan.build());
  const scope = program.scopes.case;
  const frame = frameOf(scope, new Map(Object.entries(facts)));
  const environment = new Environment({ case: frame });
  const evaluation = new Evaluation(scope);
  const decision = must(scope.decisions[0], 'decision');
  const stop = decide(decision, environment, frame, evaluation, plan.verdicts);
  if (stop !== undefined) return stop;
  const { output, slot, ruleSlot } = decision.plan;
  const fired = must(evaluation.fired[0], 'fired');
  const again = referenceOutput(decision.plan, environment, fired);
  expect(again !== null && typeof again === 'object' && 'problem' in again ? again : sameValue(again, frame[slot])).toBe(true);
  const value = printOutput(output, frame[slot]);
  return ruleSlot === undefined ? value : [value, frame[ruleSlot]];
}

/** Two overlapping rules of a number on one fact: `small` below 10, `even` at 2 and from 10. */
function overlapping(hit: HitPolicy): PlanBuilder {
  const plan = new PlanBuilder();
  const x = plan.slot('case', 'x');
  const rules = [
    { name: 'small', outcome: formula(over(num('1'), num('3'))) },
    { name: 'even', outcome: formula(over(num('2'), num('3'))) },
  ];
  const verdict = (c: number): number[] => [[0], [0, 1], [0], [1], []][c] ?? [];
  const tables = [{ tests: [decimalTest(x, ['2', '10'])], verdict }];
  plan.decide({ scope: 'case', id: 'y', hit, output: rounded('1', CENTS), rules, tables, otherwise: numberOutcome('0.005') });
  return plan;
}

describe('hit policies', () => {
  const at = (hit: HitPolicy, x: string): unknown => run(overlapping(hit), { x: decimal(x) });

  it('unique gives the one rule that holds, or otherwise, rounded as declared', () => {
    expect(at('unique', '1')).toEqual(['0.33', 'small']);
    expect(at('unique', '11')).toEqual(['0.01', 'otherwise']);
  });

  it('unique with two rules is a bug: it is excluded when the ruleset is checked', () => {
    expect(() => at('unique', '2')).toThrow('y: 2 rules of a unique decision hold');
  });

  it('first gives the earliest in the document', () => {
    expect(at('first', '2')).toEqual(['0.33', 'small']);
    expect(at('first', '10')).toEqual(['0.67', 'even']);
  });

  it('max gives the highest exact value and names its rule', () => {
    expect(at('max', '2')).toEqual(['0.67', 'even']);
    expect(at('max', '11')).toEqual(['0.01', 'otherwise']);
  });

  it('sum and product combine exact values and round once: ⅓ + ⅔ is 1.00, ⅓ × ⅔ is 0.22', () => {
    expect(at('sum', '2')).toBe('1.00');
    expect(at('product', '2')).toBe('0.22');
    expect(at('sum', '11')).toBe('0.01');
  });

  it('collect lists members in rule order, and none is an empty list', () => {
    const plan = new PlanBuilder();
    const x = plan.slot('case', 'x');
    const rules = ['LONG_STAY', 'COST_EXTREME'].map((name) => ({ name: name.toLowerCase(), outcome: constant(name) }));
    const tables = [0, 1].map((rule) => ({
      tests: [decimalTest(x, [rule === 0 ? '5' : '3'])],
      rules: [rule],
      verdict: (c: number) => (c === 2 ? [rule] : []),
    }));
    plan.decide({
      scope: 'case',
      id: 'reasons',
      hit: 'collect',
      output: oneOf('LONG_STAY', 'COST_EXTREME'),
      rules,
      tables: [...tables].reverse(),
    });
    expect(run(plan, { x: decimal('6') })).toBe('LONG_STAY COST_EXTREME');
    expect(run(plan, { x: decimal('4') })).toBe('COST_EXTREME');
    expect(run(plan, { x: decimal('3') })).toBe('');
  });
});

describe('classes of facts', () => {
  const label = (hand: Pick<HandDecision, 'tables'>, plan: PlanBuilder, facts: Record<string, Value>): unknown => {
    const rules = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => ({ name, outcome: constant(name) }));
    plan.decide({
      scope: 'case',
      id: 'class',
      hit: 'unique',
      output: oneOf('A', 'B', 'C', 'D', 'E', 'F', 'NONE'),
      rules,
      otherwise: constant('NONE'),
      ...hand,
    });
    const answer = run(plan, facts);
    return Array.isArray(answer) ? answer[0] : answer;
  };

  it('a decimal is told apart exactly at its cuts, and missing is a class of its own', () => {
    const at = (ratio: Value): unknown => {
      const plan = new PlanBuilder();
      const ref = plan.slot('case', 'costRatio', { optional: true });
      return label({ tables: [{ tests: [decimalTest(ref, ['0.5', '2'], 'optional')], verdict: (c) => [c] }] }, plan, { costRatio: ratio });
    };
    expect(['0.49999999', '0.5', '0.50000001', '2.0', '2.00000001'].map((ratio) => at(decimal(ratio)))).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(at(null)).toBe('F');
  });

  it('dates compare as text', () => {
    const at = (date: string): unknown => {
      const plan = new PlanBuilder();
      const ref = plan.slot('case', 'dischargeDate', { type: 'date' });
      const test = testOf(ref, { kind: 'date', cuts: ['2024-07-01'], classOf: [0, 1, 2], missing: -1 });
      return label({ tables: [{ tests: [test], verdict: (c) => [c] }] }, plan, { dischargeDate: date });
    };
    expect(['2024-06-30', '2024-07-01', '2024-07-02'].map(at)).toEqual(['A', 'B', 'C']);
  });

  it('codes are members of lists exactly or by prefix; of several codes any may be', () => {
    const list = (id: string, exactCodes: string[], prefixes: string[]): CodeList => ({ id, exact: new Set(exactCodes), prefixes });
    const lists = [list('breast', ['C50.900x011'], ['C50.1']), list('lung', [], ['C34'])];
    const at = (codes: Value): unknown => {
      const plan = new PlanBuilder();
      const ref = plan.slot('case', 'otherDiagnoses', { type: 'codes' });
      const test = testOf(ref, { kind: 'codes', lists, classOf: [0, 1, 2, 3], missing: -1 });
      return label({ tables: [{ tests: [test], verdict: (c) => [c] }] }, plan, { otherDiagnoses: codes });
    };
    expect([['C50.9'], ['C50.900x011'], ['C34.100'], ['C34.1', 'C50.1'], []].map(at)).toEqual(['A', 'B', 'C', 'D', 'A']);
    expect(at('C50.100x001')).toBe('B');
  });

  it('several facts make one situation, and a member of a set is a boolean', () => {
    const at = (kind: string, flags: string[]): unknown => {
      const plan = new PlanBuilder();
      plan.slot('case', 'caseFlag', { type: 'set' });
      plan.slot('case', 'groupKind', { type: 'enum' });
      const tests = [textTest(plan.ref('groupKind'), ['CORE', 'COMPOSITE']), booleanTest(plan.ref('caseFlag', 'TCM'))];
      return label({ tables: [{ tests, verdict: (k, tcm) => [k + 3 * tcm] }] }, plan, { groupKind: kind, caseFlag: flags });
    };
    expect([at('CORE', []), at('COMPOSITE', ['BED_DAY']), at('PRE', []), at('CORE', ['TCM']), at('PRE', ['TCM'])]).toEqual([
      'A',
      'B',
      'C',
      'D',
      'F',
    ]);
  });

  it('stops at a fact that nobody supplied, one that may not be missing, and one outside its domain', () => {
    const plan = new PlanBuilder();
    const ref = plan.slot('case', 'ageYears', { type: 'integer' });
    const test = testOf(ref, { kind: 'decimal', cuts: [decimal('17')], classOf: [0, 1, -1], missing: -1 });
    plan.decide({
      scope: 'case',
      id: 'child',
      hit: 'unique',
      output: oneOf('NO'),
      rules: [],
      otherwise: constant('NO'),
      tables: [{ tests: [test], verdict: () => [] }],
    });
    const failure = { kind: 'failure', scope: 'case', decision: 'child', fact: 'ageYears' };
    expect(run(plan, {})).toEqual({ ...failure, code: 'NOT_SUPPLIED' });
    expect(run(plan, { ageYears: null })).toEqual({ ...failure, code: 'MISSING_VALUE' });
    expect(run(plan, { ageYears: decimal('18') })).toEqual({ ...failure, code: 'OUT_OF_RANGE' });
    expect(() => run(plan, { ageYears: 'old' })).toThrow('ageYears is mistyped');
  });

  it('names the situation that was never put to the Judge', () => {
    const plan = overlapping('unique');
    plan.forget('y/0/3');
    expect(run(plan, { x: decimal('10') })).toMatchObject({ kind: 'unmet', table: 0, situation: 3, decision: { id: 'y' } });
    expect(run(plan, { x: decimal('1') })).toEqual(['0.33', 'small']);
  });
});

describe('outputs that are missing or cannot be worked out', () => {
  const ratio = (optional: boolean, x: Value): unknown => {
    const plan = new PlanBuilder();
    plan.slot('case', 'x', { optional: true });
    plan.decide({ scope: 'case', id: 'ratio', output: exact('1', optional), formula: over(num('1'), plan.fact('x')) });
    return run(plan, { x });
  };

  it('an optional output is missing where an optional fact is, a required one fails', () => {
    expect(ratio(true, null)).toBeNull();
    expect(ratio(false, null)).toMatchObject({ kind: 'failure', code: 'MISSING_VALUE', fact: 'x', decision: 'ratio' });
  });

  it('a division by zero always fails', () => {
    expect(ratio(true, decimal('0'))).toMatchObject({ kind: 'failure', code: 'DIVISION_BY_ZERO' });
  });

  it('an exact output keeps the fraction and shows 8 places', () => {
    expect(ratio(true, decimal('3'))).toBe('0.33333333');
  });

  it('an output of 10^16 or more is out of range', () => {
    const plan = new PlanBuilder();
    plan.slot('case', 'x');
    plan.decide({ scope: 'case', id: 'large', output: rounded('yuan', CENTS), formula: times(plan.fact('x'), num('10')) });
    expect(run(plan, { x: decimal('999999999999999.99') })).toBe('9999999999999999.90');
    expect(run(plan, { x: decimal('999999999999999.9999') })).toMatchObject({ kind: 'failure', code: 'OUT_OF_RANGE', fact: 'large' });
  });
});
