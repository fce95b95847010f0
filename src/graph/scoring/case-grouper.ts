import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { ComplicationLevelEnum } from '../groupers/grouper-parts.js';
import type { ComplicationSeen, ConditionSeen, NodeTried } from '../../engine/grouper/grouper-explain.js';
import type { GrouperNode } from '../../engine/grouper/grouper.js';
import type { GroupingExplanation } from '../../engine/grouping/grouping.js';
import { GROUPER_OUTCOMES, type GrouperOfCase, type GrouperOutcome } from '../../engine/grouping/by-grouper.js';
import { assignedWords, complicationWords, conditionWords, measureWords } from '../../rules/grouper/grouper-words.js';
import { printRule } from '../../rules/grouper/rule-print.js';

/** What a grouper found of a case, with the reason why grouping ended as it did. */
export interface CaseGrouper {
  readonly finding: GrouperOfCase;
  readonly reason: GroupingExplanation['reason'];
}

const OUTCOME_WORDS: Readonly<Record<GrouperOutcome, string>> = {
  GROUPED: '入组 grouped',
  AMBIGUOUS: '歧义（QY） ambiguous',
  RESIDUAL: '该大类其余病例（X00） the rest of its MDC',
  NOT_GROUPED: '无法入组（0000） not grouped',
  INVALID_PRINCIPAL: '主要诊断不予分组 principal diagnosis that is not grouped',
  NO_DRG: '没有细分组收下 no DRG of its ADRG takes it',
  NO_WEIGHT: '目录库没有该病组的权重 no row of the catalogue for its group',
};
const OutcomeEnum = builder.enumType('CaseGrouperOutcome', {
  description: '按分组方案入组的结局 how grouping by a grouper ended',
  values: describedValues(GROUPER_OUTCOMES, OUTCOME_WORDS),
});

const LevelEnum = builder.enumType('GrouperLevel', {
  description: '分组层次 level of a grouper',
  values: {
    MDC: { description: '主要诊断大类 major diagnostic category' },
    ADRG: { description: '核心疾病诊断相关组 adjacent DRG' },
    DRG: { description: '细分组 DRG' },
  },
});

const NodeRef = builder.objectRef<GrouperNode>('CaseGrouperNode').implement({
  description: '病例到达的大类、ADRG 或 DRG an MDC, ADRG or DRG that the case reached',
  fields: (t) => ({
    code: t.exposeString('code', { description: '编码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
  }),
});

const FoundRef = builder.objectRef<ConditionSeen['found'][number]>('CaseGrouperFound').implement({
  description: '病例中的一个编码与收有它的编码集 a code of the case with the sets that hold it',
  fields: (t) => ({
    code: t.exposeString('code', { description: '编码 code' }),
    sets: t.stringList({ description: '收有它的编码集 sets that hold it', resolve: ({ sets }) => [...sets] }),
  }),
});

const ConditionRef = builder.objectRef<ConditionSeen>('CaseGrouperCondition').implement({
  description: '一个条件与病例的情况 a condition with what the case had',
  fields: (t) => ({
    text: t.field({
      type: LocalizedTextRef,
      description: '条件的文字 the condition in words',
      resolve: ({ rule }) => conditionWords(rule),
    }),
    held: t.exposeBoolean('held', { description: '是否成立 whether it held' }),
    found: t.field({
      type: [FoundRef],
      complexity: { field: 1, multiplier: 2 },
      description: '找到的编码 codes found',
      resolve: ({ found }) => [...found],
    }),
    value: t.exposeInt('value', {
      nullable: true,
      description: '所比较的数；未填或不比较数则为空 number compared; null: not recorded, or none',
    }),
  }),
});

const TriedRef = builder.objectRef<NodeTried>('CaseGrouperTried').implement({
  description: '试过的一个大类、ADRG 或 DRG an MDC, ADRG or DRG that was tried',
  fields: (t) => ({
    level: t.field({ type: LevelEnum, description: '层次 level', resolve: ({ level }) => level }),
    code: t.string({ description: '编码 code', resolve: ({ node }) => node.code }),
    name: t.string({ description: '名称 name', resolve: ({ node }) => node.name }),
    rule: t.string({ description: '规则，按官方方案的写法 its rule as the books write it', resolve: ({ node }) => printRule(node.rule) }),
    held: t.exposeBoolean('held', { description: '是否成立 whether it held' }),
    conditions: t.field({
      type: [ConditionRef],
      complexity: { field: 1, multiplier: 3 },
      description: '逐个条件 its conditions',
      resolve: ({ conditions }) => [...conditions],
    }),
  }),
});

const ComplicationRef = builder.objectRef<ComplicationSeen>('CaseGrouperComplication').implement({
  description: '列入并发症表的其他诊断 an other diagnosis that is listed as complication',
  fields: (t) => ({
    code: t.exposeString('code', { description: '编码 code' }),
    level: t.field({ type: ComplicationLevelEnum, description: '级别 level', resolve: ({ level }) => level }),
    excludedBy: t.exposeString('excludedBy', {
      nullable: true,
      description: '使其不算的排除表；空为算 exclusion table that takes it away; null: it counts',
    }),
    text: t.field({ type: LocalizedTextRef, description: '文字 in words', resolve: (seen) => complicationWords(seen) }),
  }),
});

/** 按分组方案入组. */
export const CaseGrouperRef = builder.objectRef<CaseGrouper>('CaseGrouper').implement({
  description: '病例按 DRG 分组方案入组的全部经过 how a case went through the DRG grouper',
  fields: (t) => ({
    outcome: t.field({ type: OutcomeEnum, description: '结局 how it ended', resolve: ({ finding }) => finding.outcome }),
    reason: t.field({ type: LocalizedTextRef, description: '说明 why the case has its group, or none', resolve: ({ reason }) => reason }),
    code: t.string({ nullable: true, description: '分组方案得出的 DRG 编码 code of the DRG', resolve: ({ finding }) => finding.code }),
    mdc: t.field({ type: NodeRef, nullable: true, description: '大类 MDC', resolve: ({ finding }) => finding.explanation.mdc }),
    adrg: t.field({
      type: NodeRef,
      nullable: true,
      description: '核心疾病诊断相关组 ADRG',
      resolve: ({ finding }) => finding.explanation.adrg,
    }),
    drg: t.field({ type: NodeRef, nullable: true, description: '细分组 DRG', resolve: ({ finding }) => finding.explanation.drg }),
    blockedMain: t.string({
      nullable: true,
      description: '不能作主要手术操作的主要手术操作 main operation that may not be one',
      resolve: ({ finding }) => finding.explanation.blockedMain,
    }),
    assignedCode: t.string({
      nullable: true,
      description: '外部分组 group assigned elsewhere',
      resolve: ({ finding }) => finding.assigned?.code ?? null,
    }),
    assignedDiffers: t.boolean({
      description: '外部分组是否不同 whether the group assigned elsewhere is another',
      resolve: ({ finding }) => finding.assigned?.differs ?? false,
    }),
    assignedText: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '外部分组与分组方案的对照 the group assigned elsewhere beside the grouper’s',
      resolve: ({ finding }) => assignedWords(finding),
    }),
    complications: t.field({
      type: [ComplicationRef],
      description: '并发症及排除 complications, and what exclusions took away',
      resolve: ({ finding }) => [...finding.explanation.complications],
    }),
    tried: t.field({
      type: [TriedRef],
      complexity: { field: 5, multiplier: 60 },
      description: '依次试过的大类、ADRG、DRG everything that was tried, in order',
      resolve: ({ finding }) => [...finding.explanation.tried],
    }),
    missing: t.field({
      type: [LocalizedTextRef],
      description: '病例缺少而可能影响分组的项目 what the case lacks and its group depends on',
      resolve: ({ finding }) => finding.explanation.missing.map(measureWords),
    }),
  }),
});
