import type { Platform } from '../../kernel/platform.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { ScorePart } from '../../ports/clearing/ports-score.js';
import { PLATFORM_ACCESS } from '../../ports/ports.js';

/** About so many scores are looked through at a time: the embedded database answers nobody else meanwhile. */
const SCORES_AT_ONCE = 20_000;

/** The parts of a scored run, each of some shards: together they hold every score once, but for those of shards that are left out. */
export async function partsOfScores(
  { store }: Platform,
  { regionCode, runNo }: Pick<RunRecord, 'regionCode' | 'runNo'>,
  without: ReadonlySet<number> = new Set(),
): Promise<readonly ScorePart[]> {
  const shards = await store.transaction(PLATFORM_ACCESS, 'READ', ({ scores }) => scores.shards(regionCode, runNo), 'BULK');
  const parts: { readonly fromShard: number; toShard: number; scores: number }[] = [];
  for (const { shardNo, rows } of shards) {
    if (without.has(shardNo)) continue;
    const open = parts.at(-1);
    const isNext = open?.toShard === shardNo - 1 || without.size === 0;
    if (open === undefined || !isNext || open.scores + rows > SCORES_AT_ONCE)
      parts.push({ fromShard: shardNo, toShard: shardNo, scores: rows });
    else {
      open.toShard = shardNo;
      open.scores += rows;
    }
  }
  return parts.map(({ fromShard, toShard }) => ({ fromShard, toShard }));
}
