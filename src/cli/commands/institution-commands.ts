import { randomUUID } from 'node:crypto';
import { addChangeCommands } from './change-commands.js';
import type { Command } from 'commander';
import { JSON_OPTION, regionCode, CHECKED_SCHEME_OPTION } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { list } from '../terminal/table.js';
import { readWhole } from '../terminal/terminal.js';
import { askedFor } from '../../app/caches/in-force.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import { importInstitutionFile } from '../../app/regions/import-institution-file.js';
import type { ImportedInstitutions } from '../../app/regions/import-institutions.js';

interface ImportOptions extends CommonOptions {
  readonly region: string;
  readonly scheme?: PaymentScheme;
  readonly check?: boolean;
}

/** `dip institutions import`. */
export function addInstitutionCommands(program: Command, context: Context): void {
  const institutions = program
    .command('institutions')
    .alias('institution')
    .description('定点医疗机构：登记、变动\ninstitutions: register, changes');
  institutions
    .command('import <file>')
    .description(
      '从 CSV 登记机构、按日期记载的档案和年度指标（例：rulesets/_template/institutions.csv）；有一处错误即不导入\nregister institutions from a CSV, all or none',
    )
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option(...CHECKED_SCHEME_OPTION)
    .option('--check', '只检查，不入库 check only')
    .option(...JSON_OPTION)
    .action((file: string, options: ImportOptions) => load(context, file, options));
  addChangeCommands(institutions, context);
}

async function load(context: Context, path: string, { region, scheme, check, json }: ImportOptions): Promise<void> {
  const imported = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => {
    const file = await readWhole(context.terminal, path);
    const idempotencyKey = `dip-${randomUUID()}`;
    return await importInstitutionFile(platform, caller, {
      regionCode: region,
      file,
      dryRun: check === true,
      ...askedFor(scheme),
      idempotencyKey,
    });
  });
  if (json === true) return await printJson(context, imported);
  await context.terminal.out(importedText(path, imported));
}

function importedText(path: string, { read, added, renamed, profiles, figures, dryRun, warnings }: ImportedInstitutions): string {
  const summary = list([
    ['文件', path],
    ['结果', dryRun ? '检查通过，未入库（--check）' : '已登记'],
    ['读入', `${read} 行`],
    ['新增机构', `${added} 家`],
    ['改名', `${renamed} 家`],
    ['新的档案', `${profiles} 条`],
    ['新的指标', `${figures} 条`],
  ]);
  const lines = warnings.map(({ path: place, messages }) => `警告 ${place.join('/')}：${messages.zh}\n  ${messages.en ?? ''}\n`);
  return [summary, ...lines].join('');
}
