import type { MonthlyCount } from '../ports/cases/ports-case.js';
import { divide, whole, type Fraction } from '../../engine/number/quantity.js';
import { dayNumber } from '../../engine/kit/calendar.js';
import type { Period } from '../../engine/plan/periods.js';

/** 月份分布 how many cases each institution had in each month of a year, or of several years together. */
export class MonthCounts {
  readonly #byInstitution = new Map<string, number[]>();
  readonly #all: number[] = [];

  constructor(counts: Iterable<MonthlyCount>) {
    for (const { institutionCode, month, cases } of counts) {
      const own = this.#byInstitution.get(institutionCode) ?? [];
      this.#byInstitution.set(institutionCode, own);
      own[month] = (own[month] ?? 0) + cases;
      this.#all[month] = (this.#all[month] ?? 0) + cases;
    }
  }

  /** Of an institution; none: it had no case. */
  of(institutionCode: string): readonly number[] {
    return this.#byInstitution.get(institutionCode) ?? [];
  }

  /** Of the region. */
  get all(): readonly number[] {
    return this.#all;
  }
}

/** The months of a year: those that are known whole, and those to come. */
export interface MonthsOfYear {
  readonly known: readonly Period[];
  readonly coming: readonly Period[];
}

/** 续月比 for each month to come, what it brings for each unit of what the known months brought; by number of the month. */
export type ComingMonths = ReadonlyMap<number, Fraction>;

/** How a year goes on, institution by institution. */
export interface Continuation {
  of(institutionCode: string): ComingMonths;
  /** Of the region as a whole. */
  readonly all: ComingMonths;
  /** Whether an institution goes on by its own earlier months. */
  isOwn(institutionCode: string): boolean;
}

const monthOf = ({ key }: Period): number => Number(key);

/** Months to come by what a year had in them; `undefined`: it had nothing in the known months. */
function comingBy(counts: readonly number[], { known, coming }: MonthsOfYear): ComingMonths | undefined {
  const before = known.reduce((sum, month) => sum + (counts[monthOf(month)] ?? 0), 0);
  const ratios = coming.map((month) => [monthOf(month), divide(whole(counts[monthOf(month)] ?? 0), whole(before))] as const);
  return ratios.every((pair): pair is readonly [number, Fraction] => pair[1] !== undefined) ? new Map(ratios) : undefined;
}

/** 同月占比 goes on as a year of the past did. An institution without cases in its known months goes on as the region. `undefined`: that year had none. */
export function continueAsYear(counts: MonthCounts, months: MonthsOfYear, by: 'INSTITUTION' | 'REGION'): Continuation | undefined {
  const all = comingBy(counts.all, months);
  if (all === undefined) return undefined;
  const own = (code: string): ComingMonths | undefined => (by === 'REGION' ? undefined : comingBy(counts.of(code), months));
  return { all, of: (code) => own(code) ?? all, isOwn: (code) => by === 'REGION' || own(code) !== undefined };
}

/** 按天数 goes on evenly, day by day. */
export function continueByDays({ known, coming }: MonthsOfYear): Continuation {
  const days = ({ from, to }: Period): number => dayNumber(to) - dayNumber(from) + 1;
  const counts: number[] = [];
  for (const month of [...known, ...coming]) counts[monthOf(month)] = days(month);
  const all = comingBy(counts, { known, coming }) ?? new Map<number, Fraction>();
  return { all, of: () => all, isOwn: () => true };
}
