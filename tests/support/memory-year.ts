import { openHypothetical, type HypotheticalYear, type RunPlan } from '../../src/app/clearing/run/run-plan.js';
import type { ReadyGrouper } from '../../src/app/caches/grouper-library.js';
import { MISSING_FEN, MISSING_INT, type CaseBatch, type OmittableColumn } from '../../src/app/ports/cases/ports-case.js';
import { must } from '../../src/engine/kit/assert.js';
import type { DiseaseGroup } from '../../src/engine/plan/catalogue.js';
import { COST_CATEGORIES, type CostCategory, type InpatientCase } from '../../src/engine/plan/inpatient-case.js';
import { printShort, yuanToFen, type Fraction } from '../../src/engine/number/quantity.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';
import { BUDGET, edits, tinyDocument, YEAR, type Edit } from './tiny-city.js';

const fen = (values: readonly (Fraction | null | undefined)[]): BigInt64Array =>
  BigInt64Array.from(values, (value) => (value === null || value === undefined ? MISSING_FEN : yuanToFen(value)));
const whole = (values: readonly (number | null)[]): Int32Array => Int32Array.from(values, (value) => value ?? MISSING_INT);
const array = (members: readonly string[]): string => `{${members.map((one) => (/[,"\\{}\s]/.test(one) ? `"${one}"` : one)).join(',')}}`;

/** Cases as the columns in which the store hands them out; of those that nobody reads, `without`, nothing. */
export function batchOf(cases: readonly InpatientCase[], firstSeq = 1n, without: ReadonlySet<OmittableColumn> = new Set()): CaseBatch {
  const all = columnsOf(cases, firstSeq);
  const kept = <T>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns as object).map(([name, column]: [string, unknown]) => [
        name,
        (without as ReadonlySet<string>).has(name) ? (column as { slice: (from: number, to: number) => unknown }).slice(0, 0) : column,
      ]),
    ) as T;
  return { ...kept(all), costs: kept(all.costs) };
}

function columnsOf(cases: readonly InpatientCase[], firstSeq: bigint): CaseBatch {
  const of = <K extends keyof InpatientCase>(field: K): InpatientCase[K][] => cases.map((one) => one[field]);
  return {
    count: cases.length,
    seq: BigInt64Array.from(cases, (_, row) => firstSeq + BigInt(row)),
    caseNo: of('caseNo'),
    institutionCode: of('institutionCode'),
    insurance: of('insurance'),
    admissionDate: of('admissionDate'),
    dischargeDate: of('dischargeDate'),
    settlementDate: of('settlementDate'),
    insuredRegionCode: of('insuredRegionCode'),
    ageYears: whole(of('ageYears')),
    ageDays: whole(of('ageDays')),
    sex: of('sex'),
    birthWeightGrams: whole(of('birthWeightGrams')),
    admissionWeightGrams: whole(of('admissionWeightGrams')),
    ventilationHours: whole(of('ventilationHours')),
    daysSinceLastStay: whole(of('daysSinceLastStay')),
    codeSystem: of('codeSystem'),
    principalDiagnosis: of('principalDiagnosis'),
    otherDiagnoses: of('otherDiagnoses').map(array),
    procedures: of('procedures').map(array),
    assignedGroupCode: of('assignedGroupCode'),
    totalCost: fen(of('totalCost')),
    costs: Object.fromEntries(
      COST_CATEGORIES.map((category) => [category, fen(of('costs').map((costs) => costs.get(category)))]),
    ) as Record<CostCategory, BigInt64Array>,
    selfPaidOutside: fen(of('selfPaidOutside')),
    fundPaid: fen(of('fundPaid')),
    icuDays: of('icuDays').map((days) => days && printShort(days)),
    dischargeWay: of('dischargeWay'),
    caseFlags: of('caseFlags').map(array),
    attributes: of('attributes').map((attributes) => JSON.stringify(Object.fromEntries(attributes))),
  };
}

/** A version of the tiny city's ruleset, compiled without a store. */
export async function compileTiny(...all: readonly Edit[]): Promise<CompiledRuleset> {
  const { ruleset, findings } = await checkRuleset(await tinyDocument(edits(...all)), () => undefined, new Judge());
  return must(ruleset, JSON.stringify(findings.filter(({ severity }) => severity === 'ERROR')));
}

/** A profile of a hospital of the tiny city: class and first day. */
export type ProfileSketch = readonly [code: string, institutionClass: string, from: string];

/** The plan of a year of the tiny city that no store has ever held. */
export async function memoryPlan(
  compiled: CompiledRuleset,
  groups: readonly DiseaseGroup[],
  profiles: readonly ProfileSketch[],
  grouper?: ReadyGrouper,
): Promise<RunPlan> {
  const [from, to] = [`${YEAR}-01-01`, `${YEAR}-12-31`];
  const codes = [...new Set(profiles.map(([code]) => code))];
  const inputs: HypotheticalYear['inputs'] = {
    ...{ regionCode: compiled.plan.region, year: YEAR, insurance: 'EMPLOYEE', from, to, periodBy: 'DISCHARGE' },
    ...{ budget: BUDGET, actuals: {}, institutionYears: {} },
    institutions: codes.map((code) => ({
      ...{ code, name: code },
      profiles: profiles
        .filter(([of]) => of === code)
        .map(([, institutionClass, effectiveFrom]) => ({ effectiveFrom, level: '3', attributes: { institutionClass } })),
    })),
    figures: codes.map((institutionCode, index) => ({ institutionCode, name: 'cmi', value: `1.${index}` })),
  };
  const catalogue = { from, groups, version: 'test', contentHash: '', groupingHash: compiled.plan.groupingHash };
  return await openHypothetical({
    inputs,
    versions: [{ from, to, compiled, ...(grouper === undefined ? {} : { grouper }) }],
    catalogues: [catalogue],
  });
}
