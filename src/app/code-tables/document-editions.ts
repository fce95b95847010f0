import { editionWords, type EditionTable } from './edition-words.js';
import { CODE_USES, codeTableOn, codeTablesOf, readyCodes } from '../caches/code-library.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { CODE_KINDS } from '../ports/ports-code-table.js';
import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import type { CodeUse } from '../../engine/codes/national-code.js';
import type { CodeSystem } from '../../engine/plan/inpatient-case.js';
import type { Plan } from '../../engine/plan/plan.js';

/** The latest tables of an edition that a region may use; a use without one says nothing. */
export type DocumentEditions = Partial<Readonly<Record<CodeUse, EditionTable>>>;

/** Codes of a document that are named one by one; all are counted. */
export const MOST_NAMED = 100;

/** Where and which codes a document writes: patterns of a catalogue or list, in its order. */
export interface StatedPatterns<Place> {
  readonly place: Place;
  readonly use: CodeUse;
  readonly patterns: readonly string[];
}

/** Codes of one place that may be of both uses: those of operations begin with a digit, those of diagnoses with a letter. */
export function patternsByUse<Place>(place: Place, codes: readonly string[]): readonly StatedPatterns<Place>[] {
  return [
    { place, use: 'diagnoses', patterns: codes.filter((code) => !/^\d/.test(code)) },
    { place, use: 'operations', patterns: codes.filter((code) => /^\d/.test(code)) },
  ];
}

/** A code of a document that the edition does not know: the first place where it stands, and in how many it does. */
export interface UnknownPattern<Place> {
  readonly place: Place;
  readonly places: number;
  readonly pattern: string;
  readonly version: string;
  readonly words: Reason;
}

/** What is not known: the first of them, and how many there are. */
export interface UnknownPatterns<Place> {
  readonly count: number;
  readonly named: readonly UnknownPattern<Place>[];
}

/** The edition in which catalogues and rulesets write codes: the one that cases are mapped to, the insurance edition where none are. */
export function writtenEdition({ codes }: Pick<Plan, 'codes'>): CodeSystem {
  return codes?.editions?.from === 'INSURANCE' ? 'CLINICAL' : 'INSURANCE';
}

/** Makes the latest tables of an edition ready, those of the nearest region that has them. */
export async function documentEditions(
  { caches }: Pick<Platform, 'caches'>,
  { read }: Pick<Caller, 'read'>,
  { regionCode, codeSystem }: { readonly regionCode: string; readonly codeSystem: CodeSystem },
): Promise<DocumentEditions> {
  const tables = await read((unit) => codeTablesOf(unit, regionCode));
  const ready: { [Use in CodeUse]?: EditionTable } = {};
  for (const kind of CODE_KINDS) {
    const record = codeTableOn(tables, { kind, codeSystem });
    if (record !== undefined) ready[CODE_USES[kind]] = { record, index: await readyCodes({ caches }, read, record) };
  }
  return ready;
}

/** The codes and beginnings of codes of a document that no code of the edition answers to. */
export function unknownPatterns<Place>(editions: DocumentEditions, stated: Iterable<StatedPatterns<Place>>): UnknownPatterns<Place> {
  const places = new Map<string, { place: Place; use: CodeUse; pattern: string; count: number }>();
  const answered = new Map<string, boolean>();
  for (const { place, use, patterns } of stated) {
    const index = editions[use]?.index;
    if (index === undefined) continue;
    for (const pattern of new Set(patterns)) {
      const key = `${use} ${pattern}`;
      const isKnown = answered.get(key) ?? index.knowsSome(pattern);
      answered.set(key, isKnown);
      if (isKnown) continue;
      const earlier = places.get(key);
      if (earlier === undefined) places.set(key, { place, use, pattern, count: 1 });
      else earlier.count += 1;
    }
  }
  const named = [...places.values()].slice(0, MOST_NAMED).flatMap(({ place, use, pattern, count }) => {
    const table = editions[use];
    return table === undefined
      ? []
      : [{ place, places: count, pattern, version: table.record.version, words: editionWords(table, pattern, 'CODE_UNKNOWN') }];
  });
  return { count: places.size, named };
}

/** Said of the codes that are not named any more. */
export function moreUnknown({ count, named }: UnknownPatterns<unknown>): Reason | null {
  if (count <= named.length) return null;
  return {
    zh: `不在编码表中的编码共 ${count} 个，以上列出前 ${named.length} 个。`,
    en: `${count} codes in all are not in the code table; the first ${named.length} are listed.`,
  };
}
