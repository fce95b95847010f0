import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { clearFundYear } from '../../../src/engine/clearing/clearing.js';
import { Environment } from '../../../src/engine/formula/environment.js';
import { substitute } from '../../../src/engine/formula/formula-text.js';
import type { Condition, Expr, Value, Verdict } from '../../../src/engine/plan/plan.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { decimal, Fraction } from '../../../src/engine/number/quantity.js';
import { prepareScoring, runScoring } from '../../../src/engine/scoring/scoring.js';
import { traceCase, traceScope, type TraceStep } from '../../../src/engine/trace/trace.js';
import {
  bands,
  call,
  constant,
  decimalTest,
  diseaseGroup,
  exact,
  formula,
  FOUR,
  group,
  lookup,
  minus,
  num,
  oneOf,
  over,
  par,
  PlanBuilder,
  plus,
  rounded,
  step,
  text,
  tiered,
  times,
} from '../hand-made-plan.js';
import { smallCity, THREE, yearOf } from '../small-city.js';

/** Cost ratio and points of a city whose high-cost rule is `costRatio known and > 2`, with leaves. */
function city(): PlanBuilder {
  const plan = new PlanBuilder();
  plan.slot('institution', 'institutionLevel', { type: 'enum', label: { zh: '医疗机构级别', en: 'institution level' }, unit: '' });
  plan.slot('institution', 'institutionCoefficient');
  plan.slot('case', 'totalCost', { label: { zh: '医疗总费用', en: 'total cost' }, unit: 'yuan' });
  plan.decide({
    scope: 'case',
    id: 'costRatio',
    output: exact('1', true),
    formula: over(plan.fact('totalCost'), group('meanCost', plan.key('institutionLevel'))),
  });
  const ratio = plan.ref('costRatio');
  const condition: Condition = {
    kind: 'all',
    of: [
      { kind: 'leaf', leaf: 0, ref: ratio, operator: 'known', operand: true, expected: 'true' },
      {
        kind: 'not',
        of: {
          kind: 'leaf',
          leaf: 1,
          ref: ratio,
          operator: 'lessThanInclusive',
          operand: decimal('2'),
          expected: '2',
          from: 'deviationHigh',
        },
      },
    ],
  };
  const verdict = (c: number): Verdict => ({ fired: c === 2 ? [0] : [], leaves: [[c !== 3, c === 0 || c === 1]] });
  const high = times(
    times(group('points'), plus(minus(plan.fact('costRatio'), par('deviationHigh', '2')), num('1'))),
    plan.fact('institutionCoefficient'),
  );
  plan.decide({
    scope: 'case',
    id: 'points',
    output: rounded('point', FOUR),
    hit: 'unique',
    rules: [
      {
        name: 'points-high',
        condition,
        outcome: formula(high, 'group(points) * (costRatio - deviationHigh + 1) * institutionCoefficient'),
      },
    ],
    tables: [{ tests: [decimalTest(ratio, ['2'], 'optional')], verdict }],
    otherwise: formula(times(group('points'), plan.fact('institutionCoefficient')), 'group(points) * institutionCoefficient'),
  });
  return plan;
}

function trace(plan: PlanBuilder, cost: string, institution: Value[] = ['3', decimal('1.2200')]): readonly TraceStep[] {
  const scoring = prepareScoring(prepare(plan.build()));
  const frames = { fundYear: [], institution, caseFrame: [decimal(cost)] };
  const scored = runScoring(scoring, frames, () => ({ group: diseaseGroup() }), plan.verdicts);
  if (scored.kind !== 'scored') throw new Error(scored.kind);
  return traceCase(scoring, frames, scored, plan.verdicts);
}

describe('the trace of a case', () => {
  it('shows every step with its formula, its numbers, rule, basis and unit', () => {
    const steps = trace(city(), '25000.00').map(({ seq, decision, output, unit, formula: written, substituted, rule, basis }) => ({
      seq,
      decision,
      output,
      unit,
      written,
      substituted,
      rule,
      basis,
    }));
    expect(steps).toEqual([
      {
        seq: 1,
        decision: 'costRatio',
        output: '2.50000000',
        unit: '1',
        written: 'costRatio',
        substituted: '25000.00 / 10000.00',
        rule: null,
        basis: ['costRatio#otherwise'],
      },
      {
        seq: 2,
        decision: 'points',
        output: '1830.0000',
        unit: 'point',
        written: 'group(points) * (costRatio - deviationHigh + 1) * institutionCoefficient',
        substituted: '1000 * (2.5 - 2 + 1) * 1.2200',
        rule: 'points-high',
        basis: ['points-high#1'],
      },
    ]);
  });

  it('names what each step read, where it comes from and in what unit', () => {
    const [ratio, points] = trace(city(), '25000.00').map(({ inputs }) =>
      inputs.map(({ name, value, unit, source }) => [name, value, unit, source]),
    );
    expect(ratio).toEqual([
      ['totalCost', '25000.00', 'yuan', 'fact'],
      ['institutionLevel', '3', '', 'fact'],
      ['group(meanCost, 3)', '10000.00', '', 'catalogue'],
    ]);
    expect(points).toEqual([
      ['group(points)', '1000', '', 'catalogue'],
      ['costRatio', '2.50000000', '1', 'output'],
      ['deviationHigh', '2', '', 'parameter'],
      ['institutionCoefficient', '1.2200', '1', 'fact'],
    ]);
  });

  it('says whether a figure is the catalogue’s or the parameter that stands in for it (O6)', () => {
    const plan = new PlanBuilder();
    const value = group('auxiliary', text('DEATH'), par('auxiliaryDeath', '1.2'));
    plan.decide({ scope: 'case', id: 'points', output: rounded('point', FOUR), formula: value });
    const scoring = prepareScoring(prepare(plan.build()));
    const frames = { fundYear: [], institution: [], caseFrame: [] };
    const read = (auxiliary: ReadonlyMap<string, Fraction>): unknown => {
      const scored = runScoring(scoring, frames, () => ({ group: { ...diseaseGroup(), auxiliary } }), plan.verdicts);
      if (scored.kind !== 'scored') throw new Error(scored.kind);
      return traceCase(scoring, frames, scored, plan.verdicts)[0]?.inputs.map((input) => [input.name, input.value, input.source]);
    };
    expect(read(new Map([['DEATH', decimal('1.08')]]))).toEqual([['group(auxiliary, DEATH)', '1.08', 'catalogue']]);
    expect(read(new Map())).toEqual([
      ['group(auxiliary, DEATH)', null, 'catalogue'],
      ['auxiliaryDeath', '1.2', 'parameter'],
    ]);
  });

  it('gives every rule, whether it held or not, with each condition’s value and the Judge’s answer', () => {
    const rules = (cost: string): unknown => trace(city(), cost)[1]?.rules;
    const leaf = { kind: 'leaf', fact: 'costRatio', label: { zh: 'costRatio' }, unit: '1' };
    const conditions = (actual: string, isLow: boolean): unknown => ({
      kind: 'all',
      of: [
        { ...leaf, operator: 'known', expected: 'true', from: null, actual, result: true },
        { kind: 'not', of: [{ ...leaf, operator: 'lessThanInclusive', expected: '2', from: 'deviationHigh', actual, result: isLow }] },
      ],
    });
    const rule = { name: 'points-high', label: { zh: 'points-high' }, basis: ['points-high#1'] };
    expect(rules('25000.00')).toEqual([{ ...rule, fired: true, counted: true, condition: conditions('2.50000000', false) }]);
    expect(rules('20000.00')).toEqual([{ ...rule, fired: false, counted: false, condition: conditions('2.00000000', true) }]);
    expect(trace(city(), '20000.00')[1]).toMatchObject({
      rule: 'otherwise',
      substituted: '1000 * 1.2200',
      output: '1220.0000',
      basis: ['points#otherwise'],
    });
  });

  it('shows what is missing', () => {
    const [ratio, points] = trace(city(), '25000.00', ['2', decimal('1')]);
    expect(ratio).toMatchObject({ output: null, substituted: '25000.00 / ?' });
    expect(points).toMatchObject({
      rule: 'otherwise',
      rules: [{ fired: false, condition: { of: [{ operator: 'known', actual: null, result: false }, {}] } }],
    });
  });

  it('ends an excluded case with its points of 0 and what that rests on', () => {
    const plan = new PlanBuilder();
    plan.slot('case', 'totalCost');
    plan.decide({
      scope: 'case',
      id: 'inclusion',
      output: oneOf('INCLUDED', 'EXCLUDED'),
      hit: 'unique',
      rules: [],
      otherwise: constant('EXCLUDED'),
    });
    plan.decide({ scope: 'case', id: 'points', output: rounded('point', FOUR), formula: group('points') });
    const steps = trace(plan, '1');
    expect(steps.map(({ seq, decision, output, basis }) => [seq, decision, output, basis])).toEqual([
      [1, 'inclusion', 'EXCLUDED', ['inclusion#otherwise']],
      [2, 'points', '0.0000', ['inclusion#otherwise']],
    ]);
  });

  it('keeps the parts of a sum apart, and names the rules that counted', () => {
    const plan = new PlanBuilder();
    plan.slot('case', 'totalCost');
    const rules = ['0.10', '0.05'].map((value, i) => ({ name: `add-${i}`, outcome: formula(times(num(value), num('2')), `${value} * 2`) }));
    const tables = [{ tests: [decimalTest(plan.ref('totalCost'), [])], verdict: (): Verdict => ({ fired: [0, 1], leaves: [[], []] }) }];
    plan.decide({ scope: 'case', id: 'additions', output: rounded('1', FOUR), hit: 'sum', rules, tables, otherwise: formula(num('0')) });
    const [step1] = trace(plan, '1');
    expect(step1).toMatchObject({
      output: '0.3000',
      formula: '(0.10 * 2) + (0.05 * 2)',
      substituted: '(0.10 * 2) + (0.05 * 2)',
      rule: null,
    });
    expect(step1?.parts.map(({ rule, value }) => [rule, value])).toEqual([
      ['add-0', '0.2'],
      ['add-1', '0.1'],
    ]);
    expect(step1?.basis).toEqual(['add-0#1', 'add-1#1']);
  });
});

describe('the trace of a statement', () => {
  it('shows how a pooled decision divided', () => {
    const plan = smallCity({ fixedRatio: '0.70' });
    const program = prepare(plan.build());
    const result = clearFundYear(program, yearOf(THREE), plan.verdicts);
    if (result.kind !== 'cleared') throw new Error(result.kind);
    const steps = traceScope(program, must(must(result.institutions[0], 'H01').runs.at(-1), 'institutionYear'), plan.verdicts);
    expect(steps[0]).toMatchObject({
      decision: 'entitlement',
      output: '371428571.43',
      basis: ['demo#5'],
      allocation: {
        kind: 'total',
        pool: { name: 'fund', value: '700000000.00', unit: 'yuan' },
        part: { name: 'settlementWeight', value: '36400000.00000000', unit: 'point' },
        sum: '68600000',
        share: '371428571.42857143',
      },
    });
    expect(steps.map(({ decision }) => decision)).toEqual([
      'entitlement',
      'overrunRate',
      'overrunClaim',
      'overrunShared',
      'deducted',
      'alreadyPaid',
      'payable',
    ]);
    expect(steps[2]?.substituted).toBe('tiered((619047619/12380952381), bands) * 371428571.43');
  });
});

describe('formulas in numbers', () => {
  const plan = new PlanBuilder();
  plan.slot('case', 'loss');
  plan.slot('case', 'third');
  plan.slot('case', 'none', { optional: true });
  const environment = new Environment({ case: [decimal('-5.00'), new Fraction(1n, 3n), null] });
  const [loss, third] = [plan.fact('loss'), plan.fact('third')];
  const table = bands('WHOLE', 'UPPER', [undefined, '1']);

  it.each<[string, Expr]>([
    ['1 - (-5.00)', minus(num('1'), loss)],
    ['-5.00 - 1', minus(loss, num('1'))],
    ['2 * (1 + 3) / 4', over(times(num('2'), plus(num('1'), num('3'))), num('4'))],
    ['8 / (4 / 2)', over(num('8'), over(num('4'), num('2')))],
    ['1 - (2 - 3)', minus(num('1'), minus(num('2'), num('3')))],
    ['1 + 2 + 3', plus(num('1'), plus(num('2'), num('3')))],
    ['2 * (6 / 3)', times(num('2'), over(num('6'), num('3')))],
    ['-(1 + 2)', { kind: 'negate', operand: plus(num('1'), num('2')) }],
    ['-(-5.00)', { kind: 'negate', operand: loss }],
    ['(1/3) + ?', plus(third, plan.fact('none'))],
    ['min(step(0.12, 0.05, 0.01, DOWN), 0.13)', call('min', step(num('0.12'), '0.05', '0.01', 'DOWN'), num('0.13'))],
    ['round((1/3), 2, HALF_UP)', { kind: 'round', operand: third, places: 2, mode: 'HALF_UP' }],
    ['tiered(1, bands) * 1.2', times(tiered(num('1'), table), lookup({ A: '1.2' }, [text('A')]))],
    [
      'tiered(1, keyed, A)',
      {
        ...{ kind: 'keyedBands', fn: 'tiered', keys: [text('A')], operand: num('1') },
        table: { id: 'keyed', key: ['class'], bands: new Map([['A', table]]) },
      },
    ],
    ['lookup(bands, 1)', { kind: 'lookupBand', table, operand: num('1') }],
  ])('%s', (shown, expr) => {
    expect(substitute(expr, environment)).toBe(shown);
  });
});
