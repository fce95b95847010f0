import { diagnosisKey } from '../codes/code-pattern.js';
import { foldCode, foldCodes } from '../codes/fold-code.js';
import type { CaseOperations } from './case-operations.js';
import type { Bucket, Candidate, Clause, IndexedGroup } from './grouping-index.js';
import { highestKind } from '../codes/operation-kind.js';
import { MATCH_RANGES, type DiseaseGroup, type MatchRange } from '../plan/catalogue.js';
import type { InpatientCase } from '../plan/inpatient-case.js';
import type { GroupingMethod } from '../plan/plan.js';
import { OPERATION_KINDS, type GroupFlag } from '../plan/group-terms.js';

/** Facts of a case that grouping reads only where a row asks for them. */
export const CONDITION_FACTS = ['ageYears', 'sex', 'admissionWeightGrams', 'ventilationHours'] as const;
/** One of them. */
export type ConditionFact = (typeof CONDITION_FACTS)[number];

/** Which of these facts some row of a catalogue asks for. */
export function conditionFactsOf(groups: Iterable<DiseaseGroup>): ReadonlySet<ConditionFact> {
  const asked = new Set<ConditionFact>();
  for (const { match } of groups) {
    if (match.sex !== undefined) asked.add('sex');
    for (const { fact, min, max } of MATCH_RANGES) {
      const isAsked = match[min] !== undefined || match[max] !== undefined;
      if (isAsked && fact !== 'ageDays' && fact !== 'birthWeightGrams') asked.add(fact);
    }
  }
  return asked;
}

/** What grouping reads of a case. */
export interface GroupingFacts extends Pick<
  InpatientCase,
  | ConditionFact
  | 'principalDiagnosis'
  | 'otherDiagnoses'
  | 'procedures'
  | 'ageDays'
  | 'birthWeightGrams'
  | 'assignedGroupCode'
  | 'totalCost'
> {
  /** The level whose mean cost NEAREST_MEAN_COST compares with; null: the region's (`ALL`). */
  readonly institutionLevel: string | null;
  /** Flags of `admit` whose boolean is false for this case: groups that carry one are dropped. */
  readonly deniedFlags: readonly GroupFlag[];
}

/** Why a group that the diagnosis led to is no candidate. */
export type Failure =
  | 'OPERATIONS_NOT_MET'
  | 'NOT_MAIN_OPERATION'
  | 'MAIN_OPERATION_BARRED'
  | 'RELATED_OPERATIONS_NOT_MET'
  | 'TREATMENT_KIND_DIFFERS'
  | 'OTHER_DIAGNOSIS_MISSING'
  | 'DIAGNOSIS_MISSING'
  | 'ABSENT_DIAGNOSIS_PRESENT'
  | 'SEX_DIFFERS'
  | 'AGE_OUT_OF_RANGE'
  | 'AGE_YEARS_OUT_OF_RANGE'
  | 'BIRTH_WEIGHT_OUT_OF_RANGE'
  | 'ADMISSION_WEIGHT_OUT_OF_RANGE'
  | 'VENTILATION_OUT_OF_RANGE'
  | 'NOT_ADMITTED';

const OUT_OF_RANGE: Readonly<Record<MatchRange['fact'], Failure>> = {
  ageDays: 'AGE_OUT_OF_RANGE',
  ageYears: 'AGE_YEARS_OUT_OF_RANGE',
  birthWeightGrams: 'BIRTH_WEIGHT_OUT_OF_RANGE',
  admissionWeightGrams: 'ADMISSION_WEIGHT_OUT_OF_RANGE',
  ventilationHours: 'VENTILATION_OUT_OF_RANGE',
};

/** Whose operations are put to a group. */
export interface Matching {
  readonly bucket: Pick<Bucket, 'lengths'>;
  readonly operations: CaseOperations;
  readonly method: GroupingMethod;
}

/** Puts a group to the operations of a case: a candidate, or why not. */
export function matchOperations(indexed: IndexedGroup, { bucket, operations, method }: Matching): Candidate | Failure {
  const { main, related } = operationsFor(indexed, operations);
  const failure = main === undefined ? anyFailure(indexed, operations.codes) : mainFailure(indexed, operations, main);
  if (failure !== null) return failure;
  const relatedMet = count(indexed.related, (clause) => meetsClause(clause, related));
  const relatedComplete = relatedMet === indexed.related.length;
  if (!relatedComplete && (!method.partial || relatedMet === 0)) return 'RELATED_OPERATIONS_NOT_MET';
  if (indexed.requiredKind !== null && indexed.requiredKind !== operations.kind) return 'TREATMENT_KIND_DIFFERS';
  const compared = main === undefined ? operations.codes : operations.effective;
  const named = compared.map((code) => names(indexed, code));
  const matchedOperations = count(named, (isNamed) => isNamed);
  const coversCase = matchedOperations === compared.length;
  const namedKinds = operations.kinds.filter((_, i) => names(indexed, operations.effective[i] ?? ''));
  const kindRank = OPERATION_KINDS.indexOf(indexed.requiredKind ?? highestKind(namedKinds));
  const exact = coversCase && relatedComplete;
  const diagnosisLength = bucket.lengths.get(indexed) ?? 0;
  return { indexed, matchedOperations, coversCase, exact, relatedMet, relatedComplete, kindRank, diagnosisLength };
}

/** The main operation that a group looks at (undefined: any operation may be any that it names), and what it looks for related ones among. */
function operationsFor({ anyOperation }: IndexedGroup, { codes, effective, main }: CaseOperations) {
  return anyOperation ? { main: undefined, related: codes } : { main, related: effective.filter((code) => code !== main) };
}

function anyFailure({ operations }: IndexedGroup, codes: readonly string[]): Failure | null {
  return operations.every((clause) => meetsClause(clause, codes)) ? null : 'OPERATIONS_NOT_MET';
}

/** The main operation meets one of the clauses, and the others are met by whatever operation counts. */
function mainFailure({ operations }: IndexedGroup, { codes, effective, barred }: CaseOperations, main: string | null): Failure | null {
  if (operations.length === 0) return null;
  if (main !== null && operations.some((clause) => meets(clause, main)))
    return operations.every((clause) => meetsClause(clause, effective)) ? null : 'OPERATIONS_NOT_MET';
  if (operations.some((clause) => meetsClause(clause, barred))) return 'MAIN_OPERATION_BARRED';
  return operations.some((clause) => meetsClause(clause, codes)) ? 'NOT_MAIN_OPERATION' : 'OPERATIONS_NOT_MET';
}

/** What is asked of each case besides diagnosis and operations; null when all of it is met. A missing age or weight is in no range. */
export function failedCondition(indexed: IndexedGroup, facts: GroupingFacts, method: GroupingMethod): Failure | null {
  if (!indexed.conditional) return null;
  const { match } = indexed.group;
  for (const { fact, min, max } of indexed.ranges) if (!within(facts[fact], match[min], match[max])) return OUT_OF_RANGE[fact];
  if (match.sex !== undefined && match.sex !== facts.sex) return 'SEX_DIFFERS';
  const diagnosis = failedDiagnosis(indexed, facts, method);
  if (diagnosis !== null) return diagnosis;
  if (indexed.admittedBy.some((flag) => facts.deniedFlags.includes(flag))) return 'NOT_ADMITTED';
  return null;
}

/** Why a case's diagnoses beside the principal one are not those of a group; null: they are. */
export function failedDiagnosis(indexed: IndexedGroup, facts: GroupingFacts, method: GroupingMethod): Failure | null {
  const { otherDiagnoses: asked, absentDiagnoses: absent, principalInstead: instead } = indexed;
  const isAny = indexed.group.match.otherDiagnosisPlace === 'ANY';
  const isReplaced = instead !== null && meetsDiagnosis(instead, foldCode(facts.principalDiagnosis), method);
  if (asked !== null && !isReplaced && !hasDiagnosis(asked, facts, { isAny, method }))
    return isAny || instead !== null ? 'DIAGNOSIS_MISSING' : 'OTHER_DIAGNOSIS_MISSING';
  if (absent !== null && (isReplaced || hasDiagnosis(absent, facts, { isAny: true, method }))) return 'ABSENT_DIAGNOSIS_PRESENT';
  return null;
}

interface DiagnosisLook {
  /** Whether the principal diagnosis is looked at, too. */
  readonly isAny: boolean;
  readonly method: GroupingMethod;
}

function hasDiagnosis(clause: Clause, { principalDiagnosis, otherDiagnoses }: GroupingFacts, { isAny, method }: DiagnosisLook): boolean {
  const holds = (code: string): boolean => meetsDiagnosis(clause, code, method);
  return (isAny && holds(foldCode(principalDiagnosis))) || foldCodes(otherDiagnoses).some(holds);
}

/** Whether a diagnosis (folded) is one that a clause names, as the method reads codes. */
function meetsDiagnosis(clause: Clause, code: string, { diagnosis }: GroupingMethod): boolean {
  return clause.exact.has(diagnosisKey(code, diagnosis)) || clause.prefixes.some((prefix) => code.startsWith(prefix));
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
  return value !== null && (min === undefined || value >= min) && (max === undefined || value <= max);
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.reduce((sum, item) => sum + (holds(item) ? 1 : 0), 0);
}
