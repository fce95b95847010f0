import type { PinnedTraceFragment } from '../../../generated/editor/pin/graphql.ts';
import type { Sheet } from '../use-edits.ts';

/** A decision as it was made for the pinned case or example. */
export type PinnedStep = PinnedTraceFragment;

/** What a row of 条件和公式 comes to for the pinned case. */
export type PinnedRow =
  | { readonly kind: 'condition'; readonly result: boolean; readonly text: { readonly zh: string; readonly en: string | null } }
  | { readonly kind: 'result'; readonly step: PinnedStep }
  /** A result that the case does not get: its rule does not hold, or another counts. */
  | { readonly kind: 'unused'; readonly holds: boolean };

/** Where a row of a decision stands: in which rule (`otherwise` too; none: the decision is one formula), and whether it is a condition of it. */
interface Place {
  readonly decision: string;
  readonly rule: string | undefined;
  readonly isCondition: boolean;
}

function placeOf(pointer: string): Place | undefined {
  const [, section, decision, part, name, within] = pointer.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (section !== 'decisions' || decision === undefined) return undefined;
  if (part === 'rules') return { decision, rule: name, isCondition: within === 'conditions' };
  return { decision, rule: part === 'otherwise' ? part : undefined, isCondition: false };
}

function resultRow(step: PinnedStep, rule: string | undefined): PinnedRow {
  if (rule === undefined || step.rule === rule) return { kind: 'result', step };
  const known = step.rules.find(({ name }) => name === rule);
  return known?.counted === true ? { kind: 'result', step } : { kind: 'unused', holds: known?.fired ?? false };
}

/** What each row of a sheet comes to, by its place; decisions that no case goes through are not there. */
export function pinnedRows({ rows }: Sheet, steps: readonly PinnedStep[]): ReadonlyMap<string, PinnedRow> {
  const pinned = new Map<string, PinnedRow>();
  const met = new Map<string, number>();
  for (const { pointer } of rows) {
    const place = placeOf(pointer);
    const step = steps.find(({ decision }) => decision === place?.decision);
    if (place === undefined || step === undefined) continue;
    if (!place.isCondition) pinned.set(pointer, resultRow(step, place.rule));
    else {
      // Conditions of a rule stand in the same order in its rows and in the trace.
      const rule = `${place.decision} ${place.rule ?? ''}`;
      const at = met.get(rule) ?? 0;
      met.set(rule, at + 1);
      const condition = step.rules.find(({ name }) => name === place.rule)?.conditions[at];
      if (condition !== undefined) pinned.set(pointer, { kind: 'condition', ...condition });
    }
  }
  return pinned;
}
