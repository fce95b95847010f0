import { keptHead } from './kept-heads.js';
import type { Platform } from '../kernel/platform.js';
import { PLATFORM_ACCESS } from '../ports/ports.js';

/** How often heads are written to the log. */
const LOOK_MS = 60_000;

/**
 * Writes the signed head of each region's audit log to the server's log, now and once a minute where it moved, and the last time when it is stopped: logs
 * that are collected elsewhere hold what whoever cuts the database's log back can't change. A log that goes on without signature is told as an error.
 */
export function watchAuditHeads(platform: Pick<Platform, 'store' | 'log'>): () => Promise<void> {
  const told = new Map<string, bigint>();
  let running: Promise<void> = Promise.resolve();
  const look = (): void => {
    running = running
      .then(() => tellHeads(platform, told))
      .catch((error: unknown) => platform.log.error({ err: error }, 'heads of audit logs could not be read'));
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    look();
    await running;
  };
}

async function tellHeads({ store, log }: Pick<Platform, 'store' | 'log'>, told: Map<string, bigint>): Promise<void> {
  const { heads, counts } = await store.transaction(PLATFORM_ACCESS, 'READ', async ({ audit }) => ({
    heads: await audit.heads(),
    counts: await audit.counts(),
  }));
  const signed = new Map(heads.map((head) => [head.regionCode, head]));
  for (const { regionCode, seq } of counts) {
    if (told.get(regionCode) === seq) continue;
    told.set(regionCode, seq);
    const head = signed.get(regionCode);
    if (head?.seq === seq) log.info({ ...keptHead(head) }, 'audit head');
    else log.error({ regionCode, seq: seq.toString() }, 'the audit log has no signed head at its end: dip audit verify');
  }
}
