import type { OmittableColumn } from '../../app/ports/cases/ports-case.js';
import { COST_CATEGORIES, type CostCategory } from '../../engine/plan/inpatient-case.js';

/** The column that holds the cost of a category: `TCM_HERBAL` → `tcm_herbal_cost`. */
export function costColumn(category: CostCategory): string {
  return `${category.toLowerCase()}_cost`;
}

const COSTS = COST_CATEGORIES.map(costColumn);

/** Columns of a case that come from its settlement list, in the order in which they are copied in and out, with their types. */
const CASE_TYPES: readonly (readonly [name: string, type: string])[] = [
  ['case_no', 'text'],
  ['institution_code', 'text'],
  ['insurance', 'insurance_scheme'],
  ['admission_date', 'date'],
  ['discharge_date', 'date'],
  ['settlement_date', 'date'],
  ['insured_region_code', 'text'],
  ['age_years', 'smallint'],
  ['age_days', 'int'],
  ['sex', 'sex'],
  ['birth_weight_grams', 'int'],
  ['principal_diagnosis', 'text'],
  ['other_diagnoses', 'text[]'],
  ['procedures', 'text[]'],
  ['assigned_group_code', 'text'],
  ['total_cost', 'numeric(17,2)'],
  ...COSTS.map((name) => [name, 'numeric(17,2)'] as const),
  ['self_paid_outside', 'numeric(17,2)'],
  ['fund_paid', 'numeric(17,2)'],
  ['icu_days', 'numeric(9,4)'],
  ['discharge_way', 'text'],
  ['case_flags', 'text[]'],
  ['attributes', 'jsonb'],
  ['admission_weight_grams', 'int'],
  ['ventilation_hours', 'int'],
  ['days_since_last_stay', 'int'],
  ['code_system', 'code_system'],
];

/** The columns of a case, in order. */
export const CASE_COLUMNS: readonly string[] = CASE_TYPES.map(([name]) => name);
/** As SQL, for an alias where one is given. */
export const CASE_COLUMN_LIST = CASE_COLUMNS.join(', ');
/** Columns of the staging table: the row's index, then a case's. */
export const CASE_STAGE = `idx int, ${CASE_TYPES.map(([name, type]) => `${name} ${type}`).join(', ')}`;

/** The column that an omittable part of a batch is read from. */
const OMITTABLE: Readonly<Record<OmittableColumn, string>> = {
  admissionDate: 'admission_date',
  settlementDate: 'settlement_date',
  insuredRegionCode: 'insured_region_code',
  ageYears: 'age_years',
  sex: 'sex',
  admissionWeightGrams: 'admission_weight_grams',
  ventilationHours: 'ventilation_hours',
  daysSinceLastStay: 'days_since_last_stay',
  codeSystem: 'code_system',
  selfPaidOutside: 'self_paid_outside',
  fundPaid: 'fund_paid',
  icuDays: 'icu_days',
  dischargeWay: 'discharge_way',
  caseFlags: 'case_flags',
  ...(Object.fromEntries(COST_CATEGORIES.map((category) => [category, costColumn(category)])) as Record<CostCategory, string>),
};

/** The columns of a case without some, in order. */
export function caseColumnsWithout(without: ReadonlySet<OmittableColumn>): readonly string[] {
  const left = new Set([...without].map((part) => OMITTABLE[part]));
  return CASE_COLUMNS.filter((name) => !left.has(name));
}
