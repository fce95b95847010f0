import type { LeafDocument } from '../document/document.js';
import type { ScorecardIndicator } from '../document/document-scorecard.js';
import { readCell } from './table-cells.js';

/** 得分 the decision of an indicator's score. */
export const cardScoreId = (indicator: string): string => `${indicator}Score`;
/** 名次占比 the decision of its place. */
export const cardPlaceId = (indicator: string): string => `${indicator}Place`;
/** 计入满分 the decision of what it counts of full marks. */
export const cardWeightId = (indicator: string): string => `${indicator}Weight`;

/** The comparisons of a band; none where it can't be read, which is a finding (`indicatorProblems`). */
export function bandLeaves(fact: string, when: string): readonly LeafDocument[] {
  const reading = readCell(fact, when);
  return 'why' in reading ? [] : reading.leaves;
}

/** The formula of a score in proportion or by steps; `undefined` where bands say it. */
export function scoreFormula({ id, points, direction, scoring }: ScorecardIndicator): string | undefined {
  if ('linear' in scoring) {
    const { none, full } = scoring.linear;
    return `clamp((${id} - ${signed(none)}) / (${signed(full)} - ${signed(none)}), 0, 1) * ${points}`;
  }
  if ('steps' in scoring) {
    const { from, every, deduct, mode, least = '0' } = scoring.steps;
    const short = direction === 'HIGHER' ? `${signed(from)} - ${id}` : `${id} - ${signed(from)}`;
    return `max(${points} - step(${short}, ${every}, ${deduct}, ${mode}), ${signed(least)})`;
  }
  return undefined;
}

/** A number as it stands inside a formula. */
function signed(text: string): string {
  return text.startsWith('-') ? `(${text})` : text;
}
