import { fieldProblem, refuseProblems } from '../../requests/request-fields.js';
import { refuse } from '../../rulesets/refused.js';
import type { PaymentScheme } from '../../ports/ports-ruleset.js';
import { shownText } from '../../../engine/kit/text.js';
import { hasErrors } from '../../../rules/findings/finding-codes.js';
import { pointerStep, readPointerStep } from '../../../rules/findings/pointer-steps.js';
import { canonicalJson, jsonHash } from '../../../rules/document/hash.js';
import { LARGEST_DOCUMENT, parseDocument, parseText } from '../../../rules/shape/parse.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** A document under work: JSON that is a region's, whatever else is still wrong with it. */
export type DraftDocument = Readonly<Record<string, unknown>>;

/** A text that may be saved, with its hash. */
export interface DraftText {
  readonly document: DraftDocument;
  readonly text: string;
  readonly contentHash: string;
}

/** Whose document it has to be. */
export interface DraftHead {
  readonly regionCode: string;
  readonly scheme: PaymentScheme;
}

/**
 * Reads a text as a draft's: strict JSON, an object, of the draft's region and scheme. Everything else may be wrong until it is submitted. Throws
 * RULESET_INVALID (no JSON, a forbidden key, too deep, too large), VALIDATION_FAILED (another region or scheme).
 */
export function readDraftText(text: string, { regionCode, scheme }: DraftHead): DraftText {
  const { value: document, findings } = parseText(text);
  if (hasErrors(findings)) throw refuse(findings);
  if (!isObject(document)) throw refuse(parseDocument(text).findings);
  const wrong = (field: string, wanted: string) =>
    document[field] === wanted
      ? []
      : [
          fieldProblem(
            ['document', field],
            'OTHER_DRAFT',
            `草案属于 ${wanted}，文本的 ${field} 却是“${shownText(String(document[field]), 40)}”。请改成 "${wanted}"。`,
            `The draft is of ${wanted}, but ${field} of the text is "${shownText(String(document[field]), 40)}". Write "${wanted}".`,
          ),
        ];
  refuseProblems([...wrong('region', regionCode), ...wrong('scheme', scheme)]);
  return { document, text, contentHash: jsonHash(document) };
}

/**
 * A document that edits or a merge made, as a draft's text, printed as people read it and read back as strictly as a text that is handed in: what is saved
 * can always be read again. Throws as `readDraftText`.
 */
export function draftText(document: DraftDocument, head: DraftHead): DraftText {
  return readDraftText(printed(document), head);
}

/** Indented; on one line where only that is small enough. */
function printed(document: DraftDocument): string {
  const indented = `${JSON.stringify(document, null, 2)}\n`;
  return Buffer.byteLength(indented) <= LARGEST_DOCUMENT ? indented : `${JSON.stringify(document)}\n`;
}

/** Lists whose entries are known by a name of their own. */
export const NAMED_LISTS: ReadonlySet<string> = new Set(['decisions', 'aggregates', 'indicators', 'examples']);
/** Sections whose entries are known by their keys. */
export const KEYED: ReadonlySet<string> = new Set(['facts', 'parameters', 'tables', 'sources', 'methods']);

/** The entries of a document, by pointer with names in the place of numbers: `/parameters/deviationLow`, `/decisions/points`, `/title`. */
export function documentEntries(document: DraftDocument): ReadonlyMap<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const [section, value] of Object.entries(document)) {
    if (NAMED_LISTS.has(section) && Array.isArray(value)) {
      value.forEach((entry: unknown, index) => entries.set(`/${section}/${nameOf(entry) ?? String(index)}`, entry));
    } else if (KEYED.has(section) && isObject(value)) {
      for (const [key, entry] of Object.entries(value)) entries.set(`/${section}/${key}`, entry);
    } else entries.set(`/${section}`, value);
  }
  return entries;
}

/** What an entry is called: ids of decisions, names of rules, keys of rows. */
export function nameOf(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  for (const key of ['id', 'name']) {
    const name = entry[key];
    if (typeof name === 'string') return name;
  }
  return undefined;
}

/** A pointer with names in the place of numbers, so that several edits can be made one after the other: numbers of a list move when a member is taken out. */
export function namedPointer(document: DraftDocument, pointer: string): string {
  let node: unknown = document;
  const steps = pointer.split('/').slice(1);
  const named = steps.map((step) => {
    const list: readonly unknown[] = Array.isArray(node) ? node : [];
    const member: unknown = list[Number(step)];
    const name = nameOf(member);
    const isOne = name !== undefined && list.filter((one) => nameOf(one) === name).length === 1;
    node = Array.isArray(node) ? member : isObject(node) ? node[readPointerStep(step)] : undefined;
    return isOne ? pointerStep(name) : step;
  });
  return ['', ...named].join('/');
}

/** What one side did to an entry; `undefined` as a value: it is not there. */
export interface EntryChange {
  readonly entry: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The entries in which two documents differ, by name. */
export function changedEntries(before: DraftDocument, after: DraftDocument): readonly EntryChange[] {
  const [old, now] = [documentEntries(before), documentEntries(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names
    .map((entry) => ({ entry, before: old.get(entry), after: now.get(entry) }))
    .filter((change) => !same(change.before, change.after));
}

/** Whether two values are the same JSON. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
}

/** The document with entries as they are given: `undefined` takes one out. Lists keep their order, what is new comes last. */
export function withEntries(document: DraftDocument, entries: ReadonlyMap<string, unknown>): DraftDocument {
  const result: Record<string, unknown> = { ...document };
  for (const [pointer, value] of entries) {
    const [section = '', ...rest] = pointer.slice(1).split('/');
    const name = rest.join('/');
    const own = result[section];
    if (NAMED_LISTS.has(section) && name !== '') result[section] = withNamed(Array.isArray(own) ? own : [], name, value);
    else if (KEYED.has(section) && name !== '') result[section] = withKey(isObject(own) ? own : {}, name, value);
    else result[section] = value;
    if (result[section] === undefined) Reflect.deleteProperty(result, section);
  }
  return result;
}

function withNamed(list: readonly unknown[], name: string, value: unknown): readonly unknown[] {
  const index = list.findIndex((entry, at) => (nameOf(entry) ?? String(at)) === name);
  if (index < 0) return value === undefined ? list : [...list, value];
  return value === undefined ? list.toSpliced(index, 1) : list.with(index, value);
}

function withKey(section: DraftDocument, key: string, value: unknown): DraftDocument {
  const { [key]: _, ...others } = section;
  if (value === undefined) return others;
  return Object.hasOwn(section, key) ? { ...section, [key]: value } : { ...others, [key]: value };
}
