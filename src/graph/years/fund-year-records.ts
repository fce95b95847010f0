import { builder } from '../base/builder.js';
import { InsuranceSchemeEnum } from '../base/enums.js';
import { PayeeRef } from '../regions/institution-changes.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import type {
  AdjustmentRecord,
  AssessmentRecord,
  BudgetDecisionRecord,
  BudgetRecord,
  PaymentRecord,
  RecordOrigin,
} from '../../app/ports/clearing/ports-fund-year.js';
import { budgetState, isRecovery } from '../../app/ports/clearing/ports-fund-year.js';
import type { StatedValue } from '../../app/requests/stated-values.js';
import { printFen } from '../../engine/number/quantity.js';

type RecordFields = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, RecordOrigin>;

/** Where a record comes from. */
const originFields = (t: RecordFields) => ({
  reason: t.exposeString('reason', { description: '事由 reason' }),
  source: t.exposeString('source', { nullable: true, description: '依据 the document that it rests on, where one was stated' }),
  recordedBy: t.exposeString('createdByName', { description: '录入人 who recorded it' }),
});

const BudgetItemRef = builder.objectRef<StatedValue>('BudgetItem').implement({
  description: '预算项目 an item of a budget',
  fields: (t) => ({
    name: t.exposeString('name', { description: '事实名 name of the fact' }),
    value: t.exposeString('value', { description: '取值 value, as recorded' }),
  }),
});

const BudgetStateEnum = builder.enumType('BudgetState', {
  description: '预算修订的状态 state of a revision of the budget',
  values: {
    HOLDS: { value: 'HOLDS', description: '可以有效：其中最后一个修订有效 may hold; of these the last one does' },
    WAITS: { value: 'WAITS', description: '年中调整，待另一人审批 adjusted in mid-year, waits for somebody else’s approval' },
    REJECTED: { value: 'REJECTED', description: '年中调整，未获批准 adjusted in mid-year, and refused' },
  } as const,
});

const BudgetDecisionRef = builder.objectRef<BudgetDecisionRecord>('BudgetDecision').implement({
  description: '年中预算调整的审批 what somebody else decided of a budget that was adjusted in mid-year',
  fields: (t) => ({
    approved: t.boolean({ description: '是否批准 whether it was approved', resolve: ({ verdict }) => verdict === 'APPROVED' }),
    by: t.exposeString('createdByName', { description: '审批人 who decided it' }),
    reason: t.exposeString('reason', { description: '说明 reason' }),
    at: t.field({ type: 'DateTime', description: '审批时间 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

/** 预算. */
export const BudgetRef = builder.objectRef<BudgetRecord>('Budget').implement({
  description:
    '年度预算或年终决算数的一个修订；可以有效的修订中最后一个有效 a revision of a budget, or of its actuals; of those that may hold the last one does',
  fields: (t) => ({
    year: t.exposeInt('year', { description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    revision: t.exposeInt('revision', { description: '修订号，从 1 起 revision, from 1' }),
    items: t.field({
      type: [BudgetItemRef],
      description: '项目，按名称排序 items by name',
      resolve: ({ items }) =>
        Object.entries(items)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => ({ name, value })),
    }),
    state: t.field({ type: BudgetStateEnum, description: '状态 its state', resolve: budgetState }),
    midYear: t.exposeBoolean('midYear', {
      description: '年中调整：在一个结算期关闭之后录入，须经另一人审批 recorded after a period was closed: asks for approval',
    }),
    decision: t.field({
      type: BudgetDecisionRef,
      nullable: true,
      description: '审批；未审批或不须审批的为空 the decision; null where there is none',
      resolve: ({ decision }) => decision,
    }),
    ...originFields(t),
    createdAt: t.field({ type: 'DateTime', description: '录入时间 when it was recorded', resolve: ({ createdAt }) => createdAt }),
  }),
});

/** 调整. */
export const AdjustmentRef = builder.objectRef<AdjustmentRecord>('Adjustment').implement({
  description:
    '调整：加到机构年度某项事实上的金额；更正是指回原记录的新记录 an amount added to a fact of an institution’s year; corrections point back',
  fields: (t) => ({
    id: t.exposeID('id', { description: '标识，冲销时用 id, for a reversal' }),
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    year: t.exposeInt('year', { description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    name: t.exposeString('name', { description: '事实名 name of the fact' }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount in yuan, 2 places',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
    ...originFields(t),
    reverses: t.exposeID('reversesId', { nullable: true, description: '所冲销的记录 the record that it takes back' }),
    createdAt: t.field({ type: 'DateTime', description: '录入时间 when it was recorded', resolve: ({ createdAt }) => createdAt }),
  }),
});

const PaymentKindEnum = builder.enumType('PaymentKind', {
  description: '拨付记录的种类 what a record of money is',
  values: {
    PAYMENT: { description: '拨付 a payment' },
    REVERSAL: { description: '冲销 the reversal of another record' },
    RECOVERY: { description: '追回 a recovery: money that went too far and came back' },
  },
});

/** 用途. */
export const PaymentPurposeEnum = builder.enumType('PaymentPurpose', {
  description: '拨付的用途，其他基金拨付的写该基金 what a payment is made for, or the other fund that pays',
  values: {
    REGULAR: { description: '常规：其结算期的预拨或结算款 an advance on its period, or what it owes' },
    EMERGENCY: { description: '突发专项预拨，单独列账 an emergency advance, kept apart' },
    CATASTROPHIC: { description: '大病保险（职工大额）拨付的部分 paid by catastrophic insurance' },
    ASSISTANCE: { description: '医疗救助拨付的部分 paid by medical assistance' },
    CIVIL_SERVANT: { description: '公务员医疗补助拨付的部分 paid by the civil-servant subsidy' },
    OUT_OF_REGION: { description: '异地就医资金拨付的部分 paid for patients insured elsewhere' },
  },
});

/** 拨付. */
export const PaymentRef = builder.objectRef<PaymentRecord>('Payment').implement({
  description: '拨付：已付给机构的金额 money that was paid to an institution',
  fields: (t) => ({
    id: t.exposeID('id', { description: '标识，冲销时用 id, for a reversal' }),
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    year: t.exposeInt('year', { description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    period: t.exposeString('period', { description: '所付的结算期：01 到 12、Q1 到 Q4、YEAR what it was paid for' }),
    month: t.exposeInt('month', { nullable: true, description: '月份（月度预结算） month of an advance' }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount in yuan, 2 places',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
    kind: t.field({
      type: PaymentKindEnum,
      description: '种类：拨付、冲销、追回 payment, reversal or recovery',
      resolve: (row) => (row.reversesId !== null ? 'REVERSAL' : isRecovery(row) ? 'RECOVERY' : 'PAYMENT'),
    }),
    payee: t.field({
      type: PayeeRef,
      nullable: true,
      description: '收款方：承继机构或医共体；本机构收的为空 who received it in the institution’s place; null: the institution itself',
      resolve: ({ payee }) => payee,
    }),
    purpose: t.field({ type: PaymentPurposeEnum, description: '用途 its purpose', resolve: ({ purpose }) => purpose }),
    paidOn: t.field({ type: 'Date', description: '拨付日期 day of payment', resolve: ({ paidOn }) => paidOn }),
    ...originFields(t),
    reverses: t.exposeID('reversesId', { nullable: true, description: '所冲销的记录 the record that it takes back' }),
    createdAt: t.field({ type: 'DateTime', description: '录入时间 when it was recorded', resolve: ({ createdAt }) => createdAt }),
  }),
});

/** 考核. */
export const AssessmentRef = builder.objectRef<AssessmentRecord>('Assessment').implement({
  description:
    '考核：机构年度的考核结果，或一个月、一个季度的事实；最后录入的有效 an assessment of an institution’s year, or a fact of a month or quarter; the last one recorded holds',
  fields: (t) => ({
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    year: t.exposeInt('year', { description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    period: t.exposeString('period', { description: '结算期：01 到 12、Q1 到 Q4、YEAR the period that it is of' }),
    name: t.exposeString('name', { description: '事实名 name of the fact' }),
    value: t.exposeString('value', { description: '取值 value' }),
    ...originFields(t),
  }),
});
