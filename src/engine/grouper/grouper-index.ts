import { foldCode, foldCodes } from '../codes/fold-code.js';
import { must } from '../kit/assert.js';
import { compares, measureOf, type CodePlace, type CodesRule, type CountRule, type GrouperCase, type GroupRule } from './group-rule.js';
import {
  COMPLICATION_LEVELS,
  nothingReached,
  unconditionalLast,
  type AdrgNode,
  type DrgNode,
  type Grouper,
  type GrouperAnswer,
  type GrouperNode,
  type MdcNode,
  type Complication,
} from './grouper.js';

/** Whether a rule holds for the case whose memberships stand in the marks of the index. */
type Test = (facts: GrouperCase) => boolean;

interface Tested<T extends GrouperNode> {
  readonly node: T;
  readonly holds: Test;
}
interface TestedAdrg extends Tested<AdrgNode> {
  readonly drgs: readonly Tested<DrgNode>[];
}
interface TestedMdc extends Tested<MdcNode> {
  readonly adrgs: readonly TestedAdrg[];
}

/** 分组器索引 a grouper made ready: each code knows the sets that hold it, each rule is a function. */
export interface GrouperIndex {
  readonly grouper: Grouper;
  readonly mdcs: readonly TestedMdc[];
  /** Numbers of the sets that hold a code. */
  readonly setsOfCode: ReadonlyMap<string, readonly number[]>;
  /** The codes of each set, in the spelling that is compared: what explanations look in. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly complications: ReadonlyMap<string, Complication>;
  /** Principal diagnoses by exclusion table. */
  readonly exclusions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly invalidPrincipals: ReadonlySet<string>;
  readonly blocked: ReadonlySet<string>;
  readonly known: ReadonlyMap<string, KnownCode>;
  readonly marks: Marks;
}

/** What of a case grouping compares, in the form in which it compares: one spelling, the main operation apart. */
export interface ReadCase {
  readonly principal: string;
  readonly others: readonly string[];
  readonly mainOperation: string | null;
  readonly otherOperations: readonly string[];
}

const NONE: readonly number[] = [];

/** What a code is: the sets that hold it and that some rule asks for at a place, and the level that it counts as unless the principal diagnosis takes it away. */
interface KnownCode {
  readonly at: Readonly<Record<CodePlace, readonly number[]>>;
  /** `null`: it is no complication. */
  readonly complication: { readonly level: readonly number[]; readonly exclusion: ReadonlySet<string> | undefined } | null;
}

/**
 * Which sets the codes at each place of one case are in. A mark is the number of the case, so that nothing has to be wiped between cases.
 * It belongs to one index and is filled anew by each case that is grouped; no answer refers to it.
 */
class Marks {
  readonly at: Readonly<Record<CodePlace, Uint32Array>>;
  now = 0;
  read: ReadCase = { principal: '', others: [], mainOperation: null, otherOperations: [] };

  constructor(sets: number) {
    const marks = (): Uint32Array => new Uint32Array(sets);
    this.at = { principal: marks(), others: marks(), mainOperation: marks(), otherOperations: marks() };
  }

  begin(read: ReadCase): void {
    if (this.now === 0xffff_ffff) {
      for (const marks of Object.values(this.at)) marks.fill(0);
      this.now = 0;
    }
    this.now += 1;
    this.read = read;
  }

  put(place: CodePlace, sets: readonly number[]): void {
    const marks = this.at[place];
    for (const set of sets) marks[set] = this.now;
  }
}

/** Makes a grouper ready. A rule that names a set which the grouper lacks is a bug of whoever checked it. */
export function indexGrouper(grouper: Grouper): GrouperIndex {
  const numbers = new Map<string, number>();
  for (const name of [...COMPLICATION_LEVELS, ...grouper.sets.keys()]) numbers.set(name, numbers.size);
  const setsOfCode = new Map<string, number[]>();
  for (const [name, codes] of grouper.sets) {
    const number = numberOf(numbers, name);
    for (const code of new Set(codes.map(foldCode))) {
      const known = setsOfCode.get(code);
      if (known) known.push(number);
      else setsOfCode.set(code, [number]);
    }
  }
  const marks = new Marks(numbers.size);
  const compile = new RuleCompiler(numbers, setsOfCode, marks);
  const exclusions = new Map([...grouper.exclusions].map(([table, codes]) => [table, new Set(codes.map(foldCode))]));
  const complications = new Map([...grouper.complications].map(([code, entry]) => [foldCode(code), entry]));
  const mdcs = grouper.mdcs.map((mdc) => testedMdc(mdc, compile));
  const known = new Map<string, KnownCode>();
  for (const code of new Set([...setsOfCode.keys(), ...complications.keys()])) {
    const sets = setsOfCode.get(code) ?? NONE;
    const at = (place: CodePlace): readonly number[] => sets.filter((set) => compile.asked[place].has(set));
    const entry = complications.get(code);
    known.set(code, {
      at: { principal: at('principal'), others: at('others'), mainOperation: at('mainOperation'), otherOperations: at('otherOperations') },
      complication:
        entry === undefined
          ? null
          : {
              level: [numberOf(numbers, entry.level)],
              exclusion: entry.exclusion === null ? undefined : exclusions.get(entry.exclusion),
            },
    });
  }
  return {
    grouper,
    mdcs,
    setsOfCode,
    members: new Map([...grouper.sets].map(([name, codes]) => [name, new Set(codes.map(foldCode))])),
    complications,
    exclusions,
    invalidPrincipals: new Set(grouper.invalidPrincipals.map(foldCode)),
    blocked: new Set(grouper.blockedOperations.codes.map(foldCode)),
    known,
    marks,
  };
}

/**
 * DRG 入组: the group of a case, without reasons (the path of bulk runs). MDCs in order, in the first whose rule and one of whose ADRGs hold
 * the first such ADRG, in it the first DRG. The same answer as `explainGrouper` (grouper-explain.ts).
 */
export function groupByGrouper(index: GrouperIndex, facts: GrouperCase): GrouperAnswer {
  const read = readCase(index, facts);
  if (index.invalidPrincipals.has(read.principal)) return nothingReached('INVALID_PRINCIPAL');
  markCase(index, read);
  for (const mdc of index.mdcs) {
    if (!mdc.holds(facts)) continue;
    for (const adrg of mdc.adrgs) {
      if (!adrg.holds(facts)) continue;
      for (const drg of adrg.drgs) {
        if (drg.holds(facts)) return { status: adrg.node.outcome, mdc: mdc.node, adrg: adrg.node, drg: drg.node };
      }
      return { status: 'NO_DRG', mdc: mdc.node, adrg: adrg.node, drg: null };
    }
  }
  return nothingReached('NOT_GROUPED');
}

/** The codes of a case as grouping compares them; a main operation that may not decide is taken out, or the next one moves up. */
export function readCase(index: GrouperIndex, facts: GrouperCase): ReadCase {
  const principal = foldCode(facts.principal);
  const others = facts.others.map(foldCode);
  const operations = foldCodes(facts.operations);
  const { blocked, grouper } = index;
  const [first, ...rest] = operations;
  if (first === undefined || !blocked.has(first)) return { principal, others, mainOperation: first ?? null, otherOperations: rest };
  if (grouper.blockedOperations.then === 'NONE') return { principal, others, mainOperation: null, otherOperations: rest };
  const place = operations.findIndex((code) => !blocked.has(code));
  const mainOperation = operations[place] ?? null;
  return { principal, others, mainOperation, otherOperations: operations.filter((_, i) => i !== place) };
}

/** 并发症 what an other diagnosis counts as beside this principal diagnosis: `null` where it is listed nowhere, `excluded` where a table takes it away. */
export function complicationOf(
  index: GrouperIndex,
  code: string,
  principal: string,
): { readonly entry: Complication; readonly excluded: boolean } | null {
  const entry = index.complications.get(code);
  if (!entry) return null;
  const excluded = entry.exclusion !== null && (index.exclusions.get(entry.exclusion)?.has(principal) ?? false);
  return { entry, excluded };
}

function markCase(index: GrouperIndex, read: ReadCase): void {
  const { marks, known } = index;
  const { principal, others, mainOperation, otherOperations } = read;
  marks.begin(read);
  marks.put('principal', known.get(principal)?.at.principal ?? NONE);
  for (const code of others) {
    const one = known.get(code);
    if (one === undefined) continue;
    const { at, complication } = one;
    marks.put('others', at.others);
    if (complication !== null && complication.exclusion?.has(principal) !== true) marks.put('others', complication.level);
  }
  if (mainOperation !== null) marks.put('mainOperation', known.get(mainOperation)?.at.mainOperation ?? NONE);
  for (const code of otherOperations) marks.put('otherOperations', known.get(code)?.at.otherOperations ?? NONE);
}

function testedMdc(mdc: MdcNode, compile: RuleCompiler): TestedMdc {
  const adrgs = unconditionalLast(mdc.adrgs).map((adrg) => {
    const drgs = unconditionalLast(adrg.drgs).map((drg) => ({ node: drg, holds: compile.test(drg.rule) }));
    return { node: adrg, holds: compile.test(adrg.rule), drgs };
  });
  return { node: mdc, holds: compile.test(mdc.rule), adrgs };
}

function numberOf(numbers: ReadonlyMap<string, number>, name: string): number {
  return must(numbers.get(name), `set ${name} of the grouper`);
}

/** Rules to functions, once for each grouper. Each asks the marks of its own sets and nothing else: most of a run is spent here. */
class RuleCompiler {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #setsOfCode: ReadonlyMap<string, readonly number[]>;
  readonly #marks: Marks;
  /** The sets that rules ask for at each place: nothing else of a code is marked there. */
  readonly asked: Readonly<Record<CodePlace, Set<number>>> = {
    ...{ principal: new Set(), others: new Set(), mainOperation: new Set(), otherOperations: new Set() },
  };

  constructor(numbers: ReadonlyMap<string, number>, setsOfCode: ReadonlyMap<string, readonly number[]>, marks: Marks) {
    this.#numbers = numbers;
    this.#setsOfCode = setsOfCode;
    this.#marks = marks;
  }

  test(rule: GroupRule): Test {
    switch (rule.kind) {
      case 'always':
        return () => true;
      case 'all':
        return allOf(rule.rules.map((part) => this.test(part)));
      case 'any':
        return anyOf(rule.rules.map((part) => this.test(part)));
      case 'codes':
        return this.#codes(rule);
      case 'compare': {
        const { measure, comparison, value } = rule;
        return (facts) => compares(measureOf(measure, facts), comparison, value);
      }
      case 'count':
        return this.#count(rule);
    }
  }

  #codes({ places, sets, negated }: CodesRule): Test {
    const marks = this.#marks;
    const asked = places.flatMap((place) => sets.map((name) => ({ last: marks.at[place], set: numberOf(this.#numbers, name) })));
    for (const place of places) for (const name of sets) this.asked[place].add(numberOf(this.#numbers, name));
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

  #count({ set, places, comparison, value }: CountRule): Test {
    const number = numberOf(this.#numbers, set);
    const marks = this.#marks;
    return () => {
      const inSet = codesAt(marks.read, places).filter((code) => this.#setsOfCode.get(code)?.includes(number) ?? false);
      return compares(new Set(inSet).size, comparison, value);
    };
  }
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
