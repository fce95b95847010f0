import { ByValue, type Codes, type Numbers } from './block-columns.js';
import { prepareTest } from '../decide/classify.js';
import { isTexts, type Classifier, type FactTest, type Value } from '../plan/plan.js';

/** What a value without a class is worth: whatever the other facts add, the row's situation stays negative, and it is scored alone. */
const NO_CLASS = -(2 ** 24);
const SAFE = Number.MAX_SAFE_INTEGER;

/** Adds class × stride of a fact to the situations of the first `count` rows of a block. */
export type AddClass = (situations: Int32Array, count: number) => void;

/** Tells the classes of texts, booleans and lists: a look-up by code. */
export function classifyCodes(test: FactTest, stride: number, column: Codes): AddClass {
  const { classOf } = prepareTest(test);
  const { member } = test.ref;
  const { missing } = test.classifier;
  const worths = new ByValue<Value, number>(column.dictionary, (held) => {
    if (held === undefined) return NO_CLASS;
    const value = member !== undefined && isTexts(held) ? held.includes(member) : held;
    return worthOf(value === null ? missing : classOf(value), stride);
  });
  return (situations, count) => addCodes(situations, count, column.codes, worths.list);
}

function addCodes(situations: Int32Array, count: number, codes: Int32Array, worths: readonly number[]): void {
  for (let row = 0; row < count; row++) situations[row] = (situations[row] ?? 0) + (worths[codes[row] ?? 0] ?? NO_CLASS);
}

/** Tells the classes of numbers, by cross-multiplication with each cut. */
export function classifyNumbers(classifier: Extract<Classifier, { kind: 'decimal' }>, stride: number, column: Numbers): AddClass {
  const tops = Float64Array.from(classifier.cuts, (cut) => cut.top);
  const bottoms = Float64Array.from(classifier.cuts, (cut) => (cut.long === undefined ? cut.bottom : NaN));
  const worths = Int32Array.from(classifier.classOf, (found) => worthOf(found, stride));
  const missing = worthOf(classifier.missing, stride);
  return (situations, count) => addNumbers(situations, count, column, tops, bottoms, worths, missing);
}

/** Position 2i + 1 is at cut i, 2i just below it: `Classifier`. */
function addNumbers(
  situations: Int32Array,
  count: number,
  column: Numbers,
  tops: Float64Array,
  bottoms: Float64Array,
  worths: Int32Array,
  missing: number,
): void {
  for (let row = 0; row < count; row++) {
    const top = column.tops[row] ?? 0;
    const bottom = column.bottoms[row] ?? NaN;
    let worth = missing;
    if (bottom !== 0) {
      let position = 0;
      let isHeld = bottom > 0;
      for (let cut = 0; cut < tops.length; cut++) {
        const left = top * (bottoms[cut] ?? NaN);
        const right = (tops[cut] ?? 0) * bottom;
        isHeld &&= left <= SAFE && left >= -SAFE && right <= SAFE && right >= -SAFE;
        position += Number(left >= right) + Number(left > right);
      }
      worth = isHeld ? (worths[position] ?? NO_CLASS) : NO_CLASS;
    }
    situations[row] = (situations[row] ?? 0) + worth;
  }
}

function worthOf(found: number, stride: number): number {
  return found < 0 ? NO_CLASS : found * stride;
}
