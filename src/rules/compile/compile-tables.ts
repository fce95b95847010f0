import type { BandsTable, KeyedBands } from '../../engine/plan/bands.js';
import type { CodeMap } from '../../engine/plan/code-maps.js';
import { mapKey, type CodeList, type MapTable } from '../../engine/plan/plan.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { parseCodePattern, prefixesOfRange } from '../../engine/codes/code-pattern.js';
import { parseDecimal, ZERO } from '../../engine/number/quantity.js';
import type { BandsTableDocument, CodeMapTableDocument, CodesTableDocument, MapTableDocument } from '../document/document.js';

/** Each table is made once for a document, however many formulas and conditions name it. */
function once<Document extends object, Table>(make: (id: string, document: Document) => Table): (id: string, document: Document) => Table {
  const made = new WeakMap<Document, Table>();
  return (id, document) => {
    const table = made.get(document) ?? make(id, document);
    made.set(document, table);
    return table;
  };
}

/** A map table as the engine reads it. Values were checked to be decimals by the document's schema. */
export const compileMapTable = once((id: string, document: MapTableDocument): MapTable => {
  return { id, key: document.key, rows: new Map(document.rows.map((row) => [mapKey(row.key), parseDecimal(row.value) ?? ZERO])) };
});

/** A table of bands as the engine reads it. */
export const compileBandsTable = once((id: string, document: BandsTableDocument): BandsTable => bandsOf(id, document, document.rows));

/** Bands by further keys as the engine reads them: the rows of each combination are bands of their own. */
export const compileKeyedBands = once((id: string, document: BandsTableDocument): KeyedBands => {
  const rows = groupBy(document.rows, ({ key }) => mapKey(key ?? []));
  return { id, key: document.key ?? [], bands: new Map([...rows].map(([key, own]) => [key, bandsOf(id, document, own)])) };
});

function bandsOf(id: string, { mode, includes }: BandsTableDocument, documents: BandsTableDocument['rows']): BandsTable {
  const rows = documents.map((row) => ({
    ...(row.upTo === undefined ? {} : { upTo: parseDecimal(row.upTo) ?? ZERO }),
    ...(row.includes === undefined ? {} : { includes: row.includes }),
    value: parseDecimal(row.value) ?? ZERO,
  }));
  return { id, mode, includes, rows };
}

/** A list of codes: exact ones and prefixes. */
export const compileCodeList = once((id: string, document: CodesTableDocument): CodeList => {
  const exact = new Set<string>();
  const prefixes = new Set<string>();
  for (const text of document.codes) {
    const range = isStarredRange(text) ? prefixesOfRange(text) : undefined;
    range?.forEach((prefix) => prefixes.add(prefix));
    if (range !== undefined) continue;
    const pattern = parseCodePattern(text);
    if (pattern.kind === 'exact') exact.add(pattern.code);
    else prefixes.add(pattern.prefix);
  }
  return { id, exact, prefixes: [...prefixes] };
});

/** `A00*-A09*`: categories or subcategories of diagnoses from one to another. */
export function isStarredRange(text: string): boolean {
  return /^[^*]+\*-[^*]+\*$/.test(text);
}

/** A code map as the engine reads it: rows that change nothing are left out. A code is written as in code lists: `M14.2**` is `M14.2*`. */
export const compileCodeMap = once((id: string, { basis, rows }: CodeMapTableDocument): CodeMap => {
  const pairs = rows.map(({ from, to }): [string, string] => [writtenCode(from), writtenCode(to)]);
  return { id, basis, rows: new Map(pairs.filter(([from, to]) => from !== to)) };
});

/** The one code that an entry of a code map means. */
export function writtenCode(text: string): string {
  const pattern = parseCodePattern(text);
  return pattern.kind === 'exact' ? pattern.code : pattern.prefix;
}
