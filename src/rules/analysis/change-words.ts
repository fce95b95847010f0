import type { DocumentChange } from './diff-text.js';
import { ruleEntry, type EffectiveDocument } from '../document/document.js';
import { canonicalJson } from '../document/hash.js';
import type { EntryKind } from '../explain/entry-kind.js';
import { conditionText, entryText, outcomeText } from '../explain/entry-text.js';
import { printBases } from '../explain/explain-text.js';
import { unitWord, wordsOf, type ExplanationWords } from '../explain/explain-words.js';
import { keyWord } from '../explain/key-words.js';
import { isObject } from '../shape/shape-words.js';
import { relativeChange } from '../../engine/number/relative-change.js';
import type { Label } from '../../engine/plan/plan.js';

/** 变化的一处 one value of a part that changed, in business words: 取值 0.4 → 0.35, −12.50%. */
export interface WordedChange {
  /** What of the part changed: 取值, 依据, 条件. */
  readonly name: Label;
  /** Before and after as the ruleset calls it, in Chinese; null where it was not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** By how much a number changed, of what it was; null for everything else. */
  readonly percent: string | null;
}

/** The two documents that a change stands between. */
export interface DocumentPair {
  readonly before: EffectiveDocument;
  readonly after: EffectiveDocument;
}

/** 变化用语 what changed of a part, value by value; nothing where it only moved. */
export function changedValues(change: Omit<DocumentChange, 'basis'>, documents: DocumentPair): readonly WordedChange[] {
  if (change.kind === 'MOVED') return [];
  const kind = change.kind === 'CHANGED' ? undefined : entryKind(change.pointer);
  if (kind !== undefined) return [toldWhole(change, kind, documents)];
  const [before, after] = [sideOf(change.before, documents.before), sideOf(change.after, documents.after)];
  return differences([lastKey(change.pointer)], before, after);
}

const ENTRY_KINDS: Readonly<Record<string, EntryKind>> = {
  facts: 'FACT',
  parameters: 'PARAMETER',
  tables: 'TABLE',
  methods: 'METHOD',
  aggregates: 'AGGREGATE',
  indicators: 'INDICATOR',
  decisions: 'DECISION',
};

/** The kind of an entry that stands whole at a pointer. */
function entryKind(pointer: string): EntryKind | undefined {
  const [, key = '', , ...deeper] = pointer.split('/');
  return deeper.length === 0 ? ENTRY_KINDS[key] : undefined;
}

const CONTENT = { zh: '内容', en: 'content' };

/** An entry that came or went, told as the ruleset's page tells it. */
function toldWhole({ kind, id }: Pick<DocumentChange, 'kind' | 'id'>, entry: EntryKind, documents: DocumentPair): WordedChange {
  const text = (document: EffectiveDocument): string => entryText(document, entry, id).join('；');
  const [before, after] = kind === 'ADDED' ? [null, text(documents.after)] : [text(documents.before), null];
  return { name: CONTENT, before, after, percent: null };
}

/** A key of the document at the end of a pointer; a place in a list is none. */
function lastKey(pointer: string): string {
  const key = pointer.split('/').at(-1) ?? '';
  return /^\d+$/.test(key) ? '' : key;
}

/** A value on one side, and the words of its document. */
interface Side {
  readonly value: unknown;
  readonly words: ExplanationWords;
  /** Unit of the numbers beside it. */
  readonly unit: string;
}

function sideOf(text: string | undefined, document: EffectiveDocument): Side {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return { value, words: wordsOf(document), unit: unitOf(value) ?? '1' };
}

function unitOf(value: unknown): string | undefined {
  return isObject(value) && typeof value['unit'] === 'string' ? value['unit'] : undefined;
}

/** Goes down where values are objects or lists of them, and tells what differs at the ends. */
function differences(path: readonly string[], before: Side, after: Side): readonly WordedChange[] {
  const [was, is] = [before.value, after.value].map(canonical);
  if (was === is) return [];
  const steps = [...new Set([before.value, after.value].flatMap((value) => stepsOf(path.at(-1) ?? '', value)))];
  if (steps.length === 0) return [told(path, before, after)];
  return steps.flatMap((step) => differences([...path, step], inside(before, step), inside(after, step)));
}

function canonical(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}

/** Keys that are told as one sentence. */
const SENTENCES = new Set(['conditions', 'event', 'basis']);

/** The keys by which one goes further down, a place in a list as `#0`; none at an end. */
function stepsOf(key: string, value: unknown): readonly string[] {
  if (SENTENCES.has(key) || isLabel(value)) return [];
  if (isObject(value)) return Object.keys(value);
  return Array.isArray(value) && value.every(isObject) ? value.map((_, index) => `#${index}`) : [];
}

/** Text in Chinese, and perhaps in English. */
function isLabel(value: unknown): value is Label {
  return isObject(value) && typeof value['zh'] === 'string';
}

function inside({ value, words, unit }: Side, step: string): Side {
  const key = step.startsWith('#') ? step.slice(1) : step;
  const next: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return { value: next, words, unit: unitOf(value) ?? unit };
}

/** Keys whose numbers one compares by their size. */
const NUMBERS = new Set(['value', 'upTo', 'min', 'max', 'points']);

function told(path: readonly string[], before: Side, after: Side): WordedChange {
  const key = path.at(-1) ?? '';
  const isNumber = NUMBERS.has(key) && typeof before.value === 'string' && typeof after.value === 'string';
  const percent = isNumber ? relativeChange(String(before.value), String(after.value)) : null;
  return { name: nameOf(path), before: sideText(key, before), after: sideText(key, after), percent };
}

/** 各行 › 第 2 项 › 上界: the keys below the part, which is named itself. */
function nameOf([first = '', ...path]: readonly string[]): Label {
  const steps = path.length === 0 ? [first === '' ? 'value' : first] : path;
  const words = steps.map((step) => (step.startsWith('#') ? placeWord(Number(step.slice(1)) + 1) : keyWord(step)));
  return { zh: words.map(({ zh }) => zh).join(' › '), en: words.map(({ en }) => en).join(' › ') };
}

function placeWord(place: number): Label & { readonly en: string } {
  return { zh: `第 ${place} 项`, en: `no. ${place}` };
}

function sideText(key: string, side: Side): string | null {
  if (side.value === undefined) return null;
  return SENTENCES.has(key) || key === 'formula' ? (sentence(key, side) ?? plain(side)) : plain(side, key === 'value');
}

/** What a key says as a sentence; `undefined` where it is not of the form that it should have. */
function sentence(key: string, { value, words }: Side): string | undefined {
  const rule = (more: Readonly<Record<string, unknown>>) => ruleEntry.safeParse({ ...ANY_RULE, ...more }).data;
  switch (key) {
    case 'conditions': {
      const parsed = rule({ conditions: value });
      return parsed !== undefined && 'conditions' in parsed ? conditionText(parsed.conditions, words) : undefined;
    }
    case 'event': {
      const parsed = rule({ event: value });
      return parsed !== undefined && 'event' in parsed ? outcomeText(parsed.event.params, words) : undefined;
    }
    case 'formula':
      return typeof value === 'string' ? words.formula(value).zh : undefined;
    case 'basis':
      return Array.isArray(value)
        ? basesText(
            value.filter((one) => typeof one === 'string'),
            words,
          )
        : undefined;
    default:
      return undefined;
  }
}

/** Bases with their titles; one whose source is not stated as it is written. */
function basesText(bases: readonly string[], words: ExplanationWords): string {
  return bases.map((basis) => printBases(words.basis([basis])) || basis).join('；');
}

const ANY_RULE = {
  name: 'any',
  label: { zh: '规则' },
  basis: ['any'],
  conditions: { all: [{ fact: 'any', operator: 'equal', value: '' }] },
  event: { type: 'any', params: { value: '' } },
};

/** A value as the ruleset calls it; what has no words, as JSON. */
function plain({ value, words, unit }: Side, isValue = false): string {
  if (typeof value === 'string') return `${words.valueOf(value).zh}${isValue ? unitWord(unit) : ''}`;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.map((one) => words.valueOf(one).zh).join('、');
  if (isLabel(value)) return value.zh;
  return typeof value === 'boolean' ? words.valueOf(String(value)).zh : canonicalJson(value);
}
