import { FundYearRef } from './fund-year.js';
import { WARNINGS_COST } from './budget-warnings.js';
import { PaymentRef } from './fund-year-records.js';
import { PaymentWarningRef, warningsOfPayments } from './payment-warnings.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { InsuranceSchemeEnum } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { PayeeKindEnum, PayeeRef } from '../regions/institution-changes.js';
import type { JointReceiptRecord } from '../../app/ports/clearing/ports-joint-payment.js';
import { confirmJointReceipt } from '../../app/statements/confirm-joint-receipts.js';
import { jointPaymentsOf, recordJointPayment, reverseJointPayment, type JointPayment } from '../../app/years/record-joint-payment.js';
import { printFen } from '../../engine/number/quantity.js';

/** 合并拨付. */
const JointPaymentRef = builder.objectRef<JointPayment>('JointPayment').implement({
  description:
    '合并拨付：付给一个收款方（医共体、承继机构）的一笔款，按各机构欠付额分到分 one payment to a payee that pays what its institutions are owed, divided to the fen',
  fields: (t) => ({
    id: t.exposeID('id', { description: '标识，冲销和确认到账时用 id' }),
    payee: t.field({ type: PayeeRef, description: '收款方 payee', resolve: ({ payee }) => payee }),
    receivedByCode: t.exposeString('institutionCode', {
      description: '实收机构：承继机构，或医共体当日的牵头机构 who receives it: the successor, or the lead of the consortium on that day',
    }),
    period: t.exposeString('period', { description: '结算期：01 到 12、Q1 到 Q4、YEAR period' }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount in yuan',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
    paidOn: t.field({ type: 'Date', description: '拨付日期 day of payment', resolve: ({ paidOn }) => paidOn }),
    reason: t.exposeString('reason', { description: '事由 reason' }),
    source: t.exposeString('source', { nullable: true, description: '依据 the document that it rests on' }),
    recordedBy: t.exposeString('createdByName', { description: '录入人 who recorded it' }),
    reverses: t.exposeID('reversesId', { nullable: true, description: '所冲销的合并拨付 the joint payment that it takes back' }),
    parts: t.field({
      type: [PaymentRef],
      description: '各机构的拨付，相加即金额；机构密钥只见本机构的 what it pays for each institution; an institution’s key sees its own',
      resolve: ({ parts }) => [...parts],
    }),
  }),
});

const JointReceiptRef = builder.objectRef<JointReceiptRecord>('JointReceipt').implement({
  description: '合并拨付的到账确认 what was confirmed to have arrived of a joint payment',
  fields: (t) => ({
    jointId: t.exposeID('jointId', { description: '合并拨付的标识 id of the joint payment' }),
    revision: t.exposeInt('revision', { description: '第几次确认，最后一次有效 revision: the last one holds' }),
    amount: t.field({ type: 'Decimal', description: '到账金额（元） received, in yuan', resolve: ({ amountFen }) => printFen(amountFen) }),
    receivedOn: t.field({ type: 'Date', description: '到账日期 day', resolve: ({ receivedOn }) => receivedOn }),
    onBehalf: t.exposeBoolean('onBehalf', { description: '是否凭书面代为登记 whether the agency recorded it on paper' }),
    createdBy: t.exposeString('createdByName', { description: '确认人 who confirmed it' }),
  }),
});

builder.objectFields(FundYearRef, (t) => ({
  jointPayments: t.field({
    type: [JointPaymentRef],
    authScopes: { permission: 'statement:read' },
    complexity: { field: 20, multiplier: 20 },
    description:
      '合并拨付，按录入先后；机构密钥只见本机构收的 joint payments in order of recording; an institution’s key sees those it receives',
    resolve: async (key, _args, { session }) => [...(await session.read((unit) => jointPaymentsOf(unit, key)))],
  }),
}));

const payload = (name: string, description: string) =>
  builder.objectRef<JointPayment>(name).implement({
    description,
    fields: (t) => ({
      payment: t.field({ type: JointPaymentRef, description: '合并拨付 the joint payment', resolve: (joint) => joint }),
      warnings: t.field({
        type: [PaymentWarningRef],
        complexity: WARNINGS_COST,
        description: '警告，不妨碍录入 warnings, for which nothing is refused',
        resolve: (joint, _args, context) => warningsOfPayments(joint, context, joint.parts),
      }),
    }),
  });
const RecordJointPaymentPayload = payload('RecordJointPaymentPayload', '录入结果 what was recorded');
const ReverseJointPaymentPayload = payload('ReverseJointPaymentPayload', '冲销结果 the reversal');
const ConfirmJointReceiptPayload = builder.objectRef<JointReceiptRecord>('ConfirmJointReceiptPayload').implement({
  description: '确认结果 what was confirmed',
  fields: (t) => ({ receipt: t.field({ type: JointReceiptRef, description: '到账确认 the receipt', resolve: (receipt) => receipt }) }),
});

const JointPartInput = builder.inputType('JointPartInput', {
  description: '合并拨付中付给一家机构的金额 what a joint payment pays for one institution',
  fields: (t) => ({
    institutionCode: t.string({ required: true, description: '机构代码 institution' }),
    amount: t.field({ type: 'Decimal', required: true, description: '金额（元） amount in yuan' }),
  }),
});

const RecordJointPaymentInput = builder.inputType('RecordJointPaymentInput', {
  description: '录入合并拨付的输入 input of recordJointPayment',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    payeeKind: t.field({ type: PayeeKindEnum, required: true, description: '收款方的种类 what the payee is' }),
    payeeCode: t.string({ required: true, description: '收款方代码 code of the payee' }),
    period: t.string({ description: '结算期，默认 YEAR period, YEAR by default' }),
    amount: t.field({ type: 'Decimal', required: true, description: '金额（元，至多 2 位小数），大于零 amount in yuan, above 0' }),
    paidOn: t.field({ type: 'Date', required: true, description: '拨付日期 day of payment' }),
    parts: t.field({
      type: [JointPartInput],
      description:
        '各机构的金额，合计须等于金额；不写则按各机构在该期尚欠付额分 parts that add up to it; left out: divided by what each is still owed of the period',
    }),
    reason: t.string({ required: true, description: '事由 reason' }),
    source: t.string({ description: '依据 the document that it rests on' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const ReverseJointPaymentInput = builder.inputType('ReverseJointPaymentInput', {
  description: '冲销合并拨付的输入 input of reverseJointPayment',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    jointId: t.string({ required: true, description: '合并拨付的标识 id of the joint payment' }),
    paidOn: t.field({ type: 'Date', required: true, description: '退回日期 day' }),
    reason: t.string({ required: true, description: '事由 reason' }),
    source: t.string({ description: '依据 the document that it rests on' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const ConfirmJointReceiptInput = builder.inputType('ConfirmJointReceiptInput', {
  description: '确认合并拨付到账的输入 input of confirmJointReceipt',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    jointId: t.string({ required: true, description: '合并拨付的标识 id of the joint payment' }),
    amount: t.field({ type: 'Decimal', required: true, description: '到账金额（元） received, in yuan' }),
    receivedOn: t.field({ type: 'Date', required: true, description: '到账日期 day' }),
    reason: t.string({ required: true, description: '说明 remark' }),
    source: t.string({ description: '依据：经办机构代为登记时的书面材料 the paper, where the agency records it' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

builder.mutationFields((t) => ({
  recordJointPayment: t.field({
    type: RecordJointPaymentPayload,
    authScopes: { permission: 'payment:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '录入合并拨付：一笔付给医共体或承继机构，按各机构在该期尚欠付额分到分，每家各有一笔拨付；不多付、不重付 records one payment to a payee, divided by what each of its institutions is still owed',
    args: { input: t.arg({ type: RecordJointPaymentInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { payeeKind, payeeCode, period, parts, ...input } }, context) =>
      runAsCommand(context, (caller) =>
        recordJointPayment(context.platform, caller, {
          ...{ ...input, payee: { kind: payeeKind, code: payeeCode } },
          ...{ period: period ?? undefined, parts: parts ?? undefined },
        }),
      ),
  }),
  reverseJointPayment: t.field({
    type: ReverseJointPaymentPayload,
    authScopes: { permission: 'payment:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '冲销合并拨付：连同各机构的拨付一并退回 takes a joint payment back with all its parts',
    args: { input: t.arg({ type: ReverseJointPaymentInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => reverseJointPayment(context.platform, caller, input)),
  }),
  confirmJointReceipt: t.field({
    type: ConfirmJointReceiptPayload,
    authScopes: { permission: 'statement:confirm' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '确认合并拨付到账：牵头机构或承继机构自己确认，或经办机构凭书面代为登记 confirms what arrived of a joint payment: its receiver, or the agency on paper',
    args: { input: t.arg({ type: ConfirmJointReceiptInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => confirmJointReceipt(context.platform, caller, input)),
  }),
}));
