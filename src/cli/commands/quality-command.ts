import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { table } from '../terminal/table.js';
import type { QualityCount } from '../../app/ports/cases/ports-quality.js';
import { exportQuality, qualitySummary } from '../../app/cases/quality-results.js';
import type { QualityDimension } from '../../engine/plan/quality.js';

interface QualityOptions extends CommonOptions {
  readonly region: string;
  readonly institution?: string;
  readonly csv?: boolean;
}

const DIMENSIONS: Readonly<Record<QualityDimension, string>> = { TIMELY: '及时', COMPLETE: '完整', REASONABLE: '合理', STANDARD: '规范' };

/** `dip quality`. */
export function addQualityCommand(program: Command, context: Context): void {
  program
    .command('quality')
    .description(
      '清单质控：各机构的汇总，或逐条结果（--csv）\nquality of settlement lists: counts by institution, or every finding (--csv)',
    )
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option('--institution <code>', '只看一家机构 one institution')
    .option('--csv', '逐条结果，CSV every finding as CSV')
    .option(...JSON_OPTION)
    .action((options: QualityOptions) => show(context, options));
}

async function show(context: Context, { region, institution, csv, json }: QualityOptions): Promise<void> {
  const period = institution === undefined ? {} : { institutionCode: institution };
  await withSession(context, 'NEEDS_DATA', async ({ caller }) => {
    if (csv === true) {
      for await (const text of exportQuality(caller, region, period, 'CSV')) await context.terminal.out(text);
      return;
    }
    const counts = await qualitySummary(caller, region, period);
    if (json === true) await printJson(context, counts.map(countJson));
    else await context.terminal.out(counts.length === 0 ? '没有清单。 No lists.\n' : summaryText(counts));
  });
}

function countJson({ submitted, faulty, errors, warnings, returned, ...key }: QualityCount): Readonly<Record<string, unknown>> {
  const numbers = { submitted, conforming: submitted - faulty, errors, warnings, returned };
  return { ...key, ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])) };
}

function summaryText(counts: readonly QualityCount[]): string {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return table(
    [{ title: '机构' }, { title: '维度' }, right('清单'), right('无问题'), right('错误'), right('提示'), right('退回')],
    counts.map(({ institutionCode, dimension, submitted, faulty, errors, warnings, returned }) => [
      institutionCode,
      DIMENSIONS[dimension],
      ...[submitted, submitted - faulty, errors, warnings, returned].map(String),
    ]),
  );
}
