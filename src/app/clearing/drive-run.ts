import { ClearingFailed } from './clearing-failed.js';
import { requireWorkable } from './clear-year.js';
import { finishRun, RunNotKept } from './finish-run.js';
import { openRun, type RunPlan } from './run-plan.js';
import { parseSnapshot, type RunSnapshot } from './run-snapshot.js';
import { ShardScorer, type ScoredShard } from './score-shard.js';
import { SelfCheckFailed } from './self-check.js';
import { hashOf } from '../command.js';
import { UserError } from '../errors.js';
import type { Platform, Reader } from '../platform.js';
import type { JobFailure, RunLease, ShardClaim } from '../ports-run.js';
import { PLATFORM_ACCESS, StoreUnavailable } from '../ports.js';
import { CASE_CHUNK } from '../ports-case.js';
import { assert, must } from '../../engine/assert.js';

/** How long a driver or a shard's worker may be silent before another one takes over. */
export const LEASE_MS = 30_000;

/** The run was asked to stop. */
class Cancelled extends Error {}

/** Takes the next run that waits (or whose driver fell silent) and drives it to its end. `false`: there is none. */
export async function driveNextRun(
  platform: Platform,
  worker: string,
  only?: { readonly regionCode: string; readonly runNo: number },
): Promise<boolean> {
  const { store } = platform;
  const lease = await store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.claim({ worker, leaseMs: LEASE_MS, ...only }));
  if (lease === undefined) return false;
  const beat = setInterval(
    () => void store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.renew(lease, LEASE_MS)).catch(() => undefined),
    LEASE_MS / 3,
  );
  try {
    await driveRun(platform, lease);
  } catch (error) {
    await conclude(platform, lease, error);
  } finally {
    clearInterval(beat);
  }
  return true;
}

async function driveRun(platform: Platform, lease: RunLease): Promise<void> {
  const { store, log } = platform;
  const { regionCode, runNo } = lease;
  await report(platform, lease, { status: 'RUNNING', phase: 'PREPARE' });
  const read: Reader = (work) => store.transaction(PLATFORM_ACCESS, 'READ', work);
  const snapshot = await readSnapshot(read, lease);
  requireSameEngine(snapshot, platform);
  const plan = await openRun(platform, read, snapshot);
  requireWorkable(plan);
  const total = await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ cases, runs }) => {
    await runs.createShards(regionCode, runNo, await cases.ranges(plan.selection, CASE_CHUNK));
    return await cases.count(plan.selection);
  });
  await report(platform, lease, { phase: 'SCORE', total });
  const scorer = new ShardScorer(plan, platform.judge);
  while (await scoreNextShard(platform, lease, plan, scorer)) await reportProgress(platform, lease);
  await waitForOthers(platform, lease, plan, scorer);
  await report(platform, lease, { phase: 'CLEAR', done: total });
  await store.tidy();
  await finishRun(platform, lease, plan);
  log.info({ regionCode, runNo, cases: total.toString() }, 'clearing run finished');
}

/** The frozen inputs of a run; they must be, byte for byte, those whose hash it states. */
async function readSnapshot(read: Reader, { regionCode, runNo }: RunLease): Promise<RunSnapshot> {
  return await read(async ({ runs }) => {
    const text = await runs.snapshot(regionCode, runNo);
    const snapshot = parseSnapshot(text);
    assert(hashOf(snapshot) === must(await runs.findByNo(regionCode, runNo), 'run').inputHash, 'the frozen inputs match their hash');
    return snapshot;
  });
}

/** A run that another version of the engine began is not gone on with: its result would be of two engines. */
function requireSameEngine({ engineVersion }: RunSnapshot, platform: Platform): void {
  if (engineVersion === platform.engineVersion) return;
  throw new ClearingFailed('ENGINE_CHANGED', {
    zh: `本次清算由引擎版本 ${engineVersion} 开始，当前为 ${platform.engineVersion}，不能继续。请重新发起一次清算。`,
    en: `This run was begun by engine ${engineVersion}; this is ${platform.engineVersion}. Start another run.`,
  });
}

/** Claims, scores and commits one shard: its scores, its exceptions and its `done` stand or fall together. `false`: none is to do. */
export async function scoreNextShard(
  platform: Platform,
  { regionCode, runNo, worker }: Omit<RunLease, 'token'>,
  plan: RunPlan,
  scorer: ShardScorer,
): Promise<boolean> {
  const { store } = platform;
  const claimed = await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ runs }) => {
    const run = must(await runs.findByNo(regionCode, runNo), 'run');
    if (run.cancelRequested) throw new Cancelled('cancelled');
    return await runs.claimShard({ regionCode, runNo, worker, leaseMs: LEASE_MS });
  });
  if (claimed === undefined) return false;
  const batch = await store.transaction(PLATFORM_ACCESS, 'READ', ({ cases }) => cases.readBatch(plan.selection, claimed));
  const shard = await scorer.score(batch);
  await storeShard(platform, claimed, shard);
  return true;
}

async function storeShard({ store }: Platform, claimed: ShardClaim, shard: ScoredShard): Promise<void> {
  const { regionCode, runNo } = claimed;
  const { outcomeKey, ...columns } = shard.scores;
  const keys = [...new Set(outcomeKey)];
  const described = new Map(shard.seen.map((outcome) => [outcome.key, outcome]));
  const seen = keys.map(
    (key) =>
      described.get(key) ?? { key, outputs: {}, situation: {}, witnessCaseNo: must(columns.caseNo[outcomeKey.indexOf(key)], 'case') },
  );
  const ids = await store.transaction(PLATFORM_ACCESS, 'WRITE', ({ scores }) => scores.resolveOutcomes(regionCode, runNo, seen));
  const outcomeId = Int32Array.from(outcomeKey, (key) => must(ids.get(key), 'outcome'));
  await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ runs, scores }) => {
    const sums = { partial: shard.partial, reJudged: String(shard.reJudged) };
    const isOurs = await runs.finishShard(claimed, { rows: columns.count, hash: shard.hash, sums });
    if (isOurs) await scores.insert(regionCode, runNo, { ...columns, outcomeId }, shard.exceptions);
  });
}

const POLL_MS = 200;

/** Other workers may still hold shards; those whose lease runs out are scored here. */
async function waitForOthers(platform: Platform, lease: RunLease, plan: RunPlan, scorer: ShardScorer): Promise<void> {
  for (;;) {
    const { shards, done } = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) =>
      runs.shardProgress(lease.regionCode, lease.runNo),
    );
    if (shards === done) return;
    if (!(await scoreNextShard(platform, lease, plan, scorer))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

type Patch = Parameters<Parameters<Parameters<Platform['store']['transaction']>[2]>[0]['runs']['update']>[1];

async function report({ store }: Platform, lease: RunLease, patch: Patch): Promise<void> {
  const kept = await store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.update(lease, patch));
  if (!kept) throw new RunNotKept('another process took the run over');
}

async function reportProgress({ store }: Platform, lease: RunLease): Promise<void> {
  const kept = await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ runs }) => {
    const { rows } = await runs.shardProgress(lease.regionCode, lease.runNo);
    return await runs.update(lease, { done: rows });
  });
  if (!kept) throw new RunNotKept('another process took the run over');
}

/** Writes down how a run ended badly. A run that another process took over is left to it; an outage leaves it to be taken up again. */
async function conclude(platform: Platform, lease: RunLease, error: unknown): Promise<void> {
  const { store, log } = platform;
  const place = { regionCode: lease.regionCode, runNo: lease.runNo };
  if (error instanceof RunNotKept || error instanceof StoreUnavailable) {
    log.warn({ ...place, reason: error.message }, 'clearing run left to be taken up again');
    return;
  }
  const { status, failure } = verdictOn(error);
  if (status === 'FAILED' && failure?.code === 'INTERNAL') log.error({ ...place, err: error }, 'clearing run failed');
  await store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ runs, audit }) => {
    if (!(await runs.update(lease, { status, failure }))) return;
    await audit.append({
      regionCode: lease.regionCode,
      action: `run:${status.toLowerCase()}`,
      subject: String(lease.runNo),
      detail: { code: failure?.code ?? null },
    });
  });
}

function verdictOn(error: unknown): { readonly status: 'CANCELLED' | 'HALTED' | 'FAILED'; readonly failure: JobFailure | null } {
  if (error instanceof Cancelled) return { status: 'CANCELLED', failure: null };
  if (error instanceof SelfCheckFailed) {
    return {
      status: 'HALTED',
      failure: {
        code: 'SELF_CHECK',
        zh: `自检不符，清算已中止：病例 ${error.caseNo}，判定 ${error.decision}。${error.message}`,
        en: `The run's self-check failed and it was halted: ${error.message}`,
      },
    };
  }
  if (error instanceof ClearingFailed || error instanceof UserError) {
    return { status: 'FAILED', failure: { code: error.code, zh: error.messages.zh, en: error.messages.en ?? error.messages.zh } };
  }
  return {
    status: 'FAILED',
    failure: { code: 'INTERNAL', zh: '内部错误，清算未保存任何结果。请联系运维。', en: 'Internal error; nothing of the run was kept.' },
  };
}
