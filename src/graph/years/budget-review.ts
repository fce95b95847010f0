import { FundYearRef } from './fund-year.js';
import { BudgetRef } from './fund-year-records.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { budgetReview, type BudgetReview, type ReviewedLine } from '../../app/years/budget-review.js';

const LineKindEnum = builder.enumType('BudgetLineKind', {
  description: '预算行的种类 what a line of a budget is',
  values: {
    ITEM: { description: '录入的项目 an item that was recorded' },
    COMPOSED: { description: '规则集由项目算出的科目，取全年最好的一次清算 worked out by the ruleset, as the best run of the year has it' },
  },
});

const ReviewedLineRef = builder.objectRef<ReviewedLine>('ReviewedBudgetLine').implement({
  description: '预算复核的一行：预算、实际、偏差 a line of a budget beside what it came to',
  fields: (t) => ({
    name: t.exposeString('name', { description: '项目或科目 name of the item or decision' }),
    kind: t.field({ type: LineKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    first: t.field({ type: 'Decimal', nullable: true, description: '年初预算 in the first revision', resolve: ({ first }) => first }),
    current: t.field({
      type: 'Decimal',
      nullable: true,
      description: '现行预算 in the revision in force',
      resolve: ({ current }) => current,
    }),
    actualName: t.exposeString('actualName', { nullable: true, description: '与之比较的实际数 what it is compared with' }),
    actual: t.field({ type: 'Decimal', nullable: true, description: '实际 actual', resolve: ({ actual }) => actual }),
    deviation: t.field({
      type: 'Decimal',
      nullable: true,
      description: '偏差：实际减现行预算 actual less current',
      resolve: ({ deviation }) => deviation,
    }),
    deviationRatio: t.field({
      type: 'Decimal',
      nullable: true,
      description: '偏差率（4 位小数）：偏差除以现行预算；预算为零则空 deviation over current; null where that is 0',
      resolve: ({ deviationRatio }) => deviationRatio,
    }),
    changedBy: t.intList({
      description: '年中改动该项目的修订号；事由、依据、审批见 revisions revisions that changed it',
      resolve: ({ changedBy }) => [...changedBy],
    }),
  }),
});

const BudgetReviewRef = builder.objectRef<BudgetReview>('BudgetReview').implement({
  description: '预算年度复核：逐行预算与实际、偏差，各次修订的事由、依据和审批 a yearly review of a budget',
  fields: (t) => ({
    inForce: t.exposeInt('inForce', { nullable: true, description: '现行的修订号 the revision in force' }),
    runNo: t.exposeInt('runNo', { nullable: true, description: '科目所取的清算 the run whose lines are shown' }),
    lines: t.field({
      type: [ReviewedLineRef],
      description: '各行：项目在前，科目在后 items, then composed lines',
      resolve: ({ lines }) => [...lines],
    }),
    revisions: t.field({
      type: [BudgetRef],
      description: '各次修订，先录的在前 every revision from the first',
      resolve: ({ revisions }) => [...revisions],
    }),
    actuals: t.field({ type: BudgetRef, nullable: true, description: '年终决算 the actuals', resolve: ({ actuals }) => actuals }),
  }),
});

const ReviewPairInput = builder.inputType('BudgetReviewPair', {
  description: '一行预算与哪个实际数比较 what a line is compared with',
  fields: (t) => ({
    line: t.string({ required: true, description: '预算项目或科目 name of the line' }),
    actual: t.string({ required: true, description: '决算项目，或清算年末的数 item of the actuals, or figure of the run’s year end' }),
  }),
});

builder.objectFields(FundYearRef, (t) => ({
  budgetReview: t.field({
    type: BudgetReviewRef,
    authScopes: { permission: 'budget:read' },
    complexity: { field: 20, multiplier: 10 },
    description: '预算年度复核 yearly review of the budget',
    args: {
      pairs: t.arg({
        type: [ReviewPairInput],
        description: '逐行写明与哪个实际数比较；没有写的只列预算 which actual each line is compared with',
      }),
    },
    resolve: ({ regionCode, year, insurance }, { pairs }, context) =>
      budgetReview(callerOf(context), { regionCode, year, insurance }, pairs ?? []),
  }),
}));
