import { inCodeList } from '../codes/code-pattern.js';
import { foldCode } from '../codes/fold-code.js';
import { highestKind, isConservative, operationKindOf } from '../codes/operation-kind.js';
import type { GroupingMethod } from '../plan/plan.js';
import type { BarredMain, OperationKind } from '../plan/group-terms.js';

/** The operations of a case, folded, each once. */
export interface CaseOperations {
  readonly codes: readonly string[];
  /** Those that rows of main operations look at: without what counts as conservative. Where any operation may be any: all. */
  readonly effective: readonly string[];
  /** The kinds of the effective ones. */
  readonly kinds: readonly OperationKind[];
  /** The highest kind present; CONSERVATIVE without operations. */
  readonly kind: OperationKind;
  /** 主要手术操作 null: none, or any operation may be any. */
  readonly main: string | null;
  /** Operations before the main one that may not be main. */
  readonly barred: readonly string[];
}

/** Reads the operations of a case with a principal diagnosis: the highest kind present is the kind of its treatment. */
export function caseOperations(method: GroupingMethod, procedures: readonly string[], principalDiagnosis: string): CaseOperations {
  const codes = [...new Set(procedures.map((code) => foldCode(code)))];
  if (method.operations !== 'MAIN_THEN_RELATED') return { codes, ...withKinds(method, codes), main: null, barred: [] };
  const { main, barred } = mainOperation(method, codes, principalDiagnosis);
  const effective = main === null ? [] : codes.filter((code) => code === main || !isConservative(method, code));
  return { codes, ...withKinds(method, effective), main, barred };
}

/** What happens to an operation that may not be main; null: it may be. */
export function barOf(method: GroupingMethod, operation: string, principalDiagnosis: string): BarredMain | null {
  const limit = method.mainOperations?.find(
    ({ operations, diagnoses }) =>
      inCodeList(operations, operation) && (diagnoses === undefined || !inCodeList(diagnoses, principalDiagnosis)),
  );
  if (limit !== undefined) return limit.otherwise;
  return isConservative(method, operation) ? 'NEXT' : null;
}

function mainOperation(
  method: GroupingMethod,
  codes: readonly string[],
  principalDiagnosis: string,
): Pick<CaseOperations, 'main' | 'barred'> {
  const barred: string[] = [];
  for (const code of codes) {
    const bar = barOf(method, code, principalDiagnosis);
    if (bar === null) return { main: code, barred };
    barred.push(code);
    if (bar === 'CONSERVATIVE') break;
  }
  return { main: null, barred };
}

function withKinds(method: GroupingMethod, effective: readonly string[]): Pick<CaseOperations, 'effective' | 'kinds' | 'kind'> {
  const kinds = effective.map((code) => operationKindOf(method, code));
  return { effective, kinds, kind: highestKind(kinds) };
}
