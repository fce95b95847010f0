import { describe, expect, it } from 'vitest';
import { Environment, type Problem } from '../../../src/engine/formula/environment.js';
import { bandsText } from '../../../src/engine/formula/formula-bands.js';
import { compileFormula } from '../../../src/engine/formula/formula.js';
import { evaluateReference } from '../../../src/engine/reference/formula-reference.js';
import type { KeyedBands } from '../../../src/engine/plan/bands.js';
import { mapKey, type Expr, type Frame } from '../../../src/engine/plan/plan.js';
import { decimal, Fraction, printFixed, printShort, type RoundingMode } from '../../../src/engine/number/quantity.js';
import {
  bands,
  call,
  diseaseGroup,
  group,
  lookup,
  minus,
  num,
  over,
  PlanBuilder,
  plus,
  step,
  text,
  tiered,
  times,
} from '../hand-made-plan.js';

/** Works a formula out both ways: they must agree, in value or in problem. */
function both(expr: Expr, environment = new Environment({})): Fraction | Problem {
  const compiled = compileFormula(expr)(environment);
  const problem = environment.problem;
  const reference = evaluateReference(expr, environment);
  if (compiled !== undefined) {
    if (!(reference instanceof Fraction)) throw new Error(`only the reference met ${reference.problem.code}`);
    expect(reference.n * compiled.d).toBe(compiled.n * reference.d);
    return compiled;
  }
  expect(reference).toEqual({ problem });
  if (problem === undefined) throw new Error('no problem recorded');
  return problem;
}

function shown(expr: Expr, places?: number): string {
  const value = both(expr);
  if (!(value instanceof Fraction)) return value.code;
  return places === undefined ? printShort(value) : printFixed(value, places);
}

const round = (operand: Expr, places: number, mode: RoundingMode): Expr => ({ kind: 'round', operand, places, mode });

describe('formulas: exact arithmetic (ARCHITECTURE 4, 6)', () => {
  it('1752.485 × (47500 ÷ 12000) × 1.2 is 8324.3038 at 4 places HALF_UP, where sixty digits of decimal give …37', () => {
    const value = times(times(num('1752.485'), over(num('47500'), num('12000'))), num('1.2'));
    expect(shown(round(value, 4, 'HALF_UP'))).toBe('8324.3038');
    expect(shown(value)).toBe('8324.30375');
  });

  it('divides late or early with the same result', () => {
    expect(shown(times(over(num('1'), num('3')), num('3')))).toBe('1');
  });

  it('gives a share of something, and nothing of nothing: a missing value, no failure', () => {
    const ratio = (part: Expr, whole: Expr): Expr => ({ kind: 'ratio', part, whole });
    expect(shown(ratio(num('1'), num('8')))).toBe('0.125');
    expect(shown(ratio(num('0'), num('-8')))).toBe('0');
    expect(both(ratio(num('1'), num('0')))).toEqual({ code: 'MISSING_VALUE', name: 'ratio' });
    expect(both(ratio(num('0'), num('0')))).toEqual({ code: 'MISSING_VALUE', name: 'ratio' });
  });

  it('negates, takes the absolute value, the least and the greatest', () => {
    const negative: Expr = { kind: 'negate', operand: num('2.5') };
    expect(shown(negative)).toBe('-2.5');
    expect(shown(call('abs', negative))).toBe('2.5');
    expect(shown(call('min', num('3'), negative, num('1')))).toBe('-2.5');
    expect(shown(call('max', num('3'), negative, num('1')))).toBe('3');
    expect(shown(call('floor', negative))).toBe('-3');
    expect(shown(call('ceil', negative))).toBe('-2');
  });

  it.each([
    ['0.5', '1'],
    ['1.5', '1.5'],
    ['2.5', '2'],
  ])('clamps %s to [1, 2]', (x, expected) => {
    expect(shown(call('clamp', num(x), num('1'), num('2')))).toBe(expected);
  });

  it.each<[RoundingMode, string, string]>([
    ['HALF_UP', '0.13', '-0.13'],
    ['HALF_EVEN', '0.12', '-0.12'],
    ['UP', '0.13', '-0.13'],
    ['DOWN', '0.12', '-0.12'],
    ['FLOOR', '0.12', '-0.13'],
    ['CEIL', '0.13', '-0.12'],
  ])('round(0.125, 2, %s) is %s, of the negative %s', (mode, positive, negative) => {
    expect(shown(round(num('0.125'), 2, mode))).toBe(positive);
    expect(shown(round({ kind: 'negate', operand: num('0.125') }, 2, mode))).toBe(negative);
  });
});

describe('formulas: worked examples', () => {
  it('WE-10: (4,200,000 × 10.2041 − 12,000,000) × 90% − 35,000.50 = 27,736,497.50', () => {
    const claim = minus(times(num('4200000'), num('10.2041')), num('12000000'));
    expect(shown(minus(times(claim, num('0.9')), num('35000.50')), 2)).toBe('27736497.50');
  });

  it.each([
    ['1.04', '0', '0.008'],
    ['1.05', '0.01', '0.01'],
    ['1.12', '0.02', '0.024'],
    ['1.80', '0.13', '0.13'],
  ])('WE-13: CMI ÷ mean %s adds %s by whole steps, %s in proportion, capped at 0.13', (ratio, whole, linear) => {
    const addition = (mode: 'DOWN' | 'LINEAR'): Expr => call('min', step(minus(num(ratio), num('1')), '0.05', '0.01', mode), num('0.13'));
    expect(shown(addition('DOWN'))).toBe(whole);
    expect(shown(addition('LINEAR'))).toBe(linear);
  });

  it('a step gives nothing at or below 0, and rounds in the mode named', () => {
    expect(shown(step(num('0'), '0', '0.01', 'DOWN'))).toBe('0');
    expect(shown(step(minus(num('0'), num('1')), '0.05', '0.01', 'UP'))).toBe('0');
    expect(shown(step(num('0.01'), '0.05', '0.01', 'UP'))).toBe('0.01');
    expect(shown(step(num('0.025'), '0.05', '0.01', 'HALF_UP'))).toBe('0.01');
    expect(shown(step(num('0.025'), '0.05', '0.01', 'HALF_EVEN'))).toBe('0');
    expect(shown(step(num('0.01'), '0', '0.01', 'DOWN'))).toBe('DIVISION_BY_ZERO');
  });

  it.each([
    ['-1', '0'],
    ['0', '0'],
    ['0.04', '0'],
    ['0.05', '0'],
    ['0.0501', '0.01'],
    ['0.1', '0.01'],
    ['0.10000001', '0.02'],
  ])('a STRICT step counts once it is exceeded: %s adds %s', (x, added) => {
    expect(shown(step(minus(num(x.replace('-', '')), num(x.startsWith('-') ? '2' : '0')), '0.05', '0.01', 'STRICT'))).toBe(added);
  });

  it.each([
    ['199', '0', '9'],
    ['200', '1', '10'],
    ['12345', '61', '617'],
  ])('WE-16: of %s discharges 5‰ are %s special cases (5% would be %s)', (discharges, perMille, percent) => {
    expect(shown(call('floor', times(num(discharges), num('0.005'))))).toBe(perMille);
    expect(shown(call('floor', times(num(discharges), num('0.05'))))).toBe(percent);
  });

  it.each([
    ['1080', '1045.00', '1040.00'],
    ['1120', '1055.00', '1000.00'],
  ])('WE-19: standard 1000, actual %s pays %s by marginal bands, %s by whole bands', (actual, marginal, whole) => {
    const rate = over(minus(num(actual), num('1000')), num('1000'));
    const pays = (mode: 'MARGINAL' | 'WHOLE'): Expr =>
      plus(num('1000'), times(tiered(rate, bands(mode, 'UPPER', ['0.05', '0.60'], ['0.10', '0.50'], [undefined, '0'])), num('1000')));
    expect(shown(pays('MARGINAL'), 2)).toBe(marginal);
    expect(shown(pays('WHOLE'), 2)).toBe(whole);
  });

  it('WE-20: quota 1000, actual 1300 pays 1100; actual 800 pays 830 (surplus 60 capped at 30)', () => {
    const shared = tiered(over(num('300'), num('1000')), bands('MARGINAL', 'UPPER', ['0.20', '0.50'], [undefined, '0']));
    expect(shown(plus(num('1000'), times(shared, num('1000'))))).toBe('1100');
    const kept = call('min', times(num('200'), num('0.30')), times(num('1000'), num('0.03')));
    expect(shown(plus(num('800'), kept))).toBe('830');
  });

  it('WE-23: 5% quality deposit of 1,234,567.89 and 1,000,000.10, HALF_UP and HALF_EVEN', () => {
    const deposit = (month: string, mode: RoundingMode): string => shown(round(times(num(month), num('0.05')), 2, mode), 2);
    expect(deposit('1234567.89', 'HALF_UP')).toBe('61728.39');
    expect(deposit('1000000.10', 'HALF_UP')).toBe('50000.01');
    expect(deposit('1000000.10', 'HALF_EVEN')).toBe('50000.00');
  });
});

describe('formulas: bands and tables', () => {
  it('a boundary belongs to the band that it ends (UPPER) or begins (LOWER)', () => {
    const at = (includes: 'UPPER' | 'LOWER', x: string): string =>
      shown({ kind: 'lookupBand', table: bands('WHOLE', includes, ['1', '10'], ['2', '20'], [undefined, '30']), operand: num(x) });
    expect(['0.99', '1', '1.01', '2', '3'].map((x) => at('UPPER', x))).toEqual(['10', '10', '20', '20', '30']);
    expect(['0.99', '1', '1.01', '2', '3'].map((x) => at('LOWER', x))).toEqual(['10', '20', '20', '30', '30']);
  });

  it('a row says whose its own boundary is, where policy mixes 含 and 不含', () => {
    const table = bands('WHOLE', 'UPPER', ['1', '10'], ['2', '20'], [undefined, '30']);
    const rows = table.rows.map((row, index) => (index === 1 ? { ...row, includes: 'LOWER' as const } : row));
    const at = (x: string): string => shown({ kind: 'lookupBand', table: { ...table, rows }, operand: num(x) });
    expect(['1', '1.01', '1.99', '2', '3'].map(at)).toEqual(['10', '20', '20', '30', '30']);
    expect(bandsText({ ...table, rows })).toBe('(0, 1]: 10; (1, 2): 20; [2, ∞): 30');
  });

  it('keys choose the bands that a number falls into', () => {
    const table: KeyedBands = {
      id: 'keyed',
      key: ['class', 'insurance'],
      bands: new Map([
        [mapKey(['A', 'EMPLOYEE']), bands('MARGINAL', 'UPPER', ['1', '10'], [undefined, '20'])],
        [mapKey(['A', 'RESIDENT']), bands('MARGINAL', 'UPPER', ['2', '30'], [undefined, '40'])],
      ]),
    };
    const read = (fn: 'lookup' | 'tiered', insurance: string): Expr => ({
      ...{ kind: 'keyedBands', fn, table, keys: [text('A'), text(insurance)], operand: num('1.5') },
    });
    expect(shown(read('lookup', 'EMPLOYEE'))).toBe('20');
    expect(shown(read('lookup', 'RESIDENT'))).toBe('30');
    expect(shown(read('tiered', 'EMPLOYEE'))).toBe('20');
    expect(shown(read('tiered', 'RESIDENT'))).toBe('45');
    expect(both(read('tiered', 'OTHER'))).toEqual({ code: 'TABLE_KEY_MISSING', name: 'keyed' });
  });

  it('tiered gives nothing at or below 0, and x × the value of its band in WHOLE', () => {
    const table = bands('WHOLE', 'LOWER', ['1', '10'], [undefined, '20']);
    expect(shown(tiered(num('0'), table))).toBe('0');
    expect(shown(tiered(minus(num('0'), num('5')), table))).toBe('0');
    expect(shown(tiered(num('1'), table))).toBe('20');
  });

  it('looks a row up by several keys, answers with else, and names the table otherwise', () => {
    const keys = [text('A'), text('EMPLOYEE')];
    expect(shown(lookup({ 'A,EMPLOYEE': '1.2' }, keys))).toBe('1.2');
    expect(shown(lookup({ 'B,EMPLOYEE': '1.2' }, keys, num('0.9')))).toBe('0.9');
    expect(both(lookup({ 'B,EMPLOYEE': '1.2' }, keys))).toEqual({ code: 'TABLE_KEY_MISSING', name: 'table' });
  });

  it('a missing key has no row, but one that nobody supplied is never answered with else', () => {
    const plan = new PlanBuilder();
    plan.slot('case', 'dischargeWay', { type: 'enum' });
    const expr = lookup({ 1: '1' }, [plan.key('dischargeWay')], num('2'));
    const inFrame = (frame: Frame): Fraction | Problem => both(expr, new Environment({ case: frame }));
    expect(inFrame(['1'])).toEqual(decimal('1'));
    expect(inFrame([null])).toEqual(decimal('2'));
    expect(inFrame([undefined])).toEqual({ code: 'NOT_SUPPLIED', name: 'dischargeWay' });
  });

  it('reads columns of the disease group, with else where there is none', () => {
    const found = diseaseGroup({ caseCount: 12, auxiliary: new Map([['DEATH', decimal('0.9')]]) });
    const read = (expr: Expr): Fraction | Problem => both(expr, new Environment({}, found));
    expect(read(group('points'))).toEqual(decimal('1000'));
    expect(read(group('meanCost', text('3')))).toEqual(decimal('10000.00'));
    expect(read(group('caseCount'))).toEqual(decimal('12'));
    expect(read(group('auxiliary', text('DEATH')))).toEqual(decimal('0.9'));
    expect(read(group('auxiliary', text('SEVERE'), num('1')))).toEqual(decimal('1'));
    expect(read(group('meanCost', text('2')))).toEqual({ code: 'GROUP_COLUMN_MISSING', name: 'meanCost(2)' });
    expect(read(group('variation'))).toEqual({ code: 'GROUP_COLUMN_MISSING', name: 'variation' });
    expect(both(group('points'))).toEqual({ code: 'GROUP_COLUMN_MISSING', name: 'points' });
  });
});

describe('formulas: what cannot be worked out', () => {
  const plan = new PlanBuilder();
  plan.slot('case', 'icuDays');
  const icuDays = plan.fact('icuDays');

  it('names a missing fact, and tells it from one that nobody supplied', () => {
    expect(both(icuDays, new Environment({ case: [null] }))).toEqual({ code: 'MISSING_VALUE', name: 'icuDays' });
    expect(both(icuDays, new Environment({ case: [undefined] }))).toEqual({ code: 'NOT_SUPPLIED', name: 'icuDays' });
    expect(both(plus(num('1'), icuDays), new Environment({ case: [null] }))).toEqual({ code: 'MISSING_VALUE', name: 'icuDays' });
  });

  it('a division by zero is a failure, never 0', () => {
    expect(both(over(num('1'), minus(num('2'), num('2'))))).toEqual({ code: 'DIVISION_BY_ZERO', name: '' });
  });

  it('a number on a mistyped fact is a bug', () => {
    expect(() => compileFormula(icuDays)(new Environment({ case: ['12'] }))).toThrow('icuDays is not a number');
  });

  it('reduces what has grown, and is out of range where that does not help', () => {
    const power = (expr: Expr, times2: number): Expr => (times2 === 0 ? expr : power(times(expr, expr), times2 - 1));
    const third = over(num('1'), num('3'));
    expect(shown(over(power(third, 8), power(third, 8)))).toBe('1');
    expect(shown(power(num('1000000000'), 5))).toBe(`1${'0'.repeat(9 * 32)}`);
    expect(shown(power(num('1000000000'), 6))).toBe('OUT_OF_RANGE');
    expect(shown(power(third, 10))).toBe('OUT_OF_RANGE');
  });
});
