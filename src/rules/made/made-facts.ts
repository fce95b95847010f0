import { addDays } from '../../engine/kit/calendar.js';
import { compare, decimal, fenToYuan, Fraction, ONE, printShort, whole } from '../../engine/number/quantity.js';
import {
  CASE_FLAGS,
  CODE_SYSTEMS,
  COST_CATEGORIES,
  SEXES,
  type InpatientCase,
  type InsuranceScheme,
} from '../../engine/plan/inpatient-case.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { GROUP_FLAGS, GROUP_KINDS } from '../../engine/plan/group-terms.js';
import { isTexts, type Plan, type Slot, type Value } from '../../engine/plan/plan.js';
import { costFactName } from '../document/vocabulary.js';

/** What a made case is of, and where it lies: a real institution and group of a region, or round figures. */
export interface MadeOf {
  readonly institutionCode: string;
  readonly insurance: InsuranceScheme;
  readonly principalDiagnosis: string;
  readonly procedures: readonly string[];
  /** A day on which the version is in force. */
  readonly dischargeDate: string;
}

/** Whose made cases are that are nobody's. */
export function nobodysCase(dischargeDate: string): MadeOf {
  return { institutionCode: 'CHECK', insurance: 'EMPLOYEE', principalDiagnosis: 'Z00.000', procedures: [], dischargeDate };
}

/** Facts by name, as a frame has them; members of sets as `caseFlag.TCM`. */
export type MadeFacts = ReadonlyMap<string, Value>;

/** Facts as a finding states them. */
export function printedFacts(facts: MadeFacts): Readonly<Record<string, string>> {
  return Object.fromEntries([...facts].map(([name, value]) => [name, value instanceof Fraction ? printShort(value) : String(value)]));
}

/** Days in hospital and age of a case of which nothing else is said. */
const USUAL = { stay: 8, age: 40 } as const;
const DAYS_OF_YEAR = 365n;
const ELSEWHERE = '000000';

/** The case that has these facts; all else is usual, or not stated. Its cost is in fen. */
export function caseWith(plan: Plan, of: MadeOf, facts: MadeFacts, costFen: bigint): InpatientCase {
  const text = (name: string): string | null => {
    const value = facts.get(name);
    return typeof value === 'string' ? value : null;
  };
  const number = (name: string): Fraction | null => {
    const value = facts.get(name);
    return value instanceof Fraction ? value : null;
  };
  const count = (name: string): number | null => countOf(number(name));
  const codes = (name: string): readonly string[] | undefined => {
    const value = facts.get(name);
    return isTexts(value) ? value : undefined;
  };
  const { dischargeDate = of.dischargeDate, admissionDate } = datesOf(text);
  return {
    ...{ caseNo: 'CHECK-1', institutionCode: of.institutionCode, insurance: of.insurance, dischargeDate },
    admissionDate: admissionDate ?? addDays(dischargeDate, -(count('lengthOfStay') ?? USUAL.stay)),
    settlementDate: text('settlementDate'),
    insuredRegionCode: facts.get('outOfRegion') === true ? ELSEWHERE : text('insuredRegionCode'),
    ...agesOf(facts, count),
    sex: SEXES.find((one) => one === text('sex')) ?? 'UNKNOWN',
    ...{ birthWeightGrams: count('birthWeightGrams'), admissionWeightGrams: count('admissionWeightGrams') },
    ...{ ventilationHours: count('ventilationHours'), daysSinceLastStay: count('daysSinceLastStay') },
    codeSystem: CODE_SYSTEMS.find((one) => one === text('codeSystem')) ?? null,
    principalDiagnosis: text('principalDiagnosis') ?? of.principalDiagnosis,
    otherDiagnoses: codes('otherDiagnoses') ?? [],
    procedures: codes('procedures') ?? of.procedures,
    assignedGroupCode: null,
    totalCost: fenToYuan(costFen),
    costs: new Map(
      COST_CATEGORIES.flatMap((category) => {
        const cost = number(costFactName(category));
        return cost === null ? [] : [[category, cost] as const];
      }),
    ),
    ...{ selfPaidOutside: number('selfPaidOutside'), fundPaid: number('fundPaid'), icuDays: number('icuDays') },
    dischargeWay: text('dischargeWay'),
    caseFlags: CASE_FLAGS.filter((flag) => facts.get(`caseFlag.${flag}`) === true),
    attributes: attributesOf(plan, facts),
  };
}

function datesOf(text: (name: string) => string | null): { readonly dischargeDate?: string; readonly admissionDate?: string } {
  const [admission, discharge, month] = [text('admissionDate'), text('dischargeDate'), text('dischargeMonth')];
  return {
    ...(discharge === null ? {} : { dischargeDate: discharge }),
    ...(admission === null || month !== null ? {} : { admissionDate: admission }),
  };
}

function countOf(value: Fraction | null): number | null {
  return value === null ? null : Number(value.n / value.d);
}

/** Ages that agree: below one year an age in days goes with it. */
function agesOf(facts: MadeFacts, count: (name: string) => number | null): Pick<InpatientCase, 'ageYears' | 'ageDays'> {
  const [years, days] = [count('ageYears'), count('ageDays')];
  if (days !== null) return { ageYears: years ?? Number(BigInt(days) / DAYS_OF_YEAR), ageDays: days };
  return { ageYears: years ?? (facts.has('ageYears') ? null : USUAL.age), ageDays: null };
}

const FILLED_BY_GROUPING: ReadonlySet<string> = new Set(['groupCode', 'groupKind', 'groupFlag', 'groupCaseCount']);
const READ_OF_CASE: ReadonlySet<string> = new Set([
  ...['admissionDate', 'dischargeDate', 'settlementDate', 'dischargeMonth', 'lengthOfStay', 'ageYears', 'ageDays', 'sex'],
  ...['birthWeightGrams', 'admissionWeightGrams', 'ventilationHours', 'daysSinceLastStay', 'codeSystem', 'insuredRegionCode'],
  ...['outOfRegion', 'principalDiagnosis', 'otherDiagnoses', 'procedures', 'totalCost', 'selfPaidOutside', 'fundPaid', 'icuDays'],
  ...['dischargeWay', 'caseFlag', ...COST_CATEGORIES.map(costFactName)],
]);

/** Facts that the ruleset declares: what is stated, and of those that every case has something usual. */
function attributesOf(plan: Plan, facts: MadeFacts): ReadonlyMap<string, string> {
  return new Map(
    plan.slots.case.flatMap((slot): [string, string][] => {
      if (slot.source !== 'fact' || READ_OF_CASE.has(slot.name) || FILLED_BY_GROUPING.has(slot.name)) return [];
      const value = facts.get(slot.name) ?? (slot.optional ? null : usualValue(slot));
      return value === null || isTexts(value) ? [] : [[slot.name, value instanceof Fraction ? printShort(value) : String(value)]];
    }),
  );
}

/** Something that a fact may well have: nothing special. */
export function usualValue({ type, unit, values, min, max }: Slot): Value {
  switch (type) {
    case 'decimal':
    case 'integer':
      return within(type === 'decimal' && unit === 'yuan' ? whole(1_000) : ONE, min, max);
    case 'boolean':
      return false;
    case 'enum':
      return values?.[0] ?? null;
    case 'code':
      return 'Z00.000';
    case 'codes':
    case 'set':
      return [];
    case 'date':
      return '2025-06-30';
  }
}

function within(value: Fraction, min: Fraction | undefined, max: Fraction | undefined): Fraction {
  if (min !== undefined && compare(value, min) < 0) return min;
  return max !== undefined && compare(max, value) < 0 ? max : value;
}

/** Cost and points of the group of a made case: round figures. */
export const MADE_MEAN_COST = decimal('10000');

/** The disease group of a made case, with the layer and flags that its facts ask for. */
export function madeGroup({ scheme, pointUnit }: Pick<Plan, 'scheme' | 'pointUnit'>, facts: MadeFacts): DiseaseGroup | null {
  const kind = facts.get('groupKind') ?? (scheme === 'DRG' ? 'DRG' : 'CORE');
  if (kind === 'UNGROUPED') return null;
  const points = pointUnit === 'yuan' ? MADE_MEAN_COST : decimal(scheme === 'DRG' ? '1' : '1000');
  const code = facts.get('groupCode');
  const count = facts.get('groupCaseCount');
  return {
    code: typeof code === 'string' ? code : 'CHECK',
    name: 'CHECK',
    kind: GROUP_KINDS.find((one) => one === kind) ?? 'CORE',
    flags: GROUP_FLAGS.filter((flag) => facts.get(`groupFlag.${flag}`) === true),
    points,
    meanCost: new Map(['ALL', '1', '2', '3'].map((level) => [level, MADE_MEAN_COST])),
    meanDays: whole(USUAL.stay),
    variation: decimal('0.5'),
    caseCount: count instanceof Fraction ? Number(count.n / count.d) : 100,
    drugPoints: decimal('1'),
    consumablePoints: decimal('1'),
    auxiliary: new Map(),
    match: { diagnoses: [], otherDiagnoses: [], operations: [], relatedOperations: [] },
  };
}
