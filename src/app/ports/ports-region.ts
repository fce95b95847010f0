import type { DatedChange } from '../../engine/clearing/institution-changes.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';

/** 统筹地区 pooling region. */
export interface RegionRecord {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | null;
  readonly sandbox: boolean;
}

/** The region above all others: what it keeps every region may use. */
export const NATION = '100000';

/** Regions: readable by all. */
export interface Regions {
  find(code: string): Promise<RegionRecord | undefined>;
  list(): Promise<readonly RegionRecord[]>;
  /** Adds or renames; access must cover the region or be ALL. */
  save(region: RegionRecord): Promise<void>;
}

/** 定点医疗机构 designated medical institution. */
export interface InstitutionRecord {
  readonly regionCode: string;
  readonly code: string;
  readonly name: string;
}

/** 机构档案 profile from a day on. Attributes are facts that rulesets declare, as text. */
export interface InstitutionProfileRecord {
  readonly regionCode: string;
  readonly institutionCode: string;
  readonly effectiveFrom: string;
  readonly level: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** 机构指标 one figure of an institution for a year. */
export interface InstitutionFigureRecord {
  readonly regionCode: string;
  readonly institutionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly name: string;
  readonly value: string;
}

/** 机构变动 a change as it was recorded. */
export interface InstitutionChangeRecord extends DatedChange {
  readonly regionCode: string;
  /** 事由. */
  readonly reason: string;
  /** 依据 the document that it rests on. */
  readonly source: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** A change that is to be recorded. */
export type NewInstitutionChange = Omit<InstitutionChangeRecord, 'createdByName' | 'createdAt'>;

/** Institutions, their dated profiles and yearly figures. All lists are ordered by institution code. */
export interface Institutions {
  find(regionCode: string, code: string): Promise<InstitutionRecord | undefined>;
  list(regionCode: string): Promise<readonly InstitutionRecord[]>;
  /** Adds or renames many. */
  save(institutions: readonly InstitutionRecord[]): Promise<void>;
  /** Every profile ever recorded that still counts: one an institution and day (the last recorded), rising by day. */
  profiles(regionCode: string): Promise<readonly InstitutionProfileRecord[]>;
  addProfiles(profiles: readonly InstitutionProfileRecord[]): Promise<void>;
  /** The figures of a year that count: the last recorded of each name. */
  figures(regionCode: string, year: number): Promise<readonly InstitutionFigureRecord[]>;
  /**
   * As `figures`, of every institution, even under an institution's key: scoring needs averages over the region. Never shown to the caller.
   * The region must be the access's own.
   */
  figuresOfAll(regionCode: string, year: number): Promise<readonly InstitutionFigureRecord[]>;
  addFigures(figures: readonly InstitutionFigureRecord[]): Promise<void>;
  /** Every change ever recorded of a region's institutions, by code and revision, whoever asks: who is in service is no secret. */
  changes(regionCode: string): Promise<readonly InstitutionChangeRecord[]>;
  /** StoreConflict UNIQUE where somebody else took the revision. */
  addChanges(changes: readonly NewInstitutionChange[]): Promise<void>;
}
