import { diagnosisKey } from '../codes/code-pattern.js';
import { foldCode } from '../codes/fold-code.js';
import type { Candidate, Clause, IndexedGroup } from './grouping-index.js';
import { highestKind, operationKindOf } from '../codes/operation-kind.js';
import type { Sex } from '../plan/inpatient-case.js';
import type { GroupingMethod } from '../plan/plan.js';
import { OPERATION_KINDS, type GroupFlag, type OperationKind } from '../plan/group-terms.js';
import type { Fraction } from '../number/quantity.js';

/** What grouping reads of a case. */
export interface GroupingFacts {
  readonly principalDiagnosis: string;
  readonly otherDiagnoses: readonly string[];
  readonly procedures: readonly string[];
  readonly ageDays: number | null;
  readonly birthWeightGrams: number | null;
  /** Only DRG groupers read sex, age in years and weight at admission (grams). */
  readonly sex: Sex;
  readonly ageYears: number | null;
  readonly admissionWeightGrams: number | null;
  readonly assignedGroupCode: string | null;
  /** Yuan. */
  readonly totalCost: Fraction;
  /** The level whose mean cost NEAREST_MEAN_COST compares with; null: the region's (`ALL`). */
  readonly institutionLevel: string | null;
  /** Flags of `admit` whose boolean is false for this case: groups that carry one are dropped. */
  readonly deniedFlags: readonly GroupFlag[];
}

/** Why a group that the diagnosis led to is no candidate. */
export type Failure =
  | 'OPERATIONS_NOT_MET'
  | 'RELATED_OPERATIONS_NOT_MET'
  | 'TREATMENT_KIND_DIFFERS'
  | 'OTHER_DIAGNOSIS_MISSING'
  | 'AGE_OUT_OF_RANGE'
  | 'BIRTH_WEIGHT_OUT_OF_RANGE'
  | 'NOT_ADMITTED';

/** The operations of a case, folded, each once, with their kinds. */
export interface CaseOperations {
  readonly codes: readonly string[];
  readonly kinds: readonly OperationKind[];
  /** The highest kind present; CONSERVATIVE without operations. */
  readonly kind: OperationKind;
}

/** Reads the operations of a case: the highest kind present is the kind of its treatment. */
export function caseOperations(method: GroupingMethod, procedures: readonly string[]): CaseOperations {
  const codes = [...new Set(procedures.map((code) => foldCode(code)))];
  const kinds = codes.map((code) => operationKindOf(method, code));
  return { codes, kinds, kind: highestKind(kinds) };
}

/** Puts a group to the operations of a case: a candidate, or why not. */
export function matchOperations(indexed: IndexedGroup, operations: CaseOperations, method: GroupingMethod): Candidate | Failure {
  const { codes } = operations;
  if (!indexed.operations.every((clause) => meetsClause(clause, codes))) return 'OPERATIONS_NOT_MET';
  const relatedMet = count(indexed.related, (clause) => meetsClause(clause, codes));
  const relatedComplete = relatedMet === indexed.related.length;
  if (!relatedComplete && (!method.partial || relatedMet === 0)) return 'RELATED_OPERATIONS_NOT_MET';
  if (indexed.requiredKind !== null && indexed.requiredKind !== operations.kind) return 'TREATMENT_KIND_DIFFERS';
  const named = codes.map((code) => names(indexed, code));
  const matchedOperations = count(named, (isNamed) => isNamed);
  const coversCase = matchedOperations === codes.length;
  const kind = indexed.requiredKind ?? highestKind(operations.kinds.filter((_, i) => named[i] === true));
  const kindRank = OPERATION_KINDS.indexOf(kind);
  return { indexed, matchedOperations, coversCase, exact: coversCase && relatedComplete, relatedMet, relatedComplete, kindRank };
}

/** What is asked of each case besides diagnosis and operations; null when all of it is met. A missing age or weight is in no range. */
export function failedCondition(indexed: IndexedGroup, facts: GroupingFacts, method: GroupingMethod): Failure | null {
  if (!indexed.conditional) return null;
  const { match } = indexed.group;
  if (indexed.otherDiagnoses !== null && !hasOtherDiagnosis(indexed.otherDiagnoses, facts, method)) return 'OTHER_DIAGNOSIS_MISSING';
  if (!within(facts.ageDays, match.ageDaysMin, match.ageDaysMax)) return 'AGE_OUT_OF_RANGE';
  if (!within(facts.birthWeightGrams, match.birthWeightMin, match.birthWeightMax)) return 'BIRTH_WEIGHT_OUT_OF_RANGE';
  if (indexed.admittedBy.some((flag) => facts.deniedFlags.includes(flag))) return 'NOT_ADMITTED';
  return null;
}

function hasOtherDiagnosis(clause: Clause, { otherDiagnoses }: GroupingFacts, method: GroupingMethod): boolean {
  return otherDiagnoses.some((text) => {
    const code = foldCode(text);
    return clause.exact.has(diagnosisKey(code, method.diagnosis)) || clause.prefixes.some((prefix) => code.startsWith(prefix));
  });
}

/** Whether a group names an operation (folded), as a main or a related one. */
export function names(indexed: IndexedGroup, code: string): boolean {
  return indexed.operations.some((clause) => meets(clause, code)) || indexed.related.some((clause) => meets(clause, code));
}

function meetsClause(clause: Clause, codes: readonly string[]): boolean {
  return codes.some((code) => meets(clause, code));
}

/** Whether a code meets a clause. */
export function meets(clause: Clause, code: string): boolean {
  return clause.exact.has(code) || clause.prefixes.some((prefix) => code.startsWith(prefix));
}

function within(value: number | null, min: number | undefined, max: number | undefined): boolean {
  if (min === undefined && max === undefined) return true;
  return value !== null && (min === undefined || value >= min) && (max === undefined || value <= max);
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.reduce((sum, item) => sum + (holds(item) ? 1 : 0), 0);
}
