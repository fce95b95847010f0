import { grouped } from '../terminal/money.js';
import type { ShownColumn, ShownValue } from '../print/printed-rows.js';
import { causeText } from '../print/corrections-report.js';
import type { correctionsOfYear } from '../../app/clearing/evidence/corrections.js';
import type { Reconciliation } from '../../app/accounting/reconciliation.js';
import { LEDGER_ACCOUNT_LABELS, LEDGER_ACCOUNTS, POOL_LABELS } from '../../engine/clearing/ledger.js';
import { POOLS } from '../../engine/plan/accounts.js';
import { printFen } from '../../engine/number/quantity.js';
import { periodLabel } from '../../engine/plan/periods.js';

const account = (value: ShownValue): string => {
  const known = LEDGER_ACCOUNTS.find((name) => name === value);
  return known === undefined ? '' : LEDGER_ACCOUNT_LABELS[known].zh;
};
const pool = (value: ShownValue): string => {
  const known = POOLS.find((name) => name === value);
  return known === undefined ? '' : POOL_LABELS[known].zh;
};
const money: Pick<ShownColumn, 'align' | 'text'> = { align: 'right', text: (value) => (value === null ? '' : grouped(String(value))) };
const period: Pick<ShownColumn, 'text'> = { text: (value) => (value === null ? '' : periodLabel(String(value)).zh) };

/** Columns of `dip ledger vouchers`. */
export const VOUCHER_COLUMNS: readonly ShownColumn[] = [
  { name: 'voucher', title: '凭证号', align: 'right' },
  { name: 'line', title: '分录号', align: 'right' },
  { name: 'date', title: '日期' },
  { name: 'period', title: '结算期', ...period },
  { name: 'summary', title: '摘要' },
  { name: 'account', title: '科目' },
  { name: 'accountName', title: '科目名称' },
  { name: 'institutionCode', title: '往来单位' },
  { name: 'debit', title: '借方（元）', ...money },
  { name: 'credit', title: '贷方（元）', ...money },
  { name: 'counterpart', title: '对方科目', text: account },
  { name: 'pool', title: '基金池', text: pool },
];

/** Columns of `dip ledger reconcile`. */
export const RECONCILED_COLUMNS: readonly ShownColumn[] = [
  { name: 'item', title: '项目' },
  { name: 'seq', title: '分录', align: 'right' },
  { name: 'date', title: '日期' },
  { name: 'period', title: '结算期', ...period },
  { name: 'line', title: '摘要' },
  { name: 'to', title: '借方', text: account },
  { name: 'from', title: '贷方', text: account },
  { name: 'amount', title: '金额（元）', ...money },
  { name: 'change', title: '应付增减（元）', ...money },
  { name: 'balance', title: '应付余额（元）', ...money },
  { name: 'payee', title: '收款方' },
  { name: 'pool', title: '基金池', text: pool },
];

/** Its rows: the sums, then entry by entry, what periods counted of months closed before them (in words: the entries have the money), the closing balance last. */
export function reconciledRows(
  found: Reconciliation,
  corrections: Awaited<ReturnType<typeof correctionsOfYear>>,
): readonly Record<string, ShownValue>[] {
  const sum = (item: string, fen: bigint, line: string | null = null): Record<string, ShownValue> => ({
    ...{ item, seq: null, date: null, period: null, line, to: null, from: null },
    ...{ amount: printFen(fen), change: null, balance: null, payee: null, pool: null },
  });
  return [
    ...[sum('期初', found.openingFen), sum('申报', found.declaredFen), sum('月度、季度结算', found.preSettledFen)],
    ...[sum('年度清算', found.clearedFen), sum('质量保证金', found.depositFen)],
    ...(found.performanceDepositFen === 0n ? [] : [sum('履约保证金', found.performanceDepositFen)]),
    ...[sum('预拨', found.advancedFen, '先于结算拨付，结算、清算已冲抵'), sum('拨付', found.paidFen, '含预拨')],
    ...found.entries.map(({ seq, date, period: of, line, pool: fund, to, from, amountFen, changeFen, balanceFen, payee }) => ({
      ...{ item: '分录', seq: String(seq), date, period: of, line, to, from },
      ...{
        amount: printFen(amountFen),
        change: printFen(changeFen),
        balance: printFen(balanceFen),
        payee: payee?.code ?? null,
        pool: fund,
      },
    })),
    ...corrections.flatMap(({ period: of, months }) =>
      months.flatMap(({ month, causes }) =>
        causes.map((cause) => ({
          ...{ ...sum('更正', 0n, `${periodLabel(month).zh}：${causeText(cause)}`), amount: null, period: of },
        })),
      ),
    ),
    ...(found.owedByPool.some(({ pool: fund }) => fund !== 'BASIC')
      ? found.owedByPool.map(({ pool: fund, owedFen }) => ({ ...sum('期末其中', owedFen), pool: fund }))
      : []),
    { ...sum('期末', found.closingFen, '期初＋月度、季度结算＋年度清算＋预拨−拨付'), payee: found.payee.code },
  ];
}
