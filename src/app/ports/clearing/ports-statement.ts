import type { Fen } from '../../../engine/number/quantity.js';
import type { FundYearKey } from './ports-fund-year.js';

/** Who recorded something about a statement, and when. */
export interface StatementOrigin {
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** What an institution says, or the agency records for it. */
export interface InstitutionWord {
  readonly institutionCode: string;
  /** 依据 the paper that it rests on; the agency states one. */
  readonly source: string | null;
  /** 代为登记 whether the agency recorded it on the institution's behalf. */
  readonly onBehalf: boolean;
}

/** 公示 a run that is to be published. */
export interface NewRunPublication {
  readonly regionCode: string;
  readonly runNo: number;
  /** What it is called: a named pre-clearing (预清算). */
  readonly name: string;
  /** Last day for objections, in China. */
  readonly lastDay: string;
  /** Whether silence consents when the days are over, as the run's ruleset declares. */
  readonly silentConsent: boolean;
  readonly reason: string;
}

/** A run as it was published. */
export interface RunPublicationRecord extends NewRunPublication, StatementOrigin {}

/** 异议的结论 what became of an objection: it is right and the run is made anew; right, and the next period corrects it; not right. */
export const OBJECTION_OUTCOMES = ['ACCEPTED', 'NEXT_PERIOD', 'REJECTED'] as const;
/** One of OBJECTION_OUTCOMES. */
export type ObjectionOutcome = (typeof OBJECTION_OUTCOMES)[number];

/** 异议 an objection to a statement. */
export interface NewObjection extends InstitutionWord {
  readonly regionCode: string;
  readonly runNo: number;
  readonly text: string;
}

/** 答复 how an objection is resolved. */
export interface NewAnswer {
  readonly regionCode: string;
  readonly objectionId: string;
  readonly institutionCode: string;
  readonly outcome: ObjectionOutcome;
  /** What the institution is told. */
  readonly answer: string;
  readonly reason: string;
}

/** An objection with its answer, where there is one. */
export interface ObjectionRecord extends NewObjection, StatementOrigin {
  readonly id: string;
  readonly answer: (Pick<NewAnswer, 'outcome' | 'answer' | 'reason'> & StatementOrigin) | null;
}

/** 机构确认 the confirmation of a statement. */
export interface NewConfirmation extends InstitutionWord {
  readonly regionCode: string;
  readonly runNo: number;
  readonly reason: string;
}

/** A statement's confirmation as it was recorded. */
export interface ConfirmationRecord extends NewConfirmation, StatementOrigin {}

/** 到账确认 what an institution received of a payment. */
export interface NewReceipt extends InstitutionWord {
  readonly regionCode: string;
  readonly paymentId: string;
  readonly amountFen: Fen;
  readonly receivedOn: string;
  readonly reason: string;
}

/** A receipt as it was recorded; the last revision of a payment holds. */
export interface ReceiptRecord extends NewReceipt, StatementOrigin {
  readonly revision: number;
}

/** What happens to statements after they are calculated. Append-only; row-level security leaves an institution its own. */
export interface StatementWords {
  /** By number of the run. */
  publications(regionCode: string, runNos: readonly number[]): Promise<readonly RunPublicationRecord[]>;
  /** StoreConflict UNIQUE: it was published. */
  publish(row: NewRunPublication): Promise<RunPublicationRecord>;
  /** In order of recording. */
  objections(regionCode: string, runNos: readonly number[]): Promise<readonly ObjectionRecord[]>;
  findObjection(regionCode: string, id: string): Promise<ObjectionRecord | undefined>;
  addObjection(row: NewObjection): Promise<ObjectionRecord>;
  /** StoreConflict UNIQUE: it was answered. */
  addAnswer(row: NewAnswer): Promise<void>;
  /** By run and institution. */
  confirmations(regionCode: string, runNos: readonly number[]): Promise<readonly ConfirmationRecord[]>;
  /** StoreConflict UNIQUE: one was confirmed. */
  addConfirmations(rows: readonly NewConfirmation[]): Promise<void>;
  /** The receipt that holds of each payment of a fund year. */
  receipts(key: FundYearKey, only?: { readonly paymentIds: readonly string[] }): Promise<readonly ReceiptRecord[]>;
  /** The next revision of each payment holds from now on. */
  addReceipts(rows: readonly (NewReceipt & { readonly revision: number })[]): Promise<void>;
}
