import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { InsuranceSchemeEnum } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { PaymentRef } from './fund-year-records.js';
import type { StatementOrigin } from '../../app/ports/clearing/ports-statement.js';
import { confirmReceipts } from '../../app/statements/confirm-receipts.js';
import { MOST_AT_ONCE } from '../../app/statements/whose-word.js';
import { printFen, type Fen } from '../../engine/number/quantity.js';

interface Receipt extends StatementOrigin {
  readonly paymentId: string;
  readonly revision: number;
  readonly amountFen: Fen;
  readonly receivedOn: Date | string;
  readonly reason: string;
  readonly source: string | null;
  readonly onBehalf: boolean;
}

const PaymentReceiptRef = builder.objectRef<Receipt>('PaymentReceipt').implement({
  description: '到账确认：机构确认收到的金额和日期 what an institution confirmed to have received of a payment',
  fields: (t) => ({
    paymentId: t.exposeID('paymentId', { description: '拨付的标识 id of the payment' }),
    revision: t.exposeInt('revision', { description: '第几次确认，最后一次有效 revision: the last one holds' }),
    amount: t.field({
      type: 'Decimal',
      description: '到账金额（元，2 位小数） received, in yuan, 2 places',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
    receivedOn: t.field({ type: 'Date', description: '到账日期 day', resolve: ({ receivedOn }) => receivedOn }),
    reason: t.exposeString('reason', { description: '说明 remark' }),
    source: t.exposeString('source', {
      nullable: true,
      description: '依据：代为登记时的书面材料 the paper that it rests on, where the agency recorded it',
    }),
    onBehalf: t.exposeBoolean('onBehalf', { description: '是否由经办机构凭书面代为登记 whether the agency recorded it on paper' }),
    createdBy: t.exposeString('createdByName', { description: '确认人 who confirmed it' }),
    createdAt: t.field({ type: 'DateTime', description: '确认时间 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

builder.objectFields(PaymentRef, (t) => ({
  receipt: t.field({
    type: PaymentReceiptRef,
    nullable: true,
    description: '到账确认；没有确认为空 its receipt; null where there is none',
    resolve: ({ regionCode, id }, _args, { loaders }) => loaders.receipts.load({ regionCode, id }),
  }),
  receiptDifference: t.field({
    type: 'Decimal',
    nullable: true,
    description: '到账减拨付的差额（元）；没有到账确认为空 received less paid in yuan; null where there is no receipt',
    resolve: async ({ regionCode, id, amountFen }, _args, { loaders }) => {
      const receipt = await loaders.receipts.load({ regionCode, id });
      return receipt === undefined ? null : printFen(receipt.amountFen - amountFen);
    },
  }),
}));

const ReceiptInput = builder.inputType('PaymentReceiptInput', {
  description: '一笔拨付的到账 what arrived of a payment',
  fields: (t) => ({
    paymentId: t.id({ required: true, description: '拨付的标识 id of the payment' }),
    amount: t.field({ type: 'Decimal', required: true, description: '到账金额（元，至多 2 位小数） received, in yuan' }),
    receivedOn: t.field({ type: 'Date', required: true, description: '到账日期 day' }),
  }),
});
const ConfirmReceiptsInput = builder.inputType('ConfirmReceiptsInput', {
  description: '到账确认的输入 input of confirmReceipts',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    receipts: t.field({ type: [ReceiptInput], required: true, description: `各笔拨付，至多 ${MOST_AT_ONCE} 笔 payments` }),
    reason: t.string({ required: true, description: '说明，1 到 500 个字符 remark, 1 to 500 characters' }),
    source: t.string({
      description: '依据：经办机构代为登记时必填 the institution’s paper: required where the agency records it on its behalf',
    }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});
const ConfirmReceiptsPayload = builder.objectRef<{ readonly receipts: readonly Receipt[] }>('ConfirmReceiptsPayload').implement({
  description: '到账确认的结果：全部登记，或一笔也不登记 what was confirmed: all or none',
  fields: (t) => ({
    receipts: t.field({
      type: [PaymentReceiptRef],
      description: '到账，与输入同序 in the order of the input',
      resolve: ({ receipts }) => [...receipts],
    }),
  }),
});

builder.mutationField('confirmReceipts', (t) =>
  t.field({
    type: ConfirmReceiptsPayload,
    authScopes: { permission: 'statement:confirm' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '拨付到账确认：机构对本机构的，或经办机构凭书面代为登记；与拨付的差额会显示 confirms what was received of payments; a difference is shown',
    args: { input: t.arg({ type: ConfirmReceiptsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, async (caller) => {
        const receipts = input.receipts.map((one) => ({ ...one, paymentId: String(one.paymentId) }));
        return { receipts: await confirmReceipts(context.platform, caller, { ...input, receipts }) };
      }),
  }),
);
