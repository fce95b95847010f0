import type { RunVersion, YearCatalogue, YearSource } from './year-source.js';
import { lacksGrouping } from '../../scoring/group-indexes.js';
import { eraOf, erasOf } from '../../caches/region-cache.js';
import type { OpenedFundYear } from '../../scoring/opened-year.js';
import { assert, must } from '../../../engine/kit/assert.js';
import { buildGroupIndex, type GroupIndex } from '../../../engine/grouping/grouping-index.js';
import type { Frame } from '../../../engine/plan/plan.js';

/** The frames that a case of a day is scored in, and the catalogue of that day. */
export interface CaseSetting {
  readonly version: RunVersion;
  readonly groups: GroupIndex;
  readonly fundYear: Frame;
  readonly institutions: ReadonlyMap<string, Frame>;
}

/** 计分环境 what the cases of each day of a year are scored with: version (and its code maps), catalogue, frames. */
export class CaseSettings {
  /** By day, and one for all days of a version, an era of profiles and a catalogue. */
  readonly #settings = new Map<string, CaseSetting>();
  readonly #indexes = new Map<string, GroupIndex>();
  readonly #eras: readonly string[];

  constructor(readonly year: YearSource) {
    this.#eras = erasOf(year.stated.institutions);
  }

  /** What a case of this day is scored with, the same object for all days on which it is the same; `undefined` on a day outside the year (then no ruleset was asked for). */
  on(date: string): CaseSetting | undefined {
    const kept = this.#settings.get(date);
    if (kept !== undefined) return kept;
    const version = this.#versionOn(date);
    if (version === undefined) return undefined;
    const catalogue = must(
      this.year.catalogues.findLast(({ from }) => from <= date),
      'a catalogue is in force on every day of the year',
    );
    const key = `${openedKey(version.ordinal, eraOf(this.#eras, date))} ${catalogue.from}`;
    const setting = this.#settings.get(key) ?? this.#open(version, catalogue, date);
    this.#settings.set(key, setting).set(date, setting);
    return setting;
  }

  /** The fund year's and institutions' frames that hold on a day of the year. */
  openedOn(date: string): OpenedFundYear {
    const { ordinal } = must(this.#versionOn(date), 'version of a day of the year');
    return must(this.year.opened.get(openedKey(ordinal, eraOf(this.#eras, date))), 'frames of the year');
  }

  #versionOn(date: string): RunVersion | undefined {
    return this.year.versions.find(({ from, to }) => from <= date && date <= to);
  }

  #open(version: RunVersion, catalogue: YearCatalogue, date: string): CaseSetting {
    const { opened } = this.openedOn(date);
    return {
      version,
      groups: this.#groups(version, catalogue),
      fundYear: opened.fundYear.frame,
      institutions: new Map([...opened.institutions].map(([code, { frame }]) => [code, frame])),
    };
  }

  #groups({ ordinal, compiled, grouper }: RunVersion, catalogue: YearCatalogue): GroupIndex {
    const key = `${ordinal} ${catalogue.from}`;
    const { grouping } = compiled.plan;
    if (grouping === undefined) throw lacksGrouping(compiled.plan);
    assert((grouping.grouper === undefined) === (grouper === undefined), 'a version has the grouper that it names');
    const index = this.#indexes.get(key) ?? buildGroupIndex(catalogue.groups, grouping, undefined, grouper?.index);
    this.#indexes.set(key, index);
    return index;
  }
}

/** Names the frames of a version in an era of profiles. */
export function openedKey(ordinal: number, era: string): string {
  return `${ordinal} ${era}`;
}
