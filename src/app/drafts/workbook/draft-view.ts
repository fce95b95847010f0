import { z } from 'zod';
import type { FactOfColumn } from './cell-forms.js';
import type { DraftDocument } from '../kit/draft-document.js';
import {
  EffectiveDocumentSchema,
  RulesetDocumentSchema,
  type ParameterDocument,
  type RulesetDocument,
  type TableDocument,
} from '../../../rules/document/document.js';
import { QUALITY_VOCABULARY, VOCABULARY } from '../../../rules/document/vocabulary.js';
import type { Label } from '../../../engine/plan/plan.js';
import { codeWords } from '../../../rules/document/code-words.js';
import { codeWord } from '../../../rules/explain/explain-words.js';
import { isObject } from '../../../rules/shape/shape-words.js';

type OwnDecision = Exclude<NonNullable<RulesetDocument['decisions']>[number], { readonly remove: true }>;
type Sources = NonNullable<RulesetDocument['sources']>;

/** An entry that a draft states, or inherits. */
export interface ViewEntry<Value> {
  readonly name: string;
  readonly value: Value;
  readonly isOwn: boolean;
  readonly isInherited: boolean;
}

/** 草案的条目 what of a draft's document can be shown as tables: its own entries, and those that it inherits and does not state itself. */
export interface DraftView {
  readonly document: DraftDocument;
  readonly inherited: DraftDocument;
  readonly parameters: readonly ViewEntry<ParameterDocument>[];
  readonly tables: readonly ViewEntry<TableDocument>[];
  /** Decisions whose rules the draft itself states as a table, or as a scorecard. */
  readonly decisions: readonly OwnDecision[];
  readonly sources: Sources;
  /** Entries that are not as they have to be: they are mended as text first. */
  readonly faulty: readonly string[];
  /** What a constant is called. */
  readonly wordOf: (code: string) => string;
  /** What a constant of a fact is called in both languages; `undefined`: nobody has a word for it. */
  readonly calledOf: (code: string, fact?: string) => Label | undefined;
  /** What facts, parameters, tables, aggregates and decisions are called in Chinese, by name. */
  readonly labels: ReadonlyMap<string, string>;
  /** What a fact, parameter or decision is called. */
  readonly labelOf: (name: string) => string;
  /** What it is called in English; in Chinese where it has no English. */
  readonly englishOf: (name: string) => string;
  /** What a rule of a decision is called; its name where it has no label. */
  readonly ruleLabelOf: (decision: string, rule: string) => string;
  /** What cells of conditions are about: a fact, or what a decision gives. */
  readonly factOf: (name: string) => FactOfColumn;
  /** The unit of a fact, a parameter or what a decision gives; `1` where it has none. */
  readonly unitOf: (name: string) => string;
  /** The members of a fact that is one of several. */
  readonly valuesOf: (fact: string) => readonly string[];
}

const ONE_PARAMETER = z.object({ parameters: EffectiveDocumentSchema.shape.parameters });
const ONE_TABLE = z.object({ tables: EffectiveDocumentSchema.shape.tables });
const ONE_DECISION = z.object({ decisions: RulesetDocumentSchema.shape.decisions });
const SOURCES = z.object({ sources: RulesetDocumentSchema.shape.sources });

/** Reads a draft's document beside the merged rules of what it extends (empty: it extends nothing). */
export function draftView(document: DraftDocument, inherited: DraftDocument): DraftView {
  const faulty: string[] = [];
  const entries = <Value>(section: string, read: (name: string, value: unknown) => Value | undefined): ViewEntry<Value>[] => {
    const [own, base] = [objectOf(document[section]), objectOf(inherited[section])];
    return [...new Set([...Object.keys(base), ...Object.keys(own)])].flatMap((name) => {
      const isOwn = Object.hasOwn(own, name);
      const stated = isOwn ? own[name] : base[name];
      if (isObject(stated) && stated['remove'] === true) return [];
      const value = read(name, stated);
      if (value === undefined) faulty.push(`/${section}/${name}`);
      return value === undefined ? [] : [{ name, value, isOwn, isInherited: Object.hasOwn(base, name) }];
    });
  };
  const words = { ...objectOf(inherited['words']), ...objectOf(document['words']) };
  const labels = labelsOf(document, inherited, 'zh');
  const english = labelsOf(document, inherited, 'en');
  const zhOf = (name: string): string => labels.get(name) ?? knownLabel(name)?.zh ?? name;
  const facts = { ...objectOf(inherited['facts']), ...objectOf(document['facts']) };
  const parameters = { ...objectOf(inherited['parameters']), ...objectOf(document['parameters']) };
  const outputs = outputsOf(document, inherited);
  const declared = (name: string): unknown => facts[name] ?? VOCABULARY[name] ?? outputs.get(name);
  return {
    ...{ document, inherited, faulty, labels },
    factOf: (name) => {
      const { type, values } = objectOf(declared(name));
      const listed = type === 'enum' && Array.isArray(values) ? values.filter((one) => typeof one === 'string') : [];
      return { name, values: listed, type: typeof type === 'string' ? type : '' };
    },
    parameters: entries('parameters', (name, value) => ONE_PARAMETER.safeParse({ parameters: { [name]: value } }).data?.parameters[name]),
    tables: entries('tables', (name, value) => ONE_TABLE.safeParse({ tables: { [name]: value } }).data?.tables[name]),
    decisions: ownDecisions(document, faulty),
    sources: { ...sourcesOf(inherited), ...sourcesOf(document) },
    wordOf: (code) => labelText(words[code]) ?? codeWord(code),
    calledOf: (code, fact) => calledIn(words, code) ?? codeWords(code, fact),
    ruleLabelOf: (decision, rule) => ruleLabel([document, inherited], decision, rule),
    labelOf: zhOf,
    englishOf: (name) => english.get(name) ?? (labels.has(name) ? zhOf(name) : (knownLabel(name)?.en ?? zhOf(name))),
    unitOf: (name) => {
      const stated = objectOf(parameters[name] ?? declared(name))['unit'];
      return typeof stated === 'string' ? stated : '1';
    },
    valuesOf: (fact) => {
      const values = isObject(facts[fact]) ? facts[fact]['values'] : VOCABULARY[fact]?.values;
      return Array.isArray(values) ? values.filter((one) => typeof one === 'string') : [];
    },
  };
}

/** The label of a rule: as the first document has it that states one. */
function ruleLabel(documents: readonly DraftDocument[], decision: string, rule: string): string {
  const named = (list: unknown, name: string): unknown =>
    (Array.isArray(list) ? list : []).find((one: unknown) => isObject(one) && (one['id'] === name || one['name'] === name));
  const labels = documents.flatMap((document) => {
    const found = named(objectOf(named(document['decisions'], decision))['rules'], rule);
    return labelText(objectOf(found)['label']) ?? [];
  });
  return labels[0] ?? (rule === 'otherwise' ? '其他情形' : rule);
}

function ownDecisions(document: DraftDocument, faulty: string[]): readonly OwnDecision[] {
  const list: readonly unknown[] = Array.isArray(document['decisions']) ? document['decisions'] : [];
  return list.flatMap((entry, index) => {
    if (!isObject(entry) || (entry['table'] === undefined && entry['scorecard'] === undefined)) return [];
    const [read] = ONE_DECISION.safeParse({ decisions: [entry] }).data?.decisions ?? [];
    if (read === undefined || 'remove' in read) {
      faulty.push(`/decisions/${typeof entry['id'] === 'string' ? entry['id'] : index}`);
      return [];
    }
    return [read];
  });
}

function sourcesOf(document: DraftDocument): Sources {
  return SOURCES.safeParse({ sources: document['sources'] }).data?.sources ?? {};
}

/** What decisions give, the draft's own over those that it inherits. */
function outputsOf(document: DraftDocument, inherited: DraftDocument): ReadonlyMap<string, unknown> {
  const outputs = new Map<string, unknown>();
  for (const list of [inherited['decisions'], document['decisions']]) {
    if (!Array.isArray(list)) continue;
    for (const one of list)
      if (isObject(one) && typeof one['id'] === 'string' && isObject(one['output'])) outputs.set(one['id'], one['output']);
  }
  return outputs;
}

/** What the platform calls a thing that no document has to declare. */
function knownLabel(name: string): Label | undefined {
  return VOCABULARY[name]?.label ?? QUALITY_VOCABULARY[name]?.label;
}

function calledIn(words: Readonly<Record<string, unknown>>, code: string): Label | undefined {
  const zh = Object.hasOwn(words, code) ? labelText(words[code]) : undefined;
  return zh === undefined ? undefined : { zh, en: labelText(words[code], 'en') };
}

/** What entries are called, the draft's own words over those that it inherits. */
function labelsOf(document: DraftDocument, inherited: DraftDocument, language: 'zh' | 'en'): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const note = (name: string, entry: unknown): void => {
    const text = isObject(entry) ? labelText(entry['label'], language) : undefined;
    if (text !== undefined) labels.set(name, text);
    // A label of the draft's own without English takes the place of one that has it.
    else if (language === 'en' && isObject(entry) && labelText(entry['label']) !== undefined) labels.delete(name);
  };
  for (const one of [inherited, document]) {
    for (const section of ['facts', 'parameters', 'tables']) {
      for (const [name, entry] of Object.entries(objectOf(one[section]))) note(name, entry);
    }
    for (const section of ['aggregates', 'decisions']) {
      const list: unknown = one[section];
      if (Array.isArray(list)) for (const entry of list) if (isObject(entry) && typeof entry['id'] === 'string') note(entry['id'], entry);
    }
  }
  return labels;
}

function labelText(label: unknown, language: 'zh' | 'en' = 'zh'): string | undefined {
  const text = isObject(label) ? label[language] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
