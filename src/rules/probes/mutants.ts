import { leavesOf, type Condition, type LeafCondition, type Operator, type Plan } from '../../engine/plan/plan.js';
import { printGiven } from '../analysis/witness.js';
import { moved, thresholdOf } from './tried-values.js';

/** 变异 a rule changed in one place: what was changed, in words, and the condition after it. It fits the rule in every plan of the document. */
export interface Mutation {
  readonly kind: 'OPERATOR' | 'THRESHOLD' | 'ALL_ANY';
  /** `costRatio < 0.5 → costRatio <= 0.5`. */
  readonly text: string;
  /** The same as parts, to be said in words. */
  readonly change: MutationChange;
  readonly apply: (condition: Condition) => Condition;
}

/** What of a condition was changed: one comparison (its opposite where `after` is absent), or the word between those of a group. */
export type MutationChange =
  | { readonly fact: string; readonly before: MutatedComparison; readonly after?: MutatedComparison }
  | { readonly facts: readonly string[]; readonly before: 'all' | 'any' };

/** With what a fact is compared, and how. */
export type MutatedComparison = Pick<LeafCondition, 'operator' | 'expected'>;

/** An operator's opposite, and its neighbour that differs only at the threshold itself. */
const FLIPPED: Readonly<Partial<Record<Operator, readonly Operator[]>>> = {
  equal: ['notEqual'],
  notEqual: ['equal'],
  in: ['notIn'],
  notIn: ['in'],
  lessThan: ['greaterThanInclusive', 'lessThanInclusive'],
  lessThanInclusive: ['greaterThan', 'lessThan'],
  greaterThan: ['lessThanInclusive', 'greaterThanInclusive'],
  greaterThanInclusive: ['lessThan', 'greaterThan'],
};

const SIGNS: Readonly<Record<Operator, string>> = {
  equal: '=',
  notEqual: '≠',
  in: 'in',
  notIn: 'not in',
  lessThan: '<',
  lessThanInclusive: '≤',
  greaterThan: '>',
  greaterThanInclusive: '≥',
  known: 'known',
  inCodes: 'in codes',
  anyInCodes: 'any in codes',
};

/** Every mutation of a rule's condition: operators flipped, thresholds moved by a step of their fact, all and any swapped. */
export function mutationsOf(plan: Pick<Plan, 'slots'>, condition: Condition): Mutation[] {
  return [...leavesOf(condition).flatMap((leaf) => ofLeaf(plan, leaf)), ...swaps(condition, [])];
}

function ofLeaf(plan: Pick<Plan, 'slots'>, leaf: LeafCondition): Mutation[] {
  const { operator: was, expected } = leaf;
  const before = `${leaf.ref.name} ${SIGNS[was]} ${expected}`;
  const said = { fact: leaf.ref.name, before: { operator: was, expected } };
  const inPlace = (change: (one: LeafCondition) => Condition) => (root: Condition) => replaceLeaf(root, leaf.leaf, change);
  const flips = (FLIPPED[leaf.operator] ?? []).map((operator): Mutation => ({
    kind: 'OPERATOR',
    text: `${before} → ${SIGNS[operator]} ${expected}`,
    change: { ...said, after: { operator, expected } },
    apply: inPlace((one) => ({ ...one, operator })),
  }));
  if (flips.length === 0)
    flips.push({ kind: 'OPERATOR', text: `${before} → not`, change: said, apply: inPlace((one) => ({ kind: 'not', of: one })) });
  const threshold = thresholdOf(plan, leaf);
  if (threshold === undefined) return flips;
  const steps = ([-1, 1] as const).map((direction): Mutation => {
    const operand = moved(plan, leaf.ref, threshold, direction);
    return {
      kind: 'THRESHOLD',
      text: `${before} → ${SIGNS[was]} ${printGiven(operand)}`,
      change: { ...said, after: { operator: was, expected: printGiven(operand) } },
      apply: inPlace((one) => ({ ...one, operand, expected: printGiven(operand) })),
    };
  });
  return [...flips, ...steps];
}

function replaceLeaf(node: Condition, number: number, change: (leaf: LeafCondition) => Condition): Condition {
  switch (node.kind) {
    case 'leaf':
      return node.leaf === number ? change(node) : node;
    case 'not':
      return { kind: 'not', of: replaceLeaf(node.of, number, change) };
    case 'all':
    case 'any':
      return { kind: node.kind, of: node.of.map((child) => replaceLeaf(child, number, change)) };
  }
}

/** Groups of two and more, each with the other word. */
function swaps(node: Condition, path: readonly number[]): Mutation[] {
  if (node.kind === 'leaf') return [];
  if (node.kind === 'not') return swaps(node.of, [...path, 0]);
  const other = node.kind === 'all' ? 'any' : 'all';
  const facts = leavesOf(node).map(({ ref }) => ref.name);
  const own: Mutation[] =
    node.of.length < 2
      ? []
      : [
          {
            kind: 'ALL_ANY',
            text: `${node.kind}(${facts.join(', ')}) → ${other}`,
            change: { facts, before: node.kind },
            apply: (root) => swapAt(root, path),
          },
        ];
  return [...own, ...node.of.flatMap((child, index) => swaps(child, [...path, index]))];
}

function swapAt(node: Condition, [step, ...rest]: readonly number[]): Condition {
  if (node.kind === 'leaf') return node;
  if (node.kind === 'not') return { kind: 'not', of: swapAt(node.of, rest) };
  if (step === undefined) return { kind: node.kind === 'all' ? 'any' : 'all', of: node.of };
  return { kind: node.kind, of: node.of.map((child, index) => (index === step ? swapAt(child, rest) : child)) };
}
