import { ALWAYS, type CodePlace, type CodesRule, type GroupRule } from './group-rule.js';

/** The rule that no case meets. */
const NEVER: GroupRule = { kind: 'any', rules: [] };

/** Whether a simplified rule can hold for no case. */
export function isNever(rule: GroupRule): boolean {
  return rule.kind === 'any' && rule.rules.length === 0;
}

/** What is known of a place of a case: the sets that hold its code, and that no others do. */
export interface KnownPlace {
  readonly place: CodePlace;
  readonly sets: ReadonlySet<string>;
}

/**
 * What is left of a rule for cases of which this is known: it no longer asks for the place, except where it counts codes, and holds for
 * exactly the same of these cases.
 */
export function simplifyRule(rule: GroupRule, known: KnownPlace): GroupRule {
  switch (rule.kind) {
    case 'always':
    case 'compare':
    case 'count':
      return rule;
    case 'codes':
      return simplifyCodes(rule, known);
    case 'all': {
      const rules = rule.rules.map((part) => simplifyRule(part, known)).filter(({ kind }) => kind !== 'always');
      return rules.some(isNever) ? NEVER : oneOrMore('all', rules, ALWAYS);
    }
    case 'any': {
      const rules = rule.rules.map((part) => simplifyRule(part, known)).filter((part) => !isNever(part));
      return rules.some(({ kind }) => kind === 'always') ? ALWAYS : oneOrMore('any', rules, NEVER);
    }
  }
}

function simplifyCodes(rule: CodesRule, { place, sets }: KnownPlace): GroupRule {
  if (!rule.places.includes(place)) return rule;
  if (rule.sets.some((name) => sets.has(name))) return rule.negated ? NEVER : ALWAYS;
  const places = rule.places.filter((other) => other !== place);
  if (places.length > 0) return { ...rule, places };
  return rule.negated ? ALWAYS : NEVER;
}

function oneOrMore(kind: 'all' | 'any', rules: readonly GroupRule[], none: GroupRule): GroupRule {
  const [one = none, ...more] = rules;
  return more.length === 0 ? one : { kind, rules };
}
