import { inCodeList } from './code-pattern.js';
import type { GroupingMethod } from '../plan/plan.js';
import { OPERATION_KINDS, type OperationKind } from '../plan/group-terms.js';

/** The kind of one operation by the method's lists. Being listed as CONSERVATIVE (按保守治疗入组) goes before every other list. */
export function operationKindOf(method: GroupingMethod, code: string): OperationKind {
  const { CONSERVATIVE, SURGERY, TREATMENT, DIAGNOSTIC } = method.operationKinds;
  if (CONSERVATIVE && inCodeList(CONSERVATIVE, code)) return 'CONSERVATIVE';
  if (SURGERY && inCodeList(SURGERY, code)) return 'SURGERY';
  if (TREATMENT && inCodeList(TREATMENT, code)) return 'TREATMENT';
  if (DIAGNOSTIC && inCodeList(DIAGNOSTIC, code)) return 'DIAGNOSTIC';
  return 'CONSERVATIVE';
}

/** Of several kinds of treatment the one that counts: surgery, treatment, diagnostic, conservative. */
export function highestKind(kinds: readonly OperationKind[]): OperationKind {
  return OPERATION_KINDS.find((kind) => kinds.includes(kind)) ?? 'CONSERVATIVE';
}
