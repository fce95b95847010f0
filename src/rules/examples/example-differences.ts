import type { Label } from '../../engine/plan/plan.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding, Mend, MendValue } from '../findings/finding.js';

/** A value that an example states otherwise than it is: said, as an edit of the example, and in what place it stands with what comes out (nothing: no edit). */
export interface Differing {
  readonly said: string;
  readonly edit: string;
  readonly label: Label | undefined;
  readonly steps: readonly string[];
  readonly stated: MendValue;
  readonly actual: MendValue | undefined;
}

/** A rule that an example says fires and that did not, and what its decision answered by. */
export interface MissedRule {
  readonly rule: string;
  readonly instead: readonly string[];
}

/** An example of which differences are told: where it stands, and the rules that it says fire. */
export interface Told {
  readonly id: string;
  readonly pointer: string;
  readonly fired: readonly string[];
}

/** Whether what mends a finding takes what comes out now as right: only for a change that was meant. */
export function takesNewResult({ code, mend }: Finding): boolean {
  return (code === 'EXAMPLE_FAILED' || code === 'EXAMPLE_FIRED') && mend !== undefined;
}

/**
 * All differences of an example are one finding: one change of the rules makes them, and one edit of the example mends them, which takes what comes out
 * now as right (采用新结果). None: no finding.
 */
export function differenceFindings(
  { id: example, pointer, fired }: Told,
  differing: readonly Differing[],
  missed: readonly MissedRule[],
): readonly Finding[] {
  if (differing.length === 0 && missed.length === 0) return [];
  const mend = newResult(pointer, fired, differing, missed);
  const extras = mend === undefined ? {} : { mend };
  if (differing.length === 0) {
    const rules = { rule: missed.map(({ rule }) => rule).join('”、“'), fired: missed.map(insteadOf).join('、') };
    return [finding('EXAMPLE_FIRED', pointer, { example, ...rules }, extras)];
  }
  const others = missed.map((one) => ({ said: `fired ${one.rule} → ${insteadOf(one)}`, edit: `fired = ${insteadOf(one)}` }));
  const all = [...differing, ...others];
  const args = { count: all.length, differences: all.map(({ said }) => said).join('；'), edits: all.map(({ edit }) => edit).join('；') };
  return [finding('EXAMPLE_FAILED', pointer, { example, ...args }, extras)];
}

const insteadOf = ({ instead }: MissedRule): string => instead.join(', ') || '—';

/** The edits that set an example to what comes out now; undefined where something comes to nothing that could be stated. */
function newResult(
  pointer: string,
  fired: readonly string[],
  differing: readonly Differing[],
  missed: readonly MissedRule[],
): readonly Mend[] | undefined {
  const values = differing.flatMap(({ label, steps, stated, actual }): Mend[] =>
    actual === undefined
      ? []
      : [{ pointer: pointerTo(pointer, 'expect', ...steps), value: actual, before: stated, ...(label === undefined ? {} : { label }) }],
  );
  if (values.length < differing.length || missed.some(({ instead }) => instead.length === 0)) return undefined;
  if (missed.length === 0) return values;
  const insteadByRule = new Map(missed.map(({ rule, instead }) => [rule, instead]));
  const rules = [...new Set(fired.flatMap((rule) => insteadByRule.get(rule) ?? [rule]))];
  return [...values, { pointer: pointerTo(pointer, 'fired'), value: rules, before: fired }];
}
