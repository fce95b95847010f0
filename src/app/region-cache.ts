import type { CatalogueRecord } from './ports-catalogue.js';
import type { BudgetRecord, FundYearKey, PointValueRecord } from './ports-fund-year.js';
import type { InstitutionFigureRecord, InstitutionProfileRecord, InstitutionRecord, RegionRecord } from './ports-region.js';
import type { RulesetSummary } from './ports-ruleset.js';
import type { Store } from './ports.js';
import type { Reader } from './platform.js';
import { groupBy } from './group-by.js';

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
  readonly #figures = new Map<number, Promise<readonly InstitutionFigureRecord[]>>();
  readonly #fundYears = new Map<string, Promise<FundYearEntry>>();

  constructor(
    readonly region: RegionRecord,
    /** Published versions of the region, rising by first day. */
    readonly rulesets: readonly RulesetSummary[],
    /** Rising by first day. */
    readonly catalogues: readonly CatalogueRecord[],
    readonly institutions: ReadonlyMap<string, InstitutionEntry>,
    readonly loadedAt: number,
  ) {}

  /** Figures of a settlement year, read once. */
  figures(read: Reader, year: number): Promise<readonly InstitutionFigureRecord[]> {
    return once(this.#figures, year, () => read((unit) => unit.institutions.figures(this.region.code, year)));
  }

  /** Budget, actuals and point values of a fund year, read once. */
  fundYear(read: Reader, key: FundYearKey): Promise<FundYearEntry> {
    return once(this.#fundYears, `${key.year} ${key.insurance}`, () =>
      read(async ({ fundYears }) => ({
        budget: await fundYears.budget(key),
        actuals: await fundYears.actuals(key),
        budgetPointValue: await fundYears.pointValue(key, 'BUDGET'),
        settlementPointValue: await fundYears.pointValue(key, 'SETTLEMENT'),
      })),
    );
  }
}

/** Keeps the promise of a value, and forgets it when it fails. */
function once<K, V>(kept: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const earlier = kept.get(key);
  if (earlier !== undefined) return earlier;
  const promise = make();
  kept.set(key, promise);
  promise.catch(() => kept.delete(key));
  return promise;
}

/** How long an index may be used without being told of a change (ARCHITECTURE 7). */
export const REGION_INDEX_MS = 5_000;

/** Region indexes, dropped by the store's change notices and at latest after five seconds. */
export class RegionCache {
  readonly #indexes = new Map<string, Promise<RegionIndex>>();
  readonly #now: () => number;

  constructor(store: Pick<Store, 'onChange'>, now: () => number) {
    this.#now = now;
    store.onChange((regionCode) => (regionCode === '*' ? this.#indexes.clear() : this.#indexes.delete(regionCode)));
  }

  /** The index of a region; `undefined` when there is no such region. */
  async get(read: Reader, regionCode: string): Promise<RegionIndex | undefined> {
    const kept = await this.#indexes.get(regionCode)?.catch(() => undefined);
    if (kept !== undefined && this.#now() - kept.loadedAt < REGION_INDEX_MS) return kept;
    const region = await read((unit) => unit.regions.find(regionCode));
    return region === undefined ? undefined : await once(this.#fresh(regionCode), regionCode, () => this.#load(read, region));
  }

  #fresh(regionCode: string): Map<string, Promise<RegionIndex>> {
    this.#indexes.delete(regionCode);
    return this.#indexes;
  }

  async #load(read: Reader, region: RegionRecord): Promise<RegionIndex> {
    const loadedAt = this.#now();
    return await read(async (unit) => {
      const rulesets = (await unit.rulesets.list(region.code)).filter((ruleset) => ruleset.status === 'PUBLISHED');
      const catalogues = await unit.catalogues.list(region.code);
      const institutions = new Map<string, InstitutionEntry>();
      const profiles = groupBy(await unit.institutions.profiles(region.code), (profile) => profile.institutionCode);
      for (const institution of await unit.institutions.list(region.code)) {
        institutions.set(institution.code, { institution, profiles: profiles.get(institution.code) ?? [] });
      }
      return new RegionIndex(region, rulesets, catalogues, institutions, loadedAt);
    });
  }
}

/** The profile of an institution that holds on a day: the last that began on it or before; `undefined` where none had. */
export function profileOn(entry: InstitutionEntry, date: string): InstitutionProfileRecord | undefined {
  return entry.profiles.findLast((profile) => profile.effectiveFrom <= date);
}
