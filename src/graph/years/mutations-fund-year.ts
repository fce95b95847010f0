import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { AttributeInput } from '../cases/case-input.js';
import { PERIOD_TEXT, periodStated } from '../kit/period-arg.js';
import { askedFor } from '../../app/caches/in-force.js';
import { InsuranceSchemeEnum, SCHEME_CHECKED } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { BudgetWarningRef, warningsOf, WARNINGS_COST } from './budget-warnings.js';
import { AdjustmentRef, AssessmentRef, BudgetRef, PaymentPurposeEnum, PaymentRef } from './fund-year-records.js';
import { PaymentWarningRef, warningsOfPayments } from './payment-warnings.js';
import type { AdjustmentRecord, AssessmentRecord, BudgetRecord, PaymentRecord } from '../../app/ports/clearing/ports-fund-year.js';
import { recordAdjustment } from '../../app/years/record-adjustment.js';
import { recordPayment } from '../../app/years/record-payment.js';
import { MOST_ASSESSMENTS, setAssessment } from '../../app/years/set-assessment.js';
import { setBudgetActuals } from '../../app/years/set-budget-actuals.js';
import { setBudget } from '../../app/years/set-budget.js';

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

/** Which year of which region a record is of. */
const yearFields = (t: InputFields) => ({
  regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
  year: t.int({ required: true, description: '结算年度 settlement year' }),
  insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
});

/** Why something is recorded, and once. */
const recordFields = (t: InputFields) => ({
  reason: t.string({ required: true, description: '事由，1 到 500 个字符 reason, 1 to 500 characters' }),
  source: t.string({ description: '依据：文件名称、文号等，至多 200 个字符 the document that it rests on, at most 200 characters' }),
  idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
});

const SetBudgetInput = builder.inputType('SetBudgetInput', {
  description: '录入年度预算的输入 input of setBudget',
  fields: (t) => ({
    ...yearFields(t),
    items: t.field({
      type: [AttributeInput],
      required: true,
      description: '项目：规则集声明的年度预算事实，须齐全 facts of scope fundYear, all of them',
    }),
    scheme: t.field(SCHEME_CHECKED),
    ...recordFields(t),
  }),
});

const SetBudgetActualsInput = builder.inputType('SetBudgetActualsInput', {
  description: '录入年终决算数的输入 input of setBudgetActuals',
  fields: (t) => ({
    ...yearFields(t),
    items: t.field({
      type: [AttributeInput],
      required: true,
      description: '项目：规则集声明的年终事实，须齐全 facts of scope fundYearEnd, all of them',
    }),
    scheme: t.field(SCHEME_CHECKED),
    ...recordFields(t),
  }),
});

const RecordAdjustmentInput = builder.inputType('RecordAdjustmentInput', {
  description: '录入调整的输入 input of recordAdjustment',
  fields: (t) => ({
    ...yearFields(t),
    institutionCode: t.string({ required: true, description: '机构代码 institution code' }),
    name: t.string({ required: true, description: '项目：规则集声明的机构年度金额，如 deduction a fact of scope institutionYear in yuan' }),
    amount: t.field({ type: 'Decimal', required: true, description: '金额（元，至多 2 位小数），计入该项目 amount in yuan' }),
    reverses: t.id({ description: '所冲销的调整：同一机构、项目，金额相反 the adjustment that it takes back' }),
    scheme: t.field(SCHEME_CHECKED),
    ...recordFields(t),
  }),
});

const RecordPaymentInput = builder.inputType('RecordPaymentInput', {
  description: '录入拨付的输入 input of recordPayment',
  fields: (t) => ({
    ...yearFields(t),
    institutionCode: t.string({ required: true, description: '机构代码 institution code' }),
    period: t.string({ description: PERIOD_TEXT }),
    month: t.int({ description: '月份 1 到 12，即该月的结算期 the period of a month by its number' }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description:
        '金额（元，至多 2 位小数）；冲销、追回为负，追回须写明 source 且不超过机构欠付 amount in yuan; negative of a reversal and of a recovery, which states its source and is at most what the institution owes',
    }),
    purpose: t.field({ type: PaymentPurposeEnum, description: '用途；不写为常规 its purpose; regular unless stated' }),
    paidOn: t.field({ type: 'Date', required: true, description: '拨付日期 day of payment' }),
    reverses: t.id({ description: '所冲销的拨付 the payment that it takes back' }),
    ...recordFields(t),
  }),
});

const AssessmentInput = builder.inputType('AssessmentInput', {
  description: '一项考核结果 one assessment',
  fields: (t) => ({
    institutionCode: t.string({ required: true, description: '机构代码 institution code' }),
    name: t.string({
      required: true,
      description:
        '项目：规则集声明的机构年度事实，如 assessmentScore；月度、季度的则是该层级的事实，如 monthDeduction a fact of scope institutionYear, or of the period that is stated',
    }),
    value: t.string({ required: true, description: '取值，数也写成文本 value; numbers as strings' }),
  }),
});

const SetAssessmentInput = builder.inputType('SetAssessmentInput', {
  description: '录入考核结果的输入 input of setAssessment',
  fields: (t) => ({
    ...yearFields(t),
    period: t.string({ description: PERIOD_TEXT }),
    assessments: t.field({ type: [AssessmentInput], required: true, description: `考核结果，至多 ${MOST_ASSESSMENTS} 条 assessments` }),
    scheme: t.field(SCHEME_CHECKED),
    ...recordFields(t),
  }),
});

const SetBudgetPayload = builder.objectRef<BudgetRecord>('SetBudgetPayload').implement({
  description: '已录入的预算 the budget as recorded',
  fields: (t) => ({
    budget: t.field({ type: BudgetRef, description: '预算 the budget', resolve: (budget) => budget }),
    warnings: t.field({
      type: [BudgetWarningRef],
      complexity: WARNINGS_COST,
      description: '警告，不妨碍录入 warnings, for which nothing is refused',
      resolve: async (budget, _args, context) => [...(await warningsOf(budget, context))],
    }),
  }),
});
const SetBudgetActualsPayload = builder.objectRef<BudgetRecord>('SetBudgetActualsPayload').implement({
  description: '已录入的决算数 the actuals as recorded',
  fields: (t) => ({ actuals: t.field({ type: BudgetRef, description: '决算数 the actuals', resolve: (actuals) => actuals }) }),
});
const RecordAdjustmentPayload = builder.objectRef<AdjustmentRecord>('RecordAdjustmentPayload').implement({
  description: '已录入的调整 the adjustment as recorded',
  fields: (t) => ({
    adjustment: t.field({ type: AdjustmentRef, description: '调整 the adjustment', resolve: (adjustment) => adjustment }),
  }),
});
const RecordPaymentPayload = builder.objectRef<PaymentRecord>('RecordPaymentPayload').implement({
  description: '已录入的拨付 the payment as recorded',
  fields: (t) => ({
    payment: t.field({ type: PaymentRef, description: '拨付 the payment', resolve: (payment) => payment }),
    warnings: t.field({
      type: [PaymentWarningRef],
      complexity: WARNINGS_COST,
      description: '警告，不妨碍录入 warnings, for which nothing is refused',
      resolve: (payment, _args, context) => warningsOfPayments(payment, context, [payment]),
    }),
  }),
});
const SetAssessmentPayload = builder.objectRef<{ readonly rows: readonly AssessmentRecord[] }>('SetAssessmentPayload').implement({
  description: '已录入的考核结果 the assessments as recorded',
  fields: (t) => ({
    assessments: t.field({
      type: [AssessmentRef],
      description: '考核结果，与输入同序 in the order of the input',
      resolve: ({ rows }) => [...rows],
    }),
  }),
});

builder.mutationFields((t) => ({
  setBudget: t.field({
    type: SetBudgetPayload,
    authScopes: { permission: 'budget:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '录入年度预算：新的修订代替原有的 records the budget of a fund year; a new revision takes the place of the last',
    args: { input: t.arg({ type: SetBudgetInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { scheme, ...input } }, context) =>
      runAsCommand(context, (caller) => setBudget(context.platform, caller, { ...input, ...askedFor(scheme) })),
  }),
  setBudgetActuals: t.field({
    type: SetBudgetActualsPayload,
    authScopes: { permission: 'budget:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '录入年终决算数 records the actuals of a fund year',
    args: { input: t.arg({ type: SetBudgetActualsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { scheme, ...input } }, context) =>
      runAsCommand(context, (caller) => setBudgetActuals(context.platform, caller, { ...input, ...askedFor(scheme) })),
  }),
  recordAdjustment: t.field({
    type: RecordAdjustmentPayload,
    authScopes: { permission: 'payment:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '录入调整或其冲销 records an adjustment, or takes one back',
    args: { input: t.arg({ type: RecordAdjustmentInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { reverses, scheme, ...input } }, context) =>
      runAsCommand(context, (caller) =>
        recordAdjustment(context.platform, caller, { ...input, ...reversalOf(reverses), ...askedFor(scheme) }),
      ),
  }),
  recordPayment: t.field({
    type: RecordPaymentPayload,
    authScopes: { permission: 'payment:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '录入拨付、其冲销，或追回（负数而不冲销任何一笔） records a payment, takes one back, or records a recovery: a negative amount that reverses none',
    args: { input: t.arg({ type: RecordPaymentInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { reverses, month, period, purpose, ...input } }, context) =>
      runAsCommand(context, (caller) => {
        const dated = {
          ...(month === null || month === undefined ? {} : { month }),
          ...(purpose === null || purpose === undefined ? {} : { purpose }),
        };
        return recordPayment(context.platform, caller, { ...input, ...dated, ...periodStated(period), ...reversalOf(reverses) });
      }),
  }),
  setAssessment: t.field({
    type: SetAssessmentPayload,
    authScopes: { permission: 'payment:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '录入考核结果：全部录入，或一条也不录入 records assessments, all or none',
    args: { input: t.arg({ type: SetAssessmentInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { scheme, period, ...input } }, context) =>
      runAsCommand(context, async (caller) => ({
        rows: await setAssessment(context.platform, caller, { ...input, ...periodStated(period), ...askedFor(scheme) }),
      })),
  }),
}));

function reversalOf(reverses: string | number | null | undefined): { readonly reversesId?: string } {
  return reverses === null || reverses === undefined ? {} : { reversesId: String(reverses) };
}
