import type { CatalogueRecord } from './ports-catalogue.js';
import type { BudgetRecord, FundYearKey, PointValueRecord } from './ports-fund-year.js';
import type { InstitutionFigureRecord, InstitutionProfileRecord, InstitutionRecord, RegionRecord } from './ports-region.js';
import type { RulesetSummary } from './ports-ruleset.js';
import type { Store, Unit } from './ports.js';
import type { Reader } from './platform.js';
import { groupBy } from './group-by.js';
import { ReadsUnderWay, SharedReads } from './shared-reads.js';

/** An institution with its dated profiles, rising by day. */
export interface InstitutionEntry {
  readonly institution: InstitutionRecord;
  readonly profiles: readonly InstitutionProfileRecord[];
}

/** A fund year's inputs outside the cases, as the budget and point values stand. */
export interface FundYearEntry {
  readonly budget: BudgetRecord | undefined;
  readonly actuals: BudgetRecord | undefined;
  readonly budgetPointValue: PointValueRecord | undefined;
  readonly settlementPointValue: PointValueRecord | undefined;
}

/** What scoring asks of a region again and again: small, and the same for thousands of cases. */
export class RegionIndex {
  readonly #figures = new SharedReads<number, readonly InstitutionFigureRecord[]>();
  readonly #fundYears = new SharedReads<string, FundYearEntry>();

  constructor(
    readonly region: RegionRecord,
    /** Published versions of the region, rising by first day. */
    readonly rulesets: readonly RulesetSummary[],
    /** Rising by first day. */
    readonly catalogues: readonly CatalogueRecord[],
    readonly institutions: ReadonlyMap<string, InstitutionEntry>,
    readonly loadedAt: number,
  ) {}

  /** Figures of a settlement year of all institutions, whoever asks: averages over a region are the same for all. Read once. */
  figures(read: Reader, year: number): Promise<readonly InstitutionFigureRecord[]> {
    return this.#figures.get(read, year, () => read((unit) => unit.institutions.figuresOfAll(this.region.code, year)));
  }

  /** Budget, actuals and point values of a fund year, read once. */
  fundYear(read: Reader, key: FundYearKey): Promise<FundYearEntry> {
    return this.#fundYears.get(read, `${key.year} ${key.insurance}`, () =>
      read(async ({ fundYears }) => ({
        budget: await fundYears.budget(key),
        actuals: await fundYears.actuals(key),
        budgetPointValue: await fundYears.pointValue(key, 'BUDGET'),
        settlementPointValue: await fundYears.pointValue(key, 'SETTLEMENT'),
      })),
    );
  }
}

/** How long an index may be used without being told of a change (ARCHITECTURE 7). */
export const REGION_INDEX_MS = 5_000;

/** Region indexes, dropped by the store's change notices and at latest after five seconds. */
export class RegionCache {
  readonly #indexes = new Map<string, RegionIndex>();
  readonly #underWay = new ReadsUnderWay<string, RegionIndex | undefined>();
  /** Counts change notices: what was being read while one came may be out of date, and is not kept. */
  #changes = 0;
  readonly #now: () => number;

  constructor(store: Pick<Store, 'onChange'>, now: () => number) {
    this.#now = now;
    store.onChange((regionCode) => {
      this.#changes += 1;
      if (regionCode === '*') this.#indexes.clear();
      else this.#indexes.delete(regionCode);
    });
  }

  /** The index of a region; `undefined` when there is no such region. */
  async get(read: Reader, regionCode: string): Promise<RegionIndex | undefined> {
    const kept = this.#indexes.get(regionCode);
    if (kept !== undefined && this.#now() - kept.loadedAt < REGION_INDEX_MS) return kept;
    return await this.#underWay.share(read, regionCode, () => this.#load(read, regionCode));
  }

  async #load(read: Reader, regionCode: string): Promise<RegionIndex | undefined> {
    const changes = this.#changes;
    const loadedAt = this.#now();
    const index = await read((unit) => loadIndex(unit, regionCode, loadedAt));
    if (index !== undefined && changes === this.#changes) this.#indexes.set(regionCode, index);
    return index;
  }
}

async function loadIndex(unit: Unit, regionCode: string, loadedAt: number): Promise<RegionIndex | undefined> {
  const region = await unit.regions.find(regionCode);
  if (region === undefined) return undefined;
  const rulesets = (await unit.rulesets.list(regionCode)).filter((ruleset) => ruleset.status === 'PUBLISHED');
  const catalogues = await unit.catalogues.list(regionCode);
  const profiles = groupBy(await unit.institutions.profiles(regionCode), (profile) => profile.institutionCode);
  const institutions = new Map<string, InstitutionEntry>();
  for (const institution of await unit.institutions.list(regionCode)) {
    institutions.set(institution.code, { institution, profiles: profiles.get(institution.code) ?? [] });
  }
  return new RegionIndex(region, rulesets, catalogues, institutions, loadedAt);
}

/** The profile of an institution that holds on a day: the last that began on it or before; `undefined` where none had. */
export function profileOn(entry: InstitutionEntry, date: string): InstitutionProfileRecord | undefined {
  return entry.profiles.findLast((profile) => profile.effectiveFrom <= date);
}
