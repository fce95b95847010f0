import { InvalidArgumentError, type Command } from 'commander';
import { JSON_OPTION, positive, regionCode, SCHEME_OPTION } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { EXIT } from '../terminal/failures.js';
import { Mistake } from '../terminal/mistake.js';
import { problemTable, warningLine } from '../terminal/problem-text.js';
import { list } from '../terminal/table.js';
import { readJsonFile, readWhole, writeWhole } from '../terminal/terminal.js';
import { readBook, type ReadBookOptions } from './catalogue-book.js';
import { buildCatalogue, type BuiltCatalogue } from '../../app/catalogues/build-catalogue.js';
import type { CatalogueTarget } from '../../app/catalogues/catalogue-target.js';
import { exportCatalogue, importCatalogue, type ImportedCatalogue } from '../../app/catalogues/import-catalogue.js';
import type { GrouperName } from '../../app/ports/ports-grouper.js';
import type { CatalogueRecord } from '../../app/ports/ports-catalogue.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';

interface TargetOptions extends CommonOptions {
  readonly region: string;
  readonly version: string;
  readonly from: string;
  readonly scheme?: PaymentScheme;
  readonly note?: string;
}

interface BuildOptions extends TargetOptions {
  readonly method: string;
  readonly lastYear?: number;
  readonly names?: string;
}

interface ImportOptions extends TargetOptions {
  readonly check?: boolean;
  readonly unpriced?: boolean;
  readonly grouper?: GrouperName;
}

interface ExportOptions {
  readonly region: string;
  readonly version: string;
  readonly out?: string;
  readonly json?: boolean;
}

const VERSION = ['--version <version>', '目录库版本 version of the catalogue'] as const;
const REGION = ['--region <code>', '统筹地区编码 region code'] as const;

/** `dip catalogue build|import|read-book|export`. */
export function addCatalogueCommands(program: Command, context: Context): void {
  const catalogue = program.command('catalogue').description('病种目录库：测算、导入、导出\ncatalogues: build, import, export');
  withTarget(catalogue.command('build').description('从历史病例测算目录库\nbuild a catalogue from history'))
    .requiredOption('--method <file>', '测算方法（JSON，见 examples/catalogue-method.json） the method, as JSON')
    .option('--last-year <year>', '历史的最后一年（默认生效日前一年） last year of the history', positive)
    .option('--names <file>', '诊断与操作的名称（JSON：编码到名称） names by code, as JSON')
    .action((options: BuildOptions) => build(context, options));
  withTarget(
    catalogue
      .command('import <file>')
      .description('从 CSV 或工作簿（.xlsx）导入目录库，逐行报告；有一行错误即不导入\nimport a CSV or workbook, whole or not at all'),
  )
    .option('--check', '只检查，不入库 check only')
    .option('--unpriced', '病种尚无分值：不会生效，供分组与测算 groups without points: never in force, to group by and to be priced')
    .option(
      '--grouper <code@version>',
      '权重与此 DRG 分组方案核对（默认规则集所用的） DRG grouper that weights are compared with',
      grouperName,
    )
    .action((file: string, options: ImportOptions) => load(context, file, options));
  catalogue
    .command('read-book <file>')
    .description(
      '读国家病种库工作簿，写出待填分值的目录表和规则集的编码清单，不入库\nread the national DIP workbook into a table to be priced and lists for a ruleset; stores nothing',
    )
    .option('--library <file>', '目录表（CSV，分值列空） the groups, without points')
    .option('--lists <file>', '清单（JSON，规则集的 tables 与 methods.grouping） the lists, as part of a ruleset')
    .action((file: string, options: ReadBookOptions) => readBook(context, file, options));
  catalogue
    .command('export')
    .description('把目录库导出为 CSV\nexport a catalogue as CSV')
    .requiredOption(...REGION, regionCode)
    .requiredOption(...VERSION)
    .option('--out <file>', '写入文件（默认标准输出） write to a file')
    .option('--json', '把 CSV 放在 JSON 里输出 the CSV inside JSON')
    .action((options: ExportOptions) => save(context, options));
}

function grouperName(text: string): GrouperName {
  const [code = '', version = ''] = text.split('@');
  if (code !== '' && version !== '') return { code, version };
  throw new InvalidArgumentError('应写作 方案编码@版本号，如 CHS-DRG@3.0。 Write code@version, as CHS-DRG@3.0.');
}

function withTarget(command: Command): Command {
  return command
    .requiredOption(...REGION, regionCode)
    .requiredOption(...VERSION)
    .requiredOption('--from <date>', '生效日 YYYY-MM-DD first day in force')
    .option(...SCHEME_OPTION)
    .option('--note <text>', '备注 note')
    .option(...JSON_OPTION);
}

function targetOf({ region, version, from, scheme, note }: TargetOptions): CatalogueTarget {
  return {
    regionCode: region,
    version,
    effectiveFrom: from,
    ...(scheme === undefined ? {} : { scheme }),
    ...(note === undefined ? {} : { note }),
  };
}

async function build(context: Context, options: BuildOptions): Promise<void> {
  const { terminal } = context;
  const built = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => {
    const method = await readJsonFile(context.terminal, options.method);
    const names = options.names === undefined ? undefined : namesOf(options.names, await readJsonFile(context.terminal, options.names));
    terminal.progress({ label: '测算目录库', done: 0, total: 1 });
    return await buildCatalogue(platform, caller, {
      ...targetOf(options),
      method,
      ...(options.lastYear === undefined ? {} : { lastYear: options.lastYear }),
      ...(names === undefined ? {} : { names }),
    });
  });
  if (options.json === true) return await printJson(context, { ...catalogueJson(built.catalogue), report: built.report });
  await terminal.out(builtText(built));
}

function builtText({ catalogue, report }: BuiltCatalogue): string {
  const { years, cases, groupCount, coreGroupCount, regionMean, minimumCases, normalisation } = report;
  return list([
    ['目录库', `${catalogue.regionCode} ${catalogue.version}，自 ${catalogue.effectiveFrom} 生效`],
    ['历史', years.map(({ from, to }) => `${from} 至 ${to}`).join('；')],
    ['病例', cases],
    ['病种', `${groupCount} 个，其中核心 ${coreGroupCount} 个`],
    ['全区次均费用', `${regionMean} 元`],
    ['入组例数下限', minimumCases],
    ['总分值归一', normalisation === null ? '未作' : `系数 ${normalisation.factor}，尾差 ${normalisation.residue}`],
    ['基层病种候选', `${report.primaryCareCandidates.length} 个`],
    ['不稳定病种', `${report.unstableGroups.length} 个`],
    ['没有病例能入', `${report.unreachable.length} 处${report.unreachable.length === 0 ? '' : '，见 --json'}`],
    ['内容哈希', catalogue.contentHash],
    ['输入哈希', report.inputHash],
  ]);
}

async function load(context: Context, path: string, options: ImportOptions): Promise<void> {
  const imported = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => {
    const file = await readWhole(context.terminal, path);
    const mode = options.check === true ? ('CHECK' as const) : ('STORE' as const);
    return await importCatalogue(platform, caller, {
      ...targetOf(options),
      file,
      mode,
      priced: options.unpriced !== true,
      ...(options.grouper === undefined ? {} : { grouper: options.grouper }),
    });
  });
  if (imported.file.problemCount > 0) context.exitCode = EXIT.MISTAKE;
  if (options.json === true) return await printJson(context, importedJson(imported));
  await context.terminal.out(importedText(path, imported));
}

const MOST_PROBLEMS = 50;

function importedText(path: string, { catalogue, file }: ImportedCatalogue): string {
  const counts = file.warningCounts.map(({ code, count }) => `${code} ${count}`).join('、');
  const warned = counts === '' ? '' : `，警告 ${warningCount(file)} 处（${counts}）`;
  const head = `${path}：${file.rows} 行，可用 ${file.groups.length} 行，问题 ${file.problemCount} 处${warned}。\n`;
  if (file.problemCount === 0)
    return `${head}${warningsText(file)}${catalogue === null ? '检查通过，未入库（--check）。' : `已入库：${catalogue.version}，内容哈希 ${catalogue.contentHash}`}\n`;
  const rows = file.problems.slice(0, MOST_PROBLEMS).map(({ line, column, ...problem }) => ({ place: [String(line), column], ...problem }));
  const more = file.problemCount > rows.length ? `……其余 ${file.problemCount - rows.length} 处见 --json。\n` : '';
  return `${head}目录库须整份正确才能导入，未作任何更改。请更正后重新导入。\nNothing was changed: a catalogue is imported whole or not at all. Correct it and import it again.\n${problemTable(['行', '列'], rows)}${more}${warningsText(file)}`;
}

function warningCount({ warningCounts }: Pick<ImportedCatalogue['file'], 'warningCounts'>): number {
  return warningCounts.reduce((sum, { count }) => sum + count, 0);
}

function warningsText({ warnings, warningCounts }: ImportedCatalogue['file']): string {
  const shown = warnings
    .slice(0, MOST_PROBLEMS)
    .map(({ line, column, code, message }) => warningLine(line === 0 ? code : `${code}（${column} 第 ${line} 行）`, message));
  const left = warningCount({ warningCounts }) - shown.length;
  const more = left > 0 ? `……其余 ${left} 处警告见 --json。\n` : '';
  return shown.join('') + more;
}

function importedJson({ catalogue, file }: ImportedCatalogue): Readonly<Record<string, unknown>> {
  const { rows, groups, problemCount, problems, warnings, warningCounts } = file;
  return {
    catalogue: catalogue === null ? null : catalogueJson(catalogue),
    rows,
    groups: groups.length,
    problemCount,
    problems,
    warnings,
    warningCounts,
  };
}

function catalogueJson({
  id,
  regionCode,
  version,
  effectiveFrom,
  contentHash,
  groupingHash,
  groupCount,
  priced,
}: CatalogueRecord): Readonly<Record<string, unknown>> {
  return { id, regionCode, version, effectiveFrom, contentHash, groupingHash, groupCount, priced };
}

async function save(context: Context, { region, version, out, json }: ExportOptions): Promise<void> {
  const text = await withSession(context, 'NEEDS_DATA', ({ caller }) => exportCatalogue(caller, region, version));
  if (json === true) return await printJson(context, { regionCode: region, version, csv: text });
  if (out === undefined) return await context.terminal.out(text);
  await writeWhole(context.terminal, out, text);
  await context.terminal.say(`已导出到 ${out}。\n`);
}

function namesOf(file: string, value: unknown): Readonly<Record<string, string>> {
  const isNames = (candidate: unknown): candidate is Record<string, string> =>
    typeof candidate === 'object' && candidate !== null && Object.values(candidate).every((name) => typeof name === 'string');
  if (isNames(value)) return value;
  throw new Mistake('NAMES', `${file} 应为“编码: 名称”的对象。`, `${file} must be an object of names by code.`);
}
