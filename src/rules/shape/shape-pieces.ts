import type { z } from 'zod';
import { ruleEntry, RulesetDocumentSchema, exampleValue } from '../document/document.js';
import { codeEntry, codeMapRow, LIMITS, mapRow } from '../document/document-pieces.js';
import { tableRow } from '../document/document-table.js';
import { isObject, type Path } from './shape-words.js';

/** A part of a document that a schema of its own can check. */
export interface DocumentPiece {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly path: Path;
}

type Json = Readonly<Record<string, unknown>>;

const schema = RulesetDocumentSchema.shape;
/** Top-level objects of entries by name. */
const RECORDS: Readonly<Record<string, z.ZodType>> = {
  sources: schema.sources.unwrap(),
  facts: schema.facts.unwrap(),
  parameters: schema.parameters.unwrap(),
  tables: schema.tables.unwrap(),
};
/** Top-level lists, with the schema of an entry and the largest length. */
const LISTS: Readonly<Record<string, { readonly entry: z.ZodType; readonly most: number }>> = {
  aggregates: { entry: schema.aggregates.unwrap().element, most: LIMITS.aggregates },
  indicators: { entry: schema.indicators.unwrap().element, most: LIMITS.indicators },
  decisions: { entry: schema.decisions.unwrap().element, most: LIMITS.decisions },
  examples: { entry: schema.examples.unwrap().element, most: LIMITS.examples },
};

/**
 * A document in small pieces, so that the check can stop once it has seen enough: a hostile list of 20,000 bad rows must not
 * cost 20,000 error reports. Each piece stands for itself; long lists inside an entry are pieces of their own.
 */
export function* piecesOf(document: Json): Generator<DocumentPiece> {
  yield { schema: RulesetDocumentSchema, value: shellOf(document), path: [] };
  for (const [name, record] of Object.entries(RECORDS)) {
    const entries = document[name];
    if (!isObject(entries)) continue;
    for (const [key, entry] of Object.entries(entries)) {
      yield* insides(name, entry, [name, key]);
      yield { schema: record, value: { [key]: slim(name, entry) }, path: [name] };
    }
  }
  for (const [name, list] of Object.entries(LISTS)) {
    const entries = document[name];
    if (!isShort(entries, list.most)) continue;
    for (const [index, entry] of entries.entries()) {
      yield* insides(name, entry, [name, index]);
      yield { schema: list.entry, value: slim(name, entry), path: [name, index] };
    }
  }
}

/** The list of a table that may be long. */
interface LongList {
  readonly key: string;
  readonly most: number;
  readonly element: z.ZodType;
}

const LONG_LISTS: Readonly<Record<string, LongList>> = {
  map: { key: 'rows', most: LIMITS.rows, element: mapRow },
  codes: { key: 'codes', most: LIMITS.codes, element: codeEntry },
  codeMap: { key: 'rows', most: LIMITS.codeMapRows, element: codeMapRow },
};

function longListOf({ kind }: Json): LongList | undefined {
  return typeof kind === 'string' && Object.hasOwn(LONG_LISTS, kind) ? LONG_LISTS[kind] : undefined;
}

/** Whether a list can be taken apart; one that is too long is refused whole, by its length. */
function isShort(value: unknown, most: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= most;
}

/** The document without its entries. */
function shellOf(document: Json): Json {
  const emptied = Object.entries(document).map(([name, value]): [string, unknown] => {
    if (Object.hasOwn(RECORDS, name) && isObject(value)) return [name, {}];
    return isShort(value, LISTS[name]?.most ?? -1) ? [name, []] : [name, value];
  });
  return Object.fromEntries(emptied);
}

/** An entry without the lists that are pieces of their own: one element stays, so that the list is there. */
function slim(collection: string, entry: unknown): unknown {
  if (!isObject(entry)) return entry;
  const long = collection === 'tables' ? longListOf(entry) : undefined;
  if (long !== undefined) return shortened(entry, long.key, long.most);
  if (collection === 'decisions') return slimDecision(entry);
  if (collection === 'examples') return { ...entry, ...slimFacts(entry, 'given'), ...slimFacts(entry, 'expect') };
  return entry;
}

function slimDecision(decision: Json): Json {
  const slimmed = shortened(decision, 'rules', LIMITS.rules);
  const table = slimmed['table'];
  return isObject(table) ? { ...slimmed, table: shortened(table, 'rows', LIMITS.rules) } : slimmed;
}

function shortened(entry: Json, key: string, most: number): Json {
  const list = entry[key];
  return isShort(list, most) && list.length > 1 ? { ...entry, [key]: list.slice(0, 1) } : entry;
}

/** Of an example's values, what `insides` does not check. */
function slimFacts(example: Json, key: string): Json {
  const facts = example[key];
  if (!isObject(facts)) return {};
  const group = Object.hasOwn(facts, 'group') && key === 'given' ? { group: facts['group'] } : {};
  if (!Object.hasOwn(facts, 'institutions')) return { [key]: group };
  const list = facts['institutions'];
  if (isShort(list, LIMITS.institutions)) return { [key]: { ...group, institutions: list.map(onlyCode) } };
  return { [key]: { ...group, institutions: isObject(list) && key === 'expect' ? {} : list } };
}

function onlyCode(institution: unknown): unknown {
  return isObject(institution) && Object.hasOwn(institution, 'code') ? { code: institution['code'] } : institution;
}

function* insides(collection: string, entry: unknown, path: Path): Generator<DocumentPiece> {
  if (!isObject(entry)) return;
  const long = collection === 'tables' ? longListOf(entry) : undefined;
  if (long !== undefined) yield* elements(entry, long.key, long.most, long.element, path);
  if (collection === 'decisions') {
    yield* elements(entry, 'rules', LIMITS.rules, ruleEntry, path);
    if (isObject(entry['table'])) yield* elements(entry['table'], 'rows', LIMITS.rules, tableRow, [...path, 'table']);
  }
  if (collection === 'examples') yield* exampleValues(entry, path);
}

function* elements(entry: Json, key: string, most: number, element: z.ZodType, path: Path): Generator<DocumentPiece> {
  const list = entry[key];
  if (!isShort(list, most)) return;
  for (const [index, value] of list.entries()) yield { schema: element, value, path: [...path, key, index] };
}

function* exampleValues(example: Json, path: Path): Generator<DocumentPiece> {
  for (const key of ['given', 'expect']) {
    const facts = example[key];
    if (!isObject(facts)) continue;
    yield* statedValues(facts, ['group', 'institutions'], [...path, key]);
    const institutions = facts['institutions'];
    if (typeof institutions !== 'object' || institutions === null) continue;
    for (const [step, values] of Object.entries(institutions)) {
      if (isObject(values)) yield* statedValues(values, ['code'], [...path, key, 'institutions', step]);
    }
  }
}

function* statedValues(values: Json, except: readonly string[], path: Path): Generator<DocumentPiece> {
  for (const [name, value] of Object.entries(values)) {
    if (!except.includes(name)) yield { schema: exampleValue, value, path: [...path, name] };
  }
}
