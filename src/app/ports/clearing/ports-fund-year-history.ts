import type { AdjustmentRecord, AssessmentRecord, BudgetRecord, FundYearKey, PaymentRecord } from './ports-fund-year.js';

/** Kinds of what is recorded about a fund year, row by row. */
export const FUND_YEAR_RECORDS = ['BUDGET', 'ACTUALS', 'ADJUSTMENT', 'PAYMENT', 'ASSESSMENT'] as const;
/** One kind. */
export type FundYearRecords = (typeof FUND_YEAR_RECORDS)[number];

/** Whose rows: all of a fund year's, or one institution's. Budgets and actuals are of no institution. */
export interface FundYearFilter extends FundYearKey {
  readonly institutionCode?: string;
}

/**
 * A page of rows in the order newest first, by their place in the order of recording: a revision's number, an id (uuid 7), a sequence number.
 * `after` and `before` leave out their own rows; OLDEST takes the page from the far end, oldest first.
 */
export interface HistoryPage<Place> {
  readonly after?: Place;
  readonly before?: Place;
  readonly limit: number;
  readonly begin: 'NEWEST' | 'OLDEST';
}

/** An assessment with its place. */
export interface StoredAssessment extends AssessmentRecord {
  readonly seq: bigint;
}

/** 基金年度的录入记录 everything that was recorded about a fund year, revisions and reversals too, page by page. */
export interface FundYearHistory {
  budgets(of: FundYearKey, page: HistoryPage<number>): Promise<readonly BudgetRecord[]>;
  actuals(of: FundYearKey, page: HistoryPage<number>): Promise<readonly BudgetRecord[]>;
  adjustments(of: FundYearFilter, page: HistoryPage<string>): Promise<readonly AdjustmentRecord[]>;
  payments(of: FundYearFilter, page: HistoryPage<string>): Promise<readonly PaymentRecord[]>;
  assessments(of: FundYearFilter, page: HistoryPage<bigint>): Promise<readonly StoredAssessment[]>;
  count(records: FundYearRecords, of: FundYearFilter): Promise<number>;
}
