import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';

/** A value that an example states otherwise than it is: said, and as an edit of the example. */
export interface Differing {
  readonly said: string;
  readonly edit: string;
}

/** A rule that an example says fires and that did not, and what its decision answered by. */
export interface MissedRule {
  readonly rule: string;
  readonly instead: string;
}

/** All differences of an example are one finding: one change of the rules makes them, and one edit of the example mends them. None: no finding. */
export function differenceFindings(
  example: string,
  pointer: string,
  differing: readonly Differing[],
  missed: readonly MissedRule[],
): readonly Finding[] {
  if (differing.length === 0 && missed.length === 0) return [];
  if (differing.length === 0) {
    const rules = { rule: missed.map(({ rule }) => rule).join('”、“'), fired: missed.map(({ instead }) => instead).join('、') };
    return [finding('EXAMPLE_FIRED', pointer, { example, ...rules })];
  }
  const all = [...differing, ...missed.map(({ rule, instead }) => ({ said: `fired ${rule} → ${instead}`, edit: `fired = ${instead}` }))];
  const args = { count: all.length, differences: all.map(({ said }) => said).join('；'), edits: all.map(({ edit }) => edit).join('；') };
  return [finding('EXAMPLE_FAILED', pointer, { example, ...args })];
}
