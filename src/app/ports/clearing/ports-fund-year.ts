import type { Payee } from '../../../engine/clearing/institution-changes.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import type { Fen } from '../../../engine/number/quantity.js';
import { POOL_ACCOUNTS } from '../../../engine/plan/accounts.js';

/** A fund year: region, settlement year, insurance scheme. */
export interface FundYearKey {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

/** Why something is recorded. */
export interface Grounds {
  /** 事由. */
  readonly reason: string;
  /** 依据 the document that it rests on; none: null. */
  readonly source?: string | null | undefined;
}

/** What every record of a fund year keeps of where it comes from. */
export interface RecordOrigin {
  /** 事由. */
  readonly reason: string;
  /** 依据 the document that it rests on, where one was stated. */
  readonly source: string | null;
  /** 录入人 the name of whoever recorded it, as it was then. */
  readonly createdByName: string;
}

/** A row that is to be recorded. */
export type Unrecorded<Row extends RecordOrigin> = Omit<Row, 'id' | 'createdAt' | keyof RecordOrigin> & Grounds;

/** 审批结论 what may be decided of a budget that was recorded in mid-year. */
export const BUDGET_VERDICTS = ['APPROVED', 'REJECTED'] as const;
/** One of BUDGET_VERDICTS. */
export type BudgetVerdict = (typeof BUDGET_VERDICTS)[number];

/** 预算审批 who decided what of a budget revision. */
export interface BudgetDecisionRecord {
  readonly verdict: BudgetVerdict;
  readonly reason: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** Items of a budget or of its actuals: fact name to decimal text. */
export interface BudgetRecord extends FundYearKey, RecordOrigin {
  readonly revision: number;
  readonly items: Readonly<Record<string, string>>;
  /** 年中调整 recorded after a period of the year was closed: it holds once somebody else has approved it. Never of actuals. */
  readonly midYear: boolean;
  readonly createdById: string;
  readonly decision: BudgetDecisionRecord | null;
  readonly createdAt: Date;
}

/** 状态 whether a revision may hold, waits for somebody else, or was refused. */
export const BUDGET_STATES = ['HOLDS', 'WAITS', 'REJECTED'] as const;
/** One of BUDGET_STATES. */
export type BudgetState = (typeof BUDGET_STATES)[number];

/** The state of a budget revision by itself; of those that hold the last one does. */
export function budgetState({ midYear, decision }: Pick<BudgetRecord, 'midYear' | 'decision'>): BudgetState {
  if (!midYear || decision?.verdict === 'APPROVED') return 'HOLDS';
  return decision === null ? 'WAITS' : 'REJECTED';
}

/** The revision that holds, or the one that waits to: what a budget that is recorded again is compared with. */
export function lastBudget(revisions: readonly BudgetRecord[]): BudgetRecord | undefined {
  return revisions.findLast((one) => budgetState(one) !== 'REJECTED');
}

/** The key of a period of the year: `01` to `12`, `Q1` to `Q4`, `YEAR` (src/engine/plan/periods.ts). */
export type PeriodKey = string;

/** 调整 an amount of an institution's year, added to the fact `name`. */
export interface AdjustmentRecord extends FundYearKey, RecordOrigin {
  readonly id: string;
  readonly institutionCode: string;
  readonly name: string;
  readonly amountFen: Fen;
  readonly reversesId: string | null;
  readonly createdAt: Date;
}

/**
 * 用途 what a payment is made for, and of whose money: the basic fund pays a period (REGULAR) or 突发专项预拨 an emergency, whose advances are kept
 * apart (N21-26); any other fund pays its own part of a period (record 0042).
 */
export const PAYMENT_PURPOSES = ['REGULAR', 'EMERGENCY', ...POOL_ACCOUNTS] as const;
/** One of PAYMENT_PURPOSES. */
export type PaymentPurpose = (typeof PAYMENT_PURPOSES)[number];

/** The fact of an institution's year that payments of each purpose add up to. */
export const FACT_OF_PURPOSE: Readonly<Record<PaymentPurpose, string>> = {
  REGULAR: 'prepaid',
  EMERGENCY: 'emergencyPrepaid',
  CATASTROPHIC: 'catastrophicPrepaid',
  ASSISTANCE: 'assistancePrepaid',
  CIVIL_SERVANT: 'civilServantPrepaid',
  OUT_OF_REGION: 'outOfRegionPrepaid',
};

/** 拨付 a payment to an institution. */
export interface PaymentRecord extends FundYearKey, RecordOrigin {
  readonly id: string;
  readonly institutionCode: string;
  /** What it is paid for. */
  readonly period: PeriodKey;
  /** Of a month's period its number. */
  readonly month: number | null;
  readonly purpose: PaymentPurpose;
  readonly amountFen: Fen;
  readonly paidOn: string;
  readonly reversesId: string | null;
  /** 收款方 who received it in the institution's place on that day; null: the institution itself. */
  readonly payee: Payee | null;
  /** 合并拨付 the joint payment that it is a part of; null: it was paid by itself. */
  readonly jointId: string | null;
  readonly createdAt: Date;
}

/** 追回 whether a payment is money that came back without being the reversal of another one: what went too far, recovered (N21-30d). */
export function isRecovery({ amountFen, reversesId }: Pick<PaymentRecord, 'amountFen' | 'reversesId'>): boolean {
  return reversesId === null && amountFen < 0n;
}

/** 考核、期间事实 a recorded fact of an institution's year, month or quarter. */
export interface AssessmentRecord extends FundYearKey, RecordOrigin {
  readonly period: PeriodKey;
  readonly institutionCode: string;
  readonly name: string;
  readonly value: string;
}

/** An adjustment to be recorded. */
export type NewAdjustment = Unrecorded<AdjustmentRecord>;
/** A payment to be recorded; without a purpose a regular one, without a payee to the institution itself. */
export type NewPayment = Omit<Unrecorded<PaymentRecord>, 'purpose' | 'payee' | 'jointId'> & {
  readonly purpose?: PaymentPurpose;
  readonly payee?: Payee | null;
  readonly jointId?: string | null;
};
/** A fact to be recorded. */
export type NewAssessment = Unrecorded<AssessmentRecord>;

/** 点值 a point value of a fund year: text at 8 places, and the exact fraction `numerator/denominator`. */
export interface PointValueRecord extends FundYearKey {
  readonly kind: 'BUDGET' | 'SETTLEMENT';
  readonly revision: number;
  readonly value: string;
  readonly fraction: string;
  readonly runNo: number | null;
}

/** Which payments of a year: some and what reverses them; parts of a joint payment; those that the ledger does not have yet. */
export type PaymentsWanted = { readonly ids: readonly string[] } | { readonly jointIds: readonly string[] } | { readonly notBooked: true };

/** What the payments of an institution for a purpose come to. */
export interface PaymentSum {
  readonly institutionCode: string;
  readonly purpose: PaymentPurpose;
  readonly amountFen: bigint;
}

/** Budgets, actuals, adjustments, payments, assessments and point values: all append-only; corrections point back. */
export interface FundYears {
  /** The fund years of a region that have a budget or a run, newest first; of one year employees first. */
  known(regionCode: string): Promise<readonly FundYearKey[]>;
  /** The last revision that holds. */
  budget(key: FundYearKey): Promise<BudgetRecord | undefined>;
  /** The next revision; it holds from now on, in mid-year once it is approved. */
  setBudget(
    key: FundYearKey,
    items: Readonly<Record<string, string>>,
    grounds: Grounds & { readonly midYear?: boolean },
  ): Promise<BudgetRecord>;
  /** Every revision, from the first. */
  budgets(key: FundYearKey): Promise<readonly BudgetRecord[]>;
  /** StoreConflict UNIQUE where the revision was decided before. */
  decideBudget(
    key: FundYearKey,
    decision: { readonly revision: number; readonly verdict: BudgetVerdict; readonly reason: string },
  ): Promise<void>;
  actuals(key: FundYearKey): Promise<BudgetRecord | undefined>;
  setActuals(key: FundYearKey, items: Readonly<Record<string, string>>, grounds: Grounds): Promise<BudgetRecord>;
  /** Every row, reversals too, in order of recording. */
  adjustments(key: FundYearKey): Promise<readonly AdjustmentRecord[]>;
  /** A reversal must be the exact opposite of what it reverses; StoreConflict UNIQUE when that was reversed before. */
  addAdjustment(row: NewAdjustment): Promise<AdjustmentRecord>;
  /** Many at once; as `addAdjustment`. */
  addAdjustments(rows: readonly NewAdjustment[]): Promise<void>;
  /** In order of recording: all of a year, or only some. */
  payments(key: FundYearKey, only?: PaymentsWanted): Promise<readonly PaymentRecord[]>;
  /**
   * Added up in SQL by purpose, of the institutions stated and of all others together (institution ''): a year has tens of thousands, and each that
   * is recorded is looked at beside the others.
   */
  paymentSums(key: FundYearKey, apart: readonly string[]): Promise<readonly PaymentSum[]>;
  addPayment(row: NewPayment): Promise<PaymentRecord>;
  addPayments(rows: readonly NewPayment[]): Promise<void>;
  /** The last recorded value of each institution, name and period: of one period, or of all. */
  assessments(key: FundYearKey, period?: PeriodKey): Promise<readonly AssessmentRecord[]>;
  setAssessments(rows: readonly NewAssessment[]): Promise<void>;
  /** The last of a kind. */
  pointValue(key: FundYearKey, kind: 'BUDGET' | 'SETTLEMENT'): Promise<PointValueRecord | undefined>;
  setPointValue(row: Omit<PointValueRecord, 'revision'>): Promise<PointValueRecord>;
}
