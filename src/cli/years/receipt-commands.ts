import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { keyOf, yearly, type YearOptions } from '../print/year-options.js';
import { withSession, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { printRows, type ShownColumn } from '../print/printed-rows.js';
import { Mistake } from '../terminal/mistake.js';
import type { FundYearKey, PaymentRecord } from '../../app/ports/clearing/ports-fund-year.js';
import type { ReceiptRecord } from '../../app/ports/clearing/ports-statement.js';
import { arrives, confirmReceipts, reversedIds, type StatedReceipt } from '../../app/statements/confirm-receipts.js';
import { printFen } from '../../engine/number/quantity.js';

interface ReceiptOptions extends YearOptions {
  readonly amount?: string;
  readonly all?: boolean;
  readonly receivedOn: string;
  readonly reason: string;
  readonly source: string;
  readonly key?: string;
}

/** `dip payment receipt|receipts`: what institutions received, recorded on paper; beside what was paid. */
export function addReceiptCommands(payment: Command, context: Context): void {
  yearly(
    payment
      .command('receipt [payment]')
      .description('凭书面代机构登记到账：一笔拨付，或以 --all 尚未确认的各笔\nrecord on paper what institutions received'),
  )
    .option('--amount <yuan>', '到账金额（元）；不写即拨付金额 received, in yuan; as paid when left out')
    .option('--all', '尚未确认到账的各笔，按拨付金额 every payment without a receipt, as paid')
    .requiredOption('--received-on <date>', '到账日期 YYYY-MM-DD day')
    .requiredOption('--reason <text>', '说明，记入审计 remark')
    .requiredOption('--source <text>', '依据：机构的到账回单 the paper of the institution')
    .option('--key <key>', '幂等键 idempotency key')
    .action((id: string | undefined, options: ReceiptOptions) => receive(context, id, options));
  yearly(payment.command('receipts').description('各笔拨付的到账和差额；只读\nwhat was received of each payment')).action(
    async (options: YearOptions) =>
      print(context, options, await withSession(context, 'NEEDS_DATA', (session) => read(session, keyOf(options)))),
  );
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'paymentId', title: '拨付标识' },
  { name: 'institutionCode', title: '机构编码' },
  { name: 'period', title: '结算期' },
  { name: 'amount', title: '拨付（元）', align: 'right' },
  { name: 'paidOn', title: '拨付日期' },
  { name: 'received', title: '到账（元）', align: 'right' },
  { name: 'receivedOn', title: '到账日期' },
  { name: 'difference', title: '差额', align: 'right' },
  { name: 'confirmedBy', title: '确认人' },
  { name: 'source', title: '依据' },
];

interface Received {
  readonly payment: PaymentRecord;
  readonly receipt: ReceiptRecord | undefined;
}

async function read({ caller }: OpenPlatform, key: FundYearKey): Promise<readonly Received[]> {
  return await caller.read(async ({ fundYears, statementWords }) => {
    const payments = await fundYears.payments(key);
    const receipts = new Map((await statementWords.receipts(key)).map((one) => [one.paymentId, one]));
    const reversed = reversedIds(payments);
    return payments.filter((one) => arrives(one, reversed)).map((payment) => ({ payment, receipt: receipts.get(payment.id) }));
  });
}

async function print(context: Context, options: YearOptions, received: readonly Received[]): Promise<void> {
  const rows = received.map(({ payment: { id, institutionCode, period, amountFen, paidOn }, receipt }) => ({
    ...{ paymentId: id, institutionCode, period, amount: printFen(amountFen), paidOn },
    received: receipt === undefined ? null : printFen(receipt.amountFen),
    receivedOn: receipt?.receivedOn ?? null,
    difference: receipt === undefined ? null : printFen(receipt.amountFen - amountFen),
    confirmedBy: receipt?.createdByName ?? null,
    source: receipt?.source ?? null,
  }));
  await printRows(context, options, {
    key: 'receipts',
    columns: COLUMNS,
    rows,
    none: '没有须到账的拨付。 There are no payments to receive.',
  });
}

async function receive(context: Context, id: string | undefined, options: ReceiptOptions): Promise<void> {
  const { all, reason, source, key = `dip-${randomUUID()}` } = options;
  if ((id === undefined) !== (all === true))
    throw new Mistake('USAGE', '请写一笔拨付的标识，或写 --all。', 'State the id of a payment, or --all.');
  const shown = await withSession(context, 'NEEDS_DATA', async (session) => {
    const receipts = stated(await read(session, keyOf(options)), id, options);
    if (receipts.length > 0) {
      await confirmReceipts(session.platform, session.caller, { ...keyOf(options), receipts, reason, source, idempotencyKey: key });
    }
    return await read(session, keyOf(options));
  });
  await print(context, options, shown);
}

function stated(all: readonly Received[], id: string | undefined, { amount, receivedOn }: ReceiptOptions): readonly StatedReceipt[] {
  if (id === undefined) {
    const open = all.filter(({ payment, receipt }) => receipt === undefined && payment.jointId === null);
    return open.map(({ payment }) => ({ paymentId: payment.id, amount: printFen(payment.amountFen), receivedOn }));
  }
  const paid = all.find(({ payment }) => payment.id === id);
  return [{ paymentId: id, amount: amount ?? printFen(paid?.payment.amountFen ?? 0n), receivedOn }];
}
