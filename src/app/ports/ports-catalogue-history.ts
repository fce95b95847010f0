import type { CaseCounting, InsuredElsewhere } from '../../engine/plan/catalogue-method.js';
import type { CaseFlag } from '../../engine/plan/inpatient-case.js';

/** Which cases a catalogue is computed from. */
export interface HistorySelection {
  readonly regionCode: string;
  /** The snapshot: rows that came later do not exist. */
  readonly throughImportSeq: bigint;
  readonly periodBy: 'DISCHARGE' | 'SETTLEMENT';
  /** First and last day of each year, both included, oldest year first. */
  readonly years: readonly { readonly from: string; readonly to: string }[];
  /** Cases with one of these flags are left out. */
  readonly excludeCaseFlags: readonly CaseFlag[];
  /** 异地参保病例 whether cases of patients insured in another region count. */
  readonly insuredElsewhere: InsuredElsewhere;
}

/** The distinct codes of a history. */
export interface HistoryCodes {
  readonly diagnoses: readonly string[];
  readonly operations: readonly string[];
}

/**
 * How codes are read: diagnoses by number of their key (those left out are not grouped), operations that count by what they are read as
 * and by rank of their kind.
 */
export interface HistoryClasses {
  readonly diagnoses: readonly { readonly code: string; readonly keyId: number }[];
  readonly operations: readonly { readonly code: string; readonly reads: string; readonly kindRank: number }[];
  readonly counting: CaseCounting;
}

/** How many cases have combinations that count for so much. `counted` is the count compared with the threshold × the number of years. */
export interface CountedCases {
  readonly counted: bigint;
  readonly cases: bigint;
}

/** A combination's sums; cost in fen. */
export interface CombinationRow {
  readonly keyId: number;
  readonly operations: readonly string[];
  readonly main: string | null;
  readonly years: readonly { readonly cases: number; readonly cost: bigint }[];
}

/** Where cases go: combinations to the groups named, all others to the composite group of their category and kind. */
export interface HistoryAssignments {
  readonly groups: readonly { readonly keyId: number; readonly operations: readonly string[]; readonly groupId: number }[];
  readonly categories: readonly { readonly keyId: number; readonly categoryId: number }[];
  readonly smallCombinations: 'COMPOSITE' | 'MAIN_OPERATION';
}

/** Which group a row of sums is of. */
export type HistoryGroup =
  | { readonly kind: 'ASSIGNED'; readonly groupId: number }
  | { readonly kind: 'COMPOSITE'; readonly categoryId: number; readonly kindRank: number };

/** Sums of a group in a year (counted from 0), in the last one by level of institution; null: the level is not known. Fen. */
export interface HistorySums {
  readonly group: HistoryGroup;
  readonly year: number;
  readonly level: string | null;
  /** With the cases trimmed away; everything below is without them. */
  readonly allCases: number;
  readonly cases: bigint;
  readonly cost: bigint;
  readonly squares: bigint;
  readonly days: bigint;
  readonly drugCases: bigint;
  readonly drug: bigint;
  readonly consumableCases: bigint;
  readonly consumable: bigint;
}

/** A quantile as an exact fraction of whole numbers. */
interface Quantile {
  readonly n: bigint;
  readonly d: bigint;
}

/**
 * History in bulk, aggregated by the database so that ten million cases fit: only combinations with enough cases and groups come back.
 * The steps are taken once each, in this order, in one WRITE transaction: they leave working tables behind that end with it.
 */
export interface CatalogueHistory {
  codes(selection: HistorySelection): Promise<HistoryCodes>;
  /** Counts combinations; answers how many cases stand behind each count. */
  combine(classes: HistoryClasses): Promise<readonly CountedCases[]>;
  /** The combinations that count for at least so much, and those of their main operation alone. */
  combinations(atLeast: bigint): Promise<readonly CombinationRow[]>;
  assign(assignments: HistoryAssignments): Promise<void>;
  /** Sums by group; `trim` names the quantiles of a group's cost outside which cases do not count, ends kept, by nearest rank. */
  sums(trim: { readonly lower: Quantile; readonly upper: Quantile } | null): Promise<readonly HistorySums[]>;
}
