import type { Platform } from '../../kernel/platform.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { ScorePart } from '../../ports/clearing/ports-score.js';
import { PLATFORM_ACCESS } from '../../ports/ports.js';

/** About so many scores are looked through at a time: the embedded database answers nobody else meanwhile. */
const SCORES_AT_ONCE = 20_000;

/** A shard of a scored run, and how many scores it holds. */
interface ScoredShardRows {
  readonly shardNo: number;
  readonly rows: number;
}

/** The shards of a scored run, rising. */
export async function scoredShards(
  { store }: Platform,
  { regionCode, runNo }: Pick<RunRecord, 'regionCode' | 'runNo'>,
): Promise<readonly ScoredShardRows[]> {
  return await store.transaction(PLATFORM_ACCESS, 'READ', ({ scores }) => scores.shards(regionCode, runNo), 'BULK');
}

/** Parts that hold every score of some shards once, and no other: each of shards that follow each other. */
export function partsOfShards(shards: readonly ScoredShardRows[]): readonly ScorePart[] {
  const parts: { readonly fromShard: number; toShard: number; scores: number }[] = [];
  for (const { shardNo, rows } of shards) {
    const open = parts.at(-1);
    if (open?.toShard !== shardNo - 1 || open.scores + rows > SCORES_AT_ONCE)
      parts.push({ fromShard: shardNo, toShard: shardNo, scores: rows });
    else {
      open.toShard = shardNo;
      open.scores += rows;
    }
  }
  return parts.map(({ fromShard, toShard }) => ({ fromShard, toShard }));
}
