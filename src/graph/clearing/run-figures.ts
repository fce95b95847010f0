import type { GraphContext } from '../base/context.js';
import { pointValueOf, RunFigures } from '../../app/scoring/run-figures.js';
import { must } from '../../engine/kit/assert.js';

/** How the figures of a run are spelled; its rows are read once a request. */
export async function runFigures(
  { loaders, platform, session }: GraphContext,
  { regionCode, runNo }: { readonly regionCode: string; readonly runNo: number },
): Promise<RunFigures> {
  const run = must(await loaders.yearRulesets.load({ regionCode, id: String(runNo) }), 'run');
  const plans = await Promise.all(
    run.rulesetIds.map(async (id) => {
      const ruleset = must(await loaders.rulesets.load({ regionCode, id }), 'ruleset of a run');
      return (await platform.rulesets.get(session.read, ruleset)).plan;
    }),
  );
  return new RunFigures(plans, pointValueOf(run.pointValueFraction));
}
