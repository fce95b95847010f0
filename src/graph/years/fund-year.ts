import { builder } from '../base/builder.js';
import { InsuranceSchemeEnum } from '../base/enums.js';
import { LedgerVerificationRef } from './ledger-verification.js';
import { ledgerAccounts, LedgerBalanceRef, ledgerBalances, LedgerEntryRef, ledgerPage } from './ledger.js';
import { AdjustmentRef, AssessmentRef, BudgetRef, PaymentRef } from './fund-year-records.js';
import { ACTUALS, ADJUSTMENTS, ASSESSMENTS, BUDGETS, historyPage, PAYMENTS } from '../kit/history-page.js';
import type { FundYearFilter } from '../../app/ports/clearing/ports-fund-year-history.js';
import { callerOf } from '../base/callers.js';
import { verifyLedger } from '../../app/ledger/verify-ledger.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';

interface OfInstitution {
  readonly institutionCode?: string | null | undefined;
}

/** Only one institution's rows, where it is named. */
function narrowed(key: FundYearKey, { institutionCode }: OfInstitution): FundYearFilter {
  return institutionCode === null || institutionCode === undefined ? key : { ...key, institutionCode };
}

const TOTAL_COUNT = '总数 how many there are in all';
const mayReadBudget = ({ regionCode }: FundYearKey) => ({ inRegion: { permission: 'budget:read', regionCode } as const });

/** 基金年度. */
export const FundYearRef = builder.objectRef<FundYearKey>('FundYear').implement({
  description:
    '基金年度：一个地区、年度、险种录入的预算、决算、调整、拨付和考核 a fund year: what was recorded for a region, year and insurance scheme',
  fields: (t) => ({
    regionCode: t.exposeString('regionCode', { description: '统筹地区代码 region code' }),
    year: t.exposeInt('year', { description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    budgets: t.connection(
      {
        type: BudgetRef,
        authScopes: mayReadBudget,
        description:
          '年度预算的各次修订，新的在前；状态为 HOLDS 的第一条有效 revisions of the budget, newest first; the first one whose state is HOLDS does',
        resolve: (key, args, context) => historyPage(context, BUDGETS, key, args),
      },
      {
        name: 'BudgetConnection',
        description: '预算列表 a page of budgets',
        fields: (c) => ({ totalCount: c.int({ description: TOTAL_COUNT, resolve: ({ count }) => count() }) }),
      },
      { name: 'BudgetEdge', description: '列表中的一条 an entry' },
    ),
    actuals: t.connection(
      {
        type: BudgetRef,
        authScopes: mayReadBudget,
        description: '年终决算数的各次修订，新的在前；第一条有效 revisions of the actuals, newest first; the first one holds',
        resolve: (key, args, context) => historyPage(context, ACTUALS, key, args),
      },
      {
        name: 'BudgetActualsConnection',
        description: '决算数列表 a page of actuals',
        fields: (c) => ({ totalCount: c.int({ description: TOTAL_COUNT, resolve: ({ count }) => count() }) }),
      },
      { name: 'BudgetActualsEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

builder.objectFields(FundYearRef, (t) => {
  const args = { institutionCode: t.arg.string({ description: '只取这家机构 only this institution’s' }) };
  return {
    adjustments: t.connection(
      {
        type: AdjustmentRef,
        description:
          '调整，含冲销，新的在前；机构密钥只见本机构 adjustments, reversals too, newest first; an institution sees its own only',
        args,
        resolve: (key, given, context) => historyPage(context, ADJUSTMENTS, narrowed(key, given), given),
      },
      {
        name: 'AdjustmentConnection',
        description: '调整列表 a page of adjustments',
        fields: (c) => ({ totalCount: c.int({ description: TOTAL_COUNT, resolve: ({ count }) => count() }) }),
      },
      { name: 'AdjustmentEdge', description: '列表中的一条 an entry' },
    ),
    payments: t.connection(
      {
        type: PaymentRef,
        description: '拨付，含冲销，新的在前；机构密钥只见本机构 payments, reversals too, newest first; an institution sees its own only',
        args,
        resolve: (key, given, context) => historyPage(context, PAYMENTS, narrowed(key, given), given),
      },
      {
        name: 'PaymentConnection',
        description: '拨付列表 a page of payments',
        fields: (c) => ({ totalCount: c.int({ description: TOTAL_COUNT, resolve: ({ count }) => count() }) }),
      },
      { name: 'PaymentEdge', description: '列表中的一条 an entry' },
    ),
    assessments: t.connection(
      {
        type: AssessmentRef,
        description:
          '考核，新的在前，同一机构同一项目以最新的为准；机构密钥只见本机构 assessments, newest first, of which the newest of an institution and name holds; an institution sees its own only',
        args,
        resolve: (key, given, context) => historyPage(context, ASSESSMENTS, narrowed(key, given), given),
      },
      {
        name: 'AssessmentConnection',
        description: '考核列表 a page of assessments',
        fields: (c) => ({ totalCount: c.int({ description: TOTAL_COUNT, resolve: ({ count }) => count() }) }),
      },
      { name: 'AssessmentEdge', description: '列表中的一条 an entry' },
    ),
  };
});

builder.objectFields(FundYearRef, (t) => {
  const args = {
    institutionCode: t.arg.string({ description: '只取这家机构 only this institution’s' }),
    period: t.arg.string({ description: '只取这个结算期：01 到 12、Q1 到 Q4、YEAR only of this period' }),
  };
  return {
    ledger: t.connection(
      {
        type: LedgerEntryRef,
        description:
          '总账：各期结算、清算与拨付的分录，先记的在前；机构密钥只见本机构 the ledger: entries of periods, clearings and payments in the order of booking; an institution sees its own only',
        args,
        resolve: (key, given, context) => ledgerPage(context, key, given),
      },
      {
        name: 'LedgerConnection',
        description: '总账分录列表 a page of entries',
        fields: (c) => ({ totalCount: c.int({ description: TOTAL_COUNT, resolve: ({ count }) => count() }) }),
      },
      { name: 'LedgerEdge', description: '列表中的一条 an entry' },
    ),
    ledgerVerification: t.field({
      type: LedgerVerificationRef,
      authScopes: ({ regionCode }) => ({ inRegion: { permission: 'audit:read', regionCode } }),
      complexity: 500,
      description:
        '总账核验：由已确认的结算和拨付重新推算全部分录，逐条核对；拨付与审计日志核对 works the ledger out again from confirmed runs and payments and compares entry by entry; payments are compared with the audit log',
      resolve: (key, _args, context) => verifyLedger(callerOf(context), key),
    }),
    ledgerBalances: t.field({
      type: [LedgerBalanceRef],
      complexity: { field: 1, multiplier: 20 },
      description:
        '总账余额，按账户和机构；余额为零的不列；全部相加为零；机构密钥只见本机构 balances by account and institution; those of 0 are left out; all add up to 0; an institution sees its own only',
      args,
      resolve: (key, given, context) => ledgerBalances(context, key, given),
    }),
    ledgerAccounts: t.field({
      type: [LedgerBalanceRef],
      complexity: { field: 1, multiplier: 20 },
      description:
        '总账余额，按账户，各机构合计；为零的不列；机构密钥只计本机构 balances by account, all institutions together; those of 0 are left out; an institution’s key adds up its own',
      args: { period: args.period },
      resolve: (key, given, context) => ledgerAccounts(context, key, given),
    }),
  };
});

builder.queryField('fundYear', (t) =>
  t.field({
    type: FundYearRef,
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'statement:read', regionCode } }),
    description: '基金年度录入了什么；预算和决算须有 budget:read what was recorded for a fund year; budget and actuals ask for budget:read',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      year: t.arg.int({ required: true, description: '结算年度 settlement year' }),
      insurance: t.arg({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    },
    resolve: (_root, { regionCode, year, insurance }) => ({ regionCode, year, insurance }),
  }),
);

builder.queryField('fundYears', (t) =>
  t.field({
    type: [FundYearRef],
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'statement:read', regionCode } }),
    description: '录有预算或发起过清算的基金年度，新的在前 fund years with a budget or a run, newest first',
    args: { regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }) },
    resolve: async (_root, { regionCode }, { session }) => [...(await session.read(({ fundYears }) => fundYears.known(regionCode)))],
  }),
);
