import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { insurance, JSON_OPTION, PERIOD_OPTION, positive, regionCode, SCHEME_OPTION } from '../terminal/arguments.js';
import { clearingJson, clearingText, readCleared } from '../print/clearing-report.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { driveToEnd } from '../commands/drive-clearing.js';
import { EXIT } from '../terminal/failures.js';
import { findRun } from './find-run.js';
import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import { resumeClearingRun, startClearingRun } from '../../app/clearing/run/start-clearing-run.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';

interface ClearOptions extends CommonOptions {
  readonly region: string;
  readonly year?: number;
  readonly insurance?: InsuranceScheme;
  readonly scheme?: PaymentScheme;
  readonly key?: string;
  readonly resume?: string;
  readonly statement?: string;
  readonly period?: string;
}

/** `dip clear`, to which `dip clear replay` is added. */
export function addClearCommand(program: Command, context: Context): Command {
  return program
    .command('clear')
    .description('年度清算：计分、点值、结算单，不平衡额必须为 0.00\nclear a year to the fen')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option('--year <year>', '结算年度 settlement year', positive)
    .option('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance)
    .option(...SCHEME_OPTION)
    .option(...PERIOD_OPTION)
    .option('--key <key>', '幂等键：同一键同一输入只清算一次 idempotency key')
    .option('--resume <run>', '继续一次未完成的清算（任务标识或序号） go on with a run, by id or number')
    .option(
      '--statement <institution>',
      '打印一家机构的结算单明细；已有清算时不重新清算 print one statement; clears only where nothing is cleared yet',
    )
    .option(...JSON_OPTION)
    .action((options: ClearOptions) => clear(context, options));
}

async function clear(context: Context, options: ClearOptions): Promise<void> {
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const stored = options.statement === undefined ? undefined : await clearedBefore(session, options);
    if (stored !== undefined) await context.terminal.say(alreadyCleared(stored, options));
    const run = stored ?? (await driveToEnd(context, session, await begin(session, options)));
    const cleared = await readCleared(session, run);
    if (run.status !== 'SUCCEEDED') context.exitCode = EXIT.MISTAKE;
    if (options.json === true) return await printJson(context, clearingJson(cleared));
    await context.terminal.out(clearingText(cleared, options.statement));
  });
}

async function begin(session: OpenPlatform, options: ClearOptions): Promise<RunRecord> {
  return options.resume === undefined ? await start(session, options) : await resume(session, options.region, options.resume);
}

const NEWEST_RUNS = 200;

/** The newest run of the year that ended well: whoever only wants to see a statement clears nothing anew. */
async function clearedBefore(
  { caller }: OpenPlatform,
  { region, year, insurance: scheme, period = YEAR_KEY, key, resume: resumed }: ClearOptions,
): Promise<RunRecord | undefined> {
  if (year === undefined || scheme === undefined || key !== undefined || resumed !== undefined) return undefined;
  const { items } = await caller.read(({ runs }) => runs.list(region, { year, first: NEWEST_RUNS }));
  return items.find((run) => run.insurance === scheme && run.period === period && run.status === 'SUCCEEDED');
}

function alreadyCleared({ runNo, regionCode }: RunRecord, { statement = '' }: ClearOptions): string {
  const command = `dip statement ${runNo} ${statement} --region ${regionCode}`;
  return (
    `已有清算 #${runNo}，未重新清算，以下是它的结果；只看结算单可用 ${command}；要重新清算，请不带 --statement。\n` +
    `Run #${runNo} exists and is shown; nothing was cleared anew. To clear again, leave --statement out.\n`
  );
}

async function start(
  { platform, caller }: OpenPlatform,
  { region, year, insurance: scheme, ...options }: ClearOptions,
): Promise<RunRecord> {
  if (year === undefined || scheme === undefined)
    throw new Mistake(
      'USAGE',
      '请写明 --year 和 --insurance，或用 --resume 继续一次清算。',
      'State --year and --insurance, or --resume a run.',
    );
  return await startClearingRun(platform, caller, {
    regionCode: region,
    year,
    insurance: scheme,
    ...(options.scheme === undefined ? {} : { scheme: options.scheme }),
    ...(options.period === undefined ? {} : { period: options.period }),
    idempotencyKey: options.key ?? `dip-${randomUUID()}`,
  });
}

/** A run that is under way or has succeeded is only watched. */
async function resume(session: OpenPlatform, region: string, wanted: string): Promise<RunRecord> {
  const run = await findRun(session, region, wanted);
  if (run.status === 'SUCCEEDED') return run;
  return await resumeClearingRun(session.platform, session.caller, region, run.id);
}
