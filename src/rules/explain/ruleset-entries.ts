import type { EntryKind, RemovedKind } from './entry-kind.js';
import { originsOf, removalsOf, type EntryOrigin } from './entry-origins.js';
import { entryText } from './entry-text.js';
import { entryTextInEnglish } from './entry-text-en.js';
import { wordsOf } from './explain-words.js';
import { basisOfDeadlines, METHOD_LABELS, METHODS } from './method-text.js';
import type { CitedBasis } from '../document/basis.js';
import type { DecisionDocument, EffectiveDocument, RulesetDocument } from '../document/document.js';
import { type Label } from '../../engine/plan/plan.js';
import { SCOPES, type Scope } from '../../engine/plan/scopes.js';

/** One entry of a merged ruleset, for people to read. */
export interface RulesetEntry {
  readonly kind: EntryKind;
  readonly id: string;
  /** 次序 its place among all entries, from 1. */
  readonly order: number;
  /** 层级 in which a decision, an aggregate or a fact is met; null for what holds everywhere. */
  readonly scope: Scope | null;
  readonly label: Label;
  /** What it says, a sentence a line, in Chinese. */
  readonly text: readonly string[];
  /** The same in both languages, as far as it is told in English. */
  readonly said: readonly Label[];
  /** 单位 of its numbers; null where it has none. */
  readonly unit: string | null;
  /** 舍入 how a decision's output is rounded; null where it is not. */
  readonly rounding: Rounding | null;
  readonly basis: readonly CitedBasis[];
  /** Whether the version itself decides it, or a base of it. */
  readonly origin: 'OWN' | 'INHERITED';
  /** Every document that states it, the base first. The last one decides. */
  readonly origins: readonly EntryOrigin[];
}

/** 舍入 places that are kept, and how. */
interface Rounding {
  readonly scale: number;
  readonly mode: string;
}

/** An inherited entry that a document of the chain removed, and why. */
export interface RemovedEntry {
  readonly kind: RemovedKind;
  readonly id: string;
  readonly label: Label;
  readonly by: EntryOrigin;
  readonly basis: readonly CitedBasis[];
}

/** What an entry is, before it is told in words. */
interface Met {
  readonly kind: EntryKind;
  readonly id: string;
  readonly label?: Label | undefined;
  readonly scope?: Scope;
  readonly unit?: string | undefined;
  readonly rounding?: Rounding | undefined;
  readonly basis?: readonly string[] | undefined;
}

/**
 * A merged ruleset in the order in which a year meets it: facts, parameters, tables and methods, then scope by scope the aggregates that
 * arrive there and its decisions. `chain` is the documents that were merged, the base first.
 */
export function rulesetEntries(effective: EffectiveDocument, chain: readonly RulesetDocument[]): readonly RulesetEntry[] {
  const words = wordsOf(effective);
  const all = originsOf(chain);
  return met(effective).map(({ kind, id, label, scope = null, unit = null, rounding = null, basis = [] }, index) => {
    const origins = all.get(`${kind} ${id}`) ?? [];
    const text = entryText(effective, kind, id);
    const english = entryTextInEnglish(effective, kind, id);
    return {
      ...{ kind, id, order: index + 1, scope, label: label ?? words.labelOf(id), unit, rounding },
      ...{ text, said: text.map((zh, at) => ({ zh, en: english[at] })) },
      basis: words.basis([...new Set(basis)]),
      origin: isLast(origins, effective) ? 'OWN' : 'INHERITED',
      origins,
    };
  });
}

/** What documents of the chain removed and no later one stated again. */
export function removedEntries(effective: EffectiveDocument, chain: readonly RulesetDocument[]): readonly RemovedEntry[] {
  const words = wordsOf(effective);
  return removalsOf(chain).map(({ label, basis, ...removal }) => ({
    ...removal,
    label: label ?? words.labelOf(removal.id),
    basis: words.basis(basis),
  }));
}

function isLast(origins: readonly EntryOrigin[], { region, version }: EffectiveDocument): boolean {
  const last = origins.at(-1);
  return last?.region === region && last.version === version;
}

function met({ facts, parameters, tables, methods, aggregates, decisions, indicators = [] }: EffectiveDocument): readonly Met[] {
  return [
    ...Object.entries(facts).map(([id, { label, scope, unit }]): Met => ({ kind: 'FACT', id, label, scope, unit })),
    ...Object.entries(parameters).map(([id, { label, unit, basis }]): Met => ({ kind: 'PARAMETER', id, label, unit, basis })),
    ...Object.entries(tables).map(([id, table]): Met => ({
      kind: 'TABLE',
      id,
      label: table.label,
      unit: 'unit' in table ? table.unit : undefined,
      basis: table.basis,
    })),
    ...METHODS.flatMap((id): Met[] => {
      const basis = methodBasis(methods, id);
      return basis === undefined ? [] : [{ kind: 'METHOD', id, label: METHOD_LABELS[id], basis }];
    }),
    ...SCOPES.flatMap((scope) => [
      ...aggregates
        .filter(({ per }) => per === scope)
        .map(({ id, label, quantile }): Met => ({ kind: 'AGGREGATE', id, label, scope, basis: quantile?.basis })),
      ...decisions.filter((decision) => decision.scope === scope).map(metDecision),
    ]),
    ...indicators.map(({ id, label, unit, round, basis }): Met => ({ kind: 'INDICATOR', id, label, unit, rounding: round, basis })),
  ];
}

function methodBasis(methods: EffectiveDocument['methods'], id: (typeof METHODS)[number]): readonly string[] | undefined {
  if (id !== 'periods') return methods[id]?.basis;
  return methods.periods === undefined ? undefined : basisOfDeadlines(methods.periods);
}

function metDecision(decision: DecisionDocument): Met {
  const { id, label, scope, output, basis, rules = [], otherwise, allocate, rank } = decision;
  const parts = [...rules, otherwise, allocate, rank].flatMap((part) => part?.basis ?? []);
  const number = output.type === 'decimal' ? { unit: output.unit, rounding: output.round } : {};
  return { kind: 'DECISION', id, label, scope, ...number, basis: [...(basis ?? []), ...parts] };
}
