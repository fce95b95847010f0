import { must } from '../kit/assert.js';
import type { AggregateRow } from '../decide/aggregates.js';
import { ExactSums } from '../number/exact-sums.js';
import { add, type Fraction, ZERO } from '../number/quantity.js';

const MONTHS = 12;

/** By month, 1 to 12. */
type Months = (ExactSums | undefined)[];

function noMonths(): Months {
  return new Array<ExactSums | undefined>(MONTHS + 1);
}

function madeIn<T>(map: Map<string, T>, key: string, make: () => T): T {
  let known = map.get(key);
  if (known === undefined) map.set(key, (known = make()));
  return known;
}

function rising<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The sums of one of an institution's months: by the number of what is summed. */
export interface AccumulatedSums {
  readonly institutionCode: string;
  /** 1 to 12. */
  readonly month: number;
  readonly sums: ExactSums;
}

/** The sums of a disease group in one of an institution's months: in the order of `grouped`. */
export interface AccumulatedGroup extends AccumulatedSums {
  readonly groupCode: string;
}

/**
 * 累计 sums and counts of cases that grow case by case, by (institution, month, aggregate), some also by disease group: exact, whatever the order
 * of the cases and however they were parted, because accumulators of parts merge into the accumulator of the whole. A year is cleared from one,
 * stored or not.
 */
export class Accumulator {
  readonly #index: ReadonlyMap<string, number>;
  readonly #places = new Map<string, Months>();
  /** By institution, then by group. */
  readonly #groups = new Map<string, Map<string, Months>>();

  constructor(
    /** What is summed, by number: ids of aggregates. */
    readonly ids: readonly string[],
    /** Those that are summed by disease group, too. */
    readonly grouped: readonly string[] = [],
  ) {
    this.#index = new Map(ids.map((id, index) => [id, index]));
  }

  /** The sums of an institution's month (1 to 12), to which a case is added. */
  at(institutionCode: string, month: number): ExactSums {
    return (madeIn(this.#places, institutionCode, noMonths)[month] ??= new ExactSums(this.ids.length));
  }

  /** The sums of a disease group in an institution's month, to which a case is added: in the order of `grouped`. */
  atGroup(institutionCode: string, month: number, groupCode: string): ExactSums {
    const groups = madeIn(this.#groups, institutionCode, () => new Map<string, Months>());
    return (madeIn(groups, groupCode, noMonths)[month] ??= new ExactSums(this.grouped.length));
  }

  /** Adds what another one of the same ids holds. */
  merge(other: Accumulator): void {
    for (const { institutionCode, month, sums } of other.places()) this.at(institutionCode, month).merge(sums);
    for (const { institutionCode, month, groupCode, sums } of other.groups()) this.atGroup(institutionCode, month, groupCode).merge(sums);
  }

  /** Every institution and month that has a case, rising. */
  places(): readonly AccumulatedSums[] {
    return rising(this.#places).flatMap(([institutionCode, months]) =>
      months.flatMap((sums, month) => (sums === undefined ? [] : [{ institutionCode, month, sums }])),
    );
  }

  /** Every institution, group and month that has a case, rising; none where nothing is summed by group. */
  groups(): readonly AccumulatedGroup[] {
    return rising(this.#groups).flatMap(([institutionCode, groups]) =>
      rising(groups).flatMap(([groupCode, months]) =>
        months.flatMap((sums, month) => (sums === undefined ? [] : [{ institutionCode, month, groupCode, sums }])),
      ),
    );
  }

  /** The rows of one aggregate, rising: one an institution, or one an institution and month (`01` to `12`). */
  rows(id: string, by: 'INSTITUTION' | 'INSTITUTION_MONTH'): readonly AggregateRow[] {
    const index = must(this.#index.get(id), id);
    const rows = this.places().map(({ institutionCode, month, sums }) => ({
      institutionCode,
      period: String(month).padStart(2, '0'),
      value: sums.at(index),
    }));
    if (by === 'INSTITUTION_MONTH') return rows;
    const values = new Map<string, Fraction>();
    for (const { institutionCode, value } of rows) values.set(institutionCode, add(values.get(institutionCode) ?? ZERO, value));
    return [...values].map(([institutionCode, value]) => ({ institutionCode, value }));
  }

  /** Of all institutions and months, by number. */
  total(): ExactSums {
    const total = new ExactSums(this.ids.length);
    for (const { sums } of this.places()) total.merge(sums);
    return total;
  }
}
