import type { RunSnapshot } from './run-snapshot.js';
import { noRulesetInForce, StateError } from '../../base/errors.js';
import { lacksGrouping } from '../../scoring/group-indexes.js';
import { schemesOf, versionDays, type AskedScheme, type VersionDays } from '../../caches/in-force.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import type { RulesetSummary } from '../../ports/ports-ruleset.js';
import { requireScoringOutputs } from '../../scoring/score-case.js';
import { must } from '../../../engine/kit/assert.js';
import { addDays, settlementYearDays } from '../../../engine/kit/calendar.js';
import { CLEARING_OUTPUTS, lackingOutputs } from '../../../engine/plan/contract-outputs.js';
import { requireSignedVersions } from '../../caches/ruleset-signatures.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import { aggregateShape, countsAlike } from '../../../rules/compiled/year-aggregates.js';

/** Which settlement year of which region; no scheme: DIP before DRG. */
export interface SettlementYear {
  readonly regionCode: string;
  readonly year: number;
  readonly scheme: AskedScheme;
}

/** A version with the days of the year on which it decides. */
export interface YearVersion {
  readonly summary: RulesetSummary;
  readonly compiled: CompiledRuleset;
  readonly from: string;
  readonly to: string;
}

/** The versions that decide a settlement year, rising, and its days. The last version decides what is not about single cases. */
export interface YearVersions {
  readonly from: string;
  readonly to: string;
  readonly versions: readonly YearVersion[];
}

/**
 * Finds the versions that decide a settlement year. Its days are as the version of its last day counts them, and every day must have one.
 * Throws NO_RULESET_IN_FORCE, RULESET_INVALID (versions that count years or cases differently), RULESET_TAMPERED.
 */
export async function versionsOfYear(
  platform: Platform,
  read: Reader,
  rulesets: readonly RulesetSummary[],
  asked: SettlementYear,
): Promise<YearVersions> {
  await requireSignedVersions(read, platform.signing, asked.regionCode);
  const compile = (summary: RulesetSummary): Promise<CompiledRuleset> => platform.rulesets.get(read, summary);
  let missing: Error | undefined;
  for (const scheme of schemesOf(asked.scheme)) {
    const dated = versionDays(rulesets, scheme);
    const days = await daysOfYear(compile, dated, asked);
    if ('last' in days) return await coverYear(compile, dated, days, asked.regionCode);
    missing ??= days.missing;
  }
  throw must(missing, 'scheme');
}

type DatedVersion = VersionDays<RulesetSummary>;
type Compile = (summary: RulesetSummary) => Promise<CompiledRuleset>;
type YearDays = { readonly from: string; readonly to: string; readonly last: CompiledRuleset };

/** First and last day, by the version that is in force on that last day: the calendar is part of a version. */
async function daysOfYear(
  compile: Compile,
  dated: readonly DatedVersion[],
  { regionCode, year, scheme }: SettlementYear,
): Promise<YearDays | { readonly missing: Error }> {
  let lastDay = `${year}-12-31`;
  for (const { version, days: range } of [...dated].reverse()) {
    if (range.from > `${year + 1}-12-31` || (range.to !== undefined && range.to < `${year}-01-01`)) continue;
    const last = await compile(version);
    const days = settlementYearDays(year, last.plan.yearStart);
    if (range.from <= days.to && (range.to === undefined || days.to <= range.to)) return { ...days, last };
    lastDay = days.to;
  }
  return { missing: noRulesetInForce(regionCode, lastDay, scheme) };
}

async function coverYear(
  compile: Compile,
  dated: readonly DatedVersion[],
  { from, to, last }: YearDays,
  regionCode: string,
): Promise<YearVersions> {
  const versions: YearVersion[] = [];
  let next = from;
  for (const { version, days: range } of dated) {
    const first = range.from > from ? range.from : from;
    const until = range.to === undefined || range.to > to ? to : range.to;
    if (first > until) continue;
    if (first > next) throw noRulesetInForce(regionCode, next);
    const compiled = await compile(version);
    requireSameCalendar(compiled, last);
    versions.push({ summary: version, compiled, from: first, to: until });
    next = addDays(until, 1);
  }
  if (next <= to) throw noRulesetInForce(regionCode, next);
  return { from, to, versions };
}

function requireSameCalendar({ plan }: CompiledRuleset, { plan: last }: CompiledRuleset): void {
  if (countsAlike(plan, last)) return;
  throw new StateError('RULESET_INVALID', {
    zh: `本年度规则集版本 ${plan.version} 与 ${last.version} 的年度起始日或病例归属口径（methods.calendar、methods.periodBy）不同，不能在一次清算中使用。请让新口径从年度首日起生效。`,
    en: `Versions ${plan.version} and ${last.version} of this year count years or cases differently (methods.calendar, methods.periodBy). Let the new way begin on the first day of a year.`,
  });
}

type Pinned = Pick<YearVersion, 'compiled' | 'from' | 'to'>;

/**
 * Refuses versions and catalogues that a year can't be cleared with: outputs that are lacking, aggregates that can't be added up, a catalogue
 * that was built with another grouping method than the version that uses it. RULESET_INVALID.
 */
export function requireClearable(versions: readonly Pinned[], catalogues: RunSnapshot['catalogues']): void {
  for (const { compiled } of versions) {
    requireScoringOutputs(compiled);
    if (compiled.plan.grouping === undefined) throw lacksGrouping(compiled.plan);
  }
  requireClearingOutputs(must(versions.at(-1), 'version').compiled);
  requireSameAggregates(versions);
  catalogues.forEach((catalogue, i) => requireMethod(catalogue, catalogues[i + 1]?.from, versions));
}

function requireClearingOutputs({ plan }: CompiledRuleset): void {
  const lacking = lackingOutputs(plan, CLEARING_OUTPUTS).map(({ scope, id }) => `${scope}.${id}`);
  if (lacking.length === 0) return;
  throw new StateError('RULESET_INVALID', {
    zh: `规则集 ${plan.version} 缺少清算所需的输出：${lacking.join('、')}。请补充相应判定后作为新版本载入。`,
    en: `Ruleset ${plan.version} lacks outputs that clearing needs: ${lacking.join(', ')}. Add the decisions and load a new version.`,
  });
}

/** Aggregates must mean the same in every version of a year: same id, sum and conditions by name. */
function requireSameAggregates(versions: readonly Pinned[]): void {
  const [first, ...rest] = versions.map(({ compiled }) => compiled.plan);
  const differs = rest.find((plan) => first !== undefined && aggregateShape(plan) !== aggregateShape(first));
  if (differs === undefined) return;
  throw new StateError('RULESET_INVALID', {
    zh: `本年度各规则集版本的汇总项（aggregates）不一致，不能在一次清算中相加。请让版本 ${differs.version} 与前一版本声明相同的汇总项。`,
    en: `The versions of this year declare different aggregates, which can't be added up in one run. Make version ${differs.version} declare the same.`,
  });
}

/** A catalogue serves from its first day to the day before the next one's: the versions of those days must group as it was built. */
function requireMethod(catalogue: RunSnapshot['catalogues'][number], next: string | undefined, versions: readonly Pinned[]): void {
  const used = versions.filter(({ from, to }) => to >= catalogue.from && (next === undefined || from < next));
  const other = used.find(({ compiled }) => compiled.plan.groupingHash !== catalogue.groupingHash);
  if (other === undefined) return;
  throw new StateError('RULESET_INVALID', {
    zh: `目录库 ${catalogue.version} 与规则集 ${other.compiled.plan.version} 的分组方法不一致，不能清算。请用本规则集重新测算或导入目录库。`,
    en: `Catalogue ${catalogue.version} was built with another grouping method than that of ruleset ${other.compiled.plan.version}. Build or import it again.`,
  });
}
