import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import type { Fen } from '../../../engine/number/quantity.js';
import type { BlockShard } from '../cases/ports-frozen.js';
import type { FundYearKey, PeriodKey } from './ports-fund-year.js';
import type { JobFailure, JobState, JobStatus } from '../kit/ports-job.js';
import type { Page } from '../kit/ports-page.js';

/** 清算阶段. */
export type ClearingStage = 'TRIAL' | 'CALCULATED' | 'CONFIRMED' | 'PAID';

/** A new run with its frozen inputs as canonical JSON. */
export interface NewRun {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly period: PeriodKey;
  /** Of what was frozen as content: the same in every store. */
  readonly inputHash: string;
  readonly snapshotText: string;
  /** Rows behind the snapshot's sums (JSON), kept beside it. */
  readonly records?: unknown;
  readonly rulesetIds: readonly string[];
  readonly catalogueId: string;
  readonly idempotencyKey: string | null;
}

/** What a run arrives at. */
export interface RunTotals {
  /** Of the cases as content: what the run read of them. */
  readonly casesHash: string;
  readonly resultHash: string;
  readonly budgetFen: Fen;
  /** Null of a month or quarter. */
  readonly fundFen: Fen | null;
  readonly cases: bigint;
  /** Decimal text. */
  readonly totalPoints: string;
  readonly pointValue: string | null;
  readonly pointValueFraction: string | null;
  readonly payableFen: Fen;
  readonly imbalanceFen: Fen;
  readonly distinctSituations: bigint;
  readonly reJudged: bigint;
  readonly exceptions: bigint;
  readonly waterfall: unknown;
}

/** 年度清算 a clearing run without its snapshot. */
export interface RunRecord extends JobState {
  readonly regionCode: string;
  readonly id: string;
  readonly runNo: number;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  /** What it works out: a month, a quarter, or the whole year. */
  readonly period: PeriodKey;
  readonly stage: ClearingStage;
  readonly inputHash: string;
  readonly rulesetIds: readonly string[];
  readonly catalogueId: string;
  readonly idempotencyKey: string | null;
  readonly cancelRequested: boolean;
  /** The holder who started it. */
  readonly createdById: string;
  readonly totals: Partial<RunTotals>;
  readonly startedAt: Date | null;
}

/** The one process that drives a run; `token` fences off an earlier one whose lease ran out. */
export interface RunLease {
  readonly regionCode: string;
  readonly runNo: number;
  readonly worker: string;
  readonly token: number;
}

/** What a driver may change. A finishing status also sets the time. */
export interface RunPatch {
  readonly status?: JobStatus;
  readonly phase?: string;
  readonly done?: bigint;
  readonly total?: bigint;
  readonly stage?: ClearingStage;
  readonly totals?: Partial<RunTotals>;
  readonly failure?: JobFailure | null;
  /** 存疑事项 what stands out: summary and the hash of the list. */
  readonly standsOut?: { readonly summary: unknown; readonly hash: string };
  /** 本期合计 of a month or quarter: what it counted, and what it carries on. */
  readonly periodSums?: unknown;
}

/** 已确认的结算 a confirmed run of a period, and the sums that it left. */
export interface ClosedRun {
  readonly id: string;
  readonly runNo: number;
  readonly period: PeriodKey;
  readonly resultHash: string;
  readonly periodSums: unknown;
  readonly confirmedAt: Date;
}

/** What stands out in a run, as it is kept beside the list; both null until it has succeeded. */
export interface RunStandsOut {
  readonly runNo: number;
  readonly standsOut: unknown;
  readonly standsOutHash: string | null;
}

/** 确认 who confirmed a run, when, why, and what he had seen. */
export interface RunConfirmation {
  readonly holderId: string;
  readonly name: string;
  /** RFC 3339. */
  readonly at: string;
  readonly reason: string;
  readonly standsOutHash: string;
}

/** A claimed part of a run's cases. */
export interface ShardClaim {
  readonly regionCode: string;
  readonly runNo: number;
  readonly shardNo: number;
  readonly token: number;
  readonly blocks: BlockShard;
}

/** What a shard came to, committed together with its scores. */
export interface ShardResult {
  readonly rows: number;
  /** Partial sums, as the run likes them (JSON without numbers). */
  readonly sums: unknown;
}

/** Digests of rows, one behind the other, that the hashes of a run are made of. */
export interface ShardDigests {
  readonly caseDigests: Uint8Array;
  readonly scoreDigests: Uint8Array;
}

/** Progress of a run's shards. */
export interface ShardProgress {
  readonly shards: number;
  readonly done: number;
  readonly rows: bigint;
}

/** Clearing runs as jobs: rows, leases on the database's clock, fencing tokens. */
export interface Runs {
  /** The next run number of the region, QUEUED, with its snapshot. */
  create(run: NewRun): Promise<RunRecord>;
  find(regionCode: string, id: string): Promise<RunRecord | undefined>;
  findByNo(regionCode: string, runNo: number): Promise<RunRecord | undefined>;
  /** Newest first. */
  list(
    regionCode: string,
    page: { readonly year?: number; readonly period?: PeriodKey; readonly first: number; readonly beforeRunNo?: number },
  ): Promise<Page<RunRecord>>;
  /** Runs that are being driven: other workers may help with their shards. */
  running(): Promise<readonly RunRecord[]>;
  /** The frozen inputs: for the agency only. */
  snapshot(regionCode: string, runNo: number): Promise<string>;
  /**
   * As `snapshot`, also under an institution's key: its own scores are explained with what was frozen for all. Never shown to the caller.
   * `undefined` where the region is not the access's own.
   */
  frozenInputs(regionCode: string, runNo: number): Promise<string | undefined>;
  /** The rows behind the frozen sums; null where the run began before they were kept. For the agency only. */
  records(regionCode: string, runNo: number): Promise<unknown>;
  /** What stands out in a run; `undefined`: there is no such run. */
  standsOut(regionCode: string, runNo: number): Promise<RunStandsOut | undefined>;
  /** Runs of a fund year that were confirmed: months and quarters that are closed, and the cleared year; by period. */
  closed(key: FundYearKey): Promise<readonly ClosedRun[]>;
  /** Periods of a region's fund years that a confirmed run closed, each once. */
  closedOfRegion(regionCode: string): Promise<readonly { readonly year: number; readonly period: PeriodKey }[]>;
  /** The best run of a fund year's whole that has succeeded: a confirmed one, else a calculated one, else a trial; of equal ones the last. */
  bestOfYear(key: FundYearKey): Promise<RunStandsOut | undefined>;
  /** Confirms a run that is CALCULATED; `false`: it is not. */
  confirm(regionCode: string, runNo: number, confirmation: RunConfirmation): Promise<boolean>;
  /** 付清 makes confirmed runs PAID, and those of the periods that are not paid in full CONFIRMED again. */
  markPaid(key: FundYearKey, unpaid: readonly PeriodKey[]): Promise<void>;
  /** Takes a run that is queued, or whose driver's lease ran out; of a region, or of any. SKIP LOCKED: never waits. */
  claim(claim: {
    readonly worker: string;
    readonly leaseMs: number;
    readonly regionCode?: string;
    readonly runNo?: number;
  }): Promise<RunLease | undefined>;
  /** Extends the driver's lease; `false` when it was fenced off. */
  renew(lease: RunLease, leaseMs: number): Promise<boolean>;
  /** Gives a run back to the queue at once (a drained server). */
  release(lease: RunLease): Promise<void>;
  /** Changes what the driver may change; `false` when it was fenced off. */
  update(lease: RunLease, patch: RunPatch): Promise<boolean>;
  /** Whether a run was asked to stop: asked before every shard. */
  isCancelRequested(regionCode: string, runNo: number): Promise<boolean>;
  /** Asks a run that has not finished to stop; `false` when it had finished. A queued one is cancelled at once. */
  requestCancel(regionCode: string, runNo: number): Promise<boolean>;
  /** Puts a FAILED, HALTED or CANCELLED run back into the queue; what its shards have done stays. */
  requeue(regionCode: string, runNo: number): Promise<boolean>;
  /** Stores how a run's cases are cut. Does nothing when the run has shards already, however it would be cut now. */
  createShards(regionCode: string, runNo: number, shards: readonly BlockShard[]): Promise<void>;
  /** The next shard that is to do, or whose lease ran out. */
  claimShard(claim: {
    readonly regionCode: string;
    readonly runNo: number;
    readonly worker: string;
    readonly leaseMs: number;
  }): Promise<ShardClaim | undefined>;
  /** Marks a shard as done; `false` when its token is no longer the last: then nothing of it may be kept. Call it before `scores.insert`. */
  finishShard(claim: ShardClaim, result: ShardResult & ShardDigests): Promise<boolean>;
  /** Gives a claimed shard back. */
  releaseShard(claim: ShardClaim): Promise<void>;
  shardProgress(regionCode: string, runNo: number): Promise<ShardProgress>;
  /** Results of the done shards in order of number. */
  shardResults(regionCode: string, runNo: number): Promise<readonly ShardResult[]>;
  /** Digests of one kind of the done shards in order of number; empty once they were dropped. */
  shardDigests(regionCode: string, runNo: number, kind: keyof ShardDigests): Promise<readonly Uint8Array[]>;
  /** Drops the digests of a run whose hashes are made. */
  dropShardDigests(regionCode: string, runNo: number): Promise<void>;
}
