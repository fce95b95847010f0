import { CONSERVATIVE_NAME, NAME_COMMA, type CodeNames } from '../../engine/catalogue/catalogue-names.js';
import type {
  CatalogueHistory,
  CombinationRow,
  CountedCases,
  HistoryClasses,
  HistoryGroup,
  HistorySelection,
  HistorySums,
} from '../ports/ports-catalogue-history.js';
import { hashOf } from '../kernel/command.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { byCode } from '../../engine/number/allocate.js';
import { assert, must } from '../../engine/kit/assert.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import {
  addSums,
  assembleCatalogue,
  NO_SUMS,
  type AssembledCatalogue,
  type AssemblyFailure,
  type GroupSums,
  type YearSums,
} from '../../engine/catalogue/catalogue-assembly.js';
import {
  compositeGroupCode,
  coreAssignments,
  coreGroupCode,
  exactPattern,
  shownDiagnosis,
  type Combination,
} from '../../engine/catalogue/catalogue-combinations.js';
import { coverageMinimum } from '../../engine/catalogue/catalogue-formulas.js';
import type { CatalogueMethod } from '../../engine/plan/catalogue-method.js';
import { foldCode } from '../../engine/codes/fold-code.js';
import { readCode } from '../../engine/codes/code-map.js';
import type { CodeMaps } from '../../engine/plan/code-maps.js';
import type { GroupingMethod } from '../../engine/plan/plan.js';
import { OPERATION_KINDS, type OperationKind } from '../../engine/plan/group-terms.js';
import { diagnosisKey, inCodeList } from '../../engine/codes/code-pattern.js';
import { operationKindOf } from '../../engine/codes/operation-kind.js';
import { divideRounded, Fraction } from '../../engine/number/quantity.js';

/** What a catalogue is computed from and how. */
export interface CatalogueComputation {
  readonly selection: HistorySelection;
  readonly grouping: GroupingMethod;
  /** How codes of other editions are read: the catalogue is written in the edition that they are read as. */
  readonly codes?: CodeMaps;
  readonly method: CatalogueMethod;
  /** 名称 names of diagnoses and operations by code, where they are known: a group is called by them. */
  readonly names: CodeNames;
}

/** A computed catalogue with the threshold that it came to. */
export interface ComputedCatalogue extends AssembledCatalogue {
  /** The count that core groups have at least: the one declared, or what the coverage asked for came to. */
  readonly minimum: Fraction;
  /** SHA-256 of the sums of the history that everything was worked out from, group by group: the same cases give the same one in every store. */
  readonly historyHash: string;
}

interface DiagnosisKeys {
  readonly keys: readonly string[];
  readonly categories: readonly string[];
  readonly categoryOfKey: readonly number[];
  readonly codes: readonly { readonly code: string; readonly keyId: number }[];
}

/** 目录测算 computes a catalogue from history (N21-18, N21-19, ZB-10): the database counts and sums, the engine decides and divides. */
export async function computeCatalogue(
  history: CatalogueHistory,
  { selection, grouping, codes: maps, method, names }: CatalogueComputation,
): Promise<ComputedCatalogue | AssemblyFailure> {
  const years = method.yearWeights.length;
  assert(selection.years.length === years, `${selection.years.length} years, ${years} weights`);
  const codes = await history.codes(selection);
  const diagnoses = diagnosisKeys(codes.diagnoses, grouping, maps);
  const operations = countingOperations(codes.operations, grouping, maps);
  const counts = await history.combine({ diagnoses: diagnoses.codes, operations, counting: method.counting });
  const shares = counts.map(({ counted, cases }) => ({ counted: new Fraction(counted, BigInt(years)), cases }));
  const { threshold } = method;
  const minimum = threshold.kind === 'CASES' ? threshold.min : coverageMinimum(shares, threshold.share);
  if (minimum === undefined) return 'NO_CASES';
  const rows = await history.combinations(divideRounded(minimum.n * BigInt(years), minimum.d, 'CEIL'));
  const core = coreGroups(rows, diagnoses, method, minimum);
  const categories = diagnoses.categoryOfKey.map((categoryId, keyId) => ({ keyId, categoryId }));
  await history.assign({ groups: core.assigned, categories, smallCombinations: method.smallCombinations });
  const sums = await history.sums(method.trim);
  const sketchOf = (group: HistoryGroup): GroupSums['sketch'] =>
    group.kind === 'ASSIGNED'
      ? coreSketch(must(core.groups[group.groupId], 'core group'), grouping, names)
      : compositeSketch(must(diagnoses.categories[group.categoryId], 'category'), must(OPERATION_KINDS[group.kindRank], 'kind'), names);
  const gathered = gather(sums, years, sketchOf);
  const assembled = assembleCatalogue(gathered, method);
  return typeof assembled === 'string' ? assembled : { ...assembled, minimum, historyHash: historyHashOf(counts, gathered) };
}

/** Numbers of groups and codes are given in order of appearance: here groups go by their codes. */
function historyHashOf(counts: readonly CountedCases[], groups: readonly GroupSums[]): string {
  const text = (_: string, value: unknown): unknown =>
    typeof value === 'bigint'
      ? value.toString()
      : value instanceof Map
        ? [...value].sort(([a], [b]) => byCode(String(a), String(b)))
        : value;
  const sums = groups.map((group) => JSON.stringify(group, text)).sort(byCode);
  const counted = counts.map((count) => JSON.stringify(count, text)).sort(byCode);
  return hashOf({ counted, sums });
}

function diagnosisKeys(codes: readonly string[], grouping: GroupingMethod, maps: CodeMaps | undefined): DiagnosisKeys {
  const keys = new Numbers();
  const categories = new Numbers();
  const categoryOfKey: number[] = [];
  const readings = codes.map((code) => ({ code, reads: readCode(maps?.diagnoses, code) }));
  const included = readings.filter(({ reads }) => grouping.exclude === undefined || !inCodeList(grouping.exclude, reads));
  const numbered = included.map(({ code, reads }) => {
    const keyId = keys.of(diagnosisKey(reads, grouping.diagnosis));
    categoryOfKey[keyId] = categories.of(diagnosisKey(reads, 'CATEGORY_3'));
    return { code, keyId };
  });
  return { keys: keys.texts, categories: categories.texts, categoryOfKey, codes: numbered };
}

/**
 * The operations that make a combination. Where the method says which operations are of which kind, those of kind CONSERVATIVE make none:
 * grouping counts such a case as conservative treatment too. Where it says nothing, every operation does.
 */
function countingOperations(codes: readonly string[], grouping: GroupingMethod, maps: CodeMaps | undefined): HistoryClasses['operations'] {
  const { SURGERY, TREATMENT, DIAGNOSTIC } = grouping.operationKinds;
  const saysNothing = [SURGERY, TREATMENT, DIAGNOSTIC].every((list) => list === undefined);
  const written = new Map<string, string>();
  const readings = codes.map((code) => ({ code, reads: firstWritten(written, readCode(maps?.operations, code)) }));
  const ranked = readings.map((reading) => ({ ...reading, kind: operationKindOf(grouping, reading.reads) }));
  return ranked
    .filter(({ kind }) => saysNothing || kind !== 'CONSERVATIVE')
    .map(({ code, reads, kind }) => ({ code, reads, kindRank: OPERATION_KINDS.indexOf(kind) }));
}

/** One code for all that differ by case only: the first that was met. */
function firstWritten(written: Map<string, string>, code: string): string {
  const folded = foldCode(code);
  const first = written.get(folded) ?? code;
  written.set(folded, first);
  return first;
}

function coreGroups(rows: readonly CombinationRow[], { keys }: DiagnosisKeys, method: CatalogueMethod, minimum: Fraction) {
  const keyIds = new Map<Combination, number>();
  const combinations = rows.map(({ keyId, ...row }) => {
    const combination = { ...row, diagnosis: must(keys[keyId], 'diagnosis key') };
    keyIds.set(combination, keyId);
    return combination;
  });
  const assignments = coreAssignments(combinations, method, minimum);
  const groups = assignments.filter(({ combination, group }) => combination === group).map(({ group }) => group);
  const groupIds = new Map(groups.map((group, groupId) => [group, groupId]));
  const assigned = assignments.map(({ combination, group }) => ({
    keyId: must(keyIds.get(combination), 'number of the diagnosis key'),
    operations: combination.operations,
    groupId: must(groupIds.get(group), 'number of the core group'),
  }));
  return { groups, assigned };
}

function coreSketch(combination: Combination, { diagnosis: mode }: GroupingMethod, names: CodeNames): GroupSums['sketch'] {
  const { diagnosis, operations, main } = combination;
  const shown = shownDiagnosis(diagnosis, mode);
  const related = operations.filter((code) => code !== main);
  const named = [main, ...related].flatMap((code) => (code === null ? [] : [names.get(code) ?? code]));
  return {
    code: coreGroupCode(combination, mode),
    name: `${names.get(shown) ?? shown}${NAME_COMMA}${named.length === 0 ? CONSERVATIVE_NAME : named.join('＋')}`,
    kind: 'CORE',
    match: {
      diagnoses: [exactPattern(shown)],
      otherDiagnoses: [],
      operations: main === null ? [] : [[exactPattern(main)]],
      relatedOperations: related.map((code) => [exactPattern(code)]),
    },
  };
}

const KIND_NAMES: Readonly<Record<OperationKind, string>> = {
  SURGERY: '相关手术组',
  TREATMENT: '治疗性操作组',
  DIAGNOSTIC: '诊断性操作组',
  CONSERVATIVE: '保守治疗组',
};

function compositeSketch(category: string, kind: OperationKind, names: CodeNames): GroupSums['sketch'] {
  const match: DiseaseGroup['match'] = {
    diagnoses: [exactPattern(category)],
    otherDiagnoses: [],
    operations: [],
    relatedOperations: [],
    operationKind: kind,
  };
  const name = `${category} ${names.get(category) ?? ''}`.trim();
  return { code: compositeGroupCode(category, kind), name: `${name}，${KIND_NAMES[kind]}`, kind: 'COMPOSITE', match };
}

/** Rows by year and level as one entry a group. */
function gather(rows: readonly HistorySums[], years: number, sketchOf: (group: HistoryGroup) => GroupSums['sketch']): GroupSums[] {
  const byGroup = groupBy(rows, ({ group }) => JSON.stringify(group));
  return [...byGroup.values()].map((parts) => {
    const sketch = sketchOf(must(parts[0], 'sums of the group').group);
    const byYear = Array.from({ length: years }, (_, year) =>
      parts.filter((part) => part.year === year).reduce<YearSums>(addSums, NO_SUMS),
    );
    const levels = parts.flatMap(({ level, cases, cost }) => (level === null ? [] : [[level, { cases, cost }] as const]));
    return { sketch, years: byYear, levels: new Map(levels) };
  });
}

/** Numbers texts in order of appearance. */
class Numbers {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const folded = foldCode(text);
    const known = this.#numbers.get(folded);
    if (known !== undefined) return known;
    this.#numbers.set(folded, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
