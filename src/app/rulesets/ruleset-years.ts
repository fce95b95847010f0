import { requireYear } from '../requests/request-fields.js';
import { noRulesetInForce } from '../base/errors.js';
import { schemesOf, versionDays, type AskedScheme, type VersionDays } from '../caches/in-force.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import type { RegionIndex } from '../caches/region-cache.js';
import { settlementYearDays } from '../../engine/kit/calendar.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** A span of days, both ends included; no `to`: open. */
interface Span {
  readonly from: string;
  readonly to?: string;
}

/** Days, and whose versions are asked: those of the scheme; none: of every scheme. */
export interface Days extends Span {
  readonly scheme: AskedScheme;
}

const overlap = (a: Span, b: Span): boolean => (a.to === undefined || b.from <= a.to) && (b.to === undefined || a.from <= b.to);

/** The published versions, of the scheme asked for or of every scheme, that are in force on at least one of the days; each with the days on which it is. */
export function versionsOver({ rulesets }: RegionIndex, days: Days): readonly VersionDays<RulesetSummary>[] {
  return schemesOf(days.scheme).flatMap((scheme) => versionDays(rulesets, scheme).filter((one) => overlap(one.days, days)));
}

/** The compiled versions in force on at least one of the days. */
export async function compiledOver(
  platform: Platform,
  { read }: Caller,
  index: RegionIndex,
  days: Days,
): Promise<readonly CompiledRuleset[]> {
  const compiled: CompiledRuleset[] = [];
  for (const version of new Set(versionsOver(index, days).map((one) => one.version)))
    compiled.push(await platform.rulesets.get(read, version));
  return compiled;
}

/** A settlement year, and whose versions are asked. */
interface AskedYear {
  readonly year: number;
  readonly scheme: AskedScheme;
}

/** The compiled versions in force in a settlement year, each by its own calendar. Throws VALIDATION_FAILED, NO_RULESET_IN_FORCE. */
export async function rulesetsOfYear(
  platform: Platform,
  caller: Caller,
  index: RegionIndex,
  asked: AskedYear,
): Promise<readonly CompiledRuleset[]> {
  const found = await rulesetsOfYearIfAny(platform, caller, index, asked);
  if (found.length === 0) throw noRulesetInForce(index.region.code, `${asked.year}-12-31`, asked.scheme);
  return found;
}

/** As `rulesetsOfYear`, for who can do without one: none where none is in force. Throws VALIDATION_FAILED. */
export async function rulesetsOfYearIfAny(
  platform: Platform,
  { read }: Caller,
  index: RegionIndex,
  { year, scheme }: AskedYear,
): Promise<readonly CompiledRuleset[]> {
  requireYear(year);
  const found: CompiledRuleset[] = [];
  for (const { version, days } of versionsOver(index, { from: `${year}-01-01`, to: `${year + 1}-12-31`, scheme })) {
    const compiled = await platform.rulesets.get(read, version);
    if (overlap(settlementYearDays(year, compiled.plan.yearStart), days) && !found.includes(compiled)) found.push(compiled);
  }
  return found;
}
