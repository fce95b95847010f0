import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { LEDGER_FAULTS, type LedgerFault } from '../../app/ledger/ledger-fault.js';
import type { LedgerVerification } from '../../app/ledger/verify-ledger.js';

const LedgerFaultKindEnum = builder.enumType('LedgerFaultKind', {
  description: '总账或拨付的问题 what is wrong with an entry of the ledger, or with a payment',
  values: describedValues(LEDGER_FAULTS, {
    CHANGED: '分录与应记的不同 the entry is not what must be booked',
    MISSING: '缺少应有的分录 an entry is missing',
    TOO_MANY: '多出不该有的分录 an entry too many',
    OUT_OF_ORDER: '先后与实际发生的不符 out of the order in which things happened',
    PAYMENT_CHANGED: '拨付与审计日志所记的不同 the payment is not what its audit event says',
    PAYMENT_MISSING: '审计日志所记的拨付不见了 a payment of the audit log is not there',
    PAYMENT_UNTOLD: '审计日志里没有这笔拨付 the audit log knows nothing of the payment',
  }),
});

const LedgerFaultRef = builder.objectRef<LedgerFault>('LedgerFault').implement({
  description: '核验发现的第一处问题 the first thing that is not as it must be',
  fields: (t) => ({
    kind: t.field({ type: LedgerFaultKindEnum, description: '哪种问题 what is wrong', resolve: ({ kind }) => kind }),
    seq: t.string({
      nullable: true,
      description: '分录序号；没有分录时为空 number of the entry; null where there is none',
      resolve: ({ seq }) => (seq === null ? null : String(seq)),
    }),
    cause: t.exposeString('cause', { description: '来由：RUN 结算，PAYMENT 拨付 RUN or PAYMENT' }),
    causeId: t.exposeString('causeId', { description: '清算序号或拨付标识 number of the run, or id of the payment' }),
    message: t.field({
      type: LocalizedTextRef,
      description: '说明：应为、现为 what is expected, what is there',
      resolve: ({ message }) => message,
    }),
  }),
});

/** 总账核验. */
export const LedgerVerificationRef = builder.objectRef<LedgerVerification>('LedgerVerification').implement({
  description: '总账核验：分录由结算和拨付重新推算并逐条核对 a check of the ledger: every entry is worked out again from runs and payments',
  fields: (t) => ({
    intact: t.boolean({ description: '全部相符 everything is as it must be', resolve: ({ faults }) => faults.length === 0 }),
    entries: t.exposeInt('entries', { description: '分录数 how many entries there are' }),
    payments: t.exposeInt('payments', { description: '拨付笔数 how many payments there are' }),
    notCheckable: t.exposeInt('notCheckable', {
      description:
        '升级之前录入、审计日志没有其哈希的拨付：只与总账核对 payments from before audit events carried hashes: compared with the ledger only',
    }),
    waiting: t.exposeInt('waiting', {
      description: '总账启用之前发生、随下一笔一并登记的 from before there was a ledger: booked with the next thing that happens',
    }),
    faults: t.field({
      type: [LedgerFaultRef],
      description: '总账的第一处问题、拨付的第一处问题；没有则为空 the first fault of the ledger and the first of the payments',
      resolve: ({ faults }) => faults,
    }),
  }),
});
