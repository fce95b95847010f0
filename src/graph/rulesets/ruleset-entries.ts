import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { pageSize } from '../base/page-size.js';
import { arrayPage } from '../kit/array-page.js';
import { BASES_COST, BasisRef } from '../kit/basis.js';
import { CHECK_COST } from './check-report.js';
import { RulesetVersionRef } from './ruleset-version.js';
import type { RulesetSummary } from '../../app/ports/ports-ruleset.js';
import { readRulesetPage, type RulesetPage } from '../../app/rulesets/ruleset-page.js';
import { ENTRY_KIND_LABELS, type RemovedKind } from '../../rules/explain/entry-kind.js';
import type { EntryOrigin } from '../../rules/explain/entry-origins.js';
import type { RemovedEntry, RulesetEntry } from '../../rules/explain/ruleset-entries.js';
import { SCOPE_LABELS, SCOPES, type Scope } from '../../engine/plan/scopes.js';

const called = (kind: RemovedKind) => ({ description: `${ENTRY_KIND_LABELS[kind].zh} ${ENTRY_KIND_LABELS[kind].en}` });
const ENTRIES = {
  FACT: called('FACT'),
  PARAMETER: called('PARAMETER'),
  TABLE: called('TABLE'),
  METHOD: called('METHOD'),
  AGGREGATE: called('AGGREGATE'),
  DECISION: called('DECISION'),
  INDICATOR: called('INDICATOR'),
} as const;
const EntryKindEnum = builder.enumType('RulesetEntryKind', {
  description: '条目种类 kind of an entry',
  values: ENTRIES,
});
const RemovedKindEnum = builder.enumType('RemovedEntryKind', {
  description: '被删除内容的种类 kind of what was removed',
  values: { SOURCE: called('SOURCE'), WORD: called('WORD'), ...ENTRIES, RULE: called('RULE') },
});
const scopeValue = (value: Scope) => ({ value, description: `${SCOPE_LABELS[value].zh} ${SCOPE_LABELS[value].en}` });
/** As GraphQL writes them: INSTITUTION_MONTH. */
const enumName = (scope: Scope): string => scope.replace(/[A-Z]/g, '_$&').toUpperCase();
const SCOPE_VALUES: Readonly<Record<string, ReturnType<typeof scopeValue>>> = Object.fromEntries(
  SCOPES.map((scope) => [enumName(scope), scopeValue(scope)]),
);
const ScopeEnum = builder.enumType('RulesetScope', {
  description: '层级：判定、汇总和事实所在 where a decision, an aggregate or a fact is met',
  values: SCOPE_VALUES,
});
const EntryOriginEnum = builder.enumType('EntryOriginKind', {
  description: '条目由谁决定 who decides an entry',
  values: { OWN: { description: '本版本 the version itself' }, INHERITED: { description: '所扩展的基础规则集 a base that it extends' } },
});
const HowEnum = builder.enumType('EntryStatement', {
  description: '一个文件怎样写到条目 what a document does with an entry',
  values: {
    STATED: { description: '写明：首次出现 states it first' },
    CHANGED: { description: '改写：代替所继承的 states it in place of what it inherits' },
    REMOVED: { description: '删除 removes it' },
  },
});

const EntryOriginRef = builder.objectRef<EntryOrigin>('EntryOrigin').implement({
  description: '出处：写到条目的一个文件 a document that states an entry',
  fields: (t) => ({
    regionCode: t.string({ description: '统筹地区编码 region of the document', resolve: ({ region }) => region }),
    version: t.exposeString('version', { description: '版本号 its version' }),
    how: t.field({ type: HowEnum, description: '怎样写到 what it does with the entry', resolve: ({ how }) => how }),
  }),
});

/** How a number is rounded. */
export interface RoundingView {
  readonly scale: number;
  readonly mode: string;
}
/** 舍入. */
export const RoundingRef = builder.objectRef<RoundingView>('Rounding').implement({
  description: '舍入 how a number is rounded',
  fields: (t) => ({
    scale: t.exposeInt('scale', { description: '保留的小数位数 places that are kept' }),
    mode: t.exposeString('mode', { description: '方式，如 HALF_UP mode, such as HALF_UP' }),
  }),
});

const RulesetEntryRef = builder.objectRef<RulesetEntry>('RulesetEntry').implement({
  description: '规则集条目：合并后的一条，供人阅读 one entry of a merged ruleset, for people to read',
  fields: (t) => ({
    kind: t.field({ type: EntryKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    order: t.exposeInt('order', { description: '次序，从 1 起 place among all entries, from 1' }),
    scope: t.field({
      type: ScopeEnum,
      nullable: true,
      description: '层级，处处有效的为空 scope; null for what holds everywhere',
      resolve: ({ scope }) => scope,
    }),
    id: t.exposeString('id', { description: '标识 id in the document' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    text: t.stringList({ description: '内容：每句一行，中文 what it says, a sentence a line, in Chinese', resolve: ({ text }) => [...text] }),
    textSaid: t.field({
      type: [LocalizedTextRef],
      complexity: { field: 1, multiplier: 2 },
      description:
        '内容，一行一句，双语：事实、参数和表有英文 what it says, a sentence a line, in both languages: facts, parameters and tables have English',
      resolve: ({ said }) => [...said],
    }),
    unit: t.exposeString('unit', { nullable: true, description: '单位：yuan、point、day、case、person、1 unit' }),
    rounding: t.field({
      type: RoundingRef,
      nullable: true,
      description: '舍入；不舍入的为空 rounding; null where it is not rounded',
      resolve: ({ rounding }) => rounding,
    }),
    origin: t.field({ type: EntryOriginEnum, description: '由谁决定 who decides it', resolve: ({ origin }) => origin }),
    origins: t.field({
      type: [EntryOriginRef],
      complexity: { field: 1, multiplier: 2 },
      description: '写到它的各文件，基础规则集在前 the documents that state it, the base first',
      resolve: ({ origins }) => [...origins],
    }),
    basis: t.field({ type: [BasisRef], complexity: BASES_COST, description: '依据 on what it rests', resolve: ({ basis }) => [...basis] }),
  }),
});

const RemovedEntryRef = builder.objectRef<RemovedEntry>('RemovedEntry').implement({
  description: '被删除的继承内容 what was removed of what a version inherits',
  fields: (t) => ({
    kind: t.field({ type: RemovedKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    id: t.exposeString('id', { description: '标识；判定中的规则为“判定.规则” id; of a rule, decision.rule' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    by: t.field({ type: EntryOriginRef, description: '由哪个文件删除 the document that removed it', resolve: ({ by }) => by }),
    basis: t.field({
      type: [BasisRef],
      complexity: BASES_COST,
      description: '删除的依据 on what its removal rests',
      resolve: ({ basis }) => [...basis],
    }),
  }),
});

/** Reads a version's page; the fields of one answer share it. */
function pageOf(version: RulesetSummary, context: GraphContext): Promise<RulesetPage> {
  const { pages } = context.loaders;
  const kept = pages.get(version.contentHash) ?? readRulesetPage(callerOf(context).read, version);
  pages.set(version.contentHash, kept);
  return kept;
}

/** Whether an entry's id or label contains a text, in capitals or not. */
function isNamed({ id, label }: RulesetEntry, search: string): boolean {
  const looked = search.trim().toLowerCase();
  return [id, label.zh, label.en ?? ''].some((text) => text.toLowerCase().includes(looked));
}

const PAGE_COST = { field: CHECK_COST.field, multiplier: 50 } as const;

builder.objectFields(RulesetVersionRef, (t) => ({
  entries: t.connection(
    {
      type: RulesetEntryRef,
      complexity: (args) => ({ field: CHECK_COST.field, multiplier: pageSize(args) }),
      description:
        '合并后的各条目，按一年中用到的次序，附出处、依据和条文 the merged ruleset entry by entry, in the order of a year, with origins, bases and articles',
      args: {
        kind: t.arg({ type: [EntryKindEnum], description: '只取这些种类 only these kinds' }),
        scope: t.arg({ type: ScopeEnum, description: '只取一个层级 only this scope' }),
        origin: t.arg({ type: EntryOriginEnum, description: '只取本版本的或继承的 own or inherited' }),
        id: t.arg.string({ description: '只取这一标识 only this id' }),
        search: t.arg.string({ description: '按标识或名称（中英文）查找，不分大小写 id or label, Chinese or English, containing this' }),
      },
      resolve: async (version, { kind, scope, origin, id, search, ...args }, context) => {
        const { entries } = await pageOf(version, context);
        const wanted = entries.filter(
          (entry) =>
            isNamed(entry, search ?? '') &&
            (kind?.includes(entry.kind) ?? true) &&
            (scope ?? entry.scope) === entry.scope &&
            (origin ?? entry.origin) === entry.origin &&
            (id ?? entry.id) === entry.id,
        );
        return arrayPage(wanted, args);
      },
    },
    {
      name: 'RulesetEntryConnection',
      description: '规则集条目列表 a page of entries of a ruleset',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'RulesetEntryEdge', description: '列表中的一条 an entry' },
  ),
  removedEntries: t.field({
    type: [RemovedEntryRef],
    complexity: PAGE_COST,
    description: '被删除的继承内容 what was removed of what it inherits',
    resolve: async (version, _args, context) => [...(await pageOf(version, context)).removed],
  }),
}));
