import fc from 'fast-check';
import type { CodeList, HitPolicy, Operator, Plan, Value } from '../../src/engine/plan/plan.js';
import { add, decimal, Fraction, ONE, subtract, whole } from '../../src/engine/number/quantity.js';
import { codes, makePlan, type FactSketch, type RuleSketch, type Sketch } from './plan-builder.js';

/** Facts of every type, required and optional, that random rules compare. */
export const FACTS: Readonly<Record<string, FactSketch>> = {
  ratio: { type: 'decimal', optional: true },
  cost: { type: 'decimal', min: decimal('0') },
  age: { type: 'integer', min: whole(0), max: whole(130) },
  days: { type: 'integer', optional: true },
  level: { type: 'enum', values: ['1', '2', '3'] },
  way: { type: 'enum', values: ['1', '2', '3', '4'], optional: true },
  urgent: { type: 'boolean' },
  known: { type: 'boolean', optional: true },
  diagnosis: { type: 'code' },
  group: { type: 'code', optional: true },
  procedures: { type: 'codes' },
  discharged: { type: 'date' },
};

const THRESHOLDS = ['0', '0.5', '1', '1.05', '2', '2.5', '17', '18'].map(decimal);
const WHOLES = [0, 1, 17, 18, 60, 65, 130].map(whole);
const DATES = ['2023-12-31', '2024-01-01', '2024-02-28', '2024-02-29', '2024-03-01'];
const CODES = ['A15', 'A15.0', 'B20', 'C50', 'C50.1', 'C50.100x001', 'Z99'];
const LISTS: readonly CodeList[] = [
  codes('tumours', 'C50*', 'C34.100'),
  codes('breast', 'C50.1*'),
  codes('infections', 'A15.0', 'B20'),
  codes('lungs', 'A15*', 'C34*'),
];

const COMPARISONS: readonly Operator[] = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const BY_NAME: readonly Operator[] = ['equal', 'notEqual'];
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

type LeafSketch = Extract<Sketch, { readonly fact: string }>;
const leaf = (fact: string, operators: readonly Operator[], value: fc.Arbitrary<LeafSketch['value']>): fc.Arbitrary<Sketch> =>
  fc.tuple(fc.constantFrom(...operators), value).map(([operator, operand]) => ({ fact, operator, value: operand }));

const byName = (fact: string, values: readonly string[]): fc.Arbitrary<Sketch> =>
  fc.oneof(leaf(fact, BY_NAME, fc.constantFrom(...values)), leaf(fact, ['in', 'notIn'], some(values)));
const numeric = (fact: string, values: readonly Fraction[]): fc.Arbitrary<Sketch> =>
  fc.oneof(leaf(fact, [...COMPARISONS, ...BY_NAME], fc.constantFrom(...values)), leaf(fact, ['in', 'notIn'], some(values)));

const anyLeaf: fc.Arbitrary<Sketch> = fc.oneof(
  numeric('ratio', THRESHOLDS),
  numeric('cost', THRESHOLDS),
  numeric('age', [...WHOLES, decimal('17.5')]),
  numeric('days', WHOLES),
  byName('level', ['1', '2', '3']),
  byName('way', ['1', '2', '9']),
  leaf('urgent', BY_NAME, fc.boolean()),
  leaf('known', BY_NAME, fc.boolean()),
  byName('diagnosis', CODES),
  byName('group', CODES),
  leaf('diagnosis', ['inCodes'], fc.constantFrom(...LISTS)),
  leaf('group', ['inCodes'], fc.constantFrom(...LISTS)),
  leaf('procedures', ['anyInCodes'], fc.constantFrom(...LISTS)),
  leaf('discharged', COMPARISONS, fc.constantFrom(...DATES)),
  byName('discharged', DATES),
  ...['ratio', 'days', 'way', 'known', 'group'].map((fact) => leaf(fact, ['known'], fc.boolean())),
);

const sketch: fc.Arbitrary<Sketch> = fc.letrec<{ node: Sketch }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    anyLeaf,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('node').map((not) => ({ not })),
  ),
})).node;

const HITS: readonly HitPolicy[] = ['first', 'collect', 'collect', 'sum'];

/** A plan with one decision of random nested rules over facts of every type. */
export const randomPlan: fc.Arbitrary<Plan> = fc
  .tuple(fc.array(sketch, { minLength: 1, maxLength: 4 }), fc.constantFrom(...HITS))
  .map(([conditions, hit]) => {
    const gives = (index: number): Pick<RuleSketch, 'gives'> => (hit === 'sum' ? { gives: whole(index + 1) } : {});
    const rules = conditions.map((when, index): RuleSketch => ({ name: `R${index}`, when, ...gives(index) }));
    return makePlan(FACTS, [{ id: 'decided', hit, rules, ...(hit === 'sum' ? { otherwise: whole(0) } : {}) }]);
  });

/** Two decisions, the second of which reads the first's output beside facts that both may read. */
export const randomChain: fc.Arbitrary<Plan> = fc
  .tuple(
    fc.array(sketch, { minLength: 1, maxLength: 2 }),
    fc.array(sketch, { minLength: 1, maxLength: 2 }),
    fc.constantFrom<HitPolicy>('first', 'collect'),
  )
  .map(([before, after, hit]) => {
    const rules = (conditions: readonly Sketch[]): RuleSketch[] => conditions.map((when, index) => ({ name: `R${index}`, when }));
    const read: Sketch =
      hit === 'collect' ? { fact: 'decided.R0', operator: 'equal', value: true } : { fact: 'decided', operator: 'equal', value: 'R0' };
    const second = after.map((when): Sketch => ({ all: [read, when] }));
    return makePlan(FACTS, [
      { id: 'decided', hit, rules: rules(before), ...(hit === 'first' ? { otherwise: 'NONE' } : {}) },
      { id: 'second', hit: 'first', rules: rules([...second, read]), otherwise: 'NONE' },
    ]);
  });

/** A number at a constant, a hair or a step beside it, or anywhere; never below `least`. */
function around(values: readonly Fraction[], step: Fraction, least?: Fraction): fc.Arbitrary<Fraction> {
  const beside = values.flatMap((value) => [subtract(value, step), value, add(value, step)]);
  const possible = beside.filter((value) => least === undefined || subtract(value, least).n >= 0n);
  // The same number in other terms than the constant's: 1/2 and 50/100 are equal.
  return fc.constantFrom(...possible).chain((value) => fc.bigInt(1n, 7n).map((k) => new Fraction(value.n * k, value.d * k)));
}
const orMissing = <T extends Value>(value: fc.Arbitrary<T>): fc.Arbitrary<Value> => fc.option<Value>(value, { nil: null, freq: 4 });
const ages = fc.constantFrom(0, 1, 2, 16, 17, 18, 19, 59, 60, 61, 64, 65, 66, 129, 130).map(whole);
const code = fc.constantFrom(...CODES, 'C34', 'C34.100', 'C34.101', 'C5', 'C50.11', 'D00', 'A15.01');

/** A case with every fact supplied, thresholds forced. */
export const randomCase: fc.Arbitrary<Readonly<Record<string, Value>>> = fc.record<Record<string, Value>>({
  ratio: orMissing(around(THRESHOLDS, decimal('0.00000001'))),
  cost: around(THRESHOLDS, decimal('0.01'), decimal('0')),
  age: ages,
  days: orMissing(around(WHOLES, ONE)),
  level: fc.constantFrom('1', '2', '3'),
  way: orMissing(fc.constantFrom('1', '2', '3', '4')),
  urgent: fc.boolean(),
  known: orMissing(fc.boolean()),
  diagnosis: code,
  group: orMissing(code),
  procedures: fc.array(code, { maxLength: 3 }),
  discharged: fc.constantFrom(...DATES, '2020-01-01', '2024-01-02', '2030-12-31'),
});
