import { openFrozenYear } from '../frozen/frozen-year.js';
import { openRun } from './run/run-plan.js';
import { parseSnapshot } from './run/run-snapshot.js';
import { ShardScorer } from './shards/score-shard.js';
import { scoreShards } from './shards/score-shards.js';
import type { Platform } from '../kernel/platform.js';
import { type Reader, PLATFORM_ACCESS } from '../ports/ports.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';

/** 协助者 who helps, until when, and whom to tell of a run that could not be helped: its driver meets the same trouble and says so. */
export interface Helper {
  readonly worker: string;
  readonly isStopping: () => boolean;
  readonly failed: (error: unknown) => void;
}

/** Scores shards of runs that other processes drive, until none is left or it is time to stop. Returns how many. */
export async function helpRunningClearings(platform: Platform, helper: Helper): Promise<number> {
  const read: Reader = (work) => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
  let shards = 0;
  for (const run of await read(({ runs }) => runs.running())) {
    if (helper.isStopping() || run.cancelRequested) continue;
    try {
      shards += await scoreShardsOf(platform, read, run, helper);
    } catch (error) {
      helper.failed(error);
    }
  }
  return shards;
}

async function scoreShardsOf(platform: Platform, read: Reader, { regionCode, runNo }: RunRecord, helper: Helper): Promise<number> {
  const { worker, isStopping } = helper;
  const { shards, done } = await read(({ runs }) => runs.shardProgress(regionCode, runNo));
  if (shards === done) return 0;
  const snapshot = parseSnapshot(await read(({ runs }) => runs.snapshot(regionCode, runNo)));
  if (snapshot.engineVersion !== platform.engineVersion) return 0; // its result would be of two engines
  const plan = await openRun(platform, read, snapshot);
  const year = await openFrozenYear(platform, plan.selection);
  const scorer = new ShardScorer(plan, platform.judge);
  return await scoreShards(platform, { regionCode, runNo, worker, plan, year, scorer, isStopping });
}
