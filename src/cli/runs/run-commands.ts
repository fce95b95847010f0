import { Option, type Command } from 'commander';
import { JSON_OPTION, positive, regionCode } from '../terminal/arguments.js';
import { clearingJson, clearingText, INSURANCES, readCleared, STAGES, STATUSES } from '../print/clearing-report.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { yuan } from '../terminal/money.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { showGroupsOfInstitution, type GroupCommandOptions } from './run-groups.js';
import { showScores, type ScoresOptions } from './run-scores.js';
import { addInsuredRegionsCommand } from './run-insured-regions.js';
import { addScorecardCommand } from './run-scorecard.js';
import { showCorrections, showStatement } from './run-statement.js';
import { findRun } from './find-run.js';
import { addPublishCommands } from './publish-commands.js';
import { addStatementCommands } from './statement-confirm.js';
import { addConfirmCommand } from './confirm-command.js';
import { addJobsCommand } from './jobs-command.js';
import type { Unit } from '../../app/ports/ports.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import { printFen } from '../../engine/number/quantity.js';
import { periodLabel } from '../../engine/plan/periods.js';

const REGION_OPTION = ['--region <code>', '统筹地区编码（只有一个地区有此任务时可省略） region code', regionCode] as const;

interface ListOptions extends RowsOptions {
  readonly region?: string;
  readonly year?: number;
}

/** What commands that show one run take. */
interface OneRunOptions extends RowsOptions {
  readonly region?: string;
}

interface StatementCommandOptions extends OneRunOptions {
  readonly explain?: boolean;
  readonly corrections?: true | 'months' | 'cases';
}

/** `dip runs`, `dip run show`, `dip statement`, `dip scores`, `dip jobs`: what is stored; they never run anything. */
export function addRunCommands(program: Command, context: Context): void {
  program
    .command('runs')
    .description('列出已有的清算任务，新的在前；只读\nlist stored clearing runs, newest first')
    .option('--region <code>', '只看一个统筹地区 of one region', regionCode)
    .option('--year <year>', '只看一个结算年度 of one year', positive)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((options: ListOptions) => listRuns(context, options));
  addJobsCommand(program, context);
  const run = program.command('run').description('一次清算：查看\none stored clearing run');
  run
    .command('show <run>')
    .description('按序号或标识显示一次清算的结果；只读\nshow what a run came to')
    .option(...REGION_OPTION)
    .option(...JSON_OPTION)
    .action((wanted: string, options: CommonOptions & OneRunOptions) => showRun(context, wanted, options));
  run
    .command('groups <run> <institution>')
    .description(
      '一家机构各病种全年的判定（规则集有机构病种层判定时）；只读\nwhat a run decided about each disease group of an institution',
    )
    .option(...REGION_OPTION)
    .option('--group <code>', '只看一个病种，并写出公式、代入的数和依据 one disease group, explained')
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((wanted: string, institution: string, options: GroupCommandOptions) =>
      showGroupsOfInstitution(context, { ...options, run: wanted, institution }),
    );
  addConfirmCommand(run, context);
  addPublishCommands(run, context);
  const statement = program
    .command('statement <run> <institution>')
    .description('显示一次清算中一家机构的结算单，逐行；只读\nshow a stored statement line by line')
    .option(...REGION_OPTION)
    .addOption(
      new Option(
        '--explain',
        '逐行写出公式、代入的数、规则和依据条文；--csv 每个取值一行 each line with formula, numbers and article; --csv: a row a term',
      ),
    )
    .addOption(
      new Option('--corrections [by]', '只列已关闭月份的更正：months 按月（默认）或 cases 逐例 only what it counts of closed months')
        .choices(['months', 'cases'])
        .conflicts('explain'),
    )
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((wanted: string, institution: string, { corrections, ...options }: StatementCommandOptions) => {
      const asked = { ...options, run: wanted, institution };
      return corrections === undefined
        ? showStatement(context, asked)
        : showCorrections(context, { ...asked, corrections: corrections === true ? 'months' : corrections });
    });
  addScorecardCommand(program, context);
  addInsuredRegionsCommand(program, context);
  addStatementCommands(statement, context);
  program
    .command('scores <run>')
    .description('导出一次清算中每个病例的得分（默认 CSV）；只读\nexport the stored scores of a run')
    .option(...REGION_OPTION)
    .option('--out <file>', '写入文件 write to a file')
    .option('--json', '以 JSON Lines 输出，每行一例 print JSON lines')
    .option('--csv', '以 CSV 输出（默认） print CSV, as it does by default')
    .action((wanted: string, options: ScoresOptions) => showScores(context, wanted, options));
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'regionCode', title: '地区' },
  { name: 'runNo', title: '任务', align: 'right' },
  { name: 'year', title: '年度', align: 'right' },
  { name: 'period', title: '结算期', text: (value) => periodLabel(String(value)).zh },
  { name: 'insurance', title: '险种', text: (value) => INSURANCES[value === 'RESIDENT' ? 'RESIDENT' : 'EMPLOYEE'] },
  { name: 'statusText', title: '状态' },
  { name: 'stageText', title: '阶段' },
  { name: 'cases', title: '病例', align: 'right' },
  { name: 'payableText', title: '清算应拨', align: 'right' },
];

async function listRuns(context: Context, options: ListOptions): Promise<void> {
  const { region, year } = options;
  const runs = await withSession(context, 'NEEDS_DATA', ({ caller }) =>
    caller.read(async (unit) => {
      const codes = region === undefined ? (await unit.regions.list()).map(({ code }) => code) : [region];
      const found: RunRecord[] = [];
      for (const code of codes) found.push(...(await allRuns(unit, code, year)));
      return found;
    }),
  );
  const isForPeople = options.json !== true && options.csv !== true;
  const columns = isForPeople ? COLUMNS : FILE_COLUMNS;
  const none = '没有这样的清算任务。用 dip clear 开始一次清算。 There are none.';
  await printRows(context, options, { key: 'runs', columns, rows: runs.map(isForPeople ? peopleRow : fileRow), none });
}

const PAGE = 200;

async function allRuns({ runs }: Unit, code: string, year: number | undefined): Promise<RunRecord[]> {
  const found: RunRecord[] = [];
  for (let beforeRunNo: number | undefined; ;) {
    const asked = { first: PAGE, ...(year === undefined ? {} : { year }), ...(beforeRunNo === undefined ? {} : { beforeRunNo }) };
    const { items, hasMore } = await runs.list(code, asked);
    found.push(...items);
    beforeRunNo = items.at(-1)?.runNo;
    if (!hasMore || beforeRunNo === undefined) return found;
  }
}

const FILE_COLUMNS: readonly ShownColumn[] = [
  ...['regionCode', 'runNo', 'id', 'year', 'insurance', 'status', 'stage', 'cases', 'pointValue', 'payable', 'imbalance'],
  ...['inputHash', 'resultHash', 'createdAt', 'finishedAt', 'period'],
].map((name) => ({ name, title: name }));

function peopleRow(run: RunRecord): ReturnType<typeof fileRow> {
  const { status, stage, totals } = run;
  const payableText = totals.payableFen === undefined ? '' : yuan(totals.payableFen);
  return { ...fileRow(run), statusText: STATUSES[status], stageText: STAGES[stage], payableText };
}

function fileRow(run: RunRecord): Readonly<Record<string, string | number | null>> {
  const { regionCode, runNo, id, year, insurance, period, status, stage, totals, inputHash, createdAt, finishedAt } = run;
  const money = (fen: bigint | undefined): string | null => (fen === undefined ? null : printFen(fen));
  return {
    ...{ regionCode, runNo, id, year, insurance, status, stage },
    cases: totals.cases === undefined ? null : Number(totals.cases),
    pointValue: totals.pointValue ?? null,
    payable: money(totals.payableFen),
    imbalance: money(totals.imbalanceFen),
    inputHash,
    resultHash: totals.resultHash ?? null,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    period,
  };
}

async function showRun(context: Context, wanted: string, { region, json }: OneRunOptions): Promise<void> {
  const cleared = await withSession(context, 'NEEDS_DATA', async (session) => readCleared(session, await findRun(session, region, wanted)));
  if (json === true) return await printJson(context, clearingJson(cleared));
  await context.terminal.out(clearingText(cleared));
}
