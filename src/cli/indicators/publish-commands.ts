import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { REPORT_PERIOD_OPTION } from './indicator-commands.js';
import { insurance, JSON_OPTION, oneOf, positive, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { CSV_OPTION, printRows, timeText, type ShownColumn } from '../print/printed-rows.js';
import { keyOf, type YearOptions } from '../print/year-options.js';
import { Mistake } from '../terminal/mistake.js';
import { list } from '../terminal/table.js';
import { writeWhole } from '../terminal/terminal.js';
import { reportPeriodLabel } from '../../app/indicators/report-period.js';
import type { PublicationSummary } from '../../app/ports/clearing/ports-publication.js';
import { exportBundle, exportPublicationCsv, exportPublicationWorkbook, PUBLICATION_TABLES } from '../../app/publications/bundle-tables.js';
import { publicationsOfYear } from '../../app/publications/publications.js';
import { publish } from '../../app/publications/publish.js';

interface BundleOptions extends YearOptions {
  readonly period: string;
  readonly reason: string;
  readonly key?: string;
  readonly check?: boolean;
}

const WHAT = ['xlsx', 'bundle', ...PUBLICATION_TABLES] as const;

interface ExportOptions extends YearOptions {
  readonly out: string;
  readonly what: (typeof WHAT)[number];
}

/** `dip publish bundle|list|export`. */
export function addPublicationCommands(program: Command, context: Context): void {
  const group = program.command('publish').description('公布：按月、季、半年、年对外公布的数据\npublish the figures of a period');
  const yearly = (name: string, text: string): Command =>
    group
      .command(name)
      .description(text)
      .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
      .requiredOption('--year <year>', '年度 year', positive)
      .requiredOption('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance)
      .option(...JSON_OPTION);
  yearly('bundle', '公布一个期间；--check 只看将公布什么\npublish a period; --check only shows it')
    .requiredOption(...REPORT_PERIOD_OPTION)
    .requiredOption('--reason <text>', '说明，记入审计 the reason')
    .option('--key <key>', '幂等键 idempotency key')
    .option('--check', '只看，不公布 publish nothing')
    .action((options: BundleOptions) => bundle(context, options));
  yearly('list', '已公布的，新的在前；只读\nwhat was published')
    .option(...CSV_OPTION)
    .action((options: YearOptions) => show(context, options));
  yearly('export <number>', '导出一次公布：工作簿、全文或一张表\nwrite a publication to a file')
    .requiredOption('--out <file>', '写到的文件 the file')
    .option('--what <what>', `导出什么：${WHAT.join('、')} what of it`, oneOf(WHAT), 'xlsx')
    .action((number: string, options: ExportOptions) => write(context, number, options));
}

async function bundle(context: Context, options: BundleOptions): Promise<void> {
  const { period, reason, check, key = `dip-${randomUUID()}`, json } = options;
  const done = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    publish(platform, caller, { ...keyOf(options), period, reason, idempotencyKey: key, dryRun: check === true }),
  );
  if (json === true) return await printJson(context, done.bundle);
  const figures = done.bundle.cells.flatMap((cell) => cell.figures);
  const leftOut = figures.filter((figure) => figure.reason === 'SUPPRESSED').length;
  const { zh } = reportPeriodLabel(period);
  await context.terminal.out(
    list([
      ['期间', `${zh}（${done.bundle.period.from} 至 ${done.bundle.period.to}）`],
      ['结果', done.publication === null ? '只看，未公布（--check）' : `已公布，序号 ${done.publication.number}`],
      [
        '指标',
        `${done.bundle.indicators.length} 项，单元 ${done.bundle.cells.length} 个，数值 ${figures.length} 个，其中隐去 ${leftOut} 个`,
      ],
      ['隐去小数', `例数 1 至 ${String(Number(done.bundle.smallCell.min) - 1)}，以及会由此推算的`],
      ['取自清算', done.bundle.runs.map(({ runNo }) => String(runNo)).join('、')],
      ['内容哈希', done.contentHash],
    ]),
  );
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'number', title: '序号', align: 'right' },
  { name: 'period', title: '期间', text: (value) => reportPeriodLabel(String(value)).zh },
  { name: 'createdAt', title: '公布时间', text: timeText },
  { name: 'createdBy', title: '公布人' },
  { name: 'runNos', title: '清算' },
  { name: 'contentHash', title: '内容哈希', text: (value) => String(value).slice(0, 12) },
  { name: 'reason', title: '说明' },
];

async function show(context: Context, options: YearOptions): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', ({ caller }) => publicationsOfYear(caller, keyOf(options)));
  const rows = found.map(({ number, period, createdAt, createdByName, runNos, contentHash, reason }) => ({
    ...{ number, period, createdAt: createdAt.toISOString(), createdBy: createdByName, runNos: runNos.join(' ') },
    ...{ contentHash, reason },
  }));
  const none = '本年度还没有公布过。 Nothing of the year was published yet.';
  await printRows(context, options, { key: 'publications', columns: COLUMNS, rows, none });
}

async function write(context: Context, number: string, options: ExportOptions): Promise<void> {
  const { out, what } = options;
  const content = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode: region, id } = await numbered(session, number, options);
    const asked = { regionCode: region, id };
    if (what === 'xlsx') return await exportPublicationWorkbook(session.caller, asked);
    return what === 'bundle' ? await exportBundle(session.caller, asked) : await exportPublicationCsv(session.caller, asked, what);
  });
  await writeWhole(context.terminal, out, content);
  await context.terminal.say(`已导出到 ${out}。\n`);
}

async function numbered({ caller }: OpenPlatform, number: string, options: YearOptions): Promise<PublicationSummary> {
  const found = (await publicationsOfYear(caller, keyOf(options))).find((one) => String(one.number) === number);
  if (found !== undefined) return found;
  throw new Mistake(
    'NOT_FOUND',
    `没有第 ${number} 次公布。用 dip publish list 查看。`,
    `There is no publication ${number}: dip publish list shows them.`,
  );
}
