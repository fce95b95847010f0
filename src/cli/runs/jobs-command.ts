import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { STATUSES } from '../print/clearing-report.js';
import { withSession, type Context } from '../host/context.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import type { JobState } from '../../app/ports/kit/ports-job.js';
import type { Unit } from '../../app/ports/ports.js';

interface JobsOptions extends RowsOptions {
  readonly region?: string;
  readonly all?: boolean;
}

/** What a job does, by the API's type of it. */
const KINDS = {
  ClearingRun: '年度清算',
  ImportJob: '病例导入',
  CatalogueJob: '目录测算',
  SwitchStudy: '切换测算',
  WhatIf: '模拟测算',
} as const;

interface ListedJob extends JobState {
  readonly kind: keyof typeof KINDS;
  readonly regionCode: string;
  readonly id: string;
}

/** Most jobs of a kind and region that are looked through, the newest of them. */
const MOST_OF_A_KIND = 200;

/** `dip jobs`: clearing runs, imports of cases, computations of catalogues, studies of switches, what-ifs. It never runs anything. */
export function addJobsCommand(program: Command, context: Context): void {
  program
    .command('jobs')
    .description(
      '列出尚未完成的任务（清算、病例导入、目录测算、切换测算、模拟测算），新的在前；只读\nlist jobs that have not ended well (runs, imports, catalogues, switch studies, what-ifs), newest first',
    )
    .option('--region <code>', '只看一个统筹地区 of one region', regionCode)
    .option('--all', `连同已完成的（每个地区每类最近 ${MOST_OF_A_KIND} 个） those that ended well, too`)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((options: JobsOptions) => listJobs(context, options));
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'regionCode', title: '地区' },
  { name: 'kindText', title: '种类' },
  { name: 'id', title: '标识' },
  { name: 'statusText', title: '状态' },
  { name: 'progress', title: '进度', align: 'right' },
];

const FILE_COLUMNS: readonly ShownColumn[] = [
  ...['regionCode', 'kind', 'id', 'status', 'phase', 'done', 'total', 'failureCode', 'failure', 'createdAt', 'finishedAt'],
].map((name) => ({ name, title: name }));

async function listJobs(context: Context, options: JobsOptions): Promise<void> {
  const { region, all } = options;
  const jobs = await withSession(context, 'NEEDS_DATA', ({ caller }) =>
    caller.read(async (unit) => {
      const codes = region === undefined ? (await unit.regions.list()).map(({ code }) => code) : [region];
      const found: ListedJob[] = [];
      for (const code of codes) found.push(...(await jobsOf(unit, code)));
      return found;
    }),
  );
  const wanted = jobs.filter(({ status }) => all === true || (status !== 'SUCCEEDED' && status !== 'CANCELLED'));
  const rows = wanted.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).map(rowOf);
  const isForPeople = options.json !== true && options.csv !== true;
  const none = '没有这样的任务。 There are none.';
  await printRows(context, options, { key: 'jobs', columns: isForPeople ? COLUMNS : FILE_COLUMNS, rows, none });
}

async function jobsOf({ runs, imports, catalogues, switchStudies, whatIfs }: Unit, code: string): Promise<readonly ListedJob[]> {
  const { items } = await runs.list(code, { first: MOST_OF_A_KIND });
  return [
    ...items.map((run) => ({ ...run, kind: 'ClearingRun' as const })),
    ...(await imports.newest(code, MOST_OF_A_KIND)).map((job) => ({ ...job, kind: 'ImportJob' as const })),
    ...(await catalogues.newestJobs(code, MOST_OF_A_KIND)).map((job) => ({ ...job, kind: 'CatalogueJob' as const })),
    ...(await switchStudies.newest(code, MOST_OF_A_KIND)).map((job) => ({ ...job, kind: 'SwitchStudy' as const })),
    ...(await whatIfs.newest(code, MOST_OF_A_KIND)).map((job) => ({ ...job, kind: 'WhatIf' as const })),
  ];
}

function rowOf({ kind, regionCode, id, status, phase, done, total, failure, createdAt, finishedAt }: ListedJob) {
  return {
    ...{ regionCode, kind, id, status, phase },
    done: Number(done),
    total: total === null ? null : Number(total),
    failureCode: failure?.code ?? null,
    failure: failure?.zh ?? null,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    kindText: KINDS[kind],
    statusText: STATUSES[status],
    progress: total === null || total === 0n ? '' : `${(done * 100n) / total}%`,
  };
}
