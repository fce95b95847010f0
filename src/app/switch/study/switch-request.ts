import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';

/** 一方 a side of a study: a ruleset version of the region, and for its groups a catalogue. */
export interface SwitchSide {
  /** Version of a ruleset of the region: how cases are grouped and scored. */
  readonly ruleset: string;
  /** Version of a catalogue; absent: the one that the ruleset's method of grouping goes with and that is in force then. */
  readonly catalogue?: string;
}

/** 阈值 from when on something is found; every number is an assumption of whoever asks, and stands with the result. */
export interface SwitchLimits {
  /** SPLIT and MERGED: the least share of a group's cases that counts as a part of it. Decimal text. */
  readonly minShare: string;
  /** FEW_CASES: fewer cases than this, on the yearly average. */
  readonly minCases: number;
  /** VARIES: a coefficient of variation (population, all years) of at least this. Decimal text. */
  readonly minVariation: string;
}

/** Limits where none are stated. ASSUMPTION: no official text states them for a switch; N21-18 names 15 cases for core groups. */
export const DEFAULT_LIMITS: SwitchLimits = { minShare: '0.05', minCases: 15, minVariation: '1' };

/** Whether the new side's points are computed from the years of history, or are those of its catalogue. */
export const SWITCH_POINTS = ['COMPUTED', 'AS_CATALOGUED'] as const;
/** One of both. */
export type SwitchPoints = (typeof SWITCH_POINTS)[number];

/** What is asked of a study. */
export interface SwitchRequest {
  readonly regionCode: string;
  readonly insurance: InsuranceScheme;
  /** First and last settlement year of the history; the last is the year studied. */
  readonly firstYear: number;
  readonly lastYear: number;
  readonly from: SwitchSide;
  readonly to: SwitchSide;
  readonly points: SwitchPoints;
  /** A `CatalogueMethodDocument`; absent: `defaultMethod`. */
  readonly method?: unknown;
  /** 基金额 yuan to be shared out; absent: the year's recorded budget by the old side's ruleset, else the cost of the year's cases. Decimal text. */
  readonly fund?: string;
  readonly limits?: Partial<SwitchLimits>;
}
