import { DraftRef, PublishingRuleRef } from './draft.js';
import { MissedDayEnum } from './draft-words.js';
import { draftPayload } from './draft-payload.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { RoleEnum } from '../access/viewer.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { uuidOf } from '../base/node-key.js';
import { RulesetVersionRef } from '../rulesets/ruleset-version.js';
import { decideDraft } from '../../app/drafts/review/decide-draft.js';
import { abandonDraft, recallDraft, scheduleDraft, unscheduleDraft } from '../../app/drafts/review/move-draft.js';
import { publishDraft, type PublishedDraft } from '../../app/drafts/review/publish-draft.js';
import { setPublishingRule } from '../../app/drafts/review/publishing-rule.js';
import { submitDraft } from '../../app/drafts/review/submit-draft.js';
import type { PublishingRule } from '../../app/ports/ports-draft.js';

const COMMON = {
  regionCode: '统筹地区代码 region code',
  draftId: '草案标识 id of the draft',
  contentHash: '所看文本的哈希 hash of the text that was looked at',
  reason: '理由，1 到 500 个字符 reason',
  idempotencyKey: '幂等键 idempotency key',
} as const;

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

/** Which draft, which text of it, and why. */
function ofDraft(t: InputFields) {
  return {
    regionCode: t.string({ required: true, description: COMMON.regionCode }),
    draftId: t.string({ required: true, description: COMMON.draftId }),
    contentHash: t.string({ required: true, description: COMMON.contentHash }),
    reason: t.string({ required: true, description: COMMON.reason }),
    idempotencyKey: t.string({ required: true, description: COMMON.idempotencyKey }),
  };
}

function moveInput(name: string, description: string) {
  return builder.inputType(name, { description, fields: ofDraft });
}

const SubmitDraftInput = builder.inputType('SubmitDraftInput', {
  description: '提交审批的输入 input of submitDraft',
  fields: (t) => ({
    ...ofDraft(t),
    whatIfId: t.id({
      description: '以此文本算成的模拟：其 id，或命令行打印的标识 what-if that was worked out with exactly this text: its id, or its uuid',
    }),
    moreWhatIfIds: t.idList({
      description:
        '其余险种（或其他年度）以此文本算成的模拟 what-ifs with exactly this text of the other insurances of that year, or of other years',
    }),
    noSimulationReason: t.string({
      description: '本地区没有病例、无从模拟的原因 why nothing could be worked out, in a region without cases',
    }),
    retroactiveReason: t.string({ description: '生效日已过、或在已关闭期间内的理由 why it begins in the past or within a closed period' }),
  }),
});

const DecideDraftInput = builder.inputType('DecideDraftInput', {
  description: '审批草案的输入 input of decideDraft',
  fields: (t) => ({
    ...ofDraft(t),
    approve: t.boolean({ required: true, description: '批准，否则退回 approved, or returned' }),
    warningsHash: t.string({ description: '接受的警告的哈希；有警告时必填 hash of the warnings that are accepted' }),
  }),
});

const ScheduleDraftInput = builder.inputType('ScheduleDraftInput', {
  description: '定时发布的输入 input of scheduleDraft',
  fields: (t) => ({
    ...ofDraft(t),
    publishOn: t.field({ type: 'Date', required: true, description: '发布日（北京时间），晚于今天，不晚于生效日 day in China' }),
  }),
});

const PublishingRuleInput = builder.inputType('SetPublishingRuleInput', {
  description: '设定发布规则的输入 input of setPublishingRule',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: COMMON.regionCode }),
    approvals: t.int({ required: true, description: '审批人数，1 到 5 how many have to agree' }),
    roles: t.field({ type: [RoleEnum], required: true, description: '审批角色 roles of those who may' }),
    missedDay: t.field({ type: MissedDayEnum, required: true, description: '定时发布未成时 what becomes of a missed day' }),
    reason: t.string({ required: true, description: COMMON.reason }),
    idempotencyKey: t.string({ required: true, description: COMMON.idempotencyKey }),
  }),
});

const PublishDraftInput = moveInput('PublishDraftInput', '发布草案的输入 input of publishDraft');
const PublishDraftPayload = builder.objectRef<PublishedDraft>('PublishDraftPayload').implement({
  description: '发布的版本和草案 the version, and the draft that it was',
  fields: (t) => ({
    draft: t.field({ type: DraftRef, description: '草案 the draft', resolve: ({ opened }) => opened }),
    rulesetVersion: t.field({ type: RulesetVersionRef, description: '规则集版本 the version', resolve: ({ version }) => version }),
  }),
});

const SubmitDraftPayload = draftPayload('SubmitDraftPayload');
const DecideDraftPayload = draftPayload('DecideDraftPayload');
const ScheduleDraftPayload = draftPayload('ScheduleDraftPayload');

const PublishingRulePayload = builder.objectRef<PublishingRule>('SetPublishingRulePayload').implement({
  description: '现行的发布规则 the rule that holds now',
  fields: (t) => ({ publishingRule: t.field({ type: PublishingRuleRef, description: '发布规则 the rule', resolve: (rule) => rule }) }),
});

const MOVES = {
  recallDraft: {
    move: recallDraft,
    permission: 'ruleset:draft',
    description: '撤回提交：回到起草，审批作废 takes a submission back',
    input: moveInput('RecallDraftInput', '撤回提交的输入 input of recallDraft'),
    payload: draftPayload('RecallDraftPayload'),
  },
  abandonDraft: {
    move: abandonDraft,
    permission: 'ruleset:draft',
    description: '放弃草案；仍可查看 ends a draft that is not to be published',
    input: moveInput('AbandonDraftInput', '放弃草案的输入 input of abandonDraft'),
    payload: draftPayload('AbandonDraftPayload'),
  },
  unscheduleDraft: {
    move: unscheduleDraft,
    permission: 'ruleset:publish',
    description: '取消定时发布 takes the day of publication back',
    input: moveInput('UnscheduleDraftInput', '取消定时发布的输入 input of unscheduleDraft'),
    payload: draftPayload('UnscheduleDraftPayload'),
  },
} as const;

builder.mutationFields((t) => {
  const moved = (name: keyof typeof MOVES) => {
    const { move, permission, description, input: type, payload } = MOVES[name];
    return t.field({
      type: payload,
      authScopes: { permission },
      errors: { types: [...COMMAND_ERRORS] },
      description,
      args: { input: t.arg({ type, required: true, description: '输入 input' }) },
      resolve: (_root, { input }, context) => runAsCommand(context, (caller) => move(context.platform, caller, input)),
    });
  };
  return { recallDraft: moved('recallDraft'), abandonDraft: moved('abandonDraft'), unscheduleDraft: moved('unscheduleDraft') };
});

builder.mutationFields((t) => ({
  submitDraft: t.field({
    type: SubmitDraftPayload,
    authScopes: { permission: 'ruleset:draft' },
    complexity: { field: 500, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '提交审批：没有错误、示例通过、以此文本模拟过；绑定文本、警告和模拟 hands a draft in: without errors, simulated with exactly this text',
    args: { input: t.arg({ type: SubmitDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { whatIfId, moreWhatIfIds, ...input } }, context) =>
      runAsCommand(context, (caller) =>
        submitDraft(context.platform, caller, {
          ...input,
          whatIfId: whatIfId ? uuidOf('WhatIf', whatIfId) : null,
          ...(moreWhatIfIds ? { moreWhatIfIds: moreWhatIfIds.map((id) => uuidOf('WhatIf', id)) } : {}),
        }),
      ),
  }),
  decideDraft: t.field({
    type: DecideDraftPayload,
    authScopes: { permission: 'ruleset:approve' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '审批草案：没有动过它的人批准恰好这份文本，或退回 approves exactly this text, or returns it; by somebody who has not edited it',
    args: { input: t.arg({ type: DecideDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => decideDraft(context.platform, caller, input)),
  }),
  scheduleDraft: t.field({
    type: ScheduleDraftPayload,
    authScopes: { permission: 'ruleset:publish' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '定时发布已批准的草案 sets the day on which an approved draft is published',
    args: { input: t.arg({ type: ScheduleDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => scheduleDraft(context.platform, caller, input)),
  }),
  publishDraft: t.field({
    type: PublishDraftPayload,
    authScopes: { permission: 'ruleset:publish' },
    complexity: { field: 500, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description: '发布已批准的草案：再校验一次，成为一个版本 publishes an approved draft as a version, checked once more',
    args: { input: t.arg({ type: PublishDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => publishDraft(context.platform, caller, input)),
  }),
  setPublishingRule: t.field({
    type: PublishingRulePayload,
    authScopes: { permission: 'region:manage' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '设定发布规则：几人审批、什么角色 sets what a region asks for before a draft is published',
    args: { input: t.arg({ type: PublishingRuleInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => setPublishingRule(context.platform, caller, input)),
  }),
}));
