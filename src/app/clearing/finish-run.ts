import { clearYear } from './clear-year.js';
import { failedClearing } from './clearing-failed.js';
import { imbalance, reJudgedOf, requireSameSums } from './run-invariants.js';
import { readScores, type ScoredRun } from './read-scores.js';
import type { RunPlan } from './run-plan.js';
import { hashOf } from '../command.js';
import { isSandbox } from '../permissions.js';
import type { Platform } from '../platform.js';
import type { PostingRecord, ScopeValueRecord, StatementRecord } from '../ports-run-results.js';
import type { RunLease, RunTotals } from '../ports-run.js';
import { PLATFORM_ACCESS, type Unit } from '../ports.js';
import { must } from '../../engine/assert.js';
import type { Cleared, ClearedInstitution } from '../../engine/clearing.js';
import { isMoney, linesOf, signedFen, type StatementLine } from '../../engine/lines.js';
import { Fraction, printFen, yuanToFen, type Fen } from '../../engine/quantity.js';
import type { KeyRun } from '../../engine/scope-run.js';
import { traceScope } from '../../engine/trace.js';
import { printOutput, printValue } from '../../engine/value-text.js';
import { resolveBasis, type Basis } from '../../rules/basis.js';

/** 瀑布图 one step from a total's first line to its sum. Amounts are yuan with 2 places. */
export interface WaterfallStepRecord {
  readonly key: string;
  readonly label: { readonly zh: string; readonly en?: string | undefined };
  readonly amount: string;
  readonly runningTotal: string;
  readonly account: string | null;
  readonly rule: string | null;
  readonly basis: readonly Basis[];
}

/** A run whose results do not agree with themselves, or whose driver was fenced off: nothing of it is kept. */
export class RunNotKept extends Error {
  override readonly name = 'RunNotKept';
}

/** A cleared year, ready to be stored. */
interface FinishedRun {
  readonly cleared: Cleared;
  readonly statements: readonly StatementRecord[];
  readonly postings: readonly PostingRecord[];
  readonly resultHash: string;
  readonly isFinal: boolean;
}

/** Clears the year from the stored scores and stores statements, postings and totals, all in one transaction. */
export async function finishRun(platform: Platform, lease: RunLease, plan: RunPlan): Promise<void> {
  const scored = await readScores(platform, lease, plan);
  requireSameSums(plan, scored);
  const cleared = await clearYear(plan, scored);
  const statements = cleared.institutions.map((institution) => statementOf(plan, institution, scored));
  const finished: FinishedRun = {
    cleared,
    statements,
    postings: cleared.institutions.flatMap((institution) => postingsOf(plan, institution)),
    resultHash: resultHashOf(plan, scored, cleared, statements),
    isFinal:
      scored.total.exceptions === 0n &&
      (isSandbox(lease.regionCode) || plan.versions.every(({ compiled }) => compiled.plan.settlementReady)),
  };
  await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', (unit) => storeResults(unit, lease, plan, scored, finished));
}

/**
 * Same inputs, same hash: independent of workers, of the order of shards, of how often the run was killed and resumed, and of the ids and
 * sequences under which a store keeps the inputs: another installation arrives at the same.
 */
function resultHashOf({ snapshot }: RunPlan, { shards }: ScoredRun, cleared: Cleared, statements: readonly StatementRecord[]): string {
  const { rulesets, catalogues, throughImportSeq: _, ...inputs } = snapshot;
  return hashOf({
    inputs: {
      ...inputs,
      rulesets: rulesets.map(({ effectiveHash, from, to }) => ({ effectiveHash, from, to })),
      catalogues: catalogues.map(({ contentHash, groupingHash, from }) => ({ contentHash, groupingHash, from })),
    },
    shards: shards.map(({ hash }) => hash),
    statements: statements.map(({ institutionCode, payableFen, steps: own }) => ({
      institutionCode,
      payable: printFen(payableFen),
      steps: own,
    })),
    pointValue: cleared.pointValue?.fraction ?? null,
  });
}

async function storeResults(unit: Unit, lease: RunLease, plan: RunPlan, scored: ScoredRun, finished: FinishedRun): Promise<void> {
  const { regionCode, runNo } = lease;
  const { cleared, statements, postings, resultHash, isFinal } = finished;
  await unit.runResults.insertScopeValues(regionCode, runNo, scopeValues(cleared));
  await unit.runResults.insertStatements(regionCode, runNo, statements);
  await unit.runResults.insertPostings(regionCode, runNo, postings);
  await unit.scores.countOutcomes(regionCode, runNo, scored.outcomes);
  const imbalanceFen = await imbalance(unit, lease, cleared);
  if (isFinal && cleared.pointValue !== null) {
    const { year, insurance } = plan.snapshot;
    const { display: value, fraction } = cleared.pointValue;
    await unit.fundYears.setPointValue({ regionCode, year, insurance, kind: 'SETTLEMENT', value, fraction, runNo });
  }
  const totals = await totalsOf(unit, lease, plan, scored, finished, imbalanceFen);
  const kept = await unit.runs.update(lease, {
    status: 'SUCCEEDED',
    phase: 'DONE',
    stage: isFinal ? 'CALCULATED' : 'TRIAL',
    totals,
    failure: null,
  });
  if (!kept) throw new RunNotKept('another process took the run over');
  const detail = { resultHash, payable: printFen(cleared.payableFen), imbalance: printFen(imbalanceFen) };
  await unit.audit.append({ regionCode, action: 'run:finish', subject: String(runNo), detail });
  await unit.announce(regionCode);
}

async function totalsOf(
  unit: Unit,
  lease: RunLease,
  plan: RunPlan,
  scored: ScoredRun,
  { cleared, resultHash }: FinishedRun,
  imbalanceFen: bigint,
): Promise<RunTotals> {
  return {
    resultHash,
    budgetFen: moneyOf(plan, cleared.fundYear, 'dipBudget'),
    fundFen: cleared.fundFen,
    cases: scored.total.cases,
    totalPoints: scored.total.points,
    pointValue: cleared.pointValue?.display ?? null,
    pointValueFraction: cleared.pointValue?.fraction ?? null,
    payableFen: cleared.payableFen,
    imbalanceFen,
    distinctSituations: await outcomeCount(unit, lease),
    reJudged: scored.shards.reduce((sum, { sums }) => sum + reJudgedOf(sums), 0n),
    exceptions: scored.total.exceptions,
    waterfall: Object.fromEntries([...cleared.waterfalls].map(([total, lines]) => [total, steps(plan, lines)])),
  };
}

function steps(plan: RunPlan, lines: readonly StatementLine[]): readonly WaterfallStepRecord[] {
  const { effective } = plan.yearVersion.compiled;
  return lines.map(({ decision, label, amountFen, runningTotalFen, account, basis, rule }) => ({
    key: decision,
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
    steps: steps(plan, institution.lines),
    trace: trace.map((step) => ({ ...step, basis: resolveBasis(compiled.effective, step.basis) })),
  };
}

function postingsOf(plan: RunPlan, { code, institutionYear }: ClearedInstitution): readonly PostingRecord[] {
  return linesOf(plan.yearVersion.compiled.program, 'institutionYear', 'payable').map(({ plan: decision }) => {
    const signed = signedFen(decision, institutionYear.frame);
    const sign = decision.line?.sign === '-' ? -1 : 1;
    return {
      institutionCode: code,
      line: decision.id,
      total: 'payable',
      lineOrder: decision.line?.order ?? 0,
      account: must(decision.line?.account, 'account'),
      amountFen: sign === 1 ? signed : -signed,
      sign,
    };
  });
}

function scopeValues({ fundYear, fundYearEnd, institutions }: Cleared): readonly ScopeValueRecord[] {
  const record = (run: KeyRun): ScopeValueRecord => ({
    scope: run.scope.scope,
    key: run.key.institutionCode ?? '*',
    institutionCode: run.key.institutionCode ?? null,
    values: Object.fromEntries(
      run.scope.slots.flatMap(({ name }, slot) => (run.frame[slot] === undefined ? [] : [[name, printSlot(run, slot)]])),
    ),
  });
  return [
    record(fundYear),
    record(fundYearEnd),
    ...institutions.flatMap((one) => [record(one.institution), record(one.institutionTotal), record(one.institutionYear)]),
  ];
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

async function outcomeCount({ scores }: Unit, { regionCode, runNo }: RunLease): Promise<bigint> {
  let count = 0n;
  for (let afterId = -1; ;) {
    const page = await scores.outcomes(regionCode, runNo, { first: 1_000, afterId });
    count += BigInt(page.length);
    const last = page.at(-1);
    if (last === undefined || page.length < 1_000) return count;
    afterId = last.outcomeId;
  }
}
