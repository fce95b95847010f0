import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { arrayPage } from '../kit/array-page.js';
import { setSizes, type GrouperCodeFacts, type SetSize } from '../../app/groupers/grouper-look-up.js';
import type { ReadyGrouper } from '../../app/caches/grouper-library.js';
import { setsOf } from '../../engine/grouper/group-rule.js';
import {
  ADRG_OUTCOMES,
  COMPLICATION_LEVELS,
  unconditionalLast,
  type AdrgNode,
  type AdrgOutcome,
  type ComplicationLevel,
  type GrouperNode,
  type MdcNode,
} from '../../engine/grouper/grouper.js';
import { printRule } from '../../rules/grouper/rule-print.js';

/** A node of a grouper with the grouper that it belongs to. */
interface PartOf<T extends GrouperNode> {
  readonly grouper: ReadyGrouper;
  readonly node: T;
}

const OUTCOME_WORDS: Readonly<Record<AdrgOutcome, string>> = {
  GROUPED: '正常入组 a group',
  AMBIGUOUS: '歧义（QY）：有手术操作，但与主要诊断不符 an operation that does not belong to the principal diagnosis',
  RESIDUAL: '该大类其余病例（X00） the rest of its MDC',
  NOT_GROUPED: '无法入组（0000） no group',
};
/** 入组性质. */
export const AdrgOutcomeEnum = builder.enumType('GrouperAdrgOutcome', {
  description: '到达一个 ADRG 的含义 what reaching an ADRG means',
  values: describedValues(ADRG_OUTCOMES, OUTCOME_WORDS),
});

const COMPLICATION_WORDS: Readonly<Record<ComplicationLevel, string>> = {
  MCC: '严重并发症或合并症 major complication or comorbidity',
  CC: '并发症或合并症 complication or comorbidity',
};
/** 并发症级别. */
export const ComplicationLevelEnum = builder.enumType('GrouperComplicationLevel', {
  description: '并发症或合并症级别 level of a complication',
  values: describedValues(COMPLICATION_LEVELS, COMPLICATION_WORDS),
});

const SetSizeRef = builder.objectRef<SetSize>('GrouperSetSize').implement({
  description: '规则引用的编码集与其编码数 a set that a rule names, with how many codes it holds',
  fields: (t) => ({
    name: t.exposeString('name', { description: '编码集名称 name of the set' }),
    size: t.exposeInt('size', { description: '编码数 number of codes' }),
  }),
});

/** 细分组. */
export const GrouperDrgRef = builder.objectRef<GrouperNode>('GrouperDrg').implement({
  description: '细分组 DRG',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'DRG 编码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    rule: t.string({
      description: '规则，按官方方案的写法；空为无条件 its rule as the books write it; empty: none',
      resolve: ({ rule }) => printRule(rule),
    }),
  }),
});

/** 核心疾病诊断相关组. */
export const GrouperAdrgRef = builder.objectRef<PartOf<AdrgNode> & { readonly mdc: MdcNode }>('GrouperAdrg').implement({
  description: '核心疾病诊断相关组（ADRG） adjacent DRG',
  fields: (t) => ({
    code: t.string({ description: 'ADRG 编码 code', resolve: ({ node }) => node.code }),
    name: t.string({ description: '名称 name', resolve: ({ node }) => node.name }),
    mdcCode: t.string({ description: '所属主要诊断大类 its MDC', resolve: ({ mdc }) => mdc.code }),
    rule: t.string({
      description: '规则，按官方方案的写法；空为无条件 its rule as the books write it; empty: none',
      resolve: ({ node }) => printRule(node.rule),
    }),
    outcome: t.field({ type: AdrgOutcomeEnum, description: '入组性质 what reaching it means', resolve: ({ node }) => node.outcome }),
    sets: t.field({
      type: [SetSizeRef],
      description: '规则引用的编码集 the sets that its rule names',
      resolve: ({ grouper, node }) => [...setSizes(grouper, setsOf(node.rule))],
    }),
    drgs: t.field({
      type: [GrouperDrgRef],
      description: '细分组，按判定先后 its DRGs in the order in which they are tried',
      resolve: ({ node }) => [...unconditionalLast(node.drgs)],
    }),
  }),
});

/** 主要诊断大类. */
export const GrouperMdcRef = builder.objectRef<PartOf<MdcNode>>('GrouperMdc').implement({
  description: '主要诊断大类（MDC） major diagnostic category',
  fields: (t) => ({
    code: t.string({ description: 'MDC 编码 code', resolve: ({ node }) => node.code }),
    name: t.string({ description: '名称 name', resolve: ({ node }) => node.name }),
    rule: t.string({
      description: '规则，按官方方案的写法；空为无条件 its rule as the books write it; empty: none',
      resolve: ({ node }) => printRule(node.rule),
    }),
    adrgs: t.connection(
      {
        type: GrouperAdrgRef,
        extensions: { pagesItself: true },
        description: '核心疾病诊断相关组，按判定先后 its ADRGs in the order in which they are tried',
        resolve: ({ grouper, node: mdc }, args) =>
          arrayPage(
            unconditionalLast(mdc.adrgs).map((node) => ({ grouper, mdc, node })),
            args,
          ),
      },
      {
        name: 'GrouperAdrgConnection',
        description: '核心疾病诊断相关组列表 a page of ADRGs',
        fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
      },
      { name: 'GrouperAdrgEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

const SetCodeRef = builder.objectRef<{ readonly code: string }>('GrouperSetCode').implement({
  description: '编码集中的一个编码 a code of a set',
  fields: (t) => ({ code: t.exposeString('code', { description: '编码 code' }) }),
});

/** 编码集. */
export const GrouperSetRef = builder.objectRef<{ readonly name: string; readonly codes: readonly string[] }>('GrouperSet').implement({
  description: '编码集：规则按名称引用 a set of codes, which rules name',
  fields: (t) => ({
    name: t.exposeString('name', { description: '编码集名称 name' }),
    codes: t.connection(
      {
        type: SetCodeRef,
        extensions: { pagesItself: true },
        description: '编码 its codes',
        resolve: ({ codes }, args) =>
          arrayPage(
            codes.map((code) => ({ code })),
            args,
          ),
      },
      {
        name: 'GrouperSetCodeConnection',
        description: '编码列表 a page of codes',
        fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
      },
      { name: 'GrouperSetCodeEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

/** 编码查询. */
export const GrouperCodeRef = builder.objectRef<GrouperCodeFacts>('GrouperCode').implement({
  description: '一个编码在分组方案中的含义 what a grouper says of one code',
  fields: (t) => ({
    code: t.exposeString('code', { description: '编码（比较时用大写） the code as it is compared' }),
    sets: t.exposeStringList('sets', { description: '所在编码集 sets that hold it' }),
    complication: t.field({
      type: ComplicationLevelEnum,
      nullable: true,
      description: '作其他诊断时的并发症级别；空为不是并发症 level as an other diagnosis; null: none',
      resolve: ({ complication }) => complication?.level ?? null,
    }),
    exclusion: t.string({
      nullable: true,
      description: '主要诊断在此排除表内时不算并发症；空为无 table whose principal diagnoses take it away; null: none',
      resolve: ({ complication }) => complication?.exclusion ?? null,
    }),
    exclusions: t.exposeStringList('exclusions', {
      description: '作主要诊断时所在的排除表 exclusion tables that hold it as principal diagnosis',
    }),
    isInvalidPrincipal: t.exposeBoolean('isInvalidPrincipal', {
      description: '作主要诊断是否不予分组 whether cases with it as principal diagnosis are not grouped',
    }),
    isBlockedOperation: t.exposeBoolean('isBlockedOperation', {
      description: '是否不能作主要手术操作 whether it may not be the main operation',
    }),
  }),
});
