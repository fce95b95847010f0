import type { Platform } from '../kernel/platform.js';
import type { Reader } from '../ports/ports.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import type { ScoreRecord } from '../ports/clearing/ports-score.js';
import { must } from '../../engine/kit/assert.js';
import type { Plan } from '../../engine/plan/plan.js';
import { EXACT_DISPLAY_SCALE, Fraction, ONE, printFen, printFixed, storedDecimal } from '../../engine/number/quantity.js';
import { indicativePayment } from '../../engine/scoring/scoring.js';

const STORED_FIGURES = ['institutionCoefficient', 'auxiliaryFactor', 'points'] as const;
/** Outputs of a case that are stored as decimals. */
export type StoredFigure = (typeof STORED_FIGURES)[number];

/**
 * How figures of a run are spelled, at every door: with the places that its rulesets round them to, exact ones with 8. Where the versions of a
 * year round otherwise, with the places of the one that keeps most.
 */
export class RunFigures {
  /** Places of each figure: looked up once, asked for of every row. */
  readonly #scales: ReadonlyMap<StoredFigure, number>;

  constructor(
    readonly plans: readonly Pick<Plan, 'decisions' | 'pointUnit'>[],
    /** Yuan a point, as the run settled it; null: not known. */
    readonly pointValue: Fraction | null,
  ) {
    this.#scales = new Map(STORED_FIGURES.map((name) => [name, scaleOf(plans, name)]));
  }

  /** A stored figure of a case; null where it has none. */
  figure(name: StoredFigure, text: string | null): string | null {
    return text === null ? null : printFixed(storedDecimal(text), must(this.#scales.get(name), name));
  }

  /** Points of a case, or a sum of them. */
  points(text: string): string {
    return printFixed(storedDecimal(text), must(this.#scales.get('points'), 'points'));
  }

  /** 支付参考额 a case's indicative payment in yuan (points × point value, 2 places HALF_UP); null without a point value or a score. */
  payment({ points, exceptionCode }: Pick<ScoreRecord, 'points' | 'exceptionCode'>): string | null {
    if (exceptionCode !== null) return null;
    const isYuan = this.plans.at(-1)?.pointUnit === 'yuan';
    const pointValue = isYuan ? ONE : this.pointValue;
    return pointValue === null ? null : printFen(indicativePayment(storedDecimal(points), pointValue));
  }
}

function scaleOf(plans: RunFigures['plans'], name: StoredFigure): number {
  const outputs = plans.flatMap(({ decisions }) => decisions.case.filter(({ id }) => id === name).map(({ output }) => output));
  return outputs.length === 0
    ? EXACT_DISPLAY_SCALE
    : Math.max(...outputs.map(({ exact, round }) => (exact ? EXACT_DISPLAY_SCALE : (round?.scale ?? EXACT_DISPLAY_SCALE))));
}

/** The exact point value of a run; null where it has none. */
export function pointValueOf(fraction: string | null | undefined): Fraction | null {
  const [n, d] = fraction?.split('/') ?? [];
  return n === undefined || d === undefined ? null : new Fraction(BigInt(n), BigInt(d));
}

/** How the figures of a run are spelled. */
export async function figuresOfRun(
  { rulesets }: Platform,
  read: Reader,
  { regionCode, rulesetIds, totals }: RunRecord,
): Promise<RunFigures> {
  const summaries = await read((unit) => unit.rulesets.list(regionCode));
  const plans: Plan[] = [];
  for (const id of rulesetIds) {
    const summary = must(
      summaries.find((one) => one.id === id),
      'ruleset of a run',
    );
    plans.push((await rulesets.get(read, summary)).plan);
  }
  return new RunFigures(plans, pointValueOf(totals.pointValueFraction));
}
