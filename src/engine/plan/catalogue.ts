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
  /** ANY: the diagnosis that `otherDiagnoses` asks for may be the principal one, too (诊断中包含，不限定为主要诊断). */
  readonly otherDiagnosisPlace?: 'ANY';
  /** None of these, in any place (不伴). */
  readonly absentDiagnoses?: readonly string[];
  /** Any of these on the principal diagnosis counts as what `otherDiagnoses` or `absentDiagnoses` names (主要诊断在附表内亦算); among the others they don't. */
  readonly principalInstead?: readonly string[];
  /** 主要手术操作: all clauses; empty: none is asked for (a CORE group without any operation then means conservative treatment). */
  readonly operations: OperationClauses;
  /** 相关手术操作: all clauses for an exact match, some for a partial one. */
  readonly relatedOperations: OperationClauses;
  /** ANY: any operation of the case may be what the row names, where else its first one is the main operation (不限定为主要手术操作). */
  readonly operationPlace?: 'ANY';
  /** Composite groups: the kind of treatment. */
  readonly operationKind?: OperationKind;
  readonly sex?: 'MALE' | 'FEMALE';
  /** Ranges, both ends included: ages, weights in grams, whole hours of invasive ventilation. A case that does not state it is in none. */
  readonly ageDaysMin?: number;
  readonly ageDaysMax?: number;
  readonly birthWeightMin?: number;
  readonly birthWeightMax?: number;
  readonly ageYearsMin?: number;
  readonly ageYearsMax?: number;
  readonly admissionWeightMin?: number;
  readonly admissionWeightMax?: number;
  readonly ventilationHoursMin?: number;
  readonly ventilationHoursMax?: number;
}

/** What a row asks of by a range, with the columns that state its ends. */
export const MATCH_RANGES = [
  { fact: 'ageDays', min: 'ageDaysMin', max: 'ageDaysMax' },
  { fact: 'birthWeightGrams', min: 'birthWeightMin', max: 'birthWeightMax' },
  { fact: 'ageYears', min: 'ageYearsMin', max: 'ageYearsMax' },
  { fact: 'admissionWeightGrams', min: 'admissionWeightMin', max: 'admissionWeightMax' },
  { fact: 'ventilationHours', min: 'ventilationHoursMin', max: 'ventilationHoursMax' },
] as const;
/** One of the ranges. */
export type MatchRange = (typeof MATCH_RANGES)[number];

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
  /** 药品分值 dRW = mean drug cost of the group ÷ that of all cases; absent: the catalogue has none. */
  readonly drugPoints?: Fraction;
  /** 耗材分值 cRW = mean consumable cost of the group ÷ that of all cases; absent: the catalogue has none. */
  readonly consumablePoints?: Fraction;
  /** 辅助目录系数 auxiliary coefficients by type. */
  readonly auxiliary: ReadonlyMap<string, Fraction>;
  readonly match: GroupMatch;
}
