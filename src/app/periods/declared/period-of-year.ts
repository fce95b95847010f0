import { versionsOfYear, type YearVersions } from '../../clearing/run/run-versions.js';
import { requireSignedVersions } from '../../caches/ruleset-signatures.js';
import { invalidField } from '../../base/errors.js';
import type { Platform } from '../../kernel/platform.js';
import { refuseProblems, requireYear } from '../../requests/request-fields.js';
import { periodProblems } from '../period-requests.js';
import type { FundYearKey, PeriodKey } from '../../ports/clearing/ports-fund-year.js';
import type { Reader } from '../../ports/ports.js';
import type { PeriodDeadlines } from '../../../engine/plan/period-deadlines.js';
import { periodLabel, periodOf, settlesPeriods, type Period } from '../../../engine/plan/periods.js';
import { must } from '../../../engine/kit/assert.js';

/** A period of a fund year, with the versions that decide the year. */
export interface PeriodOfYear {
  readonly period: Period;
  readonly years: YearVersions;
}

/** The versions of a fund year, DIP before DRG. Throws NO_RULESET_IN_FORCE, RULESET_INVALID, RULESET_TAMPERED. */
export async function yearVersionsOf(platform: Platform, read: Reader, { regionCode, year }: FundYearKey): Promise<YearVersions> {
  requireYear(year);
  const published = await requireSignedVersions(read, platform.signing, regionCode);
  return await versionsOfYear(platform, read, published, { regionCode, year, scheme: null });
}

/** A period by its key. Throws VALIDATION_FAILED where the year has none, and as `yearVersionsOf`. */
export async function periodOfYear(platform: Platform, read: Reader, key: FundYearKey, wanted: PeriodKey): Promise<PeriodOfYear> {
  refuseProblems(periodProblems(wanted));
  const years = await yearVersionsOf(platform, read, key);
  const period = periodOf(years, wanted);
  if (period !== undefined) return { period, years };
  const { zh, en } = periodLabel(wanted);
  throw invalidField(['period'], 'NO_SUCH_PERIOD', {
    zh: `本结算年度自 ${years.from} 起，不从某月一日开始，没有${zh}。`,
    en: `This year begins on ${years.from}, which is no first of a month: it has no ${en}.`,
  });
}

/** The deadlines of a period, by the version in force on its last day; none of one that it doesn't settle: nobody waits for such a period. */
export function deadlinesOf({ versions }: YearVersions, { kind, to }: Period): PeriodDeadlines {
  const version = must(
    versions.find((one) => to >= one.from && to <= one.to),
    'version of the last day',
  );
  const { effective, plan } = version.compiled;
  return (settlesPeriods(plan, kind) ? effective.methods.periods?.[kind] : undefined) ?? {};
}
