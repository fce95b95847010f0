import { must } from '../../engine/kit/assert.js';
import { compare, Fraction } from '../../engine/number/quantity.js';
import type { DecisionPlan, Label, LeafCondition } from '../../engine/plan/plan.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding, Mend } from '../findings/finding.js';
import { ruleOutcomeKey } from './rule-outcome-text.js';
import { boundsOf, isOfSameFact, type Bounds } from './threshold-order.js';
import { printGiven, type Witness } from './witness.js';

/** Overlaps shown of one decision: the rest are mostly the same mistake. */
const MOST_OVERLAPS = 10;

/** The rules that hold in a situation that can be brought about, and a case that does. */
export interface Met {
  readonly fired: readonly number[];
  readonly witness: Witness;
}

/** What to do about an overlap, and the edits where it is clear. */
interface Way {
  readonly suggestion: Label;
  readonly mend?: readonly Mend[];
}

/**
 * 重叠 rules of a `unique` decision that hold at once, each set of them once with a case. Two that only meet at a threshold which both include: one of them gives it
 * up. One that holds only where another does is its special case: the special ones first, and of all that hold the first one decides.
 */
export function overlaps(decision: DecisionPlan, met: readonly Met[]): Finding[] {
  const shown = new Map<string, Finding>();
  for (const { fired, witness } of met) {
    const [, second] = fired;
    const rules = namesOf(decision, fired);
    if (second === undefined || shown.has(rules)) continue;
    const { pointer } = must(decision.rules[second], 'rule');
    const args = { decision: decision.id, rules, what: atOdds(decision, fired) };
    shown.set(rules, finding('OVERLAP', pointer, args, { witness, ...wayOut(decision, fired, met) }));
  }
  return [...shown.values()].slice(0, MOST_OVERLAPS);
}

/** The names of rules, as findings list them. */
export function namesOf(decision: DecisionPlan, rules: readonly number[]): string {
  return rules.map((rule) => must(decision.rules[rule], 'rule').name).join('、');
}

/** Whether rules that hold at once contradict each other, or say the same twice. */
function atOdds(decision: DecisionPlan, fired: readonly number[]): Label {
  const outcomes = fired.map((rule) => must(decision.rules[rule], 'rule').outcome);
  const texts = [...new Set(outcomes.map(({ text }) => text))];
  return isSameOutcome(decision, fired)
    ? { zh: `重复给出同一结果（${texts.join('、')}）`, en: `giving the same twice (${texts.join(', ')})` }
    : { zh: `结果互相矛盾（${texts.join('、')}）`, en: `contradicting each other (${texts.join(', ')})` };
}

function isSameOutcome({ rules }: DecisionPlan, fired: readonly number[]): boolean {
  return new Set(fired.map((rule) => ruleOutcomeKey(must(rules[rule], 'rule').outcome))).size === 1;
}

function wayOut(decision: DecisionPlan, fired: readonly number[], met: readonly Met[]): Way | undefined {
  const [first, second, third] = fired;
  if (first === undefined || second === undefined || third !== undefined) return undefined;
  return sharedBoundary(decision, first, second) ?? specialCase(decision, [first, second], met);
}

const STRICT = { lessThanInclusive: 'lessThan', greaterThanInclusive: 'greaterThan' } as const;

function isInclusive(operator: string): operator is keyof typeof STRICT {
  return operator in STRICT;
}

/** Where both only meet: at a threshold of one fact up to which the one holds, and from which the other does. The later one gives it up. */
function sharedBoundary(decision: DecisionPlan, first: number, second: number): Way | undefined {
  const [earlier, later] = [must(decision.rules[first], 'rule'), must(decision.rules[second], 'rule')];
  const own = boundsOf(later);
  for (const ours of own) {
    const { operator, ref } = ours.leaf;
    const meets = (theirs: Bounds): boolean =>
      theirs.side !== ours.side && isInclusive(theirs.leaf.operator) && isOfSameFact(ours, theirs) && isEqual(ours.leaf, theirs.leaf);
    if (!isInclusive(operator) || !boundsOf(earlier).some(meets)) continue;
    const at = `${ref.name} = ${printGiven(ours.limit.value)}`;
    const cell = cellOf(own, ours);
    return {
      suggestion: {
        zh: `两条规则只在界值 ${at} 处相接：请按条文定界值归哪一条，另一条改为不含。改法把它归 ${earlier.name}。`,
        en: `Both rules only meet at ${at}: read in the article to which of them it belongs, and let the other leave it out. The edit gives it to ${earlier.name}.`,
      },
      mend: [{ pointer: `${ours.pointer}/operator`, value: STRICT[operator], ...(cell === undefined ? {} : { cell }) }],
    };
  }
  return undefined;
}

function isEqual({ operand }: LeafCondition, { operand: other }: LeafCondition): boolean {
  return operand instanceof Fraction && other instanceof Fraction ? compare(operand, other) === 0 : operand === other;
}

/** The interval of a fact without one of its ends, as a cell of a decision table states it; none where it has more than two ends. */
function cellOf(own: readonly Bounds[], given: Bounds): string | undefined {
  const ends = own.filter((one) => isOfSameFact(one, given));
  const [lows, highs] = [ends.filter(({ side }) => side === 'ABOVE'), ends.filter(({ side }) => side === 'BELOW')];
  if (lows.length > 1 || highs.length > 1) return undefined;
  const textOf = (one: Bounds | undefined): string => (one === undefined ? '' : (one.limit.from ?? printGiven(one.limit.value)));
  const includes = (one: Bounds | undefined): boolean => one !== undefined && one !== given && isInclusive(one.leaf.operator);
  const [[low], [high]] = [lows, highs];
  return `${includes(low) ? '[' : '('}${textOf(low)},${textOf(high)}${includes(high) ? ']' : ')'}`;
}

/** One rule that holds only where the other does, and gives something else. */
function specialCase(decision: DecisionPlan, [first, second]: readonly [number, number], met: readonly Met[]): Way | undefined {
  const isWithin = (inner: number, outer: number): boolean =>
    met.every(({ fired }) => !fired.includes(inner) || fired.includes(outer)) &&
    met.some(({ fired }) => fired.includes(outer) && !fired.includes(inner));
  if (isSameOutcome(decision, [first, second])) return undefined;
  const [inner, outer] = isWithin(first, second) ? [first, second] : isWithin(second, first) ? [second, first] : [];
  if (inner === undefined || outer === undefined) return undefined;
  const [special, general] = [must(decision.rules[inner], 'rule').name, must(decision.rules[outer], 'rule').name];
  const isInOrder = met.every(({ fired }) => isSpecialFirst(fired, isWithin));
  return {
    suggestion: isInOrder
      ? {
          zh: `${special} 是 ${general} 的特例，已排在前面：改用 first，取先成立的一条。`,
          en: `${special} is a special case of ${general} and stands before it: use first, so that the first rule that holds decides.`,
        }
      : {
          zh: `${special} 是 ${general} 的特例：请把它排在前面，并改用 first；或在 ${general} 的条件中排除它。`,
          en: `${special} is a special case of ${general}: put it before the other and use first, or leave it out of the conditions of ${general}.`,
        },
    ...(isInOrder && decision.answersAll !== true ? { mend: [{ pointer: pointerTo(decision.pointer, 'hit'), value: 'first' }] } : {}),
  };
}

/** Whether of all rules that hold at once each is a special case of those after it: then `first` decides what was meant, everywhere. */
function isSpecialFirst(fired: readonly number[], isWithin: (inner: number, outer: number) => boolean): boolean {
  return fired.every((rule, at) => fired.slice(at + 1).every((later) => isWithin(rule, later)));
}
