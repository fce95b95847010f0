import { addDays } from '../kit/calendar.js';
import type { Scope } from './scopes.js';

/** 结算期种类 kinds of periods of a fund year, from the shortest to the whole. */
export const PERIOD_KINDS = ['MONTH', 'QUARTER', 'YEAR'] as const;
/** One of PERIOD_KINDS. */
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** Where the decisions of a period live, the total that its statements lead to, and the fact that names it. */
export interface PeriodTerms {
  readonly scope: Scope;
  readonly total: string;
  /** The fact of its scope that holds its key; the year's has none. */
  readonly fact?: string;
  readonly months: number;
  readonly zh: string;
  readonly en: string;
}

/** What each kind of period is: month, quarter and year are one idea (ARCHITECTURE 3, "Periods"). */
export const PERIODS = {
  MONTH: { scope: 'institutionMonth', total: 'preSettlement', fact: 'month', months: 1, zh: '月度', en: 'month' },
  QUARTER: { scope: 'institutionQuarter', total: 'quarterSettlement', fact: 'quarter', months: 3, zh: '季度', en: 'quarter' },
  YEAR: { scope: 'institutionYear', total: 'payable', months: 12, zh: '年度', en: 'year' },
} as const satisfies Readonly<Record<PeriodKind, PeriodTerms>>;

/** What of a plan says which periods are settled by it. */
interface Settles {
  readonly decisions: Readonly<Record<Scope, readonly { readonly id: string }[]>>;
}

/** Whether a ruleset settles periods of a kind: it decides their total. */
export function settlesPeriods({ decisions }: Settles, kind: PeriodKind): boolean {
  const { scope, total } = PERIODS[kind];
  return decisions[scope].some(({ id }) => id === total);
}

/** Kinds of periods that are settled within a year, before it is cleared. */
export type PartKind = Exclude<PeriodKind, 'YEAR'>;

/** Keys of the months (`01` to `12`, as the calendar counts) and of the quarters (`Q1` to `Q4`, as the fund year counts). */
export const MONTH_KEYS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const;
/** Keys of quarters. */
export const QUARTER_KEYS = ['Q1', 'Q2', 'Q3', 'Q4'] as const;
/** The key of the whole year. */
export const YEAR_KEY = 'YEAR';

/** 结算期 one period of a fund year with its first and last day. */
export interface Period {
  readonly kind: PeriodKind;
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

/** What periods of a fund year are counted from: its first and last day. */
export interface DaysOfYear {
  readonly from: string;
  readonly to: string;
}

/**
 * The periods of a kind, in order. A fund year that doesn't begin on the first of a month has no months or quarters: none of them would be a
 * month that people speak of.
 */
export function periodsOf({ from, to }: DaysOfYear, kind: PeriodKind): readonly Period[] {
  if (kind === 'YEAR') return [{ kind, key: YEAR_KEY, from, to }];
  if (!from.endsWith('-01')) return [];
  const months = monthsOf({ from, to });
  if (kind === 'MONTH') return months;
  return QUARTER_KEYS.flatMap((key, quarter): Period[] => {
    const own = months.slice(3 * quarter, 3 * quarter + 3);
    const [first, last] = [own[0], own.at(-1)];
    return first === undefined || last === undefined ? [] : [{ kind, key, from: first.from, to: last.to }];
  });
}

/** The period of a key; `undefined` where the year has none. */
export function periodOf(days: DaysOfYear, key: string): Period | undefined {
  return PERIOD_KINDS.flatMap((kind) => periodsOf(days, kind)).find((period) => period.key === key);
}

/** The kind of period that a key is of; `undefined` for no key. */
export function periodKindOf(key: string): PeriodKind | undefined {
  if (key === YEAR_KEY) return 'YEAR';
  if (MONTH_KEYS.some((month) => month === key)) return 'MONTH';
  return QUARTER_KEYS.some((quarter) => quarter === key) ? 'QUARTER' : undefined;
}

/** What people call a period: 3 月, 第一季度, 全年. */
export function periodLabel(key: string): { readonly zh: string; readonly en: string } {
  switch (periodKindOf(key)) {
    case 'MONTH':
      return { zh: `${Number(key)}月`, en: `month ${Number(key)}` };
    case 'QUARTER':
      return { zh: `第${'一二三四'[Number(key.slice(1)) - 1] ?? ''}季度`, en: `quarter ${key.slice(1)}` };
    default:
      return { zh: '全年', en: 'the year' };
  }
}

function monthsOf({ from, to }: DaysOfYear): Period[] {
  const months: Period[] = [];
  for (let day = from; day <= to;) {
    const next = nextMonth(day);
    months.push({ kind: 'MONTH', key: day.slice(5, 7), from: day, to: addDays(next, -1) });
    day = next;
  }
  return months;
}

/** The first of the next month. */
function nextMonth(first: string): string {
  return `${addDays(first, 31).slice(0, 7)}-01`;
}

/** How the part of a year that is not known yet is completed: by what earlier years had in the same months, or by days. */
export const FORECAST_COMPLETIONS = ['MONTH_SHARES', 'DAYS'] as const;
/** Whose earlier months count: each institution's own, or the region's for all. */
export const FORECAST_SCOPES = ['INSTITUTION', 'REGION'] as const;

/** 预测口径 how a running year is completed; no money rests on it. */
export interface ForecastMethod {
  readonly completion: (typeof FORECAST_COMPLETIONS)[number];
  /** With MONTH_SHARES. */
  readonly by?: (typeof FORECAST_SCOPES)[number];
  /** With MONTH_SHARES: how many earlier years, at most. */
  readonly years?: number;
  readonly basis: readonly string[];
}
