import { isRecord } from '../../api/json-values.ts';

interface Label {
  readonly zh: string;
  readonly en?: string;
}

/** An amount in yuan; null: not published. */
export interface ShownAmount {
  readonly name: string;
  readonly label: Label;
  readonly amount: string | null;
}

/** A figure of an indicator, or why there is none. */
export interface ShownFigure {
  readonly indicator: string;
  readonly value: string | null;
  readonly reason: string | null;
}

/** What would be published of a period, as the platform makes it (`PublishFiguresPayload.bundle`). */
export interface ShownBundle {
  readonly period: { readonly label: Label; readonly from: string; readonly to: string };
  readonly ruleset: { readonly version: string };
  readonly runs: readonly { readonly runNo: number }[];
  readonly smallCell: { readonly min: string };
  readonly indicators: readonly { readonly id: string; readonly label: Label; readonly unit: string }[];
  readonly cells: readonly {
    readonly kind: string;
    readonly code: string;
    readonly name: string;
    readonly figures: readonly ShownFigure[];
  }[];
  readonly fund: readonly ShownAmount[];
  readonly execution: {
    readonly accounts: readonly ShownAmount[];
    readonly budget: string | null;
    readonly paid: string | null;
    readonly paidShare: string | null;
  };
  readonly progress: readonly {
    readonly period: string;
    readonly state: string;
    readonly runNo: number | null;
    readonly institutions: number;
    readonly declared: number;
    readonly reviewed: number;
    readonly paid: number;
  }[];
  readonly insuredRegions?: {
    readonly label: Label;
    readonly rows: readonly {
      readonly insuredRegionCode: string | null;
      readonly cases: string;
      readonly value: string;
      readonly amount: string;
    }[];
  };
}

/** What is published, read: the platform wrote it in format 1. Undefined: another format, which this page can't show. */
export function bundleOf(bundle: unknown): ShownBundle | undefined {
  return isRecord(bundle) && bundle.format === 1 ? (bundle as unknown as ShownBundle) : undefined;
}
