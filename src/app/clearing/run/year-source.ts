import type { RunSnapshot } from './run-snapshot.js';
import type { ReadyGrouper } from '../../caches/grouper-library.js';
import type { OpenedFundYear } from '../../scoring/opened-year.js';
import type { YearFacts } from '../../scoring/year-facts.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** One ruleset version of a run with the days on which it decides. */
export interface RunVersion {
  readonly ordinal: number;
  readonly from: string;
  readonly to: string;
  readonly compiled: CompiledRuleset;
  /** The DRG grouper that it names, made ready; absent where it names none. */
  readonly grouper?: ReadyGrouper;
}

/** The groups of a catalogue, and the first day on which it holds. */
export interface YearCatalogue {
  readonly from: string;
  readonly groups: readonly DiseaseGroup[];
}

/** 年度来源 where a year comes from: frozen (the snapshot of a run that is stored) or hypothetical (given in memory). Nothing of it changes. */
export interface YearSource {
  readonly kind: 'FROZEN' | 'HYPOTHETICAL';
  /** The inputs as they are hashed. A hypothetical year states no row of a store by them. */
  readonly snapshot: RunSnapshot;
  /** Rising; the last one decides what is not about single cases. */
  readonly versions: readonly RunVersion[];
  /** Rising; one is in force on every day. */
  readonly catalogues: readonly YearCatalogue[];
  /** Institutions, their figures, the budget. */
  readonly stated: YearFacts;
  /** The frames of the fund year and of institutions, by version and era of profiles. */
  readonly opened: ReadonlyMap<string, OpenedFundYear>;
}
