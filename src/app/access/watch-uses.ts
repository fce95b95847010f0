import type { Log } from '../kernel/platform.js';

const EVERY_MS = 60_000;

/** Writes down uses once a minute until it is stopped, which writes down the rest. What fails is logged as `failed`: nobody waits for it. */
export function watchUses(writeUses: () => Promise<void>, log: Log, failed: string): () => Promise<void> {
  const write = (): Promise<void> =>
    writeUses().catch((error: unknown) => {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, failed);
    });
  const timer = setInterval(() => void write(), EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await write();
  };
}
