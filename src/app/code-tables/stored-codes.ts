import { ForbiddenError, NotFoundError } from '../base/errors.js';
import { codeTableOn, codeTablesOf, readyCodes, type WantedCodes } from '../caches/code-library.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CodeTableRecord } from '../ports/ports-code-table.js';
import type { Actor } from '../ports/kit/permissions.js';
import type { CodeRow } from '../../engine/codes/code-table.js';

/** Code tables are published as catalogues are: a key that may read those may read them of every region. */
function requireReading({ permissions }: Actor): void {
  if (!permissions.has('catalogue:read')) throw new ForbiddenError('catalogue:read');
}

/** A code in a table. */
export interface CodeEntry {
  readonly table: CodeTableRecord;
  readonly row: CodeRow;
}

/** The code tables that a region may use: its own, then those from above. Throws FORBIDDEN, NOT_FOUND (region). */
export async function listCodeTables({ actor, read }: Caller, regionCode: string): Promise<readonly CodeTableRecord[]> {
  requireReading(actor);
  return await read(async (unit) => {
    if ((await unit.regions.find(regionCode)) === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, regionCode);
    return await codeTablesOf(unit, regionCode);
  });
}

/** What each table that a region may use says of a code; those that do not know it are left out. Throws FORBIDDEN, NOT_FOUND (region). */
export async function lookUpEdition(
  platform: Pick<Platform, 'caches'>,
  caller: Caller,
  { regionCode, code }: { readonly regionCode: string; readonly code: string },
): Promise<readonly CodeEntry[]> {
  const entries: CodeEntry[] = [];
  for (const table of await listCodeTables(caller, regionCode)) {
    const row = (await readyCodes(platform, caller.read, table)).find(code);
    if (row !== undefined) entries.push({ table, row });
  }
  return entries;
}

/** Codes looked for by name or by their beginning. */
export interface SearchCodes extends Partial<WantedCodes> {
  readonly regionCode: string;
  readonly text: string;
}

/**
 * Codes that begin with a text or whose name holds it, of the tables that hold on a day (today's are the latest): of each kind and edition
 * one table, unless one is asked for. Throws FORBIDDEN, NOT_FOUND (region).
 */
export async function searchEdition(
  platform: Pick<Platform, 'caches'>,
  caller: Caller,
  { regionCode, text, kind, codeSystem, day }: SearchCodes,
): Promise<readonly CodeEntry[]> {
  const tables = await listCodeTables(caller, regionCode);
  const entries: CodeEntry[] = [];
  for (const table of tables) {
    if ((kind ?? table.kind) !== table.kind || (codeSystem ?? table.codeSystem) !== table.codeSystem) continue;
    const wanted = { kind: table.kind, codeSystem: table.codeSystem, ...(day === undefined ? {} : { day }) };
    if (codeTableOn(tables, wanted) !== table) continue;
    const rows = (await readyCodes(platform, caller.read, table)).search({ text });
    entries.push(...rows.map((row) => ({ table, row })));
  }
  return entries;
}
