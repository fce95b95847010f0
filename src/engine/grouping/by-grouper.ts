import type { GrouperCase } from '../grouper/group-rule.js';
import { GROUPER_STATUSES, type GrouperAnswer } from '../grouper/grouper.js';
import { explainGrouper, type GrouperExplanation } from '../grouper/grouper-explain.js';
import { groupByGrouper, type GrouperIndex } from '../grouper/grouper-index.js';
import type { GroupIndex, IndexedGroup } from './grouping-index.js';
import type { GroupingFacts } from './grouping-match.js';

/** 分组方案入组 what a grouper found of a case, and how it goes with the group that was assigned elsewhere. */
export interface GrouperOfCase {
  readonly explanation: GrouperExplanation;
  /** The DRG's code; `null`: it got no further than an MDC or ADRG. */
  readonly code: string | null;
  readonly outcome: GrouperOutcome;
  /** The group assigned elsewhere; `null`: none was. */
  readonly assigned: { readonly code: string; readonly differs: boolean; readonly counts: boolean } | null;
}

/** How grouping by a grouper ended: its status; NO_WEIGHT: it found a group that the catalogue has no row for. */
export const GROUPER_OUTCOMES = [...GROUPER_STATUSES, 'NO_WEIGHT'] as const;
/** One such end. */
export type GrouperOutcome = (typeof GROUPER_OUTCOMES)[number];

/** What a grouper reads of a case. */
export function grouperCase(facts: GroupingFacts): GrouperCase {
  return new GroupedCase(facts);
}

/** A case as a grouper reads it: its codes once, and of the rest only what some rule measures. */
class GroupedCase implements GrouperCase {
  readonly principal: string;
  readonly others: readonly string[];
  readonly operations: readonly string[];

  constructor(readonly facts: GroupingFacts) {
    this.principal = facts.principalDiagnosis;
    this.others = facts.otherDiagnoses;
    this.operations = facts.procedures;
  }

  get sex(): GrouperCase['sex'] {
    return this.facts.sex;
  }
  get ageYears(): number | null {
    return this.facts.ageYears;
  }
  get ageDays(): number | null {
    return this.facts.ageDays;
  }
  get admissionWeight(): number | null {
    return this.facts.admissionWeightGrams;
  }
}

/** The row of the catalogue for the group that the grouper finds; `undefined`: it finds none, or there is no such row. */
export function rowByGrouper(index: GroupIndex, grouper: GrouperIndex, facts: GroupingFacts): IndexedGroup | undefined {
  const { drg } = groupByGrouper(grouper, grouperCase(facts));
  return drg === null ? undefined : index.byCode.get(drg.code);
}

/** As `rowByGrouper`, with everything that was tried. */
export function findByGrouper(index: GroupIndex, grouper: GrouperIndex, facts: GroupingFacts): GrouperOfCase {
  const explanation = explainGrouper(grouper, grouperCase(facts));
  const code = explanation.drg?.code ?? null;
  const { assignedGroupCode } = facts;
  const counts = takesAssigned(index);
  return {
    explanation,
    code,
    outcome: outcomeOf(index, explanation),
    assigned: assignedGroupCode === null ? null : { code: assignedGroupCode, differs: assignedGroupCode !== code, counts },
  };
}

/** Whether a group that was assigned elsewhere counts: always where there is no grouper, otherwise where the method takes it. */
export function takesAssigned({ method }: Pick<GroupIndex, 'method'>): boolean {
  return method.grouper?.assigned !== 'COMPARED';
}

/** What is missing of a group is the weight only where there is a group to be paid. */
function outcomeOf({ byCode }: GroupIndex, { status, drg }: GrouperAnswer): GrouperOutcome {
  return status === 'GROUPED' && drg !== null && !byCode.has(drg.code) ? 'NO_WEIGHT' : status;
}
