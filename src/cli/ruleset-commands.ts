import type { Command } from 'commander';
import { JSON_OPTION } from './arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from './context.js';
import { EXIT } from './failures.js';
import { Mistake } from './mistake.js';
import { requireRegion } from './region.js';
import { checkFiles, isGood, type CheckedFile } from './ruleset-check.js';
import { exampleSummary, exampleTable, findingLines, headline, reportJson } from './ruleset-report.js';
import { list, table } from './table.js';
import { readWhole } from './terminal.js';
import { loadRuleset } from '../app/load-ruleset.js';
import type { RulesetRecord } from '../app/ports-ruleset.js';
import { parseDocument } from '../rules/parse.js';

interface CheckOptions extends CommonOptions {
  readonly all?: boolean;
}

interface LoadOptions extends CommonOptions {
  readonly name?: string;
}

/** `dip ruleset check|test|load|hash`. */
export function addRulesetCommands(program: Command, context: Context): void {
  const ruleset = program.command('ruleset').description('规则集：检查、运行算例、载入、哈希\nrulesets: check, test, load, hash');
  ruleset
    .command('check <file...>')
    .description('检查规则集文件，一次报出全部问题（不需要数据库）\ncheck files; everything wrong at once')
    .option('--all', '连同提示一并列出 list hints too')
    .option(...JSON_OPTION)
    .action((files: string[], options: CheckOptions) => check(context, files, options));
  ruleset
    .command('test <file...>')
    .description('运行规则集自带的算例（不需要数据库）\nrun the examples in the files')
    .option(...JSON_OPTION)
    .action((files: string[], options: CommonOptions) => test(context, files, options));
  ruleset
    .command('hash <file...>')
    .description('计算内容哈希与合并基础后的哈希\ncontent hash and effective hash')
    .option(...JSON_OPTION)
    .action((files: string[], options: CommonOptions) => hash(context, files, options));
  ruleset
    .command('load <file...>')
    .description('载入并立即发布规则集（基础规则集写在前面）\nload and publish at once, bases first')
    .option('--name <name>', '地区尚未登记时，以此名称登记 register the region under this name')
    .option(...JSON_OPTION)
    .action((files: string[], options: LoadOptions) => load(context, files, options));
}

async function check(context: Context, files: readonly string[], { json, all }: CheckOptions): Promise<void> {
  const checked = await checkFiles(context, files);
  conclude(context, checked);
  if (json === true) return await printJson(context, { files: checked.map(reportJson) });
  const severities = all === true ? (['ERROR', 'WARNING', 'INFO'] as const) : (['ERROR', 'WARNING'] as const);
  for (const file of checked) {
    await context.terminal.out(`${headline(file)}${findingLines(file.checked.findings, severities)}${exampleSummary(file)}\n`);
  }
}

async function test(context: Context, files: readonly string[], { json }: CommonOptions): Promise<void> {
  const checked = await checkFiles(context, files);
  conclude(context, checked);
  if (json === true) return await printJson(context, { files: checked.map(reportJson) });
  for (const file of checked) {
    const examples = file.checked.examples.length === 0 ? '' : exampleTable(file);
    await context.terminal.out(`${headline(file)}${examples}${findingLines(file.checked.findings, ['ERROR'])}${exampleSummary(file)}\n`);
  }
}

function conclude(context: Context, checked: readonly CheckedFile[]): void {
  if (!checked.every(isGood)) context.exitCode = EXIT.MISTAKE;
}

async function hash(context: Context, files: readonly string[], { json }: CommonOptions): Promise<void> {
  const checked = await checkFiles(context, files);
  conclude(context, checked);
  if (json === true) return await printJson(context, { files: checked.map(hashesOf) });
  for (const file of checked) {
    const { contentHash, effectiveHash } = hashesOf(file);
    const rows = [
      ['内容哈希', contentHash ?? '（文件不可读）'],
      ['合并哈希', effectiveHash ?? '（有错误，见 dip ruleset check）'],
    ] as const;
    await context.terminal.out(`${file.file}\n${list(rows)}`);
  }
}

function hashesOf({ file, checked }: CheckedFile): {
  readonly file: string;
  readonly contentHash: string | null;
  readonly effectiveHash: string | null;
} {
  return { file, contentHash: checked.contentHash ?? null, effectiveHash: checked.ruleset?.effectiveHash ?? null };
}

async function load(context: Context, files: readonly string[], { json, name }: LoadOptions): Promise<void> {
  const loaded = await withSession(context, 'MAY_BE_EMPTY', async ({ platform, caller }) => {
    const records: { readonly file: string; readonly record: RulesetRecord }[] = [];
    for (const file of files) {
      const text = textOf(file, await readWhole(context.terminal, file));
      const region = parseDocument(text).document?.region;
      if (region !== undefined) await requireRegion(platform, caller, region, name);
      records.push({ file, record: await loadRuleset(platform, caller, text) });
    }
    return records;
  });
  if (json === true) return await printJson(context, { loaded: loaded.map(({ file, record }) => ({ file, ...summaryOf(record) })) });
  const columns = ['文件', '地区', '版本', '生效日', '可结算', '合并哈希'].map((title) => ({ title }));
  const rows = loaded.map(({ file, record }) => {
    const { regionCode, version, effectiveFrom, settlementReady, effectiveHash } = record;
    return [file, regionCode, version, effectiveFrom, settlementReady ? '是' : '否（含假设）', effectiveHash];
  });
  await context.terminal.out(`已载入并发布 ${loaded.length} 个版本。\n${table(columns, rows)}`);
}

function summaryOf(record: RulesetRecord): Readonly<Record<string, unknown>> {
  const { id, regionCode, version, scheme, title, effectiveFrom, effectiveTo, contentHash, effectiveHash, settlementReady } = record;
  return { id, regionCode, version, scheme, title, effectiveFrom, effectiveTo, contentHash, effectiveHash, settlementReady };
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Mistake(
      'TEXT_ENCODING',
      `${file} 不是 UTF-8 编码。请另存为 UTF-8 后重试。`,
      `${file} is not UTF-8. Save it as UTF-8 and try again.`,
    );
  }
}
