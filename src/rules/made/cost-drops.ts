import { must } from '../../engine/kit/assert.js';
import { compare, fenToYuan, printAmount, printShort, type Fen } from '../../engine/number/quantity.js';
import type { DecisionPlan } from '../../engine/plan/plan.js';
import { printOutput } from '../../engine/plan/value-text.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { crossing, type ScoreAt } from './crossing.js';
import { printedFacts, type MadeFacts } from './made-facts.js';
import type { MadeScore } from './made-scoring.js';
import type { PointsThreshold } from './points-thresholds.js';

/** Two costs a fen apart of which the higher gets fewer points. */
interface Drop {
  readonly facts: MadeFacts;
  readonly below: Fen;
  readonly scores: readonly [MadeScore, MadeScore];
}

/**
 * 费用高反而少付 COST_MORE_PAYS_LESS for every threshold at which a case that costs one fen more gets fewer points: both cases are scored by the engine, exactly. One
 * warning a threshold, of the first case that shows it. Bands that pay more from a threshold on say nothing, and neither does a case that
 * leaves the points altogether.
 */
export class CostDrops {
  readonly #shown = new Map<PointsThreshold, Drop>();

  constructor(
    private readonly decisions: readonly DecisionPlan[],
    private readonly thresholds: readonly PointsThreshold[],
  ) {}

  /** Looks at each threshold with these facts; one that has shown a drop need not show another. */
  async look(facts: MadeFacts, scoreAt: ScoreAt): Promise<void> {
    for (const threshold of this.thresholds) {
      if (this.#shown.has(threshold)) continue;
      const drop = await dropAt(scoreAt, threshold, facts);
      if (drop !== undefined) this.#shown.set(threshold, drop);
    }
  }

  /** What was seen. Several rules may ask for the same threshold, each on its side of it: it is one drop. */
  findings(): Finding[] {
    const seen = new Set<string>();
    return this.thresholds.flatMap((threshold) => {
      const drop = this.#shown.get(threshold);
      if (drop === undefined) return [];
      const key = `${drop.below} ${drop.scores.map(({ points }) => printShort(points)).join(' ')}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [said(this.decisions, threshold, drop)];
    });
  }
}

function said(closure: readonly DecisionPlan[], threshold: PointsThreshold, { facts, below, scores }: Drop): Finding {
  const points = must(
    closure.find(({ id }) => id === 'points'),
    'points',
  );
  const [before, after] = scores.map((score) => `${printOutput(points.output, score.points) ?? ''}`);
  const [ruleBefore = '', ruleAfter = ''] = scores.map((score) => rulesOf(closure, scores, score, threshold));
  const args = {
    output: points.label,
    ...{ below: printAmount(fenToYuan(below)), above: printAmount(fenToYuan(below + 1n)) },
    ...{ before: before ?? '', after: after ?? '', ruleBefore, ruleAfter },
    threshold: threshold.from === undefined ? printShort(threshold.value) : `${threshold.from} = ${printShort(threshold.value)}`,
  };
  const stated = printedFacts(facts);
  // What was compared stands in the witness: by it the case is found in a region with costs of its own.
  const { expr } = threshold;
  const compared = ({ value }: MadeScore): Readonly<Record<string, string>> => {
    const number = expr.kind === 'fact' && expr.ref.name !== 'totalCost' ? value(expr) : undefined;
    return expr.kind === 'fact' && number !== undefined ? { [expr.ref.name]: printShort(number) } : {};
  };
  const [one, other] = scores;
  return finding('COST_MORE_PAYS_LESS', threshold.pointer, args, {
    witness: { ...stated, ...compared(one), totalCost: printAmount(fenToYuan(below)) },
    beside: { ...stated, ...compared(other), totalCost: printAmount(fenToYuan(below + 1n)) },
    about: threshold.from === undefined ? [] : [pointerTo('/parameters', threshold.from), pointerTo('/tables', threshold.from)],
  });
}

/** The rules that differ between both sides; those of the threshold's own decision where none does. */
function rulesOf(closure: readonly DecisionPlan[], [one, other]: Drop['scores'], score: MadeScore, { decision }: PointsThreshold): string {
  const changed = closure.filter(({ id, rules }) => rules.length > 0 && one.fired(id) !== other.fired(id));
  return (changed.length === 0 ? [decision] : changed).map(({ id }) => `${id}: ${score.fired(id)}`).join('；');
}

/** Whether points fall from one fen to the next about a threshold: from below it to it, or from it to above it. */
async function dropAt(scoreAt: ScoreAt, { expr, value }: PointsThreshold, facts: MadeFacts): Promise<Drop | undefined> {
  const near = await crossing(scoreAt, expr, value);
  if (near === undefined) return undefined;
  for (const below of [near, near + 1n]) {
    const [one, other] = [await scoreAt(below), await scoreAt(below + 1n)];
    if (one === undefined || other === undefined || !one.included || !other.included) continue;
    if (compare(other.points, one.points) < 0) return { facts, below, scores: [one, other] };
  }
  return undefined;
}
