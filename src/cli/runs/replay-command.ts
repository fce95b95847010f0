import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { EXIT } from '../terminal/failures.js';
import { findRun } from './find-run.js';
import { list, table } from '../terminal/table.js';
import { replayRun, type Replayed } from '../../app/clearing/evidence/replay-run.js';

interface ReplayOptions extends CommonOptions {
  readonly region: string;
}

const TEXT = '按冻结的输入重算一次已完成的清算，逐项核对，不改动结果\nrecompute a past run from what it froze, and compare';
const REGION = ['--region <code>', '统筹地区编码 region code', regionCode] as const;

/** `dip clear replay <run>`; `dip replay` is its older name, which scripts may still use and help leaves out. */
export function addReplayCommands(clear: Command, program: Command, context: Context): void {
  // `dip clear` asks for --region already: both take it, and --json, wherever they stand.
  clear
    .enablePositionalOptions(false)
    .command('replay <run>')
    .description(TEXT)
    .option(...REGION)
    .option(...JSON_OPTION)
    .action((run: string, _: unknown, command: Command) => replay(context, run, command.optsWithGlobals<ReplayOptions>()));
  program
    .command('replay <run>', { hidden: true })
    .description(TEXT)
    .requiredOption(...REGION)
    .option(...JSON_OPTION)
    .action((run: string, options: ReplayOptions) => replay(context, run, options));
}

async function replay(context: Context, wanted: string, { region, json }: ReplayOptions): Promise<void> {
  const { terminal } = context;
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const { id } = await findRun(session, region, wanted);
    const progress = (done: bigint, total: bigint): void =>
      void terminal.progress({ label: '重算', done: Number(done), total: Number(total) });
    const replayed = await replayRun(session.platform, session.caller, { regionCode: region, runId: id, progress });
    if (!replayed.isIdentical) context.exitCode = EXIT.MISTAKE;
    if (json === true) await printJson(context, replayJson(replayed));
    else await terminal.out(replayText(replayed));
  });
}

function replayJson({ run, ...replayed }: Replayed): Readonly<Record<string, unknown>> {
  return { id: run.id, runNo: run.runNo, regionCode: run.regionCode, ...replayed };
}

const MOST_SHOWN = 20;

function replayText({ run, isIdentical, cases, engine, resultHash, differenceCount, differences }: Replayed): string {
  const verdict = isIdentical
    ? '与所存结果逐项相同 identical'
    : `与所存结果有 ${differenceCount} 处不同，先列 ${Math.min(differenceCount, MOST_SHOWN)} 处 differs`;
  const head = list([
    ['清算', `#${run.runNo} ${run.id}`],
    ['重算病例', `${cases} 例`],
    ['引擎', engine.then === engine.now ? engine.now : `当时 ${engine.then}，现在 ${engine.now}`],
    ['所存结果哈希', resultHash.stored ?? ''],
    ['重算结果哈希', resultHash.recomputed],
    ['核对', verdict],
  ]);
  if (isIdentical) return head;
  const rows = differences
    .slice(0, MOST_SHOWN)
    .map(({ subject, field, stored, recomputed }) => [subject, field, stored ?? '—', recomputed ?? '—']);
  return `${head}\n${table([{ title: '对象' }, { title: '项' }, { title: '所存' }, { title: '重算' }], rows)}`;
}
