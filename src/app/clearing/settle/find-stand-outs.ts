import type { ScoredRun } from './read-scores.js';
import type { RunPlan } from '../run/run-plan.js';
import { compareAssigned, comparesAssigned, type AssignedGroups } from './assigned-groups.js';
import {
  assumptionsFound,
  casesAssigned,
  casesOutOfService,
  casesOver,
  exceptionsFound,
  groupsFound,
  institutionsAbove,
  institutionsAssigned,
  institutionsMoved,
  monthsAbove,
  MOST_OF_A_KIND,
  type FoundStandOuts,
  type InstitutionFigures,
  type Threshold,
} from './stand-out-checks.js';
import { meanCosts, pointsByMonth, pointsOf, pointsShares } from './stand-out-figures.js';
import { assumptionsUsed, costsAbove, groupsWithoutMean, scoresAbove } from './stand-out-parts.js';
import { figuresFrom, figuresText, parseStandsOut, type StandOutCheck, type StandsOut } from './stands-out.js';
import { hashOf } from '../../kernel/command.js';
import type { Platform } from '../../kernel/platform.js';
import type { RunLease } from '../../ports/clearing/ports-run.js';
import { PLATFORM_ACCESS } from '../../ports/ports.js';
import { STAND_OUT_KINDS, type StandOutKind, type StandOutRecord } from '../../ports/clearing/ports-stand-out.js';
import { must } from '../../../engine/kit/assert.js';
import {
  compare,
  divide,
  fenToYuan,
  multiply,
  printFixed,
  storedDecimal,
  whole,
  ZERO,
  type Fen,
  type Fraction,
} from '../../../engine/number/quantity.js';
import { standOutThreshold, type StandOutParameter } from '../../../rules/checks/stand-out-parameters.js';

/** The parameter that each check asks for; null: it has none and is always on. */
const PARAMETERS: Readonly<Record<StandOutKind, StandOutParameter | null>> = {
  CASE_COST_RATIO: 'standOutCostRatioMax',
  CASE_FUND_SHARE: 'standOutFundShareMax',
  CASE_POINTS_SHARE: 'standOutFundShareMax',
  INSTITUTION_POINTS_CHANGE: 'standOutPointsChangeMax',
  INSTITUTION_MEAN_COST_CHANGE: 'standOutMeanCostChangeMax',
  INSTITUTION_POINTS_SHARE_CHANGE: 'standOutPointsShareChangeMax',
  INSTITUTION_MONTH_POINTS: 'standOutMonthPointsMax',
  INSTITUTION_EXCLUDED_SHARE: 'standOutExcludedShareMax',
  CASE_OUT_OF_SERVICE: null,
  CASE_ASSIGNED_GROUP: null,
  INSTITUTION_ASSIGNED_GROUP: null,
  GROUP_WITHOUT_MEAN: null,
  EXCEPTION: null,
  ASSUMED_FIGURE: null,
};

const COMPARES_YEARS: readonly StandOutKind[] = [
  'INSTITUTION_POINTS_CHANGE',
  'INSTITUTION_MEAN_COST_CHANGE',
  'INSTITUTION_POINTS_SHARE_CHANGE',
];

/** Checks that ask for a whole year: its fund, or what the year before came to. */
const OF_WHOLE_YEARS: readonly StandOutKind[] = ['CASE_FUND_SHARE', ...COMPARES_YEARS];

/** Checks of a run whose cases are grouped by a grouper. */
const BY_GROUPER: readonly StandOutKind[] = ['CASE_ASSIGNED_GROUP', 'INSTITUTION_ASSIGNED_GROUP'];

/** A run that was cleared, and what its scores add up to. */
export interface QuestionedYear {
  readonly lease: RunLease;
  readonly plan: RunPlan;
  readonly scored: ScoredRun;
  /** Null of a month or quarter. */
  readonly fundFen: Fen | null;
}

type Figures = ReadonlyMap<string, InstitutionFigures>;

/**
 * What a careful accountant would question in a cleared year before confirming it (存疑事项). Thresholds are the parameters of the version that
 * decides the year; a check without one is off, and says so. The same scores give the same list. Nothing of the result depends on it.
 */
export async function findStandOuts(platform: Platform, year: QuestionedYear): Promise<StandsOut> {
  const before = await yearBefore(platform, year.plan);
  const checks: StandOutCheck[] = [];
  const items: StandOutRecord[] = [];
  const assigned = comparesAssigned(year.plan) ? await compareAssigned(platform, year.plan, MOST_OF_A_KIND) : undefined;
  for (const kind of STAND_OUT_KINDS) {
    if (assigned === undefined && BY_GROUPER.includes(kind)) continue; // nothing is said of what there is not
    if (kind === 'CASE_OUT_OF_SERVICE' && year.plan.snapshot.outOfService === undefined) continue;
    const parameter = PARAMETERS[kind];
    const threshold = parameter === null ? undefined : thresholdOf(year.plan, kind, parameter);
    const offBecause = offReason(kind, {
      lacksParameter: parameter !== null && threshold === undefined,
      hasYearBefore: before !== undefined,
      isYear: year.fundFen !== null,
    });
    const found =
      offBecause === null ? await look(platform, year, { kind, threshold, assigned, before: before?.figures ?? new Map() }) : NONE;
    checks.push({
      ...{ kind, parameter, offBecause },
      threshold: threshold?.text ?? null,
      count: Number(found.count),
      listed: found.items.length,
    });
    items.push(...found.items);
  }
  const comparedRunNo = before?.runNo ?? null;
  const shown = items.map(({ caseSeq: _, ...item }) => item);
  return {
    items,
    summary: { checks, comparedRunNo, figures: figuresText(year.scored.figures) },
    hash: hashOf({ checks, items: shown }),
  };
}

const NONE: FoundStandOuts = { count: 0n, items: [] };

interface Known {
  readonly lacksParameter: boolean;
  readonly hasYearBefore: boolean;
  readonly isYear: boolean;
}

function offReason(kind: StandOutKind, { lacksParameter, hasYearBefore, isYear }: Known): StandOutCheck['offBecause'] {
  if (lacksParameter) return 'NO_PARAMETER';
  if (!isYear && OF_WHOLE_YEARS.includes(kind)) return 'PART_OF_YEAR';
  return COMPARES_YEARS.includes(kind) && !hasYearBefore ? 'NO_YEAR_BEFORE' : null;
}

function thresholdOf({ yearVersion }: RunPlan, kind: StandOutKind, parameter: StandOutParameter): Threshold | undefined {
  const { effective } = yearVersion.compiled;
  const value = standOutThreshold(effective, parameter);
  return value === undefined ? undefined : { kind, parameter, value, text: String(effective.parameters[parameter]?.value) };
}

/** The best run of the year before: a confirmed one, else a calculated one, else a trial; of equal ones the last. */
async function yearBefore(
  { store }: Platform,
  { snapshot }: RunPlan,
): Promise<{ readonly runNo: number; readonly figures: Figures } | undefined> {
  const { regionCode, year, insurance } = snapshot;
  const run = await store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.bestOfYear({ regionCode, year: year - 1, insurance }));
  const summary = parseStandsOut(run?.standsOut);
  return run === undefined || summary === undefined ? undefined : { runNo: run.runNo, figures: figuresFrom(summary) };
}

interface Look {
  readonly kind: StandOutKind;
  readonly threshold: Threshold | undefined;
  readonly before: Figures;
  readonly assigned: AssignedGroups | undefined;
}

async function look(platform: Platform, year: QuestionedYear, { kind, threshold, before, assigned }: Look): Promise<FoundStandOuts> {
  const { lease, plan, scored } = year;
  switch (kind) {
    case 'CASE_OUT_OF_SERVICE': {
      const spans = plan.snapshot.outOfService ?? [];
      const cases = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ standOuts }) =>
        standOuts.outOfService(plan.selection, spans, MOST_OF_A_KIND),
      );
      return casesOutOfService(cases, spans);
    }
    case 'CASE_ASSIGNED_GROUP':
      return casesAssigned(must(assigned, 'assigned groups'));
    case 'INSTITUTION_ASSIGNED_GROUP':
      return institutionsAssigned(must(assigned, 'assigned groups'));
    case 'GROUP_WITHOUT_MEAN':
      return groupsFound(await groupsWithoutMean(platform, lease, scored.parts));
    case 'EXCEPTION': {
      const counts = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ standOuts }) =>
        standOuts.exceptionCounts(lease.regionCode, lease.runNo),
      );
      return exceptionsFound(counts);
    }
    case 'ASSUMED_FIGURE':
      return assumptionsFound(await assumptionsUsed(platform, lease, plan.yearVersion.compiled.effective, scored.outcomes));
    case 'CASE_COST_RATIO':
    case 'CASE_POINTS_SHARE':
    case 'CASE_FUND_SHARE':
      return await casesBeyond(platform, year, must(threshold, 'threshold'));
    default:
      return institutionsBeyond(scored, before, must(threshold, 'threshold'));
  }
}

/** Cases beyond a threshold: SQL looks for the figure that a share of the whole comes to. */
async function casesBeyond(
  platform: Platform,
  { lease, plan, scored, fundFen }: QuestionedYear,
  threshold: Threshold,
): Promise<FoundStandOuts> {
  const { parts, total, figures } = scored;
  const shareOf = (all: Fraction) => (figure: string) => divide(storedDecimal(figure), all) ?? ZERO;
  const asked = (all: Fraction) => ({ above: printFixed(multiply(threshold.value, all), 8), first: MOST_OF_A_KIND });
  switch (threshold.kind) {
    case 'CASE_COST_RATIO':
      return casesOver(await scoresAbove(platform, lease, parts, 'COST_RATIO', asked(whole(1))), threshold, shareOf(whole(1)));
    case 'CASE_POINTS_SHARE': {
      const points = storedDecimal(total.points);
      return casesOver(await scoresAbove(platform, lease, parts, 'POINTS', asked(points)), threshold, shareOf(points));
    }
    default: {
      const fund = fenToYuan(must(fundFen, 'fund of a year'));
      const dear = [...figures].filter(([, { most }]) => compare(most, multiply(threshold.value, fund)) > 0).map(([code]) => code);
      return casesOver(
        await costsAbove(platform, lease, parts, { selection: plan.selection, institutions: dear, ...asked(fund) }),
        threshold,
        shareOf(fund),
      );
    }
  }
}

function institutionsBeyond({ figures, byMonth, excluded }: ScoredRun, before: Figures, threshold: Threshold): FoundStandOuts {
  switch (threshold.kind) {
    case 'INSTITUTION_POINTS_CHANGE':
      return institutionsMoved(pointsOf(figures), pointsOf(before), threshold, 'RATIO');
    case 'INSTITUTION_MEAN_COST_CHANGE':
      return institutionsMoved(meanCosts(figures), meanCosts(before), threshold, 'RATIO');
    case 'INSTITUTION_POINTS_SHARE_CHANGE':
      return institutionsMoved(pointsShares(figures), pointsShares(before), threshold, 'DIFFERENCE');
    case 'INSTITUTION_MONTH_POINTS': {
      const { points, months } = pointsByMonth(byMonth);
      return monthsAbove(points, months, threshold);
    }
    default: {
      const shares = [...excluded].map(([code, count]): [string, Fraction] => [
        code,
        divide(whole(count), whole(figures.get(code)?.cases ?? 0n)) ?? ZERO,
      ]);
      return institutionsAbove(new Map(shares), threshold);
    }
  }
}
