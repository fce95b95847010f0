/** States of a job. */
export type JobStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'HALTED';

/** Whether a job in this status will not go on by itself. */
export function isFinished({ status }: { readonly status: JobStatus }): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING';
}

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
