import type { Command } from 'commander';
import { insurance, JSON_OPTION, positive, regionCode, SCHEME_OPTION } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { rowsCsv, rowsText, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { grouped } from '../terminal/money.js';
import { table } from '../terminal/table.js';
import { writeWhole } from '../terminal/terminal.js';
import type { Estimate, ForecastInstitution } from '../../app/forecast/forecast-figures.js';
import { forecastYear, type Forecast } from '../../app/forecast/forecast-year.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { decimal, multiply, printFixed, whole } from '../../engine/number/quantity.js';

interface ForecastOptions extends CommonOptions {
  readonly region: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly scheme?: PaymentScheme;
  readonly asOf?: string;
  readonly csv?: string;
}

/** `dip forecast`: how a running year is expected to end. */
export function addForecastCommand(program: Command, context: Context): void {
  program
    .command('forecast')
    .description('年中预测：由已知的完整月份推到全年再结算；估算，不作支付依据；只读\nhow a running year is expected to end: an estimate')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--year <year>', '结算年度 settlement year', positive)
    .option('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance, 'EMPLOYEE' as const)
    .option(...SCHEME_OPTION)
    .option('--as-of <date>', '截至哪一天（默认今天） as of; today by default')
    .option('--csv <file>', '各机构写入 CSV 文件 write the institutions to a file')
    .option(...JSON_OPTION)
    .action((options: ForecastOptions) => showForecast(context, options));
}

async function showForecast(context: Context, options: ForecastOptions): Promise<void> {
  const { region, csv, json, ...asked } = options;
  const forecast = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    forecastYear(platform, caller, { ...asked, regionCode: region }),
  );
  if (csv !== undefined) await writeWhole(context.terminal, csv, institutionsCsv(forecast.institutions));
  if (json === true) return await printJson(context, forecast);
  await context.terminal.out(forecastText(forecast));
}

function forecastText(forecast: Forecast): string {
  const { regionCode, year, insurance: scheme, asOf, monthsKnown, months, yearsUsed, notices, budgetUse, specialQuota, method } = forecast;
  const by = method.completion === 'DAYS' ? '按天数' : `按往年同月占比（${yearsUsed.length === 0 ? '—' : yearsUsed.join('、')}）`;
  const head = `年中预测 ${regionCode} ${year} 年${scheme === 'EMPLOYEE' ? '职工' : '居民'}，截至 ${asOf}：${months} 个月中已知 ${monthsKnown} 个，${by}\n`;
  const said = notices.map(({ zh, en }) => `  ${zh} ${en ?? ''}\n`).join('');
  const figures: readonly (readonly [string, Estimate | null])[] = [
    ['全年病例', forecast.cases],
    ['结算点值', forecast.pointValue],
    ['可分配基金', forecast.fund],
    ['应得合计', forecast.entitlement],
    ['应拨合计', forecast.payable],
  ];
  const region = table(
    [{ title: '全区' }, { title: '预期', align: 'right' }, { title: '低', align: 'right' }, { title: '高', align: 'right' }],
    figures.flatMap(([title, figure]) => (figure === null ? [] : [[title, ...cellsOf(figure)]])),
  );
  const use =
    budgetUse === null
      ? ''
      : `预算 ${grouped(budgetUse.budget)} 元：已结算 ${grouped(budgetUse.preSettled)}（${percent(budgetUse.preSettledShare)}），已拨付 ${grouped(budgetUse.paid)}（${percent(budgetUse.paidShare)}）\n`;
  const quota =
    specialQuota === null
      ? ''
      : `特例单议预计：通过 ${specialQuota.approved} 例，名额 ${specialQuota.quota} 例，余 ${specialQuota.left} 例\n`;
  const rows = rowsText({
    key: 'institutions',
    columns: SHOWN,
    rows: forecast.institutions.map(flat),
    none: '没有机构。 There are no institutions.',
  });
  return `${head}${said}\n${region}${use}${quota}\n${rows}`;
}

function cellsOf({ expected, low, high }: Estimate): readonly string[] {
  return [grouped(expected), low === null ? '' : grouped(low), high === null ? '' : grouped(high)];
}

function percent(share: string | null): string {
  return share === null ? '—' : `${printFixed(multiply(decimal(share), whole(100)), 2)}%`;
}

const money = (value: ShownValue): string => (value === null ? '' : grouped(String(value)));

const SHOWN: readonly ShownColumn[] = [
  { name: 'name', title: '机构' },
  { name: 'entitlement', title: '应得', align: 'right', text: money },
  { name: 'entitlementLow', title: '低', align: 'right', text: money },
  { name: 'entitlementHigh', title: '高', align: 'right', text: money },
];

function flat({ code, name, knownCases, ...figures }: ForecastInstitution): Readonly<Record<string, ShownValue>> {
  const cells = Object.entries(figures).flatMap(([figure, { expected, low, high }]): [string, ShownValue][] => [
    [figure, expected],
    [`${figure}Low`, low],
    [`${figure}High`, high],
  ]);
  return { code, name, knownCases, ...Object.fromEntries(cells) };
}

const FIGURES = ['cases', 'points', 'entitlement', 'payable'].flatMap((name) => [name, `${name}Low`, `${name}High`]);

function institutionsCsv(rows: readonly ForecastInstitution[]): string {
  const columns = ['code', 'name', 'knownCases', ...FIGURES].map((name) => ({ name, title: name }));
  return rowsCsv({ key: 'institutions', columns, rows: rows.map(flat), none: '' });
}
