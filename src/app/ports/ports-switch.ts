import type { JobFailure, JobState } from './kit/ports-job.js';

/** 切换测算 a study of a switch between two groupings: a job of a region. */
export interface SwitchStudyRecord extends JobState {
  readonly regionCode: string;
  readonly id: string;
  /** What was asked for. */
  readonly request: unknown;
  /** What both sides were frozen to; null until the study has begun. */
  readonly frozen: unknown;
  /** What came of it as a whole; null until it has ended well. */
  readonly report: unknown;
  /** 新目录库 the catalogue with the points that were computed, as the CSV that can be imported; null where the new side has points of its own. */
  readonly catalogueCsv: string | null;
  readonly resultHash: string | null;
}

/** What may change while a study is worked out. */
export interface SwitchStudyPatch {
  readonly status?: JobState['status'];
  readonly phase?: string;
  readonly done?: bigint;
  readonly total?: bigint;
  readonly frozen?: unknown;
  readonly report?: unknown;
  readonly catalogueCsv?: string;
  readonly resultHash?: string;
  readonly failure?: JobFailure;
}

/** The tables of a result: cells of the matrix, groups of both sides, institutions. */
export const SWITCH_ROW_KINDS = ['CELL', 'GROUP', 'INSTITUTION'] as const;
/** One of them. */
export type SwitchRowKind = (typeof SWITCH_ROW_KINDS)[number];

/** A row of a result: its table, its place in it from 0, and its figures as text by name. */
export interface SwitchRowRecord {
  readonly kind: SwitchRowKind;
  readonly place: number;
  readonly data: unknown;
}

/** Which rows of which table: behind a place, before one, at most so many. */
export interface SwitchRowsWanted {
  readonly kind: SwitchRowKind;
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
  readonly last?: boolean;
}

/** Studies of switches, seen by the agency only. A result never changes once it is stored. */
export interface SwitchStudies {
  create(regionCode: string, request: unknown, idempotencyKey: string | null): Promise<SwitchStudyRecord>;
  find(regionCode: string, id: string): Promise<SwitchStudyRecord | undefined>;
  /** The newest of a region, newest first. */
  newest(regionCode: string, first: number): Promise<readonly SwitchStudyRecord[]>;
  /** Changes an unfinished study, and notes that its process is alive; `false`: it has ended, and nothing was changed. */
  update(regionCode: string, id: string, patch: SwitchStudyPatch): Promise<boolean>;
  /** Stores the rows of a result. */
  insertRows(regionCode: string, id: string, rows: readonly SwitchRowRecord[]): Promise<void>;
  /** Rows of a table, rising; with `last`, the last ones of those that are wanted, falling. */
  rows(regionCode: string, id: string, wanted: SwitchRowsWanted): Promise<readonly SwitchRowRecord[]>;
  /** Unfinished studies that no process has noted anything of for so long, by the database's clock. They are held by this transaction. */
  abandoned(olderThanMs: number): Promise<readonly { readonly regionCode: string; readonly id: string }[]>;
}
