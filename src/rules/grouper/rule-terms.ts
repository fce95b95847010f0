import type { CodePlace, Comparison, CountRule, GroupRule, Measure } from '../../engine/grouper/group-rule.js';

/** One comparison of a number that has to hold. */
export interface MeasureWanted {
  readonly measure: Measure;
  readonly comparison: Comparison;
  readonly value: number;
}

/** A set and the place whose codes are looked for in it. */
export interface SetAtPlace {
  readonly place: CodePlace;
  readonly set: string;
}

/** One way to meet a rule: sets that a code at a place must be in, sets that none there may be in, numbers, distinct codes of a set. */
export interface RuleTerm {
  readonly wanted: readonly SetAtPlace[];
  readonly barred: readonly SetAtPlace[];
  readonly measures: readonly MeasureWanted[];
  readonly counts: readonly CountRule[];
}

/** More ways than this to meet a rule are not listed: the book's longest has 72. */
const MOST_TERMS = 2_000;
const NOTHING: RuleTerm = { wanted: [], barred: [], measures: [], counts: [] };

/** The ways to meet all of the rules, each a conjunction. Longer lists are cut off. */
export function ruleTerms(rules: readonly GroupRule[]): readonly RuleTerm[] {
  return rules.reduce<readonly RuleTerm[]>((terms, rule) => product(terms, termsOf(rule)), [NOTHING]);
}

/** The sets that stand beside a place. */
export function setsAt(place: CodePlace, pairs: readonly SetAtPlace[]): readonly string[] {
  return pairs.filter((pair) => pair.place === place).map(({ set }) => set);
}

function termsOf(rule: GroupRule): readonly RuleTerm[] {
  switch (rule.kind) {
    case 'always':
      return [NOTHING];
    case 'all':
      return ruleTerms(rule.rules);
    case 'any':
      return rule.rules.flatMap(termsOf).slice(0, MOST_TERMS);
    case 'compare':
      return [{ ...NOTHING, measures: [rule] }];
    case 'count':
      return [{ ...NOTHING, counts: [rule] }];
    case 'codes': {
      const pairs = rule.places.flatMap((place) => rule.sets.map((set) => ({ place, set })));
      return rule.negated ? [{ ...NOTHING, barred: pairs }] : pairs.map((pair) => ({ ...NOTHING, wanted: [pair] }));
    }
  }
}

function product(left: readonly RuleTerm[], right: readonly RuleTerm[]): readonly RuleTerm[] {
  return left.flatMap((a) => right.map((b) => both(a, b))).slice(0, MOST_TERMS);
}

function both(a: RuleTerm, b: RuleTerm): RuleTerm {
  return {
    wanted: [...a.wanted, ...b.wanted],
    barred: [...a.barred, ...b.barred],
    measures: [...a.measures, ...b.measures],
    counts: [...a.counts, ...b.counts],
  };
}
