import type { Session } from '../database/session.js';
import type { BlockShard } from '../../app/ports/cases/ports-frozen.js';
import type { Runs, ShardClaim, ShardDigests, ShardProgress, ShardResult } from '../../app/ports/clearing/ports-run.js';
import { must } from '../../engine/kit/assert.js';

type ShardPort = Pick<
  Runs,
  'createShards' | 'claimShard' | 'finishShard' | 'releaseShard' | 'shardProgress' | 'shardResults' | 'shardDigests' | 'dropShardDigests'
>;

/** Shards of runs behind the port. */
export function shards(session: Session): ShardPort {
  return {
    createShards: (regionCode, runNo, cut) => createShards(session, regionCode, runNo, cut),
    claimShard: (claim) => claimShard(session, claim),
    finishShard: (claim, result) => finishShard(session, claim, result),
    releaseShard: async ({ regionCode, runNo, shardNo, token }) => {
      await session.tx.runShard.updateMany({
        where: { regionCode, runNo, shardNo, token, state: 'BUSY' },
        data: { state: 'TODO', leaseUntil: null, worker: null },
      });
    },
    shardProgress: (regionCode, runNo) => shardProgress(session, regionCode, runNo),
    shardResults: async (regionCode, runNo) => {
      const where = { regionCode, runNo, state: 'DONE' } as const;
      const rows = await session.tx.runShard.findMany({ where, orderBy: { shardNo: 'asc' }, select: { rows: true, sums: true } });
      return rows.map(({ rows: count, sums }) => ({ rows: must(count, 'rows of a done shard'), sums }));
    },
    shardDigests: (regionCode, runNo, kind) => shardDigests(session, regionCode, runNo, kind),
    dropShardDigests: async (regionCode, runNo) => {
      await session.tx.runShard.updateMany({ where: { regionCode, runNo }, data: { caseDigests: null, scoreDigests: null } });
    },
  };
}

/** Gives the shards back that were claimed by workers of a run that has ended: whoever holds one still is fenced off by its state. */
export async function giveShardsBack(session: Session, regionCode: string, runNo: number): Promise<void> {
  await session.tx.runShard.updateMany({
    where: { regionCode, runNo, state: 'BUSY' },
    data: { state: 'TODO', leaseUntil: null, worker: null },
  });
}

/** Blocks that grew since would be cut otherwise: whoever comes second waits for the run's row, finds shards, and leaves them. */
async function createShards(session: Session, regionCode: string, runNo: number, cut: readonly BlockShard[]): Promise<void> {
  await session.rows('SELECT 1 FROM clearing_run WHERE region_code = $1 AND run_no = $2 FOR UPDATE', [regionCode, runNo]);
  const blocks = cut.map((shard) =>
    JSON.stringify(shard.map(({ institutionCode, insurance, blockNo }) => ({ institutionCode, insurance, blockNo }))),
  );
  await session.run(
    `INSERT INTO run_shard (region_code, run_no, shard_no, blocks)
     SELECT $1, $2, n - 1, blocks FROM unnest($3::jsonb[]) WITH ORDINALITY AS shard (blocks, n)
     WHERE NOT EXISTS (SELECT 1 FROM run_shard WHERE region_code = $1 AND run_no = $2)`,
    [regionCode, runNo, blocks],
  );
}

interface Claim {
  readonly regionCode: string;
  readonly runNo: number;
  readonly worker: string;
  readonly leaseMs: number;
}

async function claimShard(session: Session, { regionCode, runNo, worker, leaseMs }: Claim): Promise<ShardClaim | undefined> {
  const [row] = await session.rows<{ shardNo: number; blocks: BlockShard; token: number }>(
    `UPDATE run_shard SET state = 'BUSY', worker = $3, token = token + 1, lease_until = clock_timestamp() + $4 * interval '1 millisecond'
     WHERE region_code = $1 AND run_no = $2 AND shard_no = (
       SELECT shard_no FROM run_shard WHERE region_code = $1 AND run_no = $2
         AND (state = 'TODO' OR (state = 'BUSY' AND lease_until < clock_timestamp()))
       ORDER BY shard_no LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING shard_no AS "shardNo", blocks, token`,
    [regionCode, runNo, worker, leaseMs],
  );
  return row && { regionCode, runNo, ...row };
}

async function finishShard(session: Session, claim: ShardClaim, result: ShardResult & ShardDigests): Promise<boolean> {
  const { regionCode, runNo, shardNo, token } = claim;
  const touched = await session.run(
    `UPDATE run_shard SET state = 'DONE', lease_until = NULL, rows = $5, sums = $6::jsonb, case_digests = $7, score_digests = $8
     WHERE region_code = $1 AND run_no = $2 AND shard_no = $3 AND token = $4 AND state = 'BUSY'`,
    [regionCode, runNo, shardNo, token, result.rows, JSON.stringify(result.sums ?? null), result.caseDigests, result.scoreDigests],
  );
  return touched === 1;
}

async function shardProgress(session: Session, regionCode: string, runNo: number): Promise<ShardProgress> {
  const { shards, done, rows } = await session.row<{ shards: number; done: number; rows: string }>(
    `SELECT count(*)::int AS shards, (count(*) FILTER (WHERE state = 'DONE'))::int AS done, coalesce(sum(rows), 0)::text AS rows
     FROM run_shard WHERE region_code = $1 AND run_no = $2`,
    [regionCode, runNo],
  );
  return { shards, done, rows: BigInt(rows) };
}

async function shardDigests(session: Session, regionCode: string, runNo: number, kind: keyof ShardDigests): Promise<readonly Uint8Array[]> {
  const column = kind === 'caseDigests' ? 'case_digests' : 'score_digests';
  const rows = await session.rows<{ digests: Buffer }>(
    `SELECT ${column} AS digests FROM run_shard WHERE region_code = $1 AND run_no = $2 AND ${column} IS NOT NULL ORDER BY shard_no`,
    [regionCode, runNo],
  );
  return rows.map(({ digests }) => digests);
}
