import type { workbenchZh } from '../../texts/zh/workbench.ts';

const [MONTHS, QUARTERS] = [12, 4];

/** Periods of a year in words: months together, quarters, the year. */
export function periodNames(periods: readonly string[], t: typeof workbenchZh): string {
  const months = periods.filter((key) => /^\d\d$/.test(key));
  const quarters = periods.filter((key) => key.startsWith('Q')).map((key) => key.slice(1));
  return [
    ...(months.length > 0
      ? [months.length === MONTHS ? t.allMonths : t.months(months.map((key) => key.replace(/^0/, '')).join(t.and))]
      : []),
    ...(quarters.length > 0 ? [quarters.length === QUARTERS ? t.allQuarters : t.quarters(quarters.join(t.and))] : []),
    ...(periods.includes('YEAR') ? [t.wholeYear] : []),
  ].join(t.and);
}
