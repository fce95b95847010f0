import { Option, type Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { showGrouper } from './grouper-show.js';
import { readTextFiles } from './grouper-text.js';
import { EXIT } from '../terminal/failures.js';
import { Mistake } from '../terminal/mistake.js';
import { problemTable, warningLine } from '../terminal/problem-text.js';
import { readWhole, writeWhole } from '../terminal/terminal.js';
import type { DrgBookName } from '../../app/books/drg-book.js';
import { importGrouper, type ImportedGrouper } from '../../app/groupers/import-grouper.js';
import { exportGrouper, listGroupers } from '../../app/groupers/stored-grouper.js';
import { CODE_SYSTEMS, type CodeSystem } from '../../engine/plan/inpatient-case.js';
import type { GrouperName, GrouperRecord } from '../../app/ports/ports-grouper.js';

interface OfRegion extends CommonOptions {
  readonly region: string;
}

interface OfGrouper extends OfRegion, GrouperName {}

interface ImportOptions extends OfRegion {
  readonly check?: boolean;
  readonly note?: string;
  readonly code?: string;
  readonly version?: string;
  readonly title?: string;
  readonly codeSystem?: CodeSystem;
  readonly amendments?: string;
}

/** `dip grouper import|list|show|export`. */
export function addGrouperCommands(program: Command, context: Context): void {
  const grouper = program.command('grouper').description('DRG 分组方案：导入、查看、导出\nDRG groupers: import, show, export');
  const ofRegion = (name: string, text: string): Command =>
    grouper
      .command(name)
      .description(text)
      .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
      .option(...JSON_OPTION);
  const ofGrouper = (name: string, text: string): Command =>
    ofRegion(name, text)
      .requiredOption('--code <code>', '方案编码，如 CHS-DRG code of the scheme')
      .requiredOption('--version <version>', '版本号 version');
  ofRegion('import <file>', '导入分组方案（JSON 或官方工作簿 .xlsx）；有一处错误即不导入\nimport a grouper, whole or not at all')
    .option('--code <code>', '随工作簿：方案编码，如 CHS-DRG with a workbook: code of the scheme')
    .option('--version <version>', '随工作簿：版本号，如 3.0 with a workbook: version')
    .option('--title <text>', '随工作簿：名称 with a workbook: title')
    .addOption(
      new Option('--code-system <edition>', '随工作簿：编码版本，默认 INSURANCE（医保版） edition of its codes').choices(CODE_SYSTEMS),
    )
    .option('--amendments <file>', '随工作簿：勘误（JSON，见 examples/drg-3.0-amendments.json） with a workbook: amendments')
    .option('--check', '只检查，不入库 check only')
    .option('--note <text>', '备注 note')
    .action((file: string, options: ImportOptions) => load(context, file, options));
  grouper
    .command('read-text <files...>')
    .description(
      '把 CHS-DRG 1.1 的七个文本读成分组方案文件，不入库\nread the seven texts of CHS-DRG 1.1 into a grouper file: MDC, ADRG, DRG, conditions, MCC, CC, exclusions',
    )
    .option('--out <file>', '写入文件（默认标准输出） write to a file')
    .action((files: readonly string[], options: { readonly out?: string }) => readTextFiles(context, files, options));
  ofRegion('list', '列出地区可用的分组方案；只读\nlist the groupers that a region may use')
    .option(...CSV_OPTION)
    .action((options: OfRegion & RowsOptions) => list(context, options));
  ofGrouper(
    'show [codes...]',
    '查看方案；给出 MDC、ADRG 编码则列出规则、编码集与细分组，给出诊断或操作编码则列出其所在编码集\nshow a grouper, an MDC, an ADRG, or where a code stands',
  ).action((codes: readonly string[], options: OfGrouper) => showGrouper(context, options, codes));
  ofGrouper('export', '把分组方案按入库时的原文导出\nexport a grouper as it was imported')
    .option('--out <file>', '写入文件（默认标准输出） write to a file')
    .action((options: OfGrouper & { readonly out?: string }) => save(context, options));
}

async function load(context: Context, path: string, options: ImportOptions): Promise<void> {
  const { region, check, note, json } = options;
  const imported = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => {
    const file = await readWhole(context.terminal, path);
    const book = await bookName(context, options);
    const input = { regionCode: region, file, mode: check === true ? ('CHECK' as const) : ('STORE' as const) };
    return await importGrouper(platform, caller, {
      ...input,
      ...(note === undefined ? {} : { note }),
      ...(book === undefined ? {} : { book }),
    });
  });
  if (imported.problemCount > 0) context.exitCode = EXIT.MISTAKE;
  if (json === true) return await printJson(context, imported);
  await context.terminal.out(importedText(path, imported));
}

/** What a workbook doesn't say of itself; undefined where nothing of it is stated, as for a JSON file. */
async function bookName(context: Context, options: ImportOptions): Promise<DrgBookName | undefined> {
  const { code, version, title, codeSystem, amendments } = options;
  if ([code, version, title, codeSystem, amendments].every((one) => one === undefined)) return undefined;
  if (code === undefined || version === undefined)
    throw new Mistake('BOOK_NAME', '导入工作簿请给出 --code 与 --version。', 'A workbook needs --code and --version.');
  return {
    code,
    version,
    ...(title === undefined ? {} : { title }),
    ...(codeSystem === undefined ? {} : { codeSystem }),
    ...(amendments === undefined ? {} : { amendments: await readWhole(context.terminal, amendments) }),
  };
}

const MOST_PROBLEMS = 50;

function importedText(path: string, { grouper, read, problemCount, problems, warnings }: ImportedGrouper): string {
  const shown = warnings.slice(0, MOST_PROBLEMS).map(({ where, code, message }) => warningLine(`${code} ${where}`, message));
  const more = warnings.length > shown.length ? `……其余 ${warnings.length - shown.length} 处警告见 --json。\n` : '';
  const warned = warnings.length === 0 ? '' : `，警告 ${warnings.length} 处`;
  const head = `${path}：问题 ${problemCount} 处${warned}。\n`;
  const after = `${shown.join('')}${more}`;
  if (read !== null && problemCount === 0) {
    const { code, version, mdcCount, adrgCount, drgCount, setCount, contentHash } = read;
    const sizes = `${code} ${version}：MDC ${mdcCount} 个，ADRG ${adrgCount} 个，DRG ${drgCount} 个，编码集 ${setCount} 个`;
    const ended = grouper === null ? '检查通过，未入库（--check）' : '已入库';
    return `${head}${after}${sizes}。\n${ended}，内容哈希 ${contentHash}\n`;
  }
  const rows = problems.slice(0, MOST_PROBLEMS).map(({ where, ...problem }) => ({ place: [where], ...problem }));
  const rest = problemCount > rows.length ? `……其余 ${problemCount - rows.length} 处见 --json。\n` : '';
  return `${head}分组方案须整份正确才能导入，未作任何更改。请更正后重新导入。\nNothing was changed: a grouper is imported whole or not at all. Correct it and import it again.\n${problemTable(['位置'], rows)}${rest}${after}`;
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'regionCode', title: '地区' },
  { name: 'code', title: '方案' },
  { name: 'version', title: '版本' },
  { name: 'title', title: '名称' },
  { name: 'adrgCount', title: 'ADRG', align: 'right' },
  { name: 'drgCount', title: 'DRG', align: 'right' },
];

async function list(context: Context, { region, ...options }: OfRegion & RowsOptions): Promise<void> {
  const records = await withSession(context, 'NEEDS_DATA', ({ caller }) => listGroupers(caller, region));
  const none = '还没有分组方案；用 dip grouper import 导入。 No grouper is stored.';
  await printRows(context, options, { key: 'groupers', columns: COLUMNS, rows: records.map(rowOf), none });
}

function rowOf({ title, createdAt: _, ...record }: GrouperRecord): Readonly<Record<string, string | number>> {
  return { ...record, title: title.zh };
}

async function save(context: Context, { region, code, version, out, json }: OfGrouper & { readonly out?: string }): Promise<void> {
  const bytes = await withSession(context, 'NEEDS_DATA', ({ caller }) => exportGrouper(caller, region, { code, version }));
  const text = Buffer.from(bytes).toString('utf8');
  if (json === true) return await printJson(context, { regionCode: region, code, version, documentText: text });
  if (out === undefined) return await context.terminal.out(text);
  await writeWhole(context.terminal, out, text);
  await context.terminal.say(`已导出到 ${out}。\n`);
}
