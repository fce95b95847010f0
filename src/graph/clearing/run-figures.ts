import type { GraphContext } from '../base/context.js';
import { pointValueOf, RunFigures } from '../../app/scoring/run-figures.js';
import { must } from '../../engine/kit/assert.js';
import type { ClearingRun } from '../../generated/prisma/client.js';

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

/** What is asked of a run to know whether institutions were told of it. */
type RunTold = Pick<ClearingRun, 'regionCode' | 'runNo' | 'stage'>;

/** Stages in which every institution was told: as the database's own rule for statements (`is_told`). */
const CONFIRMED: ReadonlySet<ClearingRun['stage']> = new Set<ClearingRun['stage']>(['CONFIRMED', 'PAID']);

/**
 * 公示之前不给机构看 a figure of a run's whole region: an institution's caller gets it from the publication of the run on, or once it is confirmed, and
 * null before, as its statement is withheld until then; everybody else always.
 */
export async function whenTold<T>(run: RunTold, { actor, loaders }: GraphContext, figure: () => T | Promise<T>): Promise<T | null> {
  const isAgency = actor !== null && actor.institutionCode === null;
  const { regionCode, runNo } = run;
  if (isAgency || CONFIRMED.has(run.stage)) return await figure();
  return (await loaders.toldRuns.load({ regionCode, id: String(runNo) })) === undefined ? null : await figure();
}
