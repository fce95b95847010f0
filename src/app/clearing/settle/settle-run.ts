import { clearPart } from '../parts/clear-period.js';
import { clearYear } from './clear-year.js';
import { failedClearing } from '../parts/clearing-failed.js';
import { requireSameSums } from './run-invariants.js';
import type { ScoredRun } from './read-scores.js';
import type { RunProof } from './run-proof.js';
import type { MonthRun } from '../parts/period-rows.js';
import type { PeriodSums } from '../parts/period-sums.js';
import { ALL_CASES, ALL_POINTS } from '../run/aggregates.js';
import type { RunPlan } from '../run/run-plan.js';
import type { RunVersion } from '../run/year-source.js';
import { inputHashOf } from '../run/run-snapshot.js';
import { hashOf } from '../../kernel/command.js';
import { isSandbox } from '../../ports/kit/permissions.js';
import {
  NO_INSTITUTION,
  type AccountRecord,
  type PostingRecord,
  type ScopeValueRecord,
  type StatementRecord,
} from '../../ports/clearing/ports-run-results.js';
import type { RunTotals } from '../../ports/clearing/ports-run.js';
import type { Cleared, ClearedPeriod, SettledInstitution } from '../../../engine/clearing/clearing.js';
import { isMoney, type StatementLine } from '../../../engine/clearing/lines.js';
import { assert } from '../../../engine/kit/assert.js';
import { Fraction, printFen, yuanToFen, type Fen } from '../../../engine/number/quantity.js';
import type { KeyRun } from '../../../engine/decide/key-run.js';
import { traceScope } from '../../../engine/trace/trace.js';
import { printOutput, printValue } from '../../../engine/plan/value-text.js';
import { PERIODS } from '../../../engine/plan/periods.js';
import type { TracedStep } from '../../../rules/explain/explain.js';
import { resolveBasis, type Basis } from '../../../rules/document/basis.js';

/** 瀑布图 one step from a total's first line to its sum. Amounts are yuan with 2 places. */
export interface WaterfallStepRecord {
  readonly key: string;
  /** The total that it is a line of, where that isn't the one that the steps lead to. */
  readonly total?: string;
  readonly label: { readonly zh: string; readonly en?: string | undefined };
  readonly amount: string;
  readonly runningTotal: string;
  readonly account: string | null;
  readonly rule: string | null;
  readonly basis: readonly Basis[];
}

/** Hashes of a run's cases and scores as content. */
export interface RunHashes {
  readonly casesHash: string;
  readonly scoresHash: string;
}

/** What a run comes to, whoever keeps it: the rest of its totals says how it was stored. */
export type SettledTotals = Omit<RunTotals, 'imbalanceFen' | 'distinctSituations' | 'reJudged'>;

/** A cleared year or a settled period, ready to be stored, or to be compared with what was. */
export interface SettledRun {
  readonly scored: ScoredRun;
  readonly cleared: Cleared | ClearedPeriod;
  /** Of a month or quarter. */
  readonly periodSums: PeriodSums | null;
  readonly statements: readonly StatementRecord[];
  readonly postings: readonly PostingRecord[];
  readonly accounts: readonly AccountRecord[];
  /** Made while they are gone through, each time: a city has hundreds of thousands of disease groups of institutions. */
  readonly scopeValues: Iterable<ScopeValueRecord>;
  readonly totals: SettledTotals;
  readonly isFinal: boolean;
}

/** Clears the year from the stored scores. Reads only. */
export async function settleRun(proof: RunProof, hashes: RunHashes): Promise<SettledRun> {
  const { plan } = proof;
  const scored = await proof.result();
  requireSameSums(plan, scored);
  return await settleScores(plan, scored, hashes);
}

/** Clears the year from what was added up of its scores. */
export async function settleScores(plan: RunPlan, scored: ScoredRun, hashes: RunHashes): Promise<SettledRun> {
  const worked = await workOut(plan, scored);
  const { cleared, periodSums } = worked;
  const statements = cleared.institutions.map((institution) => statementOf(worked, institution));
  return {
    scored,
    cleared,
    periodSums,
    statements,
    postings: postingsOf(cleared),
    accounts: cleared.accounts,
    scopeValues: { [Symbol.iterator]: () => scopeValues(worked) },
    totals: totalsOf(plan, { scored, worked, statements }, hashes),
    isFinal:
      scored.total.exceptions === 0n &&
      (isSandbox(plan.snapshot.regionCode) || plan.versions.every(({ compiled }) => compiled.plan.settlementReady)),
  };
}

/** A year worked out: its figures, without what explains them. */
export interface WorkedYear {
  readonly cleared: Cleared;
  readonly budgetFen: Fen;
  /** Cases and points of an institution, whatever became of them. */
  readonly counted: (code: string) => CasesAndPoints;
}

/** Works a year out as `settleScores` does, for those who only want its figures: no statement is traced, nothing is hashed. Throws `ClearingFailed`. */
export async function workOutYear(plan: RunPlan, scored: ScoredRun): Promise<WorkedYear> {
  assert(plan.snapshot.period === undefined, 'a year is worked out, not a part of it');
  const { cleared } = await clearYear(plan, scored);
  return { cleared, budgetFen: moneyOf(plan.yearVersion, cleared.fundYear, 'dipBudget'), counted: countedOf(scored) };
}

/** What came of a run's year or period, whichever it is of. */
interface WorkedOut {
  readonly cleared: Cleared | ClearedPeriod;
  /** The version that decided what is not about single cases. */
  readonly version: RunVersion;
  readonly months: readonly MonthRun[];
  readonly periodSums: PeriodSums | null;
  /** The total that statements lead to. */
  readonly total: string;
  /** Cases and points of an institution that its statement takes into account. */
  readonly counted: (code: string) => CasesAndPoints;
}

/** Points as decimal text. */
interface CasesAndPoints {
  readonly cases: number;
  readonly points: string;
}

function countedOf({ cases }: ScoredRun): (code: string) => CasesAndPoints {
  return (code) => cases.get(code) ?? { cases: 0, points: '0' };
}

async function workOut(plan: RunPlan, scored: ScoredRun): Promise<WorkedOut> {
  const { period } = plan.snapshot;
  if (period === undefined) {
    const { cleared, months } = await clearYear(plan, scored);
    return { cleared, months, periodSums: null, version: plan.yearVersion, total: PERIODS.YEAR.total, counted: countedOf(scored) };
  }
  const { cleared, sums, version } = await clearPart(plan, scored.byInstitution, period);
  const counted = (code: string): CasesAndPoints => ({
    cases: Number(sums.counted[code]?.[ALL_CASES] ?? '0'),
    points: sums.counted[code]?.[ALL_POINTS] ?? '0',
  });
  return { cleared, months: [], periodSums: sums, version, total: PERIODS[period.kind].total, counted };
}

function totalsOf(
  plan: RunPlan,
  {
    scored,
    worked,
    statements,
  }: { readonly scored: ScoredRun; readonly worked: WorkedOut; readonly statements: readonly StatementRecord[] },
  hashes: RunHashes,
): SettledTotals {
  const { cleared, version } = worked;
  const waterfall = Object.fromEntries([...cleared.waterfalls].map(([total, lines]) => [total, steps(version, total, lines)]));
  return {
    casesHash: hashes.casesHash,
    resultHash: resultHashOf(plan, { worked, statements, waterfall, hashes }),
    budgetFen: moneyOf(version, cleared.fundYear, 'dipBudget'),
    fundFen: cleared.fundFen,
    cases: scored.total.cases,
    totalPoints: scored.total.points,
    pointValue: cleared.pointValue?.display ?? null,
    pointValueFraction: cleared.pointValue?.fraction ?? null,
    payableFen: cleared.payableFen,
    exceptions: scored.total.exceptions,
    waterfall,
  };
}

/** What a result hash is made of. */
interface Hashed {
  readonly worked: WorkedOut;
  readonly statements: readonly StatementRecord[];
  readonly waterfall: Readonly<Record<string, readonly WaterfallStepRecord[]>>;
  readonly hashes: RunHashes;
}

/**
 * Same inputs, same hash: independent of workers, of shards and their order, of how often the run was killed and resumed, of the order in which
 * cases were imported, and of the ids and sequences under which a store keeps them (decision record 0009).
 */
function resultHashOf({ snapshot }: RunPlan, { worked: { cleared, periodSums }, statements, waterfall, hashes }: Hashed): string {
  return hashOf({
    inputHash: inputHashOf(snapshot),
    ...hashes,
    statements: statements.map(({ institutionCode, cases, points, payableFen, steps: own }) => ({
      institutionCode,
      cases,
      points,
      payable: printFen(payableFen),
      steps: own,
    })),
    waterfall,
    pointValue: cleared.pointValue?.fraction ?? null,
    ...(periodSums === null ? {} : { periodSums }),
  });
}

function steps({ compiled: { effective } }: RunVersion, to: string, lines: readonly StatementLine[]): readonly WaterfallStepRecord[] {
  return lines.map(({ decision, total, label, amountFen, runningTotalFen, account, basis, rule }) => ({
    key: decision,
    ...(total === to ? {} : { total }),
    label,
    amount: printFen(amountFen),
    runningTotal: printFen(runningTotalFen),
    account: account ?? null,
    rule,
    basis: resolveBasis(effective, basis),
  }));
}

function statementOf({ version, total, counted }: WorkedOut, institution: SettledInstitution): StatementRecord {
  const { compiled } = version;
  const trace = institution.runs.flatMap((run) => traceScope(compiled.program, run, compiled.tables.verdict));
  return {
    institutionCode: institution.code,
    ...counted(institution.code),
    payableFen: institution.payableFen,
    steps: steps(version, total, institution.lines),
    trace: trace.map((step) => ({ ...step, basis: resolveBasis(compiled.effective, step.basis) })),
  };
}

/** The postings that the engine balanced, as they are stored: nobody's institution is `*`. */
function postingsOf({ postings }: Cleared | ClearedPeriod): readonly PostingRecord[] {
  return postings.map(({ institutionCode, decision, total, order, sign, account, changeFen }) => ({
    institutionCode: institutionCode ?? NO_INSTITUTION,
    line: decision,
    total,
    lineOrder: order,
    account,
    amountFen: sign === '+' ? -changeFen : changeFen,
    sign: sign === '+' ? 1 : -1,
  }));
}

/**
 * Values of every key, and how the decisions of the fund and of the months came about; those of institutions stand in their statements, and those
 * of disease groups are worked out when they are asked for (`explainGroups`): a city has hundreds of thousands of them.
 */
function* scopeValues({ cleared, months, version }: WorkedOut): Generator<ScopeValueRecord, undefined> {
  const { fundYear, fundYearEnd, institutions, groups } = cleared;
  for (const run of fundYearEnd === null ? [fundYear] : [fundYear, fundYearEnd]) yield tracedValues(version, run);
  for (const { runs } of institutions) for (const run of runs) yield keptValues(run);
  for (const { version: own, run } of months) yield tracedValues(own, run);
  for (const run of groups) yield keptValues(run);
}

function tracedValues(version: RunVersion, run: KeyRun): ScopeValueRecord {
  return { ...keptValues(run), trace: traceOf(version, run) };
}

/** The values of a key as they are stored. */
export function keptValues(run: KeyRun): ScopeValueRecord {
  const { institutionCode = null, period, groupCode } = run.key;
  return {
    scope: run.scope.scope,
    key: [institutionCode ?? '*', period, groupCode].filter((part) => part !== undefined).join('/'),
    institutionCode,
    values: Object.fromEntries(
      run.scope.slots.flatMap(({ name }, slot) => (run.frame[slot] === undefined ? [] : [[name, printSlot(run, slot)]])),
    ),
    trace: null,
  };
}

/** How the decisions of a key came about, with what they rest on. */
export function traceOf({ compiled }: RunVersion, run: KeyRun): readonly TracedStep[] {
  return traceScope(compiled.program, run, compiled.tables.verdict).map((step) => ({
    ...step,
    basis: resolveBasis(compiled.effective, step.basis),
  }));
}

function printSlot({ scope, frame }: KeyRun, slot: number): string | null {
  const output = scope.decisions.find(({ plan }) => plan.slot === slot)?.plan.output;
  const value = frame[slot];
  return output !== undefined && value instanceof Fraction ? printOutput(output, value) : printValue(value);
}

/** An amount of the fund year in fen; a ruleset may leave it out for some years, or round it to less than a fen. */
function moneyOf({ compiled }: RunVersion, run: KeyRun, id: string): Fen {
  const slot = run.scope.slotByName.get(id);
  const value = slot === undefined ? undefined : run.frame[slot];
  if (isMoney(value)) return yuanToFen(value);
  const code = value instanceof Fraction ? 'NOT_WHOLE_FEN' : 'MISSING_VALUE';
  throw failedClearing(compiled, [{ code, scope: run.scope.scope, key: run.key, decision: id, fact: id }]);
}
