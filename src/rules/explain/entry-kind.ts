import type { Label } from '../../engine/plan/plan.js';

/** 条目种类 what kind of thing an entry of a ruleset is. */
export type EntryKind = 'FACT' | 'PARAMETER' | 'TABLE' | 'METHOD' | 'AGGREGATE' | 'DECISION' | 'INDICATOR';

/** 可删除的种类 what a document may remove of what it inherits: entries, and what stands beside or inside them. */
export type RemovedKind = EntryKind | 'SOURCE' | 'WORD' | 'RULE';

/** What the kinds are called. */
export const ENTRY_KIND_LABELS: Readonly<Record<RemovedKind, Label & { readonly en: string }>> = {
  SOURCE: { zh: '来源', en: 'source' },
  WORD: { zh: '名称', en: 'name of a value' },
  FACT: { zh: '事实', en: 'fact' },
  PARAMETER: { zh: '参数', en: 'parameter' },
  TABLE: { zh: '表', en: 'table' },
  METHOD: { zh: '口径', en: 'method' },
  AGGREGATE: { zh: '汇总', en: 'aggregate' },
  DECISION: { zh: '判定', en: 'decision' },
  INDICATOR: { zh: '指标', en: 'indicator' },
  RULE: { zh: '规则', en: 'rule of a decision' },
};
