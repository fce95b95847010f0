import type { Command } from 'commander';
import { insurance, JSON_OPTION, PERIOD_OPTION, positive, regionCode } from '../terminal/arguments.js';
import { RECONCILED_COLUMNS, reconciledRows, VOUCHER_COLUMNS } from '../print/voucher-rows.js';
import { Mistake } from '../terminal/mistake.js';
import { correctionsOfYear } from '../../app/clearing/evidence/corrections.js';
import { reconciliation } from '../../app/accounting/reconciliation.js';
import { vouchers } from '../../app/accounting/vouchers.js';
import { withSession, type Context } from '../host/context.js';
import { grouped } from '../terminal/money.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { paymentsWarnedText } from '../print/accounts-report.js';
import { may } from '../../app/ports/kit/permissions.js';
import { paymentWarnings } from '../../app/years/payment-warnings.js';
import { entriesOfYear } from '../../app/accounting/ledger-entries.js';
import type { LedgerEntry, LedgerFilter } from '../../app/ports/clearing/ports-ledger.js';
import { LEDGER_ACCOUNT_LABELS, LEDGER_ACCOUNTS, POOL_LABELS, type LedgerBalance } from '../../engine/clearing/ledger.js';
import { POOLS } from '../../engine/plan/accounts.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { printFen } from '../../engine/number/quantity.js';
import { periodLabel } from '../../engine/plan/periods.js';
import type { OpenPlatform } from '../host/host.js';

interface LedgerOptions extends RowsOptions {
  readonly region: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly institution?: string;
  readonly period?: string;
}

const account = (value: ShownValue): string => {
  const known = LEDGER_ACCOUNTS.find((name) => name === value);
  return known === undefined ? String(value) : LEDGER_ACCOUNT_LABELS[known].zh;
};
const pool = (value: ShownValue): string => {
  const known = POOLS.find((name) => name === value);
  return known === undefined ? String(value) : POOL_LABELS[known].zh;
};
const money: Pick<ShownColumn, 'align' | 'text'> = { align: 'right', text: (value) => grouped(String(value)) };
const period: Pick<ShownColumn, 'text'> = { text: (value) => periodLabel(String(value)).zh };

const ENTRIES: readonly ShownColumn[] = [
  { name: 'seq', title: '序号', align: 'right' },
  { name: 'period', title: '结算期', ...period },
  { name: 'institutionCode', title: '机构编码' },
  { name: 'line', title: '摘要' },
  { name: 'pool', title: '基金池', text: pool },
  { name: 'to', title: '借方', text: account },
  { name: 'from', title: '贷方', text: account },
  { name: 'amount', title: '金额（元）', ...money },
  { name: 'payee', title: '收款方' },
  { name: 'cause', title: '来由' },
  { name: 'causeId', title: '来由标识' },
];
const BALANCES: readonly ShownColumn[] = [
  { name: 'pool', title: '基金池', text: pool },
  { name: 'account', title: '账户', text: account },
  { name: 'institutionCode', title: '机构编码' },
  { name: 'balance', title: '余额（元）', ...money },
];

/** `dip ledger`: the double-entry ledger of a fund year; read only. Returns the group. */
export function addLedgerCommands(program: Command, context: Context): Command {
  const ledger = program.command('ledger').description('总账：每一分钱的借贷分录和余额；只读\nthe double-entry ledger of a fund year');
  asked(ledger.command('entries').description('分录，先记的在前（--csv 即会计凭证明细）\nentries in the order of booking')).action(
    (options: LedgerOptions) =>
      show(context, options, async (session) => ({
        ...{ key: 'entries', columns: ENTRIES, none: NONE },
        rows: (await entriesOfYear(session.caller, filterOf(options))).map(entryRow),
      })),
  );
  asked(ledger.command('balances').description('各账户余额；全部相加为 0.00\nbalances, which add up to 0.00')).action(
    (options: LedgerOptions) => balances(context, options),
  );
  asked(
    ledger
      .command('vouchers')
      .description('会计凭证：凭证号、摘要、科目、借贷、往来单位，借贷相等\nbalanced vouchers for bookkeeping software'),
  ).action((options: LedgerOptions) =>
    show(context, options, async ({ platform, caller }) => ({
      ...{ key: 'vouchers', columns: VOUCHER_COLUMNS, none: NONE },
      rows: (await vouchers(platform, caller, filterOf(options))).map((line) => ({ ...line })),
    })),
  );
  asked(
    ledger
      .command('reconcile')
      .description('机构对账单：期初、申报、结算、清算、质保金、预拨、拨付、期末，逐笔\na list to reconcile with an institution'),
  ).action((options: LedgerOptions) =>
    show(context, options, async ({ platform, caller }) => {
      const asked = institutionOf(options);
      const found = await reconciliation(caller, asked);
      const corrections = await correctionsOfYear(platform, caller.read, { ...asked, period: found.period });
      return { ...{ key: 'lines', columns: RECONCILED_COLUMNS, none: NONE }, rows: reconciledRows(found, corrections) };
    }),
  );
  return ledger;
}

/** Balances, and what the year's payments are warned of for whoever may see its budget. */
async function balances(context: Context, options: LedgerOptions): Promise<void> {
  const { regionCode, year, insurance: scheme } = filterOf(options);
  const { rows, warnings } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    rows: (await caller.read(({ ledger }) => ledger.balances(filterOf(options)))).map(balanceRow),
    warnings: may(caller.actor, 'budget:read', regionCode)
      ? await paymentWarnings(platform, caller, { regionCode, year, insurance: scheme })
      : [],
  }));
  await printRows(context, options, { key: 'balances', columns: BALANCES, none: NONE, rows, beside: { warnings } });
  if (warnings.length > 0) await context.terminal.say(paymentsWarnedText(warnings));
}

/** Whose list: the institution has to be named. */
function institutionOf(options: LedgerOptions) {
  if (options.institution !== undefined) return { ...filterOf(options), institutionCode: options.institution };
  throw new Mistake('USAGE', '请用 --institution 写明机构。', 'Name the institution: --institution.');
}

const NONE = '还没有分录：确认结算或录入拨付后才有。 There are no entries yet.';

function asked(command: Command): Command {
  return command
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--year <year>', '年度 year', positive)
    .requiredOption('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance)
    .option('--institution <code>', '只看一家机构 of one institution')
    .option(...PERIOD_OPTION)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION);
}

async function show(
  context: Context,
  options: LedgerOptions,
  read: (session: OpenPlatform) => Promise<Parameters<typeof printRows>[2]>,
): Promise<void> {
  await printRows(context, options, await withSession(context, 'NEEDS_DATA', read));
}

function filterOf({ region, year, insurance: scheme, institution, period: key }: LedgerOptions): LedgerFilter {
  return {
    ...{ regionCode: region, year, insurance: scheme },
    ...(institution === undefined ? {} : { institutionCode: institution }),
    ...(key === undefined ? {} : { period: key }),
  };
}

function entryRow({ seq, period: key, institutionCode, line, pool: fund, from, to, amountFen, cause, causeId, payee }: LedgerEntry) {
  return {
    seq: String(seq),
    period: key,
    institutionCode,
    line,
    pool: fund,
    to,
    from,
    amount: printFen(amountFen),
    payee: payee?.code ?? null,
    cause,
    causeId,
  };
}

function balanceRow({ pool: fund, account: name, institutionCode, balanceFen }: LedgerBalance) {
  return { pool: fund, account: name, institutionCode, balance: printFen(balanceFen) };
}
