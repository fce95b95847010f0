import type { Label } from '../../../engine/plan/plan.js';
import type { JobState } from '../kit/ports-job.js';

/** 导入任务 an import of cases. read = accepted + rejected. */
export interface ImportRecord extends JobState {
  readonly regionCode: string;
  readonly id: string;
  readonly accepted: bigint;
  readonly rejected: bigint;
  readonly fileName: string | null;
  readonly fileHash: string | null;
  readonly controlTotals: unknown;
  readonly onDuplicate: 'REJECT' | 'REVISE';
  readonly dryRun: boolean;
  readonly idempotencyKey: string | null;
  /** Holder who started it. */
  readonly createdById: string;
}

/** A new import. */
export interface NewImport {
  readonly regionCode: string;
  readonly onDuplicate: 'REJECT' | 'REVISE';
  readonly dryRun: boolean;
  readonly fileName?: string;
  readonly institutionCode?: string;
  readonly idempotencyKey?: string;
}

/** What may change while an import runs. */
export interface ImportPatch {
  readonly status?: JobState['status'];
  readonly phase?: string;
  /** Work on the file begins now, by the database's clock. */
  readonly started?: true;
  readonly done?: bigint;
  readonly total?: bigint;
  readonly accepted?: bigint;
  readonly rejected?: bigint;
  readonly fileHash?: string;
  readonly controlTotals?: unknown;
  readonly failure?: string;
}

/** 拒绝的记录 one reason why one row was rejected. `rowNo` counts from 1; several reasons of a row are numbered by `item`. */
export interface ImportRejectRecord {
  readonly rowNo: bigint;
  readonly item: number;
  readonly caseNo: string | null;
  readonly institutionCode: string | null;
  readonly code: string;
  readonly path: string;
  readonly messages: Label;
}

/** The place of a reason among the rejects of an import. */
export interface RejectPlace {
  readonly rowNo: bigint;
  readonly item: number;
}

/** Which rejects are wanted. */
export interface RejectsWanted {
  readonly after?: RejectPlace;
  readonly before?: RejectPlace;
  readonly limit: number;
  readonly begin: 'FIRST' | 'LAST';
}

/** Imports and their rejected rows. */
export interface Imports {
  create(job: NewImport): Promise<ImportRecord>;
  find(regionCode: string, id: string): Promise<ImportRecord | undefined>;
  /** The newest of a region, newest first. */
  newest(regionCode: string, first: number): Promise<readonly ImportRecord[]>;
  findByFileHash(regionCode: string, fileHash: string): Promise<ImportRecord | undefined>;
  /** A status of SUCCEEDED, FAILED or CANCELLED also sets the time of finishing. */
  update(regionCode: string, id: string, patch: ImportPatch): Promise<void>;
  /** Running imports that began so long ago and are not open: somebody's process is gone. Held until this transaction ends. */
  abandoned(olderThanMs: number): Promise<readonly { readonly regionCode: string; readonly id: string }[]>;
  addRejects(regionCode: string, id: string, rejects: readonly ImportRejectRecord[]): Promise<void>;
  /** A page of the rejected rows in order: behind a place, before one, from the front or (`LAST`) from the end backwards. */
  rejectPage(regionCode: string, id: string, wanted: RejectsWanted): Promise<readonly ImportRejectRecord[]>;
}
