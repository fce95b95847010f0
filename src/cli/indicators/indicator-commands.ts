import type { Command } from 'commander';
import { COMPARED_COLUMNS, comparedRows, PROVINCE_COLUMNS, provinceRows } from './comparison-rows.js';
import { cellRows, GROUP_FIGURE_COLUMNS, groupRows, INDICATOR_COLUMNS } from './indicator-rows.js';
import { insurance, JSON_OPTION, oneOf, positive, regionCode } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import { CSV_OPTION, printRows, type RowsOptions } from '../print/printed-rows.js';
import { groupReport } from '../../app/indicators/group-report.js';
import {
  INDICATOR_CELL_KINDS,
  indicatorReport,
  type IndicatorCellKind,
  type IndicatorReport,
} from '../../app/indicators/indicator-report.js';
import { provinceReport } from '../../app/indicators/province-report.js';
import { reportPeriodLabel } from '../../app/indicators/report-period.js';
import { isConfirmed } from '../../app/indicators/source-runs.js';
import { yearComparison } from '../../app/indicators/year-comparison.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';

interface ReportOptions extends RowsOptions {
  readonly region: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly period: string;
  readonly indicator?: readonly string[];
  readonly by?: IndicatorCellKind;
  readonly institution?: string;
  readonly first?: number;
  readonly after?: string;
}

/** 期间 the option that names what figures are reported of. */
export const REPORT_PERIOD_OPTION = ['--period <key>', '期间：01–12、Q1–Q4、H1、H2、YEAR a month, quarter, half or YEAR'] as const;
const INDICATOR = ['--indicator <id...>', '只要这些指标 only these indicators'] as const;

/** `dip indicators report|groups`. */
export function addIndicatorCommands(program: Command, context: Context): void {
  const indicators = program
    .command('indicators')
    .description('指标：按月、季、半年、年，分全区、类别、机构、病种；只读\nindicators of a period');
  asked(indicators.command('report').description('指标报告：全区、各类别、各级别、各机构\nby region, class, level and institution'))
    .option('--by <kind>', `只看：${INDICATOR_CELL_KINDS.join('、')} cells of one kind`, oneOf(INDICATOR_CELL_KINDS))
    .action((options: ReportOptions) => report(context, options));
  asked(indicators.command('groups').description('分病种的指标，一次一页\nby disease group, a page at a time'))
    .option('--institution <code>', '只看一家机构 of one institution')
    .option('--first <count>', '至多多少个病种 groups at most', positive, 50)
    .option('--after <code>', '从这个病种之后 those behind a group')
    .action((options: ReportOptions) => groups(context, options));
  asked(indicators.command('compare').description('年度比较：今年比上年同期，全区与各机构\nthis year against the year before'))
    .option('--by <kind>', `只看：${INDICATOR_CELL_KINDS.join('、')} cells of one kind`, oneOf(INDICATOR_CELL_KINDS))
    .action((options: ReportOptions) => compare(context, options));
  asked(
    indicators
      .command('province')
      .description('省级汇总：上级为该地区的各统筹地区与合计；--region 写省级代码\nthe regions below a province, and their totals'),
  ).action((options: ReportOptions) => province(context, options));
}

function asked(command: Command): Command {
  return command
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--year <year>', '年度 year', positive)
    .requiredOption('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance)
    .requiredOption(...REPORT_PERIOD_OPTION)
    .option(...INDICATOR)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION);
}

const keyOf = ({ region, year, insurance: scheme, period, indicator }: ReportOptions) => ({
  ...{ regionCode: region, year, insurance: scheme, period },
  ...(indicator === undefined ? {} : { indicators: indicator }),
});

async function report(context: Context, options: ReportOptions): Promise<void> {
  const { names, found } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    found: await indicatorReport(platform, caller, keyOf(options)),
    names: new Map((await caller.read(({ institutions }) => institutions.list(options.region))).map(({ code, name }) => [code, name])),
  }));
  const none = '规则集没有写明指标。 The ruleset states no indicators.';
  await printRows(context, options, { key: 'figures', columns: INDICATOR_COLUMNS, rows: cellRows(found, options.by, names), none });
  if (options.json !== true) await context.terminal.say(sourceText(found));
}

/** Which run the figures come from, and whether it is confirmed. */
function sourceText({ period, sources: { cases } }: IndicatorReport): string {
  const { zh, en } = reportPeriodLabel(period.key);
  if (cases === null) return `${zh}还没有结算。 Nothing of the ${en} is settled yet.\n`;
  const state = isConfirmed(cases) ? '已确认 confirmed' : '未确认，暂定 provisional';
  return `${zh}（${period.from} 至 ${period.to}）取自清算 ${cases.runNo}（${reportPeriodLabel(cases.period).zh}，${state}）。\n`;
}

async function groups(context: Context, options: ReportOptions): Promise<void> {
  const { institution, first = 50, after } = options;
  const page = { limit: first, ...(after === undefined ? {} : { after }) };
  const found = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    groupReport(platform, caller, { ...keyOf(options), page, ...(institution === undefined ? {} : { institutionCode: institution }) }),
  );
  const none = '该期没有入组的病例。 The period has no grouped cases.';
  await printRows(context, options, { key: 'groups', columns: GROUP_FIGURE_COLUMNS, rows: groupRows(found), none });
}

async function compare(context: Context, options: ReportOptions): Promise<void> {
  const { names, found } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    found: await yearComparison(platform, caller, keyOf(options)),
    names: new Map((await caller.read(({ institutions }) => institutions.list(options.region))).map(({ code, name }) => [code, name])),
  }));
  const { current, previous, notes } = found;
  const rows = comparedRows(found, options.by, names);
  const none = '没有可以比较的数。 There is nothing to compare.';
  await printRows(context, options, { key: 'figures', columns: COMPARED_COLUMNS, rows, none, beside: { current, previous, notes } });
  if (options.json !== true) for (const { message } of notes) await context.terminal.say(`${message.zh} ${message.en ?? ''}\n`);
}

async function province(context: Context, options: ReportOptions): Promise<void> {
  const { regionCode, year, insurance: scheme, period } = keyOf(options);
  const found = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    provinceReport(platform, caller, { regionCode, year, insurance: scheme, period }),
  );
  const none = '没有可见的所辖统筹地区。 The province has no regions that may be seen.';
  const rows = provinceRows(found, options.indicator);
  await printRows(context, options, { key: 'figures', columns: PROVINCE_COLUMNS, rows, none });
}
