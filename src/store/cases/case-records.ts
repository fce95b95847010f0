import { isReversalMark } from '../../app/ports/cases/ports-reversal.js';
import { CASE_COLUMNS, costColumn } from './case-columns.js';
import { textByName } from '../kit/rows.js';
import type { CaseRecord } from '../../app/ports/cases/ports-case.js';
import {
  COST_CATEGORIES,
  type CaseFlag,
  type CodeSystem,
  type CostCategory,
  type InsuranceScheme,
  type Sex,
} from '../../engine/plan/inpatient-case.js';
import { storedDecimal, type Fraction } from '../../engine/number/quantity.js';

const TEXT_CAST = /_date$|_cost$|^self_paid_outside$|^fund_paid$|^icu_days$/;

/** The columns of a whole record; dates and decimals as text, so that no driver touches them. */
export const CASE_RECORD_COLUMNS = `region_code, seq::text, revision, import_seq::text, voided, ${CASE_COLUMNS.map((name) =>
  TEXT_CAST.test(name) ? `${name}::text` : name,
).join(', ')}`;

/** A case as the driver reads it. */
export interface CaseRow {
  readonly [cost: `${string}_cost`]: string | null;
  readonly region_code: string;
  readonly seq: string;
  readonly revision: number;
  readonly import_seq: string;
  readonly voided: boolean;
  readonly case_no: string;
  readonly institution_code: string;
  readonly insurance: InsuranceScheme;
  readonly admission_date: string;
  readonly discharge_date: string;
  readonly settlement_date: string | null;
  readonly insured_region_code: string | null;
  readonly age_years: number | null;
  readonly age_days: number | null;
  readonly sex: Sex;
  readonly birth_weight_grams: number | null;
  readonly admission_weight_grams: number | null;
  readonly ventilation_hours: number | null;
  readonly days_since_last_stay: number | null;
  readonly code_system: CodeSystem | null;
  readonly principal_diagnosis: string;
  readonly other_diagnoses: readonly string[];
  readonly procedures: readonly string[];
  readonly assigned_group_code: string | null;
  readonly total_cost: string;
  readonly self_paid_outside: string | null;
  readonly fund_paid: string | null;
  readonly icu_days: string | null;
  readonly discharge_way: string | null;
  readonly case_flags: readonly CaseFlag[];
  readonly attributes: unknown;
}

const optional = (text: string | null): Fraction | null => (text === null ? null : storedDecimal(text));

function costsOf(row: CaseRow): ReadonlyMap<CostCategory, Fraction> {
  const costs = new Map<CostCategory, Fraction>();
  for (const category of COST_CATEGORIES) {
    const text = row[costColumn(category) as `${string}_cost`];
    if (text !== null && text !== undefined) costs.set(category, storedDecimal(text));
  }
  return costs;
}

/** A stored case as a domain object. */
export function caseFromRow(row: CaseRow): CaseRecord {
  return {
    regionCode: row.region_code,
    seq: BigInt(row.seq),
    revision: row.revision,
    importSeq: BigInt(row.import_seq),
    voided: row.voided,
    caseNo: row.case_no,
    institutionCode: row.institution_code,
    insurance: row.insurance,
    admissionDate: row.admission_date,
    dischargeDate: row.discharge_date,
    settlementDate: row.settlement_date,
    insuredRegionCode: row.insured_region_code,
    ageYears: row.age_years,
    ageDays: row.age_days,
    sex: row.sex,
    birthWeightGrams: row.birth_weight_grams,
    admissionWeightGrams: row.admission_weight_grams,
    ventilationHours: row.ventilation_hours,
    daysSinceLastStay: row.days_since_last_stay,
    codeSystem: row.code_system,
    principalDiagnosis: row.principal_diagnosis,
    otherDiagnoses: row.other_diagnoses,
    procedures: row.procedures,
    assignedGroupCode: row.assigned_group_code,
    totalCost: storedDecimal(row.total_cost),
    costs: costsOf(row),
    selfPaidOutside: optional(row.self_paid_outside),
    fundPaid: optional(row.fund_paid),
    icuDays: optional(row.icu_days),
    dischargeWay: row.discharge_way,
    caseFlags: row.case_flags,
    attributes: new Map(Object.entries(textByName(row.attributes)).filter(([name]) => !isReversalMark(name))),
  };
}
