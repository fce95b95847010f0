import type { Command } from 'commander';
import { JSON_OPTION, positive } from '../terminal/arguments.js';
import { printJson, type CommonOptions, type Context } from '../host/context.js';
import { EXIT } from '../terminal/failures.js';
import { addAsOfCommands } from './ruleset-as-of.js';
import { printBoundaries, type BoundariesOptions } from './ruleset-boundaries.js';
import { printMutants } from './ruleset-mutate.js';
import { checkFiles, isGood, type CheckedFile } from './ruleset-check.js';
import { loadFiles, type LoadOptions } from './ruleset-load.js';
import { exampleSummary, exampleTable, findingLines, headline, reportJson, type FoundInText } from './ruleset-report.js';
import { addStoredRulesetCommands } from './ruleset-stored.js';
import { sealFiles } from './ruleset-seal.js';
import { addWithdrawCommand } from './ruleset-withdraw.js';
import { list } from '../terminal/table.js';
import { MOST_BOUNDARIES } from '../../rules/probes/boundaries.js';

interface CheckOptions extends CommonOptions {
  readonly all?: boolean;
}

/** `dip ruleset check|test|hash|seal|load|boundaries|mutate|list|show|diff|in-force|uses|withdraw`. Returns the group. */
export function addRulesetCommands(program: Command, context: Context): Command {
  const ruleset = program
    .command('ruleset')
    .description('规则集：检查、运行算例、哈希、封口、载入、界值示例、变异、查看、比较\nrulesets: check, test, hash, seal, load, boundaries, mutate, list, show, diff');
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
    .command('seal <file...>')
    .description('把基础规则集现在的哈希写进文件的 extends.effectiveHash\nwrite the base’s present hash into the file')
    .option(...JSON_OPTION)
    .action((files: string[], options: CommonOptions) => sealFiles(context, files, options));
  ruleset
    .command('load <file...>')
    .description('载入并立即发布规则集（基础规则集写在前面）\nload and publish at once, bases first')
    .option('--name <name>', '地区尚未登记时，以此名称登记 register the region under this name')
    .option(...JSON_OPTION)
    .action((files: string[], options: LoadOptions) => loadFiles(context, files, options));
  ruleset
    .command('boundaries <file>')
    .description('代拟界值示例：每个界值的下一步、恰在、上一步，附现在的结果\nexamples at every threshold: a step below, at, a step above')
    .option('--all', '连已有示例的一并列出 also those that an example shows already')
    .option('--limit <count>', `至多几个 at most so many (${MOST_BOUNDARIES})`, positive)
    .option(...JSON_OPTION)
    .action((file: string, options: BoundariesOptions) => printBoundaries(context, file, options));
  ruleset
    .command('mutate <file>')
    .description('变异：逐处改动规则，看算例是否察觉，报告得分和漏网的\nmutate each rule in one place: do examples notice?')
    .option(...JSON_OPTION)
    .action((file: string, options: CommonOptions) => printMutants(context, file, options));
  addStoredRulesetCommands(ruleset, context);
  addAsOfCommands(ruleset, context);
  addWithdrawCommand(ruleset, context);
  return ruleset;
}

async function check(context: Context, files: readonly string[], { json, all }: CheckOptions): Promise<void> {
  const checked = await checkFiles(context, files);
  conclude(context, checked);
  if (json === true) return await printJson(context, { files: checked.map(reportJson) });
  const severities = all === true ? (['ERROR', 'WARNING', 'INFO'] as const) : (['ERROR', 'WARNING'] as const);
  for (const file of checked) {
    await context.terminal.out(`${headline(file)}${findingLines(foundIn(file), severities)}${exampleSummary(file)}\n`);
  }
}

function foundIn({ text, checked: { findings } }: CheckedFile): FoundInText {
  return { text, findings };
}

async function test(context: Context, files: readonly string[], { json }: CommonOptions): Promise<void> {
  const checked = await checkFiles(context, files);
  conclude(context, checked);
  if (json === true) return await printJson(context, { files: checked.map(reportJson) });
  for (const file of checked) {
    const examples = file.checked.examples.length === 0 ? '' : exampleTable(file);
    await context.terminal.out(`${headline(file)}${examples}${findingLines(foundIn(file), ['ERROR'])}${exampleSummary(file)}\n`);
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
