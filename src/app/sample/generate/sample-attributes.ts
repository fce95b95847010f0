import { printScaled } from '../../../engine/number/quantity.js';
import type { CaseDraft } from './case-draft.js';

/** Makes the value of one attribute, or null where the case has none. */
export type AttributeMaker = (draft: CaseDraft) => string | null;

/** Roughly what 1,000 points cost: the mean of the sample city, in fen. Only reviewers' points are drawn from it. */
const MEAN_CASE_FEN = 900_000;

/** What the reviewers decided on an extreme case: by item, with points of its own, or nothing. */
function specialSettlement(draft: CaseDraft): 'BY_ITEM' | 'POINTS' | null {
  if (draft.position !== 'EXTREME') return null;
  const draw = draft.totalFen % 10;
  return draw < 4 ? 'BY_ITEM' : draw < 7 ? 'POINTS' : null;
}

/** 手术级别 of an operation: the dearer, the higher. */
function operationLevel({ combination }: CaseDraft): string | null {
  if (combination.kind !== 'SURGERY') return null;
  const level = OPERATION_LEVEL_FEN.findIndex((fen) => combination.meanFen < fen);
  return String(level < 0 ? OPERATION_LEVEL_FEN.length + 1 : level + 1);
}

const OPERATION_LEVEL_FEN = [500_000, 1_500_000, 4_000_000];

/**
 * The case facts of rulesets that the generator can supply, by name. Each draws only on the draft, so that
 * asking for one attribute more changes nothing else of a case.
 */
export const ATTRIBUTE_MAKERS: Readonly<Record<string, AttributeMaker>> = {
  operationLevel,
  criticalCase: ({ combination, died }) => String(died || combination.comorbidity === 'SEVERE'),
  multidisciplinary: ({ combination, totalFen }) => String(combination.where === 'TOP' && totalFen % 40 === 0),
  incompleteStay: ({ lengthOfStay, combination }) => String(3 * lengthOfStay < combination.days),
  specialSettlement,
  approvedPoints: (draft) =>
    specialSettlement(draft) === 'POINTS' ? printScaled((BigInt(draft.totalFen) * 100_000n) / BigInt(MEAN_CASE_FEN), 2) : null,
};
