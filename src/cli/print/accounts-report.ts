import type { PaymentWarning } from '../../app/years/payment-warnings.js';
import { list, table } from '../terminal/table.js';
import { yuan } from '../terminal/money.js';
import type { AccountRecord, PostingRecord } from '../../app/ports/clearing/ports-run-results.js';
import { printFen, type Fen } from '../../engine/number/quantity.js';
import { ACCOUNT_LABELS, ACCOUNTS } from '../../engine/plan/accounts.js';

/** What a run moved between accounts. */
export interface AccountsShown {
  readonly accounts: readonly AccountRecord[];
  /** 账户间划转 postings of no institution. */
  readonly transfers: readonly PostingRecord[];
}

const AMOUNTS = ['期初（元）', '变动（元）', '期末（元）'].map((title) => ({ title, align: 'right' as const }));

/** Accounts that hold or moved something, and the transfers between them; `labels` are those of decisions. */
export function accountsText({ accounts, transfers }: AccountsShown, labels: ReadonlyMap<string, string>): string {
  const used = accounts.filter(({ openingFen, closingFen }) => openingFen !== 0n || closingFen !== 0n);
  if (used.length === 0) return '';
  const rows = used.map(({ account, openingFen, closingFen }) => [
    nameOf(account),
    yuan(openingFen),
    yuan(closingFen - openingFen),
    yuan(closingFen),
  ]);
  const moved = transfers.filter(({ account, amountFen }) => account !== 'FUND' && amountFen !== 0n);
  const lines = moved.map((one): [string, string] => {
    const what = one.total === 'retained' ? '基金余额留存' : (labels.get(one.line) ?? one.line);
    return [what, `${nameOf(one.account)} ${yuan(changeOf(one))} 元`];
  });
  return [table([{ title: '账户' }, ...AMOUNTS], rows), ...(lines.length === 0 ? [] : [`账户间划转\n${list(lines)}`])].join('\n');
}

/** The same as JSON: yuan with 2 places, as text. */
export function accountsJson({ accounts, transfers }: AccountsShown): Readonly<Record<string, unknown>> {
  return {
    accounts: accounts.map(({ account, openingFen, closingFen }) => ({
      account,
      opening: printFen(openingFen),
      closing: printFen(closingFen),
    })),
    transfers: transfers.map((one) => ({ total: one.total, line: one.line, account: one.account, change: printFen(changeOf(one)) })),
  };
}

function nameOf(account: string): string {
  const known = ACCOUNTS.find((one) => one === account);
  return known === undefined ? account : ACCOUNT_LABELS[known].zh;
}

function changeOf({ amountFen, sign }: PostingRecord): Fen {
  return sign === 1 ? -amountFen : amountFen;
}

/** What payments of a year are warned of, as people are told; nothing where there is nothing. */
export function paymentsWarnedText(warnings: readonly PaymentWarning[]): string {
  return warnings.map(({ message }) => `警告：${message.zh}\n${message.en ?? ''}\n`).join('');
}
