import { foldCode } from '../codes/fold-code.js';
import { fewestOperations } from './fewest-operations.js';
import { assert } from '../kit/assert.js';
import { MATCH_RANGES, type DiseaseGroup, type GroupMatch, type MatchRange, type OperationClauses } from '../plan/catalogue.js';
import {
  diagnosisKey,
  diagnosisPatterns,
  inCodeList,
  parseCodePattern,
  type CodePattern,
  type DiagnosisKeyMode,
} from '../codes/code-pattern.js';
import type { GrouperIndex } from '../grouper/grouper-index.js';
import type { GroupingMethod } from '../plan/plan.js';
import type { GroupFlag, GroupKind, OperationKind } from '../plan/group-terms.js';
import { compare } from '../number/quantity.js';

/** How many diagnoses and operation lists an index remembers before it forgets them all, unless told otherwise (about 100 MB). */
const MEMORY_LIMIT = 200_000;

/** One clause, folded: met by any operation that is one of the codes or begins with one of the prefixes. */
export interface Clause {
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

/** A disease group made ready for matching. */
export interface IndexedGroup {
  readonly group: DiseaseGroup;
  /** Place of its kind in the method's layers, UNGROUPED always last; −1 where the method does not use the kind. */
  readonly layer: number;
  readonly operations: readonly Clause[];
  readonly related: readonly Clause[];
  readonly otherDiagnoses: Clause | null;
  readonly absentDiagnoses: Clause | null;
  readonly principalInstead: Clause | null;
  /** Whether any operation of the case may be any that the group names: by the method, or as its row says. */
  readonly anyOperation: boolean;
  readonly ranges: readonly MatchRange[];
  /** How much a row asks for: the fewest operations that meet its clauses, main and related ones, lists of diagnoses, ranges, sex. */
  readonly conditions: number;
  /** The kind of treatment that the case must have; null: any. */
  readonly requiredKind: OperationKind | null;
  /** The main operations as text: groups that share it are compared by their related operations. */
  readonly mainOperations: string;
  readonly admittedBy: readonly GroupFlag[];
  /** Whether more than diagnosis and operations has to be asked of each case. */
  readonly conditional: boolean;
  /** 0 for the highest points of the catalogue, rising as points fall; equal points share a rank. */
  readonly pointsRank: number;
}

/** The groups that a principal diagnosis can lead to, found once per distinct code. */
export interface Bucket {
  /** Folded. */
  readonly principalDiagnosis: string;
  readonly excluded: boolean;
  /** How many characters of the diagnosis each named group asks for: the longest of its patterns that holds. */
  readonly lengths: ReadonlyMap<IndexedGroup, number>;
  readonly named: readonly IndexedGroup[];
  readonly open: readonly IndexedGroup[];
  readonly memo: Map<string, Entry>;
}

/** What a principal diagnosis and a list of operations lead to: one answer for every case, or candidates to choose from case by case. */
export type Entry =
  | { readonly kind: 'settled'; readonly group: DiseaseGroup | null }
  | {
      readonly kind: 'open';
      readonly candidates: readonly Candidate[];
      /** What was chosen before, by which candidates' conditions were met; null: the cost decides, or there are too many to tell apart. */
      readonly known: Map<number, DiseaseGroup | null> | null;
    };

/** 分组索引 a catalogue made ready for grouping with one method. It remembers what it has worked out; its answers do not depend on that. */
export interface GroupIndex {
  readonly method: GroupingMethod;
  readonly byCode: ReadonlyMap<string, IndexedGroup>;
  readonly byKey: ReadonlyMap<string, readonly IndexedGroup[]>;
  readonly byCategory: ReadonlyMap<string, readonly IndexedGroup[]>;
  /** Groups by prefix of the diagnosis, the prefixes by length. */
  readonly byPrefix: ReadonlyMap<number, ReadonlyMap<string, readonly IndexedGroup[]>>;
  /** Groups that ask for no diagnosis. */
  readonly open: readonly IndexedGroup[];
  /** Whether candidates of all layers compete (`LAYER` stands in the ties), or an earlier layer wins outright. */
  readonly layersCompete: boolean;
  readonly needsCost: boolean;
  readonly memory: { readonly most: number; buckets: Map<string, Bucket>; entries: number };
  /** The DRG grouper that finds the code of a case's group, where the method names one. */
  readonly grouper?: GrouperIndex;
}

/**
 * Builds the index of a catalogue. Groups whose kind is not among the method's layers are reached by assignment only, and so are groups
 * that ask nothing at all of a case (DRG groups of an outside grouper), except those of the layer UNGROUPED (空白病组).
 * Two groups with one code are a bug of whoever stored the catalogue. It remembers at most `most` answers. With a grouper, groups are looked up
 * by the code that it finds, and by themselves only those of the layer UNGROUPED are reached.
 */
export function buildGroupIndex(
  groups: readonly DiseaseGroup[],
  method: GroupingMethod,
  most = MEMORY_LIMIT,
  grouper?: GrouperIndex,
): GroupIndex {
  assert(method.ties.at(-1) === 'GROUP_CODE', 'grouping ties must end in GROUP_CODE');
  const ranks = pointsRanks(groups);
  const byCode = new Map<string, IndexedGroup>();
  const byKey = new Map<string, IndexedGroup[]>();
  const byCategory = new Map<string, IndexedGroup[]>();
  const byPrefix = new Map<number, Map<string, IndexedGroup[]>>();
  const open: IndexedGroup[] = [];
  groups.forEach((group, i) => {
    assert(!byCode.has(group.code), `disease group ${group.code} stands twice in the catalogue`);
    const indexed = indexGroup(group, method, ranks[i] ?? 0);
    byCode.set(group.code, indexed);
    const isLookedUp = grouper !== undefined || asksNothing(group.match);
    if (indexed.layer < 0 || (isLookedUp && group.kind !== 'UNGROUPED')) return;
    if (group.match.diagnoses.length === 0) open.push(indexed);
    for (const pattern of group.match.diagnoses.flatMap((text) => diagnosisPatterns(text, method.diagnosis))) {
      if (pattern.kind === 'prefix') put(lengthOf(byPrefix, pattern.prefix.length), pattern.prefix, indexed);
      else if (group.kind === 'COMPOSITE') put(byCategory, diagnosisKey(pattern.code, 'CATEGORY_3'), indexed);
      else put(byKey, diagnosisKey(pattern.code, method.diagnosis), indexed);
    }
  });
  const layersCompete = method.ties.includes('LAYER');
  const needsCost = method.ties.includes('NEAREST_MEAN_COST');
  const memory = { most, buckets: new Map<string, Bucket>(), entries: 0 };
  const index = { method, byCode, byKey, byCategory, byPrefix, open, layersCompete, needsCost, memory };
  return grouper === undefined ? index : { ...index, grouper };
}

/** The groups of a principal diagnosis, remembered by code. */
export function bucketOf(index: GroupIndex, principalDiagnosis: string): Bucket {
  const known = index.memory.buckets.get(principalDiagnosis);
  if (known) return known;
  const { method } = index;
  const code = foldCode(principalDiagnosis);
  const named = new Set<IndexedGroup>([
    ...(index.byKey.get(diagnosisKey(code, method.diagnosis)) ?? []),
    ...(index.byCategory.get(diagnosisKey(code, 'CATEGORY_3')) ?? []),
  ]);
  const lengths = new Map<IndexedGroup, number>([...named].map((group) => [group, keyLength(group, method)]));
  for (const [length, prefixes] of index.byPrefix)
    for (const group of prefixes.get(code.slice(0, length)) ?? []) {
      named.add(group);
      lengths.set(group, Math.max(lengths.get(group) ?? 0, length));
    }
  const excluded = method.exclude !== undefined && inCodeList(method.exclude, code);
  const bucket: Bucket = { principalDiagnosis: code, excluded, lengths, named: [...named], open: index.open, memo: new Map() };
  countMemory(index);
  index.memory.buckets.set(principalDiagnosis, bucket);
  return bucket;
}

/** Counts one more remembered answer; at the limit everything is forgotten, which costs time and changes no answer. */
export function countMemory({ memory }: GroupIndex): void {
  if (++memory.entries < memory.most) return;
  memory.buckets.clear();
  memory.entries = 0;
}

/** How many characters a group asks for that was found by the key of a whole code. */
function keyLength({ group }: IndexedGroup, { diagnosis }: GroupingMethod): number {
  const mode = group.kind === 'COMPOSITE' ? 'CATEGORY_3' : diagnosis;
  return mode === 'CATEGORY_3' ? CATEGORY_LENGTH : mode === 'SUBCATEGORY_4' ? SUBCATEGORY_LENGTH : WHOLE_LENGTH;
}

/** `I21`, `I21.0`; whole codes are longer than any prefix. */
const CATEGORY_LENGTH = 3;
const SUBCATEGORY_LENGTH = 5;
const WHOLE_LENGTH = 100;

function indexGroup(group: DiseaseGroup, method: GroupingMethod, pointsRank: number): IndexedGroup {
  const { match } = group;
  const otherDiagnoses = diagnosisClause(match.otherDiagnoses, method);
  const absentDiagnoses = diagnosisClause(match.absentDiagnoses ?? [], method);
  const ranges = MATCH_RANGES.filter(({ min, max }) => match[min] !== undefined || match[max] !== undefined);
  const lists = [match.diagnoses, match.otherDiagnoses, match.absentDiagnoses ?? []].filter((list) => list.length > 0).length;
  const asked = ranges.length + (match.sex === undefined ? 0 : 1);
  const admittedBy = method.admit.map((rule) => rule.groupFlag).filter((flag) => group.flags.includes(flag));
  return {
    group,
    layer: layerOf(group.kind, method),
    operations: match.operations.map(operationClause),
    related: match.relatedOperations.map(operationClause),
    otherDiagnoses,
    absentDiagnoses,
    principalInstead: diagnosisClause(match.principalInstead ?? [], method),
    anyOperation: method.operations !== 'MAIN_THEN_RELATED' || match.operationPlace === 'ANY',
    ranges,
    conditions: fewestOperations(match.operations) + fewestOperations(match.relatedOperations) + lists + asked,
    requiredKind: requiredKind(group, method),
    mainOperations: clausesText(match.operations),
    admittedBy,
    conditional: otherDiagnoses !== null || absentDiagnoses !== null || asked > 0 || admittedBy.length > 0,
    pointsRank,
  };
}

function layerOf(kind: GroupKind, method: GroupingMethod): number {
  const place = method.layers.indexOf(kind);
  return kind === 'UNGROUPED' && place >= 0 ? method.layers.length : place;
}

/**
 * A group without operations is the conservative treatment of its diagnosis (保守治疗，含简单操作): a case with an operation that counts for
 * more belongs to the composite group, even where no core group of that operation exists. Where operations are read in any order that goes for
 * core groups; where the first is the main one, for merged and subdivided groups, too, unless their row says that any operation will do.
 */
function requiredKind({ kind, match }: DiseaseGroup, { operations }: GroupingMethod): OperationKind | null {
  if (match.operationKind) return match.operationKind;
  const bare = match.operations.length === 0 && match.relatedOperations.length === 0;
  const isMain = operations === 'MAIN_THEN_RELATED' && match.operationPlace !== 'ANY';
  const isConservative = kind === 'CORE' || (isMain && (kind === 'MERGED' || kind === 'SUBDIVIDED'));
  return isConservative && bare ? 'CONSERVATIVE' : null;
}

function diagnosisClause(texts: readonly string[], { diagnosis }: GroupingMethod): Clause | null {
  return texts.length === 0
    ? null
    : compileClause(
        texts.flatMap((text) => diagnosisPatterns(text, diagnosis)),
        diagnosis,
      );
}

function operationClause(texts: readonly string[]): Clause {
  return compileClause(
    texts.map((text) => parseCodePattern(foldCode(text))),
    'EXACT',
  );
}

function compileClause(patterns: readonly CodePattern[], mode: DiagnosisKeyMode): Clause {
  const exact = new Set<string>();
  const prefixes = new Set<string>();
  for (const pattern of patterns) {
    if (pattern.kind === 'prefix') prefixes.add(pattern.prefix);
    else exact.add(diagnosisKey(pattern.code, mode));
  }
  return { exact, prefixes: [...prefixes] };
}

function clausesText(clauses: OperationClauses): string {
  const texts = clauses.map((clause) =>
    clause
      .map((text) => foldCode(text))
      .sort()
      .join('|'),
  );
  return texts.sort().join('+');
}

/** Whether a group asks nothing at all of a case. */
export function asksNothing(match: GroupMatch): boolean {
  const { diagnoses, otherDiagnoses, absentDiagnoses = [], operations, relatedOperations } = match;
  const lists = diagnoses.length + otherDiagnoses.length + absentDiagnoses.length + operations.length + relatedOperations.length;
  const hasRange = MATCH_RANGES.some(({ min, max }) => match[min] !== undefined || match[max] !== undefined);
  return lists === 0 && match.operationKind === undefined && match.sex === undefined && !hasRange;
}

function pointsRanks(groups: readonly DiseaseGroup[]): number[] {
  const order = groups.map((group, i) => ({ points: group.points, i })).sort((a, b) => compare(b.points, a.points));
  const ranks: number[] = new Array<number>(groups.length).fill(0);
  let rank = -1;
  order.forEach(({ points, i }, place) => {
    const before = order[place - 1];
    if (!before || compare(before.points, points) !== 0) rank++;
    ranks[i] = rank;
  });
  return ranks;
}

function put(map: Map<string, IndexedGroup[]>, key: string, group: IndexedGroup): void {
  const list = map.get(key);
  if (list) list.push(group);
  else map.set(key, [group]);
}

function lengthOf(map: Map<number, Map<string, IndexedGroup[]>>, length: number): Map<string, IndexedGroup[]> {
  const known = map.get(length);
  if (known) return known;
  const made = new Map<string, IndexedGroup[]>();
  map.set(length, made);
  return made;
}

/** A group whose diagnosis and operations the case meets, with what the ties compare. */
export interface Candidate {
  readonly indexed: IndexedGroup;
  /** Distinct operations of the case that the group names. */
  readonly matchedOperations: number;
  /** Whether the group names every operation of the case. */
  readonly coversCase: boolean;
  /** Whether, besides, the case shows everything that the group names. */
  readonly exact: boolean;
  /** Related clauses met, and whether that is all of them. */
  readonly relatedMet: number;
  readonly relatedComplete: boolean;
  /** Place in OPERATION_KINDS of the group's kind of treatment. */
  readonly kindRank: number;
  /** How many characters of the principal diagnosis the group asks for. */
  readonly diagnosisLength: number;
}
