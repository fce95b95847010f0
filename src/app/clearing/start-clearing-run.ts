import { freezeInputs, versionsOf, yearVersion } from './freeze-inputs.js';
import { hashOf, requirePermission, runCommand } from '../command.js';
import { invalidField, NotFoundError } from '../errors.js';
import type { Caller, Platform } from '../platform.js';
import type { RunRecord } from '../ports-run.js';
import type { PaymentScheme } from '../ports-ruleset.js';
import { regionIndex } from '../score-case.js';
import { must } from '../../engine/assert.js';
import { settlementYearDays } from '../../engine/calendar.js';
import type { InsuranceScheme } from '../../engine/inpatient-case.js';
import { canonicalJson } from '../../rules/hash.js';

/** Which fund year to clear. */
export interface StartClearingRun {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
}

/**
 * Starts the clearing of a fund year (N21-30, ZB-16): freezes its inputs and queues a run. The same key and input give the same run.
 * Throws NO_RULESET_IN_FORCE, RULESET_INVALID (no budget, no catalogue), IDEMPOTENCY_KEY_REUSED.
 */
export async function startClearingRun(platform: Platform, caller: Caller, input: StartClearingRun): Promise<RunRecord> {
  const { regionCode, year, insurance, scheme = 'DIP', idempotencyKey } = input;
  requirePermission(caller.actor, 'run:start', regionCode);
  if (idempotencyKey.trim() === '' || idempotencyKey.length > 200) throw badIdempotencyKey();
  if (!(Number.isInteger(year) && year >= 2000 && year <= 2100)) throw badYear(year);
  const index = await regionIndex(platform, caller, regionCode);
  const draft = settlementYearDays(year, '01-01');
  const guess = versionsOf(index, scheme, draft.to, draft.to);
  const compiled = await platform.rulesets.get(caller.read, yearVersion(index, guess));
  const run = await runCommand(
    platform,
    caller.actor,
    {
      permission: 'run:start',
      regionCode,
      action: 'run:start',
      work: async (unit) => {
        const snapshot = await freezeInputs(unit, index, {
          key: { regionCode, year, insurance },
          scheme,
          plan: compiled.plan,
          engineVersion: platform.engineVersion,
        });
        return await unit.runs.create({
          regionCode,
          year,
          insurance,
          inputHash: hashOf(snapshot),
          snapshotText: canonicalJson(snapshot),
          rulesetIds: snapshot.rulesets.map(({ id }) => id),
          catalogueId: must(snapshot.catalogues.at(-1), 'catalogue').id,
          idempotencyKey,
        });
      },
      audit: ({ id, runNo, inputHash }) => ({ subject: id, detail: { runNo, year, insurance, inputHash } }),
    },
    {
      key: idempotencyKey,
      input: { year, insurance, scheme },
      refOf: ({ id }) => id,
      replay: async (unit, id) => must(await unit.runs.find(regionCode, id), 'run of an idempotency key'),
    },
  );
  platform.wakeWorkers();
  return run;
}

function badIdempotencyKey(): Error {
  return invalidField(['idempotencyKey'], 'IDEMPOTENCY_KEY', {
    zh: '幂等键应为 1 到 200 个字符。',
    en: 'An idempotency key has 1 to 200 characters.',
  });
}

function badYear(year: number): Error {
  return invalidField(['year'], 'YEAR', {
    zh: `年度应为 2000 到 2100 的整数，现为 ${year}。`,
    en: `The year must be a whole number from 2000 to 2100, is ${year}.`,
  });
}

/** Asks a run to stop; what its shards have done stays, so that it can be resumed. */
export async function cancelClearingRun(platform: Platform, caller: Caller, regionCode: string, runId: string): Promise<RunRecord> {
  return await changeRun(platform, caller, {
    regionCode,
    runId,
    action: 'run:cancel',
    change: (unit, runNo) => unit.runs.requestCancel(regionCode, runNo),
  });
}

/** Puts a run that failed, halted or was cancelled back into the queue: it goes on with the same frozen inputs. */
export async function resumeClearingRun(platform: Platform, caller: Caller, regionCode: string, runId: string): Promise<RunRecord> {
  const run = await changeRun(platform, caller, {
    regionCode,
    runId,
    action: 'run:resume',
    change: (unit, runNo) => unit.runs.requeue(regionCode, runNo),
  });
  platform.wakeWorkers();
  return run;
}

interface RunChange {
  readonly regionCode: string;
  readonly runId: string;
  readonly action: string;
  readonly change: (unit: Parameters<Parameters<Platform['store']['transaction']>[2]>[0], runNo: number) => Promise<boolean>;
}

async function changeRun(platform: Platform, caller: Caller, { regionCode, runId, action, change }: RunChange): Promise<RunRecord> {
  return await runCommand(platform, caller.actor, {
    permission: 'run:start',
    regionCode,
    action,
    work: async (unit) => {
      const run = await unit.runs.find(regionCode, runId);
      if (run === undefined) throw new NotFoundError({ zh: '清算任务', en: 'clearing run' }, runId);
      await change(unit, run.runNo);
      return must(await unit.runs.find(regionCode, runId), 'run');
    },
    audit: ({ id, runNo, status }) => ({ subject: id, detail: { runNo, status } }),
  });
}
