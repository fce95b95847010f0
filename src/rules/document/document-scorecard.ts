import { z } from 'zod';
import { basis, decimalText, dottedName, identifier, label } from './document-pieces.js';
import { described } from '../descriptions/described.js';
import * as said from '../descriptions/said-scorecards.js';
import { RANK_TIES, STEP_MODES } from '../../engine/plan/plan.js';

/** What an indicator without data scores. */
export const MISSING_SCORES = ['FULL', 'NONE', 'LEFT_OUT'] as const;
/** Which way an indicator is good. */
export const DIRECTIONS = ['HIGHER', 'LOWER'] as const;
const MOST_BANDS = 50;
const MOST_INDICATORS = 60;

const bands = z
  .array(described(said.SAID_SCORE_BAND, { when: z.string().min(1).max(200), points: decimalText }))
  .min(1)
  .max(MOST_BANDS);

const scoring = z.union(
  [
    described(said.SAID_BY_BANDS, { bands }),
    described(said.SAID_BY_LINE, { linear: described(said.SAID_LINE_SCORE, { none: decimalText, full: decimalText }) }),
    described(said.SAID_BY_STEPS, {
      steps: described(said.SAID_STEPS, {
        ...{ from: decimalText, every: decimalText, deduct: decimalText },
        mode: z.enum(STEP_MODES),
        least: decimalText.optional(),
      }),
    }),
    described(said.SAID_BY_RANK, {
      rank: described(said.SAID_RANK_SCORE, { within: dottedName.optional(), ties: z.enum(RANK_TIES), bands }),
    }),
  ],
  { error: 'SCORING' },
);

const indicator = described(said.SAID_INDICATOR, {
  id: identifier,
  label,
  numerator: dottedName,
  denominator: dottedName.optional(),
  direction: z.enum(DIRECTIONS),
  points: decimalText,
  scoring,
  missing: z.enum(MISSING_SCORES),
  evidence: label.optional(),
  basis,
});

/**
 * 考核评分表 a decision that adds up what indicators score. It is written out as decisions before anything else looks at it
 * (`extend/expand-scorecards.ts`): judge, checks, traces and hashes of effective documents know decisions only.
 */
export const scorecard = described(said.SAID_SCORECARD, { indicators: z.array(indicator).min(1).max(MOST_INDICATORS), basis });
/** A scorecard, as written. */
export type Scorecard = z.infer<typeof scorecard>;
/** An indicator of a scorecard. */
export type ScorecardIndicator = Scorecard['indicators'][number];
/** A band of an indicator. */
export type ScoreBand = z.infer<typeof bands>[number];

/** What a decision that was written out of a scorecard is of it: the indicator's value, its place, its score, what it counts of full marks. */
export const CARD_ROLES = ['VALUE', 'PLACE', 'SCORE', 'WEIGHT'] as const;
/** 评分表的组成 of which scorecard a written-out decision is a part, and what people want to know of it beside its score. Effective documents only. */
export const partOfCard = z.strictObject({
  card: identifier,
  indicator: identifier,
  role: z.enum(CARD_ROLES),
  points: decimalText,
  direction: z.enum(DIRECTIONS),
  numerator: dottedName,
  denominator: dottedName.optional(),
  evidence: label.optional(),
});
/** As stated in an effective document. */
export type PartOfCard = z.infer<typeof partOfCard>;
