import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import type { Fen } from '../../../engine/number/quantity.js';

/** A fund year: region, settlement year, insurance scheme. */
export interface FundYearKey {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

/** Items of a budget or of its actuals: fact name to decimal text. */
export interface BudgetRecord extends FundYearKey {
  readonly revision: number;
  readonly items: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly createdAt: Date;
}

/** The key of a period of the year: `01` to `12`, `Q1` to `Q4`, `YEAR` (src/engine/plan/periods.ts). */
export type PeriodKey = string;

/** 调整 an amount of an institution's year, added to the fact `name`. */
export interface AdjustmentRecord extends FundYearKey {
  readonly id: string;
  readonly institutionCode: string;
  readonly name: string;
  readonly amountFen: Fen;
  readonly reason: string;
  readonly reversesId: string | null;
  readonly createdAt: Date;
}

/** 拨付 a payment to an institution. */
export interface PaymentRecord extends FundYearKey {
  readonly id: string;
  readonly institutionCode: string;
  /** What it is paid for. */
  readonly period: PeriodKey;
  /** Of a month's period its number. */
  readonly month: number | null;
  readonly amountFen: Fen;
  readonly paidOn: string;
  readonly reason: string;
  readonly reversesId: string | null;
  readonly createdAt: Date;
}

/** 考核、期间事实 a recorded fact of an institution's year, month or quarter. */
export interface AssessmentRecord extends FundYearKey {
  readonly period: PeriodKey;
  readonly institutionCode: string;
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** 点值 a point value of a fund year: text at 8 places, and the exact fraction `numerator/denominator`. */
export interface PointValueRecord extends FundYearKey {
  readonly kind: 'BUDGET' | 'SETTLEMENT';
  readonly revision: number;
  readonly value: string;
  readonly fraction: string;
  readonly runNo: number | null;
}

/** Budgets, actuals, adjustments, payments, assessments and point values: all append-only; corrections point back. */
export interface FundYears {
  budget(key: FundYearKey): Promise<BudgetRecord | undefined>;
  /** The next revision holds from now on. */
  setBudget(key: FundYearKey, items: Readonly<Record<string, string>>, reason: string): Promise<BudgetRecord>;
  actuals(key: FundYearKey): Promise<BudgetRecord | undefined>;
  setActuals(key: FundYearKey, items: Readonly<Record<string, string>>, reason: string): Promise<BudgetRecord>;
  /** Every row, reversals too, in order of recording. */
  adjustments(key: FundYearKey): Promise<readonly AdjustmentRecord[]>;
  /** A reversal must be the exact opposite of what it reverses; StoreConflict UNIQUE when that was reversed before. */
  addAdjustment(row: Omit<AdjustmentRecord, 'id' | 'createdAt'>): Promise<AdjustmentRecord>;
  payments(key: FundYearKey): Promise<readonly PaymentRecord[]>;
  addPayment(row: Omit<PaymentRecord, 'id' | 'createdAt'>): Promise<PaymentRecord>;
  /** The last recorded value of each institution, name and period: of one period, or of all. */
  assessments(key: FundYearKey, period?: PeriodKey): Promise<readonly AssessmentRecord[]>;
  setAssessments(rows: readonly AssessmentRecord[]): Promise<void>;
  /** The last of a kind. */
  pointValue(key: FundYearKey, kind: 'BUDGET' | 'SETTLEMENT'): Promise<PointValueRecord | undefined>;
  setPointValue(row: Omit<PointValueRecord, 'revision'>): Promise<PointValueRecord>;
}
