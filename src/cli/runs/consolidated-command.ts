import type { Command } from 'commander';
import { findRun } from './find-run.js';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { grouped } from '../terminal/money.js';
import { withSession, type Context } from '../host/context.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { consolidatedStatement, type ConsolidatedStatement } from '../../app/statements/consolidated-statement.js';
import { printFen } from '../../engine/number/quantity.js';

interface Options extends RowsOptions {
  readonly region?: string;
  readonly on?: string;
}

/** `dip consortium statement`: the statements of its members in a run, added up line by line. */
export function addConsolidatedCommand(consortium: Command, context: Context): void {
  consortium
    .command('statement <run> <code>')
    .description('医共体合并结算单：各成员逐行相加，列出各成员；只读\nthe statements of its members added up')
    .option('--region <code>', '统筹地区编码 region code', regionCode)
    .option('--on <date>', '按哪一日的成员，默认今天 whose members: those of a day')
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((run: string, code: string, options: Options) => show(context, run, code, options));
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'item', title: '项目' },
  { name: 'name', title: '名称' },
  { name: 'cases', title: '病例数', align: 'right' },
  { name: 'amount', title: '金额（元）', align: 'right', text: (value) => grouped(String(value)) },
];

async function show(context: Context, wanted: string, consortiumCode: string, { region, on, ...options }: Options): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode: of, runNo } = await findRun(session, region, wanted);
    return await consolidatedStatement(session.caller, { regionCode: of, runNo, consortiumCode, on });
  });
  await printRows(context, options, { key: 'lines', columns: COLUMNS, rows: rowsOf(found), none: '' });
}

/** The lines, what they add up to, and what each member has of it. */
function rowsOf({ lines, payableFen, cases, members, consortium }: ConsolidatedStatement): readonly Record<string, ShownValue>[] {
  return [
    ...lines.map(({ key, label, amountFen }) => ({ item: key, name: label.zh, cases: null, amount: printFen(amountFen) })),
    { item: '应拨合计', name: `${consortium.code} ${consortium.name}`, cases, amount: printFen(payableFen) },
    ...members.map((one) => ({ item: '成员', name: one.institutionCode, cases: one.cases, amount: printFen(one.payableFen) })),
  ];
}
