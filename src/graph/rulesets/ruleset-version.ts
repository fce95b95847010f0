import { builder } from '../base/builder.js';
import { ActorRef } from '../base/actor.js';
import { callerOf } from '../base/callers.js';
import { CHECK_COST, CheckReportRef, ExampleReportRef } from './check-report.js';
import type { GraphContext } from '../base/context.js';
import { ApprovalDecisionEnum, PaymentSchemeEnum, RulesetStatusEnum } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { joinKey, uuidKey } from '../base/node-key.js';
import { RegionRef } from '../regions/region.js';
import { standing, type StandingVersion } from '../../app/caches/in-force.js';
import { today } from '../kit/today.js';
import { checkRulesetText } from '../../app/rulesets/load-ruleset.js';
import { NotFoundError } from '../../app/base/errors.js';
import type { RulesetSummary, RulesetWithdrawal } from '../../app/ports/ports-ruleset.js';
import { must } from '../../engine/kit/assert.js';
import type { CheckedRuleset } from '../../rules/load.js';

interface ApprovalView {
  readonly actorId: string;
  readonly actorName: string;
  readonly decision: 'APPROVE' | 'REQUEST_CHANGES';
  readonly effectiveHash: string;
  readonly comment: string;
  readonly at: Date;
}

const ApprovalRef = builder.objectRef<ApprovalView>('Approval').implement({
  description: '审批意见，绑定所审的生效哈希 an approval; it binds the hash that was reviewed',
  fields: (t) => ({
    actor: t.field({
      type: ActorRef,
      description: '审批人 who decided',
      resolve: ({ actorId, actorName }) => ({ id: actorId, name: actorName }),
    }),
    decision: t.field({ type: ApprovalDecisionEnum, description: '结论 decision', resolve: ({ decision }) => decision }),
    effectiveHash: t.exposeString('effectiveHash', { description: '所审的生效哈希 the hash that was reviewed' }),
    comment: t.exposeString('comment', { description: '意见 comment' }),
    at: t.field({ type: 'DateTime', description: '时间 when', resolve: ({ at }) => at }),
  }),
});

const WithdrawalRef = builder.objectRef<RulesetWithdrawal>('RulesetWithdrawal').implement({
  description: '撤回：版本在生效之前撤回，从未生效 a version was withdrawn before its first day, and never held',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: '撤回时间 when', resolve: ({ at }) => at }),
    by: t.field({ type: ActorRef, description: '撤回人 who', resolve: ({ byId, byName }) => ({ id: byId, name: byName }) }),
    reason: t.exposeString('reason', { description: '撤回理由；看得到版本的都看得到 why; whoever sees the version sees it' }),
  }),
});

async function approvalsOf({ regionCode, id, effectiveHash }: RulesetSummary, _args: object, { session }: GraphContext): Promise<ApprovalView[]> {
  const events = await session.read(({ drafts }) => drafts.approvalsOf(regionCode, id));
  return events.map(({ createdById, createdByName, reason, createdAt }) => ({
    ...{ actorId: createdById, actorName: createdByName, decision: 'APPROVE', effectiveHash, comment: reason, at: createdAt },
  }));
}

/** 规则集版本. */
export const RulesetVersionRef = builder.objectRef<RulesetSummary>('RulesetVersion');

async function textsOf({ regionCode, id }: RulesetSummary, { loaders }: GraphContext) {
  const texts = await loaders.rulesetTexts.load({ regionCode, id });
  // A draft that scored a case has its text with the draft.
  if (texts === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, id);
  return texts;
}

async function standingOf(version: RulesetSummary, { loaders }: GraphContext): Promise<StandingVersion> {
  return standing(version, await loaders.rulesetsOfRegion.load(version.regionCode), today());
}

/** Checks a stored version's document again; `check` and `examples` of one request share it. */
async function checked(version: RulesetSummary, context: GraphContext): Promise<CheckedRuleset> {
  const { checks } = context.loaders;
  const kept = checks.get(version.contentHash);
  if (kept !== undefined) return await kept;
  const promise = textsOf(version, context).then(({ documentText }) => checkRulesetText(context.platform, callerOf(context), documentText));
  checks.set(version.contentHash, promise);
  return await promise;
}

builder.node(RulesetVersionRef, {
  description: '规则集版本：发布后不再改变；生效之前可以撤回 ruleset version: never changes once published; it may be withdrawn before its first day',
  id: { resolve: ({ regionCode, id }) => joinKey(regionCode, id) },
  loadOne: async (id, { loaders }) => (await loaders.rulesets.load(uuidKey(id))) ?? null,
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'effectiveHash' in value && 'settlementReady' in value,
  authScopes: { permission: 'ruleset:read' },
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      description: '统筹地区 region',
      resolve: async ({ regionCode }, _args, { loaders }) => must(await loaders.regions.load(regionCode), 'region of a ruleset'),
    }),
    version: t.exposeString('version', { description: '版本号 version, unique in the region' }),
    scheme: t.field({ type: PaymentSchemeEnum, description: '支付方式 payment scheme', resolve: ({ scheme }) => scheme }),
    title: t.field({ type: LocalizedTextRef, description: '标题 title', resolve: ({ title }) => title }),
    status: t.field({
      type: RulesetStatusEnum,
      description: '状态；后续版本生效后为 SUPERSEDED status; SUPERSEDED once a successor has taken over',
      resolve: async (version, _args, context) => (await standingOf(version, context)).status,
    }),
    revision: t.exposeInt('revision', { description: '修订号（草稿） revision of a draft' }),
    contentHash: t.exposeString('contentHash', { description: '内容哈希（SHA-256） hash of the document' }),
    effectiveHash: t.exposeString('effectiveHash', {
      description:
        '生效哈希：合并基础规则集之后的哈希，审批、清算和得分以它为准 hash with the bases merged in: what approvals, runs and scores bind',
    }),
    document: t.field({
      type: 'JSON',
      description: '文档原文 the document as it was loaded',
      resolve: async (version, _args, context): Promise<unknown> => JSON.parse((await textsOf(version, context)).documentText),
    }),
    documentText: t.string({
      description: '文档原文文本，改后可再次载入 text of the document: change it and load it as a new version',
      resolve: async (version, _args, context) => (await textsOf(version, context)).documentText,
    }),
    effectiveDocument: t.field({
      type: 'JSON',
      description: '合并后的文档 the document with its bases merged in',
      resolve: async (version, _args, context): Promise<unknown> => JSON.parse((await textsOf(version, context)).effectiveText),
    }),
  }),
});

builder.objectFields(RulesetVersionRef, (t) => ({
  effectiveFrom: t.field({
    type: 'Date',
    nullable: true,
    description: '生效起 first day in force',
    resolve: ({ effectiveFrom }) => effectiveFrom,
  }),
  effectiveTo: t.field({
    type: 'Date',
    nullable: true,
    description: '生效止：文档所写，或后续版本生效的前一日 last day in force, as its document or a successor ends it',
    resolve: async (version, _args, context) => (await standingOf(version, context)).effectiveTo,
  }),
  basedOn: t.field({
    type: RulesetVersionRef,
    nullable: true,
    description: '所扩展的基础规则集 the version that it extends',
    resolve: async ({ basedOn }, _args, { loaders }) => (basedOn === null ? null : ((await loaders.rulesets.load(basedOn)) ?? null)),
  }),
  check: t.field({
    type: CheckReportRef,
    complexity: CHECK_COST,
    description: '校验报告 report of a new check',
    resolve: (version, _args, context) => checked(version, context),
  }),
  examples: t.field({
    type: ExampleReportRef,
    complexity: CHECK_COST,
    description: '示例报告 how its examples go',
    resolve: (version, _args, context) => checked(version, context),
  }),
  approvals: t.field({
    type: [ApprovalRef],
    complexity: { field: 5, multiplier: 2 },
    description: '审批意见：作为草案经审批发布的才有；机构密钥不可见 approvals, where it was published as a draft; none for an institution’s key',
    resolve: approvalsOf,
  }),
  settlementReady: t.exposeBoolean('settlementReady', {
    description: '可用于正式结算：没有金额依赖假设 fit for settlement: no money rests on an assumption',
  }),
  createdBy: t.field({
    type: ActorRef,
    description: '载入人 who loaded it',
    resolve: ({ createdById, createdByName }) => ({ id: createdById, name: createdByName }),
  }),
  createdAt: t.field({ type: 'DateTime', description: '载入时间 when it was loaded', resolve: ({ createdAt }) => createdAt }),
  publishedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: '发布时间 when it was published',
    resolve: ({ publishedAt }) => publishedAt,
  }),
  withdrawal: t.field({
    type: WithdrawalRef,
    nullable: true,
    description: '撤回；没有撤回的为空 its withdrawal; null where it stands',
    resolve: ({ withdrawal }) => withdrawal,
  }),
}));

builder.queryField('rulesetVersion', (t) =>
  t.field({
    type: RulesetVersionRef,
    nullable: true,
    authScopes: { permission: 'ruleset:read' },
    description: '按标识取规则集版本 a ruleset version by its id',
    args: { id: t.arg.globalID({ required: true, for: RulesetVersionRef, description: '全局标识 global id' }) },
    resolve: async (_root, { id }, { loaders }) => (await loaders.rulesets.load(uuidKey(id.id))) ?? null,
  }),
);
