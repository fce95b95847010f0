import { scoreNextShard } from '../app/clearing/drive-run.js';
import { openRun } from '../app/clearing/run-plan.js';
import { parseSnapshot } from '../app/clearing/run-snapshot.js';
import { ShardScorer } from '../app/clearing/score-shard.js';
import type { Platform, Reader } from '../app/platform.js';
import { PLATFORM_ACCESS } from '../app/ports.js';
import type { RunRecord } from '../app/ports-run.js';

/** Scores shards of runs that other processes drive, until none is left or it is time to stop. Returns how many. */
export async function helpRunningClearings(platform: Platform, worker: string, isStopping: () => boolean): Promise<number> {
  const read: Reader = (work) => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
  let shards = 0;
  for (const run of await read(({ runs }) => runs.running())) {
    if (isStopping() || run.cancelRequested) continue;
    shards += await helpOne(platform, read, run, worker, isStopping);
  }
  return shards;
}

async function helpOne(
  platform: Platform,
  read: Reader,
  { regionCode, runNo }: RunRecord,
  worker: string,
  isStopping: () => boolean,
): Promise<number> {
  const { shards, done } = await read(({ runs }) => runs.shardProgress(regionCode, runNo));
  if (shards === done) return 0;
  const text = await read(({ runs }) => runs.snapshot(regionCode, runNo));
  const plan = await openRun(platform, read, parseSnapshot(text));
  const scorer = new ShardScorer(plan, platform.judge);
  let scored = 0;
  while (!isStopping() && (await scoreNextShard(platform, { regionCode, runNo, worker }, plan, scorer).catch(() => false))) scored++;
  return scored;
}
