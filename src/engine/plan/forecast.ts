/** How the part of a year that is not known yet is completed: by what earlier years had in the same months, or by days. */
export const FORECAST_COMPLETIONS = ['MONTH_SHARES', 'DAYS'] as const;
/** Whose earlier months count: each institution's own, or the region's for all. */
export const FORECAST_SCOPES = ['INSTITUTION', 'REGION'] as const;

/** 预测口径 how a running year is completed; no money rests on it. */
export interface ForecastMethod {
  readonly completion: (typeof FORECAST_COMPLETIONS)[number];
  /** With MONTH_SHARES. */
  readonly by?: (typeof FORECAST_SCOPES)[number];
  /** With MONTH_SHARES: how many earlier years, at most. */
  readonly years?: number;
  readonly basis: readonly string[];
}
