import { must } from '../../engine/kit/assert.js';
import type { FactTest, SituationTable } from '../../engine/plan/plan.js';
import { divideRounded, type Fraction } from '../../engine/number/quantity.js';

/**
 * Facts that say the same thing in two units. Nobody is 3 years old at 40 days: a year of age lasts 365 or 366 days, so that y years old
 * means between 365 y and 366 (y + 1) − 1 days. A little wider than the calendar, so that nothing possible is ever ruled out.
 */
const DAYS_OF_YEAR_MIN = 365n;
const DAYS_OF_YEAR_MAX = 366n;

/** Whole numbers that a class holds, ends included; absent: without end. */
interface Range {
  readonly from?: bigint;
  readonly to?: bigint;
}

/** Whether the ties between facts allow these classes together. A missing fact is tied to nothing. */
export function tiesAllow(table: Pick<SituationTable, 'tests'>, classes: readonly number[]): boolean {
  return tieBetween(table.tests)?.(classes) ?? true;
}

/** The tie of a table's facts, ready to be asked; `undefined` where no facts are tied. */
export function tieBetween(tests: readonly FactTest[]): ((classes: readonly number[]) => boolean) | undefined {
  const years = tests.findIndex((test) => test.ref.name === 'ageYears');
  const days = tests.findIndex((test) => test.ref.name === 'ageDays');
  if (years < 0 || days < 0) return undefined;
  const yearRanges = rangesByClass(must(tests[years], 'test'));
  const dayRanges = rangesByClass(must(tests[days], 'test'));
  return (classes) => {
    const own = yearRanges[must(classes[years], 'class')];
    const other = dayRanges[must(classes[days], 'class')];
    if (own === undefined || other === undefined) return true;
    return own.some((year) => other.some((day) => agesMeet(year, day)));
  };
}

function agesMeet(years: Range, days: Range): boolean {
  const youngest = years.from === undefined ? undefined : years.from * DAYS_OF_YEAR_MIN;
  const oldest = years.to === undefined ? undefined : (years.to + 1n) * DAYS_OF_YEAR_MAX - 1n;
  return (
    (youngest === undefined || days.to === undefined || days.to >= youngest) &&
    (oldest === undefined || days.from === undefined || days.from <= oldest)
  );
}

/** The ranges of each class of whole numbers; `undefined` for a class that a missing value belongs to. */
function rangesByClass(test: FactTest): (Range[] | undefined)[] {
  const { classifier } = test;
  const ranges: (Range[] | undefined)[] = test.representatives.map(() => []);
  if (classifier.kind !== 'decimal') return ranges.map(() => undefined);
  classifier.classOf.forEach((index, raw) => {
    if (index < 0) return;
    const low = classifier.cuts[raw % 2 === 1 ? (raw - 1) / 2 : raw / 2 - 1];
    const high = classifier.cuts[raw % 2 === 1 ? (raw - 1) / 2 : raw / 2];
    ranges[index]?.push(wholeRange(low, high, raw % 2 === 1));
  });
  if (classifier.missing >= 0) ranges[classifier.missing] = undefined;
  return ranges;
}

function wholeRange(low: Fraction | undefined, high: Fraction | undefined, isPoint: boolean): Range {
  const inside = isPoint ? 0n : 1n;
  return {
    ...(low === undefined ? {} : { from: divideRounded(low.n, low.d, 'FLOOR') + inside }),
    ...(high === undefined ? {} : { to: divideRounded(high.n, high.d, 'CEIL') - inside }),
  };
}
