import type { Command } from 'commander';
import { insurance, JSON_OPTION, PERIOD_OPTION, positive, regionCode } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import { grouped } from '../terminal/money.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import type { LedgerEntry, LedgerFilter } from '../../app/ports/clearing/ports-ledger.js';
import { LEDGER_ACCOUNT_LABELS, LEDGER_ACCOUNTS, type LedgerBalance } from '../../engine/clearing/ledger.js';
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
const money: Pick<ShownColumn, 'align' | 'text'> = { align: 'right', text: (value) => grouped(String(value)) };
const period: Pick<ShownColumn, 'text'> = { text: (value) => periodLabel(String(value)).zh };

const ENTRIES: readonly ShownColumn[] = [
  { name: 'seq', title: '序号', align: 'right' },
  { name: 'period', title: '结算期', ...period },
  { name: 'institutionCode', title: '机构编码' },
  { name: 'line', title: '摘要' },
  { name: 'to', title: '借方', text: account },
  { name: 'from', title: '贷方', text: account },
  { name: 'amount', title: '金额（元）', ...money },
  { name: 'cause', title: '来由' },
  { name: 'causeId', title: '来由标识' },
];
const BALANCES: readonly ShownColumn[] = [
  { name: 'account', title: '账户', text: account },
  { name: 'institutionCode', title: '机构编码' },
  { name: 'balance', title: '余额（元）', ...money },
];

/** `dip ledger`: the double-entry ledger of a fund year; read only. */
export function addLedgerCommands(program: Command, context: Context): void {
  const ledger = program.command('ledger').description('总账：每一分钱的借贷分录和余额；只读\nthe double-entry ledger of a fund year');
  asked(ledger.command('entries').description('分录，先记的在前（--csv 即会计凭证明细）\nentries in the order of booking')).action(
    (options: LedgerOptions) =>
      show(context, options, async (session) => ({
        ...{ key: 'entries', columns: ENTRIES, none: NONE },
        rows: (await entries(session, filterOf(options))).map(entryRow),
      })),
  );
  asked(ledger.command('balances').description('各账户余额；全部相加为 0.00\nbalances, which add up to 0.00')).action(
    (options: LedgerOptions) =>
      show(context, options, async ({ caller }) => ({
        ...{ key: 'balances', columns: BALANCES, none: NONE },
        rows: (await caller.read(({ ledger: stored }) => stored.balances(filterOf(options)))).map(balanceRow),
      })),
  );
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

const PAGE = 1_000;

async function entries({ caller }: OpenPlatform, of: LedgerFilter): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (;;) {
    const after = found.at(-1)?.seq;
    const page = await caller.read(({ ledger }) => ledger.entries(of, { limit: PAGE, ...(after === undefined ? {} : { after }) }));
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

function entryRow({ seq, period: key, institutionCode, line, from, to, amountFen, cause, causeId }: LedgerEntry) {
  return { seq: String(seq), period: key, institutionCode, line, to, from, amount: printFen(amountFen), cause, causeId };
}

function balanceRow({ account: name, institutionCode, balanceFen }: LedgerBalance) {
  return { account: name, institutionCode, balance: printFen(balanceFen) };
}
