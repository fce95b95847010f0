import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { ClearingRunRef } from './clearing-run.js';
import type { GraphContext } from '../base/context.js';
import { InsuranceSchemeEnum, SCHEME_CHOICE } from '../base/enums.js';
import { PERIOD_TEXT, periodStated } from '../kit/period-arg.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { JobRef, readJob, type JobKey, type JobRow } from '../jobs/job.js';
import { uuidKey } from '../base/node-key.js';
import { NotFoundError, StateError } from '../../app/base/errors.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import { confirmClearingRun } from '../../app/clearing/confirm-clearing-run.js';
import { cancelClearingRun, resumeClearingRun, startClearingRun } from '../../app/clearing/run/start-clearing-run.js';
import { cancelCaseImport } from '../../app/case-files/cancel-case-import.js';
import { cancelWhatIf } from '../../app/what-if/what-if-job.js';
import type { Caller } from '../../app/kernel/platform.js';
import type { Permission } from '../../app/ports/kit/permissions.js';
import { must } from '../../engine/kit/assert.js';

const StartClearingRunInput = builder.inputType('StartClearingRunInput', {
  description: '开始清算的输入 input of startClearingRun',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    scheme: t.field(SCHEME_CHOICE),
    period: t.string({ description: PERIOD_TEXT }),
    idempotencyKey: t.string({ required: true, description: '幂等键：同键同输入得同一任务 same key and same input, same run' }),
  }),
});

const ConfirmClearingRunInput = builder.inputType('ConfirmClearingRunInput', {
  description: '确认清算的输入 input of confirmClearingRun',
  fields: (t) => ({
    id: t.globalID({ required: true, for: ClearingRunRef, description: '清算的全局标识 global id of the run' }),
    standsOutHash: t.string({
      required: true,
      description: '所见存疑事项的哈希（standsOut.hash），表明已经看过 hash of what stands out, so that it was seen',
    }),
    reason: t.string({ required: true, description: '确认的事由，1 到 500 个字符 why it is confirmed, 1 to 500 characters' }),
  }),
});

const runPayload = (name: string, description: string) =>
  builder.objectRef<RunRecord>(name).implement({
    description,
    fields: (t) => ({
      clearingRun: t.prismaField({
        type: ClearingRunRef,
        description: '清算 the run',
        resolve: (query, { regionCode, id }, _args, { prisma }) =>
          prisma.clearingRun.findUniqueOrThrow({ ...query, where: { regionCode_id: { regionCode, id } } }),
      }),
    }),
  });

const StartClearingRunPayload = runPayload('StartClearingRunPayload', '已排队的清算 the run that was queued');
const ConfirmClearingRunPayload = runPayload('ConfirmClearingRunPayload', '已确认的清算 the run that was confirmed');

const CancelJobInput = builder.inputType('CancelJobInput', {
  description: '取消任务的输入 input of cancelJob',
  fields: (t) => ({ id: t.globalID({ required: true, description: '任务的全局标识 global id of the job' }) }),
});

const ResumeJobInput = builder.inputType('ResumeJobInput', {
  description: '恢复任务的输入 input of resumeJob',
  fields: (t) => ({ id: t.globalID({ required: true, description: '任务的全局标识 global id of the job' }) }),
});

const jobPayload = (name: string, description: string) =>
  builder.objectRef<JobKey>(name).implement({
    description,
    fields: (t) => ({
      job: t.field({
        type: JobRef,
        description: '任务 the job',
        resolve: async (key, _args, context): Promise<JobRow> => must(await readJob(context, key), 'job'),
      }),
    }),
  });

const CancelJobPayload = jobPayload('CancelJobPayload', '请求取消后的任务 the job that was asked to stop');
const ResumeJobPayload = jobPayload('ResumeJobPayload', '重新排队的任务 the job that was queued again');

/** What may be done to the jobs of a type. */
type JobCommand = (context: GraphContext, caller: Caller, key: JobKey['key']) => Promise<unknown>;
const CANCEL = new Map<string, JobCommand>([
  ['ClearingRun', ({ platform }, caller, { regionCode, id }) => cancelClearingRun(platform, caller, regionCode, id)],
  ['ImportJob', ({ platform }, caller, { regionCode, id }) => cancelCaseImport(platform, caller, regionCode, id)],
  ['WhatIf', ({ platform }, caller, { regionCode, id }) => cancelWhatIf(platform, caller, regionCode, id)],
]);
/** What cancelling a job asks for; of a clearing run `run:start`. */
const CANCEL_SCOPES = new Map<string, Permission>([
  ['ImportJob', 'case:import'],
  ['WhatIf', 'simulation:run'],
]);
const RESUME = new Map<string, JobCommand>([
  ['ClearingRun', ({ platform }, caller, { regionCode, id }) => resumeClearingRun(platform, caller, regionCode, id)],
]);

async function commandJob(
  context: GraphContext,
  commands: ReadonlyMap<string, JobCommand>,
  id: { typename: string; id: string },
): Promise<JobKey> {
  const command = commands.get(id.typename);
  if (command === undefined) throw id.typename.endsWith('Job') ? cannotBeStopped() : new NotFoundError({ zh: '任务', en: 'job' }, id.id);
  const key = uuidKey(id.id);
  await runAsCommand(context, (caller) => command(context, caller, key));
  return { typename: id.typename, key };
}

function cannotBeStopped(): StateError {
  return new StateError('UNAVAILABLE', {
    zh: '这类任务在一个事务中完成，不能取消或恢复；请等它结束，或重新开始。',
    en: 'Jobs of this kind are one transaction: they can be neither cancelled nor resumed. Wait for the end, or start anew.',
  });
}

builder.mutationFields((t) => ({
  startClearingRun: t.field({
    type: StartClearingRunPayload,
    authScopes: { permission: 'run:start' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '开始年度清算，或一个月、一个季度的结算：冻结全部输入并排队 starts the clearing of a fund year, or the settlement of a month or quarter of it: freezes its inputs and queues a run',
    args: { input: t.arg({ type: StartClearingRunInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { scheme, period, ...input } }, context) =>
      runAsCommand(context, (caller) =>
        startClearingRun(context.platform, caller, { ...input, ...periodStated(period), ...(scheme ? { scheme } : {}) }),
      ),
  }),
  confirmClearingRun: t.field({
    type: ConfirmClearingRunPayload,
    authScopes: { permission: 'run:confirm' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '确认清算结果：须由发起人以外的财务人员、看过存疑事项后确认；试算不能确认 confirms a run: by another holder than who started it, who has seen what stands out',
    args: { input: t.arg({ type: ConfirmClearingRunInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { id, standsOutHash, reason } }, context) =>
      runAsCommand(context, (caller) => {
        const { regionCode, id: runId } = uuidKey(id.id);
        return confirmClearingRun(context.platform, caller, { regionCode, runId, standsOutHash, reason });
      }),
  }),
  cancelJob: t.field({
    type: CancelJobPayload,
    authScopes: (_root, { input }) => ({ permission: CANCEL_SCOPES.get(input.id.typename) ?? 'run:start' }),
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '请求取消任务：清算（run:start，已完成的分片保留，可以恢复），本人发起、尚在等待文件的导入（case:import），或模拟测算（simulation:run） asks a job to stop: a run, whose finished shards stay, an import of one’s own that waits for its file, or a what-if',
    args: { input: t.arg({ type: CancelJobInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => commandJob(context, CANCEL, input.id),
  }),
  resumeJob: t.field({
    type: ResumeJobPayload,
    authScopes: { permission: 'run:start' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '恢复失败、中止或已取消的任务，输入不变 queues a failed, halted or cancelled job again, with the same frozen inputs',
    args: { input: t.arg({ type: ResumeJobInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => commandJob(context, RESUME, input.id),
  }),
}));
