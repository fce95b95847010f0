import { must } from '../../engine/kit/assert.js';
import { ANY_VALUE } from '../judge/classes-numbers.js';
import type { FactTest, Label, Plan, Ref } from '../../engine/plan/plan.js';

const ANY: Label = { zh: '任何情形', en: 'any situation' };

/** What people call a fact; a set's member is named beside it. */
export function factLabel(plan: Pick<Plan, 'slots'>, ref: Ref): Label {
  const { label } = must(plan.slots[ref.scope][ref.slot], `slot of ${ref.name}`);
  if (ref.member === undefined) return label;
  return { zh: `${label.zh} ${ref.member}`, en: `${label.en ?? label.zh} ${ref.member}` };
}

/** 情形 a situation in words: each fact that tells situations apart, with its class. */
export function situationText(labelOf: (ref: Ref) => Label, tests: readonly FactTest[], classes: readonly number[]): Label {
  const all = tests.flatMap((test, index) => {
    if (test.representatives.length === 1) return [];
    const fact = labelOf(test.ref);
    const found = must(test.labels[must(classes[index], 'class')], 'label');
    const isAny = found.zh === ANY_VALUE.zh;
    return [{ zh: `${fact.zh} ${found.zh}`, en: `${fact.en ?? fact.zh} ${found.en ?? found.zh}`, isAny }];
  });
  if (all.length === 0) return ANY;
  // That a fact is known, whatever it is, is said only where nothing else tells the situation apart.
  const telling = all.filter(({ isAny }) => !isAny);
  const parts = telling.length === 0 ? all : telling;
  return { zh: parts.map((part) => part.zh).join('；'), en: parts.map((part) => part.en).join('; ') };
}
