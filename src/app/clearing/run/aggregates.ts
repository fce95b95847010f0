import type { RunVersion } from './year-source.js';
import type { AggregateAsked } from '../../ports/clearing/ports-score.js';
import { Accumulator } from '../../../engine/clearing/accumulator.js';
import { must } from '../../../engine/kit/assert.js';
import type { AggregatePlan } from '../../../engine/plan/plan.js';

/** What an aggregate adds up of a case: its points, which have a column of their own, or one of the run's summed values; absent: a count. */
export type SumOf = number | 'POINTS' | undefined;

/** An aggregate of cases as the run adds it up: a bit of the mask, and what it sums. */
export interface RunAggregate {
  readonly id: string;
  readonly bit: number;
  /** Its number among those that are added up by disease group, too. */
  readonly grouped: number | undefined;
  readonly sum: SumOf;
  readonly per: AggregatePlan['per'];
}

const POINTS = 'points';

/** Asked beside the ruleset's aggregates; no ruleset's names have a space. */
export const ALL_CASES = 'all cases';
/** The points of all cases, beside the ruleset's aggregates. */
export const ALL_POINTS = 'all points';
/** Cases that could not be scored. */
export const ALL_EXCEPTIONS = 'all exceptions';
/** Cases that were excluded. */
export const EXCLUDED = 'all excluded';

/** 汇总项 what a run adds up of its cases: the aggregates of the version that decides the year, and what every run counts. */
export class Aggregates {
  /** Names of the facts and outputs that are summed beside the points, in the order of `ScoreBatch.sums`. */
  readonly sums: readonly string[];
  readonly list: readonly RunAggregate[];
  /** The same for SQL and for accumulators, in the order of the bits; then what every run counts. */
  readonly asked: readonly AggregateAsked[];
  /** 按病种汇总 those that are added up by institution and disease group, too, in the order of the bits. */
  readonly grouped: readonly AggregateAsked[];
  /** The numbers in an accumulator of what every run counts. */
  readonly counted: { readonly cases: number; readonly points: number; readonly exceptions: number; readonly excluded: number };

  constructor(yearVersion: Pick<RunVersion, 'compiled'>) {
    const plans = yearVersion.compiled.plan.aggregates.filter(({ of }) => of === 'case');
    this.sums = [...new Set(plans.flatMap(({ sum }) => (sum === undefined || sum.name === POINTS ? [] : [sum.name])))];
    const grouped = plans.filter(({ per }) => per === 'institutionGroup').map(({ id }) => id);
    this.list = plans.map(({ id, sum, per }, bit) => ({
      id,
      bit,
      per,
      grouped: grouped.includes(id) ? grouped.indexOf(id) : undefined,
      sum: sum === undefined ? undefined : sum.name === POINTS ? 'POINTS' : this.sums.indexOf(sum.name),
    }));
    const own = this.list.map(({ id, bit, sum }) => ({ id, bit, ...(sum === undefined ? {} : { sum }) }));
    this.grouped = own.filter(({ id }) => grouped.includes(id));
    this.asked = [
      ...own,
      { id: ALL_CASES },
      { id: ALL_POINTS, sum: 'POINTS' },
      { id: ALL_EXCEPTIONS, sum: 'EXCEPTIONS' },
      { id: EXCLUDED, sum: 'EXCLUDED' },
    ];
    const next = own.length;
    this.counted = { cases: next, points: next + 1, exceptions: next + 2, excluded: next + 3 };
  }

  /** An empty accumulator of all that the run adds up. */
  accumulator(): Accumulator {
    return new Accumulator(
      this.asked.map(({ id }) => id),
      this.grouped.map(({ id }) => id),
    );
  }

  /** The aggregates as a version states them, in the order of the mask's bits: a version may list them in another order. */
  of({ compiled }: RunVersion): readonly AggregatePlan[] {
    return this.list.map(({ id }) =>
      must(
        compiled.plan.aggregates.find((plan) => plan.id === id && plan.of === 'case'),
        `aggregate ${id}`,
      ),
    );
  }
}
