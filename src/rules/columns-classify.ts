import { assert, assertNever, must } from '../engine/assert.js';
import { prepareTest } from '../engine/classify.js';
import type { Classifier, FactTest, Value } from '../engine/plan.js';
import { divideRounded, pow10, type Fraction } from '../engine/quantity.js';
import { fuse, type AddWorth, type Part } from './columns-fused.js';
import type { Column } from './columns.js';

/** What a value without a class is worth: whatever the other facts add, the row's situation stays negative. */
const NO_CLASS = -(2 ** 20);

/** Rows worked through at a time, fact by fact: they stay in the processor's cache. */
export const BLOCK = 4096;

/** Prepares one fact's column: comparisons become thresholds in the column's own whole numbers, texts a look-up by code. */
export function compileColumn(test: FactTest, stride: number, column: Column): Part {
  const worth = (found: number): number => (found < 0 ? NO_CLASS : found * stride);
  const present = compilePresent(test, worth, column);
  const { missing } = column;
  if (missing === undefined) return present;
  const [add] = fuse([present]);
  const absent = worth(test.classifier.missing);
  const own = new Int32Array(BLOCK);
  return {
    kind: 'other',
    add: (out, from, to) => {
      own.fill(0);
      add?.(own, from, to);
      for (let row = from; row < to; row++)
        out[row - from] = (out[row - from] ?? 0) + (missing[row] === 1 ? absent : (own[row - from] ?? 0));
    },
  };
}

function compilePresent(test: FactTest, worth: (found: number) => number, column: Column): Part {
  switch (column.kind) {
    case 'number':
      return byNumber(column.values, wholeSteps(stepsOf(test, worth), column.scale));
    case 'big':
      return { kind: 'other', add: byBig(column.values, wholeSteps(stepsOf(test, worth), column.scale)) };
    case 'ratio':
      return { kind: 'other', add: byRatio(column.numerators, column.denominators, stepsOf(test, worth)) };
    case 'boolean':
      return { kind: 'code', codes: column.values, worths: worthOf(test, worth, [false, true]) };
    case 'text':
    case 'lists':
      return { kind: 'code', codes: column.codes, worths: worthOf(test, worth, column.dictionary) };
    default:
      return assertNever(column, 'column');
  }
}

/** Where a number's worth changes: from `cut` on (`strict`: beyond it). */
interface Step {
  readonly cut: Fraction;
  readonly strict: boolean;
  readonly worth: number;
}
interface Steps {
  readonly lowest: number;
  readonly steps: readonly Step[];
}

function stepsOf(test: FactTest, worth: (found: number) => number): Steps {
  const { cuts, classOf } = decimalClassifier(test);
  const of = (raw: number): number => worth(must(classOf[raw], 'class'));
  const steps = cuts.flatMap((cut, index): Step[] => [
    { cut, strict: false, worth: of(2 * index + 1) },
    { cut, strict: true, worth: of(2 * index + 2) },
  ]);
  const lowest = of(0);
  return { lowest, steps: steps.filter((step, index) => step.worth !== (steps[index - 1]?.worth ?? lowest)) };
}

function decimalClassifier(test: FactTest): Extract<Classifier, { readonly kind: 'decimal' }> {
  assert(test.classifier.kind === 'decimal', `${test.ref.name} is not a number`);
  return test.classifier;
}

interface WholeSteps {
  readonly lowest: number;
  readonly thresholds: readonly bigint[];
  readonly worths: readonly number[];
}

/** The same steps for whole numbers of 10^−scale: `≥ 0.5` at scale 0 is `≥ 1`, `> 17` is `≥ 18`. */
function wholeSteps({ lowest, steps }: Steps, scale: number): WholeSteps {
  const byThreshold = new Map<bigint, number>();
  for (const { cut, strict, worth } of steps) {
    const scaled = cut.n * pow10(scale);
    const threshold = strict ? divideRounded(scaled, cut.d, 'FLOOR') + 1n : divideRounded(scaled, cut.d, 'CEIL');
    // Two cuts between which no such whole number lies meet in one threshold; the later one counts.
    byThreshold.set(threshold, worth);
  }
  return { lowest, thresholds: [...byThreshold.keys()], worths: [...byThreshold.values()] };
}

/** A threshold among safe whole numbers: beyond them, all or none pass. */
function safeNumber(threshold: bigint): number {
  const number = Number(threshold);
  return Number.isSafeInteger(number) ? number : number < 0 ? -Infinity : Infinity;
}

/**
 * Few thresholds are counted without a branch, because a branch that costs fall on both sides of is mispredicted: measured, 2 ns a row
 * instead of 7 to 14. Thresholds that are not there are infinite, and never passed.
 */
function byNumber(values: Float64Array | Int32Array, steps: WholeSteps): Part {
  const { lowest, thresholds, worths } = values instanceof Int32Array ? among32Bits(steps) : steps;
  const t = thresholds.map(safeNumber);
  const [at = NaN] = t;
  const add = byThresholds(values, Float64Array.from(t), Int32Array.of(lowest, ...worths));
  if (!(values instanceof Int32Array) || t.length === 0) return { kind: 'other', add };
  if (t.length === 1) return { kind: 'threshold', values, at, base: lowest, step: (worths[0] ?? lowest) - lowest };
  return { kind: 'steps', values, thresholds: t, worths: [lowest, ...worths], add };
}

const [LEAST, MOST] = [-(2n ** 31n), 2n ** 31n - 1n];

/** Without the thresholds that every whole number of 32 bits passes, or none does. */
function among32Bits({ lowest, thresholds, worths }: WholeSteps): WholeSteps {
  const always = thresholds.findLastIndex((threshold) => threshold <= LEAST);
  const never = thresholds.findIndex((threshold) => threshold > MOST);
  const kept = [always + 1, never < 0 ? thresholds.length : never] as const;
  return { lowest: worths[always] ?? lowest, thresholds: thresholds.slice(...kept), worths: worths.slice(...kept) };
}

function byThresholds(values: Float64Array | Int32Array, t: Float64Array, w: Int32Array): AddWorth {
  if (t.length <= 2) return byTwo(values, t, w);
  if (t.length <= 4) return byFour(values, t, w);
  if (t.length <= 8) return byEight(values, t, w);
  return (out, from, to) => {
    for (let row = from; row < to; row++) out[row - from] = (out[row - from] ?? 0) + (w[passed(t, values[row] ?? 0)] ?? 0);
  };
}

function byTwo(values: Float64Array | Int32Array, thresholds: Float64Array, worths: Int32Array): AddWorth {
  const [a = Infinity, b = Infinity] = thresholds;
  return (out, from, to) => addByTwo(out, from, to, values, a, b, worths);
}

function addByTwo(
  out: Int32Array,
  from: number,
  to: number,
  values: Float64Array | Int32Array,
  a: number,
  b: number,
  worths: Int32Array,
): void {
  for (let row = from, i = 0; row < to; row++, i++) {
    const value = values[row] ?? 0;
    out[i] = ((out[i] ?? 0) + (worths[Number(value >= a) + Number(value >= b)] ?? 0)) | 0;
  }
}

function byFour(values: Float64Array | Int32Array, thresholds: Float64Array, worths: Int32Array): AddWorth {
  return (out, from, to) => addByFour(out, from, to, values, thresholds, worths);
}

function addByFour(
  out: Int32Array,
  from: number,
  to: number,
  values: Float64Array | Int32Array,
  [a = Infinity, b = Infinity, c = Infinity, d = Infinity]: Float64Array,
  worths: Int32Array,
): void {
  for (let row = from, i = 0; row < to; row++, i++) {
    const value = values[row] ?? 0;
    const passedBy = Number(value >= a) + Number(value >= b) + Number(value >= c) + Number(value >= d);
    out[i] = ((out[i] ?? 0) + (worths[passedBy] ?? 0)) | 0;
  }
}

function byEight(values: Float64Array | Int32Array, thresholds: Float64Array, worths: Int32Array): AddWorth {
  return (out, from, to) => addByEight(out, from, to, values, thresholds, worths);
}

function addByEight(
  out: Int32Array,
  from: number,
  to: number,
  values: Float64Array | Int32Array,
  thresholds: Float64Array,
  worths: Int32Array,
): void {
  const [a = Infinity, b = Infinity, c = Infinity, d = Infinity, e = Infinity, f = Infinity, g = Infinity, h = Infinity] = thresholds;
  for (let row = from, i = 0; row < to; row++, i++) {
    const value = values[row] ?? 0;
    const lower = Number(value >= a) + Number(value >= b) + Number(value >= c) + Number(value >= d);
    const upper = Number(value >= e) + Number(value >= f) + Number(value >= g) + Number(value >= h);
    out[i] = ((out[i] ?? 0) + (worths[lower + upper] ?? 0)) | 0;
  }
}

/** How many rising thresholds a value has passed. */
function passed(thresholds: Float64Array, value: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= (thresholds[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byBig(values: BigInt64Array, { lowest, thresholds, worths }: WholeSteps): AddWorth {
  return (out, from, to) => {
    for (let row = from; row < to; row++) {
      const value = must(values[row], 'row');
      const index = thresholds.findLastIndex((threshold) => value >= threshold);
      out[row - from] = (out[row - from] ?? 0) + (worths[index] ?? lowest);
    }
  };
}

/** Quotients are compared by cross-multiplication; where a product leaves the safe whole numbers, in BigInt. */
function byRatio(numerators: Float64Array, denominators: Float64Array, { lowest, steps }: Steps): AddWorth {
  const n = steps.map((step) => Number(step.cut.n));
  const d = steps.map((step) => Number(step.cut.d));
  return (out, from, to) => {
    for (let row = from; row < to; row++) {
      const [over, under] = [numerators[row] ?? 0, denominators[row] ?? 1];
      let worth = lowest;
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i];
        if (step === undefined) break;
        const left = over * (d[i] ?? 1);
        const right = (n[i] ?? 0) * under;
        const isSafe = Number.isSafeInteger(left) && Number.isSafeInteger(right);
        const order = isSafe ? left - right : bigOrder(over, under, step.cut);
        if (step.strict ? order <= 0 : order < 0) break;
        worth = step.worth;
      }
      out[row - from] = (out[row - from] ?? 0) + worth;
    }
  };
}

function bigOrder(over: number, under: number, cut: Fraction): number {
  const difference = BigInt(over) * cut.d - cut.n * BigInt(under);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The worth of every entry of a dictionary. */
function worthOf(test: FactTest, worth: (found: number) => number, dictionary: readonly Value[]): Int32Array {
  const { classOf } = prepareTest(test);
  return Int32Array.from(dictionary, (value) => worth(classOf(value)));
}
