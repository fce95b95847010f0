import type { FundYearKey } from './ports-fund-year.js';
import type { JobFailure, JobState } from '../kit/ports-job.js';

/** 模拟测算 a what-if of a fund year: a job of a region. */
export interface WhatIfRecord extends JobState, FundYearKey {
  readonly id: string;
  /** What was asked for. */
  readonly request: unknown;
  /** The frozen year; null until the what-if has begun. */
  readonly frozen: unknown;
  /** What came of the region; null until it has ended well. */
  readonly report: unknown;
  readonly resultHash: string | null;
  readonly createdByName: string;
}

/** What may change while a what-if is worked out. */
export interface WhatIfPatch {
  readonly status?: JobState['status'];
  readonly phase?: string;
  readonly done?: bigint;
  readonly total?: bigint;
  readonly frozen?: unknown;
  readonly report?: unknown;
  readonly resultHash?: string;
  readonly failure?: JobFailure;
}

/** The tables of a result: institutions, disease groups. */
export const WHAT_IF_ROW_KINDS = ['INSTITUTION', 'GROUP'] as const;
/** One of them. */
export type WhatIfRowKind = (typeof WHAT_IF_ROW_KINDS)[number];

/** A row of a result: its candidate and table, its place there from 0, and its figures as text by name. */
export interface WhatIfRowRecord {
  readonly candidate: number;
  readonly kind: WhatIfRowKind;
  readonly place: number;
  readonly data: unknown;
}

/** Which rows of which table: behind a place, before one, at most so many. */
export interface WhatIfRowsWanted {
  readonly candidate: number;
  readonly kind: WhatIfRowKind;
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
  readonly last?: boolean;
}

/** What-ifs, seen by the agency only. A result never changes once it is stored. */
export interface WhatIfs {
  create(key: FundYearKey, request: unknown, idempotencyKey: string): Promise<WhatIfRecord>;
  find(regionCode: string, id: string): Promise<WhatIfRecord | undefined>;
  /** The newest of a region, newest first. */
  newest(regionCode: string, first: number): Promise<readonly WhatIfRecord[]>;
  /** Changes an unfinished what-if, and notes that its process is alive; `false`: it has ended, and nothing was changed. */
  update(regionCode: string, id: string, patch: WhatIfPatch): Promise<boolean>;
  /** Stores the rows of a result. */
  insertRows(regionCode: string, id: string, rows: readonly WhatIfRowRecord[]): Promise<void>;
  /** Rows of a table, rising; with `last`, the last ones of those that are wanted, falling. */
  rows(regionCode: string, id: string, wanted: WhatIfRowsWanted): Promise<readonly WhatIfRowRecord[]>;
  /** Unfinished what-ifs that no process has noted anything of for so long, by the database's clock. They are held by this transaction. */
  abandoned(olderThanMs: number): Promise<readonly { readonly regionCode: string; readonly id: string }[]>;
}
