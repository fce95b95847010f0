import { freezeInputs } from './freeze-inputs.js';
import { inputHashOf } from './run-snapshot.js';
import { requirePermission, runCommand } from '../../kernel/command.js';
import { ConflictError, NotFoundError } from '../../base/errors.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { JobStatus } from '../../ports/kit/ports-job.js';
import type { PaymentScheme } from '../../ports/ports-ruleset.js';
import type { Unit } from '../../ports/ports.js';
import { refuseProblems, requireIdempotencyKey, requireYear } from '../../requests/request-fields.js';
import { periodProblems } from '../../periods/period-requests.js';
import type { PeriodKey } from '../../ports/clearing/ports-fund-year.js';
import { YEAR_KEY } from '../../../engine/plan/periods.js';
import { must } from '../../../engine/kit/assert.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import type { Label } from '../../../engine/plan/plan.js';
import { canonicalJson } from '../../../rules/document/hash.js';

/** Which fund year to clear. */
export interface StartClearingRun {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly scheme?: PaymentScheme;
  /** 结算期: a month (`01` to `12`) or quarter (`Q1` to `Q4`) to be settled; left out: the whole year is cleared. */
  readonly period?: PeriodKey;
  readonly idempotencyKey: string;
}

/**
 * Starts the clearing of a fund year (N21-30, ZB-16) or the settlement of a month or quarter of it (N21-28, ZB-14): freezes its inputs and queues a run. The same key and input give the same run.
 * Throws VALIDATION_FAILED (an institution without a fact that its coefficients need), NO_RULESET_IN_FORCE, RULESET_INVALID (no budget, no
 * catalogue), RULESET_TAMPERED, IDEMPOTENCY_KEY_REUSED, UNAVAILABLE (a period out of turn, or closed).
 */
export async function startClearingRun(platform: Platform, caller: Pick<Caller, 'actor'>, input: StartClearingRun): Promise<RunRecord> {
  const { regionCode, year, insurance, scheme, period = YEAR_KEY, idempotencyKey } = input;
  requirePermission(caller.actor, 'run:start', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireYear(year);
  refuseProblems(periodProblems(period));
  const ofPart = period === YEAR_KEY ? {} : { period };
  const run = await runCommand(
    platform,
    caller.actor,
    {
      permission: 'run:start',
      regionCode,
      action: 'run:start',
      work: async (unit) => {
        const { snapshot, records } = await freezeInputs(platform, unit, { key: { regionCode, year, insurance }, scheme, period });
        return await unit.runs.create({
          regionCode,
          year,
          insurance,
          period,
          inputHash: inputHashOf(snapshot),
          snapshotText: canonicalJson(snapshot),
          records,
          rulesetIds: [...new Set(snapshot.rulesets.map(({ id }) => id))],
          catalogueId: must(snapshot.catalogues.at(-1), 'catalogue').id,
          idempotencyKey,
        });
      },
      audit: ({ id, runNo, inputHash }) => ({ subject: id, detail: { runNo, year, insurance, ...ofPart, inputHash } }),
    },
    {
      key: idempotencyKey,
      input: { year, insurance, scheme: scheme ?? null, ...ofPart },
      refOf: ({ id }) => id,
      replay: async (unit, id) => must(await unit.runs.find(regionCode, id), 'run of an idempotency key'),
    },
  );
  platform.wakeWorkers();
  return run;
}

/**
 * Asks a run to stop; what its shards have done stays, so that it can be resumed. A run that was cancelled stays so; one that has ended
 * otherwise is a CONFLICT.
 */
export async function cancelClearingRun(
  platform: Platform,
  caller: Pick<Caller, 'actor'>,
  regionCode: string,
  runId: string,
): Promise<RunRecord> {
  return await changeRun(platform, caller, {
    regionCode,
    runId,
    action: 'run:cancel',
    already: ['CANCELLED'],
    change: (unit, runNo) => unit.runs.requestCancel(regionCode, runNo),
    refusal: (runNo) => ({
      zh: `清算 ${runNo} 已经结束，不能取消。若结果不应采用，请重新发起一次清算。`,
      en: `Run ${runNo} has ended and can't be cancelled. If its result is not wanted, start another run.`,
    }),
  });
}

/**
 * Puts a run that failed, halted or was cancelled back into the queue: it goes on with the same frozen inputs. A run that waits or is under way
 * is left as it is; one that has succeeded is a CONFLICT.
 */
export async function resumeClearingRun(
  platform: Platform,
  caller: Pick<Caller, 'actor'>,
  regionCode: string,
  runId: string,
): Promise<RunRecord> {
  const run = await changeRun(platform, caller, {
    regionCode,
    runId,
    action: 'run:resume',
    already: ['QUEUED', 'RUNNING'],
    never: { status: 'SUCCEEDED', refusal: nothingToResume },
    change: (unit, runNo) => unit.runs.requeue(regionCode, runNo),
    refusal: (runNo) => ({
      zh: `清算 ${runNo} 的状态刚刚改变，未作任何更改。请刷新后重试。`,
      en: `Run ${runNo} has just changed its state; nothing was changed. Refresh and try again.`,
    }),
  });
  platform.wakeWorkers();
  return run;
}

function nothingToResume(runNo: number): Label {
  return {
    zh: `清算 ${runNo} 已成功完成，没有可恢复的内容。若要按新的输入重算，请重新发起一次清算。`,
    en: `Run ${runNo} has succeeded: there is nothing to resume. Start another run to clear with new inputs.`,
  };
}

interface RunChange {
  readonly regionCode: string;
  readonly runId: string;
  readonly action: string;
  /** States that are what is asked for. */
  readonly already: readonly JobStatus[];
  /** A state in which this is out of the question, and what to do instead. */
  readonly never?: { readonly status: JobStatus; readonly refusal: (runNo: number) => Label };
  /** `false`: the run is in a state in which this can't be done. */
  readonly change: (unit: Unit, runNo: number) => Promise<boolean>;
  readonly refusal: (runNo: number) => Label;
}

async function changeRun(platform: Platform, { actor }: Pick<Caller, 'actor'>, asked: RunChange): Promise<RunRecord> {
  const { regionCode, runId, action, already, never, change, refusal } = asked;
  let isChanged = false;
  return await runCommand(platform, actor, {
    permission: 'run:start',
    regionCode,
    action,
    work: async (unit) => {
      const run = await unit.runs.find(regionCode, runId);
      if (run === undefined) throw new NotFoundError({ zh: '清算任务', en: 'clearing run' }, runId);
      if (already.includes(run.status)) return run;
      if (never?.status === run.status) throw new ConflictError(never.refusal(run.runNo));
      isChanged = await change(unit, run.runNo);
      if (!isChanged) throw new ConflictError(refusal(run.runNo));
      return must(await unit.runs.find(regionCode, runId), 'run');
    },
    audit: ({ id, runNo, status }) => (isChanged ? { subject: id, detail: { runNo, status } } : undefined),
  });
}
