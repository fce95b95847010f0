import { requireInstitutionFacts } from './require-institution-facts.js';
import { sourceOf } from './run-source.js';
import { institutionYears, periodFacts, readFundYear, runRecords, type RunRecords } from './run-records.js';
import type { RunSnapshot } from './run-snapshot.js';
import { requireClearable, versionsOfYear, type YearVersions } from './run-versions.js';
import { StateError } from '../../base/errors.js';
import { groupBy } from '../../../engine/kit/group-by.js';
import { namedGrouper, type GrouperKey } from '../../caches/grouper-library.js';
import type { GrouperRecord } from '../../ports/ports-grouper.js';
import { catalogueInForce } from '../../scoring/group-indexes.js';
import type { Platform } from '../../kernel/platform.js';
import type { CatalogueRecord } from '../../ports/ports-catalogue.js';
import type { FundYearKey, PeriodKey } from '../../ports/clearing/ports-fund-year.js';
import { closedParts, isPartlyClosed, openMonthsOf, outOfTurn, requireTurn } from '../../periods/closed-periods.js';
import { PERIODS, periodOf, YEAR_KEY, type PartKind, settlesPeriods } from '../../../engine/plan/periods.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import { everPublished, type AskedScheme } from '../../caches/in-force.js';
import { requireToldVersions } from '../../caches/told-versions.js';
import type { Unit } from '../../ports/ports.js';
import { changesThatCount, outOfService } from '../../../engine/clearing/institution-changes.js';
import { byCode } from '../../../engine/number/allocate.js';
import { assert, must } from '../../../engine/kit/assert.js';

/** The catalogues of a year, rising: the one in force on its first day, and those that begin in it. */
function cataloguesOf(regionCode: string, all: readonly CatalogueRecord[], { from, to }: YearVersions): RunSnapshot['catalogues'] {
  const first = catalogueInForce({ region: { code: regionCode }, catalogues: all }, from);
  return all
    .slice(all.indexOf(first))
    .filter(({ priced }) => priced)
    .filter(({ effectiveFrom }) => effectiveFrom <= to)
    .map(({ id, version, contentHash, groupingHash, effectiveFrom }) => ({ id, version, contentHash, groupingHash, from: effectiveFrom }));
}

/** What a run is cleared from, and the rows behind its sums. */
export interface FrozenInputs {
  readonly snapshot: RunSnapshot;
  readonly records: RunRecords;
}

/** Which fund year is frozen, and which period of it is settled (none: the year); no scheme: DIP before DRG. */
export interface FreezeAt {
  readonly key: FundYearKey;
  readonly scheme: AskedScheme;
  readonly period?: PeriodKey;
  /** What becomes of a year of which some months are closed and others not: it can't be cleared; as a whole it is looked at as if none were. */
  readonly ifPartly?: 'REFUSE' | 'AS_A_WHOLE';
}

/**
 * Freezes everything that a fund year is cleared from, as one transaction sees it: no cache is asked. Throws NO_RULESET_IN_FORCE, and
 * RULESET_INVALID where the budget or the catalogue is missing, or where versions and catalogues do not go together, and VALIDATION_FAILED where
 * an institution lacks a fact that its coefficients need; RULESET_TAMPERED.
 */
export async function freezeInputs(
  platform: Platform,
  unit: Unit,
  { key, scheme, period: asked = YEAR_KEY, ifPartly = 'REFUSE' }: FreezeAt,
): Promise<FrozenInputs> {
  const { regionCode, year, insurance } = key;
  assert(unit.access.institutionCode === null, 'a year is frozen by the agency, which sees all of it');
  const published = everPublished(await unit.rulesets.list(regionCode));
  const years = await versionsOfYear(platform, (work) => work(unit), published, { regionCode, year, scheme });
  await requireToldVersions((work) => work(unit), regionCode, published);
  const { from, to, versions } = years;
  const catalogues = cataloguesOf(regionCode, await unit.catalogues.list(regionCode), years);
  requireClearable(versions, catalogues);
  const parts = await periodOfRun(unit, years, { key, asked, ifPartly });
  const recorded = await readFundYear(unit, key);
  const { budget, actuals } = recorded;
  if (budget === undefined) throw missingBudget(key);
  const snapshot: RunSnapshot = {
    engineVersion: platform.engineVersion,
    regionCode,
    year,
    insurance,
    from,
    to,
    periodBy: must(versions.at(-1), 'version of the year').compiled.plan.periodBy,
    throughImportSeq: (await unit.cases.lastImportSeq(regionCode)).toString(),
    rulesets: await rulesetsOf(unit, regionCode, versions),
    catalogues,
    institutions: await institutionsOf(unit, regionCode),
    figures: await yearFigures(unit, key),
    budget: { ...budget.items },
    actuals: { ...actuals?.items },
    institutionYears: institutionYears(recorded),
    ...parts,
    ...periodFacts(recorded),
    ...(await outOfServiceIn(unit, regionCode, years)),
  };
  await requireInstitutionFacts({ key, years, source: sourceOf(snapshot) });
  return { snapshot, records: runRecords(recorded) };
}

/** The period that a run settles and what was closed before it; a year that was never parted states neither, so that it keeps its hash. */
async function periodOfRun(
  unit: Unit,
  { from, to, versions }: YearVersions,
  { key, asked, ifPartly }: { readonly key: FundYearKey; readonly asked: PeriodKey; readonly ifPartly: 'REFUSE' | 'AS_A_WHOLE' },
): Promise<Pick<RunSnapshot, 'period' | 'closed'>> {
  const period = periodOf({ from, to }, asked);
  if (period === undefined) throw noSuchPeriod(asked, from);
  const runs = await unit.runs.closed(key);
  if (ifPartly === 'AS_A_WHOLE' && isPartlyClosed(runs, { from, to })) return {};
  requireTurn(runs, { from, to }, period);
  const closed = closedParts(runs).map((part) => ({ ...part }));
  const parted = closed.length === 0 ? {} : { closed };
  const { kind } = period;
  if (kind === 'YEAR') return parted;
  const { compiled } = must(
    versions.find((version) => period.to >= version.from && period.to <= version.to),
    'version of the last day',
  );
  requirePeriodTotal(compiled, kind);
  const adds = compiled.plan.aggregates.some(({ of, per }) => of === PERIODS.MONTH.scope && per === PERIODS.QUARTER.scope);
  const open = kind === 'QUARTER' && adds ? openMonthsOf(runs, { from, to }, period)[0] : undefined;
  if (open !== undefined) throw outOfTurn(period.key, open.key);
  return { ...parted, period: { ...period, kind } };
}

function requirePeriodTotal({ plan }: CompiledRuleset, kind: PartKind): void {
  const { scope, total, zh, en } = PERIODS[kind];
  if (settlesPeriods(plan, kind)) return;
  throw new StateError('RULESET_INVALID', {
    zh: `规则集 ${plan.version} 没有${zh}结算的判定 ${scope}.${total}，不能按${zh}结算。请补充该判定后作为新版本载入，或直接清算全年。`,
    en: `Ruleset ${plan.version} has no decision ${scope}.${total}: nothing can be settled by ${en}. Add it in a new version, or clear the whole year.`,
  });
}

function noSuchPeriod(key: PeriodKey, from: string): StateError {
  return new StateError('RULESET_INVALID', {
    zh: `本结算年度自 ${from} 起，不从某月一日开始，没有结算期 ${key}：只能清算全年。`,
    en: `This year begins on ${from}, which is no first of a month: it has no period ${key} and can only be cleared as a whole.`,
  });
}

/** Days of the year on which institutions are out of service; nothing where there are none. */
async function outOfServiceIn({ institutions }: Unit, regionCode: string, days: Pick<YearVersions, 'from' | 'to'>) {
  const spans = outOfService(changesThatCount(await institutions.changes(regionCode)), days);
  return spans.length === 0 ? {} : { outOfService: spans.map((span) => ({ ...span })) };
}

/** The versions of a year, each with the grouper that it names. */
async function rulesetsOf(unit: Unit, regionCode: string, versions: YearVersions['versions']): Promise<RunSnapshot['rulesets']> {
  const frozen: RunSnapshot['rulesets'] = [];
  for (const { summary, compiled, from, to } of versions) {
    const { id, version, effectiveHash } = summary;
    const method = compiled.plan.grouping?.grouper;
    const named = method === undefined ? {} : { grouper: keyOf(await namedGrouper(unit, regionCode, method)) };
    frozen.push({ id, version, effectiveHash, from, to, ...named });
  }
  return frozen;
}

function keyOf({ regionCode, id, code, version, contentHash }: GrouperRecord): GrouperKey {
  return { regionCode, id, code, version, contentHash };
}

/** Institutions of a region with their profiles, in the order of codes. */
export async function institutionsOf({ institutions }: Unit, regionCode: string): Promise<RunSnapshot['institutions']> {
  const profiles = groupBy(await institutions.profiles(regionCode), (profile) => profile.institutionCode);
  const listed = [...(await institutions.list(regionCode))].sort((a, b) => byCode(a.code, b.code));
  return listed.map(({ code, name }) => ({
    code,
    name,
    profiles: [...(profiles.get(code) ?? [])]
      .sort((a, b) => byCode(a.effectiveFrom, b.effectiveFrom))
      .map(({ effectiveFrom, level, attributes }) => ({
        effectiveFrom,
        level,
        attributes: { ...attributes },
      })),
  }));
}

/** In the order of codes, which does not depend on how a database sorts. */
export async function yearFigures({ institutions }: Unit, { regionCode, year, insurance }: FundYearKey): Promise<RunSnapshot['figures']> {
  return (await institutions.figures(regionCode, year))
    .filter((figure) => figure.insurance === insurance)
    .map(({ institutionCode, name, value }) => ({ institutionCode, name, value }))
    .sort((a, b) => byCode(a.institutionCode, b.institutionCode) || byCode(a.name, b.name));
}

function missingBudget({ regionCode, year, insurance }: FundYearKey): StateError {
  const name = insurance === 'EMPLOYEE' ? '职工' : '居民';
  return new StateError('RULESET_INVALID', {
    zh: `统筹地区 ${regionCode} ${year} 年${name}医保没有预算。请先录入年度预算（setBudget，或 dip budget set）。`,
    en: `Region ${regionCode} has no ${insurance} budget for ${year}. Record it first (setBudget, or dip budget set).`,
  });
}
