import { textByName } from './rows.js';
import type { Session } from '../database/session.js';
import { isFinished, type JobStatus, type JobFailure } from '../../app/ports/kit/ports-job.js';

/** What the database's clock says now: the times of jobs are its times, whichever process writes them. */
export async function databaseTime(session: Session): Promise<Date> {
  return (await session.row<{ now: Date }>('SELECT clock_timestamp() AS now')).now;
}

/** The time of finishing, for a patch that finishes a job. */
export async function finishedBy(session: Session, status: JobStatus | undefined): Promise<{ finishedAt?: Date }> {
  return status !== undefined && isFinished({ status }) ? { finishedAt: await databaseTime(session) } : {};
}

/** The failure column of a job. */
export function failureOf(json: unknown): JobFailure | null {
  const { code, zh, en } = textByName(json);
  return code === undefined ? null : { code, zh: zh ?? '', en: en ?? '' };
}
