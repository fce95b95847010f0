import type { RunSnapshot } from './run-snapshot.js';
import { sourceOf } from './run-source.js';
import { requireClearable } from './run-versions.js';
import { lacksGrouping } from '../../scoring/group-indexes.js';
import { erasOf } from '../../caches/region-cache.js';
import { openFundYear, type OpenedFundYear } from '../../scoring/opened-year.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import type { CaseSelection } from '../../ports/cases/ports-case.js';
import type { YearSource } from '../../scoring/year-facts.js';
import { must } from '../../../engine/kit/assert.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import { buildGroupIndex, type GroupIndex } from '../../../engine/grouping/grouping-index.js';
import type { AggregatePlan, Frame } from '../../../engine/plan/plan.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** One ruleset version of a run with the days on which it decides. */
export interface RunVersion {
  readonly ordinal: number;
  readonly from: string;
  readonly to: string;
  readonly compiled: CompiledRuleset;
}

/** The frames that a case of a day is scored in, and the catalogue of that day. */
export interface CaseSetting {
  readonly version: RunVersion;
  readonly groups: GroupIndex;
  readonly fundYear: Frame;
  readonly institutions: ReadonlyMap<string, Frame>;
}

/** What an aggregate adds up of a case: its points, which have a column of their own, or one of the run's summed values; absent: a count. */
export type SumOf = number | 'POINTS' | undefined;

/** An aggregate of cases as the run adds it up: a bit of the mask, and what it sums. */
export interface RunAggregate {
  readonly id: string;
  readonly bit: number;
  readonly sum: SumOf;
  readonly per: AggregatePlan['per'];
}

const POINTS = 'points';

/** A run made ready: everything in memory but the cases. */
export class RunPlan {
  /** By day, and one for all days of a version, an era of profiles and a catalogue. */
  readonly #settings = new Map<string, CaseSetting>();
  readonly #eras: readonly string[];
  /** Names of the facts and outputs that are summed beside the points, in the order of `ScoreBatch.sums`. */
  readonly sums: readonly string[];
  readonly aggregates: readonly RunAggregate[];

  constructor(
    readonly snapshot: RunSnapshot,
    readonly versions: readonly RunVersion[],
    readonly catalogues: readonly { readonly from: string; readonly groups: readonly DiseaseGroup[] }[],
    readonly source: YearSource,
    readonly opened: ReadonlyMap<string, OpenedFundYear>,
  ) {
    this.#eras = erasOf(source.institutions);
    const plans = this.yearVersion.compiled.plan.aggregates.filter(({ of }) => of === 'case');
    this.sums = [...new Set(plans.flatMap(({ sum }) => (sum === undefined || sum.name === POINTS ? [] : [sum.name])))];
    this.aggregates = plans.map(({ id, sum, per }, bit) => ({
      id,
      bit,
      per,
      sum: sum === undefined ? undefined : sum.name === POINTS ? 'POINTS' : this.sums.indexOf(sum.name),
    }));
  }

  /** The version of the year's last day: it decides what is not about single cases. */
  get yearVersion(): RunVersion {
    return must(this.versions.at(-1), 'version of the year');
  }

  /** The cases of the run. */
  get selection(): CaseSelection {
    const { regionCode, insurance, from, to, periodBy, throughImportSeq } = this.snapshot;
    return { regionCode, insurance, from, to, periodBy, throughImportSeq: BigInt(throughImportSeq) };
  }

  /** What a case of this day is scored with, the same object for all days on which it is the same; `undefined` on a day outside the year (then no ruleset was asked for). */
  settingOn(date: string): CaseSetting | undefined {
    const kept = this.#settings.get(date);
    if (kept !== undefined) return kept;
    const version = this.versions.find(({ from, to }) => from <= date && date <= to);
    if (version === undefined) return undefined;
    const catalogue = must(
      this.catalogues.findLast(({ from }) => from <= date),
      'a catalogue is in force on every day of the year',
    );
    const key = `${openedKey(version.ordinal, eraOf(this.#eras, date))} ${catalogue.from}`;
    const setting = this.#settings.get(key) ?? this.#openSetting(version, catalogue, date);
    this.#settings.set(key, setting).set(date, setting);
    return setting;
  }

  #openSetting(version: RunVersion, catalogue: RunPlan['catalogues'][number], date: string): CaseSetting {
    const { opened } = this.openedOn(date);
    return {
      version,
      groups: this.#groups(version, catalogue),
      fundYear: opened.fundYear.frame,
      institutions: new Map([...opened.institutions].map(([code, { frame }]) => [code, frame])),
    };
  }

  /** The fund year's and institutions' frames that hold on a day of the year. */
  openedOn(date: string): OpenedFundYear {
    const { ordinal } = must(
      this.versions.find(({ from, to }) => from <= date && date <= to),
      'version of a day of the year',
    );
    return must(this.opened.get(openedKey(ordinal, eraOf(this.#eras, date))), 'frames of the year');
  }

  /** The aggregates of cases as a version states them, in the order of the mask's bits: a version may list them in another order. */
  aggregatesOf({ compiled }: RunVersion): readonly AggregatePlan[] {
    return this.aggregates.map(({ id }) =>
      must(
        compiled.plan.aggregates.find((plan) => plan.id === id && plan.of === 'case'),
        `aggregate ${id}`,
      ),
    );
  }

  readonly #indexes = new Map<string, GroupIndex>();

  #groups({ ordinal, compiled }: RunVersion, catalogue: { readonly from: string; readonly groups: readonly DiseaseGroup[] }): GroupIndex {
    const key = `${ordinal} ${catalogue.from}`;
    const { grouping } = compiled.plan;
    if (grouping === undefined) throw lacksGrouping(compiled.plan);
    const index = this.#indexes.get(key) ?? buildGroupIndex(catalogue.groups, grouping);
    this.#indexes.set(key, index);
    return index;
  }
}

function openedKey(ordinal: number, era: string): string {
  return `${ordinal} ${era}`;
}

/** The last day up to a date on which some institution's profile changed. */
function eraOf(eras: readonly string[], date: string): string {
  return eras.findLast((era) => era <= date) ?? '';
}

/** Makes a run ready from its frozen inputs: compiles its versions, reads its catalogues, works out budgets and coefficients. */
export async function openRun(platform: Platform, read: Reader, snapshot: RunSnapshot): Promise<RunPlan> {
  const { regionCode, year, insurance } = snapshot;
  const versions: RunVersion[] = [];
  for (const [ordinal, { id, effectiveHash, from, to }] of snapshot.rulesets.entries()) {
    versions.push({ ordinal, from, to, compiled: await platform.rulesets.get(read, { regionCode, id, effectiveHash }) });
  }
  requireClearable(versions, snapshot.catalogues);
  const catalogues: { from: string; groups: readonly DiseaseGroup[] }[] = [];
  for (const catalogue of snapshot.catalogues) {
    catalogues.push({ from: catalogue.from, groups: await read((unit) => unit.catalogues.groups(regionCode, catalogue.id)) });
  }
  const source = sourceOf(snapshot);
  const opened = new Map<string, OpenedFundYear>();
  const eras = erasOf(source.institutions);
  for (const { ordinal, compiled, from, to } of versions) {
    // Profiles that hold on the version's first day, and every day of its own on which one changes.
    for (const date of [from, ...eras.filter((era) => era > from && era <= to)]) {
      opened.set(openedKey(ordinal, eraOf(eras, date)), await openFundYear(compiled, source, { year, insurance, date }));
    }
  }
  return new RunPlan(snapshot, versions, catalogues, source, opened);
}
