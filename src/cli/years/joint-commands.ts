import { InvalidArgumentError, type Command } from 'commander';
import { PERIOD_OPTION } from '../terminal/arguments.js';
import { paymentsWarnedText } from '../print/accounts-report.js';
import { keyOf, SOURCE_OPTION, yearly, type YearOptions } from '../print/year-options.js';
import { printRows, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { withSession, type Context } from '../host/context.js';
import { hashOf, requirePermission } from '../../app/kernel/command.js';
import { may } from '../../app/ports/kit/permissions.js';
import { confirmJointReceipt } from '../../app/statements/confirm-joint-receipts.js';
import type { StatedPart } from '../../app/years/joint-parts.js';
import { paymentWarnings } from '../../app/years/payment-warnings.js';
import { jointPaymentsOf, recordJointPayment, reverseJointPayment, type JointPayment } from '../../app/years/record-joint-payment.js';
import type { Payee } from '../../engine/clearing/institution-changes.js';
import { printFen } from '../../engine/number/quantity.js';

interface Recorded extends YearOptions {
  readonly reason: string;
  readonly source?: string;
  readonly key?: string;
}

interface PayOptions extends Recorded {
  readonly consortium?: string;
  readonly institution?: string;
  readonly period?: string;
  readonly amount: string;
  readonly paidOn: string;
  readonly part?: readonly StatedPart[];
}

interface ReverseOptions extends Recorded {
  readonly paidOn: string;
}

interface ReceiptOptions extends Recorded {
  readonly amount: string;
  readonly receivedOn: string;
  readonly source: string;
}

/** `dip payment joint|joint-reverse|joint-receipt|joints`: one payment to a consortium, or to whoever took others over. */
export function addJointCommands(payment: Command, context: Context): void {
  recording(
    payment,
    'joint',
    '录入合并拨付：一笔付给医共体或承继机构，按各机构尚欠付额分到分\nrecord one payment to a payee of several institutions',
  )
    .option('--consortium <code>', '收款的医共体 the consortium')
    .option('--institution <code>', '收款的承继机构 the institution that took others over')
    .option(...PERIOD_OPTION)
    .requiredOption('--amount <yuan>', '金额（元） amount in yuan')
    .requiredOption('--paid-on <date>', '拨付日期 YYYY-MM-DD day of payment')
    .option('--part <institution=yuan>', '各机构的金额，可重复；不写则按欠付额分 what it pays for an institution; repeated', partOf)
    .action((options: PayOptions) => pay(context, options));
  recording(payment, 'joint-reverse <id>', '冲销一笔合并拨付，连同各机构的\ntake a joint payment back')
    .requiredOption('--paid-on <date>', '退回日期 YYYY-MM-DD day')
    .action((jointId: string, options: ReverseOptions) => reverse(context, jointId, options));
  recording(payment, 'joint-receipt <id>', '凭书面代收款方登记合并拨付的到账\nrecord on paper what arrived of a joint payment')
    .requiredOption('--amount <yuan>', '到账金额（元） received, in yuan')
    .requiredOption('--received-on <date>', '到账日期 YYYY-MM-DD day')
    .action((jointId: string, options: ReceiptOptions) => receive(context, jointId, options));
  yearly(payment.command('joints').description('各笔合并拨付及各机构的金额；只读\njoint payments and their parts')).action(
    (options: YearOptions) => print(context, options, () => Promise.resolve()),
  );
}

function recording(payment: Command, verb: string, text: string): Command {
  return yearly(payment.command(verb).description(text))
    .requiredOption('--reason <text>', '事由 the reason')
    .option(...SOURCE_OPTION)
    .option('--key <key>', '幂等键；不给则同一内容只记一次 idempotency key; without it the same content is recorded once');
}

function partOf(text: string, before: readonly StatedPart[] = []): readonly StatedPart[] {
  const [, institutionCode, amount] = /^([^=＝]+)[=＝](.+)$/s.exec(text) ?? [];
  if (institutionCode === undefined || amount === undefined)
    throw new InvalidArgumentError('应写成 机构=金额，例如 H1=1000.00。 Write institution=yuan, such as H1=1000.00.');
  return [...before, { institutionCode: institutionCode.trim(), amount: amount.trim() }];
}

function payeeOf({ consortium, institution }: PayOptions): Payee {
  if ((consortium === undefined) === (institution === undefined))
    throw new InvalidArgumentError('请写 --consortium 或 --institution 之一。 State --consortium or --institution.');
  return consortium === undefined ? { kind: 'INSTITUTION', code: institution ?? '' } : { kind: 'CONSORTIUM', code: consortium };
}

async function pay(context: Context, options: PayOptions): Promise<void> {
  const { period, amount, paidOn, part, reason, source } = options;
  const stated = { payee: payeeOf(options), period, amount, paidOn, parts: part, reason, source };
  await print(context, options, ({ platform, caller }) =>
    recordJointPayment(platform, caller, { ...keyOf(options), ...stated, idempotencyKey: keyFor(options, stated) }),
  );
}

async function reverse(context: Context, jointId: string, options: ReverseOptions): Promise<void> {
  const { paidOn, reason, source } = options;
  const stated = { jointId, paidOn, reason, source };
  await print(context, options, ({ platform, caller }) =>
    reverseJointPayment(platform, caller, { ...keyOf(options), ...stated, idempotencyKey: keyFor(options, stated) }),
  );
}

async function receive(context: Context, jointId: string, options: ReceiptOptions): Promise<void> {
  const { amount, receivedOn, reason, source } = options;
  const stated = { jointId, amount, receivedOn, reason, source };
  await print(context, options, ({ platform, caller }) =>
    confirmJointReceipt(platform, caller, { ...keyOf(options), ...stated, idempotencyKey: keyFor(options, stated) }),
  );
}

/** The same content again is recorded once; another key records it again. */
function keyFor({ key, ...options }: Recorded, stated: object): string {
  return key ?? `dip-${hashOf({ ...keyOf(options), stated: JSON.stringify(stated) }).slice(0, 32)}`;
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'jointId', title: '合并拨付' },
  { name: 'payee', title: '收款方' },
  { name: 'receivedBy', title: '实收机构' },
  { name: 'period', title: '结算期' },
  { name: 'paidOn', title: '拨付日期' },
  { name: 'total', title: '总额（元）', align: 'right' },
  { name: 'institutionCode', title: '机构编码' },
  { name: 'amount', title: '金额（元）', align: 'right' },
  { name: 'received', title: '到账（元）', align: 'right' },
  { name: 'reversesId', title: '冲销' },
];

async function print(context: Context, options: YearOptions, work: (session: Session) => Promise<unknown>): Promise<void> {
  const key = keyOf(options);
  const { rows, warnings } = await withSession(context, 'NEEDS_DATA', async (session) => {
    await work(session);
    requirePermission(session.caller.actor, 'statement:read', key.regionCode);
    const mayTell = may(session.caller.actor, 'budget:read', key.regionCode);
    const warnings = mayTell ? await paymentWarnings(session.platform, session.caller, key) : [];
    const rows = await session.caller.read(async (unit) => {
      const received = new Map((await unit.jointPayments.receipts(key)).map((one) => [one.jointId, printFen(one.amountFen)]));
      return (await jointPaymentsOf(unit, key)).flatMap((joint) => rowsOf(joint, received.get(joint.id) ?? null));
    });
    return { rows, warnings };
  });
  await printRows(context, options, {
    key: 'joints',
    columns: COLUMNS,
    rows,
    none: '没有合并拨付。 There are no joint payments.',
    beside: { warnings },
  });
  if (warnings.length > 0) await context.terminal.say(paymentsWarnedText(warnings));
}

type Session = Parameters<Parameters<typeof withSession>[2]>[0];

function rowsOf(joint: JointPayment, received: string | null): readonly Record<string, ShownValue>[] {
  const { id, payee, institutionCode: receivedBy, period, paidOn, amountFen, reversesId, parts } = joint;
  const own = { jointId: id, payee: payee.code, receivedBy, period, paidOn, total: printFen(amountFen), received, reversesId };
  return parts.map((part) => ({ ...own, institutionCode: part.institutionCode, amount: printFen(part.amountFen) }));
}
