import { inCodeList } from './code-pattern.js';
import type { GroupingMethod } from '../plan/plan.js';
import { OPERATION_KINDS, type OperationKind } from '../plan/group-terms.js';

/**
 * The kind of one operation by the method's lists; what one in none of them counts as is the method's to say. Being listed as CONSERVATIVE
 * (按保守治疗入组) goes before every other list.
 */
export function operationKindOf(method: GroupingMethod, code: string): OperationKind {
  const { CONSERVATIVE, SURGERY, TREATMENT, DIAGNOSTIC } = method.operationKinds;
  if (CONSERVATIVE && inCodeList(CONSERVATIVE, code)) return 'CONSERVATIVE';
  if (SURGERY && inCodeList(SURGERY, code)) return 'SURGERY';
  if (TREATMENT && inCodeList(TREATMENT, code)) return 'TREATMENT';
  if (DIAGNOSTIC && inCodeList(DIAGNOSTIC, code)) return 'DIAGNOSTIC';
  return method.unlistedOperations ?? 'CONSERVATIVE';
}

/** Whether an operation is listed as one that counts as conservative treatment. */
export function isConservative({ operationKinds: { CONSERVATIVE } }: GroupingMethod, code: string): boolean {
  return CONSERVATIVE !== undefined && inCodeList(CONSERVATIVE, code);
}

/** Of several kinds of treatment the one that counts: surgery, treatment, diagnostic, conservative. */
export function highestKind(kinds: readonly OperationKind[]): OperationKind {
  return OPERATION_KINDS.find((kind) => kinds.includes(kind)) ?? 'CONSERVATIVE';
}
