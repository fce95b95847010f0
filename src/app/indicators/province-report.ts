import { COMMON_MEASURES, isSameIndicator } from './common-measures.js';
import { reportOf, type IndicatorReport, type IndicatorReportAsked } from './indicator-report.js';
import { ForbiddenError, NotFoundError, StateError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { maySeeRegion, type Actor } from '../ports/kit/permissions.js';
import type { RegionRecord } from '../ports/ports-region.js';
import type { Unit } from '../ports/ports.js';
import { figureOf, type IndicatorFigure } from '../../engine/indicators/figure.js';
import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import { add, ZERO, type Fraction } from '../../engine/number/quantity.js';

/** 一个统筹地区 a region of the province: its figures, or why it has none. */
export interface ProvinceRegion {
  readonly region: RegionRecord;
  /** NO_RULESET: no version was in force; NOT_SETTLED: nothing of the period is settled; null: it has figures. */
  readonly without: 'NO_RULESET' | 'NOT_SETTLED' | null;
  readonly runNo: number | null;
  readonly isProvisional: boolean;
  readonly figures: readonly IndicatorFigure[];
}

/** A figure of the province: added up over the regions that mean the same by it. */
export interface ProvinceFigure extends IndicatorFigure {
  readonly label: IndicatorPlan['label'];
  readonly unit: string;
  /** Codes of the regions that it is added up of. */
  readonly of: readonly string[];
}

/** 省级汇总 what the regions below a province come to. */
export interface ProvinceReport {
  readonly province: RegionRecord;
  readonly regions: readonly ProvinceRegion[];
  readonly totals: readonly ProvinceFigure[];
}

/** Of which province, year, insurance and period. */
export type ProvinceReportAsked = Omit<IndicatorReportAsked, 'indicators'>;

/**
 * 省级汇总视图 (N25-02b) the common measures and the indicators of the regions whose region above is the one that is asked for, and their totals:
 * sums over sums, an indicator over those regions only whose rulesets mean the same by it. The caller sees the regions that the key is for and no
 * others (permission budget:read in each); a key of an institution is refused. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, RULESET_INVALID.
 */
export async function provinceReport(
  platform: Platform,
  { actor, read }: Caller,
  { regionCode, ...asked }: ProvinceReportAsked,
): Promise<ProvinceReport> {
  return await read(async (unit) => {
    const all = await unit.regions.list();
    const province = all.find(({ code }) => code === regionCode);
    if (province === undefined) throw new NotFoundError({ zh: '地区', en: 'region' }, regionCode);
    const below = regionsBelow(actor, all, regionCode);
    const read = await inTurn(below, (region) => regionOf(platform, unit, region, asked));
    return { province, regions: read.map(({ of }) => of), totals: totalsOf(read) };
  });
}

/** Those below a region that the key may see, by code. Throws FORBIDDEN: an institution's key, a key of none of them. */
function regionsBelow(actor: Actor, all: readonly RegionRecord[], regionCode: string): readonly RegionRecord[] {
  if (actor.institutionCode !== null) throw new ForbiddenError(READ);
  const seen = all.filter(({ code, parentCode }) => parentCode === regionCode && maySeeRegion(actor, code));
  for (const code of seen.length === 0 ? [regionCode] : seen.map((region) => region.code)) requirePermission(actor, READ, code);
  return seen;
}

/** 查看预算 what agencies have, and institutions do not. */
const READ = 'budget:read';

interface ReadRegion {
  readonly of: ProvinceRegion;
  readonly report: IndicatorReport | undefined;
}

async function regionOf(
  platform: Platform,
  unit: Unit,
  region: RegionRecord,
  asked: Omit<ProvinceReportAsked, 'regionCode'>,
): Promise<ReadRegion> {
  const nothing = { region, runNo: null, isProvisional: true, figures: [] };
  try {
    const report = await reportOf(platform, unit, { ...asked, regionCode: region.code }, COMMON_MEASURES);
    const { sources, isProvisional, cells } = report;
    if (sources.cases === null) return { of: { ...nothing, without: 'NOT_SETTLED' }, report: undefined };
    const figures = cells.find(({ kind }) => kind === 'REGION')?.figures ?? [];
    return { of: { region, without: null, runNo: sources.cases.runNo, isProvisional, figures }, report };
  } catch (error) {
    if (error instanceof StateError && error.code === 'NO_RULESET_IN_FORCE')
      return { of: { ...nothing, without: 'NO_RULESET' }, report: undefined };
    throw error;
  }
}

/** Each indicator as the first region that has it means it; regions that mean something else by it stand apart. */
function totalsOf(read: readonly ReadRegion[]): readonly ProvinceFigure[] {
  const found: ProvinceFigure[] = [];
  const meant: IndicatorPlan[] = [];
  for (const { report } of read) {
    for (const indicator of report?.indicators ?? []) {
      if (meant.some((one) => one.id === indicator.id && isSameIndicator(one, indicator))) continue;
      meant.push(indicator);
      found.push(totalOf(indicator, read));
    }
  }
  return found;
}

function totalOf(indicator: IndicatorPlan, read: readonly ReadRegion[]): ProvinceFigure {
  const own = read.flatMap(({ of, report }) => {
    const same = report?.indicators.some((one) => one.id === indicator.id && isSameIndicator(one, indicator)) ?? false;
    const figure = of.figures.find(({ id }) => id === indicator.id);
    if (!same || figure === undefined || figure.numerator === null || (indicator.denominator !== undefined && figure.denominator === null))
      return [];
    return [{ code: of.region.code, numerator: figure.numerator, denominator: figure.denominator ?? ZERO }];
  });
  const sum = (of: (one: (typeof own)[number]) => Fraction): Fraction => own.reduce((total, one) => add(total, of(one)), ZERO);
  const [above, under] = [sum(({ numerator }) => numerator), sum(({ denominator }) => denominator)];
  const whole = { ...indicator, numerator: [NUMERATOR], ...(indicator.denominator === undefined ? {} : { denominator: [DENOMINATOR] }) };
  const figure = figureOf(whole, ({ name }) => (own.length === 0 ? 'NOT_SETTLED' : name === NUMERATOR.name ? above : under));
  return { ...figure, label: indicator.label, unit: indicator.unit, of: own.map(({ code }) => code) };
}

const NUMERATOR = { name: 'numerator', sign: 1, source: { kind: 'COUNT' } } as const;
const DENOMINATOR = { name: 'denominator', sign: 1, source: { kind: 'COUNT' } } as const;

async function inTurn<From, To>(list: readonly From[], work: (one: From) => Promise<To>): Promise<readonly To[]> {
  const done: To[] = [];
  for (const one of list) done.push(await work(one)); // one transaction, one connection
  return done;
}
