import type { ScorePart } from './ports-score.js';
import type { CaseSelection } from '../cases/ports-case.js';
import type { DecimalText } from './ports-score.js';
import type { OutOfService } from '../../../engine/clearing/institution-changes.js';
import type { Label } from '../../../engine/plan/plan.js';

/** Kinds of what stands out, in the order in which they are listed. */
export const STAND_OUT_KINDS = [
  'CASE_COST_RATIO',
  'CASE_FUND_SHARE',
  'CASE_POINTS_SHARE',
  'CASE_OUT_OF_SERVICE',
  'CASE_ASSIGNED_GROUP',
  'INSTITUTION_POINTS_CHANGE',
  'INSTITUTION_MEAN_COST_CHANGE',
  'INSTITUTION_POINTS_SHARE_CHANGE',
  'INSTITUTION_MONTH_POINTS',
  'INSTITUTION_EXCLUDED_SHARE',
  'INSTITUTION_ASSIGNED_GROUP',
  'GROUP_WITHOUT_MEAN',
  'EXCEPTION',
  'ASSUMED_FIGURE',
] as const;
/** One of them. */
export type StandOutKind = (typeof STAND_OUT_KINDS)[number];

/** 存疑事项 one thing that stands out: of what, its figure, and the threshold that it passes. */
export interface StandOutRecord {
  readonly kind: StandOutKind;
  readonly caseSeq: bigint | null;
  readonly caseNo: string | null;
  readonly institutionCode: string | null;
  readonly groupCode: string | null;
  /** A month (`01` to `12`), an assumption's place in the ruleset, the code of an exception, a group that was assigned elsewhere, or `status day`. */
  readonly subject: string | null;
  /** A ratio or a count, as text. */
  readonly figure: DecimalText | null;
  readonly threshold: DecimalText | null;
  /** The ruleset's parameter that states the threshold. */
  readonly parameter: string | null;
  readonly messages: Label;
}

/** A stored one with its number in the list, from 1. */
export interface NumberedStandOut extends StandOutRecord {
  readonly itemNo: number;
}

/** A case that passes a threshold, with the figure that does: yuan, points or a ratio. */
export interface CaseOver {
  readonly caseSeq: bigint;
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly groupCode: string | null;
  readonly figure: DecimalText;
}

/** Cases that pass a threshold: how many, and the furthest of them. */
export interface CasesOver {
  readonly count: bigint;
  readonly first: readonly CaseOver[];
}

/** A case that was discharged while its institution was out of service. */
export interface CaseOutOfService {
  readonly caseSeq: bigint;
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly dischargeDate: string;
}

/** Cases above a figure, the furthest first; equal ones by institution and case number. */
export interface CasesAsked {
  readonly above: DecimalText;
  readonly first: number;
  readonly part?: ScorePart;
}

/** Cases that count and have no cost ratio, by group (null: in none). */
export interface GroupWithoutMean {
  readonly groupCode: string | null;
  readonly cases: bigint;
}

/** Exceptions of a run with one reason. */
export interface ExceptionCount {
  readonly code: string;
  readonly cases: bigint;
  readonly institutionCode: string;
  readonly caseNo: string;
}

/** What stands out in a run: what SQL finds among millions of scores, and the list that is kept of it. */
export interface StandOuts {
  /** Scores by cost ratio, or by points. */
  scoresAbove(regionCode: string, runNo: number, by: 'COST_RATIO' | 'POINTS', asked: CasesAsked): Promise<CasesOver>;
  /** Scored cases by total cost (yuan), of the institutions named. */
  costsAbove(runNo: number, selection: CaseSelection, institutions: readonly string[], asked: CasesAsked): Promise<CasesOver>;
  /** Cases that were discharged on days on which their institution was out of service, by institution, day and case number. */
  outOfService(
    selection: CaseSelection,
    spans: readonly OutOfService[],
    first: number,
  ): Promise<{ readonly count: bigint; readonly first: readonly CaseOutOfService[] }>;
  groupsWithoutMean(regionCode: string, runNo: number, part?: ScorePart): Promise<readonly GroupWithoutMean[]>;
  /** By code, with the first case of each by institution and case number. */
  exceptionCounts(regionCode: string, runNo: number): Promise<readonly ExceptionCount[]>;
  insert(regionCode: string, runNo: number, items: readonly StandOutRecord[]): Promise<void>;
  /** By number, after one; of the kinds named where any is. */
  list(
    regionCode: string,
    runNo: number,
    page: { readonly first: number; readonly afterNo: number; readonly kinds?: readonly StandOutKind[] },
  ): Promise<readonly NumberedStandOut[]>;
}
