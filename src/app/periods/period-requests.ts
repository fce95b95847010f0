import type { FieldProblem } from '../base/errors.js';
import { fieldProblem } from '../requests/request-fields.js';
import { PERIODS, periodKindOf, YEAR_KEY, type PeriodTerms } from '../../engine/plan/periods.js';
import { shownText } from '../../engine/kit/text.js';

/** What is wrong with a stated key of a period: `01` to `12`, `Q1` to `Q4`, `YEAR`. */
export function periodProblems(key: string, path: readonly string[] = ['period']): readonly FieldProblem[] {
  if (periodKindOf(key) !== undefined) return [];
  const shown = shownText(key, 16);
  return [
    fieldProblem(
      path,
      'NO_SUCH_PERIOD',
      `没有结算期“${shown}”。月份写 01 到 12，季度写 Q1 到 Q4，全年写 ${YEAR_KEY}。`,
      `There is no period "${shown}". Months are 01 to 12, quarters Q1 to Q4, the year ${YEAR_KEY}.`,
    ),
  ];
}

/** Scope, total and names of a key's period; of the year where it is no key. */
export function termsOf(key: string): PeriodTerms {
  return PERIODS[periodKindOf(key) ?? 'YEAR'];
}
