import { textByName } from './rows.js';
import type { JobFailure, JobStatus } from '../app/ports-run.js';

/** Whether a job in this status will not go on by itself. */
export function isFinished(status: JobStatus): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING';
}

/** The time of finishing, for a patch that finishes a job. */
export function finishedBy(status: JobStatus | undefined): { finishedAt?: Date } {
  return status !== undefined && isFinished(status) ? { finishedAt: new Date() } : {};
}

/** The failure column of a job. */
export function failureOf(json: unknown): JobFailure | null {
  const { code, zh, en } = textByName(json);
  return code === undefined ? null : { code, zh: zh ?? '', en: en ?? '' };
}
