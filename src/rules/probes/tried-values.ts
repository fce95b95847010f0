import { addDays } from '../../engine/kit/calendar.js';
import { must } from '../../engine/kit/assert.js';
import { prepareTest, type PreparedTest } from '../../engine/decide/classify.js';
import { add, Fraction, subtract } from '../../engine/number/quantity.js';
import type { FactTest, LeafCondition, Plan, Ref, Value } from '../../engine/plan/plan.js';
import { stepOf } from '../made/step.js';

/** Where a value stands to the threshold that it is tried at. */
const SIDES = ['BELOW', 'AT', 'ABOVE'] as const;
/** One of SIDES. */
export type Side = (typeof SIDES)[number];

/** A value tried at a threshold, and its class. */
export interface Tried {
  readonly side: Side;
  readonly value: Value;
  readonly found: number;
}

/** The threshold of a comparison: a number or a day; `undefined` where it compares names, lists or codes. */
export function thresholdOf(plan: Pick<Plan, 'slots'>, { ref, operand }: LeafCondition): Fraction | string | undefined {
  if (operand instanceof Fraction) return operand;
  const isDay = must(plan.slots[ref.scope][ref.slot], ref.name).type === 'date';
  return isDay && typeof operand === 'string' ? operand : undefined;
}

/** A threshold moved by so many steps of its fact. */
export function moved(plan: Pick<Plan, 'slots'>, ref: Ref, threshold: Fraction | string, direction: 1 | -1): Fraction | string {
  if (typeof threshold === 'string') return addDays(threshold, direction);
  return direction === 1 ? add(threshold, stepOf(plan, ref)) : subtract(threshold, stepOf(plan, ref));
}

/** t − step, t, t + step: those that the fact can have. */
export function triedAt(plan: Pick<Plan, 'slots'>, test: FactTest, threshold: Fraction | string): Tried[] {
  const { classOf } = prepareTest(test);
  const values: readonly Value[] = [moved(plan, test.ref, threshold, -1), threshold, moved(plan, test.ref, threshold, 1)];
  return values
    .map((value, index) => ({ side: must(SIDES[index], 'side'), value, found: classOf(value) }))
    .filter(({ found, value }) => found >= 0 && isWithin(plan, test.ref, value));
}

function isWithin(plan: Pick<Plan, 'slots'>, ref: Ref, value: Value): boolean {
  const { min, max } = must(plan.slots[ref.scope][ref.slot], ref.name);
  if (!(value instanceof Fraction)) return true;
  return (min === undefined || subtract(value, min).n >= 0n) && (max === undefined || subtract(max, value).n >= 0n);
}

/** A year of age in days, about: what makes an age in years and one in days agree. */
const DAYS_OF_YEAR = 365n;

/**
 * Values of a table's facts, in its order, that people would find in one case: an age in years and in days agree, codes are codes. The number at
 * `fixed` stays as it is.
 */
export function agreeing(tests: readonly FactTest[], values: readonly Value[], fixed: number): Value[] {
  const found = values.map((value, index) => realCode(must(tests[index], 'test'), value));
  const years = tests.findIndex(({ ref }) => ref.name === 'ageYears');
  const days = tests.findIndex(({ ref }) => ref.name === 'ageDays');
  const [age, lived] = [found[years], found[days]];
  if (!(age instanceof Fraction) || !(lived instanceof Fraction)) return found;
  const meets = (y: bigint, d: bigint): boolean => d >= y * DAYS_OF_YEAR && d <= (y + 1n) * (DAYS_OF_YEAR + 1n) - 1n;
  if (meets(age.n / age.d, lived.n / lived.d)) return found;
  const [yearTest, dayTest] = [prepareTest(must(tests[years], 'years')), prepareTest(must(tests[days], 'days'))];
  const sameClass = (test: PreparedTest, own: Value, other: Fraction): boolean => own !== null && test.classOf(own) === test.classOf(other);
  if (fixed !== years) {
    const y = new Fraction(lived.n / lived.d / DAYS_OF_YEAR, 1n);
    if (meets(y.n, lived.n / lived.d) && sameClass(yearTest, age, y)) return found.with(years, y);
  }
  if (fixed !== days) {
    const own = age.n / age.d;
    const d = [own * DAYS_OF_YEAR + own / 4n + 1n, own * DAYS_OF_YEAR, (own + 1n) * (DAYS_OF_YEAR + 1n) - 1n]
      .map((n) => new Fraction(n, 1n))
      .find((one) => meets(own, one.n) && sameClass(dayTest, lived, one));
    if (d !== undefined) return found.with(days, d);
  }
  return found;
}

const stemmed = (stem: string): readonly string[] => (stem === '' ? [] : [stem, `${stem}0`]);

/** A code in place of what only stands for any code of a kind. */
function realCode(test: FactTest, value: Value): Value {
  const prepared = prepareTest(test);
  const isSame = (other: Value): boolean => other !== null && value !== null && prepared.classOf(other) === prepared.classOf(value);
  const better = (code: string): string | undefined =>
    [...stemmed(code.slice(0, -1)), 'Z00.000', 'Z99.900', '99.9900'].find((one) =>
      isSame(Array.isArray(value) ? value.map((old: string) => (old === code ? one : old)) : one),
    );
  if (typeof value === 'string' && /[~—]$/u.test(value)) return better(value) ?? value;
  if (Array.isArray(value)) return value.map((code: string) => (code.endsWith('~') ? (better(code) ?? code) : code));
  return value;
}
