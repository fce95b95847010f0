import type { RunSnapshot } from './run-snapshot.js';
import { NotFoundError, noRulesetInForce, StateError } from '../errors.js';
import { groupBy } from '../group-by.js';
import { catalogueInForce } from '../group-indexes.js';
import type { FundYearKey } from '../ports-fund-year.js';
import type { PaymentScheme, RulesetSummary } from '../ports-ruleset.js';
import type { Unit } from '../ports.js';
import type { RegionIndex } from '../region-cache.js';
import { addDays, settlementYearDays } from '../../engine/calendar.js';
import type { Plan } from '../../engine/plan.js';
import { printFen } from '../../engine/quantity.js';
import { actualRanges } from '../../rules/dates.js';

/** The versions of a scheme that are in force on days of a range, rising, each with those days. Every day must have one. */
export function versionsOf(index: RegionIndex, scheme: PaymentScheme, from: string, to: string): RunSnapshot['rulesets'] {
  const versions = index.rulesets.filter((ruleset) => ruleset.scheme === scheme);
  const byId = new Map(versions.map((version) => [version.id, version]));
  const ranges = actualRanges(
    versions.map(({ id, effectiveFrom, effectiveTo }) => ({ id, from: effectiveFrom, to: effectiveTo ?? undefined })),
  );
  const found: RunSnapshot['rulesets'] = [];
  let next = from;
  for (const range of ranges) {
    const first = range.from > from ? range.from : from;
    const last = range.to === undefined || range.to > to ? to : range.to;
    const version = byId.get(range.id);
    if (version === undefined || first > last) continue;
    if (first > next) throw noRulesetInForce(index.region.code, next);
    found.push({ id: version.id, version: version.version, effectiveHash: version.effectiveHash, from: first, to: last });
    next = addDays(last, 1);
  }
  if (next <= to) throw noRulesetInForce(index.region.code, next);
  return found;
}

/** The version in force on the last day of the year: it decides what is not about single cases. */
export function yearVersion(index: RegionIndex, rulesets: RunSnapshot['rulesets']): RulesetSummary {
  const last = rulesets.at(-1);
  const found = index.rulesets.find((ruleset) => ruleset.id === last?.id);
  if (found === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, last?.id ?? '');
  return found;
}

function cataloguesOf(index: RegionIndex, from: string, to: string): RunSnapshot['catalogues'] {
  catalogueInForce(index, to);
  const begun = index.catalogues.filter(({ effectiveFrom }) => effectiveFrom <= to);
  const firstInForce = Math.max(
    0,
    begun.findLastIndex(({ effectiveFrom }) => effectiveFrom <= from),
  );
  return begun
    .slice(firstInForce)
    .map(({ id, version, contentHash, groupingHash, effectiveFrom }) => ({ id, version, contentHash, groupingHash, from: effectiveFrom }));
}

/** Adjustments by name, payments as `prepaid`, assessments: what the year brought to each institution. */
async function institutionYears({ fundYears }: Unit, key: FundYearKey): Promise<RunSnapshot['institutionYears']> {
  const sums = new Map<string, Map<string, bigint>>();
  const add = (code: string, name: string, amountFen: bigint): void => {
    const own = sums.get(code) ?? new Map<string, bigint>();
    sums.set(code, own.set(name, (own.get(name) ?? 0n) + amountFen));
  };
  for (const { institutionCode, name, amountFen } of await fundYears.adjustments(key)) add(institutionCode, name, amountFen);
  for (const { institutionCode, amountFen } of await fundYears.payments(key)) add(institutionCode, 'prepaid', amountFen);
  const facts: RunSnapshot['institutionYears'] = {};
  for (const [code, own] of sums) facts[code] = Object.fromEntries([...own].map(([name, fen]) => [name, printFen(fen)]));
  for (const { institutionCode, name, value } of await fundYears.assessments(key))
    facts[institutionCode] = { ...facts[institutionCode], [name]: value };
  return facts;
}

/** Freezes everything that a fund year is cleared from. Throws NO_RULESET_IN_FORCE, and RULESET_INVALID where the budget is missing. */
export async function freezeInputs(
  unit: Unit,
  index: RegionIndex,
  at: { readonly key: FundYearKey; readonly scheme: PaymentScheme; readonly plan: Plan; readonly engineVersion: string },
): Promise<RunSnapshot> {
  const { key, plan } = at;
  const { regionCode, year, insurance } = key;
  const { from, to } = settlementYearDays(year, plan.yearStart);
  const budget = await unit.fundYears.budget(key);
  if (budget === undefined) throw missingBudget(key);
  const actuals = await unit.fundYears.actuals(key);
  const profiles = groupBy(await unit.institutions.profiles(regionCode), (profile) => profile.institutionCode);
  const figures = (await unit.institutions.figures(regionCode, year)).filter((figure) => figure.insurance === insurance);
  const institutions = await unit.institutions.list(regionCode);
  return {
    engineVersion: at.engineVersion,
    regionCode,
    year,
    insurance,
    from,
    to,
    periodBy: plan.periodBy,
    throughImportSeq: (await unit.cases.lastImportSeq(regionCode)).toString(),
    rulesets: versionsOf(index, at.scheme, from, to),
    catalogues: cataloguesOf(index, from, to),
    institutions: institutions.map(({ code, name }) => ({
      code,
      name,
      profiles: (profiles.get(code) ?? []).map(({ effectiveFrom, level, attributes }) => ({
        effectiveFrom,
        level,
        attributes: { ...attributes },
      })),
    })),
    figures: figures.map(({ institutionCode, name, value }) => ({ institutionCode, name, value })),
    budget: { ...budget.items },
    actuals: { ...actuals?.items },
    institutionYears: await institutionYears(unit, key),
  };
}

function missingBudget({ regionCode, year, insurance }: FundYearKey): StateError {
  const name = insurance === 'EMPLOYEE' ? '职工' : '居民';
  return new StateError('RULESET_INVALID', {
    zh: `统筹地区 ${regionCode} ${year} 年${name}医保没有预算。请先录入年度预算（setBudget）。`,
    en: `Region ${regionCode} has no ${insurance} budget for ${year}. Record it first (setBudget).`,
  });
}
