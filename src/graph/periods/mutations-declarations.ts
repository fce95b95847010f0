import { DeclarationStateEnum } from './period-declarations.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { describedValues, InsuranceSchemeEnum } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import type { Declaration } from '../../app/periods/declared/declarations.js';
import { declarePeriod } from '../../app/periods/declared/declare-period.js';
import { MOST_DECLARATIONS } from '../../app/periods/declared/refusals.js';
import { reviewDeclarations, REVIEWS, type Review } from '../../app/periods/declared/review-declarations.js';

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

const periodFields = (t: InputFields) => ({
  regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
  year: t.int({ required: true, description: '结算年度 settlement year' }),
  insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
  period: t.string({ required: true, description: '结算期：01 到 12、Q1 到 Q4、YEAR period' }),
  reason: t.string({ required: true, description: '事由，1 到 500 个字符 reason, 1 to 500 characters' }),
  idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
});

const DeclarationInput = builder.inputType('DeclarationInput', {
  description: '一家机构的申报 what an institution declares',
  fields: (t) => ({
    institutionCode: t.string({ required: true, description: '机构代码；机构密钥只能申报本机构 institution code' }),
    cases: t.int({ required: true, description: '病例数 number of cases' }),
    fundAmount: t.field({ type: 'Decimal', required: true, description: '基金记账金额（元，至多 2 位小数） recorded fund amount in yuan' }),
  }),
});

const DeclarePeriodInput = builder.inputType('DeclarePeriodInput', {
  description: '申报的输入 input of declarePeriod',
  fields: (t) => ({
    ...periodFields(t),
    declarations: t.field({ type: [DeclarationInput], required: true, description: `申报，至多 ${MOST_DECLARATIONS} 家 declarations` }),
  }),
});

const REVIEW_WORDS: Readonly<Record<Review, string>> = {
  FIRST_REVIEWED: '初审通过 agreed to at first',
  SECOND_REVIEWED: '复审通过，与申报、初审不同的人 agreed to by another holder',
  RETURNED: '退回，须重新申报 returned, to be declared anew',
};
const DeclarationReviewEnum = builder.enumType('DeclarationReview', {
  description: '审核结论 what a review comes to',
  values: describedValues(REVIEWS, REVIEW_WORDS),
});

const ReviewDeclarationsInput = builder.inputType('ReviewDeclarationsInput', {
  description: '审核申报的输入 input of reviewDeclarations',
  fields: (t) => ({
    ...periodFields(t),
    institutionCodes: t.stringList({ required: true, description: `机构代码，至多 ${MOST_DECLARATIONS} 家 institution codes` }),
    review: t.field({ type: DeclarationReviewEnum, required: true, description: '审核结论 what the review comes to' }),
  }),
});

const DeclarationResultRef = builder.objectRef<Declaration>('DeclarationResult').implement({
  description: '一家机构的申报现状 an institution’s declaration as it stands',
  fields: (t) => ({
    institutionCode: t.exposeString('institutionCode', { description: '机构代码 institution code' }),
    state: t.field({ type: DeclarationStateEnum, description: '状态 state', resolve: ({ state }) => state }),
  }),
});

interface Declared {
  readonly declarations: readonly Declaration[];
}
const IN_ORDER = '申报现状，与输入同序 as they stand, in the order of the input';
const DeclarePeriodPayload = builder.objectRef<Declared>('DeclarePeriodPayload').implement({
  description: '申报结果：全部申报，或一家也不申报 what was declared: all or none',
  fields: (t) => ({
    declarations: t.field({ type: [DeclarationResultRef], description: IN_ORDER, resolve: ({ declarations }) => [...declarations] }),
  }),
});
const ReviewDeclarationsPayload = builder.objectRef<Declared>('ReviewDeclarationsPayload').implement({
  description: '审核结果：全部审核，或一家也不审核 what was reviewed: all or none',
  fields: (t) => ({
    declarations: t.field({ type: [DeclarationResultRef], description: IN_ORDER, resolve: ({ declarations }) => [...declarations] }),
  }),
});

builder.mutationFields((t) => ({
  declarePeriod: t.field({
    type: DeclarePeriodPayload,
    authScopes: { permission: 'period:declare' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '申报一个结算期：结束之后、关闭之前；退回后可重新申报 declares a period after its end and before it is closed; anew after it was returned',
    args: { input: t.arg({ type: DeclarePeriodInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, async (caller) => ({ declarations: await declarePeriod(context.platform, caller, input) })),
  }),
  reviewDeclarations: t.field({
    type: ReviewDeclarationsPayload,
    authScopes: { permission: 'period:review' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '初审、复审或退回申报；两次审核须为不同的人，且都不是申报人 reviews declarations: twice, by different holders, neither of whom declared',
    args: { input: t.arg({ type: ReviewDeclarationsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, async (caller) => ({ declarations: await reviewDeclarations(context.platform, caller, input) })),
  }),
}));
