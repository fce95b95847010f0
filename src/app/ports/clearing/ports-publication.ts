import type { FundYearKey } from './ports-fund-year.js';

/** 公布 what a region published of a period, without its content. */
export interface PublicationSummary extends FundYearKey {
  readonly id: string;
  /** In the fund year, from 1. */
  readonly number: number;
  /** `01` to `12`, `Q1` to `Q4`, `H1`, `H2`, `YEAR`. */
  readonly period: string;
  readonly runNos: readonly number[];
  /** SHA-256 of the content. */
  readonly contentHash: string;
  readonly reason: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** With what was published, as canonical JSON. */
export interface PublicationRecord extends PublicationSummary {
  readonly content: string;
}

/** A new publication. */
export type NewPublication = Omit<PublicationRecord, 'id' | 'number' | 'createdByName' | 'createdAt'>;

/** Publications: append-only, readable by every key of the region. */
export interface Publications {
  /** Under the next number of its fund year. */
  add(publication: NewPublication): Promise<PublicationSummary>;
  find(regionCode: string, id: string): Promise<PublicationRecord | undefined>;
  /** Of a fund year, newest first. */
  list(key: FundYearKey): Promise<readonly PublicationSummary[]>;
  /** The last one of each period of a fund year, with its content. */
  standing(key: FundYearKey): Promise<readonly PublicationRecord[]>;
}
