import { builder } from '../base/builder.js';
import { SpecialQuotaRef } from '../kit/special-quota.js';
import { callerOf } from '../base/callers.js';
import { SCHEME_CHOICE } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { FundYearRef } from './fund-year.js';
import type { BudgetUse } from '../../app/forecast/budget-use.js';
import type { Estimate, ForecastInstitution } from '../../app/forecast/forecast-figures.js';
import { forecastYear, type Forecast, type ForecastNotice } from '../../app/forecast/forecast-year.js';

/** A request waits for its forecast: what takes longer is for the command line. */
const MOST_CASES = 200_000;

const EstimateRef = builder.objectRef<Estimate>('Estimate').implement({
  description: '估计：预期值与区间 a figure as expected, and between what it lies',
  fields: (t) => ({
    expected: t.field({ type: 'Decimal', description: '预期 as expected', resolve: ({ expected }) => expected }),
    low: t.field({
      type: 'Decimal',
      nullable: true,
      description: '往年情形中的最低；不足两个往年则为空 lowest of the earlier years',
      resolve: ({ low }) => low,
    }),
    high: t.field({
      type: 'Decimal',
      nullable: true,
      description: '往年情形中的最高 highest of the earlier years',
      resolve: ({ high }) => high,
    }),
  }),
});

const BudgetUseRef = builder.objectRef<BudgetUse>('BudgetUse').implement({
  description: '预算执行（元） what of the budget was settled and paid, yuan',
  fields: (t) => ({
    budget: t.field({ type: 'Decimal', description: '年度DIP医保基金支出 budget', resolve: ({ budget }) => budget }),
    preSettled: t.field({
      type: 'Decimal',
      description:
        '到那一天为止的月、季中已关闭者的结算额；季度只计各月之外的部分 payable of closed months and quarters that ended by then; a quarter’s is what it gives beside its months',
      resolve: ({ preSettled }) => preSettled,
    }),
    preSettledShare: t.field({
      type: 'Decimal',
      nullable: true,
      description: '占预算 its share of the budget',
      resolve: ({ preSettledShare }) => preSettledShare,
    }),
    paid: t.field({ type: 'Decimal', description: '已拨付 paid by then', resolve: ({ paid }) => paid }),
    paidShare: t.field({
      type: 'Decimal',
      nullable: true,
      description: '占预算 its share of the budget',
      resolve: ({ paidShare }) => paidShare,
    }),
  }),
});

const NoticeRef = builder.objectRef<ForecastNotice>('ForecastNotice').implement({
  description: '预测的提示 what to know of a forecast',
  fields: (t) => ({
    code: t.string({
      description: '代码：ESTIMATE、HISTORY_SHORT、NO_RANGE、INSTITUTIONS_AS_REGION、COMPLETE code',
      resolve: ({ code }) => code,
    }),
    message: t.field({ type: LocalizedTextRef, description: '说明 message', resolve: (notice) => notice }),
  }),
});

const ForecastInstitutionRef = builder.objectRef<ForecastInstitution>('ForecastInstitution').implement({
  description: '机构预测（元） an institution’s expected year, yuan',
  fields: (t) => ({
    code: t.exposeString('code', { description: '机构代码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    knownCases: t.exposeInt('knownCases', { description: '已知病例 known cases' }),
    cases: t.field({ type: EstimateRef, description: '全年病例 cases of the year', resolve: ({ cases }) => cases }),
    points: t.field({ type: EstimateRef, description: '全年分值 points', resolve: ({ points }) => points }),
    entitlement: t.field({ type: EstimateRef, description: '应得 entitlement', resolve: ({ entitlement }) => entitlement }),
    payable: t.field({
      type: EstimateRef,
      description: '清算应拨（已录入的拨付、扣减之后） payable, after what is recorded by now',
      resolve: ({ payable }) => payable,
    }),
  }),
});

const ForecastRef = builder.objectRef<Forecast>('Forecast').implement({
  description: '年中预测：估算，不作支付依据 how a running year is expected to end: an estimate, nothing is paid by it',
  fields: (t) => ({
    asOf: t.field({ type: 'Date', description: '截至哪一天 as of', resolve: ({ asOf }) => asOf }),
    throughMonth: t.exposeString('throughMonth', { description: '最后一个完整的月份 last month that is known whole' }),
    monthsKnown: t.exposeInt('monthsKnown', { description: '完整的月份数 months known whole' }),
    months: t.exposeInt('months', { description: '全年月份数 months of the year' }),
    completion: t.string({
      description: '口径：MONTH_SHARES 往年同月占比，DAYS 天数 how it is completed',
      resolve: ({ method }) => method.completion,
    }),
    yearsUsed: t.field({
      type: ['Int'],
      description: '所依据的往年 earlier years that it goes by',
      resolve: ({ yearsUsed }) => [...yearsUsed],
    }),
    inputHash: t.exposeString('inputHash', { description: '输入哈希（病例以外） hash of everything but the cases' }),
    knownCases: t.exposeInt('knownCases', { description: '已知病例 known cases' }),
    known: t.field({
      type: EstimateRef,
      description: '已知病例占全年 share of the year’s cases that is known',
      resolve: ({ known }) => known,
    }),
    cases: t.field({ type: EstimateRef, description: '全年病例 cases of the year', resolve: ({ cases }) => cases }),
    points: t.field({ type: EstimateRef, description: '全年分值 points', resolve: ({ points }) => points }),
    pointValue: t.field({
      type: EstimateRef,
      nullable: true,
      description: '结算点值，权重即金额时为空 point value',
      resolve: ({ pointValue }) => pointValue,
    }),
    fund: t.field({
      type: EstimateRef,
      nullable: true,
      description: '可分配基金；机构密钥为空 fund; null for an institution’s key',
      resolve: ({ fund }) => fund,
    }),
    entitlement: t.field({ type: EstimateRef, description: '应得合计 entitlements', resolve: ({ entitlement }) => entitlement }),
    payable: t.field({ type: EstimateRef, description: '应拨合计 payable', resolve: ({ payable }) => payable }),
    budgetUse: t.field({
      type: BudgetUseRef,
      nullable: true,
      description: '预算执行；机构密钥为空 budget use; null for an institution’s key',
      resolve: ({ budgetUse }) => budgetUse,
    }),
    specialQuota: t.field({
      type: SpecialQuotaRef,
      nullable: true,
      description:
        '预计年末的特例单议名额；机构密钥为空，规则集没有名额的也为空 quota of special cases as expected at the end of the year; null for an institution’s key, and without such a quota',
      resolve: ({ specialQuota }) => specialQuota,
    }),
    notices: t.field({ type: [NoticeRef], description: '提示 notices', resolve: ({ notices }) => [...notices] }),
    institutions: t.field({
      type: [ForecastInstitutionRef],
      complexity: { field: 1, multiplier: 50 },
      description: '各机构，按代码；机构密钥只见本机构 institutions by code; an institution sees itself only',
      resolve: ({ institutions }) => [...institutions],
    }),
  }),
});

builder.objectField(FundYearRef, 'forecast', (t) =>
  t.field({
    type: ForecastRef,
    complexity: { field: 500, multiplier: 1 },
    description: `年中预测：由已知的完整月份推到全年再结算；病例多于 ${MOST_CASES} 例的用 dip forecast how the year is expected to end; larger years: dip forecast`,
    args: {
      asOf: t.arg({ type: 'Date', description: '截至哪一天，默认今天 as of; today by default' }),
      scheme: t.arg(SCHEME_CHOICE),
    },
    resolve: ({ regionCode, year, insurance }, { asOf, scheme }, context) =>
      context.session.apart(() =>
        forecastYear(context.platform, callerOf(context), {
          ...{ regionCode, year, insurance, mostCases: MOST_CASES },
          ...(asOf ? { asOf } : {}),
          ...(scheme ? { scheme } : {}),
        }),
      ),
  }),
);
