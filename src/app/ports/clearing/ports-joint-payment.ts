import type { FundYearKey, PeriodKey, RecordOrigin, Unrecorded } from './ports-fund-year.js';
import type { InstitutionWord, StatementOrigin } from './ports-statement.js';
import type { Payee } from '../../../engine/clearing/institution-changes.js';
import type { Fen } from '../../../engine/number/quantity.js';

/** 合并拨付 one payment to a payee that pays what several institutions are owed. Its parts are payments of theirs with its id. */
export interface JointPaymentRecord extends FundYearKey, RecordOrigin {
  readonly id: string;
  readonly period: PeriodKey;
  readonly payee: Payee;
  /** Who receives it and confirms that it arrived: the institution itself, or the lead of the consortium on the day of payment. */
  readonly institutionCode: string;
  /** Negative: the reversal of another one. */
  readonly amountFen: Fen;
  readonly paidOn: string;
  readonly reversesId: string | null;
  readonly createdAt: Date;
}

/** One to be recorded. */
export type NewJointPayment = Unrecorded<JointPaymentRecord> & { readonly id: string };

/** 到账确认 what arrived of a joint payment. */
export interface NewJointReceipt extends InstitutionWord {
  readonly regionCode: string;
  readonly jointId: string;
  readonly revision: number;
  readonly amountFen: Fen;
  readonly receivedOn: string;
  readonly reason: string;
}

/** As it was recorded; the last revision holds. */
export interface JointReceiptRecord extends NewJointReceipt, StatementOrigin {}

/** 合并拨付 joint payments of fund years: append-only. An institution's key sees those that it receives. */
export interface JointPayments {
  /** In order of recording. */
  list(key: FundYearKey): Promise<readonly JointPaymentRecord[]>;
  /** StoreConflict UNIQUE where the one that it reverses was reversed before. */
  add(row: NewJointPayment): Promise<void>;
  /** The receipt that holds of each joint payment of a fund year. */
  receipts(key: FundYearKey): Promise<readonly JointReceiptRecord[]>;
  addReceipts(rows: readonly NewJointReceipt[]): Promise<void>;
}
