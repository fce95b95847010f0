import type { FieldProblem } from '../base/errors.js';
import { fieldProblem } from '../requests/request-fields.js';
import { addDays, isRealDate } from '../../engine/kit/calendar.js';

/** What is wrong with the day on which a payment is said to have arrived; of a payment that is not there only whether it is a day. */
export function receivedDayProblems(
  day: string,
  payment: { readonly paidOn: string } | undefined,
  path: readonly string[],
): readonly FieldProblem[] {
  if (!isRealDate(day)) {
    return [fieldProblem(path, 'NOT_A_DATE', '到账日期应为日历上的 YYYY-MM-DD。', 'The day must be a calendar date YYYY-MM-DD.')];
  }
  if (payment === undefined) return [];
  if (day > addDays(payment.paidOn, MOST_DAYS_UNDER_WAY)) {
    const zh = `到账日期 ${day} 比拨付日期 ${payment.paidOn} 晚一年以上，请核对。`;
    return [
      fieldProblem(path, 'LONG_AFTER_PAYMENT', zh, `${day} is more than a year after the day of payment ${payment.paidOn}. Check it.`),
    ];
  }
  if (day >= payment.paidOn) return [];
  const zh = `到账日期 ${day} 早于拨付日期 ${payment.paidOn}。`;
  return [fieldProblem(path, 'BEFORE_PAYMENT', zh, `${day} is before the day of payment ${payment.paidOn}.`)];
}

/** A later day is a slip of the pen: a payment arrives within days. */
const MOST_DAYS_UNDER_WAY = 366;
