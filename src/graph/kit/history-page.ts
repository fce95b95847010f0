import type { GraphContext } from '../base/context.js';
import { keysetPage, type PageArguments } from './keyset-page.js';
import { badGlobalId, uuidPart, wholePart } from '../base/node-key.js';
import type {
  FundYearFilter,
  FundYearHistory,
  FundYearRecords,
  HistoryPage,
  StoredAssessment,
} from '../../app/ports/clearing/ports-fund-year-history.js';
import type { AdjustmentRecord, BudgetRecord, PaymentRecord } from '../../app/ports/clearing/ports-fund-year.js';

/** How a kind of record is read: its rows, and a row's place as text and back. */
interface Kind<Row, Place> {
  readonly records: FundYearRecords;
  readonly read: (history: FundYearHistory, of: FundYearFilter, page: HistoryPage<Place>) => Promise<readonly Row[]>;
  readonly placeOf: (row: Row) => string;
  readonly parse: (text: string) => Place;
}

/** 预算 revisions of budgets. */
export const BUDGETS: Kind<BudgetRecord, number> = {
  records: 'BUDGET',
  read: (history, of, page) => history.budgets(of, page),
  placeOf: ({ revision }) => String(revision),
  parse: wholePart,
};
/** 决算 revisions of actuals. */
export const ACTUALS: Kind<BudgetRecord, number> = {
  ...BUDGETS,
  records: 'ACTUALS',
  read: (history, of, page) => history.actuals(of, page),
};
/** 调整 adjustments. */
export const ADJUSTMENTS: Kind<AdjustmentRecord, string> = {
  records: 'ADJUSTMENT',
  read: (history, of, page) => history.adjustments(of, page),
  placeOf: ({ id }) => id,
  parse: uuidPart,
};
/** 拨付 payments. */
export const PAYMENTS: Kind<PaymentRecord, string> = {
  records: 'PAYMENT',
  read: (history, of, page) => history.payments(of, page),
  placeOf: ({ id }) => id,
  parse: uuidPart,
};
/** 考核 assessments. */
export const ASSESSMENTS: Kind<StoredAssessment, bigint> = {
  records: 'ASSESSMENT',
  read: (history, of, page) => history.assessments(of, page),
  placeOf: ({ seq }) => String(seq),
  parse: sequencePart,
};

/** A number in an order of recording, out of a cursor. Throws BAD_USER_INPUT. */
export function sequencePart(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw badGlobalId(text);
  return BigInt(text);
}

/** A page of what was recorded, newest first; how many there are is counted only where it is asked for. Throws BAD_USER_INPUT. */
export async function historyPage<Row, Place>(
  { session }: GraphContext,
  { records, read, placeOf, parse }: Kind<Row, Place>,
  of: FundYearFilter,
  args: PageArguments,
) {
  const page = await keysetPage<Row, Place>(args, {
    ...{ name: records, placeOf, parse },
    read: ({ begin, ...wanted }) =>
      session.read(({ fundYearHistory }) => read(fundYearHistory, of, { ...wanted, begin: begin === 'FIRST' ? 'NEWEST' : 'OLDEST' })),
  });
  return {
    ...page,
    count: () => session.read(({ fundYearHistory }) => fundYearHistory.count(records, of)),
  };
}
