import { setTimeout as sleep } from 'node:timers/promises';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { JSON_OPTION } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { driveNextRun } from '../../app/clearing/drive-run.js';
import { helpRunningClearings } from '../../app/clearing/help-clearings.js';

const LOOK_MS = 1_000;

interface WorkerOptions extends CommonOptions {
  readonly once?: boolean;
}

/** `dip worker`. */
export function addWorkerCommand(program: Command, context: Context): void {
  program
    .command('worker')
    .description('再开一个工作进程，分担清算的计分（仅 PostgreSQL）\na further worker process, on PostgreSQL')
    .option('--once', '没有可做的工作时即结束 end when there is nothing to do')
    .option(...JSON_OPTION)
    .action((options: WorkerOptions) => work(context, options));
}

async function work(context: Context, { once, json }: WorkerOptions): Promise<void> {
  if (!('databaseUrl' in context.host.location)) throw embeddedOnly();
  const name = `${hostname()}-${process.pid}`;
  let isStopping = false;
  const stop = (): void => void (isStopping = true);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const failed = (error: unknown): void => void context.terminal.say(`${error instanceof Error ? error.message : String(error)}\n`);
  await withSession(context, 'NEEDS_DATA', async ({ platform }) => {
    await context.terminal.say(`工作进程 ${name} 已开始；Ctrl+C 结束。 Worker started; Ctrl+C ends it.\n`);
    let shards = 0;
    let runs = 0;
    while (!isStopping) {
      const helped = await helpRunningClearings(platform, { worker: name, isStopping: () => isStopping, failed });
      shards += helped;
      const drove = !isStopping && (await driveNextRun(platform, name, {}, () => isStopping));
      if (drove) runs++;
      if (helped > 0 || drove) continue;
      if (once === true) break;
      await sleep(LOOK_MS);
    }
    if (json === true) return await printJson(context, { worker: name, shards, runs });
    await context.terminal.out(`工作进程结束：分担 ${shards} 个分片，主持 ${runs} 次清算。\n`);
  });
}

function embeddedOnly(): Mistake {
  return new Mistake(
    'WORKER_NEEDS_POSTGRESQL',
    '内置数据库只能由一个进程打开，不能增加工作进程。请设置 DATABASE_URL 使用 PostgreSQL。',
    'One process only may open the embedded database. Set DATABASE_URL to PostgreSQL to add workers.',
  );
}
