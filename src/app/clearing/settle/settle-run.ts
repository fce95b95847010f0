import { clearYear } from './clear-year.js';
import { failedClearing } from './clearing-failed.js';
import { requireSameSums } from './run-invariants.js';
import { readScores, type ScoredRun } from './read-scores.js';
import type { MonthRun } from './month-rows.js';
import type { RunPlan } from '../run/run-plan.js';
import type { RunVersion } from '../run/year-source.js';
import { inputHashOf } from '../run/run-snapshot.js';
import { hashOf } from '../../kernel/command.js';
import { isSandbox } from '../../ports/kit/permissions.js';
import type { Platform } from '../../kernel/platform.js';
import {
  NO_INSTITUTION,
  type AccountRecord,
  type PostingRecord,
  type ScopeValueRecord,
  type StatementRecord,
} from '../../ports/clearing/ports-run-results.js';
import type { RunRecord, RunTotals } from '../../ports/clearing/ports-run.js';
import type { Cleared, ClearedInstitution } from '../../../engine/clearing/clearing.js';
import { isMoney, type StatementLine } from '../../../engine/clearing/lines.js';
import { Fraction, printFen, yuanToFen, type Fen } from '../../../engine/number/quantity.js';
import type { KeyRun } from '../../../engine/decide/key-run.js';
import { traceScope } from '../../../engine/trace/trace.js';
import { printOutput, printValue } from '../../../engine/plan/value-text.js';
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

/** A cleared year, ready to be stored, or to be compared with what was. */
export interface SettledRun {
  readonly scored: ScoredRun;
  readonly cleared: Cleared;
  readonly statements: readonly StatementRecord[];
  readonly postings: readonly PostingRecord[];
  readonly accounts: readonly AccountRecord[];
  readonly scopeValues: readonly ScopeValueRecord[];
  readonly totals: SettledTotals;
  readonly isFinal: boolean;
}

/** Clears the year from the stored scores. Reads only. */
export async function settleRun(
  platform: Platform,
  run: Pick<RunRecord, 'regionCode' | 'runNo'>,
  plan: RunPlan,
  hashes: RunHashes,
): Promise<SettledRun> {
  const scored = await readScores(platform, run, plan);
  requireSameSums(plan, scored);
  return await settleScores(plan, scored, hashes);
}

/** Clears the year from what was added up of its scores. */
export async function settleScores(plan: RunPlan, scored: ScoredRun, hashes: RunHashes): Promise<SettledRun> {
  const { cleared, months } = await clearYear(plan, scored);
  const statements = cleared.institutions.map((institution) => statementOf(plan, institution, scored));
  return {
    scored,
    cleared,
    statements,
    postings: postingsOf(cleared),
    accounts: cleared.accounts,
    scopeValues: scopeValues(plan, cleared, months),
    totals: totalsOf(plan, { scored, cleared, statements }, hashes),
    isFinal:
      scored.total.exceptions === 0n &&
      (isSandbox(plan.snapshot.regionCode) || plan.versions.every(({ compiled }) => compiled.plan.settlementReady)),
  };
}

function totalsOf(
  plan: RunPlan,
  { scored, cleared, statements }: Pick<SettledRun, 'scored' | 'cleared' | 'statements'>,
  hashes: RunHashes,
): SettledTotals {
  const waterfall = Object.fromEntries([...cleared.waterfalls].map(([total, lines]) => [total, steps(plan, total, lines)]));
  return {
    casesHash: hashes.casesHash,
    resultHash: resultHashOf(plan, { cleared, statements, waterfall, hashes }),
    budgetFen: moneyOf(plan, cleared.fundYear, 'dipBudget'),
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
  readonly cleared: Cleared;
  readonly statements: readonly StatementRecord[];
  readonly waterfall: Readonly<Record<string, readonly WaterfallStepRecord[]>>;
  readonly hashes: RunHashes;
}

/**
 * Same inputs, same hash: independent of workers, of shards and their order, of how often the run was killed and resumed, of the order in which
 * cases were imported, and of the ids and sequences under which a store keeps them (decision record 0009).
 */
function resultHashOf({ snapshot }: RunPlan, { cleared, statements, waterfall, hashes }: Hashed): string {
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
  });
}

/** The total that a statement leads to. */
const PAYABLE = 'payable';

function steps(plan: RunPlan, to: string, lines: readonly StatementLine[]): readonly WaterfallStepRecord[] {
  const { effective } = plan.yearVersion.compiled;
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

function statementOf(plan: RunPlan, institution: ClearedInstitution, { cases }: ScoredRun): StatementRecord {
  const { compiled } = plan.yearVersion;
  const trace = [institution.institution, institution.institutionTotal, institution.institutionYear].flatMap((run) =>
    traceScope(compiled.program, run, compiled.tables.verdict),
  );
  return {
    institutionCode: institution.code,
    ...(cases.get(institution.code) ?? { cases: 0, points: '0' }),
    payableFen: institution.payableFen,
    steps: steps(plan, PAYABLE, institution.lines),
    trace: trace.map((step) => ({ ...step, basis: resolveBasis(compiled.effective, step.basis) })),
  };
}

/** The postings that the engine balanced, as they are stored: nobody's institution is `*`. */
function postingsOf({ postings }: Cleared): readonly PostingRecord[] {
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

/** Values of every key, and how the decisions of the fund and of the months came about; those of institutions stand in their statements. */
function scopeValues(plan: RunPlan, cleared: Cleared, months: readonly MonthRun[]): readonly ScopeValueRecord[] {
  const { fundYear, fundYearEnd, institutions } = cleared;
  const ofYear = [fundYear, fundYearEnd].map((run) => ({ ...valuesOf(run), trace: traceOf(plan.yearVersion, run) }));
  const ofInstitutions = institutions.flatMap((one) => [one.institution, one.institutionTotal, one.institutionYear].map(valuesOf));
  const ofMonths = months.map(({ version, run }) => ({ ...valuesOf(run), trace: traceOf(version, run) }));
  return [...ofYear, ...ofInstitutions, ...ofMonths];
}

function valuesOf(run: KeyRun): ScopeValueRecord {
  const { institutionCode = null, month } = run.key;
  return {
    scope: run.scope.scope,
    key: [institutionCode ?? '*', ...(month === undefined ? [] : [month])].join('/'),
    institutionCode,
    values: Object.fromEntries(
      run.scope.slots.flatMap(({ name }, slot) => (run.frame[slot] === undefined ? [] : [[name, printSlot(run, slot)]])),
    ),
    trace: null,
  };
}

function traceOf({ compiled }: RunVersion, run: KeyRun): unknown {
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
function moneyOf({ yearVersion: { compiled } }: RunPlan, run: KeyRun, id: string): Fen {
  const slot = run.scope.slotByName.get(id);
  const value = slot === undefined ? undefined : run.frame[slot];
  if (isMoney(value)) return yuanToFen(value);
  const code = value instanceof Fraction ? 'NOT_WHOLE_FEN' : 'MISSING_VALUE';
  throw failedClearing(compiled, [{ code, scope: run.scope.scope, key: run.key, decision: id, fact: id }]);
}
