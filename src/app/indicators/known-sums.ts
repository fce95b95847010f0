import type { NoFigure } from '../../engine/indicators/figure.js';
import type { ReportPeriod } from './report-period.js';
import type { SourceRuns } from './source-runs.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { Fraction } from '../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** A sum by institution, or of the fund year as a whole; or why there is none. */
export type KnownSum =
  | {
      readonly kind: 'INSTITUTIONS';
      readonly of: ReadonlyMap<string, Fraction>;
      /** Who has to state it for a sum to say anything. */ readonly asked?: ReadonlySet<string>;
    }
  | { readonly kind: 'REGION'; readonly value: Fraction }
  | { readonly kind: 'NONE'; readonly reason: NoFigure };

/** What sums are read of. */
export interface AskedSums {
  readonly key: FundYearKey;
  readonly period: ReportPeriod;
  readonly sources: SourceRuns;
  readonly compiled: CompiledRuleset;
}
