import { clearYear } from './clear-year.js';
import type { RunPlan } from './run-plan.js';
import { hashOf } from '../command.js';
import { isSandbox } from '../permissions.js';
import type { Platform } from '../platform.js';
import type { PostingRecord, ScopeValueRecord, StatementRecord } from '../ports-run-results.js';
import type { RunLease, RunTotals } from '../ports-run.js';
import { PLATFORM_ACCESS, type Unit } from '../ports.js';
import type { AggregateRow as StoredRow } from '../ports-score.js';
import { assert, must } from '../../engine/assert.js';
import type { Cleared, ClearedInstitution } from '../../engine/clearing.js';
import { linesOf, signedFen, type StatementLine } from '../../engine/lines.js';
import { Fraction, printFen, printFixed, storedDecimal, add, compare, yuanToFen, ZERO } from '../../engine/quantity.js';
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

/** What SQL makes of the stored scores, and what the shards said of themselves. */
interface ScoredRun {
  readonly byInstitution: readonly StoredRow[];
  readonly byMonth: readonly StoredRow[];
  readonly total: { readonly cases: bigint; readonly points: string; readonly exceptions: bigint };
  readonly shards: readonly { readonly hash: string; readonly sums: unknown }[];
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
  requireSameSums(plan, scored.byInstitution, scored.shards);
  const cleared = await clearYear(plan, scored);
  const statements = cleared.institutions.map((institution) => statementOf(plan, institution, scored.byInstitution));
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

async function readScores({ store }: Platform, { regionCode, runNo }: RunLease, plan: RunPlan): Promise<ScoredRun> {
  const asked = plan.aggregates.map(({ id, bit, sum }) => ({ id, bit, ...(sum === undefined ? {} : { sum }) }));
  return await store.transaction(PLATFORM_ACCESS, 'READ', async ({ scores, runs }) => {
    const { casesWithoutScore, scoresWithoutCase, scoresOfOtherInstitution } = await scores.proof(runNo, plan.selection);
    assert(casesWithoutScore + scoresWithoutCase + scoresOfOtherInstitution === 0n, 'the scores are exactly the cases of the snapshot');
    return {
      byInstitution: await scores.aggregate(regionCode, runNo, 'INSTITUTION', asked),
      byMonth: await scores.aggregate(regionCode, runNo, 'INSTITUTION_MONTH', asked),
      total: await scores.total(regionCode, runNo),
      shards: await runs.shardResults(regionCode, runNo),
    };
  });
}

/** Same inputs, same hash: independent of workers, of the order of shards, and of how often the run was killed and resumed. */
function resultHashOf(plan: RunPlan, { shards }: ScoredRun, cleared: Cleared, statements: readonly StatementRecord[]): string {
  return hashOf({
    inputHash: hashOf(plan.snapshot),
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
  await unit.scores.countOutcomes(regionCode, runNo);
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
    budgetFen: moneyOf(cleared.fundYear, 'dipBudget'),
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

/** Σ opening − Σ closing − Σ stored payable, with the movements and the payables summed in SQL, independently of the engine: always 0. */
async function imbalance(unit: Unit, { regionCode, runNo }: RunLease, cleared: Cleared): Promise<bigint> {
  const { byAccount, payableFen, statements } = await unit.runResults.sums(regionCode, runNo, 'payable');
  assert(statements === cleared.institutions.length, 'every institution has a statement');
  const moved = Object.values(byAccount).reduce((sum, fen) => sum + fen, 0n);
  assert(moved - payableFen === 0n, `the stored postings are out by ${moved - payableFen} fen`);
  for (const { account, openingFen, closingFen } of cleared.accounts) {
    const retained = account === 'FUND' || account === 'RETAINED';
    assert(retained || openingFen - closingFen === (byAccount[account] ?? 0n), `account ${account} does not close as its postings say`);
  }
  return moved - payableFen;
}

/** The sums that the shards made while they scored must be those that SQL makes of what was stored. */
function requireSameSums(plan: RunPlan, rows: readonly StoredRow[], shards: readonly { readonly sums: unknown }[]): void {
  for (const { id } of plan.aggregates) {
    const stored = rows.reduce((sum, { values }) => add(sum, storedDecimal(values[id] ?? '0')), ZERO);
    const scored = shards.reduce((sum, { sums }) => add(sum, storedDecimal(partialOf(sums, id))), ZERO);
    assert(compare(stored, scored) === 0, `${id}: SQL adds up to ${printFixed(stored, 8)}, the shards to ${printFixed(scored, 8)}`);
  }
}

function partialOf(sums: unknown, id: string): string {
  const partial = isRecord(sums) ? sums['partial'] : undefined;
  const value = isRecord(partial) ? partial[id] : undefined;
  assert(typeof value === 'string', `partial sum of ${id}`);
  return value;
}

function reJudgedOf(sums: unknown): bigint {
  const value = isRecord(sums) ? sums['reJudged'] : undefined;
  return typeof value === 'string' ? BigInt(value) : 0n;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
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

function statementOf(plan: RunPlan, institution: ClearedInstitution, rows: readonly StoredRow[]): StatementRecord {
  const { compiled } = plan.yearVersion;
  const values = rows.find(({ institutionCode }) => institutionCode === institution.code)?.values ?? {};
  const points = plan.aggregates.find(({ sum }) => sum !== undefined && plan.sums[sum] === 'points');
  const counted = plan.aggregates.find(({ sum }) => sum === undefined);
  const trace = [institution.institution, institution.institutionTotal, institution.institutionYear].flatMap((run) =>
    traceScope(compiled.program, run, compiled.tables.verdict),
  );
  return {
    institutionCode: institution.code,
    cases: counted === undefined ? 0 : Number(storedDecimal(values[counted.id] ?? '0').n),
    points: points === undefined ? '0' : (values[points.id] ?? '0'),
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

function moneyOf(run: KeyRun, id: string): bigint {
  const slot = run.scope.slotByName.get(id);
  const value = slot === undefined ? undefined : run.frame[slot];
  assert(value instanceof Fraction, `${id} has a value`);
  return yuanToFen(value);
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
