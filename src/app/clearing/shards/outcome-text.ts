import type { OutcomeSeen } from '../../ports/clearing/ports-score.js';
import { must } from '../../../engine/kit/assert.js';
import { Fraction } from '../../../engine/number/quantity.js';
import type { GroupingAnswer, Scored } from '../../../engine/scoring/scoring.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import { classesOf } from '../../../rules/judge/tables.js';

/** A distinct outcome for the auditor: which classes of facts were met, which rules held, and what they gave where that is no number. */
export function describeOutcome(
  key: string,
  { program }: CompiledRuleset,
  { evaluation, frame }: Scored<GroupingAnswer>,
  witnessCaseNo: string,
): Omit<OutcomeSeen, 'versionNo'> {
  const situation: Record<string, readonly string[]> = {};
  const outputs: Record<string, unknown> = {};
  for (const { plan, tables, tableOffset } of program.scopes.case.decisions) {
    const fired = evaluation.fired[plan.index];
    if (fired === undefined) continue;
    const met = tables.flatMap(({ plan: table }, index) => {
      const found = must(evaluation.situations[tableOffset + index], 'situation');
      return classesOf(table, found).map((chosen, test) => {
        const { ref, labels } = must(table.tests[test], 'test');
        return `${ref.name} ${must(labels[chosen], 'label').zh}`;
      });
    });
    if (met.length > 0) situation[plan.id] = met;
    const value = frame[plan.slot];
    const rules = fired.map((rule) => must(plan.rules[rule], 'rule').name);
    outputs[plan.id] = { rules, ...(value instanceof Fraction ? {} : { value: value ?? null }) };
  }
  return { key, outputs, situation, witnessCaseNo };
}
