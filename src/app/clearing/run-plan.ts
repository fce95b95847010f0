import type { RunSnapshot } from './run-snapshot.js';
import { StateError } from '../errors.js';
import { lacksGrouping } from '../group-indexes.js';
import { openFundYear, type OpenedFundYear } from '../opened-year.js';
import type { Platform, Reader } from '../platform.js';
import type { CaseSelection } from '../ports-case.js';
import type { InstitutionEntry } from '../region-cache.js';
import { requireScoringOutputs } from '../score-case.js';
import type { YearSource } from '../year-facts.js';
import { must } from '../../engine/assert.js';
import type { DiseaseGroup } from '../../engine/catalogue.js';
import { buildGroupIndex, type GroupIndex } from '../../engine/grouping-index.js';
import type { AggregatePlan, Frame } from '../../engine/plan.js';
import type { CompiledRuleset } from '../../rules/compiled-ruleset.js';
import { aggregateShape } from '../../rules/year-aggregates.js';

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

/** An aggregate of cases as the run adds it up: a bit of the mask, and which summed value it takes (absent: a count). */
export interface RunAggregate {
  readonly id: string;
  readonly bit: number;
  readonly sum: number | undefined;
  readonly per: AggregatePlan['per'];
}

/** A run made ready: everything in memory but the cases. */
export class RunPlan {
  readonly #settings = new Map<string, CaseSetting>();
  readonly #eras: readonly string[];
  /** Names of the facts and outputs that are summed, in the order of `ScoreBatch.sums`. */
  readonly sums: readonly string[];
  readonly aggregates: readonly RunAggregate[];

  constructor(
    readonly snapshot: RunSnapshot,
    readonly versions: readonly RunVersion[],
    readonly catalogues: readonly { readonly from: string; readonly groups: readonly DiseaseGroup[] }[],
    readonly source: YearSource,
    readonly opened: ReadonlyMap<string, OpenedFundYear>,
  ) {
    this.#eras = erasOf(snapshot);
    const plans = this.yearVersion.compiled.plan.aggregates.filter(({ of }) => of === 'case');
    this.sums = [...new Set(plans.flatMap(({ sum }) => (sum === undefined ? [] : [sum.name])))];
    this.aggregates = plans.map(({ id, sum, per }, bit) => ({
      id,
      bit,
      per,
      sum: sum === undefined ? undefined : this.sums.indexOf(sum.name),
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

  /** What a case of this day is scored with; `undefined` on a day outside the year (then no ruleset was asked for). */
  settingOn(date: string): CaseSetting | undefined {
    const kept = this.#settings.get(date);
    if (kept !== undefined) return kept;
    const version = this.versions.find(({ from, to }) => from <= date && date <= to);
    if (version === undefined) return undefined;
    const catalogue = must(this.catalogues.findLast(({ from }) => from <= date) ?? this.catalogues[0], 'catalogue');
    const { opened } = must(this.opened.get(openedKey(version.ordinal, this.eraOf(date))), 'frames of the year');
    const setting: CaseSetting = {
      version,
      groups: this.#groups(version, catalogue),
      fundYear: opened.fundYear.frame,
      institutions: new Map([...opened.institutions].map(([code, { frame }]) => [code, frame])),
    };
    this.#settings.set(date, setting);
    return setting;
  }

  /** The last day on which some institution's profile changed, up to a date. */
  eraOf(date: string): string {
    return this.#eras.findLast((era) => era <= date) ?? '';
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

function erasOf({ institutions }: RunSnapshot): readonly string[] {
  return [...new Set(institutions.flatMap(({ profiles }) => profiles.map(({ effectiveFrom }) => effectiveFrom)))].sort();
}

/** Aggregates must mean the same in every version of a year: same id, sum and conditions by name. */
function requireSameAggregates(versions: readonly RunVersion[]): void {
  const [first, ...rest] = versions;
  const differs = rest.find((version) => first !== undefined && aggregateShape(version.compiled.plan) !== aggregateShape(first.compiled.plan));
  if (differs === undefined) return;
  throw new StateError('RULESET_INVALID', {
    zh: `本年度各规则集版本的病例汇总项（aggregates）不一致，不能在一次清算中相加。请让版本 ${differs.compiled.plan.version} 与前一版本声明相同的汇总项。`,
    en: `The versions of this year declare different aggregates of cases, which can't be added up in one run. Make version ${differs.compiled.plan.version} declare the same.`,
  });
}

/** What a fund year's facts are made from, out of a snapshot. */
function sourceOf({ regionCode, year, insurance, institutions, figures, budget }: RunSnapshot): YearSource {
  const entries: InstitutionEntry[] = institutions.map(({ code, name, profiles }) => ({
    institution: { regionCode, code, name },
    profiles: profiles.map((profile) => ({ regionCode, institutionCode: code, ...profile })),
  }));
  return { institutions: entries, figures: figures.map((figure) => ({ regionCode, year, insurance, ...figure })), budget };
}

/** Makes a run ready from its frozen inputs: compiles its versions, reads its catalogues, works out budgets and coefficients. */
export async function openRun(platform: Platform, read: Reader, snapshot: RunSnapshot): Promise<RunPlan> {
  const { regionCode, year, insurance } = snapshot;
  const versions: RunVersion[] = [];
  for (const [ordinal, { id, effectiveHash, from, to }] of snapshot.rulesets.entries()) {
    versions.push({ ordinal, from, to, compiled: await platform.rulesets.get(read, { regionCode, id, effectiveHash }) });
  }
  versions.forEach(({ compiled }) => requireScoringOutputs(compiled));
  requireSameAggregates(versions);
  const catalogues: { from: string; groups: readonly DiseaseGroup[] }[] = [];
  for (const catalogue of snapshot.catalogues) {
    requireMethod(catalogue, versions);
    catalogues.push({ from: catalogue.from, groups: await read((unit) => unit.catalogues.groups(regionCode, catalogue.id)) });
  }
  const source = sourceOf(snapshot);
  const opened = new Map<string, OpenedFundYear>();
  for (const { ordinal, compiled, from, to } of versions) {
    for (const era of ['', ...erasOf(snapshot)].filter((date) => date <= to)) {
      const date = era > from ? era : from;
      opened.set(openedKey(ordinal, era), await openFundYear(compiled, source, { year, insurance, date }));
    }
  }
  return new RunPlan(snapshot, versions, catalogues, source, opened);
}

function requireMethod(catalogue: RunSnapshot['catalogues'][number], versions: readonly RunVersion[]): void {
  const other = versions.find(({ compiled }) => compiled.plan.groupingHash !== catalogue.groupingHash);
  if (other === undefined) return;
  throw new StateError('RULESET_INVALID', {
    zh: `目录库 ${catalogue.version} 与规则集 ${other.compiled.plan.version} 的分组方法不一致，不能清算。请用本规则集重新测算或导入目录库。`,
    en: `Catalogue ${catalogue.version} was built with another grouping method than that of ruleset ${other.compiled.plan.version}. Build or import it again.`,
  });
}
