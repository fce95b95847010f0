import { isDeepStrictEqual } from 'node:util';
import { namedGrouper } from './grouper-library.js';
import type { GrouperRecord } from '../ports/ports-grouper.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import type { BudgetRecord, FundYearKey, PointValueRecord } from '../ports/clearing/ports-fund-year.js';
import type { InstitutionFigureRecord, InstitutionProfileRecord, InstitutionRecord, RegionRecord } from '../ports/ports-region.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import type { Store, Unit, Reader } from '../ports/ports.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import { NotFoundError, type StateError } from '../base/errors.js';
import { changesThatCount, type Changes } from '../../engine/clearing/institution-changes.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { BoundedCache, type Caches } from './bounded-cache.js';
import { refusalOf, storedVersions, type StoredVersions } from './ruleset-signatures.js';
import { ReadsUnderWay, SharedReads } from './shared-reads.js';
import type { GrouperMethod } from '../../engine/plan/group-terms.js';
import type { GroupIndex } from '../../engine/grouping/grouping-index.js';

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

/** Indexes of catalogues that are kept. Catalogues never change. */
const MOST_CATALOGUES = 16;
/** Regions that are kept: more than a province has. */
const MOST_REGIONS = 1_000;
/** Years of figures, and fund years, that are kept of a region. */
const MOST_YEARS = 64;

/** Groupers of a region that are remembered: which record stands behind a name. */
const MOST_GROUPERS = 16;

/** The published versions of a region as they were read, and why they are refused, if they are. */
interface ReadVersions {
  readonly stored: StoredVersions;
  readonly refusal: StateError | undefined;
}

interface RegionParts {
  readonly region: RegionRecord;
  readonly versions: ReadVersions;
  /** Rising by first day. */
  readonly catalogues: readonly CatalogueRecord[];
  readonly institutions: ReadonlyMap<string, InstitutionEntry>;
  /** 机构变动 the changes of its institutions that count. */
  readonly changes: Changes;
}

/**
 * What scoring asks of a region again and again: small, and the same for thousands of cases. What is read again and is as it was stays the
 * same object, so that what was worked out from it can be kept.
 */
export class RegionIndex implements RegionParts {
  readonly region: RegionRecord;
  readonly versions: ReadVersions;
  readonly catalogues: readonly CatalogueRecord[];
  readonly institutions: ReadonlyMap<string, InstitutionEntry>;
  readonly changes: Changes;
  readonly #figures = new SharedReads<number, readonly InstitutionFigureRecord[]>({ most: MOST_YEARS });
  #eras: readonly string[] | undefined;
  readonly #groupers = new SharedReads<string, GrouperRecord>({ most: MOST_GROUPERS });
  readonly #fundYears = new SharedReads<string, KeyedFundYear>({ most: MOST_YEARS });

  constructor(
    parts: RegionParts,
    /** Indexes of catalogues, kept longer than this region's index. */
    readonly groupIndexes: SharedReads<string, GroupIndex>,
    /** Of what is worked out from indexes, and kept longer than this one. */
    readonly caches: Caches,
  ) {
    this.region = parts.region;
    this.versions = parts.versions;
    this.catalogues = parts.catalogues;
    this.institutions = parts.institutions;
    this.changes = parts.changes;
  }

  /**
   * Published versions of the region, rising by scheme and first day. Throws RULESET_TAMPERED where one is not what was signed, or is gone: no other
   * one takes its days. What asks for no ruleset of the region goes on.
   */
  get rulesets(): readonly RulesetSummary[] {
    if (this.versions.refusal !== undefined) throw this.versions.refusal;
    return this.versions.stored.published;
  }

  /** The day on which the profiles that hold on `date` last changed: frames are the same from then on. */
  profileEra(date: string): string {
    this.#eras ??= erasOf(this.institutions.values());
    return eraOf(this.#eras, date);
  }

  /** Figures of a settlement year of all institutions, whoever asks: averages over a region are the same for all. Read once. */
  figures(read: Reader, year: number): Promise<readonly InstitutionFigureRecord[]> {
    return this.#figures.get(read, year, () => read((unit) => unit.institutions.figuresOfAll(this.region.code, year)));
  }

  /** The DRG grouper that a ruleset names, its own or one from above. Throws RULESET_INVALID. */
  grouper(read: Reader, method: GrouperMethod): Promise<GrouperRecord> {
    const key = `${method.code} ${method.version} ${method.contentHash ?? ''}`;
    return this.#groupers.get(read, key, () => read((unit) => namedGrouper(unit, this.region.code, method)));
  }

  /** Budget, actuals and point values of a fund year, read once. */
  fundYear(read: Reader, key: FundYearKey): Promise<FundYearEntry> {
    return this.#fundYears.get(read, `${key.year} ${key.insurance}`, () => read((unit) => readFundYear(unit, key)));
  }

  /** Reads what was asked of an earlier index, before anybody asks for it again. */
  async readAsked(unit: Unit, earlier: RegionIndex): Promise<void> {
    for (const [year, known] of earlier.#figures.asked())
      this.#figures.keep(year, same(known, await unit.institutions.figuresOfAll(this.region.code, year)));
    for (const [text, known] of earlier.#fundYears.asked()) this.#fundYears.keep(text, same(known, await readFundYear(unit, known.key)));
  }
}

interface KeyedFundYear extends FundYearEntry {
  readonly key: FundYearKey;
}

async function readFundYear({ fundYears }: Unit, key: FundYearKey): Promise<KeyedFundYear> {
  return {
    key,
    budget: await fundYears.budget(key),
    actuals: await fundYears.actuals(key),
    budgetPointValue: await fundYears.pointValue(key, 'BUDGET'),
    settlementPointValue: await fundYears.pointValue(key, 'SETTLEMENT'),
  };
}

/** What was known, where what was read now says the same. */
function same<T>(known: T, now: T): T {
  return isDeepStrictEqual(known, now) ? known : now;
}

/** How long an index may be used without being told of a change (ARCHITECTURE 7). */
export const REGION_INDEX_MS = 5_000;
/** From this age on one request reads it again, while the others go on with it. */
const RENEWED_FROM_MS = 4_000;

interface Kept {
  readonly index: RegionIndex;
  readonly loadedAt: number;
  isBeingRenewed: boolean;
}

/**
 * Region indexes, dropped by the store's change notices and at latest after five seconds. Each time the list of versions is read, it is compared with
 * what was signed; one whose versions are refused is never kept, so that they are used again once they are put back.
 */
export class RegionCache {
  readonly #kept = new BoundedCache<string, Kept>({ most: MOST_REGIONS });
  readonly #underWay = new ReadsUnderWay<string, RegionIndex | undefined>();
  readonly #groupIndexes = new SharedReads<string, GroupIndex>({ most: MOST_CATALOGUES });
  /** Counts change notices: what was being read while one came may be out of date, and is not kept. */
  #changes = 0;
  readonly #now: () => number;
  readonly #caches: Caches;
  readonly #signing: SigningKeys;

  constructor(
    store: Pick<Store, 'onChange'>,
    now: () => number,
    { caches, signing }: { readonly caches: Caches; readonly signing: SigningKeys },
  ) {
    this.#now = now;
    this.#caches = caches;
    this.#signing = signing;
    store.onChange((regionCode) => {
      this.#changes += 1;
      if (regionCode === '*') this.#kept.clear();
      else this.#kept.forget(regionCode);
    });
  }

  /** The index of a region; `undefined` when there is no such region. */
  async get(read: Reader, regionCode: string): Promise<RegionIndex | undefined> {
    const kept = this.#kept.get(regionCode);
    const age = kept === undefined ? Infinity : this.#now() - kept.loadedAt;
    if (kept !== undefined && age < REGION_INDEX_MS && (age < RENEWED_FROM_MS || kept.isBeingRenewed)) return kept.index;
    if (kept !== undefined) kept.isBeingRenewed = true;
    try {
      return await this.#underWay.share(read, regionCode, () => this.#load(read, regionCode, kept?.index));
    } finally {
      if (kept !== undefined) kept.isBeingRenewed = false;
    }
  }

  async #load(read: Reader, regionCode: string, earlier: RegionIndex | undefined): Promise<RegionIndex | undefined> {
    const changes = this.#changes;
    const loadedAt = this.#now();
    const index = await read(async (unit) => {
      const parts = await readParts(unit, regionCode, (stored) => this.#checked(regionCode, stored, earlier?.versions));
      if (parts === undefined) return undefined;
      const made = new RegionIndex(earlier === undefined ? parts : sameParts(earlier, parts), this.#groupIndexes, this.#caches);
      if (earlier !== undefined) await made.readAsked(unit, earlier);
      return made;
    });
    if (index?.versions.refusal !== undefined) this.#kept.forget(regionCode);
    else if (index !== undefined && changes === this.#changes) this.#kept.keep(regionCode, { index, loadedAt, isBeingRenewed: false });
    return index;
  }

  /** Signatures of versions that are as they were read before are not verified again. */
  #checked(regionCode: string, now: StoredVersions, known: ReadVersions | undefined): ReadVersions {
    if (known !== undefined && isDeepStrictEqual(known.stored, now)) return known;
    const stored = known === undefined ? now : { ...now, published: same(known.stored.published, now.published) };
    return { stored, refusal: refusalOf(regionCode, stored, this.#signing) };
  }
}

async function readParts(
  unit: Unit,
  regionCode: string,
  checked: (stored: StoredVersions) => ReadVersions,
): Promise<RegionParts | undefined> {
  const region = await unit.regions.find(regionCode);
  if (region === undefined) return undefined;
  const versions = checked(await storedVersions(unit, regionCode));
  const catalogues = await unit.catalogues.list(regionCode);
  const profiles = groupBy(await unit.institutions.profiles(regionCode), (profile) => profile.institutionCode);
  const institutions = new Map<string, InstitutionEntry>();
  for (const institution of await unit.institutions.list(regionCode)) {
    institutions.set(institution.code, { institution, profiles: profiles.get(institution.code) ?? [] });
  }
  return { region, versions, catalogues, institutions, changes: changesThatCount(await unit.institutions.changes(regionCode)) };
}

function sameParts(known: RegionParts, now: RegionParts): RegionParts {
  return {
    region: now.region,
    versions: now.versions,
    catalogues: same(known.catalogues, now.catalogues),
    institutions: same(known.institutions, now.institutions),
    changes: same(known.changes, now.changes),
  };
}

/** The days on which some institution's profile changed, rising. */
export function erasOf(institutions: Iterable<Pick<InstitutionEntry, 'profiles'>>): readonly string[] {
  return [...new Set([...institutions].flatMap(({ profiles }) => profiles.map(({ effectiveFrom }) => effectiveFrom)))].sort();
}

/** The last of these days up to a date; empty before the first. */
export function eraOf(eras: readonly string[], date: string): string {
  return eras.findLast((era) => era <= date) ?? '';
}

/** The profile of an institution that holds on a day: the last that began on it or before; `undefined` where none had. */
export function profileOn(entry: InstitutionEntry, date: string): InstitutionProfileRecord | undefined {
  return entry.profiles.findLast((profile) => profile.effectiveFrom <= date);
}

/** The region's index; NOT_FOUND when there is no such region. */
export async function regionIndex(
  { regions }: { readonly regions: RegionCache },
  { read }: { readonly read: Reader },
  regionCode: string,
): Promise<RegionIndex> {
  const index = await regions.get(read, regionCode);
  if (index === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, regionCode);
  return index;
}
