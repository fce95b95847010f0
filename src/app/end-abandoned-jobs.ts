import type { Platform } from './platform.js';
import { PLATFORM_ACCESS } from './ports.js';
import type { JobFailure } from './ports-run.js';

/**
 * A live job is held by its build's transaction, or is about to be: it waits for a connection at most half a minute, twice. One that is older
 * than this and that nobody holds belongs to a process that is gone.
 */
export const ABANDONED_MS = 120_000;

/** How often a server looks. */
const LOOK_MS = 60_000;

const INTERRUPTED: JobFailure = {
  code: 'INTERRUPTED',
  zh: '测算目录库的进程中断了（被终止或断电），没有生成目录库，历史病例未受影响。请换一个幂等键重新发起。',
  en: 'The process that was building the catalogue was interrupted (killed, or the power failed); no catalogue was made, and the history is untouched. Start it again with another idempotency key.',
};

const IMPORT_INTERRUPTED =
  'INTERRUPTED：导入病例的进程中断了（被终止或断电），没有导入任何病例。请新建导入任务，重传文件。 The process that was importing was interrupted (killed, or the power failed); nothing was imported. Start a new import and send the file again.';

/** Ends the imports that processes which are gone left behind: FAILED, INTERRUPTED; nothing of them was stored. Gives how many there were. */
export async function endAbandonedImports({ store }: Pick<Platform, 'store'>, olderThanMs = ABANDONED_MS): Promise<number> {
  return await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ imports, audit }) => {
    const jobs = await imports.abandoned(olderThanMs);
    for (const { regionCode, id } of jobs) {
      await imports.update(regionCode, id, { status: 'FAILED', phase: 'INTERRUPTED', failure: IMPORT_INTERRUPTED });
      await audit.append({ regionCode, action: 'case:import-interrupted', subject: id, detail: {} });
    }
    return jobs.length;
  });
}

/** Ends the catalogue jobs that processes which are gone left behind: FAILED, INTERRUPTED. Gives how many there were. */
export async function endAbandonedJobs({ store }: Pick<Platform, 'store'>, olderThanMs = ABANDONED_MS): Promise<number> {
  return await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ catalogues, audit }) => {
    const jobs = await catalogues.abandonedJobs(olderThanMs);
    for (const { regionCode, id } of jobs) {
      await catalogues.updateJob(regionCode, id, { status: 'FAILED', failure: INTERRUPTED });
      await audit.append({ regionCode, action: 'catalogue:interrupted', subject: id, detail: {} });
    }
    return jobs.length;
  });
}

/** Looks for abandoned jobs from time to time, until it is stopped. */
export function watchForAbandonedJobs(platform: Pick<Platform, 'store' | 'log'>): () => void {
  const look = (): void => {
    Promise.all([endAbandonedJobs(platform), endAbandonedImports(platform)]).catch((error: unknown) => {
      platform.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'abandoned jobs could not be looked for');
    });
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
