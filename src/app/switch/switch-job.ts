import { freezeStudy, type ReadyStudy } from './study/freeze-study.js';
import { studySelection } from './study/read-history.js';
import type { SwitchRequest } from './study/switch-request.js';
import { workOutStudy, type StudyProgress, type WorkedStudy } from './study/work-out-study.js';
import { SelfCheckFailed } from '../clearing/blocks/self-check.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { invalidField, NotFoundError, UserError } from '../base/errors.js';
import { requireIdempotencyKey } from '../requests/request-fields.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { JobFailure } from '../ports/kit/ports-job.js';
import type { SwitchRowRecord, SwitchStudyPatch, SwitchStudyRecord } from '../ports/ports-switch.js';
import { accessOf } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';

/** A study to be started; the same key and input give the same study. */
export interface StartSwitchStudy extends SwitchRequest {
  readonly idempotencyKey: string;
}

/** A study that was queued, and its work: `done` settles when it has ended, well or badly, and never rejects. */
export interface StartedSwitchStudy {
  readonly study: SwitchStudyRecord;
  readonly done: Promise<void>;
}

/**
 * 切换测算 queues a study and begins it in this process. What can be seen to be wrong at once is refused at once; what turns out later is the
 * study's failure. Its result is stored whole, in one transaction, or not at all. A process that is killed leaves its study RUNNING:
 * another one ends it (`end-abandoned-jobs.ts`). Throws what `freezeStudy` throws, VALIDATION_FAILED (no cases in the last year), FORBIDDEN, IDEMPOTENCY_KEY_REUSED.
 */
export async function startSwitchStudy(platform: Platform, caller: Caller, start: StartSwitchStudy): Promise<StartedSwitchStudy> {
  const { idempotencyKey, ...request } = start;
  const { regionCode } = request;
  requirePermission(caller.actor, 'catalogue:write', regionCode);
  requirePermission(caller.actor, 'budget:read', regionCode);
  requireIdempotencyKey(idempotencyKey);
  await requireCases(caller, await freezeStudy(platform, caller.read, request));
  const begun: string[] = [];
  const study = await runCommand(
    platform,
    caller.actor,
    {
      permission: 'catalogue:write',
      regionCode,
      action: 'switch:start',
      work: async (unit) => {
        const created = await unit.switchStudies.create(regionCode, request, idempotencyKey);
        begun.push(created.id);
        return created;
      },
      audit: ({ id }) => ({ subject: id, detail: { from: request.from, to: request.to, years: [request.firstYear, request.lastYear] } }),
    },
    {
      key: idempotencyKey,
      input: request,
      refOf: ({ id }) => id,
      replay: async (unit, id) => must(await unit.switchStudies.find(regionCode, id), 'study of an idempotency key'),
    },
  );
  // A repeated request finds the study of the first one, which is at work or has ended.
  return { study, done: begun.includes(study.id) ? runStudy(platform, caller, request, study.id) : Promise.resolve() };
}

/** Refuses a last year without cases: there is nothing by which a fund could be shared out, nor points to keep. */
async function requireCases({ read }: Caller, { frozen: { inputs, throughImportSeq, years } }: ReadyStudy): Promise<void> {
  const days = must(years.at(-1), 'last year');
  const { year } = inputs;
  if ((await read(({ cases }) => cases.count(studySelection(inputs, days, BigInt(throughImportSeq))))) > 0n) return;
  throw invalidField(['lastYear'], 'NO_CASES', {
    zh: `${year} 年度（${days.from} 至 ${days.to}）没有该险种的病例，无从测算。请先导入病例，或改选有病例的年度、险种。`,
    en: `There are no cases of this insurance in ${year} (${days.from} to ${days.to}): nothing to study. Import cases, or choose a year or an insurance that has some.`,
  });
}

/** A study as it stands. Throws FORBIDDEN, NOT_FOUND. */
export async function switchStudy({ actor, read }: Caller, regionCode: string, id: string): Promise<SwitchStudyRecord> {
  requirePermission(actor, 'budget:read', regionCode);
  const study = await read((unit) => unit.switchStudies.find(regionCode, id));
  if (study === undefined) throw new NotFoundError({ zh: '切换测算', en: 'switch study' }, id);
  return study;
}

/** The study was ended by another process, which took this one for dead: it stores nothing. */
class StudyEnded extends Error {
  override readonly name = 'StudyEnded';
}

/** How often the study's row is told how far it is: that its process lives, too. */
const NOTED_EVERY_MS = 1_000;

/** Outlives the request that queued it, so it reads through transactions of its own. */
async function runStudy(platform: Platform, { actor }: Caller, request: SwitchRequest, id: string): Promise<void> {
  const { store, log } = platform;
  const access = accessOf(actor);
  const { regionCode } = request;
  const update = async (patch: SwitchStudyPatch): Promise<void> => {
    const isOurs = await store.transaction(access, 'WRITE', (unit) => unit.switchStudies.update(regionCode, id, patch));
    if (!isOurs) throw new StudyEnded();
  };
  try {
    const ready = await freezeStudy(platform, (work) => store.transaction(access, 'READ', work), request);
    await update({ status: 'RUNNING', phase: 'PREPARE', frozen: ready.frozen });
    const worked = await workOutStudy(platform, ready, noting(update));
    await store.transaction(access, 'WRITE', async (unit) => {
      if (!(await unit.switchStudies.update(regionCode, id, { ...finished(worked) }))) throw new StudyEnded();
      await unit.switchStudies.insertRows(regionCode, id, rowsOf(worked));
      await unit.audit.append({ regionCode, action: 'switch:finish', subject: id, detail: { resultHash: worked.resultHash } });
    });
  } catch (error) {
    if (error instanceof StudyEnded) return;
    if (!(error instanceof UserError)) log.error({ study: id, error: String(error) }, 'switch study failed');
    await update({ status: 'FAILED', failure: failureOf(error) }).catch((broken: unknown) => {
      log.error({ study: id, error: String(broken) }, 'the failure of a switch study could not be recorded');
    });
  }
}

function noting(update: (patch: SwitchStudyPatch) => Promise<void>): StudyProgress {
  let last = 0;
  return async (phase, done, total) => {
    const now = Date.now();
    if (now - last < NOTED_EVERY_MS) return;
    last = now;
    await update({ phase, done: BigInt(done), total: BigInt(total) });
  };
}

function finished({ report, catalogueCsv, resultHash }: WorkedStudy): SwitchStudyPatch {
  const cases = BigInt(report.cases);
  const done = { status: 'SUCCEEDED' as const, phase: 'DONE', done: cases, total: cases };
  return { ...done, report, resultHash, ...(catalogueCsv === null ? {} : { catalogueCsv }) };
}

function rowsOf({ rows: { cells, groups, institutions } }: WorkedStudy): readonly SwitchRowRecord[] {
  const placed = (kind: SwitchRowRecord['kind'], rows: readonly unknown[]): SwitchRowRecord[] =>
    rows.map((data, place) => ({ kind, place, data }));
  return [...placed('CELL', cells), ...placed('GROUP', groups), ...placed('INSTITUTION', institutions)];
}

function failureOf(error: unknown): JobFailure {
  if (error instanceof UserError) return { code: error.code, zh: error.messages.zh, en: error.messages.en ?? error.messages.zh };
  if (error instanceof SelfCheckFailed) {
    return {
      code: 'SELF_CHECK_FAILED',
      zh: `自检未通过（病例 ${error.caseNo}，${error.decision}）：规则引擎与计分结果不一致，测算已停止，没有结果。请将任务编号告知运维。`,
      en: `The self-check failed (case ${error.caseNo}, ${error.decision}): the judge answers otherwise than the tables; there is no result. Tell the operator the id.`,
    };
  }
  return {
    code: 'INTERNAL',
    zh: '程序内部错误，切换测算没有结果。请将任务编号告知运维。',
    en: 'An internal error; the study has no result. Tell the operator the id.',
  };
}
