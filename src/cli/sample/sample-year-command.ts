import type { Command } from 'commander';
import { insurance, JSON_OPTION, positive, sandboxRegion } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { yuan } from '../terminal/money.js';
import { STAGES } from '../print/clearing-report.js';
import { table } from '../terminal/table.js';
import { runSampleYear, type SettledSamplePeriod } from '../../app/sample/run-sample-year.js';
import { SAMPLE_DEFAULTS, SAMPLE_REGION } from '../../app/sample/sample-city.js';
import { LEDGER_ACCOUNT_LABELS, LEDGER_ACCOUNTS, type LedgerBalance } from '../../engine/clearing/ledger.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { printFen } from '../../engine/number/quantity.js';
import { periodLabel } from '../../engine/plan/periods.js';

interface SampleYearOptions extends CommonOptions {
  readonly region: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

/** `dip sample year`: a whole year of a sandbox region, period by period. */
export function addSampleYearCommand(sample: Command, context: Context): void {
  sample
    .command('year')
    .description(
      '把沙盒地区的一个年度逐期走完：各月、各季、全年，结算、公示、确认、拨付、到账，最后追回各月各季多付的款\nrun a sandbox year: every month and quarter, the year, then recover what was paid too much',
    )
    .option('--region <code>', '沙盒地区编码 sandbox region', sandboxRegion, SAMPLE_REGION)
    .option('--year <year>', '年度 year', positive, SAMPLE_DEFAULTS.year)
    .option('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance, 'EMPLOYEE')
    .option(...JSON_OPTION)
    .action((options: SampleYearOptions) => sampleYear(context, options));
}

async function sampleYear(context: Context, { region, year, insurance: scheme, json }: SampleYearOptions): Promise<void> {
  const key = { regionCode: region, year, insurance: scheme };
  const { settled, balances } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    settled: await runSampleYear(platform, key, ({ key: period }, done, total) =>
      context.terminal.progress({ label: `结算${periodLabel(period).zh}`, done, total }),
    ),
    balances: await caller.read(({ ledger }) => ledger.balances(key)),
  }));
  if (json === true) return await printJson(context, { periods: settled.map(periodRow), balances: sums(balances) });
  const columns = [
    { title: '结算期' },
    { title: '清算', align: 'right' },
    { title: '应拨（元）', align: 'right' },
    { title: '本次补拨（元）', align: 'right' },
    { title: '年末追回（元）', align: 'right' },
    { title: '阶段' },
  ] as const;
  const rows = settled.map(({ run, paidFen, recoveredFen }) => [
    periodLabel(run.period).zh,
    `#${run.runNo}`,
    yuan(run.totals.payableFen ?? 0n),
    yuan(paidFen),
    recoveredFen === 0n ? '' : yuan(recoveredFen),
    STAGES[run.stage],
  ]);
  const none = '各期均已关闭，未作更改。 Everything was closed before; nothing was changed.\n';
  await context.terminal.out(settled.length === 0 ? none : `${table(columns, rows)}\n${PAID_BEFORE}\n`);
  const accounts = sums(balances).map(({ name, balance }) => [name, balance]);
  await context.terminal.out(`\n总账余额，合计 0.00\n${table([{ title: '账户' }, { title: '余额（元）', align: 'right' }], accounts)}`);
}

const PAID_BEFORE =
  '各月的预拨已随示例数据记录，本次只补拨机构尚欠的；预拨多于应拨的，抵以后各期，仍多的年末追回。\nMonthly advances came with the sample: only what is still owed is paid here; what was advanced too much counts for later periods.';

function periodRow({ run, paidFen, recoveredFen }: SettledSamplePeriod) {
  return {
    period: run.period,
    runNo: run.runNo,
    stage: run.stage,
    payable: printFen(run.totals.payableFen ?? 0n),
    paid: printFen(paidFen),
    recovered: printFen(recoveredFen),
  };
}

/** Balances over all institutions, in the order of accounts. */
function sums(
  balances: readonly LedgerBalance[],
): readonly { readonly account: string; readonly name: string; readonly balance: string }[] {
  return LEDGER_ACCOUNTS.flatMap((account) => {
    const own = balances.filter((balance) => balance.account === account);
    const fen = own.reduce((sum, { balanceFen }) => sum + balanceFen, 0n);
    return own.length === 0 ? [] : [{ account, name: LEDGER_ACCOUNT_LABELS[account].zh, balance: printFen(fen) }];
  });
}
