import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { InsuranceSchemeEnum, SCHEME_CHOICE } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { stated } from '../kit/stated.js';
import { AttributeInput } from '../cases/case-input.js';
import { WhatIfRef } from './what-if.js';
import { startWhatIf } from '../../app/what-if/what-if-job.js';
import { MOST_CANDIDATES, type WhatIfCandidate } from '../../app/what-if/open/what-if-request.js';
import type { WhatIfRecord } from '../../app/ports/clearing/ports-what-if.js';

const ValueChangeInput = builder.inputType('WhatIfValueInput', {
  description: '参数或表中一行的另一个值 another value for a parameter or a row of a table',
  fields: (t) => ({
    target: t.string({
      required: true,
      description: '如 deviationHigh、baseCoefficients[A,EMPLOYEE]、overrunBands[0.10]（末档写 *） what, as in these examples',
    }),
    value: t.string({ required: true, description: '新值 the value' }),
  }),
});

const InstitutionChangeInput = builder.inputType('WhatIfInstitutionInput', {
  description: '机构的一项事实的另一个值 another value for a fact of an institution',
  fields: (t) => ({
    institutionCode: t.string({ required: true, description: '机构代码 institution' }),
    name: t.string({ required: true, description: '事实名，如 institutionLevel、cmi、deduction name of the fact' }),
    value: t.string({ required: true, description: '新值 the value' }),
  }),
});

const CandidateInput = builder.inputType('WhatIfCandidateInput', {
  description: '候选方案：至少有一项改动 a candidate: at least one change',
  fields: (t) => ({
    name: t.string({ required: true, description: '名称，各不相同 name, each its own' }),
    rulesetText: t.string({
      description: '整份规则集文本（JSON），不与 version 并用；不保存，不运行示例 text of a whole ruleset; it is not stored',
    }),
    version: t.string({ description: '已存的规则集版本 a stored version of the region' }),
    catalogue: t.string({
      description:
        '已存的、有分值的病种目录库，所改日期内代替本年度的；不写则用本年度的，候选规则集的分组方法不同时用与之相配的 a stored catalogue with points in place of the year’s; by default the year’s, or the one that goes with rules that group otherwise',
    }),
    effectiveFrom: t.field({ type: 'Date', description: '自年度内哪一天起，默认全年 from which day of the year on; all of it by default' }),
    effectiveTo: t.field({ type: 'Date', description: '到年度内哪一天止，默认年末 through which day; to the end of the year by default' }),
    set: t.field({ type: [ValueChangeInput], description: '参数与表的改动 changes of parameters and tables' }),
    budget: t.field({ type: [AttributeInput], description: '预算项目 budget items' }),
    actuals: t.field({ type: [AttributeInput], description: '决算项目 items of the actuals' }),
    institutions: t.field({ type: [InstitutionChangeInput], description: '机构事实 facts of institutions' }),
  }),
});

const StartWhatIfInput = builder.inputType('StartWhatIfInput', {
  description: '模拟测算的输入 input of startWhatIf',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    scheme: t.field(SCHEME_CHOICE),
    candidates: t.field({
      type: [CandidateInput],
      required: true,
      description: `候选方案，1 到 ${MOST_CANDIDATES} 个 candidates, side by side`,
    }),
    idempotencyKey: t.string({ required: true, description: '幂等键：同键同输入得同一任务 same key and same input, same what-if' }),
  }),
});

const StartWhatIfPayload = builder.objectRef<WhatIfRecord>('StartWhatIfPayload').implement({
  description: '已开始的模拟测算 the what-if that was started',
  fields: (t) => ({
    whatIf: t.prismaField({
      type: WhatIfRef,
      description: '模拟测算 the what-if',
      resolve: (query, { regionCode, id }, _args, { prisma }) =>
        prisma.whatIf.findUniqueOrThrow({ ...query, where: { regionCode_id: { regionCode, id } } }),
    }),
  }),
});

builder.mutationField('startWhatIf', (t) =>
  t.field({
    type: StartWhatIfPayload,
    authScopes: { permission: 'simulation:run' },
    complexity: { field: 500, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '发起实施前模拟（任务）：冻结一个基金年度，按现行与候选方案各算一遍；候选规则集有误即按校验发现退回 starts a what-if, as a job; what is wrong with a candidate is refused as a check would say it',
    args: { input: t.arg({ type: StartWhatIfInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { scheme, candidates, ...input } }, context) =>
      runAsCommand(context, async (caller) => {
        const asked = {
          ...input,
          ...(scheme ? { scheme } : {}),
          candidates: candidates.map(({ name, ...parts }): WhatIfCandidate => ({ name, ...stated(parts) })),
        };
        return (await startWhatIf(context.platform, caller, asked)).whatIf;
      }),
  }),
);
