import { foldCode, foldCodes } from '../codes/fold-code.js';
import type { GrouperCase } from './group-rule.js';
import { GrouperCodes, tablesOfCode, type FoldedTables, type KnownCode } from './grouper-codes.js';
import { Marks, numberOf, type ReadCase } from './rule-tests.js';
import { COMPLICATION_LEVELS, nothingReached, type Complication, type Grouper, type GrouperAnswer } from './grouper.js';

/** 分组器索引 a grouper made ready: each code knows the sets that hold it, each rule is a function. */
export interface GrouperIndex extends FoldedTables {
  readonly grouper: Grouper;
  /** The codes of each set, in the spelling that is compared: what explanations look in. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly codes: GrouperCodes;
  readonly marks: Marks;
}

/** Makes a grouper ready. A rule that names a set which the grouper lacks is a bug of whoever checked it. */
export function indexGrouper(grouper: Grouper): GrouperIndex {
  const numbers = new Map<string, number>();
  for (const name of [...COMPLICATION_LEVELS, ...grouper.sets.keys()]) numbers.set(name, numbers.size);
  const setsOfCode = tablesOfCode([...grouper.sets].map(([name, codes]) => [numberOf(numbers, name), codes] as const));
  const blocked = new Set(grouper.blockedOperations.codes.map(foldCode));
  const folded: FoldedTables = {
    setsOfCode,
    complications: new Map([...grouper.complications].map(([code, entry]) => [foldCode(code), entry])),
    exclusions: foldedTables(grouper.exclusions),
    invalidPrincipals: new Set(grouper.invalidPrincipals.map(foldCode)),
    blocked,
  };
  const marks = new Marks(numbers.size);
  const codes = new GrouperCodes(grouper, folded, {
    numbers,
    marks,
    read: (facts) => readCase({ grouper, blocked }, facts),
    holds: (set, code) => setsOfCode.get(code)?.includes(set) ?? false,
  });
  return { grouper, ...folded, members: foldedTables(grouper.sets), codes, marks };
}

function foldedTables(tables: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([...tables].map(([name, codes]) => [name, new Set(codes.map(foldCode))]));
}

/**
 * DRG 入组: the group of a case, without reasons (the path of bulk runs). MDCs in order, in the first whose rule and one of whose ADRGs hold
 * the first such ADRG, in it the first DRG. The same answer as `explainGrouper` (grouper-explain.ts).
 */
export function groupByGrouper(index: GrouperIndex, facts: GrouperCase): GrouperAnswer {
  const { codes, marks } = index;
  const { asPrincipal } = codes.find(facts.principal);
  if (asPrincipal.isInvalid) return nothingReached('INVALID_PRINCIPAL');
  marks.begin();
  markOthers(index, facts.others, asPrincipal.excludes);
  for (const mdc of codes.reach(asPrincipal, readOperations(index, facts))) {
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

function markOthers({ codes, marks }: GrouperIndex, others: readonly string[], excludes: Uint8Array): void {
  for (const code of others) {
    const { asOtherDiagnosis, complication } = codes.find(code);
    for (const set of asOtherDiagnosis) marks.others[set] = marks.now;
    if (complication === null || (complication.exclusion !== null && excludes[complication.exclusion] === 1)) continue;
    for (const level of complication.level) marks.others[level] = marks.now;
  }
}

/** Marks the other operations and gives the main one; `null`: there is none, or it may not decide. */
function readOperations(index: GrouperIndex, facts: GrouperCase): KnownCode | null {
  const { codes } = index;
  const [first] = facts.operations;
  if (first === undefined) return null;
  const main = codes.find(first);
  if (main.isBlocked) return readWithoutBlocked(index, facts);
  for (let i = 1; i < facts.operations.length; i++) markOperation(index, facts.operations[i] ?? '');
  return main;
}

function readWithoutBlocked(index: GrouperIndex, facts: GrouperCase): KnownCode | null {
  const { mainOperation, otherOperations } = readCase(index, facts);
  for (const code of otherOperations) markOperation(index, code);
  return mainOperation === null ? null : index.codes.find(mainOperation);
}

function markOperation({ codes, marks }: GrouperIndex, code: string): void {
  for (const set of codes.find(code).asOtherOperation) marks.otherOperations[set] = marks.now;
}

/** The codes of a case as grouping compares them; a main operation that may not decide is taken out, or the next one moves up. */
export function readCase({ blocked, grouper }: Pick<GrouperIndex, 'blocked' | 'grouper'>, facts: GrouperCase): ReadCase {
  const principal = foldCode(facts.principal);
  const others = facts.others.map(foldCode);
  const operations = foldCodes(facts.operations);
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
