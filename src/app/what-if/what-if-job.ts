import { freezeYear, openWhatIf, type OpenedWhatIf } from './open/open-what-if.js';
import { failureOfSide } from './settle-side.js';
import { whatIfDetail } from './stored-what-if-parse.js';
import { requireSound, type WhatIfRequest } from './open/what-if-request.js';
import { workOutWhatIf, type WhatIfProgress, type WorkedWhatIf } from './work-out-what-if.js';
import { SelfCheckFailed } from '../clearing/blocks/self-check.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { ConflictError, NotFoundError } from '../base/errors.js';
import { requireIdempotencyKey } from '../requests/request-fields.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { isFinished, type JobFailure } from '../ports/kit/ports-job.js';
import type { WhatIfPatch, WhatIfRecord, WhatIfRowRecord } from '../ports/clearing/ports-what-if.js';
import { accessOf, type Unit } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';

/** A what-if to be started; the same key and input give the same one. */
export interface StartWhatIf extends WhatIfRequest {
  readonly idempotencyKey: string;
}

/** A what-if that was queued, and its work: `done` settles when it has ended, well or badly, and never rejects. */
export interface StartedWhatIf {
  readonly whatIf: WhatIfRecord;
  readonly done: Promise<void>;
}

/**
 * 实施前模拟 (N25-32) freezes a fund year, queues a what-if of it and begins it in this process. What is wrong with a candidate is refused at
 * once, as a ruleset's check says it. Nothing of a run is written: its result is stored whole, in one transaction, or not at all. A process
 * that is killed leaves it RUNNING: another one ends it (`end-abandoned-jobs.ts`), and it is started again with another key. Throws what
 * `freezeYear` and `openWhatIf` throw, FORBIDDEN, IDEMPOTENCY_KEY_REUSED.
 */
export async function startWhatIf(platform: Platform, caller: Caller, start: StartWhatIf): Promise<StartedWhatIf> {
  const { idempotencyKey, ...request } = start;
  const { regionCode, year, insurance, candidates } = request;
  requirePermission(caller.actor, 'simulation:run', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireSound(request);
  const snapshot = await freezeYear(platform, caller.read, request);
  const opened = await openWhatIf(platform, caller.read, snapshot, candidates);
  const begun: string[] = [];
  const whatIf = await runCommand(
    platform,
    caller.actor,
    {
      permission: 'simulation:run',
      regionCode,
      action: 'what-if:start',
      work: async (unit) => {
        const created = await unit.whatIfs.create({ regionCode, year, insurance }, settled(request, opened), idempotencyKey);
        begun.push(created.id);
        return created;
      },
      audit: (created) => ({ subject: created.id, detail: whatIfDetail(created) }),
    },
    {
      key: idempotencyKey,
      input: request,
      refOf: ({ id }) => id,
      replay: async (unit, id) => must(await unit.whatIfs.find(regionCode, id), 'what-if of an idempotency key'),
    },
  );
  // A repeated request finds the what-if of the first one, which is at work or has ended.
  return { whatIf, done: begun.includes(whatIf.id) ? runWhatIf(platform, caller, opened, whatIf) : Promise.resolve() };
}

/** What was asked, with the catalogues that it came to: whoever opens it again finds the same, whichever have come since. */
function settled(request: WhatIfRequest, { candidates: opened }: OpenedWhatIf): WhatIfRequest {
  const candidates = request.candidates.map((candidate, index) => {
    const catalogue = opened[index]?.catalogue;
    return catalogue === undefined ? candidate : { ...candidate, catalogue };
  });
  return { ...request, candidates };
}

/** A what-if as it stands. Throws FORBIDDEN, NOT_FOUND. */
export async function whatIf({ actor, read }: Caller, regionCode: string, id: string): Promise<WhatIfRecord> {
  requirePermission(actor, 'budget:read', regionCode);
  return await found(read, regionCode, id);
}

async function found(read: <T>(work: (unit: Unit) => Promise<T>) => Promise<T>, regionCode: string, id: string): Promise<WhatIfRecord> {
  const record = await read((unit) => unit.whatIfs.find(regionCode, id));
  if (record === undefined) throw new NotFoundError({ zh: '模拟测算', en: 'what-if' }, id);
  return record;
}

/** Cancels a what-if: whoever works at it stops at its next batch of cases, and nothing is kept. One that has ended otherwise is a CONFLICT. */
export async function cancelWhatIf(
  platform: Platform,
  caller: Pick<Caller, 'actor'>,
  regionCode: string,
  id: string,
): Promise<WhatIfRecord> {
  return await runCommand(platform, caller.actor, {
    permission: 'simulation:run',
    regionCode,
    action: 'what-if:cancel',
    work: async (unit) => {
      const before = await found((work) => work(unit), regionCode, id);
      if (before.status === 'CANCELLED') return before;
      if (isFinished(before) || !(await unit.whatIfs.update(regionCode, id, { status: 'CANCELLED' }))) throw hasEnded(id);
      return await found((work) => work(unit), regionCode, id);
    },
    audit: (cancelled) => ({ subject: id, detail: whatIfDetail(cancelled) }),
  });
}

function hasEnded(id: string): ConflictError {
  return new ConflictError({ zh: `模拟测算 ${id} 已经结束，不能取消。`, en: `The what-if ${id} has ended and can't be cancelled.` });
}

/** The what-if was cancelled, or ended by another process which took this one for dead: it stores nothing. */
class WhatIfEnded extends Error {
  override readonly name = 'WhatIfEnded';
}

/** How often the row is told how far it is: that its process lives, too. */
const NOTED_EVERY_MS = 500;

/** Outlives the request that queued it, so it writes through transactions of its own. */
async function runWhatIf(platform: Platform, { actor }: Caller, opened: OpenedWhatIf, record: WhatIfRecord): Promise<void> {
  const { regionCode, id } = record;
  const { store, log } = platform;
  const access = accessOf(actor);
  const update = async (patch: WhatIfPatch): Promise<void> => {
    if (!(await store.transaction(access, 'WRITE', (unit) => unit.whatIfs.update(regionCode, id, patch)))) throw new WhatIfEnded();
  };
  try {
    await update({ status: 'RUNNING', phase: 'SCORE', frozen: opened.snapshot });
    const worked = await workOutWhatIf(platform, opened, noting(update));
    await store.transaction(access, 'WRITE', async (unit) => {
      const { report, resultHash } = worked;
      const cases = BigInt(report.baseline.cases);
      const done = { status: 'SUCCEEDED' as const, phase: 'DONE', done: cases, total: cases };
      if (!(await unit.whatIfs.update(regionCode, id, { ...done, report, resultHash }))) throw new WhatIfEnded();
      await unit.whatIfs.insertRows(regionCode, id, rowsOf(worked));
      await unit.audit.append({ regionCode, action: 'what-if:finish', subject: id, detail: { ...whatIfDetail(record), resultHash } });
    });
  } catch (error) {
    if (error instanceof WhatIfEnded) return;
    const failure = failureOf(error);
    if (failure.code === 'INTERNAL') log.error({ whatIf: id, err: error }, 'what-if failed');
    await update({ status: 'FAILED', failure }).catch((broken: unknown) => {
      if (!(broken instanceof WhatIfEnded)) log.error({ whatIf: id, err: broken }, 'the failure of a what-if could not be recorded');
    });
  }
}

function noting(update: (patch: WhatIfPatch) => Promise<void>): WhatIfProgress {
  let last = 0;
  return async (done, total) => {
    const now = Date.now();
    if (now - last < NOTED_EVERY_MS) return;
    last = now;
    await update({ done: BigInt(done), total: BigInt(total) });
  };
}

function rowsOf({ rows }: WorkedWhatIf): readonly WhatIfRowRecord[] {
  return rows.flatMap(({ institutions, groups }, candidate) => [
    ...institutions.map((data, place): WhatIfRowRecord => ({ candidate, kind: 'INSTITUTION', place, data })),
    ...groups.map((data, place): WhatIfRowRecord => ({ candidate, kind: 'GROUP', place, data })),
  ]);
}

function failureOf(error: unknown): JobFailure {
  if (error instanceof SelfCheckFailed) {
    return {
      code: 'SELF_CHECK',
      zh: `自检未通过（病例 ${error.caseNo}，${error.decision}）：规则引擎与计分结果不一致，模拟已停止，没有结果。请将任务编号告知运维。`,
      en: `The self-check failed (case ${error.caseNo}, ${error.decision}); there is no result. Tell the operator the id.`,
    };
  }
  try {
    return failureOfSide(error);
  } catch {
    const zh = '程序内部错误，模拟测算没有结果。请将任务编号告知运维。';
    return { code: 'INTERNAL', zh, en: 'An internal error; the what-if has no result. Tell the operator the id.' };
  }
}
