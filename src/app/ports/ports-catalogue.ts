import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { JobFailure, JobState } from './kit/ports-job.js';

/** 病种目录库 a catalogue without its groups. */
export interface CatalogueRecord {
  readonly regionCode: string;
  readonly id: string;
  readonly version: string;
  readonly contentHash: string;
  readonly groupingHash: string;
  readonly effectiveFrom: string;
  readonly groupCount: number;
  /** False: its groups have no points (they are stored as 0), so it is never in force; a library to be priced, or to group by. */
  readonly priced: boolean;
  readonly note: string;
  readonly createdAt: Date;
}

/** What is stored; id, count and times are the store's. It has points unless it says that it has none. */
export type NewCatalogue = Omit<CatalogueRecord, 'id' | 'createdAt' | 'groupCount' | 'priced'> & { readonly priced?: boolean };

/** 目录库测算任务 a job that builds a catalogue from history. */
export interface CatalogueJobRecord extends JobState {
  readonly regionCode: string;
  readonly id: string;
  readonly request: unknown;
  readonly catalogueId: string | null;
  readonly report: unknown;
}

/** What may change while a job runs. */
export interface CatalogueJobPatch {
  readonly status?: JobState['status'];
  readonly phase?: string;
  readonly done?: bigint;
  readonly total?: bigint;
  readonly catalogueId?: string;
  readonly report?: unknown;
  readonly failure?: JobFailure;
}

/** Catalogues: never change once stored, readable from every region. */
export interface Catalogues {
  findById(regionCode: string, id: string): Promise<CatalogueRecord | undefined>;
  findByVersion(regionCode: string, version: string): Promise<CatalogueRecord | undefined>;
  /** All of a region, rising by first day in force; the one in force on a day is the last with points that begins on it or before. */
  list(regionCode: string): Promise<readonly CatalogueRecord[]>;
  /** StoreConflict UNIQUE when the version is taken, or the first day by another one with points, or another one without. */
  insert(catalogue: NewCatalogue, groups: readonly DiseaseGroup[]): Promise<CatalogueRecord>;
  /** Every group of a catalogue, by code. */
  groups(regionCode: string, catalogueId: string): Promise<readonly DiseaseGroup[]>;
  createJob(regionCode: string, request: unknown, idempotencyKey: string | null): Promise<CatalogueJobRecord>;
  findJob(regionCode: string, id: string): Promise<CatalogueJobRecord | undefined>;
  /** The newest of a region, newest first. */
  newestJobs(regionCode: string, first: number): Promise<readonly CatalogueJobRecord[]>;
  updateJob(regionCode: string, id: string, patch: CatalogueJobPatch): Promise<void>;
  /** Keeps an unfinished job for this transaction: whoever looks for abandoned ones passes it over. `false`: it has ended. */
  holdJob(regionCode: string, id: string): Promise<boolean>;
  /** Unfinished jobs, queued so long ago by the database's clock, that no transaction holds. They are held by this one. Never waits. */
  abandonedJobs(olderThanMs: number): Promise<readonly { readonly regionCode: string; readonly id: string }[]>;
}
