import type { publicationsZh } from '../../texts/zh/publications.ts';

/** Periods of which figures are published: months, quarters, halves, the year. */
export const PUBLISHED_PERIODS: readonly string[] = [
  ...['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'],
  ...['Q1', 'Q2', 'Q3', 'Q4', 'H1', 'H2', 'YEAR'],
];

/** A period in words. */
export function periodName(period: string, t: typeof publicationsZh): string {
  if (period === 'YEAR') return t.wholeYear;
  if (period.startsWith('H')) return period === 'H1' ? t.firstHalf : t.secondHalf;
  return period.startsWith('Q') ? t.quarter(period.slice(1)) : t.month(period.replace(/^0/, ''));
}
