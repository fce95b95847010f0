import { interruptImport, recordInterrupted } from './case-files/open-import.js';
import type { Platform } from './kernel/platform.js';
import { PLATFORM_ACCESS } from './ports/ports.js';
import type { JobFailure } from './ports/kit/ports-job.js';
import { whatIfDetail } from './what-if/stored-what-if-parse.js';
import { must } from '../engine/kit/assert.js';

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

/**
 * Ends the imports that processes which are gone left behind: what they stored is taken back, and they are FAILED, INTERRUPTED. Gives how many
 * there were.
 */
export async function endAbandonedImports(platform: Pick<Platform, 'store'>, olderThanMs = ABANDONED_MS): Promise<number> {
  const { store } = platform;
  const open = await store.transaction(PLATFORM_ACCESS, 'READ', ({ openImports }) => openImports.idle(olderThanMs));
  let ended = 0;
  for (const left of open) ended += (await interruptImport(platform, left, olderThanMs)) ? 1 : 0;
  const begun = await store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
    const jobs = await unit.imports.abandoned(olderThanMs);
    for (const { regionCode, id } of jobs) await recordInterrupted(unit, regionCode, id);
    return jobs.length;
  });
  return ended + begun;
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

const STUDY_INTERRUPTED: JobFailure = {
  code: 'INTERRUPTED',
  zh: '切换测算的进程中断了（被终止或断电），没有结果，历史病例未受影响。请换一个幂等键重新发起。',
  en: 'The process that was working the study out was interrupted (killed, or the power failed); it has no result, and the history is untouched. Start it again with another idempotency key.',
};

/** Ends the studies of switches whose processes have noted nothing for so long: FAILED, INTERRUPTED. Gives how many there were. */
export async function endAbandonedStudies({ store }: Pick<Platform, 'store'>, olderThanMs = ABANDONED_MS): Promise<number> {
  return await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ switchStudies, audit }) => {
    const studies = await switchStudies.abandoned(olderThanMs);
    for (const { regionCode, id } of studies) {
      await switchStudies.update(regionCode, id, { status: 'FAILED', failure: STUDY_INTERRUPTED });
      await audit.append({ regionCode, action: 'switch:interrupted', subject: id, detail: {} });
    }
    return studies.length;
  });
}

const WHAT_IF_INTERRUPTED: JobFailure = {
  code: 'INTERRUPTED',
  zh: '模拟测算的进程中断了（被终止或断电），没有结果，任何清算都未受影响。请换一个幂等键重新发起。',
  en: 'The process that was working the what-if out was interrupted (killed, or the power failed); it has no result, and no run is touched. Start it again with another idempotency key.',
};

/** Ends the what-ifs whose processes have noted nothing for so long: FAILED, INTERRUPTED. Gives how many there were. */
export async function endAbandonedWhatIfs({ store }: Pick<Platform, 'store'>, olderThanMs = ABANDONED_MS): Promise<number> {
  return await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ whatIfs, audit }) => {
    const left = await whatIfs.abandoned(olderThanMs);
    for (const { regionCode, id } of left) {
      const detail = whatIfDetail(must(await whatIfs.find(regionCode, id), 'abandoned what-if'));
      await whatIfs.update(regionCode, id, { status: 'FAILED', failure: WHAT_IF_INTERRUPTED });
      await audit.append({ regionCode, action: 'what-if:interrupted', subject: id, detail });
    }
    return left.length;
  });
}

/** Looks for abandoned jobs from time to time, until it is stopped. */
export function watchForAbandonedJobs(platform: Pick<Platform, 'store' | 'log'>): () => void {
  const look = (): void => {
    const looks = [endAbandonedJobs, endAbandonedImports, endAbandonedStudies, endAbandonedWhatIfs];
    Promise.all(looks.map((end) => end(platform))).catch((error: unknown) => {
      platform.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'abandoned jobs could not be looked for');
    });
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
