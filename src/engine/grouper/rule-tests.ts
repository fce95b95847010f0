import { assert, must } from '../kit/assert.js';
import { compares, measureOf, type CodePlace, type CodesRule, type CountRule, type GrouperCase, type GroupRule } from './group-rule.js';

/** Whether a rule holds for the case whose memberships stand in the marks. */
export type Test = (facts: GrouperCase) => boolean;

/** What of a case grouping compares, in the form in which it compares: one spelling, the main operation apart. */
export interface ReadCase {
  readonly principal: string;
  readonly others: readonly string[];
  readonly mainOperation: string | null;
  readonly otherOperations: readonly string[];
}

const WRAPS = 0xffff_ffff;

/**
 * Which sets the codes at each place of one case are in. A mark is the number of the case, so that nothing has to be wiped between cases.
 * It belongs to one index and is filled anew by each case that is grouped; no answer refers to it. Nothing is marked for the principal
 * diagnosis and the main operation: rules are simplified by them beforehand.
 */
export class Marks {
  readonly others: Uint32Array;
  readonly otherOperations: Uint32Array;
  now = 0;

  constructor(sets: number) {
    this.others = new Uint32Array(sets);
    this.otherOperations = new Uint32Array(sets);
  }

  /** Begins another case: nothing is marked for it. */
  begin(): void {
    if (this.now === WRAPS) {
      this.others.fill(0);
      this.otherOperations.fill(0);
      this.now = 0;
    }
    this.now += 1;
  }
}

/** What rules are compiled against. */
export interface TestedSets {
  /** The number of each set and level. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly marks: Marks;
  /** The codes of a case as they are compared: only rules that count read them. */
  readonly read: (facts: GrouperCase) => ReadCase;
  /** Whether a code, in the spelling that is compared, is in the set of a number. */
  readonly holds: (set: number, code: string) => boolean;
}

/** A rule to a function, once for each grouper. It asks the marks of its own sets and nothing else: most of a run is spent here. */
export function compileRule(rule: GroupRule, sets: TestedSets): Test {
  switch (rule.kind) {
    case 'always':
      return () => true;
    case 'all':
      return allOf(rule.rules.map((part) => compileRule(part, sets)));
    case 'any':
      return anyOf(rule.rules.map((part) => compileRule(part, sets)));
    case 'codes':
      return codesTest(rule, sets);
    case 'compare': {
      const { measure, comparison, value } = rule;
      return (facts) => compares(measureOf(measure, facts), comparison, value);
    }
    case 'count':
      return countTest(rule, sets);
  }
}

/** The number of a set. A rule that names a set which the grouper lacks is a bug of whoever checked it. */
export function numberOf(numbers: ReadonlyMap<string, number>, name: string): number {
  return must(numbers.get(name), `set ${name} of the grouper`);
}

/** The numbers of the sets that rules ask for at a place: nothing else of a code is marked there. */
export function askedAt(place: CodePlace, rules: readonly GroupRule[], numbers: ReadonlyMap<string, number>): Set<number> {
  const asked = (rule: GroupRule): readonly string[] => {
    if (rule.kind === 'all' || rule.kind === 'any') return rule.rules.flatMap(asked);
    return rule.kind === 'codes' && rule.places.includes(place) ? rule.sets : [];
  };
  return new Set(rules.flatMap(asked).map((name) => numberOf(numbers, name)));
}

function codesTest({ places, sets, negated }: CodesRule, { numbers, marks }: TestedSets): Test {
  const asked = places.flatMap((place) => sets.map((name) => ({ last: marksAt(marks, place), set: numberOf(numbers, name) })));
  const [one, ...more] = asked;
  if (one !== undefined && more.length === 0) {
    const { last, set } = one;
    return () => (last[set] === marks.now) !== negated;
  }
  return () => {
    for (const { last, set } of asked) if (last[set] === marks.now) return !negated;
    return negated;
  };
}

function marksAt(marks: Marks, place: CodePlace): Uint32Array {
  assert(place === 'others' || place === 'otherOperations', `a rule asks for ${place}, by which it should have been simplified`);
  return marks[place];
}

function countTest({ set, places, comparison, value }: CountRule, { numbers, read, holds }: TestedSets): Test {
  const number = numberOf(numbers, set);
  return (facts) => {
    const inSet = codesAt(read(facts), places).filter((code) => holds(number, code));
    return compares(new Set(inSet).size, comparison, value);
  };
}

function allOf(tests: readonly Test[]): Test {
  return (facts) => {
    for (const holds of tests) if (!holds(facts)) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  return (facts) => {
    for (const holds of tests) if (holds(facts)) return true;
    return false;
  };
}

/** The codes that stand at the places, in the order of the case. */
export function codesAt(read: ReadCase, places: readonly CodePlace[]): readonly string[] {
  return places.flatMap((place) => {
    switch (place) {
      case 'principal':
        return [read.principal];
      case 'mainOperation':
        return read.mainOperation === null ? [] : [read.mainOperation];
      case 'others':
        return read.others;
      case 'otherOperations':
        return read.otherOperations;
    }
  });
}
