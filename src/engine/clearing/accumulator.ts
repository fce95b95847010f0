import { must } from '../kit/assert.js';
import type { AggregateRow } from '../decide/aggregates.js';
import { ExactSums } from '../number/exact-sums.js';
import { add, type Fraction, ZERO } from '../number/quantity.js';

const MONTHS = 12;

/** The sums of one institution, or of one of its months: by the number of what is summed. */
export interface AccumulatedSums {
  readonly institutionCode: string;
  /** 1 to 12. */
  readonly month: number;
  readonly sums: ExactSums;
}

/**
 * 累计 sums and counts of cases that grow case by case, by (institution, month, aggregate): exact, whatever the order of the cases and however
 * they were parted, because accumulators of parts merge into the accumulator of the whole. A year is cleared from one, stored or not.
 */
export class Accumulator {
  readonly #index: ReadonlyMap<string, number>;
  readonly #places = new Map<string, (ExactSums | undefined)[]>();

  constructor(
    /** What is summed, by number: ids of aggregates. */
    readonly ids: readonly string[],
  ) {
    this.#index = new Map(ids.map((id, index) => [id, index]));
  }

  /** The sums of an institution's month (1 to 12), to which a case is added. */
  at(institutionCode: string, month: number): ExactSums {
    let months = this.#places.get(institutionCode);
    if (months === undefined) this.#places.set(institutionCode, (months = new Array<ExactSums | undefined>(MONTHS + 1)));
    return (months[month] ??= new ExactSums(this.ids.length));
  }

  /** Adds what another one of the same ids holds. */
  merge(other: Accumulator): void {
    for (const { institutionCode, month, sums } of other.places()) this.at(institutionCode, month).merge(sums);
  }

  /** Every institution and month that has a case, rising. */
  places(): readonly AccumulatedSums[] {
    const institutions = [...this.#places].sort(([a], [b]) => (a < b ? -1 : 1));
    return institutions.flatMap(([institutionCode, months]) =>
      months.flatMap((sums, month) => (sums === undefined ? [] : [{ institutionCode, month, sums }])),
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
