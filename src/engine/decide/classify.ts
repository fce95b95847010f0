import { assert } from '../kit/assert.js';
import { foldedList } from '../codes/code-pattern.js';
import { foldCode } from '../codes/fold-code.js';
import type { Environment } from '../formula/environment.js';
import { isTexts, type Classifier, type CodeList, type FactTest, type Ref, type Value } from '../plan/plan.js';
import { compare, Fraction } from '../number/quantity.js';
import { SCOPE_INDEX } from '../plan/scopes.js';

/** Tells a value's class; −1 where the fact's type or domain has no such class. */
type ClassOf = (value: Value) => number;

/** One fact that rules tell apart, ready to be classified. */
export interface PreparedTest {
  readonly ref: Ref;
  readonly scope: number;
  readonly slot: number;
  /** For sets: the member asked for. */
  readonly member: string | undefined;
  readonly missing: number;
  readonly classOf: ClassOf;
}

/** Prepares one fact of a table of situations. */
export function prepareTest(test: FactTest): PreparedTest {
  const { ref, classifier } = test;
  return {
    ref,
    scope: SCOPE_INDEX[ref.scope],
    slot: ref.slot,
    member: ref.member,
    missing: classifier.missing,
    classOf: compileClassifier(classifier, ref.name),
  };
}

/**
 * The class of a fact's present value. −1 with the problem recorded on the environment: NOT_SUPPLIED, MISSING_VALUE where the fact is never
 * missing, OUT_OF_RANGE for a value outside the fact's domain.
 */
export function classify(test: PreparedTest, environment: Environment): number {
  const held = environment.frame(test.scope)[test.slot];
  const value = test.member !== undefined && isTexts(held) ? held.includes(test.member) : held;
  if (value === undefined || (value === null && test.missing < 0)) {
    environment.absent(value, test.ref.name);
    return -1;
  }
  if (value === null) return test.missing;
  const found = test.classOf(value);
  if (found < 0) environment.fail('OUT_OF_RANGE', test.ref.name);
  return found;
}

function compileClassifier(classifier: Classifier, name: string): ClassOf {
  const mistyped = `${name} is mistyped`;
  switch (classifier.kind) {
    case 'decimal':
      return decimalClass(classifier.cuts, classifier.classOf, mistyped);
    case 'date':
      return dateClass(classifier.cuts, classifier.classOf, mistyped);
    case 'text':
      return (value) => {
        assert(typeof value === 'string', mistyped);
        return classifier.classOf.get(value) ?? classifier.other;
      };
    case 'boolean':
      return (value) => {
        assert(typeof value === 'boolean', mistyped);
        return value ? classifier.whenTrue : classifier.whenFalse;
      };
    case 'codes':
      return codesClass(classifier.lists, classifier.classOf, mistyped);
  }
}

/** The raw interval by binary search: 2i + 1 at cut i, 2i just below it. Written out for each type: this is the hot path. */
function decimalClass(cuts: readonly Fraction[], classOf: readonly number[], mistyped: string): ClassOf {
  return (value) => {
    assert(value instanceof Fraction, mistyped);
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const cut = cuts[middle];
      const position = cut === undefined ? 0 : compare(value, cut);
      if (position === 0) return classOf[2 * middle + 1] ?? -1;
      if (position < 0) high = middle;
      else low = middle + 1;
    }
    return classOf[2 * low] ?? -1;
  };
}

/** As for decimals. */
function dateClass(cuts: readonly string[], classOf: readonly number[], mistyped: string): ClassOf {
  return (value) => {
    assert(typeof value === 'string', mistyped);
    const at = cuts.indexOf(value);
    if (at >= 0) return classOf[2 * at + 1] ?? -1;
    const above = cuts.findIndex((cut) => value < cut);
    return classOf[2 * (above < 0 ? cuts.length : above)] ?? -1;
  };
}

/** So many codes, and lists of codes, are remembered with their class. */
const MOST_REMEMBERED = 50_000;

/** Long lists are looked through once for every code that occurs. Lists of codes are remembered as objects: the same list comes again. */
function codesClass(lists: readonly CodeList[], classOf: readonly number[], mistyped: string): ClassOf {
  const members = lists.map(codeMembership);
  const byCode = new Map<string, number>();
  const byList = new WeakMap<readonly string[], number>();
  const bitsOf = (value: string | readonly string[]): number =>
    members.reduce((bits, member, i) => ((typeof value === 'string' ? member(value) : value.some(member)) ? bits | (1 << i) : bits), 0);
  return (value) => {
    assert(typeof value === 'string' || isTexts(value), mistyped);
    if (typeof value !== 'string' && value.length === 0) return classOf[0] ?? -1;
    const known = typeof value === 'string' ? byCode.get(value) : byList.get(value);
    if (known !== undefined) return known;
    const found = classOf[bitsOf(value)] ?? -1;
    if (typeof value !== 'string') byList.set(value, found);
    else if (byCode.size < MOST_REMEMBERED) byCode.set(value, found);
    return found;
  };
}

/** Membership in a list of codes; prefixes are looked up by length, so that a list of thousands costs no more than a short one. */
function codeMembership(list: CodeList): (code: string) => boolean {
  const byLength = new Map<number, Set<string>>();
  const folded = foldedList(list);
  for (const prefix of folded.prefixes) byLength.set(prefix.length, (byLength.get(prefix.length) ?? new Set()).add(prefix));
  const lengths = [...byLength];
  return (text) => {
    const code = list.byName === true ? text : foldCode(text);
    return folded.exact.has(code) || lengths.some(([length, prefixes]) => prefixes.has(code.slice(0, length)));
  };
}
