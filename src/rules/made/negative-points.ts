import { absolute } from '../../engine/number/absolute.js';
import { fenToYuan, printAmount, printShort, sign, subtract, type Fen } from '../../engine/number/quantity.js';
import { compare } from '../../engine/number/quantity.js';
import type { DecisionPlan } from '../../engine/plan/plan.js';
import { refsOf } from '../../engine/formula/formula.js';
import { must } from '../../engine/kit/assert.js';
import { printOutput } from '../../engine/plan/value-text.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { MADE_MEAN_COST, printedFacts, type MadeFacts } from './made-facts.js';
import type { MadeScore } from './made-scoring.js';
import { giverOf, exprOf, outcomesOf } from './made-variants.js';
import type { PointsThreshold } from './points-thresholds.js';

/** A case that counts and gets less than nothing. */
interface Below {
  readonly facts: MadeFacts;
  readonly cost: Fen;
  readonly score: MadeScore;
}

/**
 * 点数为负 POINTS_NEGATIVE where a case that counts gets fewer points than none: they would be taken from the institution's other cases. One warning for each place
 * that the sign comes from, of the first situation that shows it and there the cost nearest to what such cases cost. Between two
 * thresholds points rise or fall with the cost, so that the ends show it.
 */
export class NegativePoints {
  readonly #shown = new Map<string, Below>();
  readonly #points: DecisionPlan;

  constructor(
    private readonly decisions: readonly DecisionPlan[],
    private readonly thresholds: readonly PointsThreshold[],
  ) {
    this.#points = must(
      decisions.find(({ id }) => id === 'points'),
      'points',
    );
  }

  /** Looks at all that was scored with these facts. */
  look(facts: MadeFacts, scored: ReadonlyMap<Fen, MadeScore | undefined>): void {
    const found = new Map<string, Below>();
    for (const [cost, score] of scored) {
      if (score?.included !== true || sign(score.points) >= 0) continue;
      const place = this.#placeOf(score);
      const known = found.get(place);
      if (known === undefined || isNearer(cost, known.cost)) found.set(place, { facts, cost, score });
    }
    for (const [place, below] of found) if (!this.#shown.has(place)) this.#shown.set(place, below);
  }

  /** What was seen. */
  findings(): Finding[] {
    return [...this.#shown].map(([pointer, { facts, cost, score }]) => {
      const { output } = this.#points;
      const args = {
        output: this.#points.label,
        ...{ cost: printAmount(fenToYuan(cost)), mean: printAmount(MADE_MEAN_COST), points: printOutput(output, score.points) ?? '' },
        rules: this.#rulesOf(score),
      };
      return finding('POINTS_NEGATIVE', pointer, args, { witness: { ...printedFacts(facts), ...this.#costOf(cost, score) } });
    });
  }

  /** The rule that the sign comes from: from points down to what they read that is below nothing itself. */
  #placeOf(score: MadeScore): string {
    let place = this.#points;
    for (;;) {
      const read = outcomesOf(place).flatMap(exprOf).flatMap(refsOf);
      const next = read.map((ref) => giverOf(this.decisions, ref)).find((one) => one !== undefined && one !== place && isBelow(score, one));
      if (next === undefined) break;
      place = next;
    }
    const fired = score.fired(place.id).split('、');
    return place.rules.find(({ name }) => fired.includes(name))?.pointer ?? place.pointer;
  }

  #rulesOf(score: MadeScore): string {
    return this.decisions
      .filter(({ rules }) => rules.length > 0)
      .flatMap(({ id }) => (score.fired(id) === 'otherwise' ? [] : [`${id}: ${score.fired(id)}`]))
      .join('；');
  }

  /** The numbers that follow from the cost and that rules compare: by them the case is found in a region with costs of its own. The cost where there are none. */
  #costOf(cost: Fen, { value }: MadeScore): Readonly<Record<string, string>> {
    const compared = this.thresholds.flatMap(({ expr }): [string, string][] => {
      const isGiven = expr.kind === 'fact' && giverOf(this.decisions, expr.ref) !== undefined;
      const number = isGiven ? value(expr) : undefined;
      return expr.kind === 'fact' && number !== undefined ? [[expr.ref.name, printShort(number)]] : [];
    });
    return compared.length > 0 ? Object.fromEntries(compared) : { totalCost: printAmount(fenToYuan(cost)) };
  }
}

function isBelow(score: MadeScore, { id }: DecisionPlan): boolean {
  const found = score.output(id);
  return found !== undefined && sign(found) < 0;
}

function isNearer(one: Fen, other: Fen): boolean {
  const distance = (cost: Fen) => absolute(subtract(fenToYuan(cost), MADE_MEAN_COST));
  return compare(distance(one), distance(other)) < 0;
}
