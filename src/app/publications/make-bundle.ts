import type { Bundle, PublishedCell, PublishedIndicator } from './bundle.js';
import { execution, fundAmounts, progressOf } from './fund-amounts.js';
import { publishedBefore } from './published-before.js';
import { publishedRegions } from './published-regions.js';
import { leftOutAmounts } from './small-pools.js';
import { isLeftOut, leftOut, maskGroups, type MaskGroup } from './left-out.js';
import { ConflictError, StateError } from '../base/errors.js';
import { insuredRegionsOf } from '../clearing/evidence/insured-regions.js';
import { reportOf, type IndicatorCell, type IndicatorReport, type IndicatorReportAsked } from '../indicators/indicator-report.js';
import { reportPeriodLabel } from '../indicators/report-period.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { settlementPeriods } from '../periods/board/settlement-periods.js';
import { isSandbox } from '../ports/kit/permissions.js';
import type { Unit } from '../ports/ports.js';
import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import { must } from '../../engine/kit/assert.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';
import { SMALL_CELL_PARAMETER } from '../../rules/checks/stand-out-parameters.js';
import { resolveBasis } from '../../rules/document/basis.js';

/**
 * Makes what is published of a period. Throws CONFLICT where its run is not confirmed, RULESET_INVALID where the ruleset does not say what is
 * small, and as `indicatorReport`.
 */
export async function makeBundle(
  platform: Platform,
  unit: Unit,
  { actor }: Pick<Caller, 'actor'>,
  asked: IndicatorReportAsked,
): Promise<Bundle> {
  const report = await reportOf(platform, unit, asked);
  const { key, period, compiled } = report;
  const run = confirmedRun(report);
  const [min, basis] = smallCell(report);
  const groups = maskGroups(report.indicators.filter(({ isPublic }) => isPublic));
  const earlier = await publishedBefore(unit, key, period.key);
  const masks = new Map(groups.map((group) => [group.id, leftOut({ report, group, min: BigInt(min), countIn: countIn(report), earlier })]));
  const region = must(await unit.regions.find(key.regionCode), 'region');
  const names = new Map((await unit.institutions.list(key.regionCode)).map(({ code, name }) => [code, name]));
  names.set(region.code, region.name);
  const board = await settlementPeriods(platform, { actor, read: (work) => work(unit) }, key);
  const cells = report.cells.map((cell) => publishedCell(cell, { report, groups, masks, names }));
  const few = await leftOutAmounts(unit, report, { board, published: [...earlier, { period: period.key, cells }], min: BigInt(min) });
  const fund = await fundAmounts(unit, report, few);
  const { resultHash } = must((await unit.runs.findByNo(key.regionCode, run.runNo))?.totals, 'totals of a run');
  const regions =
    period.key === YEAR_KEY ? await insuredRegionsOf(unit, { regionCode: key.regionCode, runNo: run.runNo }, compiled) : undefined;
  return {
    format: 1,
    region: { code: region.code, name: region.name, isDemo: isSandbox(region.code) },
    ...{ year: key.year, insurance: key.insurance },
    period: { key: period.key, label: reportPeriodLabel(period.key), from: period.from, to: period.to },
    ruleset: { version: compiled.plan.version, effectiveHash: compiled.effectiveHash },
    runs: [{ runNo: run.runNo, period: run.period, resultHash: must(resultHash, 'hash of a run') }],
    smallCell: { min, basis: resolveBasis(compiled.effective, basis) },
    indicators: report.indicators.filter(({ isPublic }) => isPublic).map((one) => publishedIndicator(one, groups, report)),
    cells,
    fund,
    execution: await execution(unit, key, { fund, leftOut: few }),
    progress: progressOf(board),
    ...(regions === undefined ? {} : { insuredRegions: publishedRegions(regions, BigInt(min)) }),
  };
}

function confirmedRun({ sources, isProvisional, period }: IndicatorReport) {
  if (sources.cases !== null && !isProvisional) return sources.cases;
  const { zh, en } = reportPeriodLabel(period.key);
  throw new ConflictError({
    zh: `${zh}还没有已确认的结算，不能公布。请先确认该期的结算，再公布。`,
    en: `The ${en} has no confirmed run: nothing of it can be published. Confirm the run of the period first.`,
  });
}

function smallCell({ compiled: { effective, indicators } }: IndicatorReport): readonly [string, readonly string[]] {
  const parameter = effective.parameters[SMALL_CELL_PARAMETER];
  if (typeof parameter?.value === 'string' && /^[1-9]\d{0,3}$/.test(parameter.value) && indicators.some(({ isPublic }) => isPublic))
    return [parameter.value, parameter.basis];
  throw new StateError('RULESET_INVALID', {
    zh: `规则集 ${effective.version} 没有公布的指标，或没有写明隐去小数的界值（参数 ${SMALL_CELL_PARAMETER}，1 到 9999 的整数，附依据），不能公布。请补充后作为新版本载入。`,
    en: `Ruleset ${effective.version} has no public indicators, or does not say which counts are small (parameter ${SMALL_CELL_PARAMETER}, a whole number from 1 to 9999, with its basis): load a version that does.`,
  });
}

/** How many cases a cell has by a count; where nothing is settled, none. */
function countIn({ sumIn }: IndicatorReport) {
  return (cell: IndicatorCell, name: string): bigint => {
    const sum = sumIn(cell, name);
    return typeof sum === 'string' ? 0n : sum.n / sum.d;
  };
}

function publishedIndicator(
  { id, label, unit, round, direction, note, basis }: IndicatorPlan,
  groups: readonly MaskGroup[],
  { compiled: { effective } }: IndicatorReport,
): PublishedIndicator {
  const group = groups.find(({ indicators }) => indicators.includes(id))?.id ?? null;
  return {
    id,
    label,
    unit,
    scale: round.scale,
    direction: direction ?? null,
    note: note ?? null,
    basis: resolveBasis(effective, basis),
    group,
  };
}

interface Masked {
  readonly report: IndicatorReport;
  readonly groups: readonly MaskGroup[];
  readonly masks: ReadonlyMap<string, ReadonlySet<string>>;
  readonly names: ReadonlyMap<string, string>;
}

function publishedCell(cell: IndicatorCell, { report, groups, masks, names }: Masked): PublishedCell {
  const { kind, code, institutions, figures } = cell;
  const words = report.compiled.effective.words ?? {};
  const shown = new Set(report.indicators.flatMap(({ id, isPublic }) => (isPublic ? [id] : [])));
  return {
    ...{ kind, code, name: names.get(code) ?? words[code]?.zh ?? code },
    ...(kind === 'CLASS' || kind === 'LEVEL' ? { institutions } : {}),
    figures: figures
      .filter(({ id }) => shown.has(id))
      .map(({ id, value, reason }) => {
        const group = groups.find(({ indicators }) => indicators.includes(id));
        const places = group === undefined ? undefined : masks.get(group.id);
        return places !== undefined && isLeftOut(places, cell)
          ? { indicator: id, value: null, reason: 'SUPPRESSED' }
          : { indicator: id, value, reason };
      }),
  };
}
