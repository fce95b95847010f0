import { Aggregates, type RunAggregate } from './aggregates.js';
import { CaseSettings, openedKey, type CaseSetting } from './case-settings.js';
import type { RunSnapshot } from './run-snapshot.js';
import { sourceOf } from './run-source.js';
import { requireClearable } from './run-versions.js';
import type { RunVersion, YearCatalogue, YearSource } from './year-source.js';
import { readyGrouper, type GrouperKey, type ReadyGrouper } from '../../caches/grouper-library.js';
import { eraOf, erasOf } from '../../caches/region-cache.js';
import { openFundYear, type OpenedFundYear } from '../../scoring/opened-year.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import type { CaseSelection } from '../../ports/cases/ports-case.js';
import type { YearFacts } from '../../scoring/year-facts.js';
import { assert, must } from '../../../engine/kit/assert.js';

/** A run made ready, everything in memory but the cases, in three: where its year comes from, what cases are scored with by day, what is added up. */
export class RunPlan {
  readonly settings: CaseSettings;
  readonly totals: Aggregates;

  constructor(readonly year: YearSource) {
    this.settings = new CaseSettings(year);
    this.totals = new Aggregates(this.yearVersion);
  }

  /** The inputs as they are hashed. */
  get snapshot(): RunSnapshot {
    return this.year.snapshot;
  }

  get versions(): readonly RunVersion[] {
    return this.year.versions;
  }

  /** The version of the year's last day: it decides what is not about single cases. */
  get yearVersion(): RunVersion {
    return must(this.year.versions.at(-1), 'version of the year');
  }

  /** Names of what is summed beside the points, in the order of `ScoreBatch.sums`. */
  get sums(): readonly string[] {
    return this.totals.sums;
  }

  /** The aggregates of cases, by bit. */
  get aggregates(): readonly RunAggregate[] {
    return this.totals.list;
  }

  /** The stored cases of a run: those of the year, or of the year up to the last day of the period. */
  get selection(): CaseSelection {
    assert(this.year.kind === 'FROZEN', 'a hypothetical year selects no stored cases');
    const { regionCode, insurance, from, to, period, periodBy, throughImportSeq } = this.snapshot;
    return { regionCode, insurance, from, to: period?.to ?? to, periodBy, throughImportSeq: BigInt(throughImportSeq) };
  }

  /** What a case of this day is scored with; `undefined` on a day outside the year. */
  settingOn(date: string): CaseSetting | undefined {
    return this.settings.on(date);
  }
}

/** Makes a run ready from its frozen inputs: compiles its versions, reads its catalogues, works out budgets and coefficients. */
export async function openRun(platform: Platform, read: Reader, snapshot: RunSnapshot): Promise<RunPlan> {
  const { regionCode } = snapshot;
  const versions: RunVersion[] = [];
  for (const [ordinal, { id, effectiveHash, from, to, grouper }] of snapshot.rulesets.entries()) {
    const compiled = await platform.rulesets.get(read, { regionCode, id, effectiveHash });
    const ready = grouper === undefined ? {} : { grouper: await readyGrouper(platform, read, grouper) };
    versions.push({ ordinal, from, to, compiled, ...ready });
  }
  requireClearable(versions, snapshot.catalogues);
  const catalogues: YearCatalogue[] = [];
  for (const catalogue of snapshot.catalogues) {
    catalogues.push({ from: catalogue.from, groups: await read((unit) => unit.catalogues.groups(regionCode, catalogue.id)) });
  }
  const stated = sourceOf(snapshot);
  return new RunPlan({ kind: 'FROZEN', snapshot, versions, catalogues, stated, opened: await openFrames(snapshot, versions, stated) });
}

/** What a hypothetical year is made of: versions and catalogues that no store need hold, and all else that a snapshot states. */
export interface HypotheticalYear {
  readonly inputs: Omit<RunSnapshot, 'engineVersion' | 'throughImportSeq' | 'rulesets' | 'catalogues'>;
  /** Rising, with the days on which each decides. */
  readonly versions: readonly Omit<RunVersion, 'ordinal'>[];
  /** Rising; hashes as a stored catalogue has them. */
  readonly catalogues: readonly (YearCatalogue & {
    readonly version: string;
    readonly contentHash: string;
    readonly groupingHash: string;
  })[];
}

/** Names what no store holds. */
const IN_MEMORY = 'in memory';

/** Makes a year ready that is given in memory. The same inputs have the same hash as a stored run of them. Throws RULESET_INVALID. */
export async function openHypothetical({ inputs, versions: given, catalogues }: HypotheticalYear): Promise<RunPlan> {
  const versions = given.map((version, ordinal) => ({ ...version, ordinal }));
  const snapshot: RunSnapshot = {
    ...inputs,
    ...{ engineVersion: IN_MEMORY, throughImportSeq: '0' },
    rulesets: versions.map(({ from, to, compiled, grouper }) => ({
      ...{ id: IN_MEMORY, version: compiled.plan.version, effectiveHash: compiled.effectiveHash, from, to },
      ...(grouper === undefined ? {} : { grouper: inMemory(inputs.regionCode, grouper) }),
    })),
    catalogues: catalogues.map(({ groups: _, ...stated }) => ({ id: IN_MEMORY, ...stated })),
  };
  requireClearable(versions, snapshot.catalogues);
  const stated = sourceOf(snapshot);
  return new RunPlan({
    kind: 'HYPOTHETICAL',
    snapshot,
    versions,
    catalogues,
    stated,
    opened: await openFrames(snapshot, versions, stated),
  });
}

function inMemory(regionCode: string, { contentHash, document: { code, version } }: ReadyGrouper): GrouperKey {
  return { regionCode, id: IN_MEMORY, code, version, contentHash };
}

/** Works out the fund year's and the institutions' frames of every version: on its first day, and on each of its days on which a profile changes. */
async function openFrames(
  { year, insurance }: RunSnapshot,
  versions: readonly RunVersion[],
  stated: YearFacts,
): Promise<ReadonlyMap<string, OpenedFundYear>> {
  const opened = new Map<string, OpenedFundYear>();
  const eras = erasOf(stated.institutions);
  for (const { ordinal, compiled, from, to } of versions) {
    for (const date of [from, ...eras.filter((era) => era > from && era <= to)]) {
      opened.set(openedKey(ordinal, eraOf(eras, date)), await openFundYear(compiled, stated, { year, insurance, date }));
    }
  }
  return opened;
}
