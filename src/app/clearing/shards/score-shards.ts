import type { RunPlan } from '../run/run-plan.js';
import type { ScoredShard } from '../blocks/shard-columns.js';
import { isScored, type RunOutcome } from '../blocks/outcome-index.js';
import type { ShardScorer } from './score-shard.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import type { FrozenYear } from '../../ports/cases/ports-frozen.js';
import type { ShardClaim } from '../../ports/clearing/ports-run.js';
import { PLATFORM_ACCESS, type Store, type Unit } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';

/** How long a driver or a shard's worker may be silent before another one takes over. */
export const LEASE_MS = 30_000;

/** The run was asked to stop. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Which run a worker scores shards of, and with what. */
export interface ShardWork {
  readonly regionCode: string;
  readonly runNo: number;
  readonly worker: string;
  readonly plan: RunPlan;
  /** The run's cases, frozen. */
  readonly year: FrozenYear;
  readonly scorer: ShardScorer;
  /** Told which shard was stored here. */
  readonly written?: (shardNo: number) => void;
  /** Told after each shard that was scored; a worker that is to stop throws or says so by `isStopping`. */
  readonly stored?: () => Promise<void>;
  readonly isStopping?: () => boolean;
}

/** A shard in hand: claimed, and its cases read. */
interface Taken {
  readonly claimed: ShardClaim;
  readonly batch: CaseBatch;
}

/** So many shards are read ahead, and so many are written at a time: a shard's round trips wait for our turns, not for the database. */
const READ_AHEAD = 2;
const WRITES = 2;

/**
 * Scores shards until none is to do, and returns how many. While one is scored the next ones are read and the ones before are written, so
 * that our processor and the database's work at the same time. Each shard's scores, exceptions and `done` stand or fall together. Throws
 * `Cancelled`.
 */
export async function scoreShards({ store }: Platform, work: ShardWork): Promise<number> {
  const reading: Promise<Taken | undefined>[] = [];
  const writing: Promise<void>[] = [];
  const readAhead = (): void => {
    while (reading.length < READ_AHEAD && work.isStopping?.() !== true) reading.push(awaitedLater(take(store, work)));
  };
  let current: Taken | undefined;
  let scored = 0;
  try {
    readAhead();
    for (let next = reading.shift(); next !== undefined; next = reading.shift()) {
      current = await next;
      if (current === undefined) continue; // none is to do now; one that is read already may still be
      readAhead();
      const shard = await work.scorer.score(current.batch);
      if (writing.length >= WRITES) await writing.shift();
      writing.push(awaitedLater(write(store, work, current.claimed, shard)));
      scored += 1;
      await work.stored?.();
    }
    await Promise.all(writing);
    return scored;
  } catch (error) {
    await Promise.allSettled(writing);
    const taken = await Promise.allSettled(reading);
    const held = [current, ...taken.map((one) => (one.status === 'fulfilled' ? one.value : undefined))];
    for (const one of held) if (one !== undefined) await giveBack(store, one);
    throw error;
  }
}

/** A promise whose failure is met where it is awaited, however much later that is. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Claims the next shard and reads its cases. Throws `Cancelled` when the run was asked to stop. */
async function take(store: Store, { regionCode, runNo, worker, year, scorer }: ShardWork): Promise<Taken | undefined> {
  const claimAndRead = async ({ runs, frozenCases }: Unit): Promise<Taken | undefined> => {
    if (await runs.isCancelRequested(regionCode, runNo)) throw new Cancelled('cancelled');
    const claimed = await runs.claimShard({ regionCode, runNo, worker, leaseMs: LEASE_MS });
    return claimed && { claimed, batch: await frozenCases.read(year, claimed.blocks, scorer.without) };
  };
  return await store.transaction(PLATFORM_ACCESS, 'WRITE', claimAndRead, 'BULK');
}

/** Gives back what was claimed and not stored, so that whoever resumes the run need not wait for a lease to end. */
async function giveBack(store: Store, { claimed }: Taken): Promise<void> {
  await store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.releaseShard(claimed)).catch(() => undefined);
}

async function write(store: Store, { regionCode, runNo, written }: ShardWork, claimed: ShardClaim, shard: ScoredShard): Promise<void> {
  await numberOutcomes(store, { regionCode, runNo }, shard.outcomes);
  const outcomeId = Int32Array.from(shard.outcomes, ({ storedId }) => must(storedId, 'number of an outcome'));
  const finishAndInsert = async ({ runs, scores }: Unit): Promise<boolean> => {
    const sums = { partial: shard.partial, reJudged: String(shard.reJudged) };
    const { caseDigests, scoreDigests } = shard;
    const isOurs = await runs.finishShard(claimed, { rows: shard.scores.count, caseDigests, scoreDigests, sums });
    if (isOurs) await scores.insert(claimed, { ...shard.scores, outcomeId }, shard.exceptions);
    return isOurs;
  };
  if (await store.transaction(PLATFORM_ACCESS, 'WRITE', finishAndInsert, 'BULK')) written?.(claimed.shardNo);
}

/** Asks for the numbers of outcomes that this process has not asked for before; they are stored before any score names them. */
async function numberOutcomes(
  store: Store,
  { regionCode, runNo }: { readonly regionCode: string; readonly runNo: number },
  outcomes: readonly RunOutcome[],
): Promise<void> {
  const fresh = [...new Set(outcomes)].filter(({ storedId }) => storedId === undefined);
  if (fresh.length === 0) return;
  const seen = fresh.map((outcome) => outcome.seen);
  const ids = await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ scores }) => {
    const numbers = await scores.resolveOutcomes(regionCode, runNo, seen);
    const judgedTwice = fresh.filter(isScored).map(({ key }) => must(numbers.get(key), 'outcome'));
    await scores.markReJudged(regionCode, runNo, judgedTwice); // by the scorer, when it met each first
    return numbers;
  });
  for (const outcome of fresh) outcome.storedId = must(ids.get(outcome.key), 'outcome');
}
