import { invalidField } from '../base/errors.js';
import { periodLabel, periodsOf, QUARTER_KEYS, YEAR_KEY, type DaysOfYear } from '../../engine/plan/periods.js';
import { must } from '../../engine/kit/assert.js';
import { shownText } from '../../engine/kit/text.js';

/** 半年 halves of a fund year: nothing is settled by them, but figures are published. */
const HALF_KEYS = ['H1', 'H2'] as const;

/** 报告期 what figures are reported of. */
export interface ReportPeriod {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** Keys of its months, in order. */
  readonly months: readonly string[];
  /** Keys of the quarters that it is made of, in order; none of a month. */
  readonly quarters: readonly string[];
  /** Keys of the months of its year, in order. */
  readonly yearMonths: readonly string[];
}

/** What people call it: 3月, 第一季度, 上半年, 全年. */
export function reportPeriodLabel(key: string): { readonly zh: string; readonly en: string } {
  if (key === 'H1') return { zh: '上半年', en: 'first half' };
  return key === 'H2' ? { zh: '下半年', en: 'second half' } : periodLabel(key);
}

/** The period of a key. Throws VALIDATION_FAILED where the year has none such. */
export function reportPeriod(days: DaysOfYear, key: string): ReportPeriod {
  const all = periodsOf(days, 'MONTH');
  const yearMonths = all.map((month) => month.key);
  if (key === YEAR_KEY)
    return { key, from: days.from, to: days.to, months: yearMonths, quarters: all.length === 0 ? [] : QUARTER_KEYS, yearMonths };
  const [first, count] = placeOf(key, yearMonths);
  const own = first < 0 ? [] : all.slice(first, first + count);
  if (own.length === 0)
    throw invalidField(['period'], 'NO_SUCH_PERIOD', {
      zh: `本年度没有报告期“${shownText(key, 16)}”。月份写 01 到 12，季度 Q1 到 Q4，半年 H1、H2，全年 ${YEAR_KEY}。`,
      en: `The year has no period "${shownText(key, 16)}". Months are 01 to 12, quarters Q1 to Q4, halves H1 and H2, the year ${YEAR_KEY}.`,
    });
  return {
    key,
    from: must(own[0], 'first month').from,
    to: must(own.at(-1), 'last month').to,
    months: own.map((month) => month.key),
    quarters: count < 3 ? [] : QUARTER_KEYS.slice(first / 3, (first + count) / 3),
    yearMonths,
  };
}

/** Its first month among the year's, and how many it has. */
function placeOf(key: string, months: readonly string[]): readonly [number, number] {
  const quarter = QUARTER_KEYS.findIndex((one) => one === key);
  if (quarter >= 0) return [3 * quarter, 3];
  const half = HALF_KEYS.findIndex((one) => one === key);
  return half >= 0 ? [6 * half, 6] : [months.indexOf(key), 1];
}
