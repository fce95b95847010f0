import { assertNever } from '../../engine/kit/assert.js';
import type { Comparison, GroupRule } from '../../engine/grouper/group-rule.js';

/** A condition in json-rules-engine's shape (its own type asks for lists that can be changed). */
export type GrouperCondition =
  { all: GrouperCondition[] } | { any: GrouperCondition[] } | { fact: string; operator: string; value: string | number };

/** json-rules-engine's own operators for comparisons. */
const OPERATORS: Readonly<Record<Comparison, string>> = {
  '=': 'equal',
  '>': 'greaterThan',
  '>=': 'greaterThanInclusive',
  '<': 'lessThan',
  '<=': 'lessThanInclusive',
};

/**
 * A grouping rule as json-rules-engine conditions (the judge of record 0002). Facts are the places and numbers of the case; a place's fact
 * is the list of names of the sets that hold one of its codes, `count:SET:places` the number of distinct codes.
 */
export function ruleConditions(rule: GroupRule): { all: GrouperCondition[] } {
  return { all: rule.kind === 'always' ? [] : [condition(rule)] };
}

/** The fact that counts distinct codes for a rule of kind `count`. */
export function countFact(rule: Extract<GroupRule, { kind: 'count' }>): string {
  return `count:${rule.set}:${rule.places.join('+')}`;
}

function condition(rule: GroupRule): GrouperCondition {
  switch (rule.kind) {
    case 'always':
      return { all: [] };
    case 'all':
      return { all: rule.rules.map(condition) };
    case 'any':
      return { any: rule.rules.map(condition) };
    case 'codes': {
      const each = rule.places.flatMap((fact) =>
        rule.sets.map((value) => ({ fact, operator: rule.negated ? 'doesNotContain' : 'contains', value })),
      );
      return rule.negated ? { all: each } : { any: each };
    }
    case 'compare':
      return { fact: rule.measure, operator: OPERATORS[rule.comparison], value: rule.value };
    case 'count':
      return { fact: countFact(rule), operator: OPERATORS[rule.comparison], value: rule.value };
    default:
      return assertNever(rule);
  }
}
