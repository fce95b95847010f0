import { figureOf, type IndicatorFigure, type NoFigure } from '../../engine/indicators/figure.js';
import type { AskedSums, KnownSum } from './known-sums.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { readSums } from './read-sums.js';
import { reportPeriod, type ReportPeriod } from './report-period.js';
import { isConfirmed, sourceRuns, type SourceRuns } from './source-runs.js';
import { NotFoundError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { yearVersionsOf } from '../periods/declared/period-of-year.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import { must } from '../../engine/kit/assert.js';
import { add, type Fraction, ZERO } from '../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** 单元 what figures are of: the region, a class or level of institutions, one institution. */
export const INDICATOR_CELL_KINDS = ['REGION', 'CLASS', 'LEVEL', 'INSTITUTION'] as const;
/** One of INDICATOR_CELL_KINDS. */
export type IndicatorCellKind = (typeof INDICATOR_CELL_KINDS)[number];

/** A cell of a report: the figures of the indicators, in their order. */
export interface IndicatorCell {
  readonly kind: IndicatorCellKind;
  /** Of the region, the class, the level or the institution. */
  readonly code: string;
  /** Codes of the institutions that it is added up of. */
  readonly institutions: readonly string[];
  readonly figures: readonly IndicatorFigure[];
}

/** 指标报告 the indicators of a period. */
export interface IndicatorReport {
  readonly key: FundYearKey;
  readonly period: ReportPeriod;
  readonly sources: SourceRuns;
  /** Whether anything is not confirmed yet. */
  readonly isProvisional: boolean;
  readonly compiled: CompiledRuleset;
  readonly indicators: readonly IndicatorPlan[];
  /** Region, classes, levels, institutions; each by code. */
  readonly cells: readonly IndicatorCell[];
  /** The sum of one of the names that the indicators are made of, in a cell. */
  readonly sumIn: (cell: IndicatorCell, name: string) => Fraction | NoFigure;
}

/** Which indicators of which period. */
export interface IndicatorReportAsked extends FundYearKey {
  readonly period: string;
  /** Only these; left out: all of the ruleset. */
  readonly indicators?: readonly string[];
}

/**
 * 指标 works out the indicators of a period for the region, for classes, levels and institutions, from what runs left (record 0039): ratios of
 * sums, so that no figure is averaged. An institution's key gets its own cell only. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED,
 * NO_RULESET_IN_FORCE, RULESET_INVALID.
 */
export async function indicatorReport(platform: Platform, { actor, read }: Caller, asked: IndicatorReportAsked): Promise<IndicatorReport> {
  requirePermission(actor, 'statement:read', asked.regionCode);
  return await read((unit) => reportOf(platform, unit, asked));
}

/** As `indicatorReport`, within a transaction and without asking who may; `beside` are figures before those of the ruleset. */
export async function reportOf(
  platform: Platform,
  unit: Unit,
  asked: IndicatorReportAsked,
  beside: readonly IndicatorPlan[] = [],
): Promise<IndicatorReport> {
  const { regionCode, year, insurance } = asked;
  const key = { regionCode, year, insurance };
  if ((await unit.regions.find(regionCode)) === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, regionCode);
  const opened = await openReport(platform, unit, key, asked.period);
  const indicators = [...beside, ...chosenIndicators(opened.compiled.indicators, asked.indicators)];
  const terms = indicators.flatMap(({ numerator, denominator = [], cell }) => [
    ...numerator,
    ...denominator,
    ...(cell === undefined ? [] : [cell]),
  ]);
  const sums = await readSums(unit, { key, ...opened }, terms);
  const cells = (await groupsOf(unit, { key, ...opened }, sums)).map((cell) => ({
    ...cell,
    figures: indicators.map((indicator) => figureOf(indicator, ({ name }) => sumIn(cell, must(sums.get(name), name)))),
  }));
  return {
    key,
    ...opened,
    isProvisional: opened.sources.cases === null || !isConfirmed(opened.sources.cases),
    indicators,
    cells,
    sumIn: (cell, name) => sumIn(cell, must(sums.get(name), name)),
  };
}

/** The period, the runs that say something of it, and the version that says what its indicators are: that of its run, else that of its last day. */
export async function openReport(platform: Platform, unit: Unit, key: FundYearKey, wanted: string): Promise<Omit<AskedSums, 'key'>> {
  const read = <T>(work: (own: Unit) => Promise<T>): Promise<T> => work(unit);
  const years = await yearVersionsOf(platform, read, key);
  const period = reportPeriod(years, wanted);
  const sources = await sourceRuns(unit, key, { days: years, period });
  const inForce = years.versions.find(({ from, to }) => period.to >= from && period.to <= to) ?? years.versions.at(-1);
  const run = sources.cases === null ? undefined : await unit.runs.findByNo(key.regionCode, sources.cases.runNo);
  const id = run?.rulesetIds.at(-1);
  if (id === undefined) return { period, sources, compiled: must(inForce, 'version of the year').compiled };
  const { effectiveHash } = must(await unit.rulesets.findById(key.regionCode, id), 'ruleset of a run');
  return { period, sources, compiled: await platform.rulesets.get(read, { regionCode: key.regionCode, id, effectiveHash }) };
}

/** Those of a ruleset that were asked for. Throws NOT_FOUND. */
export function chosenIndicators(all: readonly IndicatorPlan[], wanted: readonly string[] | undefined): readonly IndicatorPlan[] {
  const unknown = wanted?.find((id) => !all.some((one) => one.id === id));
  if (unknown !== undefined) throw new NotFoundError({ zh: '指标', en: 'indicator' }, unknown);
  return wanted === undefined ? all : all.filter(({ id }) => wanted.includes(id));
}

type Group = Omit<IndicatorCell, 'figures'>;

/** The region, and its institutions by class, by level and one by one; class and level as the run had them. */
async function groupsOf(unit: Unit, { key, sources }: AskedSums, sums: ReadonlyMap<string, KnownSum>): Promise<readonly Group[]> {
  const known = new Set<string>();
  for (const sum of sums.values()) if (sum.kind === 'INSTITUTIONS') for (const code of sum.of.keys()) known.add(code);
  const codes = [...known].sort();
  const single = codes.map((code): Group => ({ kind: 'INSTITUTION', code, institutions: [code] }));
  if (unit.access.institutionCode !== null) return single;
  const { regionCode } = key;
  const groups = await classesAndLevels(unit, { regionCode, runNo: sources.cases?.runNo }, codes);
  return [{ kind: 'REGION', code: regionCode, institutions: codes }, ...groups, ...single];
}

/** Institutions by class and by level, as a run had them. */
export async function classesAndLevels(
  unit: Unit,
  { regionCode, runNo }: { readonly regionCode: string; readonly runNo: number | undefined },
  codes: readonly string[],
): Promise<readonly Group[]> {
  const names = ['institutionClass', 'institutionLevel'];
  const profiles = runNo === undefined ? [] : await unit.runSums.values(regionCode, runNo, ['institution'], names);
  const by = (kind: 'CLASS' | 'LEVEL', name: string): readonly Group[] => {
    const values = new Map(profiles.map(({ institutionCode, values: own }) => [institutionCode, own[name]]));
    const groups = groupBy(codes, (code) => values.get(code) ?? '');
    return [...groups]
      .filter(([code]) => code !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, institutions]) => ({ kind, code, institutions }));
  };
  return [...by('CLASS', 'institutionClass'), ...by('LEVEL', 'institutionLevel')];
}

function sumIn({ kind, institutions }: Group, sum: KnownSum): Fraction | NoFigure {
  switch (sum.kind) {
    case 'NONE':
      return sum.reason;
    case 'REGION':
      return kind === 'REGION' ? sum.value : 'NOT_OF_CELL';
    case 'INSTITUTIONS':
      if (institutions.some((code) => sum.asked?.has(code) === true && !sum.of.has(code))) return 'NOT_STATED';
      return institutions.reduce((total, code) => add(total, sum.of.get(code) ?? ZERO), ZERO);
  }
}
