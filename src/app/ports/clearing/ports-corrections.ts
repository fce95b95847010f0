import type { AggregateAsked, DecimalText } from './ports-score.js';

/** 更正原因 why a case of a closed month counts otherwise: it came late, was voided, reversed, corrected, or is scored otherwise though it is the same. */
export const CORRECTION_KINDS = ['LATE', 'VOIDED', 'REVERSED', 'CORRECTED', 'RESCORED'] as const;
/** One of CORRECTION_KINDS. */
export type CorrectionKind = (typeof CORRECTION_KINDS)[number];

/** A run as one side of a comparison: its aggregates, and how far its cases go. */
export interface ComparedRun {
  readonly runNo: number;
  readonly throughImportSeq: bigint;
  readonly asked: readonly AggregateAsked[];
}

/** What a later run knows of an institution's months otherwise than an earlier one did. */
export interface ChangesAsked {
  readonly regionCode: string;
  readonly institutionCode: string;
  /** Months that the earlier run knew, 1 to 12. */
  readonly months: readonly number[];
  /** Names of aggregates, in the order of values; one that a run does not have counts as 0. */
  readonly ids: readonly string[];
  readonly before: ComparedRun;
  readonly after: ComparedRun;
}

/** What the cases of one kind change of a month. */
export interface ChangesOfMonth {
  /** 1 to 12. */
  readonly month: number;
  readonly kind: CorrectionKind;
  readonly cases: bigint;
  /** Of each name: what is known now less what was known then. */
  readonly differences: readonly DecimalText[];
}

/** A case that counts otherwise: what it added then and adds now, by name; null where it was or is none of the run's. */
export interface ChangedCase {
  readonly caseNo: string;
  readonly kind: CorrectionKind;
  readonly monthBefore: number | null;
  readonly monthAfter: number | null;
  readonly before: readonly DecimalText[] | null;
  readonly after: readonly DecimalText[] | null;
}
