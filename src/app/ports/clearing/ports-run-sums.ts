import type { ChangedCase, ChangesAsked, ChangesOfMonth } from './ports-corrections.js';
import type { AggregateAsked, DecimalText, ScoreSumRow } from './ports-score.js';
import type { Pool } from '../../../engine/plan/accounts.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';

/** Sums of an institution, or of a disease group: decimal text by name. */
export interface NamedSums {
  /** Its code. */
  readonly of: string;
  readonly values: Readonly<Record<string, DecimalText>>;
}

/** A value that a run left of a key of a scope: text by name; what is missing is left out. */
export interface ScopeNumbers {
  readonly scope: string;
  /** Within the scope: `H1`, `H1/03`, `*`. */
  readonly key: string;
  readonly institutionCode: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** Which groups of a run: with cases in the months, of one institution where named; `after` and `before` leave out their own. */
export interface GroupPage {
  readonly months: readonly number[];
  readonly institutionCode?: string;
  readonly limit: number;
  readonly after?: string;
  readonly before?: string;
  readonly begin?: 'FIRST' | 'LAST';
}

/** 参保地 cases of an institution whose patients are insured in a region. */
export interface InsuredRegionSum {
  readonly institutionCode: string;
  readonly insuredRegionCode: string;
  readonly cases: bigint;
  readonly value: DecimalText;
}

/** 各月例数 cases of a pool that a run counts in a month; of an institution where they are told apart. */
export interface RunCases {
  readonly runNo: number;
  /** 1 to 12. */
  readonly month: number;
  readonly pool: Pool;
  /** Null: of the region. */
  readonly institutionCode: string | null;
  readonly cases: bigint;
}

/** 清单 settlement lists of an institution that were discharged in a month. */
export interface ListCounts {
  readonly institutionCode: string;
  /** 1 to 12. */
  readonly month: number;
  readonly accepted: bigint;
  readonly faulty: bigint;
  /** Of those accepted, with a finding of timeliness. */
  readonly late: bigint;
  readonly returned: bigint;
}

/** Which lists: of an insurance scheme, discharged from a day to a day. */
export interface ListsAsked {
  readonly regionCode: string;
  readonly insurance: InsuranceScheme;
  readonly from: string;
  readonly to: string;
}

/** 各月合计 what runs' cases add up to, kept for indicators. Row-level security leaves an institution its own. */
export interface RunSums {
  /** Keeps the sums of a run by institution and month: once. */
  insert(regionCode: string, runNo: number, rows: readonly ScoreSumRow[]): Promise<void>;
  /** Sums by institution over months; none: the run kept none (it ended before sums were kept), or has no cases. */
  ofMonths(regionCode: string, runNo: number, months: readonly number[]): Promise<readonly NamedSums[]>;
  /**
   * As they were kept, of all institutions, also under an institution's key: what was decided about its disease groups is explained with what all
   * cases came to. Never shown to the caller. None where the region is not the access's own.
   */
  frozen(regionCode: string, runNo: number): Promise<readonly ScoreSumRow[]>;
  /** Values of names that a run left of its keys. */
  values(regionCode: string, runNo: number, scopes: readonly string[], names: readonly string[]): Promise<readonly ScopeNumbers[]>;
  /** Sums by disease group over months, a page by code; cases without a group are left out. Adds up stored scores: heavy. */
  ofGroups(regionCode: string, runNo: number, asked: readonly AggregateAsked[], page: GroupPage): Promise<readonly NamedSums[]>;
  /**
   * Cases of an aggregate (its bit) by institution and region of insurance, both rising, and what it sums of them; cases without a known region are
   * left out. Reads the scores of a run once, and its cases where the bit is set: for reports, on demand.
   */
  ofInsuredRegions(
    regionCode: string,
    runNo: number,
    asked: AggregateAsked & { readonly bit: number },
  ): Promise<readonly InsuredRegionSum[]>;
  /** Cases that runs count, by institution and month: by the name of the count among their sums. */
  cases(regionCode: string, runNos: readonly number[], count: string): Promise<readonly RunCases[]>;
  /** Cases of which another fund pays a part, by fund and month. Reads the scores of the runs beside their cases: for reports, on demand. */
  casesOfPools(regionCode: string, runNos: readonly number[]): Promise<readonly RunCases[]>;
  /** Settlement lists by institution and month, as they stand now. */
  lists(asked: ListsAsked): Promise<readonly ListCounts[]>;
  /** What a later run knows otherwise of the months of an earlier one, by month and kind. Reads the scores of both: for statements, on demand. */
  changes(asked: ChangesAsked): Promise<readonly ChangesOfMonth[]>;
  /** The cases behind it, a page by number; `limit`, `after`, `before` and `begin` as of groups. */
  changedCases(asked: ChangesAsked, page: Pick<GroupPage, 'limit' | 'after' | 'before' | 'begin'>): Promise<readonly ChangedCase[]>;
}
