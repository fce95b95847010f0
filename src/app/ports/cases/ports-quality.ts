import type { CaseKey } from './ports-case.js';
import type { Label } from '../../../engine/plan/plan.js';
import type { QualityDimension, QualityLevel } from '../../../engine/plan/quality.js';

/** What one rule found wrong with a settlement list. No value of the list. */
export interface QualityFindingRecord {
  readonly rule: string;
  readonly label: Label;
  readonly dimension: QualityDimension;
  /** Fact of the case. */
  readonly field: string;
  readonly level: QualityLevel;
  readonly returned: boolean;
}

/** A settlement list that was judged, with everything that was found. */
export interface JudgedList {
  readonly institutionCode: string;
  readonly caseNo: string;
  readonly dischargeDate: string;
  readonly rulesetVersion: string;
  readonly findings: readonly QualityFindingRecord[];
}

/** The lists that one import brought, in its order. */
export interface JudgedImport {
  readonly importId: string;
  /** Day of the import, by the database's clock, in China. */
  readonly submittedOn: string;
  readonly lists: readonly JudgedList[];
}

/** 质控结果 a stored finding; closed once a later import of the list no longer has it, or its case is voided (no import is named then). */
export interface QualityResultRecord extends QualityFindingRecord {
  readonly seq: bigint;
  readonly institutionCode: string;
  readonly caseNo: string;
  readonly dischargeDate: string;
  readonly rulesetVersion: string;
  readonly importId: string;
  readonly submittedOn: string;
  readonly closedByImportId: string | null;
  readonly closedOn: string | null;
}

/** 关闭方式 how a finding was closed: the list came again without it, or its case was voided. */
export type QualityClosing = 'RESENT' | 'VOIDED';

/** How a finding was closed; null: it stands open. */
export function closingOf({
  closedOn,
  closedByImportId,
}: Pick<QualityResultRecord, 'closedOn' | 'closedByImportId'>): QualityClosing | null {
  if (closedOn === null) return null;
  return closedByImportId === null ? 'VOIDED' : 'RESENT';
}

/** Which lists: discharged from a day to a day, both included. */
export interface QualityPeriod {
  readonly institutionCode?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Which findings. */
export interface QualityFilter extends QualityPeriod {
  readonly dimension?: QualityDimension;
  readonly level?: QualityLevel;
  readonly returned?: boolean;
  /** Whether it still stands. */
  readonly open?: boolean;
}

/** Which of them: behind or before one in the list's order, newest first (`OLDEST`: from the end backwards). */
export interface QualityPage {
  readonly after?: bigint;
  readonly before?: bigint;
  readonly limit: number;
  readonly begin: 'NEWEST' | 'OLDEST';
}

/** 质控汇总 of one institution and dimension: lists that came in, and how many of them have something open. */
export interface QualityCount {
  readonly institutionCode: string;
  readonly dimension: QualityDimension;
  /** Lists submitted: current cases, and lists that were returned and did not come again. */
  readonly submitted: bigint;
  /** Lists with an open finding of the dimension. */
  readonly faulty: bigint;
  /** Open findings of the dimension. */
  readonly errors: bigint;
  readonly warnings: bigint;
  /** Lists that a rule of the dimension sent back, and that are still out. */
  readonly returned: bigint;
}

/** Results of quality control. */
export interface QualityResults {
  /** Keeps what was found of lists; what stood open of them and was not found again is closed by this import. */
  record(regionCode: string, judged: JudgedImport): Promise<void>;
  /** Closes what stands open of cases that were voided on a day. */
  closeVoided(regionCode: string, keys: readonly CaseKey[], on: string): Promise<void>;
  list(regionCode: string, filter: QualityFilter, page: QualityPage): Promise<readonly QualityResultRecord[]>;
  /** By institution and dimension; institutions that sent nothing are left out. */
  summary(regionCode: string, period: QualityPeriod): Promise<readonly QualityCount[]>;
}
