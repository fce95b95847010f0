import type { Fraction } from '../number/quantity.js';
import type { GroupFlag, GroupKind, OperationKind } from './group-terms.js';

/** All clauses must be met; a clause is met by any one of its code patterns. CSV: `36.0601+37.2200|88.5500`. */
export type OperationClauses = readonly (readonly string[])[];

/** What a case must show to be a candidate of a group. Patterns are codes, or prefixes with a trailing `*`. */
export interface GroupMatch {
  /** Any of these on the principal diagnosis; empty: any diagnosis. */
  readonly diagnoses: readonly string[];
  /** Any of these among the other diagnoses (诊断辅助细分); empty: not asked. */
  readonly otherDiagnoses: readonly string[];
  /** 主要手术操作: all clauses; empty: none is asked for (a CORE group without any operation then means conservative treatment). */
  readonly operations: OperationClauses;
  /** 相关手术操作: all clauses for an exact match, some for a partial one. */
  readonly relatedOperations: OperationClauses;
  /** Composite groups: the kind of treatment. */
  readonly operationKind?: OperationKind;
  /** 先期分组 ranges, both ends included: age in days, birth weight in grams. */
  readonly ageDaysMin?: number;
  readonly ageDaysMax?: number;
  readonly birthWeightMin?: number;
  readonly birthWeightMax?: number;
}

/** 病种 disease group of a catalogue. Money in yuan, exact. */
export interface DiseaseGroup {
  readonly code: string;
  readonly name: string;
  readonly kind: GroupKind;
  readonly flags: readonly GroupFlag[];
  /** 病种分值 points (DRG: weight). */
  readonly points: Fraction;
  /** 次均费用 mean cost in yuan by institution level; `ALL` is the region's. */
  readonly meanCost: ReadonlyMap<string, Fraction>;
  readonly meanDays: Fraction | null;
  /** 变异系数 coefficient of variation. */
  readonly variation: Fraction | null;
  readonly caseCount: number | null;
  /** 辅助目录系数 auxiliary coefficients by type. */
  readonly auxiliary: ReadonlyMap<string, Fraction>;
  readonly match: GroupMatch;
}
