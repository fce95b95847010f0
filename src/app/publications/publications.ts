import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { PublicationSummary } from '../ports/clearing/ports-publication.js';

/** What was published of a fund year, newest first: for every key of the region. Throws FORBIDDEN. */
export async function publicationsOfYear({ actor, read }: Caller, key: FundYearKey): Promise<readonly PublicationSummary[]> {
  requirePermission(actor, 'region:read', key.regionCode);
  return await read((unit) => unit.publications.list(key));
}
