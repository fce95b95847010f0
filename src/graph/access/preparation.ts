import { describedValues } from '../base/enums.js';
import { builder } from '../base/builder.js';
import { PREPARATION_STEPS, type PreparationState, type PreparationStep } from '../../app/kernel/preparation.js';

const STEP_WORDS: Readonly<Record<PreparationStep, string>> = {
  RULESETS: '规则集 rulesets',
  INSTITUTIONS: '医疗机构 institutions',
  CASES: '病例 cases',
  CATALOGUE: '病种目录库 catalogue',
  YEAR: '预算、考核、拨付 budget, assessment, payments',
  CLEARING: '年度清算 the year cleared, for one insurance after the other',
};

const PreparationStepEnum = builder.enumType('PreparationStep', {
  description: '准备的步骤 a step of the first start',
  values: describedValues(PREPARATION_STEPS, STEP_WORDS),
});

/** 准备进度. */
const PreparationRef = builder.objectRef<PreparationState>('Preparation').implement({
  description: '演示市的准备进度 how far the sample city of a first start is',
  fields: (t) => ({
    step: t.field({ type: PreparationStepEnum, description: '步骤 step', resolve: ({ step }) => step }),
    done: t.exposeInt('done', { description: '本步已完成 done of the step' }),
    total: t.exposeInt('total', { description: '本步共有 total of the step' }),
  }),
});

builder.queryField('preparation', (t) =>
  t.field({
    type: PreparationRef,
    nullable: true,
    authScopes: { authenticated: true },
    description:
      '首次启动时正在准备的演示市；空为没有在准备 the sample city that a first start is making; null: nothing is being made. Until then a page finds regions, cases and runs missing',
    resolve: (_root, _args, { platform }) => platform.preparation.state,
  }),
);
