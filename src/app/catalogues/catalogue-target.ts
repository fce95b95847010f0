import { ConflictError, invalidField } from '../base/errors.js';
import { lacksGrouping } from '../scoring/group-indexes.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import type { Unit } from '../ports/ports.js';
import { versionInForce } from '../caches/ruleset-library.js';
import { regionIndex } from '../caches/region-cache.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import type { Plan, GroupingMethod } from '../../engine/plan/plan.js';

/** 目录库 which catalogue is to be made. */
export interface CatalogueTarget {
  readonly regionCode: string;
  readonly version: string;
  /** First day in force; the ruleset in force on it says how its groups are matched. */
  readonly effectiveFrom: string;
  readonly scheme?: PaymentScheme;
  readonly note?: string;
  /** False: its groups have no points yet (`CatalogueRecord.priced`). */
  readonly priced?: boolean;
}

/** The ruleset that a catalogue is made for. */
export interface TargetRuleset {
  readonly plan: Plan;
  readonly grouping: GroupingMethod;
}

/** A version: letters, digits, dots, hyphens and underscores. */
const VERSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$/;

/** Checks the target and finds its ruleset. Throws VALIDATION_FAILED, NOT_FOUND, NO_RULESET_IN_FORCE, RULESET_INVALID (no grouping method). */
export async function targetRuleset(platform: Platform, caller: Caller, target: CatalogueTarget): Promise<TargetRuleset> {
  const { regionCode, version, effectiveFrom, scheme } = target;
  if (!VERSION.test(version)) throw badVersion(version);
  if (!isRealDate(effectiveFrom)) throw badDate(effectiveFrom);
  const index = await regionIndex(platform, caller, regionCode);
  const { plan } = await platform.rulesets.get(caller.read, versionInForce(index, effectiveFrom, scheme));
  if (plan.grouping === undefined) throw lacksGrouping(plan);
  return { plan, grouping: plan.grouping };
}

/**
 * Refuses a version or a first day that another catalogue of the region has: stored catalogues never change. One without points takes no day
 * from one with them. Throws CONFLICT.
 */
export async function requireFree(
  { catalogues }: Unit,
  { regionCode, version, effectiveFrom, priced = true }: CatalogueTarget,
): Promise<void> {
  const stored = await catalogues.list(regionCode);
  const onDay = stored.filter((one) => one.priced === priced && one.effectiveFrom === effectiveFrom);
  const taken = stored.find((one) => one.version === version) ?? onDay.at(0);
  if (taken === undefined) return;
  const what =
    taken.version === version
      ? { zh: `版本号 ${version}`, en: `Version ${version}` }
      : { zh: `生效日 ${effectiveFrom}`, en: effectiveFrom };
  throw new ConflictError({
    zh: `${what.zh}已被目录库 ${taken.version}（自 ${taken.effectiveFrom} 生效）占用，未作任何更改。入库的目录库不再改变：请换一个版本号和生效日。`,
    en: `${what.en} is taken by catalogue ${taken.version}, in force from ${taken.effectiveFrom}; nothing was changed. Stored catalogues never change: choose another version and first day.`,
  });
}

/** What the audit log says of a stored catalogue. */
export function catalogueAudit(catalogue: CatalogueRecord): {
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
} {
  const { id, version, contentHash, groupingHash, effectiveFrom, groupCount } = catalogue;
  return { subject: id, detail: { version, contentHash, groupingHash, effectiveFrom, groupCount } };
}

function badVersion(version: string): Error {
  return invalidField(['version'], 'VERSION', {
    zh: `版本号“${version}”不合规：应为 1 到 40 个字母、数字、点、连字符或下划线，以字母或数字开头。`,
    en: `The version "${version}" is not valid: 1 to 40 letters, digits, dots, hyphens or underscores, beginning with a letter or digit.`,
  });
}

function badDate(date: string): Error {
  return invalidField(['effectiveFrom'], 'DATE', {
    zh: `“${date}”不是日历上的日期；请写作 YYYY-MM-DD。`,
    en: `"${date}" is not a date of the calendar; write YYYY-MM-DD.`,
  });
}
