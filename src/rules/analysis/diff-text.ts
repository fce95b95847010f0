import type { EffectiveDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import { canonicalJson } from '../document/hash.js';
import { wordsOf, type ExplanationWords } from '../explain/explain-words.js';
import { keyWord } from '../explain/key-words.js';
import { METHOD_LABELS } from '../explain/method-text.js';
import { isObject } from '../shape/shape-words.js';
import type { Label } from '../../engine/plan/plan.js';

/** What became of one part of a ruleset between two versions. */
type ChangeKind = 'ADDED' | 'REMOVED' | 'CHANGED' | 'MOVED';

/** One change between two effective documents, found by id, not by place in a list. */
export interface DocumentChange {
  readonly kind: ChangeKind;
  /** Id of the part: a parameter's name, a rule's, the keys of a row. */
  readonly id: string;
  /** JSON pointer into the later document; for what was removed, into the earlier one. */
  readonly pointer: string;
  /** What changed, for people: the label of the parameter, decision or rule, or the name of the key. */
  readonly label: Label;
  /** Canonical JSON of the part before and after; absent where it was not there. For moves: what it stood behind. */
  readonly before?: string;
  readonly after?: string;
  /** The articles on which the part rests, in the later document where it still stands there. */
  readonly basis: readonly string[];
}

/** A named part: an entry by id, with its pointer in one document. */
interface Part {
  readonly id: string;
  readonly pointer: string;
  readonly value: unknown;
  /** What it is called where it has no label of its own. */
  readonly label?: Label;
  /** What it is called whatever label it has: the key itself is meant. */
  readonly name?: Label;
}

/** Everything in which two effective documents differ: head first, then collection by collection, in the order of the later document. */
export function diffDocuments(before: EffectiveDocument, after: EffectiveDocument): DocumentChange[] {
  return [
    ...diffParts(headParts(before), headParts(after), leafChange),
    ...diffParts(recordParts('/sources', before.sources), recordParts('/sources', after.sources), leafChange),
    ...diffParts(recordParts('/facts', before.facts), recordParts('/facts', after.facts), leafChange),
    ...diffParts(recordParts('/parameters', before.parameters), recordParts('/parameters', after.parameters), leafChange),
    ...diffParts(recordParts('/tables', before.tables), recordParts('/tables', after.tables), tableChange(wordsOf(before), wordsOf(after))),
    ...diffLists(listParts('/aggregates', before.aggregates), listParts('/aggregates', after.aggregates), leafChange),
    ...diffLists(listParts('/indicators', before.indicators ?? []), listParts('/indicators', after.indicators ?? []), leafChange),
    ...diffLists(listParts('/decisions', before.decisions), listParts('/decisions', after.decisions), decisionChange),
    ...diffParts(methodParts(before), methodParts(after), leafChange),
    ...diffParts(listParts('/examples', before.examples), listParts('/examples', after.examples), leafChange),
  ];
}

type ChangeOf = (before: Part, after: Part) => DocumentChange[];

function headParts(document: EffectiveDocument): Part[] {
  const { region, version, scheme, pointUnit, title, effective, notes } = document;
  return keyParts('', { region, version, scheme, pointUnit, title, effective, ...(notes === undefined ? {} : { notes }) });
}

function methodParts({ methods }: EffectiveDocument): Part[] {
  const labels: Readonly<Record<string, Label>> = METHOD_LABELS;
  return recordParts('/methods', methods).map((part) => ({ ...part, label: labels[part.id] ?? { zh: part.id } }));
}

/** Keys of an object, which are called as keys of documents are. */
function keyParts(prefix: string, record: object): Part[] {
  return recordParts(prefix, record).map((part) => ({ ...part, name: keyWord(part.id) }));
}

function recordParts(prefix: string, record: object): Part[] {
  return Object.entries(record).map(([id, value]: [string, unknown]) => ({ id, pointer: pointerTo(prefix, id), value }));
}

function listParts(prefix: string, list: readonly { readonly id: string }[]): Part[] {
  return list.map((value, index) => ({ id: value.id, pointer: pointerTo(prefix, index), value }));
}

function ruleParts(decision: Part): Part[] {
  const rules = isObject(decision.value) && Array.isArray(decision.value['rules']) ? decision.value['rules'] : [];
  return rules.map((rule: unknown, index) => ({
    id: textOf(rule, 'name') ?? String(index),
    pointer: pointerTo(decision.pointer, 'rules', index),
    value: rule,
  }));
}

/** Compares parts by id: what stayed is compared by `changeOf`. */
function diffParts(before: readonly Part[], after: readonly Part[], changeOf: ChangeOf): DocumentChange[] {
  const earlier = new Map(before.map((part) => [part.id, part]));
  const later = new Set(after.map((part) => part.id));
  const stayedOrAdded = after.flatMap((part) => {
    const old = earlier.get(part.id);
    if (old === undefined) return [change('ADDED', part, { after: canonicalJson(part.value) })];
    return canonicalJson(old.value) === canonicalJson(part.value) ? [] : changeOf(old, part);
  });
  const removed = before
    .filter((part) => !later.has(part.id))
    .map((part) => change('REMOVED', part, { before: canonicalJson(part.value) }));
  return [...stayedOrAdded, ...removed];
}

/** As `diffParts`, for lists whose order counts: adds the fewest moves that explain the new order. */
function diffLists(before: readonly Part[], after: readonly Part[], changeOf: ChangeOf): DocumentChange[] {
  const place = new Map(before.map((part, index) => [part.id, index]));
  const stayed = after.filter((part) => place.has(part.id));
  const fixed = new Set(longestRising(stayed.map((part) => place.get(part.id) ?? 0)));
  const moved = stayed.filter((_, index) => !fixed.has(index));
  const moves = moved.map((part) => change('MOVED', part, { before: behind(before, part.id), after: behind(after, part.id) }));
  return [...diffParts(before, after, changeOf), ...moves];
}

/** The id that a part stands behind, or empty text for the first. */
function behind(parts: readonly Part[], id: string): string {
  const index = parts.findIndex((part) => part.id === id);
  return parts[index - 1]?.id ?? '';
}

/** Indexes of a longest rising subsequence: what need not have moved. */
function longestRising(places: readonly number[]): number[] {
  const best: number[][] = [];
  places.forEach((place, index) => {
    const shorter = best.filter((_, at) => at < index && (places[at] ?? 0) < place);
    const longest = shorter.reduce((a, b) => (b.length > a.length ? b : a), []);
    best.push([...longest, index]);
  });
  return best.reduce((a, b) => (b.length > a.length ? b : a), []);
}

function leafChange(before: Part, after: Part): DocumentChange[] {
  return [change('CHANGED', after, { before: canonicalJson(before.value), after: canonicalJson(after.value) })];
}

/** A map table changes row by row, by its keys, and a code map by the codes that it reads; other tables whole. */
function tableChange(earlierWords: ExplanationWords, laterWords: ExplanationWords): ChangeOf {
  return (before, after) => {
    const [earlier, later] = [rowParts(before, earlierWords), rowParts(after, laterWords)];
    if (earlier === undefined || later === undefined || restOf(before, 'rows') !== restOf(after, 'rows')) return leafChange(before, after);
    const basis = basisOf(after.value);
    return diffParts(earlier, later, leafChange).map((one) => ({ ...one, basis, label: joined(labelOf(after), one.label) }));
  };
}

function rowParts(table: Part, words: ExplanationWords): Part[] | undefined {
  if (!isObject(table.value)) return undefined;
  const { kind, rows } = table.value;
  if ((kind !== 'map' && kind !== 'codeMap') || !Array.isArray(rows)) return undefined;
  return rows.map((row: unknown, index) => {
    const keys = keysOf(row) ?? [String(index)];
    return {
      id: keys.join(' '),
      pointer: pointerTo(table.pointer, 'rows', index),
      value: row,
      label: { zh: keys.map((key) => words.valueOf(key).zh).join('、'), en: keys.map((key) => words.valueOf(key).en).join(', ') },
    };
  });
}

function keysOf(row: unknown): readonly string[] | undefined {
  const key: unknown = isObject(row) ? (row['key'] ?? row['from']) : undefined;
  if (typeof key === 'string') return [key];
  return Array.isArray(key) ? key.map(String) : undefined;
}

/** A decision changes rule by rule, and key by key beside its rules. */
function decisionChange(before: Part, after: Part): DocumentChange[] {
  const keys = (part: Part): Part[] => keyParts(part.pointer, isObject(part.value) ? part.value : {}).filter((one) => one.id !== 'rules');
  const own = diffParts(keys(before), keys(after), leafChange).map((one) => ({
    ...one,
    basis: one.basis.length > 0 ? one.basis : basisOf(after.value),
  }));
  const rules = diffLists(ruleParts(before), ruleParts(after), leafChange);
  return [...own, ...rules].map((one) => ({ ...one, label: joined(labelOf(after), one.label) }));
}

function change(kind: ChangeKind, part: Part, sides: { readonly before?: string; readonly after?: string }): DocumentChange {
  return { kind, id: part.id, pointer: part.pointer, label: labelOf(part), basis: basisOf(part.value), ...sides };
}

function labelOf(part: Part): Label {
  if (part.name !== undefined) return part.name;
  const label = isObject(part.value) ? (part.value['label'] ?? part.value['title']) : undefined;
  const zh = textOf(label, 'zh') ?? (typeof label === 'string' ? label : undefined);
  if (zh === undefined) return part.label ?? { zh: part.id };
  const en = textOf(label, 'en');
  return en === undefined ? { zh } : { zh, en };
}

function joined(outer: Label, inner: Label): Label {
  return { zh: `${outer.zh} › ${inner.zh}`, en: `${outer.en ?? outer.zh} › ${inner.en ?? inner.zh}` };
}

function basisOf(value: unknown): readonly string[] {
  const basis = isObject(value) ? value['basis'] : undefined;
  return Array.isArray(basis) ? basis.filter((one) => typeof one === 'string') : [];
}

function restOf(part: Part, without: string): string {
  return isObject(part.value) ? canonicalJson({ ...part.value, [without]: '' }) : '';
}

function textOf(value: unknown, key: string): string | undefined {
  const text = isObject(value) ? value[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}
