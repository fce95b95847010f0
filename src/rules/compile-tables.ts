import { mapKey, type BandsTable, type CodeList, type MapTable } from '../engine/plan.js';
import { parseCodePattern } from '../engine/code-pattern.js';
import { parseDecimal, ZERO } from '../engine/quantity.js';
import type { BandsTableDocument, CodesTableDocument, MapTableDocument } from './document.js';

/** A map table as the engine reads it. Values were checked to be decimals by the document's schema. */
export function compileMapTable(id: string, document: MapTableDocument): MapTable {
  return { id, key: document.key, rows: new Map(document.rows.map((row) => [mapKey(row.key), parseDecimal(row.value) ?? ZERO])) };
}

/** A table of bands as the engine reads it. */
export function compileBandsTable(id: string, document: BandsTableDocument): BandsTable {
  const rows = document.rows.map(({ upTo, value }) => ({
    ...(upTo === undefined ? {} : { upTo: parseDecimal(upTo) ?? ZERO }),
    value: parseDecimal(value) ?? ZERO,
  }));
  return { id, mode: document.mode, includes: document.includes, rows };
}

/** A list of codes: exact ones and prefixes. */
export function compileCodeList(id: string, document: CodesTableDocument): CodeList {
  const exact = new Set<string>();
  const prefixes = new Set<string>();
  for (const text of document.codes) {
    const pattern = parseCodePattern(text);
    if (pattern.kind === 'exact') exact.add(pattern.code);
    else prefixes.add(pattern.prefix);
  }
  return { id, exact, prefixes: [...prefixes] };
}
