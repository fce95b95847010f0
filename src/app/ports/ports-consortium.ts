/** 牵头机构可见范围 what the key of a consortium's lead sees beside its own: nothing (OWN), or its members' statements. */
export const LEAD_SEES = ['OWN', 'MEMBERS'] as const;
/** One of LEAD_SEES. */
export type LeadSees = (typeof LEAD_SEES)[number];

/** 医共体 a medical consortium from a day on. */
export interface StatedConsortium {
  readonly code: string;
  readonly name: string;
  /** 牵头机构 the institution that receives its money. */
  readonly leadCode: string;
  readonly leadSees: LeadSees;
  readonly effectiveFrom: string;
  readonly reason: string;
  readonly source: string;
}

/** As it was recorded. */
export interface ConsortiumRecord extends StatedConsortium {
  readonly regionCode: string;
  /** 1, 2, … of the consortium, in the order of recording. */
  readonly revision: number;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** 医共体 consortia of regions: append-only; of one day the last statement holds. Who belongs to one is a change of the institution. */
export interface Consortia {
  /** Every statement of a region, by code and revision. */
  list(regionCode: string): Promise<readonly ConsortiumRecord[]>;
  /** StoreConflict UNIQUE where somebody else took the revision. */
  state(regionCode: string, rows: readonly (StatedConsortium & { readonly revision: number })[]): Promise<void>;
}

/** What is stated of a consortium on a day: the last that began by then, of one day the last recorded; none: it is not there yet. */
export function consortiumStatedOn(all: readonly ConsortiumRecord[], code: string, day: string): ConsortiumRecord | undefined {
  return all
    .filter((one) => one.code === code && one.effectiveFrom <= day)
    .reduce<ConsortiumRecord | undefined>(
      (last, one) => (last === undefined || one.effectiveFrom >= last.effectiveFrom ? one : last),
      undefined,
    );
}
