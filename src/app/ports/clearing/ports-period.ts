import type { CaseSelection } from '../cases/ports-case.js';
import type { Fen } from '../../../engine/number/quantity.js';
import type { FundYearKey, PeriodKey } from './ports-fund-year.js';
import type { ClearingStage } from './ports-run.js';

/** 申报状态 states of a declaration; that it was paid follows from payments. */
export const DECLARATION_STATES = ['DECLARED', 'FIRST_REVIEWED', 'SECOND_REVIEWED', 'RETURNED'] as const;
/** One of DECLARATION_STATES. */
export type DeclarationState = (typeof DECLARATION_STATES)[number];

/** What an institution states of a period: cases, and the fund amount that was recorded for them. */
export interface StatedFigures {
  readonly cases: number;
  readonly fundFen: Fen;
}

/** What happened to a declaration; `figures` of those that declare. */
export interface NewDeclarationEvent extends FundYearKey {
  readonly period: PeriodKey;
  readonly institutionCode: string;
  readonly state: DeclarationState;
  readonly figures: StatedFigures | null;
  readonly reason: string;
}

/** As it was recorded: by whom, and when. */
export interface DeclarationEvent extends NewDeclarationEvent {
  readonly createdById: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** What the platform counts of an institution's cases in a calendar month. */
export interface CountedMonth extends StatedFigures {
  readonly institutionCode: string;
  /** `YYYY-MM`. */
  readonly month: string;
}

/** What an institution is to be paid by a run. */
export interface PayableOf {
  readonly institutionCode: string;
  readonly payableFen: Fen;
}

/** The best run of a period that has succeeded: a confirmed one, else a calculated one, else a trial; of equal ones the last. */
export interface BestRun {
  readonly id: string;
  readonly runNo: number;
  readonly period: PeriodKey;
  readonly stage: ClearingStage;
}

/** Declarations of periods (append-only), and what a board of periods counts. */
export interface Periods {
  /** What happened to the declarations of a year, or of one of its periods, in order of recording. */
  declarations(key: FundYearKey, period?: PeriodKey): Promise<readonly DeclarationEvent[]>;
  addDeclarations(rows: readonly NewDeclarationEvent[]): Promise<void>;
  /** Cases and recorded fund amounts by institution and month. Asks for every case of the selection: some seconds for a million. */
  counted(selection: CaseSelection): Promise<readonly CountedMonth[]>;
  /** By institution code. */
  payables(regionCode: string, runNo: number): Promise<readonly PayableOf[]>;
  /** One a period. */
  settled(key: FundYearKey): Promise<readonly BestRun[]>;
}
