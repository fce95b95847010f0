import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillCase } from '../../../src/engine/scoring/case-frame.js';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import type { Expr, OutputSpec, Ref } from '../../../src/engine/plan/plan.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { decimal, Fraction, multiply, printFen, printFixed, whole } from '../../../src/engine/number/quantity.js';
import {
  indicativePayment,
  prepareScoring,
  runScoring,
  type GroupingAnswer,
  type Scored,
  type ScoringProgram,
} from '../../../src/engine/scoring/scoring.js';
import { printOutput } from '../../../src/engine/plan/value-text.js';
import {
  booleanTest,
  CENTS,
  constant,
  decimalTest,
  diseaseGroup,
  exact,
  formula,
  FOUR,
  group,
  minus,
  num,
  numberOutcome,
  oneOf,
  over,
  par,
  PlanBuilder,
  plus,
  rounded,
  text,
  textTest,
  times,
} from '../hand-made-plan.js';
import { inpatientCase } from '../sample-case.js';

/** Points of a kind of deviation city. Classes of the cost ratio at 0.5, 2, 5: below, at, between … */
interface DeviationCity {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly extreme: readonly number[];
  readonly lowPoints: (points: Expr, ratio: Expr) => Expr;
  readonly highPoints: (points: Expr, ratio: Expr) => Expr;
}

const K = par('K', '0.8');
/** 1.0 formulas, strict boundaries: < 0.5, > 2, > 5 goes to review. */
const NATIONAL: DeviationCity = {
  low: [0],
  high: [4, 5, 6],
  extreme: [6],
  lowPoints: times,
  highPoints: (points, ratio) => times(points, plus(minus(ratio, num('2')), num('1'))),
};
const INCLUSIVE: DeviationCity = { ...NATIONAL, low: [0, 1], high: [3, 4, 5, 6] };
/** RW × (r − 1) × K. */
const K_OUTSIDE: DeviationCity = { ...INCLUSIVE, highPoints: (points, ratio) => times(times(points, minus(ratio, num('1'))), K) };
/** RW × (r − 2 + K) up to 5 times, and RW × K until reviewed beyond it. */
const K_INSIDE: DeviationCity = {
  ...NATIONAL,
  low: [0, 1],
  high: [4, 5],
  extreme: [6],
  highPoints: (points, ratio) => times(points, plus(minus(ratio, num('2')), K)),
};

interface City {
  readonly plan: PlanBuilder;
  readonly scoring: ScoringProgram;
}

const BED_DAY_EXCLUDED = { outcome: constant('EXCLUDED'), name: 'exclude-bed-day' };

function deviationCity(city: DeviationCity, normal: Expr = group('points')): City {
  const plan = new PlanBuilder();
  plan.slot('institution', 'institutionLevel', { type: 'enum' });
  plan.slot('case', 'totalCost', { unit: 'yuan' });
  plan.slot('case', 'caseFlag', { type: 'set' });
  plan.slot('case', 'groupKind', { type: 'enum' });
  plan.decide({
    scope: 'case',
    id: 'inclusion',
    output: oneOf('INCLUDED', 'EXCLUDED'),
    hit: 'unique',
    rules: [BED_DAY_EXCLUDED],
    tables: [{ tests: [booleanTest(plan.ref('caseFlag', 'BED_DAY'))], verdict: (bedDay) => (bedDay === 1 ? [0] : []) }],
    otherwise: constant('INCLUDED'),
    beforeGrouping: true,
  });
  plan.decide({
    scope: 'case',
    id: 'costRatio',
    output: exact('1', true),
    formula: over(plan.fact('totalCost'), group('meanCost', plan.key('institutionLevel'))),
  });
  const test = (): ReturnType<typeof decimalTest> => decimalTest(plan.ref('costRatio'), ['0.5', '2', '5'], 'optional');
  const rules = ['LOW', 'HIGH'].map((value) => ({ name: `deviation-${value.toLowerCase()}`, outcome: constant(value) }));
  const deviates = (c: number): number[] => (city.low.includes(c) ? [0] : city.high.includes(c) ? [1] : []);
  plan.decide({
    scope: 'case',
    id: 'deviation',
    output: oneOf('LOW', 'NORMAL', 'HIGH'),
    hit: 'unique',
    rules,
    tables: [{ tests: [test()], verdict: deviates }],
    otherwise: constant('NORMAL'),
  });
  pointsDecision(plan, city, normal);
  const extreme = [{ name: 'special-cost-extreme', outcome: constant('COST_EXTREME') }];
  plan.decide({
    scope: 'case',
    id: 'specialCaseReasons',
    output: oneOf('COST_EXTREME'),
    hit: 'collect',
    rules: extreme,
    tables: [{ tests: [test()], verdict: (c) => (city.extreme.includes(c) ? [0] : []) }],
  });
  return { plan, scoring: prepareScoring(prepare(plan.build())) };
}

function pointsDecision(plan: PlanBuilder, city: DeviationCity, normal: Expr): Ref {
  const ratio = plan.fact('costRatio');
  const rules = [
    { name: 'points-low', outcome: formula(city.lowPoints(group('points'), ratio)) },
    { name: 'points-high', outcome: formula(city.highPoints(group('points'), ratio)) },
  ];
  const tests = [textTest(plan.ref('deviation'), ['LOW', 'HIGH'])];
  return plan.decide({
    scope: 'case',
    id: 'points',
    output: rounded('point', FOUR),
    hit: 'unique',
    rules,
    tables: [{ tests, verdict: (c) => (c < 2 ? [c] : []) }],
    otherwise: formula(normal),
  });
}

interface Answer {
  readonly points: string | null;
  readonly deviation: unknown;
  readonly reasons: unknown;
  readonly scored: Scored<GroupingAnswer>;
}

function score(
  { plan, scoring }: City,
  cost: string | Fraction,
  found: DiseaseGroup | null = diseaseGroup(),
  flags: readonly 'BED_DAY'[] = [],
): Answer {
  const totalCost = typeof cost === 'string' ? decimal(cost) : cost;
  const { frame } = fillCase(scoring.filler, scoring.program, inpatientCase({ totalCost, caseFlags: flags }), { regionCode: '990300' });
  const result = runScoring(scoring, { fundYear: [], institution: ['3'], caseFrame: frame }, () => ({ group: found }), plan.verdicts);
  if (result.kind !== 'scored') throw new Error(JSON.stringify({ ...result, decision: '' }));
  const read = (name: string): { output: OutputSpec; slot: number } => {
    const decision = scoring.program.scopes.case.decisions.find(({ plan: one }) => one.id === name)?.plan;
    if (decision === undefined) throw new Error(name);
    return decision;
  };
  return {
    points: printOutput(read('points').output, frame[read('points').slot]),
    deviation: frame[read('deviation').slot],
    reasons: frame[read('specialCaseReasons').slot],
    scored: result,
  };
}

/** All that was decided, without how. */
function answer(...asked: Parameters<typeof score>): Omit<Answer, 'scored'> {
  const { scored: _, ...decided } = score(...asked);
  return decided;
}

describe('scoring: cost deviation', () => {
  it.each([
    ['4999.00', 'LOW', '499.9000', []],
    ['5000.00', 'NORMAL', '1000.0000', []],
    ['20000.00', 'NORMAL', '1000.0000', []],
    ['20001.00', 'HIGH', '1000.1000', []],
    ['25000.00', 'HIGH', '1500.0000', []],
    ['50000.00', 'HIGH', '4000.0000', []],
    ['50001.00', 'HIGH', '4000.1000', ['COST_EXTREME']],
  ])('WE-06: strict boundaries, cost %s is %s with %s points', (cost, deviation, points, reasons) => {
    expect(answer(deviationCity(NATIONAL), cost)).toEqual({ deviation, points, reasons });
  });

  it.each([
    ['5000.00', 'LOW', '500.0000'],
    ['20000.00', 'HIGH', '1000.0000'],
  ])('WE-06b: inclusive boundaries, cost %s is %s with %s points', (cost, deviation, points) => {
    expect(answer(deviationCity(INCLUSIVE), cost)).toEqual({ deviation, points, reasons: [] });
  });

  it('WE-07: K = 0.8 at 2.5 times gives 1200 outside the bracket and 1300 inside', () => {
    expect(score(deviationCity(K_OUTSIDE), '25000.00').points).toBe('1200.0000');
    expect(score(deviationCity(K_INSIDE), '25000.00').points).toBe('1300.0000');
  });

  it('WE-07b: exactly 5 times gives 3800, one yuan more 800 until it is reviewed', () => {
    const city = deviationCity(K_INSIDE, times(group('points'), K));
    expect(answer(city, '50000.00')).toEqual({ points: '3800.0000', deviation: 'HIGH', reasons: [] });
    expect(answer(city, '50001.00')).toEqual({ points: '800.0000', deviation: 'NORMAL', reasons: ['COST_EXTREME'] });
  });

  it('1.0 formulas are continuous at 2 times and jump from 500 to 1000 at half', () => {
    const city = deviationCity(NATIONAL);
    expect(['19999.99', '20000.00', '20000.01'].map((cost) => score(city, cost).points)).toEqual(['1000.0000', '1000.0000', '1000.0010']);
    expect(['4999.99', '5000.00'].map((cost) => score(city, cost).points)).toEqual(['499.9990', '1000.0000']);
  });

  it('a case without a known group mean has no cost ratio and is normal', () => {
    expect(answer(deviationCity(NATIONAL), '99999.00', diseaseGroup({ meanCost: { 2: '10000.00' } }))).toEqual({
      deviation: 'NORMAL',
      reasons: [],
      points: '1000.0000',
    });
  });

  it('property: scaling all costs alike changes neither deviation nor points', () => {
    const city = deviationCity(NATIONAL);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 100 }), (fen, factor) => {
        const cost = new Fraction(BigInt(fen), 100n);
        const plain = score(city, cost);
        const scaled = score(city, multiply(cost, whole(factor)), diseaseGroup({ meanCost: { 3: `${10_000 * factor}.00` } }));
        expect([scaled.deviation, scaled.points]).toEqual([plain.deviation, plain.points]);
      }),
    );
  });

  it('property: asking again gives the same, digit by digit (replay)', () => {
    const city = deviationCity(K_INSIDE);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (fen) => {
        const [first, second] = [
          score(city, new Fraction(BigInt(fen), 100n)),
          score(deviationCity(K_INSIDE), new Fraction(BigInt(fen), 100n)),
        ];
        expect([second.scored.frame, second.scored.evaluation]).toEqual([first.scored.frame, first.scored.evaluation]);
      }),
    );
  });
});

describe('scoring: other shapes of city', () => {
  it('WE-17: the 3.0 draft pays a low-cost case its cost, where the point value is the one of the standard', () => {
    const plan = new PlanBuilder();
    plan.slot('institution', 'institutionLevel', { type: 'enum' });
    plan.slot('fundYear', 'budgetPointValue');
    plan.slot('case', 'totalCost');
    const standard = times(times(group('points'), plan.fact('budgetPointValue')), num('0.95'));
    plan.decide({ scope: 'case', id: 'correction', output: exact('1'), formula: over(plan.fact('totalCost'), standard) });
    plan.decide({
      scope: 'case',
      id: 'points',
      output: rounded('point', FOUR),
      formula: times(times(group('points'), num('0.95')), plan.fact('correction')),
    });
    const scoring = prepareScoring(prepare(plan.build()));
    const frames = { fundYear: [decimal('11.2345')], institution: ['3'], caseFrame: [decimal('4200')] };
    runScoring(scoring, frames, () => ({ group: diseaseGroup({ points: '850' }) }), plan.verdicts);
    const [, correction, points] = frames.caseFrame;
    if (correction === undefined || points === undefined) throw new Error('not scored');
    expect(printFixed(correction, 6)).toBe('0.462970');
    expect(printFixed(points, 4)).toBe('373.8484');
    expect(printFixed(multiply(points, decimal('11.2345')), 4)).toBe('4199.9998');
    expect(printFen(indicativePayment(points, decimal('11.2345')))).toBe('4200.00');
  });

  it.each([
    ['4800', '4800.00', '5174.40'],
    ['4801', '7200.00', '7761.60'],
    ['11999', '7200.00', '7761.60'],
    ['12000', '8400.00', '9055.20'],
    ['20000', '16400.00', '17679.20'],
  ])('WE-18: points are yuan, cost %s gives %s at first and %s at last', (cost, initial, final) => {
    const plan = new PlanBuilder();
    plan.slot('case', 'totalCost');
    plan.decide({ scope: 'case', id: 'share', output: exact('1'), formula: over(plan.fact('totalCost'), group('points')) });
    const rules = [
      { name: 'initial-low', outcome: formula(plan.fact('totalCost')) },
      { name: 'initial-high', outcome: formula(minus(plan.fact('totalCost'), times(times(group('points'), num('0.9')), num('0.5')))) },
    ];
    const tests = [decimalTest(plan.ref('share'), ['0.6', '1.5'])];
    const verdict = (c: number): number[] => (c <= 1 ? [0] : c >= 3 ? [1] : []);
    plan.decide({
      scope: 'case',
      id: 'initial',
      output: rounded('yuan', CENTS),
      hit: 'unique',
      rules,
      tables: [{ tests, verdict }],
      otherwise: formula(times(group('points'), num('0.9'))),
    });
    const supported = plus(plan.fact('initial'), times(plan.fact('initial'), num('0.10')));
    plan.decide({ scope: 'case', id: 'points', output: rounded('yuan', CENTS), formula: times(supported, num('0.98')) });
    const caseFrame = [decimal(cost)];
    const scoring = prepareScoring(prepare(plan.build({ pointUnit: 'yuan' })));
    runScoring(scoring, { fundYear: [], institution: [], caseFrame }, () => ({ group: diseaseGroup({ points: '8000' }) }), plan.verdicts);
    const shown = ['initial', 'points'].map((name) => printFixed(caseFrame[plan.ref(name).slot] ?? decimal('0'), 2));
    expect(shown).toEqual([initial, final]);
  });

  it('auxiliary coefficients come from the catalogue by type, and the highest of those that are triggered counts (N21-20)', () => {
    const plan = new PlanBuilder();
    plan.slot('case', 'severe', { type: 'boolean' });
    plan.slot('case', 'death', { type: 'boolean' });
    const rules = ['SEVERE', 'DEATH'].map((type) => ({
      name: `auxiliary-${type.toLowerCase()}`,
      outcome: formula(group('auxiliary', text(type), num('1'))),
    }));
    const tests = [booleanTest(plan.ref('severe')), booleanTest(plan.ref('death'))];
    const verdict = (severe: number, death: number): number[] => [...(severe === 1 ? [0] : []), ...(death === 1 ? [1] : [])];
    plan.decide({
      scope: 'case',
      id: 'auxiliaryFactor',
      output: rounded('1', FOUR),
      hit: 'max',
      rules,
      tables: [{ tests, verdict }],
      otherwise: numberOutcome('1'),
    });
    const scoring = prepareScoring(prepare(plan.build()));
    const found = diseaseGroup({
      auxiliary: new Map([
        ['SEVERE', decimal('1.25')],
        ['DEATH', decimal('0.9')],
      ]),
    });
    const factor = (severe: boolean, death: boolean): unknown => {
      const caseFrame = [severe, death];
      runScoring(scoring, { fundYear: [], institution: [], caseFrame }, () => ({ group: found }), plan.verdicts);
      return caseFrame.slice(2);
    };
    expect(factor(true, true)).toEqual([decimal('1.2500'), 'auxiliary-severe']);
    expect(factor(false, true)).toEqual([decimal('0.9000'), 'auxiliary-death']);
    expect(factor(false, false)).toEqual([decimal('1.0000'), 'otherwise']);
  });
});

describe('scoring: inclusion and order', () => {
  it('a case that is not INCLUDED has points 0 and null for what follows, without being grouped', () => {
    const city = deviationCity(NATIONAL);
    const { points, deviation, reasons, scored } = score(city, '25000.00', diseaseGroup(), ['BED_DAY']);
    expect({ points, deviation, reasons, included: scored.included, grouping: scored.grouping }).toEqual({
      points: '0.0000',
      deviation: null,
      reasons: null,
      included: false,
      grouping: undefined,
    });
    expect(scored.evaluation.fired).toEqual([[0], undefined, undefined, undefined, undefined]);
    expect(scored.frame[city.plan.ref('groupKind').slot]).toBe('UNGROUPED');
  });

  it('a case of no group fails by name where its points need one', () => {
    const { plan, scoring } = deviationCity(NATIONAL);
    const { frame } = fillCase(scoring.filler, scoring.program, inpatientCase({}), { regionCode: '990300' });
    const result = runScoring(scoring, { fundYear: [], institution: ['3'], caseFrame: frame }, () => ({ group: null }), plan.verdicts);
    expect(result).toEqual({ kind: 'failure', scope: 'case', decision: 'points', code: 'GROUP_COLUMN_MISSING', fact: 'points' });
  });

  it('grouping sees what was decided before it, and what follows sees the group', () => {
    const plan = new PlanBuilder();
    plan.slot('case', 'groupCode', { type: 'code', optional: true });
    plan.decide({ scope: 'case', id: 'late', output: exact('1'), formula: group('points') });
    plan.decide({ scope: 'case', id: 'early', output: exact('1'), formula: num('7'), beforeGrouping: true });
    const scoring = prepareScoring(prepare(plan.build()));
    const caseFrame = [null];
    const seen: unknown[] = [];
    runScoring(
      scoring,
      { fundYear: [], institution: [], caseFrame },
      (frame) => {
        seen.push(...frame.slice());
        return { group: diseaseGroup() };
      },
      plan.verdicts,
    );
    expect(seen).toEqual([null, undefined, decimal('7')]);
    expect(caseFrame).toEqual(['J18.9', decimal('1000'), decimal('7')]);
  });

  it('gives back a situation that was never judged, and goes on once it is', () => {
    const { plan, scoring } = deviationCity(NATIONAL);
    plan.forget('deviation/0/4');
    const { frame } = fillCase(scoring.filler, scoring.program, inpatientCase({ totalCost: decimal('25000.00') }), {
      regionCode: '990300',
    });
    const result = runScoring(
      scoring,
      { fundYear: [], institution: ['3'], caseFrame: frame },
      () => ({ group: diseaseGroup() }),
      plan.verdicts,
    );
    expect(result).toMatchObject({ kind: 'unmet', table: 0, situation: 4 });
  });
});
