/** States of a job. */
export type JobStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'HALTED';

/** Why a job ended badly: code and messages. */
export interface JobFailure {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** What every job shows. */
export interface JobState {
  readonly status: JobStatus;
  readonly phase: string;
  readonly done: bigint;
  readonly total: bigint | null;
  readonly failure: JobFailure | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}
