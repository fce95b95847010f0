import type { YearVersions } from '../../clearing/run/run-versions.js';
import type { FundYearKey } from '../../ports/clearing/ports-fund-year.js';
import type { CountedMonth, StatedFigures } from '../../ports/clearing/ports-period.js';
import type { Unit } from '../../ports/ports.js';
import type { Period } from '../../../engine/plan/periods.js';
import { must } from '../../../engine/kit/assert.js';

/** What the platform counts of a fund year's cases by institution and month: those that are known now. */
export async function countedMonths(unit: Unit, key: FundYearKey, { from, to, versions }: YearVersions): Promise<readonly CountedMonth[]> {
  const { periodBy } = must(versions.at(-1), 'version of the year').compiled.plan;
  const throughImportSeq = await unit.cases.lastImportSeq(key.regionCode);
  return await unit.periods.counted({ regionCode: key.regionCode, insurance: key.insurance, throughImportSeq, from, to, periodBy });
}

/** What it counts of a period by institution: the months that lie in it, all of them for the year. */
export function countedOf(months: readonly CountedMonth[], { kind, from, to }: Period): ReadonlyMap<string, StatedFigures> {
  const sums = new Map<string, StatedFigures>();
  for (const { institutionCode, month, cases, fundFen } of months) {
    if (kind !== 'YEAR' && (`${month}-01` < from || `${month}-01` > to)) continue;
    const before = sums.get(institutionCode) ?? { cases: 0, fundFen: 0n };
    sums.set(institutionCode, { cases: before.cases + cases, fundFen: before.fundFen + fundFen });
  }
  return sums;
}
