import type { WhatIfInstitutionRow } from './compare-parties.js';
import type { WhatIfGroupRow } from './compare-sides.js';
import type { WhatIfRequest } from './open/what-if-request.js';
import type { WhatIfReport } from './work-out-what-if.js';
import type { RunSnapshot } from '../clearing/run/run-snapshot.js';
import type { WhatIfRecord, WhatIfRowRecord } from '../ports/clearing/ports-what-if.js';

/** What was asked, read back: a record of our own, which nobody can change. */
export function requestOfWhatIf({ request }: Pick<WhatIfRecord, 'request'>): WhatIfRequest {
  return request as WhatIfRequest;
}

/** What the audit log calls a what-if by: its fund year and what its candidates are called. */
export function whatIfDetail(record: Pick<WhatIfRecord, 'year' | 'insurance' | 'request'>): Readonly<Record<string, unknown>> {
  const { year, insurance } = record;
  return { year, insurance, candidates: requestOfWhatIf(record).candidates.map(({ name }) => name) };
}

/** The frozen year, read back; null before the what-if has begun. */
export function frozenOfWhatIf({ frozen }: Pick<WhatIfRecord, 'frozen'>): RunSnapshot | null {
  return frozen as RunSnapshot | null;
}

/** What came of the region, read back; null until the what-if has ended well. */
export function reportOfWhatIf({ report }: Pick<WhatIfRecord, 'report'>): WhatIfReport | null {
  return report as WhatIfReport | null;
}

/** An institution, read back. */
export function whatIfInstitutionOf({ data }: Pick<WhatIfRowRecord, 'data'>): WhatIfInstitutionRow {
  return data as WhatIfInstitutionRow;
}

/** A disease group, read back. */
export function whatIfGroupOf({ data }: Pick<WhatIfRowRecord, 'data'>): WhatIfGroupRow {
  return data as WhatIfGroupRow;
}
