import { COMMON_MEASURES, isSameIndicator, POINT_VALUE } from './common-measures.js';
import { reportOf, type IndicatorCell, type IndicatorReport, type IndicatorReportAsked } from './indicator-report.js';
import { StateError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { Unit } from '../ports/ports.js';
import type { IndicatorFigure, NoFigure } from '../../engine/indicators/figure.js';
import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import { must } from '../../engine/kit/assert.js';
import type { Label } from '../../engine/plan/plan.js';
import { decimal, divide, printFixed, printShort, round, subtract } from '../../engine/number/quantity.js';

/** One of the two years: what its figures come from. */
export interface ComparedYear {
  readonly year: number;
  /** Null: nothing of the period is settled. */
  readonly runNo: number | null;
  readonly isProvisional: boolean;
  /** Versions of the ruleset that its run pinned; of a year without a run, the one that says what its indicators are. */
  readonly rulesetVersions: readonly string[];
  /** Version of the catalogue that its cases were grouped by; null without a run. */
  readonly catalogueVersion: string | null;
}

/** 比较的提示 why two years are not alike: said, not hidden. */
export const COMPARISON_NOTES = [
  'NO_PREVIOUS_YEAR',
  'PROVISIONAL',
  'RULESET_CHANGED',
  'CATALOGUE_CHANGED',
  'INDICATOR_CHANGED',
  'INSTITUTIONS_CHANGED',
] as const;
/** One of COMPARISON_NOTES, in words. */
export interface ComparisonNote {
  readonly code: (typeof COMPARISON_NOTES)[number];
  readonly message: Label;
}

/** A figure of this year against last year's. Decimal text; null: there is none. */
export interface FigureOfYears {
  readonly id: string;
  readonly label: IndicatorPlan['label'];
  readonly unit: string;
  readonly value: string | null;
  readonly previous: string | null;
  /** value − previous; null where either is missing, or where the versions mean different things by the indicator. */
  readonly change: string | null;
  /** change ÷ previous, 4 places; null where previous is 0 besides. */
  readonly rate: string | null;
  readonly reason: NoFigure | null;
}

/** Figures of the region, a class or level of institutions, or an institution, of both years. */
export interface ComparedCell {
  readonly kind: IndicatorCell['kind'];
  readonly code: string;
  readonly figures: readonly FigureOfYears[];
}

/** 年度比较 a period of a fund year against the same of the year before. */
export interface YearComparison {
  readonly current: ComparedYear;
  /** Null: the year before has nothing to compare with. */
  readonly previous: ComparedYear | null;
  readonly notes: readonly ComparisonNote[];
  readonly cells: readonly ComparedCell[];
}

/**
 * 年度比较 compares a period of a year with the same period of the year before, in total and by institution (N26-3): cases, points, point value,
 * entitlement, what was paid, and every indicator that the ruleset states. Years that were cleared by other versions or catalogues, or whose
 * versions mean other things by an indicator, are compared where that can be done, and said to differ. An institution's key gets its own cell.
 * Throws as `indicatorReport`.
 */
export async function yearComparison(platform: Platform, { actor, read }: Caller, asked: IndicatorReportAsked): Promise<YearComparison> {
  requirePermission(actor, 'statement:read', asked.regionCode);
  return await read(async (unit) => {
    const current = await sideOf(platform, unit, asked);
    const previous = await previousSide(platform, unit, asked);
    return { current: current.of, previous: previous?.of ?? null, notes: notesOf(current, previous), cells: cellsOf(current, previous) };
  });
}

interface Side {
  readonly of: ComparedYear;
  readonly report: IndicatorReport;
  readonly pointValue: string | null;
}

async function sideOf(platform: Platform, unit: Unit, asked: IndicatorReportAsked): Promise<Side> {
  const report = await reportOf(platform, unit, asked, COMMON_MEASURES);
  const { key, sources, compiled } = report;
  const run = sources.cases === null ? undefined : must(await unit.runs.findByNo(key.regionCode, sources.cases.runNo), 'run');
  const versions: string[] = [];
  for (const id of run?.rulesetIds ?? []) versions.push(must(await unit.rulesets.findById(key.regionCode, id), 'ruleset').version);
  const catalogue = run === undefined ? undefined : await unit.catalogues.findById(key.regionCode, run.catalogueId);
  const pointValue = await unit.fundYears.pointValue(key, 'SETTLEMENT');
  return {
    of: {
      year: key.year,
      runNo: run?.runNo ?? null,
      isProvisional: report.isProvisional,
      rulesetVersions: versions.length === 0 ? [compiled.effective.version] : versions,
      catalogueVersion: catalogue?.version ?? null,
    },
    report,
    pointValue: pointValue !== undefined && pointValue.runNo === run?.runNo ? pointValue.value : null,
  };
}

/** The year before; undefined where no version was in force in it, or nothing of it was ever settled. */
async function previousSide(platform: Platform, unit: Unit, asked: IndicatorReportAsked): Promise<Side | undefined> {
  try {
    const { regionCode, insurance, period } = asked;
    const side = await sideOf(platform, unit, { regionCode, insurance, period, year: asked.year - 1 });
    return side.of.runNo === null ? undefined : side;
  } catch (error) {
    if (error instanceof StateError && error.code === 'NO_RULESET_IN_FORCE') return undefined;
    throw error;
  }
}

function cellsOf(current: Side, previous: Side | undefined): readonly ComparedCell[] {
  const keyOf = ({ kind, code }: IndicatorCell): string => `${kind} ${code}`;
  const before = new Map((previous?.report.cells ?? []).map((cell) => [keyOf(cell), cell]));
  const now = new Map(current.report.cells.map((cell) => [keyOf(cell), cell]));
  const gone = [...before.values()].filter((cell) => !now.has(keyOf(cell)));
  return [...now.values(), ...gone].map(({ kind, code }) => {
    const [own, last] = [now.get(`${kind} ${code}`), before.get(`${kind} ${code}`)];
    const figures = current.report.indicators.map((indicator) => {
      const earlier = previous?.report.indicators.find(({ id }) => id === indicator.id);
      const find = (cell: IndicatorCell | undefined): IndicatorFigure | undefined => cell?.figures.find(({ id }) => id === indicator.id);
      const isSame = earlier !== undefined && isSameIndicator(indicator, earlier);
      const { id, label, unit } = indicator;
      return {
        id,
        label,
        unit,
        ...compared(find(own)?.value ?? null, find(last)?.value ?? null, isSame),
        reason: find(own)?.reason ?? null,
      };
    });
    const pointValue = { ...POINT_VALUE, ...compared(current.pointValue, previous?.pointValue ?? null, true), reason: null };
    return { kind, code, figures: kind === 'REGION' ? [...figures, pointValue] : figures };
  });
}

type Difference = Pick<FigureOfYears, 'value' | 'previous' | 'change' | 'rate'>;

/** What changed between two printed figures. */
function compared(value: string | null, previous: string | null, isSame: boolean): Difference {
  if (value === null || previous === null || !isSame) return { value, previous, change: null, rate: null };
  const change = subtract(decimal(value), decimal(previous));
  const rate = divide(change, decimal(previous));
  return {
    ...{ value, previous, change: printShort(change) },
    rate: rate === undefined ? null : printFixed(round(rate, { scale: 4, mode: 'HALF_UP' }), 4),
  };
}

function notesOf(current: Side, previous: Side | undefined): readonly ComparisonNote[] {
  const { of: own, report } = current;
  if (previous === undefined) {
    const year = String(own.year - 1);
    return [note('NO_PREVIOUS_YEAR', `${year} 年没有可比的结算。`, `Nothing of ${year} is settled to compare with.`)];
  }
  const { of: last } = previous;
  const notes: ComparisonNote[] = [];
  for (const { isProvisional, year } of [last, own]) {
    if (isProvisional) notes.push(note('PROVISIONAL', `${year} 年的数尚未确认，是暂定的。`, `Figures of ${year} are provisional.`));
  }
  const [before, now] = [last.rulesetVersions.join('、'), own.rulesetVersions.join('、')];
  if (before !== now)
    notes.push(
      note('RULESET_CHANGED', `两年的规则集不同：${before} → ${now}。`, `The versions of the ruleset differ: ${before} → ${now}.`),
    );
  if (last.catalogueVersion !== own.catalogueVersion) {
    const [old, recent] = [last.catalogueVersion ?? '-', own.catalogueVersion ?? '-'];
    notes.push(
      note(
        'CATALOGUE_CHANGED',
        `两年的病种目录库不同：${old} → ${recent}；分值不是同一把尺。`,
        `The catalogues differ: ${old} → ${recent}; points are not of one measure.`,
      ),
    );
  }
  const changed = changedIndicators(report.indicators, previous.report.indicators);
  if (changed.length > 0) {
    const names = changed.join('、');
    notes.push(
      note('INDICATOR_CHANGED', `上年没有或口径不同、不算增减的指标：${names}。`, `Without or with another meaning last year: ${names}.`),
    );
  }
  return [...notes, ...institutionNotes(report, previous.report)];
}

function changedIndicators(now: readonly IndicatorPlan[], before: readonly IndicatorPlan[]): readonly string[] {
  return now
    .filter((one) => {
      const earlier = before.find(({ id }) => id === one.id);
      return earlier === undefined || !isSameIndicator(one, earlier);
    })
    .map(({ id }) => id);
}

function institutionNotes(now: IndicatorReport, before: IndicatorReport): readonly ComparisonNote[] {
  const codes = ({ cells }: IndicatorReport): readonly string[] =>
    cells.filter(({ kind }) => kind === 'INSTITUTION').map(({ code }) => code);
  const [own, last] = [codes(now), codes(before)];
  const [added, gone] = [own.filter((code) => !last.includes(code)), last.filter((code) => !own.includes(code))];
  if (added.length + gone.length === 0) return [];
  const zh = [...(added.length > 0 ? [`今年新有 ${added.join('、')}`] : []), ...(gone.length > 0 ? [`今年没有 ${gone.join('、')}`] : [])];
  const en = [...(added.length > 0 ? [`new: ${added.join(', ')}`] : []), ...(gone.length > 0 ? [`gone: ${gone.join(', ')}`] : [])];
  return [note('INSTITUTIONS_CHANGED', `两年的机构不同：${zh.join('；')}。`, `The institutions differ: ${en.join('; ')}.`)];
}

function note(code: ComparisonNote['code'], zh: string, en: string): ComparisonNote {
  return { code, message: { zh, en } };
}
