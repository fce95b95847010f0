import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { InsuranceSchemeEnum } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { BudgetWarningRef, warningsOf, WARNINGS_COST } from './budget-warnings.js';
import { BudgetRef } from './fund-year-records.js';
import type { BudgetRecord } from '../../app/ports/clearing/ports-fund-year.js';
import { decideBudget } from '../../app/years/decide-budget.js';

const DecideBudgetInput = builder.inputType('DecideBudgetInput', {
  description: '审批年中预算调整的输入 input of decideBudget',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    revision: t.int({ required: true, description: '修订号 the revision that is decided' }),
    approve: t.boolean({ required: true, description: '是否批准 whether it is approved' }),
    reason: t.string({ required: true, description: '说明，1 到 500 个字符 reason, 1 to 500 characters' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const DecideBudgetPayload = builder.objectRef<BudgetRecord>('DecideBudgetPayload').implement({
  description: '审批后的预算修订 the revision as it was decided',
  fields: (t) => ({
    budget: t.field({ type: BudgetRef, description: '预算 the budget', resolve: (budget) => budget }),
    warnings: t.field({
      type: [BudgetWarningRef],
      complexity: WARNINGS_COST,
      description: '警告，不妨碍审批 warnings, for which nothing is refused',
      resolve: async (budget, _args, context) => [...(await warningsOf(budget, context))],
    }),
  }),
});

builder.mutationField('decideBudget', (t) =>
  t.field({
    type: DecideBudgetPayload,
    authScopes: { permission: 'budget:approve' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '审批年中预算调整：由录入人以外的人批准后生效，或退回 decides a budget that was adjusted in mid-year; by another holder than who recorded it',
    args: { input: t.arg({ type: DecideBudgetInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { approve, ...input } }, context) =>
      runAsCommand(context, (caller) => decideBudget(context.platform, caller, { ...input, verdict: approve ? 'APPROVED' : 'REJECTED' })),
  }),
);
