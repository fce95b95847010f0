import { randomUUID } from 'node:crypto';
import type { Platform } from '../kernel/platform.js';
import type { OpenImport, OpenImportOf } from '../ports/cases/ports-open-import.js';
import { PLATFORM_ACCESS, type Access, type Unit } from '../ports/ports.js';

/** An attempt that stored nothing for so long belongs to a process that is gone: a chunk takes a second. */
export const IDLE_MS = 120_000;

/** Cases that one transaction takes back, so that others are answered in between. */
const UNDO_CHUNK = 10_000;

/** Tells this process's attempts from others'. */
const PROCESS = randomUUID();
const live = new Set<string>();
let attempts = 0;

/** A new attempt of this process, at work until it leaves. */
export function beginAttempt(): string {
  const attempt = `${PROCESS}/${(attempts += 1)}`;
  live.add(attempt);
  return attempt;
}

/** The attempt does nothing more: others of this process need not wait until it has been idle for long. */
export function leaveAttempt(attempt: string): void {
  live.delete(attempt);
}

/** Whether nobody works on an open import any more. */
export function isOver({ attempt, idleMs }: OpenImport, longestIdleMs = IDLE_MS): boolean {
  const isOurs = attempt.startsWith(PROCESS);
  return isOurs ? !live.has(attempt) : idleMs >= longestIdleMs;
}

/** Takes back everything that an attempt has stored. Its import stays open. Throws `StoreConflict` IMPORT_OPEN where it is another's by now. */
export async function undoOpenImport(
  { store }: Pick<Platform, 'store'>,
  { access, regionCode, attempt }: { readonly access: Access; readonly regionCode: string; readonly attempt: string },
): Promise<void> {
  const undoChunk = ({ openImports }: Unit): Promise<number> => openImports.undo(regionCode, attempt, UNDO_CHUNK);
  while ((await store.transaction(access, 'WRITE', undoChunk, 'BULK')) === UNDO_CHUNK);
}

const INTERRUPTED =
  'INTERRUPTED：导入病例的进程中断了（被终止或断电），没有导入任何病例。请新建导入任务，重传文件。 The process that was importing was interrupted (killed, or the power failed); nothing was imported. Start a new import and send the file again.';

/** Ends an import as FAILED, INTERRUPTED. */
export async function recordInterrupted({ imports, audit }: Unit, regionCode: string, importId: string): Promise<void> {
  await imports.update(regionCode, importId, { status: 'FAILED', phase: 'INTERRUPTED', failure: INTERRUPTED });
  await audit.append({ regionCode, action: 'case:import-interrupted', subject: importId, detail: {} });
}

/**
 * Takes back what a process that is gone has stored of a file, and ends the import: FAILED, INTERRUPTED. Killed on the way, it is done again by
 * whoever looks next. `false`: somebody works on it after all.
 */
export async function interruptImport(
  platform: Pick<Platform, 'store'>,
  { regionCode, importId }: Pick<OpenImportOf, 'regionCode' | 'importId'>,
  longestIdleMs = IDLE_MS,
): Promise<boolean> {
  const attempt = beginAttempt();
  const write = <T>(work: (unit: Unit) => Promise<T>): Promise<T> => platform.store.transaction(PLATFORM_ACCESS, 'WRITE', work);
  try {
    const isTaken = await write(async ({ openImports }) => {
      const found = await openImports.find(regionCode);
      if (found?.importId !== importId || !isOver(found, longestIdleMs)) return false;
      await openImports.takeOver(regionCode, attempt);
      return true;
    });
    if (!isTaken) return false;
    await undoOpenImport(platform, { access: PLATFORM_ACCESS, regionCode, attempt });
    await write(async (unit) => {
      const job = await unit.imports.find(regionCode, importId);
      if (job?.status === 'RUNNING') await recordInterrupted(unit, regionCode, importId);
      await unit.openImports.close(regionCode, attempt);
    });
    return true;
  } finally {
    leaveAttempt(attempt);
  }
}
