import type { Label } from '../../engine/plan/plan.js';
import type { EffectiveDocument, IndicatorDocument, RulesetDocument, SourceDocument } from '../document/document.js';
import { expandChoices } from './expand-choose.js';
import { expandScorecards } from './expand-scorecards.js';
import { expandExamples } from './expand-examples.js';
import { expandTables, type ExpandedEntry } from './expand-tables.js';
import { mergeDecisions } from './extend-decisions.js';
import { mergeEntries, withoutAfter, type OwnEntry, type Placeable } from './extend-merge.js';
import { finding, hasErrors, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { Origins } from './origins.js';
import { unusedArticles } from './unused-articles.js';

/** A published base: its merged document and that document's hash. `cycle`: looking for it led back to where the search began. */
export type Base =
  | { readonly effective: EffectiveDocument; readonly effectiveHash: string; readonly withdrawn?: WithdrawnBase }
  | { readonly cycle: readonly string[] }
  | undefined;

/** 已撤回的基础规则集 that a base was withdrawn: nothing new may rest on it, and what its text says is still known. */
export interface WithdrawnBase {
  /** The day in China. */
  readonly day: string;
  /** The version of its region that is in force on the first day of what extends it; undefined: none. */
  readonly instead: { readonly version: string; readonly effectiveHash: string } | undefined;
}

/** Finds the published base that `extends` names. */
export type ResolveBase = (region: string, version: string) => Base;

/** A merged document, or why there is none. `origins` points findings about it back into the document. */
export interface Extended {
  readonly effective?: EffectiveDocument;
  readonly origins: Origins;
  readonly findings: readonly Finding[];
}

/**
 * Merges a document with its base (ARCHITECTURE 3 "extends"). The result is complete: all collections are present, without `after`,
 * removals and `extends`. Examples and notes are not inherited. A decision that states another way to be written (formula in place of
 * rules, or the other way round) drops the inherited way whole.
 */
export function extendDocument(document: RulesetDocument, resolveBase: ResolveBase): Extended {
  const findings: Finding[] = [];
  const origins = new Origins();
  const ofBase: Finding[] = [];
  const base = findBase(document, resolveBase, ofBase);
  const carded = expandScorecards(document.decisions ?? [], { findings, origins });
  const decisions = expandTables(expandChoices(carded, { document, base, findings, origins }), { findings, origins });
  const examples = expandExamples(document, { findings, origins });
  findings.push(...ofBase);
  if (document.extends !== undefined && base === undefined) return { origins, findings };
  const effective = merge({ ...document, decisions, examples }, base, findings, origins);
  findings.push(...repeatedExamples(document), ...unusedArticles(document, effective));
  const written = findings.map((one) => ({ ...one, pointer: origins.asWritten(one.pointer) }));
  return hasErrors(findings) ? { origins, findings: written } : { effective, origins, findings: written };
}

/** Examples are called by their ids. */
function repeatedExamples(document: RulesetDocument): Finding[] {
  const ids = (document.examples ?? []).map((example) => example.id);
  return ids.flatMap((example, index) =>
    ids.indexOf(example) < index ? [finding('EXAMPLE_DUPLICATE', pointerTo('/examples', index, 'id'), { example })] : [],
  );
}

/** What is merged is as it was; the way out, where one version is in its place, is to extend that. */
function withdrawnBase(
  { region, version }: { readonly region: string; readonly version: string },
  { day, instead }: WithdrawnBase,
): Finding {
  const args = { region, version, day };
  if (instead === undefined) return finding('EXTENDS_WITHDRAWN', '/extends', args);
  return finding('EXTENDS_WITHDRAWN', '/extends', args, {
    suggestion: {
      zh: `本版本生效日当天 ${region} 现行的是 ${instead.version}：改为继承它，再看与它有什么不同；或把撤回的版本改好，先发布。`,
      en: `Version ${instead.version} of ${region} is in force on the first day: extend it, and see what differs; or mend what was withdrawn, and publish that first.`,
    },
    mend: [
      { pointer: '/extends/version', value: instead.version },
      { pointer: '/extends/effectiveHash', value: instead.effectiveHash },
    ],
  });
}

function findBase(document: RulesetDocument, resolveBase: ResolveBase, findings: Finding[]): EffectiveDocument | undefined {
  if (document.extends === undefined) return undefined;
  const { region, version, effectiveHash: expected } = document.extends;
  const base: Base =
    region === document.region && version === document.version
      ? { cycle: [`${region} ${version}`, `${region} ${version}`] }
      : resolveBase(region, version);
  if (base === undefined) findings.push(finding('EXTENDS_NOT_FOUND', '/extends', { region, version }));
  else if ('cycle' in base) findings.push(finding('EXTENDS_CYCLE', '/extends', { path: base.cycle.join(' → ') }));
  else if (base.withdrawn !== undefined) {
    findings.push(withdrawnBase({ region, version }, base.withdrawn));
    return base.effective;
  } else if (base.effectiveHash === expected) return base.effective;
  else findings.push(finding('EXTENDS_HASH', '/extends/effectiveHash', { region, version, actual: base.effectiveHash, expected }));
  return undefined;
}

/** A document whose tables and examples were written out. */
type Expanded = Omit<RulesetDocument, 'decisions' | 'examples'> & {
  readonly decisions: readonly ExpandedEntry[];
  readonly examples: EffectiveDocument['examples'];
};

function merge(document: Expanded, base: EffectiveDocument | undefined, findings: Finding[], origins: Origins): EffectiveDocument {
  const { region, version, scheme, pointUnit, title, effective, notes } = document;
  const context = { findings, origins };
  return {
    ...{ region, version, scheme, pointUnit, title, effective },
    ...(notes === undefined ? {} : { notes }),
    sources: mergeSources({ ...context, name: 'sources', base: base?.sources, own: document.sources }),
    facts: mergeRecord({ ...context, name: 'facts', base: base?.facts, own: document.facts }),
    parameters: mergeRecord({ ...context, name: 'parameters', base: base?.parameters, own: document.parameters }),
    tables: mergeRecord({ ...context, name: 'tables', base: base?.tables, own: document.tables }),
    ...mergeWords({ ...context, name: 'words', base: base?.words, own: document.words }),
    aggregates: mergeList({ ...context, name: 'aggregates', base: base?.aggregates, own: document.aggregates }),
    ...mergeIndicators({ ...context, name: 'indicators', base: base?.indicators, own: document.indicators }),
    decisions: mergeDecisions(base, document.decisions, findings, origins),
    methods: mergeMethods(base, document, origins),
    examples: document.examples,
  };
}

/** A collection by name: sources, facts, parameters, tables. */
interface RecordMerging<Entry extends object> {
  readonly name: string;
  readonly base: Readonly<Record<string, Entry>> | undefined;
  readonly own: Readonly<Record<string, (Entry & Placeable) | { readonly remove: true }>> | undefined;
  readonly findings: Finding[];
  readonly origins: Origins;
}

function mergeRecord<Entry extends object>(merging: RecordMerging<Entry>): Record<string, Entry> {
  const { name, base, findings } = merging;
  const own = Object.entries(merging.own ?? {}).map(([id, entry]): OwnEntry<Entry & Placeable> => {
    const pointer = pointerTo('', name, id);
    return 'remove' in entry ? { id, pointer, remove: true } : { id, pointer, entry };
  });
  const placed = mergeEntries<Entry & Placeable, Entry>({
    base: base === undefined ? undefined : Object.entries(base).map(([id, value]) => ({ id, value })),
    own,
    duplicate: (id, pointer, other) => finding('DUPLICATE_NAME', pointer, { name: id, other }),
    combine: (entry) => withoutAfter(entry),
    findings,
  });
  for (const one of placed) merging.origins.note(pointerTo('', name, one.id), one.pointer);
  return Object.fromEntries(placed.map((one) => [one.id, one.value]));
}

/**
 * Sources by name. One that is stated again under the same title is the same text: it keeps the articles that it doesn't state itself.
 * Under another title it is another text, and brings its own.
 */
function mergeSources(merging: RecordMerging<SourceDocument>): Record<string, SourceDocument> {
  const { base = {}, origins } = merging;
  const merged = mergeRecord(merging);
  for (const [name, source] of Object.entries(merged)) {
    const inherited = Object.hasOwn(base, name) ? base[name] : undefined;
    if (inherited?.articles === undefined || inherited === source || inherited.title !== source.title) continue;
    for (const article of Object.keys(inherited.articles)) {
      if (!Object.hasOwn(source.articles ?? {}, article)) origins.note(pointerTo('/sources', name, 'articles', article), undefined);
    }
    merged[name] = { ...source, articles: { ...inherited.articles, ...source.articles } };
  }
  return merged;
}

/** What constants are called; a document in which none is has no such part, as before there was one. */
function mergeWords(merging: RecordMerging<Label>): { readonly words?: Record<string, Label> } {
  const words = mergeRecord(merging);
  return Object.keys(words).length === 0 ? {} : { words };
}

/** A collection in order, whose entries have ids and replace inherited ones whole: aggregates, indicators. */
interface ListMerging<Entry extends { readonly id: string }> {
  readonly name: string;
  readonly base: readonly Entry[] | undefined;
  readonly own: readonly ((Entry & Placeable) | { readonly id: string; readonly remove: true })[] | undefined;
  readonly findings: Finding[];
  readonly origins: Origins;
}

function mergeList<Entry extends { readonly id: string }>({ name, base, own = [], findings, origins }: ListMerging<Entry>): Entry[] {
  const placed = mergeEntries<Entry & Placeable, Entry>({
    base: base?.map((value) => ({ id: value.id, value })),
    own: own.map((entry, index): OwnEntry<Entry & Placeable> => {
      const pointer = pointerTo('', name, index);
      return 'remove' in entry ? { id: entry.id, pointer, remove: true } : { id: entry.id, pointer, entry };
    }),
    duplicate: (id, pointer, other) => finding('DUPLICATE_NAME', pointer, { name: id, other }),
    combine: (entry) => withoutAfter(entry),
    findings,
  });
  placed.forEach((one, index) => origins.note(pointerTo('', name, index), one.pointer));
  return placed.map((one) => one.value);
}

/** A document without any has no such part, as before there was one: its hash stays what it was. */
function mergeIndicators(merging: ListMerging<IndicatorDocument>): { readonly indicators?: IndicatorDocument[] } {
  const indicators = mergeList(merging);
  return indicators.length === 0 ? {} : { indicators };
}

function mergeMethods(base: EffectiveDocument | undefined, document: Expanded, origins: Origins): EffectiveDocument['methods'] {
  for (const name of Object.keys(base?.methods ?? {})) {
    if (!Object.hasOwn(document.methods ?? {}, name)) origins.note(pointerTo('/methods', name), undefined);
  }
  return { ...base?.methods, ...document.methods };
}
