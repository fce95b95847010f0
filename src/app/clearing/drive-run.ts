import { ClearingFailed } from './parts/clearing-failed.js';
import { requireWorkable } from './settle/clear-year.js';
import { finishRun, RunNotKept } from './settle/finish-run.js';
import { RunProof } from './settle/run-proof.js';
import { openRun } from './run/run-plan.js';
import { inputHashOf, parseSnapshot, type RunSnapshot } from './run/run-snapshot.js';
import { ShardScorer } from './shards/score-shard.js';
import { Cancelled, LEASE_MS, scoreShards, type ShardWork } from './shards/score-shards.js';
import { SelfCheckFailed } from './blocks/self-check.js';
import { casesIn, openFrozenYear, shardsOfYear } from '../frozen/frozen-year.js';
import { hashOf } from '../kernel/command.js';
import { UserError } from '../base/errors.js';
import type { Platform } from '../kernel/platform.js';
import { type Reader, PLATFORM_ACCESS, StoreUnavailable } from '../ports/ports.js';
import type { RunLease } from '../ports/clearing/ports-run.js';
import type { JobFailure } from '../ports/kit/ports-job.js';
import { assert, must } from '../../engine/kit/assert.js';

/** The process was asked to stop. */
class Drained extends Error {}

/**
 * Takes the next run that waits (or whose driver fell silent) and drives it to its end. `false`: there is none. When the process is to stop,
 * the run is given back to the queue between two shards.
 */
export async function driveNextRun(
  platform: Platform,
  worker: string,
  only: { readonly regionCode?: string; readonly runNo?: number } = {},
  isStopping: () => boolean = () => false,
): Promise<boolean> {
  const { store } = platform;
  const lease = await store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.claim({ worker, leaseMs: LEASE_MS, ...only }));
  if (lease === undefined) return false;
  const beat = setInterval(
    () => void store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.renew(lease, LEASE_MS)).catch(() => undefined),
    LEASE_MS / 3,
  );
  try {
    await driveRun(platform, lease, isStopping);
  } catch (error) {
    await conclude(platform, lease, error);
  } finally {
    clearInterval(beat);
  }
  return true;
}

/** A run of fewer shards is over before a thread knows its rules. */
const WORTH_HELP = 8;

async function driveRun(platform: Platform, lease: RunLease, isStopping: () => boolean): Promise<void> {
  const { store, log } = platform;
  const { regionCode, runNo } = lease;
  await report(platform, lease, { status: 'RUNNING', phase: 'PREPARE' });
  const read: Reader = (work) => store.transaction(PLATFORM_ACCESS, 'READ', work);
  const snapshot = await readSnapshot(read, lease);
  requireSameEngine(snapshot, platform);
  const plan = await openRun(platform, read, snapshot);
  requireWorkable(plan);
  const year = await openFrozenYear(platform, plan.selection);
  const shards = shardsOfYear(year);
  await store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.createShards(regionCode, runNo, shards));
  if (shards.length >= WORTH_HELP) platform.callHelpers();
  const total = await casesIn(platform, plan.selection);
  await report(platform, lease, { phase: 'SCORE', total });
  const proof = new RunProof(platform, lease, plan);
  try {
    const work = shardWork(platform, lease, { plan, year, written: (shardNo) => proof.add(shardNo) }, isStopping);
    await scoreShards(platform, work);
    await waitForOthers(platform, work);
    await report(platform, lease, { phase: 'CLEAR', done: total });
    await finishRun(lease, proof);
  } finally {
    await proof.end();
  }
  log.info({ regionCode, runNo, cases: total.toString() }, 'clearing run finished');
}

/** The frozen inputs of a run; they must be those whose hash it states. A run of an earlier release states the hash of their text. */
export async function readSnapshot(read: Reader, { regionCode, runNo }: Pick<RunLease, 'regionCode' | 'runNo'>): Promise<RunSnapshot> {
  return await read(async ({ runs }) => {
    const text = await runs.snapshot(regionCode, runNo);
    const snapshot = parseSnapshot(text);
    const { inputHash } = must(await runs.findByNo(regionCode, runNo), 'run');
    assert([inputHashOf(snapshot), hashOf(snapshot)].includes(inputHash), 'the frozen inputs match their hash');
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

const REPORT_MS = 500;

function shardWork(
  platform: Platform,
  lease: RunLease,
  of: Pick<ShardWork, 'plan' | 'year' | 'written'>,
  isStopping: () => boolean,
): ShardWork {
  let reportedAt = performance.now();
  const stored = async (): Promise<void> => {
    if (performance.now() - reportedAt < REPORT_MS) return;
    await reportProgress(platform, lease);
    reportedAt = performance.now();
  };
  return { ...lease, ...of, scorer: new ShardScorer(of.plan, platform.judge), stored, isStopping };
}

const POLL_MS = 200;

/** Other workers may still hold shards; those whose lease runs out are scored here. */
async function waitForOthers(platform: Platform, work: ShardWork): Promise<void> {
  for (;;) {
    const { shards, done } = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) =>
      runs.shardProgress(work.regionCode, work.runNo),
    );
    if (shards === done) return;
    if (work.isStopping?.() === true) throw new Drained('the process is to stop');
    if ((await scoreShards(platform, work)) === 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
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
  if (error instanceof Drained) {
    await store.transaction(PLATFORM_ACCESS, 'WRITE', ({ runs }) => runs.release(lease));
    log.info(place, 'clearing run given back to the queue');
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
