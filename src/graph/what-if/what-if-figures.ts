import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import type { Change } from '../../app/what-if/compare-parties.js';
import type { SideReport } from '../../app/what-if/compare-sides.js';
import type { ChangedValue } from '../../app/what-if/open/change-target.js';
import type { SituationCount } from '../../app/what-if/situation-counts.js';
import { COMPARED, type CaseWay, type Compared } from '../../app/what-if/score/case-marks.js';

const COMPARED_WORDS: Readonly<Record<Compared, string>> = {
  group: '入组 group',
  inclusion: '纳入 inclusion; a case that could not be scored has the code of its problem here',
  deviation: '费用偏差 deviation',
  institutionCoefficient: '机构系数 institution coefficient',
  auxiliaryFactor: '辅助目录系数 auxiliary factor',
  points: '分值 points',
};

/** 变动项. */
export const ComparedEnum = builder.enumType('WhatIfOutput', {
  description: '病例计分中被比较的一项 what of a case’s score is compared',
  values: describedValues(COMPARED, COMPARED_WORDS),
});

/** 前后. */
export const WhatIfChangeRef = builder.objectRef<Change>('WhatIfChange').implement({
  description: '一个数的前、后与差 a figure as it is in force, under the candidate, and the difference',
  fields: (t) => ({
    before: t.field({ type: 'Decimal', description: '现行 as in force', resolve: ({ before }) => before }),
    after: t.field({ type: 'Decimal', description: '候选 under the candidate', resolve: ({ after }) => after }),
    difference: t.field({ type: 'Decimal', description: '差 after − before', resolve: ({ difference }) => difference }),
  }),
});

/** 改动. */
export const ChangedValueRef = builder.objectRef<ChangedValue>('WhatIfChangedValue').implement({
  description: '改动的一个值 a value that a candidate changes',
  fields: (t) => ({
    target: t.exposeString('target', { description: '改的是什么 what: a parameter, a row of a table, an item, a fact of an institution' }),
    label: t.exposeString('zh', { description: '中文名称 its Chinese name' }),
    before: t.exposeString('before', { description: '现行 as in force; — where nothing was stated' }),
    after: t.exposeString('after', { description: '候选 under the candidate' }),
    labelSaid: t.field({
      type: LocalizedTextRef,
      description: '改的是什么，用文字：参数，或表和行 what, in words: the parameter, or the table and its row',
      resolve: ({ said, zh }) => said?.label ?? { zh },
    }),
    beforeSaid: t.field({
      type: LocalizedTextRef,
      description: '现行，带单位或用名称 as in force, with its unit or by its name',
      resolve: ({ said, before }) => said?.before ?? { zh: before },
    }),
    afterSaid: t.field({
      type: LocalizedTextRef,
      description: '候选，带单位或用名称 under the candidate, with its unit or by its name',
      resolve: ({ said, after }) => said?.after ?? { zh: after },
    }),
  }),
});

/** 去向. */
export const CaseWayRef = builder.objectRef<CaseWay>('WhatIfWay').implement({
  description: '结果改变的去向及例数 from what to what a result changed, and of how many cases',
  fields: (t) => ({
    output: t.exposeString('output', { description: '哪一项：group、inclusion、deviation which result' }),
    from: t.exposeString('from', { description: '现行；没有则为空 as in force; empty where there is none' }),
    to: t.exposeString('to', { description: '候选；没有则为空 under the candidate; empty where there is none' }),
    cases: t.exposeInt('cases', { description: '病例数 cases' }),
  }),
});

/** 情形例数. */
export const SituationCountRef = builder.objectRef<SituationCount>('WhatIfSituation').implement({
  description:
    '判定不同的一种情形，及本年在其中的病例 a situation that the candidate decides otherwise, and the cases of the year that are in it',
  fields: (t) => ({
    decision: t.exposeString('decision', { description: '判定标识 id of the decision' }),
    label: t.field({ type: LocalizedTextRef, description: '判定名称 its name', resolve: ({ label }) => label }),
    situation: t.field({ type: LocalizedTextRef, description: '情形 the situation in words', resolve: ({ situation }) => situation }),
    before: t.exposeString('before', { description: '现行结果 what it gives in force' }),
    after: t.exposeString('after', { description: '候选结果 what the candidate gives' }),
    cases: t.exposeInt('cases', { description: '本年在此情形的病例数 cases of the year that are in it' }),
    points: t.field({
      type: 'Decimal',
      description: '这些病例的分值之差 by how much their points change',
      resolve: ({ points }) => points,
    }),
    amount: t.field({
      type: 'Decimal',
      nullable: true,
      description: '折合金额（元）：分值之差 × 现行点值；没有点值的为空 that change at the point value in force, yuan',
      resolve: ({ amount }) => amount,
    }),
  }),
});

const RulesetUsedRef = builder.objectRef<SideReport['rulesets'][number]>('WhatIfRuleset').implement({
  description: '所用规则集版本 a ruleset version that decides days of the year',
  fields: (t) => ({
    version: t.exposeString('version', { description: '版本号 version' }),
    effectiveHash: t.exposeString('effectiveHash', { description: '生效内容哈希 hash of its merged content, changes included' }),
    from: t.field({ type: 'Date', description: '首日 first day', resolve: ({ from }) => from }),
    to: t.field({ type: 'Date', description: '末日 last day', resolve: ({ to }) => to }),
  }),
});

const AccountRef = builder.objectRef<SideReport['accounts'][number]>('WhatIfAccount').implement({
  description: '账户期初期末（元） an account over the year, yuan',
  fields: (t) => ({
    account: t.string({ description: '账户 account', resolve: ({ account }) => account }),
    opening: t.field({ type: 'Decimal', description: '期初（元） opening', resolve: ({ opening }) => opening }),
    closing: t.field({ type: 'Decimal', description: '期末（元） closing', resolve: ({ closing }) => closing }),
  }),
});

/** 一方总况. */
export const WhatIfSideRef = builder.objectRef<SideReport>('WhatIfSide').implement({
  description: '一方总况：全区一年的结果 the region’s year on one side',
  fields: (t) => ({
    inputHash: t.exposeString('inputHash', { description: '输入哈希（病例以外） hash of everything but the cases' }),
    rulesets: t.field({ type: [RulesetUsedRef], description: '所用规则集 rulesets', resolve: ({ rulesets }) => [...rulesets] }),
    cases: t.exposeInt('cases', { description: '病例数 cases' }),
    exceptions: t.exposeInt('exceptions', { description: '不能计分的病例 cases that could not be scored' }),
    points: t.field({ type: 'Decimal', description: '总分值 points', resolve: ({ points }) => points }),
    budget: t.field({ type: 'Decimal', description: '年度DIP医保基金支出（元） budget, yuan', resolve: ({ budget }) => budget }),
    fund: t.field({ type: 'Decimal', description: '可分配基金（元） fund to allocate, yuan', resolve: ({ fund }) => fund }),
    weight: t.field({ type: 'Decimal', description: '结算权重合计 sum of settlement weights', resolve: ({ weight }) => weight }),
    pointValue: t.field({
      type: 'Decimal',
      nullable: true,
      description: '结算点值（8 位），权重即金额时为空 settlement point value; null where the weight is money',
      resolve: ({ pointValue }) => pointValue,
    }),
    entitlement: t.field({ type: 'Decimal', description: '应得合计（元） entitlements, yuan', resolve: ({ entitlement }) => entitlement }),
    payable: t.field({ type: 'Decimal', description: '清算应拨合计（元） payable, yuan', resolve: ({ payable }) => payable }),
    undistributed: t.field({
      type: 'Decimal',
      description: '可分配基金减应得合计（元） fund less entitlements, yuan',
      resolve: ({ undistributed }) => undistributed,
    }),
    accounts: t.field({ type: [AccountRef], description: '账户 accounts', resolve: ({ accounts }) => [...accounts] }),
  }),
});
