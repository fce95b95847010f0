import { FundYearRef } from './fund-year.js';
import { FundPoolEnum, LedgerAccountEnum } from './ledger.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { PayeeRef } from '../regions/institution-changes.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import { reconciliation, type ReconciledEntry, type Reconciliation } from '../../app/accounting/reconciliation.js';
import { printFen } from '../../engine/number/quantity.js';

const ReconciledEntryRef = builder.objectRef<ReconciledEntry>('ReconciledEntry').implement({
  description: '对账明细：一笔分录怎样改变应付机构的余额 an entry, and how it moves what an institution is owed',
  fields: (t) => ({
    seq: t.string({ description: '总账分录序号 number of the entry in the ledger', resolve: ({ seq }) => String(seq) }),
    date: t.field({ type: 'Date', description: '登记日期 day of booking in China', resolve: ({ date }) => date }),
    period: t.exposeString('period', { description: '结算期：01 到 12、Q1 到 Q4、YEAR period' }),
    line: t.exposeString('line', { description: '摘要：结算单的行或总账的词 a line of a statement, or a word of the ledger' }),
    pool: t.field({ type: FundPoolEnum, description: '基金池：谁的钱 whose money moves', resolve: ({ pool }) => pool }),
    from: t.field({ type: LedgerAccountEnum, description: '贷方 credited: the account that it leaves', resolve: ({ from }) => from }),
    to: t.field({ type: LedgerAccountEnum, description: '借方 debited: the account that it enters', resolve: ({ to }) => to }),
    payee: t.field({
      type: PayeeRef,
      nullable: true,
      description: '收款方：拨付由承继机构或医共体收的 of a payment: who received it in its place',
      resolve: ({ payee }) => payee,
    }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount in yuan',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
    change: t.field({
      type: 'Decimal',
      description: '应付增减（元） what it changes of what is owed, in yuan',
      resolve: ({ changeFen }) => printFen(changeFen),
    }),
    balance: t.field({
      type: 'Decimal',
      description: '应付余额（元） what is owed after it, in yuan',
      resolve: ({ balanceFen }) => printFen(balanceFen),
    }),
  }),
});

const OwedByPoolRef = builder.objectRef<Reconciliation['owedByPool'][number]>('OwedByPool').implement({
  description: '一个基金欠付机构的金额 what one fund owes an institution',
  fields: (t) => ({
    pool: t.field({ type: FundPoolEnum, description: '基金池 the fund', resolve: ({ pool }) => pool }),
    owed: t.field({
      type: 'Decimal',
      description: '期末应付（元）；负数为机构欠付 owed after the last entry, yuan; below 0: the institution owes it',
      resolve: ({ owedFen }) => printFen(owedFen),
    }),
  }),
});

const SUMS = {
  opening: ['openingFen', '期初应付（元）；全年对账为零 owed before the first entry; 0 for the year'],
  declared: ['declaredFen', '申报（元）：未退回的申报的基金金额 fund amounts of the declarations that stand'],
  preSettled: ['preSettledFen', '月度、季度结算（元）：净额 what runs of months and quarters brought, net'],
  cleared: ['clearedFen', '年度清算（元）：净额 what the clearing brought, net'],
  deposit: ['depositFen', '质量保证金（元）：扣存减返还 quality deposits held, less what was given back'],
  performanceDeposit: ['performanceDepositFen', '履约保证金（元）：扣存减返还 performance deposits held, less what was given back'],
  advanced: [
    'advancedFen',
    '预拨（元）：拨付中先于结算支付的净额，结算和清算已冲抵 what of the payments was paid ahead, net: settlements and the clearing have set it off',
  ],
  paid: ['paidFen', '拨付（元）：含预拨 paid out, advances among it'],
  closing: [
    'closingFen',
    '期末应付（元）：期初＋月度、季度结算＋年度清算＋预拨−拨付 owed after the last entry: opening + preSettled + cleared + advanced − paid',
  ],
} as const satisfies Readonly<Record<string, readonly [keyof Reconciliation, string]>>;

/** 机构对账单. */
export const ReconciliationRef = builder.objectRef<Reconciliation>('Reconciliation').implement({
  description:
    '机构对账单：一家机构在基金年度或一个结算期申报、结算、扣存、拨付、清算的合计和逐笔明细 what an institution declared, was settled, withheld, paid and cleared, in sums and entry by entry',
  fields: (t) => ({
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    payee: t.field({
      type: PayeeRef,
      description: '今天的收款方：本机构、承继机构或医共体 who receives as of today what it is paid',
      resolve: ({ payee }) => payee,
    }),
    period: t.exposeString('period', { nullable: true, description: '结算期；空为全年各期 period; null: all of the year' }),
    owedByPool: t.field({
      type: [OwedByPoolRef],
      complexity: { field: 1, multiplier: 5 },
      description: '期末应付按基金分列 what is owed after the last entry, by fund',
      resolve: ({ owedByPool }) => [...owedByPool],
    }),
    entries: t.field({
      type: [ReconciledEntryRef],
      complexity: { field: 1, multiplier: 200 },
      description: '逐笔明细，先记的在前 the entries in the order of booking',
      resolve: ({ entries }) => [...entries],
    }),
  }),
});

builder.objectFields(ReconciliationRef, (t) => {
  const sum = (name: keyof typeof SUMS) =>
    t.field({ type: 'Decimal', description: SUMS[name][1], resolve: (list) => printFen(list[SUMS[name][0]]) });
  return {
    ...{ opening: sum('opening'), declared: sum('declared'), preSettled: sum('preSettled'), cleared: sum('cleared') },
    ...{ deposit: sum('deposit'), performanceDeposit: sum('performanceDeposit'), advanced: sum('advanced') },
    ...{ paid: sum('paid'), closing: sum('closing') },
  };
});

builder.objectFields(FundYearRef, (t) => ({
  reconciliation: t.field({
    type: ReconciliationRef,
    complexity: { field: 20 },
    description: '机构对账单（N25-25）；机构密钥只见本机构 list to reconcile with an institution, whose key sees its own only',
    args: {
      institutionCode: t.arg.string({ required: true, description: '机构代码 institution' }),
      period: t.arg.string({ description: '只对这个结算期：01 到 12、Q1 到 Q4、YEAR only of this period' }),
    },
    resolve: (key, { institutionCode, period }, context) =>
      reconciliation(callerOf(context), { ...key, institutionCode, period: period ?? null }),
  }),
}));
