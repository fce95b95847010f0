import type { Command } from 'commander';
import { insurance, JSON_OPTION, oneOf, positive, regionCode } from '../terminal/arguments.js';
import type { Context } from '../host/context.js';
import { CSV_OPTION } from '../print/printed-rows.js';
import { acceptStudy, exportStudy, printCatalogue, type AcceptOptions, type CatalogueOptions, type ExportOptions } from './switch-files.js';
import { runStudy, type SwitchRunOptions } from './switch-run.js';
import { showCases, showStudy, type CasesOptions, type ShowOptions } from './switch-show.js';
import { SWITCH_POINTS } from '../../app/switch/study/switch-request.js';
import { SWITCH_TABLES, type SwitchTableName } from '../../app/switch/switch-tables.js';

const EXPORTS = ['CSV', 'XLSX'] as const;
const REGION = ['--region <code>', '统筹地区编码 region code', regionCode] as const;

/** `dip switch run|show|cases|export|catalogue|accept`. */
export function addSwitchCommands(program: Command, context: Context): void {
  const study = program
    .command('switch')
    .description(
      '切换测算：新旧分组方案比较，病例去向、分值、机构影响\nwhat another grouping would change: where cases go, points, institutions',
    );
  addRun(study, context);
  study
    .command('show <study>')
    .argument('[table]', `表：${SWITCH_TABLES.join('、')}（不给则为概要） a table; the summary by default`, oneOf(SWITCH_TABLES))
    .description('查看一次切换测算或其中一张表；只读\nshow a study or one of its tables')
    .option(...REGION)
    .option('--first <number>', '只看前几行 the first rows only', positive)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((id: string, table: SwitchTableName | undefined, options: Omit<ShowOptions, 'id' | 'table'>) =>
      showStudy(context, { id, table, ...options }),
    );
  study
    .command('cases <study>')
    .description('一个单元格的病例，连同新旧两方的依据\nthe cases behind a cell, with both sides explained')
    .requiredOption('--from <group>', '原组编码，或 UNGROUPED、EXCLUDED、FAILED group before')
    .requiredOption('--to <group>', '新组编码，或 UNGROUPED、EXCLUDED、FAILED group after')
    .option('--institution <code>', '只看一家机构 of one institution')
    .option('--first <number>', '至多几例（默认 5） how many at most', positive, 5)
    .option('--after <row>', '接上一页（上一页末尾所给） where the page before ended')
    .option(...REGION)
    .option(...JSON_OPTION)
    .action((id: string, options: Omit<CasesOptions, 'id'>) => showCases(context, { id, ...options }));
  study
    .command('export <study>')
    .description('导出全部表，每张表带其依据\nwrite all tables, each with what it rests on')
    .requiredOption('--out <directory>', '写入的文件夹 directory')
    .option('--format <format>', 'csv 或 xlsx（默认 xlsx） csv or xlsx', oneOf(EXPORTS), 'XLSX' as const)
    .option(...REGION)
    .option(...JSON_OPTION)
    .action((id: string, options: Omit<ExportOptions, 'id'>) => exportStudy(context, { id, ...options }));
  study
    .command('catalogue <study>')
    .description('测算出的新目录库，CSV\nthe catalogue with the points that were computed, as CSV')
    .option('--out <file>', '写入文件（默认标准输出） write to a file')
    .option(...REGION)
    .option(...JSON_OPTION)
    .action((id: string, options: Omit<CatalogueOptions, 'id'>) => printCatalogue(context, { id, ...options }));
  study
    .command('accept <study>')
    .description('把测算出的分值存为目录库\nstore the points that were computed as a catalogue')
    .requiredOption('--version <version>', '新目录库的版本号 version')
    .requiredOption('--from <date>', '生效日 YYYY-MM-DD first day in force')
    .option(...REGION)
    .option(...JSON_OPTION)
    .action((id: string, options: Omit<AcceptOptions, 'id'>) => acceptStudy(context, { id, ...options }));
}

function addRun(study: Command, context: Context): void {
  study
    .command('run')
    .description('发起一次切换测算并等它完成\nwork a study out')
    .requiredOption(...REGION)
    .requiredOption('--years <first-last>', '历史年度，如 2023-2025；末年为所研究的年度 years; the last one is studied')
    .requiredOption('--from-ruleset <version>', '原规则集版本 ruleset before')
    .requiredOption('--to-ruleset <version>', '新规则集版本 ruleset after')
    .option('--from-catalogue <version>', '原目录库版本（默认与原规则集相配且生效的） catalogue before')
    .option('--to-catalogue <version>', '新目录库版本（默认与新规则集相配的） catalogue after')
    .option('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance, 'EMPLOYEE' as const)
    .option('--points <how>', '新分值：COMPUTED（由历史测算）或 AS_CATALOGUED（目录库所载）', oneOf(SWITCH_POINTS), 'COMPUTED' as const)
    .option('--method <file>', '测算方法（JSON；默认三年 1:2:7） the method, as JSON')
    .option('--fund <yuan>', '基金额（默认末年预算，否则末年总费用） the fund, in yuan')
    .option('--min-share <share>', '拆分、合并的份额下限 least share of a part')
    .option('--min-cases <number>', '年均例数下限 least cases a year', positive)
    .option('--min-variation <number>', '变异系数上限 variation from which a group varies too much')
    .option('--key <key>', '幂等键：同一键同一输入只测算一次 idempotency key')
    .option(...JSON_OPTION)
    .action((options: SwitchRunOptions) => runStudy(context, options));
}
