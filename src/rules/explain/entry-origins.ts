import type { RemovedKind } from './entry-kind.js';
import type { RulesetDocument } from '../document/document.js';
import type { Label } from '../../engine/plan/plan.js';

/** 出处 a document that states an entry: as the first, or in place of what it inherits (of a decision, perhaps only some of its keys). */
export interface EntryOrigin {
  readonly region: string;
  readonly version: string;
  readonly how: 'STATED' | 'CHANGED' | 'REMOVED';
}

/** A removal that no later document took back: `label` is what the entry was called where it was stated. */
export interface Removal {
  readonly kind: RemovedKind;
  readonly id: string;
  readonly label: Label | undefined;
  readonly by: EntryOrigin;
  readonly basis: readonly string[];
}

interface Statement {
  readonly kind: RemovedKind;
  readonly id: string;
  readonly label: Label | undefined;
  /** On what a removal rests; null for what is stated. */
  readonly removed: readonly string[] | null;
}

/** Every document that states an entry (`KIND id`), the base first. `chain` is the documents that were merged, the base first. */
export function originsOf(chain: readonly RulesetDocument[]): ReadonlyMap<string, readonly EntryOrigin[]> {
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

/** What documents of the chain removed and no later one stated again. */
export function removalsOf(chain: readonly RulesetDocument[]): readonly Removal[] {
  const labels = new Map<string, Label>();
  const last = new Map<string, Removal | undefined>();
  for (const document of chain) {
    const by = { region: document.region, version: document.version, how: 'REMOVED' } as const;
    for (const { kind, id, label, removed } of statements(document)) {
      const key = `${kind} ${id}`;
      if (label !== undefined) labels.set(key, label);
      last.set(key, removed === null ? undefined : { kind, id, label: labels.get(key), by, basis: removed });
    }
  }
  return [...last.values()].filter((one) => one !== undefined);
}

function statements(document: RulesetDocument): readonly Statement[] {
  const { sources = {}, words = {}, methods = {}, aggregates = [], decisions = [], indicators = [] } = document;
  return [
    ...Object.entries(sources).map(([id, entry]) => statement('SOURCE', id, 'title' in entry ? { label: { zh: entry.title } } : entry)),
    ...Object.entries(words).map(([id, entry]) => statement('WORD', id, 'zh' in entry ? { label: entry } : entry)),
    ...named('FACT', document.facts),
    ...named('PARAMETER', document.parameters),
    ...named('TABLE', document.tables),
    ...Object.keys(methods).map((id) => statement('METHOD', id, {})),
    ...aggregates.map((entry) => statement('AGGREGATE', entry.id, entry)),
    ...indicators.map((entry) => statement('INDICATOR', entry.id, entry)),
    ...decisions.flatMap((entry) => [
      statement('DECISION', entry.id, entry),
      ...rulesOf(entry).map((rule) => statement('RULE', `${entry.id}.${rule.name}`, rule)),
    ]),
  ];
}

/** The rules of a decision and the rows of its table, those that are removed among them. */
function rulesOf(entry: NonNullable<RulesetDocument['decisions']>[number]): readonly (Stated & { readonly name: string })[] {
  return 'remove' in entry ? [] : [...(entry.rules ?? []), ...(entry.table?.rows ?? [])];
}

/** An entry of any kind as far as these questions go. */
interface Stated {
  readonly label?: Label | undefined;
  readonly remove?: true;
  readonly basis?: readonly string[] | undefined;
}

function named(kind: RemovedKind, entries: Readonly<Record<string, Stated>> = {}): readonly Statement[] {
  return Object.entries(entries).map(([id, entry]) => statement(kind, id, entry));
}

function statement(kind: RemovedKind, id: string, { label, remove, basis = [] }: Stated): Statement {
  return { kind, id, label, removed: remove === true ? basis : null };
}
