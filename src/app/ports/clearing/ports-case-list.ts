import type { ScoreRecord } from './ports-score.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';

/** 病例筛选 which cases a list holds; what is absent does not narrow. */
export interface CaseFilter {
  readonly institutionCode?: string | undefined;
  /** A case number that begins so. */
  readonly caseNoFrom?: string | undefined;
  readonly insurance?: InsuranceScheme | undefined;
  /** First and last day of discharge, both included. */
  readonly dischargedFrom?: string | undefined;
  readonly dischargedTo?: string | undefined;
  /** Yuan, both included. */
  readonly totalCostMin?: string | undefined;
  readonly totalCostMax?: string | undefined;
  /** A flag of the settlement list. */
  readonly caseFlag?: string | undefined;
  readonly diagnosis?: string | undefined;
}

/** 得分筛选 which scores of a run a list holds. */
export interface ScoreFilter {
  readonly institutionCode?: string | undefined;
  readonly caseNoFrom?: string | undefined;
  readonly groupCode?: string | undefined;
  readonly inclusion?: string | undefined;
  readonly deviation?: string | undefined;
  /** 1 to 12. */
  readonly month?: number | undefined;
  /** Points, both included. */
  readonly pointsMin?: string | undefined;
  readonly pointsMax?: string | undefined;
  /** A flag that the ruleset's decision `flags` gave. */
  readonly flag?: string | undefined;
  readonly hasException?: boolean | undefined;
}

/** By what cases are sorted; rows that are alike stand in order of import. */
export const CASE_SORTS = ['IMPORTED', 'CASE_NO', 'DISCHARGE_DATE', 'TOTAL_COST'] as const;
/** By what scores are sorted. */
export const SCORE_SORTS = ['IMPORTED', 'CASE_NO', 'POINTS', 'COST_RATIO'] as const;

/** A row's place in a sorted list: what it is sorted by, and its number. */
export interface SortPlace {
  readonly key: string;
  readonly seq: string;
}

/** A part of a sorted list. */
export interface SortedPage<Sort extends string> {
  readonly sort: Sort;
  readonly descending: boolean;
  readonly after?: SortPlace;
  readonly before?: SortPlace;
  readonly limit: number;
  /** `LAST`: from the end backwards. */
  readonly begin: 'FIRST' | 'LAST';
}

/** How many scores of a group have a cost ratio within a step of so many tenths (the last step is open), by tier of deviation. */
export interface CostStep {
  readonly tenths: number;
  readonly deviation: string | null;
  readonly cases: number;
}

/** Lists of cases and scores that people look for. */
export interface CaseLists {
  /** Current cases of a region: neither voided nor revised since. */
  cases(regionCode: string, filter: CaseFilter, page: SortedPage<(typeof CASE_SORTS)[number]>): Promise<readonly SortPlace[]>;
  scores(
    regionCode: string,
    runNo: number,
    filter: ScoreFilter,
    page: SortedPage<(typeof SCORE_SORTS)[number]>,
  ): Promise<readonly (ScoreRecord & { readonly place: SortPlace })[]>;
  /** 费用分布 the scores of a group that have a cost ratio, counted by tenths of it; what is above `mostTenths` is in one step. */
  costSteps(regionCode: string, runNo: number, groupCode: string, mostTenths: number): Promise<readonly CostStep[]>;
}
