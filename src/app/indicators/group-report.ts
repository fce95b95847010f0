import { figureOf, type IndicatorFigure, type NoFigure } from '../../engine/indicators/figure.js';
import { chosenIndicators, openReport, type IndicatorReportAsked } from './indicator-report.js';
import { nameInRun } from './read-sums.js';
import { Aggregates } from '../clearing/run/aggregates.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { GroupPage } from '../ports/clearing/ports-run-sums.js';
import type { Unit } from '../ports/ports.js';
import type { IndicatorPlan, IndicatorTerm } from '../../engine/indicators/indicator.js';
import { storedDecimal, type Fraction } from '../../engine/number/quantity.js';

/** The indicators of one disease group. */
export interface GroupFigures {
  readonly groupCode: string;
  readonly figures: readonly IndicatorFigure[];
}

/** Which groups: a page by code, of one institution where named. */
export interface GroupReportAsked extends IndicatorReportAsked {
  readonly institutionCode?: string;
  readonly page: Omit<GroupPage, 'months' | 'institutionCode'>;
}

/**
 * 分病种指标 the indicators of a period by disease group (DU-14), a page at a time: those whose sums are all of cases, the others have the reason
 * NOT_BY_GROUP. An institution's key gets its own cases only. Throws as `indicatorReport`.
 */
export async function groupReport(platform: Platform, { actor, read }: Caller, asked: GroupReportAsked): Promise<readonly GroupFigures[]> {
  requirePermission(actor, 'statement:read', asked.regionCode);
  return await read((unit) => groupsOf(platform, unit, asked));
}

async function groupsOf(platform: Platform, unit: Unit, asked: GroupReportAsked): Promise<readonly GroupFigures[]> {
  const { regionCode, year, insurance, institutionCode, page } = asked;
  const { compiled, period, sources } = await openReport(platform, unit, { regionCode, year, insurance }, asked.period);
  if (sources.cases === null) return [];
  const indicators = chosenIndicators(compiled.indicators, asked.indicators);
  const wanted = new Set(indicators.flatMap(termsOf).flatMap((term) => nameInRun(term) ?? []));
  const sums = new Aggregates({ compiled }).asked.filter(({ id }) => wanted.has(id));
  const rows = await unit.runSums.ofGroups(regionCode, sources.cases.runNo, sums, {
    ...page,
    ...{ months: period.months.map(Number), ...(institutionCode === undefined ? {} : { institutionCode }) },
  });
  return rows.map(({ of, values }) => {
    const sumOf = (term: IndicatorTerm): Fraction | NoFigure => {
      const name = nameInRun(term);
      return name === undefined ? 'NOT_BY_GROUP' : storedDecimal(values[name] ?? '0');
    };
    return { groupCode: of, figures: indicators.map((indicator) => figureOf(indicator, sumOf)) };
  });
}

function termsOf({ numerator, denominator = [] }: IndicatorPlan): readonly IndicatorTerm[] {
  return [...numerator, ...denominator];
}
