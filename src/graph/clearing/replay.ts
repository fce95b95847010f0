import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { ClearingRunRef } from './clearing-run.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { countOf } from '../jobs/job.js';
import { uuidKey } from '../base/node-key.js';
import type { ReplayDifference } from '../../app/clearing/evidence/replay-compare.js';
import { replayRun, type Replayed } from '../../app/clearing/evidence/replay-run.js';

/** One request recomputes no more: it is answered when all is done. */
const MOST_CASES = 200_000;

const ReplayDifferenceRef = builder.objectRef<ReplayDifference>('ReplayDifference').implement({
  description: '差异：重算与所存不同的一处 a figure that came out otherwise than it is stored',
  fields: (t) => ({
    subject: t.exposeString('subject', {
      description: '对象：病例得分（score）、结算单（statement）、分录（posting）、各层取值（values）或合计（totals） what it belongs to',
    }),
    field: t.exposeString('field', { description: '项：字段路径 path of the figure' }),
    stored: t.exposeString('stored', { nullable: true, description: '所存的值；空：没有 as it is stored; null: it is not' }),
    recomputed: t.exposeString('recomputed', { nullable: true, description: '重算的值；空：没有 as it came out; null: it did not' }),
  }),
});

const ReplayClearingRunPayload = builder.objectRef<Replayed>('ReplayClearingRunPayload').implement({
  description: '重算核对的结果 what came of recomputing a run',
  fields: (t) => ({
    clearingRun: t.prismaField({
      type: ClearingRunRef,
      description: '所核对的清算 the run',
      resolve: (query, { run: { regionCode, id } }, _args, { prisma }) =>
        prisma.clearingRun.findUniqueOrThrow({ ...query, where: { regionCode_id: { regionCode, id } } }),
    }),
    identical: t.boolean({
      description:
        '得分、结算单、分录、各层取值、瀑布图、合计与哈希全部相同 every score, statement, posting, value, total and hash is the same',
      resolve: ({ isIdentical }) => isIdentical,
    }),
    cases: t.int({ description: '重算的病例数 cases recomputed', resolve: ({ cases }) => countOf(cases) }),
    engineThen: t.string({ description: '当时的引擎版本 engine that made the run', resolve: ({ engine }) => engine.then }),
    engineNow: t.string({ description: '现在的引擎版本 engine that recomputed it', resolve: ({ engine }) => engine.now }),
    resultHash: t.string({
      description: '重算所得的结果哈希 result hash as it came out',
      resolve: ({ resultHash }) => resultHash.recomputed,
    }),
    differenceCount: t.exposeInt('differenceCount', { description: '不同之处的数目 how many figures differ' }),
    differences: t.field({
      type: [ReplayDifferenceRef],
      complexity: { field: 1, multiplier: 100 },
      description: '最先发现的不同之处，至多 100 处 the first of them, 100 at most',
      resolve: ({ differences }) => [...differences],
    }),
  }),
});

const ReplayClearingRunInput = builder.inputType('ReplayClearingRunInput', {
  description: '重算核对的输入 input of replayClearingRun',
  fields: (t) => ({ id: t.globalID({ required: true, for: ClearingRunRef, description: '清算的全局标识 global id of the run' }) }),
});

builder.mutationField('replayClearingRun', (t) =>
  t.field({
    type: ReplayClearingRunPayload,
    authScopes: { permission: 'budget:read' },
    complexity: { field: 1_000, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description: `重算核对：按冻结的输入重算一次已完成的清算并逐项比对，不改动结果，只记审计；至多 ${MOST_CASES} 例，更多请用命令 dip replay recomputes a past run from what it froze and compares; writes an audit event only`,
    args: { input: t.arg({ type: ReplayClearingRunInput, required: true, description: '输入 input' }) },
    resolve: async (_root, { input }, context) => {
      const { regionCode, id } = uuidKey(input.id.id);
      return await runAsCommand(context, (caller) => replayRun(context.platform, caller, { regionCode, runId: id, mostCases: MOST_CASES }));
    },
  }),
);
