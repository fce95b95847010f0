import { BudgetRef } from './fund-year-records.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { BASES_COST, BasisRef } from '../kit/basis.js';
import { TRACE_COST, TraceStepRef } from '../scoring/trace.js';
import type { BudgetRecord } from '../../app/ports/clearing/ports-fund-year.js';
import {
  BUDGET_WARNINGS,
  budgetTrace,
  budgetWarnings,
  type BudgetWarning,
  type BudgetWarningLine,
} from '../../app/years/budget-warnings.js';

const BudgetWarningCodeEnum = builder.enumType('BudgetWarningCode', {
  description: '预算警告的代码 what a budget is warned of',
  values: describedValues(BUDGET_WARNINGS, {
    BUDGET_NOT_BALANCED:
      '支出超过收入（规则集的 budgetBalanced 不成立） it spends more than its income, as the ruleset’s budgetBalanced says',
  }),
});

const BudgetWarningLineRef = builder.objectRef<BudgetWarningLine>('BudgetWarningLine').implement({
  description: '警告所据的一行预算 a line of the budget that a warning rests on',
  fields: (t) => ({
    name: t.exposeString('name', { description: '事实名或判定标识 name of the fact, or id of the decision' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount in yuan, 2 places',
      resolve: ({ amount }) => amount,
    }),
  }),
});

/** 预算警告. */
export const BudgetWarningRef = builder.objectRef<BudgetWarning>('BudgetWarning').implement({
  description: '预算警告：不妨碍录入和审批 what whoever records, decides or reviews a budget is told; nothing is refused for it',
  fields: (t) => ({
    code: t.field({ type: BudgetWarningCodeEnum, description: '代码 code', resolve: ({ code }) => code }),
    message: t.field({ type: LocalizedTextRef, description: '说明 what it says', resolve: ({ message }) => message }),
    lines: t.field({
      type: [BudgetWarningLineRef],
      description: '所据的各行：收入、支出、差额 income, spending and the balance',
      resolve: ({ lines }) => [...lines],
    }),
    basis: t.field({ type: [BasisRef], complexity: BASES_COST, description: '依据 on what it rests', resolve: ({ basis }) => [...basis] }),
    rulesetVersion: t.exposeString('rulesetVersion', { description: '据以判定的规则集版本 the version of the ruleset that says so' }),
  }),
});

/** The budget's own warnings, by the versions in force in its year as they are now. */
export async function warningsOf(
  { regionCode, year, insurance, items }: BudgetRecord,
  context: GraphContext,
): Promise<readonly BudgetWarning[]> {
  return await budgetWarnings(context.platform, callerOf(context), { regionCode, year, insurance, items });
}

/** Each revision is worked out by the versions of its year. */
export const WARNINGS_COST = { field: 10, multiplier: 1 } as const;

builder.objectFields(BudgetRef, (t) => ({
  warnings: t.field({
    type: [BudgetWarningRef],
    authScopes: ({ regionCode }) => ({ inRegion: { permission: 'budget:read', regionCode } }),
    complexity: WARNINGS_COST,
    description:
      '警告：按本年度各版本规则集，支出超过收入等；决算没有警告 warnings by the versions of its year, such as spending above income; actuals have none',
    resolve: async (budget, _args, context) => [...(await warningsOf(budget, context))],
  }),
  trace: t.field({
    type: [TraceStepRef],
    authScopes: ({ regionCode }) => ({ inRegion: { permission: 'budget:read', regionCode } }),
    complexity: TRACE_COST,
    description:
      '预算科目：由各项目按年末生效的规则集逐行算出，写明公式、代入的数和条款；决算没有 lines that the version in force at the end of the year makes of the items: formula, numbers, article; actuals have none',
    resolve: async ({ regionCode, year, insurance, items }, _args, context) => [
      ...(await budgetTrace(context.platform, callerOf(context), { regionCode, year, insurance, items })),
    ],
  }),
}));
