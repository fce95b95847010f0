import type { FundYearKey, PeriodKey } from './ports-fund-year.js';
import type { Payee } from '../../../engine/clearing/institution-changes.js';
import type { LedgerBalance, LedgerMove } from '../../../engine/clearing/ledger.js';
import type { OwedOfPeriod } from '../../../engine/clearing/paid.js';
import type { Fen } from '../../../engine/number/quantity.js';
import type { Pool } from '../../../engine/plan/accounts.js';

/** What made an entry: a confirmed run, or a payment. */
export type LedgerCause = 'RUN' | 'PAYMENT';

/** 总账分录 an entry of the ledger. `causeId` is a run's number or a payment's id. */
export interface LedgerEntry extends LedgerMove, FundYearKey {
  readonly seq: bigint;
  readonly cause: LedgerCause;
  readonly causeId: string;
  readonly period: PeriodKey;
  /** 收款方 of a payment: who received it in the institution's place; null: the institution itself. */
  readonly payee: Payee | null;
  readonly bookedAt: Date;
}

/** What is booked together: once, whatever is tried again. */
export interface Booking extends FundYearKey {
  readonly cause: LedgerCause;
  readonly causeId: string;
  readonly period: PeriodKey;
  readonly moves: readonly LedgerMove[];
  readonly payee?: Payee | null;
}

/** Which entries: of a fund year; of one institution, one period, one cause. */
export interface LedgerFilter extends FundYearKey {
  readonly institutionCode?: string;
  readonly period?: PeriodKey;
  readonly cause?: LedgerCause;
  readonly causeId?: string;
}

/** A page of entries by their number; `after` and `before` leave out their own. */
export interface LedgerPage {
  readonly limit: number;
  readonly after?: bigint;
  readonly before?: bigint;
  readonly begin?: 'FIRST' | 'LAST';
}

/** Money of an institution and pool that was paid and is not on BANK of the ledger; below 0: on BANK and not paid. */
export interface PaidNotBooked {
  readonly institutionCode: string;
  readonly pool: Pool;
  readonly amountFen: Fen;
}

/** 总账 the double-entry ledger of fund years: append-only. */
export interface Ledger {
  /** In this order. StoreConflict UNIQUE where a cause was booked before. */
  book(bookings: readonly Booking[]): Promise<void>;
  /** In order of booking; with `begin` LAST from the far end, last first. */
  entries(of: LedgerFilter, page: LedgerPage): Promise<readonly LedgerEntry[]>;
  count(of: LedgerFilter): Promise<number>;
  /** What was booked, by cause, or of one kind of cause; also where nothing moved. */
  booked(key: FundYearKey, only?: LedgerCause): Promise<readonly { readonly cause: LedgerCause; readonly causeId: string }[]>;
  /**
   * 凭证号 the number of every cause that moved money in a fund year, from 1 in the order of booking: the same whatever is asked for and whatever is
   * booked later. Of use to the agency only: row-level security would number an institution's own.
   */
  voucherNumbers(key: FundYearKey): Promise<readonly { readonly cause: LedgerCause; readonly causeId: string; readonly voucher: number }[]>;
  /** Σ in − Σ out by institution and account, added up in SQL; those of 0 are left out. `ofParts`: only what months and quarters booked. */
  balances(of: LedgerFilter, only?: { readonly ofParts?: true }): Promise<readonly LedgerBalance[]>;
  /**
   * What payments come to less what the ledger has on BANK of payments, by institution and pool, in one pass of SQL; only where that is not 0: payments
   * that wait to be booked, or something that was changed apart from the other.
   */
  paidNotBooked(key: FundYearKey): Promise<readonly PaidNotBooked[]>;
  /** What is on INSTITUTION by institution and period, added up in SQL; also those of 0. Empty: nothing was booked. */
  owedByPeriod(key: FundYearKey): Promise<readonly OwedOfPeriod[]>;
}
