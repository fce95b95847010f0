import type { StayPartProblem } from '../../../engine/scoring/stay-parts.js';
import { COST_CATEGORIES, type CostCategory, type InpatientCase, type InsuranceScheme } from '../../../engine/plan/inpatient-case.js';

/** 病例 a stored revision of a case. */
export interface CaseRecord extends InpatientCase {
  readonly regionCode: string;
  readonly seq: bigint;
  readonly revision: number;
  readonly importSeq: bigint;
  readonly voided: boolean;
}

/** 病例键 what names a case in its region: case numbers are a hospital's own. */
export interface CaseKey {
  readonly institutionCode: string;
  readonly caseNo: string;
}

/** A case's key as one text. */
export function caseKeyText({ institutionCode, caseNo }: CaseKey): string {
  return `${institutionCode}\t${caseNo}`;
}

/** Cases to be stored in one transaction: at most `CASE_CHUNK`. */
export interface CaseInsert {
  readonly regionCode: string;
  readonly onDuplicate: 'REJECT' | 'REVISE';
  /** Rows that came with this import sequence or later are duplicates inside the same file, even under REVISE. */
  readonly sinceImportSeq?: bigint;
  readonly rows: readonly InpatientCase[];
}

/** Why a row was not stored. */
export type CaseRejectCode = 'DUPLICATE_IN_BATCH' | 'DUPLICATE_CASE' | 'UNKNOWN_INSTITUTION' | 'OTHER_INSTITUTION' | StayPartProblem;

/** 修订改变了参保人属性 a revision that says otherwise who the patient is, or where insured: one field, before and after, as text. */
export interface PersonChange {
  /** Index into `rows`. */
  readonly index: number;
  readonly field: 'sex' | 'ageYears' | 'ageDays' | 'insurance';
  readonly before: string;
  readonly after: string | null;
}

/** What became of a chunk: rows = inserted + revised + rejects. */
export interface CaseInsertResult {
  readonly importSeq: bigint;
  readonly inserted: number;
  readonly revised: number;
  /** Indexes into `rows`, rising. */
  readonly rejects: readonly { readonly index: number; readonly code: CaseRejectCode }[];
  /** Of revised rows, by index. */
  readonly personChanges: readonly PersonChange[];
}

/** The most rows that one chunk may hold, so that other requests are answered between chunks. */
export const CASE_CHUNK = 10_000;

/** Which cases of a region a year or a history is made of: frozen by `throughImportSeq`. */
export interface CaseSelection {
  readonly regionCode: string;
  /** The snapshot: rows that came later do not exist. */
  readonly throughImportSeq: bigint;
  readonly insurance?: InsuranceScheme;
  /** First and last day, both included, of the date that `periodBy` names. */
  readonly from: string;
  readonly to: string;
  readonly periodBy: 'DISCHARGE' | 'SETTLEMENT';
}

/** A range of rows of a selection. */
export interface CaseRange {
  readonly fromSeq: bigint;
  readonly toSeq: bigint;
}

/** Rows by their numbers. */
export interface CaseRows {
  readonly seqs: BigInt64Array;
}

/** A missing amount or number in a column of a `CaseBatch`. */
export const MISSING_FEN = -(2n ** 63n);
/** As `MISSING_FEN`, for columns of 32-bit numbers. */
export const MISSING_INT = -(2 ** 31);

/**
 * Cases as columns, in order of `seq`, for bulk scoring. Text columns hold the same string object for repeated values.
 * Lists keep PostgreSQL's array text (`{A01,B02}`), because most rules look at few of them: `codesOf` splits one.
 */
export interface CaseBatch {
  readonly count: number;
  readonly seq: BigInt64Array;
  readonly caseNo: readonly string[];
  readonly institutionCode: readonly string[];
  readonly insurance: readonly InsuranceScheme[];
  readonly admissionDate: readonly string[];
  readonly dischargeDate: readonly string[];
  readonly settlementDate: readonly (string | null)[];
  readonly insuredRegionCode: readonly (string | null)[];
  readonly ageYears: Int32Array;
  readonly ageDays: Int32Array;
  readonly sex: readonly InpatientCase['sex'][];
  readonly birthWeightGrams: Int32Array;
  readonly admissionWeightGrams: Int32Array;
  readonly ventilationHours: Int32Array;
  readonly daysSinceLastStay: Int32Array;
  readonly codeSystem: readonly InpatientCase['codeSystem'][];
  readonly principalDiagnosis: readonly string[];
  readonly otherDiagnoses: readonly string[];
  readonly procedures: readonly string[];
  readonly assignedGroupCode: readonly (string | null)[];
  /** Fen. */
  readonly totalCost: BigInt64Array;
  /** Fen, by category. */
  readonly costs: Readonly<Record<CostCategory, BigInt64Array>>;
  /** Fen. */
  readonly selfPaidOutside: BigInt64Array;
  /** Fen. */
  readonly fundPaid: BigInt64Array;
  /** Decimal text. */
  readonly icuDays: readonly (string | null)[];
  readonly dischargeWay: readonly (string | null)[];
  readonly caseFlags: readonly string[];
  /** JSON text of an object, name to text; `{}` when empty. */
  readonly attributes: readonly string[];
}

/** Columns that a reader of batches may do without: what no rule looks at need not be read. */
export const OMITTABLE_COLUMNS = [
  'admissionDate',
  'settlementDate',
  'insuredRegionCode',
  'ageYears',
  'sex',
  'admissionWeightGrams',
  'ventilationHours',
  'daysSinceLastStay',
  'codeSystem',
  'selfPaidOutside',
  'fundPaid',
  'icuDays',
  'dischargeWay',
  'caseFlags',
  ...COST_CATEGORIES,
] as const;
/** One of them; a cost category stands for its column. */
export type OmittableColumn = (typeof OMITTABLE_COLUMNS)[number];

/** How many cases an institution has in a month, 1 to 12. */
export interface MonthlyCount {
  readonly institutionCode: string;
  readonly month: number;
  readonly cases: number;
}

/** Cases: append-only. Corrections and voids are new revisions. */
export interface Cases {
  /** Stores a chunk under the next import sequence of the region. Rows of another institution than the access's are rejected. */
  insert(chunk: CaseInsert): Promise<CaseInsertResult>;
  /** Voids cases: returns those that are not there, or are void already. */
  void(regionCode: string, keys: readonly CaseKey[]): Promise<readonly CaseKey[]>;
  /** The cases that have one of these numbers, voided ones too, by number and institution: several hospitals may have the same. */
  numbered(regionCode: string, caseNos: readonly string[]): Promise<readonly (CaseKey & { readonly voided: boolean })[]>;
  /** The current revision (voided ones too), or one revision. */
  find(regionCode: string, key: CaseKey, revision?: number): Promise<CaseRecord | undefined>;
  /** The last import sequence that is committed: freezes a snapshot. 0n when nothing was ever imported. */
  lastImportSeq(regionCode: string): Promise<bigint>;
  /** How many cases a selection has. */
  count(selection: CaseSelection): Promise<bigint>;
  /** How many cases of a selection each institution has in each month, by the date that the selection goes by; rising. */
  monthly(selection: CaseSelection): Promise<readonly MonthlyCount[]>;
  /** Cuts a selection into ranges of at most `size` cases each, rising; together they hold every case once. One look at all of them. */
  ranges(selection: CaseSelection, size: number): Promise<readonly CaseRange[]>;
  /**
   * The cases of one range, or of some rows, as columns: current revisions at the snapshot, voided ones left out. Columns in `without` are not read: they are
   * empty, and whoever asks for one of their values has made a mistake.
   */
  readBatch(selection: CaseSelection, range: CaseRange | CaseRows, without?: ReadonlySet<OmittableColumn>): Promise<CaseBatch>;
  /** The cases of one range as domain objects; slower, for exports and re-judging. */
  readRange(selection: CaseSelection, range: CaseRange): Promise<readonly CaseRecord[]>;
  /** Cases by row number at any revision: witnesses of outcomes. */
  findBySeq(regionCode: string, seqs: readonly bigint[]): Promise<readonly CaseRecord[]>;
}
