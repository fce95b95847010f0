import { printShort, type Fen } from '../../engine/number/quantity.js';
import type { DecisionPlan } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../compiled/compiled-ruleset.js';
import type { Finding } from '../findings/finding.js';
import { CostDrops } from './cost-drops.js';
import { caseWith, madeGroup, type MadeFacts, type MadeOf } from './made-facts.js';
import { madeFrames, scoreMade, type MadeScore } from './made-scoring.js';
import { decisionsOfPoints, madeVariants, pairsOf } from './made-variants.js';
import { NegativePoints } from './negative-points.js';
import { thresholdsOf } from './points-thresholds.js';

/** Cases that are scored at most: a budget in work, not in time, so that the same document always gets the same findings. */
const MOST_SCORED = 6_000;
/** Costs in fen that are looked at whatever rules compare: a fen, a hundred yuan, the made group's mean, twice that, a million, ten millions. */
const COSTS: readonly Fen[] = [1n, 10_000n, 1_000_000n, 2_000_000n, 100_000_000n, 1_000_000_000n];

/** What cases of some facts were scored as, by cost. */
type Scored = ReadonlyMap<Fen, MadeScore | undefined>;

/**
 * 试算所见 what made cases show of points: costing one fen more pays less, and points below nothing. Cases are scored by the engine about every threshold that
 * points depend on: the usual case, those that differ from it in one thing, in what a rule asks for together, and in two things that each
 * make a difference, until the budget is spent. What needs more unusual facts together than that is not found.
 */
export async function pointsFindings(ruleset: CompiledRuleset, of: MadeOf, mostScored = MOST_SCORED): Promise<Finding[]> {
  const { plan } = ruleset;
  const decisions = decisionsOfPoints(plan);
  if (decisions.length === 0) return [];
  const thresholds = decisions.flatMap(thresholdsOf);
  const drops = new CostDrops(decisions, thresholds);
  const negative = new NegativePoints(decisions, thresholds);
  let left = mostScored;
  const look = async (facts: MadeFacts, costs = COSTS): Promise<Scored> => {
    const group = madeGroup(plan, facts);
    const frames = await madeFrames(ruleset, facts, group);
    const known = new Map<Fen, MadeScore | undefined>();
    const scoreAt = async (cost: Fen): Promise<MadeScore | undefined> => {
      if (!known.has(cost)) known.set(cost, await scoreMade(ruleset, frames, caseWith(plan, of, facts, cost), group));
      return known.get(cost);
    };
    for (const cost of costs) await scoreAt(cost);
    await drops.look(facts, scoreAt);
    negative.look(facts, known);
    left -= known.size;
    return known;
  };
  const usual = await look(new Map());
  const costs = [...COSTS, ...[...usual.keys()].filter((cost) => usual.has(cost + 1n) || usual.has(cost - 1n))];
  const effectOf = async (facts: MadeFacts): Promise<string> => effectAt(costs, decisions, await look(facts, costs));
  const seen = new Set([effectAt(costs, decisions, usual)]);
  const { singles, together } = madeVariants(plan, decisions);
  const telling: MadeFacts[] = [];
  for (const facts of singles) {
    if (left <= 0) break;
    const effect = await effectOf(facts);
    // What makes no difference, or the same one as another, makes none together with a third either.
    if (!seen.has(effect)) telling.push(facts);
    seen.add(effect);
  }
  for (const facts of chained(together, pairsOf(telling))) {
    if (left <= 0) break;
    await look(facts);
  }
  return [...negative.findings(), ...drops.findings()];
}

function* chained<T>(...all: readonly Iterable<T>[]): Generator<T> {
  for (const one of all) yield* one;
}

/** All that rules make of some costs, as text: whoever has the same is told apart by no rule there. */
function effectAt(costs: readonly Fen[], decisions: readonly DecisionPlan[], scored: Scored): string {
  const madeOf = (score: MadeScore | undefined): string => {
    if (score === undefined) return '-';
    const found = decisions.map(({ id }) => {
      const output = score.output(id);
      return `${score.fired(id)}=${output === undefined ? '' : printShort(output)}`;
    });
    return `${String(score.included)} ${found.join(' ')}`;
  };
  return costs.map((cost) => madeOf(scored.get(cost))).join('\n');
}
