import type { ImportShownFragment } from '../../generated/imports/graphql.ts';
import type { importsZh } from '../../texts/zh/imports.ts';

/** Where an import stands. */
export function jobPath(id: string): string {
  return `/imports/jobs/${encodeURIComponent(id)}`;
}

/** Whether it waits for its file. */
export function isWaiting({ status, phase }: Pick<ImportShownFragment, 'status' | 'phase'>): boolean {
  return phase === 'WAITING_FOR_FILE' && (status === 'QUEUED' || status === 'RUNNING');
}

/** Whether it goes on. */
export function isGoing({ status }: Pick<ImportShownFragment, 'status'>): boolean {
  return status === 'QUEUED' || status === 'RUNNING';
}

/** Whether the process that worked on it is gone: nothing of it is left. */
export function isInterrupted({ status, phase }: Pick<ImportShownFragment, 'status' | 'phase'>): boolean {
  return status === 'FAILED' && phase === 'INTERRUPTED';
}

/** How it stands, in words. */
export function stateWord(job: Pick<ImportShownFragment, 'status' | 'phase'>, t: typeof importsZh): string {
  if (isWaiting(job)) return t.waitingForFile;
  return isInterrupted(job) ? t.interrupted : t.statuses[job.status];
}
