import type { PeriodBoardQuery, PeriodDetailQuery } from '../../generated/budget/graphql.ts';
import type { budgetZh } from '../../texts/zh/budget.ts';

/** The parts of the page, in their order. */
export const PARTS = ['lines', 'periods', 'deadlines', 'ledger', 'records'] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** Insurances as addresses name them. */
export const INSURANCES = ['EMPLOYEE', 'RESIDENT'] as const;

/** Keys of periods: months, quarters, the year. */
export const PERIODS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', 'Q1', 'Q2', 'Q3', 'Q4', 'YEAR'] as const;

/** A fund year as it is asked for. */
export interface YearAsked {
  readonly region: string;
  readonly year: number;
  readonly insurance: (typeof INSURANCES)[number];
}

/** Which period of it. */
export interface PeriodAsked extends YearAsked {
  readonly period: string;
}

/** An institution's declaration of a period. */
export type DeclarationRow = PeriodDetailQuery['periodDeclarations'][number];

/** What the platform states of a period. */
export type BoardPeriod = PeriodBoardQuery['settlementPeriods'][number];

/** 预拨 whether what was paid for a period was paid ahead: the period is not closed. */
export function isPaidAhead({ state, paidAmount }: Pick<BoardPeriod, 'state' | 'paidAmount'>): boolean {
  return state !== 'CONFIRMED' && state !== 'PAID' && paidAmount !== '0.00';
}

/** Where a part of a fund year stands. */
export function partPath({ year, insurance }: Pick<YearAsked, 'year' | 'insurance'>, part: Part, period?: string): string {
  return `/budget/${year}/${insurance}/${part}${period === undefined ? '' : `/${period}`}`;
}

/** A period in words: YEAR, Q1 to Q4, 01 to 12. */
export function periodWord(period: string, t: typeof budgetZh): string {
  if (period === 'YEAR') return t.wholeYear;
  return period.startsWith('Q') ? t.quarter(period.slice(1)) : t.month(period.replace(/^0/, ''));
}
