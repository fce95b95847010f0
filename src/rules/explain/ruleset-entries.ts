import type { EntryKind } from './entry-kind.js';
import { entryText } from './entry-text.js';
import { wordsOf } from './explain-words.js';
import type { CitedBasis } from '../document/basis.js';
import type { EffectiveDocument, RulesetDocument } from '../document/document.js';
import { SCOPES, type Label, type Scope } from '../../engine/plan/plan.js';

/** 出处 a document that states an entry: as the first, or in place of what it inherits (of a decision, perhaps only some of its keys). */
export interface EntryOrigin {
  readonly region: string;
  readonly version: string;
  readonly how: 'STATED' | 'CHANGED' | 'REMOVED';
}

/** One entry of a merged ruleset, for people to read. */
export interface RulesetEntry {
  readonly kind: EntryKind;
  readonly id: string;
  /** 层级 in which a decision or an aggregate is met; null for what holds everywhere. */
  readonly scope: Scope | null;
  readonly label: Label;
  /** What it says, a sentence a line, in Chinese. */
  readonly text: readonly string[];
  readonly basis: readonly CitedBasis[];
  /** Every document that states it, the base first. The last one decides. */
  readonly origins: readonly EntryOrigin[];
}

/** An inherited entry that a document of the chain removed, and why. */
export interface RemovedEntry {
  readonly kind: EntryKind;
  readonly id: string;
  readonly by: EntryOrigin;
  readonly basis: readonly CitedBasis[];
}

interface Statement {
  readonly kind: EntryKind;
  readonly id: string;
  readonly removed: readonly string[] | null;
}

/**
 * A merged ruleset in the order in which a year meets it: parameters and tables, then scope by scope the aggregates that arrive there and
 * its decisions. `chain` is the documents that were merged, the base first.
 */
export function rulesetEntries(effective: EffectiveDocument, chain: readonly RulesetDocument[]): readonly RulesetEntry[] {
  const words = wordsOf(effective);
  const origins = originsOf(chain);
  const entry = (kind: EntryKind, id: string, scope: Scope | null, basis: readonly string[]): RulesetEntry => ({
    ...{ kind, id, scope, label: words.labelOf(id) },
    text: entryText(effective, kind, id),
    basis: words.basis([...new Set(basis)]),
    origins: origins.get(`${kind} ${id}`) ?? [],
  });
  return [
    ...Object.entries(effective.parameters).map(([id, { basis }]) => entry('PARAMETER', id, null, basis)),
    ...Object.entries(effective.tables).map(([id, { basis }]) => entry('TABLE', id, null, basis)),
    ...SCOPES.flatMap((scope) => [
      ...effective.aggregates.filter(({ per }) => per === scope).map(({ id }) => entry('AGGREGATE', id, scope, [])),
      ...effective.decisions
        .filter((decision) => decision.scope === scope)
        .map((decision) => entry('DECISION', decision.id, scope, basisOf(decision))),
    ]),
  ];
}

/** What documents of the chain removed and no later one stated again. */
export function removedEntries(effective: EffectiveDocument, chain: readonly RulesetDocument[]): readonly RemovedEntry[] {
  const words = wordsOf(effective);
  const last = new Map<string, RemovedEntry | undefined>();
  for (const document of chain) {
    const by = { region: document.region, version: document.version, how: 'REMOVED' } as const;
    for (const { kind, id, removed } of statements(document)) {
      last.set(`${kind} ${id}`, removed === null ? undefined : { kind, id, by, basis: words.basis(removed) });
    }
  }
  return [...last.values()].filter((one) => one !== undefined);
}

function originsOf(chain: readonly RulesetDocument[]): ReadonlyMap<string, readonly EntryOrigin[]> {
  const origins = new Map<string, readonly EntryOrigin[]>();
  for (const document of chain) {
    const { region, version } = document;
    for (const { kind, id, removed } of statements(document)) {
      const known = origins.get(`${kind} ${id}`) ?? [];
      const how = known.length === 0 ? 'STATED' : 'CHANGED';
      origins.set(`${kind} ${id}`, removed === null ? [...known, { region, version, how }] : []);
    }
  }
  return origins;
}

function statements({ parameters = {}, tables = {}, aggregates = [], decisions = [] }: RulesetDocument): readonly Statement[] {
  const one = (kind: EntryKind, id: string, entry: object): Statement => ({ kind, id, removed: removalOf(entry) });
  return [
    ...Object.entries(parameters).map(([id, entry]) => one('PARAMETER', id, entry)),
    ...Object.entries(tables).map(([id, entry]) => one('TABLE', id, entry)),
    ...aggregates.map((entry) => one('AGGREGATE', entry.id, entry)),
    ...decisions.map((entry) => one('DECISION', entry.id, entry)),
  ];
}

function removalOf(entry: { readonly remove?: true; readonly basis?: readonly string[] }): readonly string[] | null {
  return entry.remove === true ? (entry.basis ?? []) : null;
}

function basisOf({ basis, rules = [], otherwise, allocate, rank }: EffectiveDocument['decisions'][number]): readonly string[] {
  const parts = [...rules, otherwise, allocate, rank].flatMap((part) => part?.basis ?? []);
  return [...(basis ?? []), ...parts];
}
