import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { uuidKey } from '../base/node-key.js';
import { ClearingRunRef } from './clearing-run.js';
import { ConsentEnum, ObjectionOutcomeEnum, ObjectionRef, RunPublicationRef } from './publication.js';
import type { ObjectionRecord, RunPublicationRecord } from '../../app/ports/clearing/ports-statement.js';
import { answerObjection } from '../../app/statements/answer-objection.js';
import { confirmStatements } from '../../app/statements/confirm-statements.js';
import type { StatementStanding } from '../../app/statements/consents.js';
import { publishRun } from '../../app/statements/publish-run.js';
import { raiseObjection } from '../../app/statements/raise-objection.js';
import { MOST_AT_ONCE } from '../../app/statements/whose-word.js';

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

const ofRun = (t: InputFields) => ({
  id: t.globalID({ required: true, for: ClearingRunRef, description: '清算的全局标识 global id of the run' }),
  idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
});
const reason = (t: InputFields) => t.string({ required: true, description: '事由，1 到 500 个字符 reason, 1 to 500 characters' });
const source = (t: InputFields) =>
  t.string({
    description: '依据：经办机构代为登记时必填，如盖章的确认单 the institution’s paper: required where the agency records it on its behalf',
  });

const PublishClearingRunInput = builder.inputType('PublishClearingRunInput', {
  description: '公示清算的输入 input of publishClearingRun',
  fields: (t) => ({
    ...ofRun(t),
    name: t.string({ description: '名称；不写为“年度、结算期、预清算” name; left out: year and period' }),
    lastDay: t.field({
      type: 'Date',
      description:
        '异议截止日；规则集写有异议期（objectionWorkingDays）的可不写，也不能早于它 last day for objections; may be left out where the ruleset grants days, and is not before them',
    }),
    reason: reason(t),
  }),
});
const RaiseObjectionInput = builder.inputType('RaiseObjectionInput', {
  description: '提出异议的输入 input of raiseObjection',
  fields: (t) => ({
    ...ofRun(t),
    institutionCode: t.string({ required: true, description: '机构代码；机构密钥只能代表本机构 institution code' }),
    text: t.string({
      required: true,
      description: '异议内容，1 到 500 个字符，不写患者姓名和证件号 what it says, without names of patients',
    }),
    source: source(t),
  }),
});
const AnswerObjectionInput = builder.inputType('AnswerObjectionInput', {
  description: '答复异议的输入 input of answerObjection',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    objectionId: t.id({ required: true, description: '异议的标识 id of the objection' }),
    outcome: t.field({ type: ObjectionOutcomeEnum, required: true, description: '结论 what becomes of it' }),
    answer: t.string({ required: true, description: '给机构的答复，1 到 500 个字符 what the institution is told' }),
    reason: reason(t),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});
const ConfirmStatementsInput = builder.inputType('ConfirmStatementsInput', {
  description: '机构确认结算单的输入 input of confirmStatements',
  fields: (t) => ({
    ...ofRun(t),
    institutionCodes: t.stringList({ required: true, description: `机构代码，至多 ${MOST_AT_ONCE} 家 institution codes` }),
    reason: reason(t),
    source: source(t),
  }),
});

const StatementStandingRef = builder.objectRef<StatementStanding>('StatementStanding').implement({
  description: '一家机构对结算单的意见 where an institution stands on its statement',
  fields: (t) => ({
    institutionCode: t.exposeString('institutionCode', { description: '机构代码 institution code' }),
    consent: t.field({ type: ConsentEnum, description: '意见 where it stands', resolve: ({ consent }) => consent }),
  }),
});
const PublishClearingRunPayload = builder.objectRef<RunPublicationRecord>('PublishClearingRunPayload').implement({
  description: '公示的结果 the run as it was published',
  fields: (t) => ({
    publication: t.field({ type: RunPublicationRef, description: '公示 the publication', resolve: (publication) => publication }),
  }),
});
const objectionPayload = (name: string, description: string) =>
  builder.objectRef<ObjectionRecord>(name).implement({
    description,
    fields: (t) => ({ objection: t.field({ type: ObjectionRef, description: '异议 the objection', resolve: (objection) => objection }) }),
  });
const RaiseObjectionPayload = objectionPayload('RaiseObjectionPayload', '已登记的异议 the objection as it was raised');
const AnswerObjectionPayload = objectionPayload('AnswerObjectionPayload', '已答复的异议 the objection with its answer');
const ConfirmStatementsPayload = builder
  .objectRef<{ readonly standings: readonly StatementStanding[] }>('ConfirmStatementsPayload')
  .implement({
    description: '确认的结果：全部确认，或一家也不确认 what was confirmed: all or none',
    fields: (t) => ({
      statements: t.field({
        type: [StatementStandingRef],
        description: '机构意见，按机构代码 by institution code',
        resolve: ({ standings }) => [...standings],
      }),
    }),
  });

builder.mutationFields((t) => ({
  publishClearingRun: t.field({
    type: PublishClearingRunPayload,
    authScopes: { permission: 'run:publish' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '公示已计算的清算（预清算）：从此各机构看到自己的结算单，并可在截止日前提异议 publishes a calculated run: from now on its institutions see their statements and may object until the last day',
    args: { input: t.arg({ type: PublishClearingRunInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { id, ...input } }, context) =>
      runAsCommand(context, (caller) => {
        const { regionCode, id: runId } = uuidKey(id.id);
        return publishRun(context.platform, caller, { ...input, regionCode, runId });
      }),
  }),
  raiseObjection: t.field({
    type: RaiseObjectionPayload,
    authScopes: { permission: 'statement:confirm' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '对公示的结算单提出异议：机构对本机构的，或经办机构凭书面代为登记 objects to a statement of a published run',
    args: { input: t.arg({ type: RaiseObjectionInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { id, ...input } }, context) =>
      runAsCommand(context, (caller) => {
        const { regionCode, id: runId } = uuidKey(id.id);
        return raiseObjection(context.platform, caller, { ...input, regionCode, runId });
      }),
  }),
  answerObjection: t.field({
    type: AnswerObjectionPayload,
    authScopes: { permission: 'run:publish' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '答复异议，只有一次 resolves an objection, once',
    args: { input: t.arg({ type: AnswerObjectionInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, (caller) => answerObjection(context.platform, caller, { ...input, objectionId: String(input.objectionId) })),
  }),
  confirmStatements: t.field({
    type: ConfirmStatementsPayload,
    authScopes: { permission: 'statement:confirm' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '机构确认结算单：机构对本机构的，或经办机构凭书面代为登记；公示之后 confirms statements: an institution its own, or the agency on paper; once the run is published',
    args: { input: t.arg({ type: ConfirmStatementsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { id, ...input } }, context) =>
      runAsCommand(context, async (caller) => {
        const { regionCode, id: runId } = uuidKey(id.id);
        return { standings: await confirmStatements(context.platform, caller, { ...input, regionCode, runId }) };
      }),
  }),
}));
