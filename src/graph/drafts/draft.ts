import { DraftConflictEnum, DraftDamageEnum, DraftEventEnum, DraftStateEnum, MissedDayEnum } from './draft-words.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { InsuranceSchemeEnum, PaymentSchemeEnum } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { RoleEnum } from '../access/viewer.js';
import { draftConflicts, type DraftConflict } from '../../app/drafts/draft-conflicts.js';
import { draftDamageOf, draftOf, draftsOf, draftTextOf } from '../../app/drafts/drafts.js';
import { followingVersion, type FollowingVersion } from '../../app/drafts/following-version.js';
import type { OpenDraft } from '../../app/drafts/kit/open-draft.js';
import { damageWords } from '../../app/drafts/kit/damaged-draft.js';
import type { Submission } from '../../app/drafts/kit/event-detail.js';
import { baseOfDraft, publishOn, submissionOf } from '../../app/drafts/kit/stored-draft-parse.js';
import { readPublishingRule, rulePermission } from '../../app/drafts/review/publishing-rule.js';
import type { DraftDamage } from '../../rules/document/lifecycle.js';
import type { DraftCommentRecord, DraftEventRecord, PublishingRule } from '../../app/ports/ports-draft.js';

const DraftEventRef = builder.objectRef<DraftEventRecord>('DraftEvent').implement({
  description: '草案经过：谁在何时做了什么；只增不改 something that happened to a draft; only ever added',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: '序号 number in the draft' }),
    kind: t.field({ type: DraftEventEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    revision: t.exposeInt('revision', { description: '所及修订 revision that it is about' }),
    contentHash: t.exposeString('contentHash', { description: '该修订文本的哈希 hash of its text' }),
    reason: t.exposeString('reason', { description: '理由 reason' }),
    detail: t.field({ type: 'JSON', description: '细节：改了哪些条目、绑定了什么 what it brought', resolve: ({ detail }) => detail }),
    by: t.exposeString('createdByName', { description: '何人 who' }),
    at: t.field({ type: 'DateTime', description: '何时 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

const DraftCommentRef = builder.objectRef<DraftCommentRecord>('DraftComment').implement({
  description: '批注 a comment on a place of a draft',
  fields: (t) => ({
    commentId: t.exposeString('id', { description: '标识 id' }),
    answers: t.exposeString('answersId', {
      nullable: true,
      description: '所答复的批注的标识；不是答复为空 id of the comment that it answers; null where it begins',
    }),
    pointer: t.exposeString('pointer', { description: '位置（JSON 指针） place' }),
    body: t.exposeString('body', { description: '内容 what it says' }),
    revision: t.exposeInt('revision', { description: '写批注时的修订 revision that it was written at' }),
    by: t.exposeString('createdByName', { description: '何人 who' }),
    at: t.field({ type: 'DateTime', description: '何时 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

const SubmissionRef = builder.objectRef<Submission>('DraftSubmission').implement({
  description: '提交所绑定的：审批的就是这些 what a submission binds, and approvals with it',
  fields: (t) => ({
    version: t.exposeString('version', { description: '版本号 version' }),
    effectiveFrom: t.field({ type: 'Date', description: '生效日 first day in force', resolve: ({ effectiveFrom }) => effectiveFrom }),
    effectiveHash: t.exposeString('effectiveHash', { description: '合并哈希 hash of the merged rules' }),
    warnings: t.stringList({
      description: '警告：代码和位置 warnings, code and place',
      resolve: ({ warnings }) => warnings.map(({ code, pointer }) => `${code} ${pointer}`),
    }),
    warningsHash: t.string({
      nullable: true,
      description: '警告的哈希，批准时接受；没有警告为空 hash of the warnings, accepted by an approval; null where there are none',
      resolve: ({ warningsHash }) => warningsHash,
    }),
    simulation: t.field({
      type: 'JSON',
      description: '模拟：标识、候选、结果哈希，或没有的原因 what-if, or why there is none',
      resolve: ({ simulation }) => simulation,
    }),
    unsimulated: t.field({
      type: [InsuranceSchemeEnum],
      description:
        '所模拟的年度里没有模拟的险种：规则集对各险种都生效 insurances of the simulated year of which no what-if is bound, though the rules hold for them, too',
      resolve: ({ simulation }) => ('without' in simulation ? [...(simulation.without ?? [])] : []),
    }),
    retroactive: t.string({
      nullable: true,
      description: '追溯理由 why it begins in the past or within a closed period',
      resolve: ({ retroactive }) => retroactive,
    }),
  }),
});

const ConflictRef = builder.objectRef<DraftConflict>('DraftConflict').implement({
  description: '草案旁边的变动 something that moved beside a draft',
  fields: (t) => ({
    kind: t.field({ type: DraftConflictEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    other: t.exposeString('other', { description: '另一草案的标识，或版本号 id of the other draft, or the version' }),
    name: t.exposeString('name', { description: '名称 name' }),
    entries: t.stringList({
      description: '双方都改了的条目，或占用的条目 entries that both changed, or that are taken',
      resolve: ({ entries }) => [...entries],
    }),
  }),
});

interface NamedDamage extends DraftDamage {
  readonly name: string;
}

const DamageRef = builder.objectRef<NamedDamage>('DraftDamage').implement({
  description:
    '草案的损坏：从哪一条起库中的经过不可能是在平台上办理的 from which event on what is stored of a draft can’t have happened on the platform',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: '序号 number of the event' }),
    reason: t.field({ type: DraftDamageEnum, description: '原因 why', resolve: ({ reason }) => reason }),
    message: t.field({
      type: LocalizedTextRef,
      description: '说明和办法 what is wrong, and what to do',
      resolve: ({ name, ...damage }) => damageWords(name, damage),
    }),
  }),
});

/** 规则草案. */
export const DraftRef = builder.objectRef<OpenDraft>('RulesetDraft').implement({
  description: '规则草案：起草、校验、模拟、审批、发布的经过 a draft of a ruleset, and how it went',
  fields: (t) => ({
    regionCode: t.string({ description: '统筹地区代码 region', resolve: ({ draft }) => draft.regionCode }),
    draftId: t.string({ description: '标识 id', resolve: ({ draft }) => draft.id }),
    name: t.string({ description: '名称 name', resolve: ({ draft }) => draft.name }),
    scheme: t.field({ type: PaymentSchemeEnum, description: '支付方式 scheme', resolve: ({ draft }) => draft.scheme }),
    state: t.field({ type: DraftStateEnum, description: '状态 state', resolve: ({ standing }) => standing.state }),
    revision: t.int({ description: '最新修订 last revision', resolve: ({ standing }) => standing.revision }),
    contentHash: t.string({
      description: '最新文本的哈希：提交、审批、发布都写明它 hash of its text, stated by whoever submits, approves or publishes',
      resolve: ({ standing }) => standing.contentHash,
    }),
    base: t.string({
      nullable: true,
      description: '所据版本：地区和版本号 version that it rests on',
      resolve: (opened) => {
        const based = baseOfDraft(opened);
        return based === null ? null : `${based.base.regionCode} ${based.base.version}`;
      },
    }),
    documentText: t.string({
      complexity: { field: 20 },
      description:
        '文本；默认最新修订；读不出的为空串，见 damage text; of the last revision by default; empty where it can’t be read: see damage',
      args: { revision: t.arg.int({ description: '第几次修订 which revision' }) },
      resolve: async (opened, { revision }, context) => {
        const caller = callerOf(context);
        if (typeof revision !== 'number' && (await draftDamageOf(caller, opened)) !== undefined) return '';
        return (await draftTextOf(caller, opened, revision ?? undefined)).text;
      },
    }),
    submission: t.field({
      type: SubmissionRef,
      nullable: true,
      description: '现在的提交；起草中为空 the submission that stands; null in DRAFT',
      resolve: (opened) => (opened.standing.submission === undefined ? null : submissionOf(opened)),
    }),
    approvals: t.field({
      type: [DraftEventRef],
      description: '有效的批准 approvals that stand',
      resolve: ({ standing }) => [...standing.approvals],
    }),
    publishOn: t.field({
      type: 'Date',
      nullable: true,
      description: '定时发布日 day of publication',
      resolve: (opened) => publishOn(opened),
    }),
    events: t.field({
      type: [DraftEventRef],
      complexity: { field: 1, multiplier: 20 },
      description: '经过，先后为序 what happened, in order',
      resolve: ({ events }) => [...events],
    }),
    comments: t.field({
      type: [DraftCommentRef],
      complexity: { field: 1, multiplier: 20 },
      description: '批注，先后为序 comments, in order',
      resolve: ({ draft }, _args, { session }) =>
        session.read(async ({ drafts }) => [...(await drafts.comments(draft.regionCode, draft.id))]),
    }),
    conflicts: t.field({
      type: [ConflictRef],
      complexity: { field: 50, multiplier: 5 },
      description: '现在旁边的变动：另一草案、新发布的版本；损坏的没有 what moved beside it, as it is now; nothing of one that is damaged',
      resolve: async ({ draft }, _args, context) => [...(await draftConflicts(callerOf(context), draft.regionCode, draft.id))],
    }),
  }),
});

builder.objectField(DraftRef, 'damage', (t) =>
  t.field({
    type: DamageRef,
    nullable: true,
    complexity: { field: 20 },
    description: '损坏：除放弃外不能再办；没有则为空 what is damaged: it can only be abandoned; null where nothing is',
    resolve: async (opened, _args, context) => {
      const damage = await draftDamageOf(callerOf(context), opened);
      return damage === undefined ? null : { name: opened.draft.name, ...damage };
    },
  }),
);

const FollowingVersionRef = builder.objectRef<FollowingVersion>('FollowingVersion').implement({
  description: '后一版：草案生效之后接着生效的已发布版本 a published version that takes over from a draft’s',
  fields: (t) => ({
    version: t.exposeString('version', { description: '版本号 version' }),
    effectiveFrom: t.field({ type: 'Date', description: '生效日 first day in force', resolve: ({ effectiveFrom }) => effectiveFrom }),
  }),
});

builder.objectField(DraftRef, 'followedBy', (t) =>
  t.field({
    type: FollowingVersionRef,
    nullable: true,
    complexity: { field: 20 },
    description:
      '后一版：草案生效日之后最早生效的已发布版本，其中没有草案的修改，除非那里也改了；没有的、草案自己写明在那之前失效的、已放弃或损坏的为空 the first published version that begins after the draft does: what the draft changes ends there unless it was changed there, too; null where there is none, the draft states a last day before, or is abandoned or damaged',
    resolve: async (opened, _args, context) => (await followingVersion(callerOf(context), opened)) ?? null,
  }),
);

/** 发布规则. */
export const PublishingRuleRef = builder.objectRef<PublishingRule>('PublishingRule').implement({
  description: '发布规则：几人审批、什么角色、定时发布未成怎么办 what a region asks for before a draft is published',
  fields: (t) => ({
    approvals: t.exposeInt('approvals', { description: '审批人数 how many have to agree' }),
    roles: t.field({ type: [RoleEnum], description: '审批角色 roles of those who may', resolve: ({ roles }) => [...roles] }),
    missedDay: t.field({
      type: MissedDayEnum,
      description: '定时发布未成时 what becomes of a missed day',
      resolve: ({ missedDay }) => missedDay,
    }),
  }),
});

const REGION = { regionCode: { description: '统筹地区代码 region code' } } as const;
builder.queryFields((t) => ({
  rulesetDraft: t.field({
    type: DraftRef,
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'draft:read', regionCode } }),
    description: '一份规则草案 a draft of a ruleset',
    args: {
      regionCode: t.arg.string({ required: true, ...REGION.regionCode }),
      draftId: t.arg.string({ required: true, description: '草案标识 id' }),
    },
    resolve: (_root, { regionCode, draftId }, context) => draftOf(callerOf(context), regionCode, draftId),
  }),
  rulesetDrafts: t.field({
    type: [DraftRef],
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'draft:read', regionCode } }),
    complexity: { field: 10, multiplier: 20 },
    description: '本地区的规则草案，新的在前 the drafts of a region, newest first',
    args: { regionCode: t.arg.string({ required: true, ...REGION.regionCode }) },
    resolve: async (_root, { regionCode }, context) => [...(await draftsOf(callerOf(context), regionCode))],
  }),
  publishingRule: t.field({
    type: PublishingRuleRef,
    authScopes: (_root, { regionCode }, { actor }) => ({ inRegion: { permission: rulePermission(actor), regionCode } }),
    description: '本地区的发布规则；可设定的人也可查看 what a region asks for before a draft is published; for whoever sets it, too',
    args: { regionCode: t.arg.string({ required: true, ...REGION.regionCode }) },
    resolve: (_root, { regionCode }, context) => readPublishingRule(callerOf(context), regionCode),
  }),
}));
