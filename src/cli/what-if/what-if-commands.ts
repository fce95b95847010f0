import type { Command } from 'commander';
import { showGroups, showMovedCases, findWhatIf, type MovedCasesOptions, type OfWhatIf } from './what-if-show.js';
import { printWhatIf, runWhatIf, type WhatIfOptions } from './what-if-run.js';
import { whatIfJson } from './what-if-text.js';
import { insurance, JSON_OPTION, oneOf, positive, regionCode, SCHEME_OPTION } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { CSV_OPTION } from '../print/printed-rows.js';
import { COMPARED } from '../../app/what-if/score/case-marks.js';

const REGION = ['--region <code>', '统筹地区编码 region code', regionCode] as const;
const CANDIDATE = ['--candidate <number>', '第几个候选方案（默认 1） which candidate, from 1', positive, 1] as const;
const repeated = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `dip what-if`, and `dip what-if show|groups|cases`. */
export function addWhatIfCommands(program: Command, context: Context): void {
  const command = program
    .command('what-if')
    .description(
      '实施前模拟：一个年度按现行规则与改动后各算一遍，逐机构对照；只在内存中，不写任何清算\nwhat a change would do to every institution of a year; nothing of a run is written',
    )
    .option(...REGION)
    .option('--year <year>', '结算年度 settlement year', positive)
    .option('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance, 'EMPLOYEE' as const)
    .option(...SCHEME_OPTION)
    .option('--set <target=value>', '参数或表中一行，如 deviationHigh=2.4，可多次 a parameter or a row of a table', repeated, [])
    .option('--ruleset <file>', '整份候选规则集文件 a whole ruleset as a file')
    .option('--version <version>', '已存的规则集版本 a stored version')
    .option('--catalogue <version>', '已存的病种目录库，代替本年度的 a stored catalogue in place of the year’s')
    .option('--from <date>', '自年度内哪一天起改（默认全年） from which day of the year on')
    .option('--to <date>', '改到哪一天止（默认年末） through which day')
    .option('--budget <name=value>', '预算项目，可多次 a budget item', repeated, [])
    .option('--actual <name=value>', '决算项目，可多次 an item of the actuals', repeated, [])
    .option('--institution <code.fact=value>', '机构事实，可多次 a fact of an institution', repeated, [])
    .option('--candidates <file>', '几个候选方案（JSON 数组，至多 4 个） several candidates side by side, as JSON')
    .option('--csv <file>', '各机构写入 CSV 文件 write the institutions to a file')
    .option('--key <key>', '幂等键：同一键同一输入只测算一次 idempotency key')
    .option(...JSON_OPTION)
    .action(({ actual, ...options }: Omit<WhatIfOptions, 'actuals'> & { readonly actual: readonly string[] }) =>
      runWhatIf(context, { ...options, actuals: actual }),
    );
  command
    .command('show <what-if>')
    .description('查看一次模拟（标识或 latest）；只读\nshow a what-if, by its id or latest')
    .option(...REGION)
    .option(...JSON_OPTION)
    .action((id: string, options: CommonOptions & { readonly region?: string }) => showWhatIf(context, id, options));
  command
    .command('groups <what-if>')
    .description('各病种的病例与分值前后对照；只读\ncases and points by disease group')
    .option(...CANDIDATE)
    .option(...REGION)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((id: string, options: Omit<OfWhatIf, 'id'>) => showGroups(context, { id, ...options }));
  command
    .command('cases <what-if>')
    .description('计分有变动的病例，连同前后的依据；只读\ncases that are scored otherwise, with both scores explained')
    .option(...CANDIDATE)
    .option('--output <what>', `只看这一项变动的：${COMPARED.join('、')} only those of which this changed`, oneOf(COMPARED))
    .option('--institution <code>', '只看一家机构 of one institution')
    .option('--first <number>', '至多几例（默认 5） how many at most', positive, 5)
    .option('--after <row>', '接上一页（上一页末尾所给） where the page before ended')
    .option(...REGION)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((id: string, options: Omit<MovedCasesOptions, 'id'>) => showMovedCases(context, { id, ...options }));
}

async function showWhatIf(context: Context, id: string, { region, json }: CommonOptions & { readonly region?: string }): Promise<void> {
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const record = await findWhatIf(session, id, region);
    if (json === true) return await printJson(context, whatIfJson(record));
    await printWhatIf(context, session, record);
  });
}
