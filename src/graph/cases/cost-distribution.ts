import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { ClearingRunRef } from '../clearing/clearing-run.js';
import { costDistribution, type CostBar, type CostDistribution } from '../../app/scoring/cost-distribution.js';
import { must } from '../../engine/kit/assert.js';

const CostBarRef = builder.objectRef<CostBar>('CostBar').implement({
  description: '费用分布的一档：费用倍率在 from（含）与 to（不含）之间的病例 cases whose cost ratio is from `from` up to `to`',
  fields: (t) => ({
    from: t.field({ type: 'Decimal', description: '费用倍率下限（含） cost ratio from', resolve: ({ from }) => from }),
    to: t.field({
      type: 'Decimal',
      nullable: true,
      description: '费用倍率上限（不含）；空为以上全部 cost ratio below; null: all above',
      resolve: ({ to }) => to,
    }),
    deviation: t.exposeString('deviation', { nullable: true, description: '费用偏差：HIGH、NORMAL、LOW，或地方另设的档 deviation tier' }),
    cases: t.exposeInt('cases', { description: '例数 cases' }),
  }),
});

const CostDistributionRef = builder.objectRef<CostDistribution>('CostDistribution').implement({
  description: '一个病种在一次清算中的费用分布，以费用倍率计 how the costs of a disease group lie in a run, as ratios to its mean',
  fields: (t) => ({
    cases: t.exposeInt('cases', { description: '有费用倍率的例数 cases with a cost ratio' }),
    bars: t.field({
      type: [CostBarRef],
      complexity: { field: 1, multiplier: 20 },
      description: '各档，从低到高 bars, rising',
      resolve: ({ bars }) => [...bars],
    }),
    bounds: t.field({
      type: ['Decimal'],
      description: '费用偏差判定所用的界值，从低到高 bounds that the decision on deviation compares ratios with, rising',
      resolve: ({ bounds }) => [...bounds],
    }),
  }),
});

/** Every score of the run is looked at. */
const DISTRIBUTION_COST = 50;

builder.prismaObjectField(ClearingRunRef, 'costDistribution', (t) =>
  t.field({
    type: CostDistributionRef,
    complexity: { field: DISTRIBUTION_COST, multiplier: 1 },
    authScopes: { permission: 'case:read' },
    description:
      '一个病种的费用分布与费用偏差的界值；机构密钥只计本机构的病例 cost distribution of a disease group; an institution counts its own cases',
    args: { groupCode: t.arg.string({ required: true, description: '病种编码 group code' }) },
    resolve: async ({ regionCode, runNo }, { groupCode }, context) => {
      const run = must(await context.loaders.yearRulesets.load({ regionCode, id: String(runNo) }), 'run');
      const rulesets = await Promise.all(
        run.rulesetIds.map(async (id) => {
          const ruleset = must(await context.loaders.rulesets.load({ regionCode, id }), 'ruleset of a run');
          return await context.platform.rulesets.get(context.session.read, ruleset);
        }),
      );
      return await costDistribution(callerOf(context), { regionCode, runNo, groupCode }, rulesets);
    },
  }),
);
