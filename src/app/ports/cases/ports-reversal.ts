import type { CaseKey } from './ports-case.js';

/** 冲销 marks of the revision that a reversal makes, among its attributes: number of the list that reversed the case, and its day. */
export const REVERSED_BY = 'reversedBy';
/** As REVERSED_BY. */
export const REVERSED_ON = 'reversedOn';

/** Whether an attribute of a voided revision is such a mark. */
export function isReversalMark(name: string): boolean {
  return name === REVERSED_BY || name === REVERSED_ON;
}

/** 冲销清单 a list that cancels an earlier one. */
export interface Reversal extends CaseKey {
  /** The institution's own. */
  readonly reversalNo: string;
  readonly reversedOn: string;
}

/** What a reversal refers to, as it stands. */
export interface ReversibleCase extends CaseKey {
  readonly voided: boolean;
  /** The list that reversed it; null: none did. */
  readonly reversedBy: string | null;
  /** Fen. */
  readonly totalCostFen: bigint;
  readonly admissionDate: string;
}

/** Lists that reverse others. */
export interface Reversals {
  /** The cases of an institution's numbers, each as its last revision is. */
  reversible(regionCode: string, keys: readonly CaseKey[]): Promise<readonly ReversibleCase[]>;
  /** Which of these numbers of reversals are taken, and by which cases. */
  taken(regionCode: string, reversals: readonly Reversal[]): Promise<readonly Reversal[]>;
  /** Voids each case by its reversal. Returns those that could not be. */
  reverse(regionCode: string, reversals: readonly Reversal[]): Promise<readonly CaseKey[]>;
}
