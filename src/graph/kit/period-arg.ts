/** A period of a fund year as an argument: how its keys are written. */
export const PERIOD_TEXT =
  '结算期：月份 01 到 12、季度 Q1 到 Q4、全年 YEAR（不写即全年） a month 01 to 12, a quarter Q1 to Q4, or YEAR, which it is when left out';

/** What a request states of a period, for a use case: nothing where nothing was stated. */
export function periodStated(period: string | null | undefined): { readonly period?: string } {
  return period === null || period === undefined ? {} : { period };
}
