import { fieldProblem, reasonProblems } from '../../requests/request-fields.js';
import type { FieldProblem } from '../../base/errors.js';
import type { Unit } from '../../ports/ports.js';
import type { Simulation } from '../kit/event-detail.js';
import { reportOfWhatIf } from '../../what-if/stored-what-if-parse.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';

/** What a submission says of the simulation: which what-if it is, or why there can be none. */
export interface StatedSimulation {
  readonly whatIfId?: string | null | undefined;
  /** Others with the same text: of the other insurances of that year, or of other years. */
  readonly moreWhatIfIds?: readonly string[] | null | undefined;
  readonly noSimulationReason?: string | null | undefined;
}

/**
 * The simulation that a submission rests on (N25-33): what-ifs that have ended well, one of whose candidates was worked out with exactly these rules.
 * A ruleset holds for every insurance: which of the year have none is bound as well, so that who approves is told. Only a region without a single case may do without, and says why.
 */
export async function simulationOf(
  unit: Unit,
  { regionCode, effectiveHash }: { readonly regionCode: string; readonly effectiveHash: string },
  { whatIfId = null, moreWhatIfIds, noSimulationReason = null }: StatedSimulation,
): Promise<Simulation | readonly FieldProblem[]> {
  if (whatIfId === null) {
    const hasCases = (await unit.cases.lastImportSeq(regionCode)) > 0n;
    if (noSimulationReason === null || hasCases) return [missing(effectiveHash, hasCases)];
    const problems = reasonProblems(noSimulationReason, ['noSimulationReason']);
    return problems.length > 0 ? problems : { none: noSimulationReason.trim() };
  }
  const first = await simulatedBy(unit, { regionCode, effectiveHash, whatIfId });
  if (first === undefined) return [other(effectiveHash, ['whatIfId'])];
  const more: Simulated[] = [];
  for (const [at, id] of (moreWhatIfIds ?? []).entries()) {
    const found = await simulatedBy(unit, { regionCode, effectiveHash, whatIfId: id });
    if (found === undefined) return [other(effectiveHash, ['moreWhatIfIds', String(at)])];
    more.push(found);
  }
  return { ...first.bound, more: more.map(({ bound }) => bound), without: await unsimulated(unit, first.of, [first, ...more]) };
}

/** The year that a what-if is of. */
interface SimulatedYear {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

/** A what-if that was worked out with the rules of a draft: of which year, and what is bound of it. */
interface Simulated {
  readonly of: SimulatedYear;
  readonly bound: { readonly whatIfId: string; readonly candidate: number; readonly resultHash: string };
}

async function simulatedBy(
  unit: Unit,
  { regionCode, effectiveHash, whatIfId }: { readonly regionCode: string; readonly effectiveHash: string; readonly whatIfId: string },
): Promise<Simulated | undefined> {
  const found = await unit.whatIfs.find(regionCode, whatIfId);
  const report = found?.status === 'SUCCEEDED' ? reportOfWhatIf(found) : null;
  const candidate = (report?.candidates ?? []).findIndex(
    ({ result }) => result?.side.rulesets.some((one) => one.effectiveHash === effectiveHash) ?? false,
  );
  if (found?.resultHash === undefined || found.resultHash === null || candidate < 0) return undefined;
  return { of: found, bound: { whatIfId: found.id, candidate, resultHash: found.resultHash } };
}

/** Insurances of a year with a budget or a run, of which no what-if is bound. */
async function unsimulated(
  unit: Unit,
  { regionCode, year }: SimulatedYear,
  simulated: readonly Simulated[],
): Promise<readonly InsuranceScheme[]> {
  const known = (await unit.fundYears.known(regionCode)).filter((one) => one.year === year);
  const done = simulated.filter(({ of }) => of.year === year).map(({ of }) => of.insurance);
  return known.map(({ insurance }) => insurance).filter((insurance) => !done.includes(insurance));
}

/** Whether it says what is wrong with what was stated. */
export function isRefused(simulation: Simulation | readonly FieldProblem[]): simulation is readonly FieldProblem[] {
  return Array.isArray(simulation);
}

function missing(effectiveHash: string, hasCases: boolean): FieldProblem {
  const zh = hasCases
    ? `提交前须以草案现在的文本模拟一个结算年度（dip draft simulate，startWhatIf 的 rulesetText），并给出模拟标识 whatIfId。合并哈希 ${effectiveHash.slice(0, 12)}…`
    : '请给出模拟标识 whatIfId；本地区还没有病例，无从模拟的，请在 noSimulationReason 写明原因。';
  const en = hasCases
    ? `Work out a settlement year with the draft's text first (dip draft simulate, rulesetText of startWhatIf), and state its id, whatIfId. Effective hash ${effectiveHash.slice(0, 12)}…`
    : 'State a what-if, whatIfId; where the region has no case and nothing can be worked out, say so in noSimulationReason.';
  return fieldProblem(['whatIfId'], 'SIMULATION_MISSING', zh, en);
}

function other(effectiveHash: string, path: readonly string[]): FieldProblem {
  return fieldProblem(
    path,
    'SIMULATION_OTHER',
    `这次模拟没有以草案现在的文本（合并哈希 ${effectiveHash.slice(0, 12)}…）成功算出结果。文本改过之后须重新模拟。`,
    `That what-if was not worked out with the draft's present text (effective hash ${effectiveHash.slice(0, 12)}…). After an edit it has to be worked out anew.`,
  );
}
