import type { NoFigure } from '../../engine/indicators/figure.js';
import type { IndicatorCellKind } from '../indicators/indicator-report.js';
import type { Label } from '../../engine/plan/plan.js';
import type { Basis } from '../../rules/document/basis.js';

/** Why a published cell has no figure: what a report says, or that it was left out to keep few cases unknown. */
export type NotPublished = NoFigure | 'SUPPRESSED';

/** 公布的指标 an indicator as it is published: without what it is made of. */
export interface PublishedIndicator {
  readonly id: string;
  readonly label: Label;
  readonly unit: string;
  readonly scale: number;
  readonly direction: 'HIGHER' | 'LOWER' | null;
  readonly note: Label | null;
  readonly basis: readonly Basis[];
  /** Which of them are left out together: those that share a sum, or the count that says what is small. Null: exempt, never left out. */
  readonly group: string | null;
}

/** A figure, in the order of the indicators. */
export interface PublishedFigure {
  readonly indicator: string;
  readonly value: string | null;
  readonly reason: NotPublished | null;
}

/** 单元 the figures of the region, a class, a level or an institution. */
export interface PublishedCell {
  readonly kind: IndicatorCellKind;
  readonly code: string;
  readonly name: string;
  /** Of a class or level: the institutions that it was added up of. Publications before record 0047 don't have it. */
  readonly institutions?: readonly string[];
  readonly figures: readonly PublishedFigure[];
}

/** 预算与收支 an amount of the fund year in yuan, 2 places; null: left out, since it is made of few cases (record 0059). */
export interface PublishedAmount {
  readonly name: string;
  readonly label: Label;
  readonly amount: string | null;
}

/** 结算清算进度 how far a period of the year is. */
export interface PublishedProgress {
  readonly period: string;
  readonly state: string;
  readonly runNo: number | null;
  readonly institutions: number;
  readonly declared: number;
  readonly reviewed: number;
  readonly paid: number;
}

/** 异地清算表 what a year charges to regions of insurance; small ones stand together in a row without a code. */
export interface PublishedRegions {
  /** What `value` is the sum of. */
  readonly label: Label;
  readonly rows: readonly {
    readonly insuredRegionCode: string | null;
    readonly cases: string;
    readonly value: string;
    /** Yuan, 2 places. */
    readonly amount: string;
  }[];
}

/** A run that figures come from. */
export interface PublishedRun {
  readonly runNo: number;
  readonly period: string;
  readonly resultHash: string;
}

/**
 * 公布包 what is published of a period (N25-39b): no case, no patient, no small cell. Kept as canonical JSON, byte for byte; whoever reads it again
 * reads what was published.
 */
export interface Bundle {
  readonly format: 1;
  readonly region: { readonly code: string; readonly name: string; readonly isDemo: boolean };
  readonly year: number;
  readonly insurance: string;
  readonly period: { readonly key: string; readonly label: Label; readonly from: string; readonly to: string };
  readonly ruleset: { readonly version: string; readonly effectiveHash: string };
  readonly runs: readonly PublishedRun[];
  readonly smallCell: { readonly min: string; readonly basis: readonly Basis[] };
  readonly indicators: readonly PublishedIndicator[];
  readonly cells: readonly PublishedCell[];
  /** 基金收支与预算 amounts of the fund year: what its rules were given, and what they made of it. */
  readonly fund: readonly PublishedAmount[];
  /** 预算执行 balances of the ledger's accounts by the time of publishing, and what was paid of the budget; null: left out, or not known (budget). */
  readonly execution: {
    readonly accounts: readonly PublishedAmount[];
    readonly budget: string | null;
    readonly paid: string | null;
    readonly paidShare: string | null;
  };
  readonly progress: readonly PublishedProgress[];
  /** Of a year whose ruleset says how patients insured elsewhere are charged to their regions; otherwise absent. */
  readonly insuredRegions?: PublishedRegions;
}
