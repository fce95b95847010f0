import { z } from 'zod';
import type { InstitutionFigures } from './stand-out-checks.js';
import { STAND_OUT_KINDS, type StandOutRecord } from '../../ports/clearing/ports-stand-out.js';
import { printFixed, storedDecimal } from '../../../engine/number/quantity.js';

const check = z.object({
  kind: z.enum(STAND_OUT_KINDS),
  /** The ruleset's parameter; null: the check has none and is always on. */
  parameter: z.string().nullable(),
  /** As the ruleset writes it. */
  threshold: z.string().nullable(),
  /** Why the check is off; null: it is on. */
  offBecause: z.enum(['NO_PARAMETER', 'NO_YEAR_BEFORE', 'PART_OF_YEAR']).nullable(),
  /** How many stand out; of them `listed` are kept, the furthest. */
  count: z.int(),
  listed: z.int(),
});
const summary = z.object({
  checks: z.array(check),
  /** The run of the year before that this one was compared with. */
  comparedRunNo: z.int().nullable(),
  /** By institution: cases, points, and yuan. */
  figures: z.record(z.string(), z.object({ cases: z.string(), points: z.string(), cost: z.string() })),
});

/** 检查 one check of what stands out: whether it is on, by which parameter, and what it found. */
export type StandOutCheck = z.infer<typeof check>;
/** What is kept beside the list: a run's column. */
export type StandsOutSummary = z.infer<typeof summary>;

/** 存疑事项 what stands out in a run. The hash is of checks and items: whoever confirms the run states it, so that the list was seen. */
export interface StandsOut {
  readonly items: readonly StandOutRecord[];
  readonly summary: StandsOutSummary;
  readonly hash: string;
}

/** Reads a run's summary back; `undefined` where the run has none: it has not ended, or ended before there was one. */
export function parseStandsOut(stored: unknown): StandsOutSummary | undefined {
  return stored === null || stored === undefined ? undefined : summary.parse(stored);
}

/** The institutions' figures, to be compared with those of the next year. */
export function figuresText(figures: ReadonlyMap<string, InstitutionFigures>): StandsOutSummary['figures'] {
  return Object.fromEntries(
    [...figures].map(([code, { cases, points, cost }]) => [
      code,
      { cases: cases.toString(), points: printFixed(points, 8), cost: printFixed(cost, 2) },
    ]),
  );
}

/** The institutions' figures of a kept summary. */
export function figuresFrom({ figures }: StandsOutSummary): ReadonlyMap<string, InstitutionFigures> {
  return new Map(
    Object.entries(figures).map(([code, { cases, points, cost }]) => [
      code,
      { cases: BigInt(cases), points: storedDecimal(points), cost: storedDecimal(cost) },
    ]),
  );
}
